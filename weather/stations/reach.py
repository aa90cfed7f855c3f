"""How far a station's climate speaks for a place: one rule for every command."""

from __future__ import annotations

from typing import Any

from foundation.errors import Problem
from foundation.messages import message, translated
from weather.quality.finding import Finding
from weather.site import Site
from weather.stations.table import Station, distance_km

FAR_KM, FAR_M = 200.0, 500.0
"""Beyond this the climate between stations is a rough guess (500 m are 3.3 K at 6.5 K/km), which is told."""
TOO_FAR_KM = 1000.0
"""Beyond this, or in the other hemisphere, a station says nothing of a place."""

OF_COMMAND = "SOURCE"
"""The place is a word behind a command, not a key of a project file."""


def beyond_reach(site: Site, other: Site) -> bool:
    """Whether a site is more than ``TOO_FAR_KM`` from another, or in the other hemisphere."""
    km = distance_km(site.latitude, site.longitude, other.latitude, other.longitude)
    return km > TOO_FAR_KM or site.latitude * other.latitude < 0.0


def reach_problems(site: Site, station: Station, key: str = "site") -> list[Problem]:
    """What is to be told of a place that has its climate from the table of stations: an error, a warning or nothing.

    Parameters
    ----------
    site : Site
        The place.
    station : Station
        The nearest one, or the one that is named for it.
    """
    own = station.site
    km = distance_km(site.latitude, site.longitude, own.latitude, own.longitude)
    rise = site.altitude_m - own.altitude_m
    told: dict[str, Any] = {
        "name": translated(own.name, station.name_zh),
        "wmo": own.wmo,
        "km": round(km),
        "rise": round(rise),
    }
    value = f"{site.latitude:g}, {site.longitude:g}, {site.altitude_m:g} m"
    if beyond_reach(site, own):
        allowed = message("within {km:g} km of a station of the table, in its hemisphere", km=TOO_FAR_KM)
        template = "the climate station {name} ({wmo}) is {km} km from the site: it says nothing of its climate"
        cure = (
            "give an EPW file of the place instead, or correct latitude and longitude"
            if key == OF_COMMAND
            else "give a weather file of the place (weather: {source: epw, path: FILE.epw}), or correct latitude and longitude"
        )
        return [Problem("place-too-far", key, message(template, **told), value, allowed, cure)]
    if km > FAR_KM or abs(rise) > FAR_M:
        allowed = message("within {km:g} km and {metres:g} m of a station of the table", km=FAR_KM, metres=FAR_M)
        template = "the climate station {name} ({wmo}) is {km} km from the site, which lies {rise:+d} m above it: its climate is a rough guess"
        cure = (
            "give an EPW file of the place instead"
            if key == OF_COMMAND
            else "give a weather file of the place (weather: {source: epw, path: FILE.epw})"
        )
        return [Finding.of("place-far", key, template, value, allowed, cure, **told)]
    return []
