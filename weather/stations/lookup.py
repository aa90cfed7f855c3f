"""What a name stands for: a climate station, or a place with the station that speaks for it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, joined, message
from weather.quality.zone import standard_offset_h
from weather.site import Site
from weather.stations import gazetteer
from weather.stations.gazetteer import Place
from weather.stations.table import Station, distance_km, find_station, nearest_station, stations_named

SAME_KM = 30.0
"""A station that bears a place's name and is nearer than this is meant by it."""


@dataclass(frozen=True, eq=False, slots=True)
class Spot:
    """A named station, or a named place (``place``) with its site and the nearest station."""

    station: Station
    site: Site
    place: Place | None = None

    @property
    def distance_km(self) -> float:
        """Of the site from the station."""
        own = self.station.site
        return distance_km(self.site.latitude, self.site.longitude, own.latitude, own.longitude)

    @property
    def rise_m(self) -> float:
        """Altitude of the site above the station's."""
        return self.site.altitude_m - self.station.site.altitude_m


def spot_of(place: Place) -> Spot:
    """A place with its site and the nearest station; where its altitude is not known, the station's."""
    near = nearest_station(place.latitude, place.longitude).station
    altitude = place.altitude_m if place.altitude_m == place.altitude_m else near.site.altitude_m
    offset = standard_offset_h(place.latitude, place.longitude)
    site = Site(place.title, place.latitude, place.longitude, altitude, offset, place.province or near.site.province)
    return Spot(near, site, place)


def _named_place(text: str, key: str) -> Spot | None:
    """The place of a text that tells its kind (``长沙县``); None if it does not, or if a station of the name stands there."""
    if not any(gazetteer.stem(part) != part for part in gazetteer.parts_of(text)):
        return None
    readings = gazetteer.readings_of(text)
    found = gazetteer.find_places(text)
    for station in stations_named(gazetteer.stem(readings[-1].name)):
        own = station.site
        if (
            any(p.known and distance_km(p.latitude, p.longitude, own.latitude, own.longitude) < SAME_KM for p in found)
            and len(found) == 1
            and not gazetteer.names_county(text)
        ):
            return None
    place = gazetteer.find_place(text, key) if found else None
    return None if place is None else spot_of(place)


COORDINATE = "25.04,102.68,1892"


@lru_cache(maxsize=64)
def find_spot(text: str, key: str = "station") -> Spot:
    """The station or place of a text: WMO id, station's name, or a place of the gazetteer, each with or without its province.

    Raises
    ------
    InputError
        ``ambiguous-station``, ``ambiguous-place``, ``place-without-position``, or ``unknown-station`` with the nearest names.

    >>> find_spot("昆明").station.site.wmo, round(find_spot("浏阳").distance_km)
    ('567780', 55)
    """
    query = str(text).strip()
    if gazetteer.is_chinese(query):
        named = _named_place(query, key)
        if named is not None:
            return named
    try:
        station = find_station(query, key)
    except InputError as error:
        if error.problems[0].code != "unknown-station":
            raise
    else:
        return Spot(station, station.site)
    place = gazetteer.find_place(query, key)
    if place is not None:
        return spot_of(place)
    raise InputError(_unknown(query, key))


def _unknown(query: str, key: str) -> Problem:
    """The problem of a name that nothing bears, with names like it that are known."""
    from weather.stations.table import stations

    chinese = gazetteer.is_chinese(query)
    pool = {(s.name_zh if chinese else s.site.name): s for s in stations()}
    name = (gazetteer.readings_of(query) or [gazetteer.Query(query)])[0].name
    close = difflib.get_close_matches(gazetteer.stem(name) if chinese else name.title(), [n for n in pool if n], 2, 0.6)
    close += [n for p in gazetteer.close_places(name) if (n := p.title_zh if chinese else p.english) not in close]
    cures = [message("did you mean {name}?", name=Verbatim(" | ".join(close[:4])))] if close else []
    cures.append(
        message(
            "list the names: retrofit weather stations NAME; or write a coordinate as {text} (latitude, longitude, altitude in m)",
            text=Verbatim(COORDINATE),
        )
        if key in ("SOURCE", "PLACE")
        else "list the names: retrofit weather stations NAME; or give site.latitude, site.longitude and site.altitude_m without a station"
    )
    allowed = "a climate station (name, Chinese name, WMO id), or a county, city or town of China"
    return Problem("unknown-station", key, "no such station or place", query, allowed, joined(cures, " "))
