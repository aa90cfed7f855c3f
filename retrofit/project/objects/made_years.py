"""The years that ``retrofit weather make`` writes, and how they spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from weather.future import morph, parse_scenario, read_changes, scenario_changes
from weather.quality.zone import standard_offset_h
from weather.readers.epw import read_epw
from weather.site import Site
from weather.stations.lookup import find_spot
from weather.stations.places import between
from weather.stations.reach import reach_problems
from weather.stations.table import Station, nearest_station
from weather.synthetic.ensemble import exceeded, possible_year, year_of_kind
from weather.year import WeatherYear

NEAR_KM = 300.0
"""A station farther away says nothing about a place's altitude."""


def place_of(source: str) -> Site | None:
    """The site of ``"latitude,longitude,altitude"``, or None if the text is something else.

    >>> place_of("24.88,102.83,1910").altitude_m
    1910.0
    >>> place_of("Kunming, Yunnan") is None
    True
    """
    try:
        numbers = [float(part) for part in source.replace("，", ",").split(",")]
    except ValueError:
        return None
    if len(numbers) == 2 and abs(numbers[0]) <= 66.5 and abs(numbers[1]) <= 180.0:
        raise InputError(_without_altitude(source, *numbers))
    if len(numbers) != 3:
        return None
    latitude, longitude, altitude = numbers
    if not (-66.5 <= latitude <= 66.5 and -180.0 <= longitude <= 180.0 and -430.0 <= altitude <= 6000.0):
        raise InputError(
            Problem(
                "place-range",
                "SOURCE",
                "no place of this latitude, longitude and altitude",
                source,
                "latitude -66.5 to 66.5, longitude -180 to 180, altitude -430 to 6000 m",
                "write latitude,longitude,altitude",
            )
        )
    return Site(f"{latitude:g} {longitude:g}", latitude, longitude, altitude, standard_offset_h(latitude, longitude))


def _without_altitude(source: str, latitude: float, longitude: float) -> Problem:
    """A coordinate alone: the air depends on the altitude, and that of the nearest station may be another."""
    match = nearest_station(latitude, longitude)
    own = match.station
    if match.distance_km > NEAR_KM:
        cure = "write latitude,longitude,altitude, as 24.88,102.83,1910"
        return Problem(
            "missing-key", "SOURCE", "an altitude is missing", source, "latitude, longitude, altitude in m", cure
        )
    told = message(
        "an altitude is missing; {station}, {km:.0f} km away, lies at {altitude:.0f} m",
        station=own.title, km=match.distance_km, altitude=own.site.altitude_m,
    )  # fmt: skip
    cure = message("write {text}", text=Verbatim(f"{latitude:g},{longitude:g},{own.site.altitude_m:.0f}"))
    return Problem("missing-key", "SOURCE", told, source, "latitude, longitude, altitude in m", cure)


def _station(source: str) -> tuple[Station, Site | None, list[Problem]]:
    """Statistics of a station, a named place or a coordinate; its site, and what is to be told of the station's distance."""
    site = place_of(source)
    if site is None:
        spot = find_spot(source, "SOURCE")
        if spot.place is None:
            return spot.station, None, []
        site = spot.site
    near = nearest_station(site.latitude, site.longitude).station
    told = reach_problems(site, near, "SOURCE")
    if any(p.severity == "error" for p in told):
        raise InputError(told)
    return between(site), site, told


def near_text(site: Site) -> str:
    """The nearest climate station of a site, with its distance and the difference of altitude."""
    match = nearest_station(site.latitude, site.longitude, site.altitude_m)
    own = match.station
    return message(
        "nearest climate station {station} ({wmo}), {km:.0f} km away, place {rise:+.0f} m above it",
        station=own.title, wmo=own.site.wmo, km=match.distance_km, rise=match.altitude_difference_m,
    )  # fmt: skip


def asked_years(
    source: str,
    kind: str,
    seeds: range,
    future: str | None,
    changes: Path | None,
    say: Callable[[str], None],
) -> list[WeatherYear]:
    """The years asked for, in the order of the seeds.

    Raises
    ------
    InputError
        An unknown station or scenario, a bad file or table; ``future-twice`` if both a scenario and a table are given;
        ``make-epw`` if several or extreme years of a file are asked for, or a file without a future.
    """
    if future is not None and changes is not None:
        raise InputError(
            Problem(
                "future-twice", "--future", "a scenario and a table of changes", future, "one of them", "leave one out"
            )
        )
    path = Path(source)
    if path.suffix.lower() == ".epw" or path.is_file():
        if len(seeds) > 1 or kind != "typical" or (future is None and changes is None):
            raise InputError(
                Problem(
                    "make-epw",
                    source,
                    "a file holds one year, which can be morphed to a future climate",
                    None,
                    "--future or --changes, no --years, no --kind",
                    "give a station for synthetic years",
                )
            )
        years = [read_epw(path)]
    else:
        station, site, told = _station(source)
        years = []
        for seed in seeds:
            many = len(seeds) > 1
            year = possible_year(station, site, seed) if many else year_of_kind(kind, station, site, seed)
            year = replace(year, warnings=(*year.warnings, *told))
            if site is not None:
                year = replace(year, source=year.source.noted("place-station", near_text(site)))
            years.append(year)
            say(message("year {seed}", seed=seed))
    if changes is not None:
        table = read_changes(changes)
        return [morph(y, table) for y in years]
    if future is not None:
        found = scenario_changes(*parse_scenario(future, "--future"), years[0].site, "--future")
        return [morph(y, found) for y in years]
    return years


def measures_of(year: WeatherYear) -> dict[str, float]:
    """Global radiation, mean temperature, heating and cooling degree hours of a year."""
    temp = year.column("temp_air")
    return {
        "ghi_kwh_m2": float(year.column("ghi").sum() / 1000.0),
        "temp_air_mean_c": float(temp.mean()),
        "heating_degree_hours_18": float(np.maximum(18.0 - temp, 0.0).sum()),
        "cooling_degree_hours_26": float(np.maximum(temp - 26.0, 0.0).sum()),
    }


def spread_of(years: Iterable[WeatherYear]) -> dict[str, dict[str, float]]:
    """Of every measure what half (P50), nine of ten (P90) and one of ten (P10) years exceed, the least and the most."""
    rows = [measures_of(y) for y in years]
    return {
        name: {
            "p50": exceeded([r[name] for r in rows], 0.5),
            "p90": exceeded([r[name] for r in rows], 0.9),
            "p10": exceeded([r[name] for r in rows], 0.1),
            "least": min(r[name] for r in rows),
            "most": max(r[name] for r in rows),
        }
        for name in rows[0]
    }
