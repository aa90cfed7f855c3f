"""Checks across the project: names, roofs against buildings, weather files, digester and feed. No simulation."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from foundation.errors import InputError, Problem, meant
from foundation.messages import Verbatim, message
from foundation.text_file import weather_path
from retrofit.measures.base import BuildingMeasure
from retrofit.measures.digester import DigesterSpec, plant_of
from retrofit.measures.pv import Pv
from retrofit.measures.registry import measures
from retrofit.project.checks.combined import with_combined
from retrofit.project.checks.context import context_problems
from retrofit.project.checks.financing import financing_problems
from retrofit.project.checks.objects import object_problems
from retrofit.project.checks.own_prices import own_price_problems
from retrofit.project.checks.people import people_problems
from retrofit.project.checks.prices import price_problems
from retrofit.project.checks.solar import pv_problems, roof_problems
from retrofit.project.checks.tariff import tariff_problems
from retrofit.project.checks.weather import future_region_problems
from retrofit.project.schema import project as schema
from retrofit.project.schema.future import FutureSpec
from retrofit.project.schema.project import Project
from retrofit.project.unsound import SOUND, Unsound

Place = Callable[..., str]


def station_problems(station: Any, place: Place) -> list[Problem]:
    """Misspelt or ambiguous station or place."""
    if station is None:
        return []
    from weather.stations.lookup import find_spot

    try:
        find_spot(str(station), place("site", "station"))
    except InputError as error:
        return list(error.problems)
    return []


def province_problems(province: Any, place: Place) -> list[Problem]:
    """A province that no table knows would silently take the national grid factor."""
    if province is None:
        return []
    from foundation.tables import read_table
    from retrofit.energy.factors import same_province

    rows = [r for r in read_table("retrofit", "grid_factors.csv") if r["level"] == "provincial"]
    if any(same_province(str(province), r["name_en"], r["name_zh"]) for r in rows):
        return []
    names = list(dict.fromkeys(n.partition("(")[0].strip() for r in rows for n in (r["name_en"], r["name_zh"]) if n))
    close = difflib.get_close_matches(str(province), names, 1, 0.5)
    cure = meant(close, "write the province in English or Chinese, or leave it out")
    return [
        Problem(
            "unknown-province",
            place("site", "province"),
            "no such province in the grid factors",
            province,
            ", ".join(names[::2]),
            cure,
        )
    ]


def reach_problems(project: Project, place: Place) -> list[Problem]:
    """A site that is far from the station that speaks for it."""

    from retrofit.project.objects.site import reach_of

    return [replace(p, place=place(*p.place.split("."))) for p in reach_of(project)]


def weather_file_problems(text: str, project_path: Path, place: Place) -> list[Problem]:
    """Everything wrong with an EPW file."""
    from weather.readers.epw import read_epw

    path = weather_path(text, project_path)
    try:
        read_epw(path, name=f"{place('weather', 'path')} -> {path}")
    except InputError as error:
        return list(error.problems)
    return []


def weather_problems(project: Project, project_path: Path, place: Place) -> list[Problem]:
    """Everything wrong with the weather of a project whose file is valid, and what the repairs it asks for leave to be warned of."""

    from retrofit.project.objects.site import site_of
    from retrofit.project.objects.weather import read_source
    from weather import quality

    spec = project.weather
    name = f"{place('weather', 'path')} -> {weather_path(spec.path, project_path)}" if spec.path else place("weather")
    try:
        _, site, _ = site_of(project)
        year = read_source(spec, site, project_path.parent, name)
    except InputError as error:
        return list(error.problems)
    year = quality.repair(year, spec.align_minutes, spec.components, spec.decomposition, spec.swap)
    return [replace(f, place=name) for f in (*quality.check(year), *quality.distance_findings(year, site))]


def horizon_problems(project: Project, project_path: Path, place: Place) -> list[Problem]:
    """Everything wrong with the horizon profile that the project names."""
    if project.solar.horizon is None:
        return []
    from weather.horizon import read_horizon

    path = weather_path(project.solar.horizon, project_path)
    try:
        read_horizon(path, name=f"{place('solar', 'horizon')} -> {path}")
    except InputError as error:
        return list(error.problems)
    return []


def future_problems(spec: FutureSpec, project_path: Path, place: Place) -> list[Problem]:
    """Everything wrong with the table of climate changes that a project names."""

    from weather.future import read_changes

    if spec.changes is None:
        return []
    try:
        read_changes(weather_path(spec.changes, project_path))
    except InputError as error:
        return [replace(p, place=f"{place('weather', 'future', 'changes')} -> {p.place}") for p in error.problems]
    return []


def _duplicates(names: list[str], what: str, place: Callable[[int], str]) -> list[Problem]:
    found, seen = [], set()
    for k, name in enumerate(names):
        if name in seen:
            found.append(
                Problem(
                    "duplicate-name",
                    place(k),
                    message("two {what} have the same name", what=what),
                    name,
                    "unique names",
                    "rename one",
                )
            )
        seen.add(name)
    return found


def _reference(name: str, known: list[str], what: str, place: str) -> list[Problem]:
    if name in known:
        return []
    close = difflib.get_close_matches(name, known, 1, 0.5)
    return [
        Problem(
            "unknown-reference",
            place,
            message("no such {what}", what=what),
            name,
            Verbatim(", ".join(known)) if known else "none defined",
            meant(close, message("define the {what} or correct the name", what=what)),
        )
    ]


def _footprint(spec: schema.BuildingSpec) -> float | None:
    from buildings.archetypes.request import catalogue

    row = catalogue().get(spec.archetype)
    if spec.floor_area_m2 and spec.storeys:
        return spec.floor_area_m2 / spec.storeys  # known whatever the archetype is
    if row is None:
        return None
    return (spec.floor_area_m2 or float(row["floor_area_m2"])) / (spec.storeys or int(row["storeys"]))


def _buildings(project: Project, place: Place) -> list[Problem]:
    from buildings.archetypes.request import catalogue

    names = [b.name for b in project.buildings]
    found = _duplicates(names, "buildings", lambda k: place("buildings", k, "name"))
    for k, b in enumerate(project.buildings):
        if b.archetype not in catalogue():
            close = difflib.get_close_matches(b.archetype, list(catalogue()), 1, 0.5)
            found.append(
                Problem(
                    "unknown-archetype",
                    place("buildings", k, "archetype"),
                    "no such archetype",
                    b.archetype,
                    ", ".join(catalogue()),
                    meant(close, "choose one of these"),
                )
            )
    return found


def _roofs(project: Project, place: Place, unsound: Unsound) -> tuple[list[Problem], frozenset[int]]:
    """What is wrong with the roofs, and the numbers of those of which no more can be said."""
    names = [b.name for b in project.buildings]
    found = _duplicates(
        [project.roof_name(i) for i in range(len(project.roofs))], "roofs", lambda k: place("roofs", k, "name")
    )
    for k, roof in enumerate(project.roofs):
        found += _reference(roof.building, names, "building", place("roofs", k, "building"))
    own, bad = roof_problems(project, place, _footprint, unsound)
    return found + own, frozenset(bad)


def _packages(project: Project, place: Place) -> list[Problem]:
    names = [b.name for b in project.buildings]
    roofs = [project.roof_name(i) for i in range(len(project.roofs))]
    found: list[Problem] = []
    for package, chosen in project.packages.items():
        for k, m in enumerate(chosen):
            where = ("packages", package, k)
            if isinstance(m, BuildingMeasure) and m.buildings:
                for name in m.buildings:
                    found += _reference(name, names, "building", place(*where, "buildings"))
            if isinstance(m, Pv) and project.roof_index(m.roof) is None:
                found += _reference(str(m.roof), roofs, "roof", place(*where, "roof"))
            if measures()[m.measure].needs_feed and not project.feedstocks:
                found.append(
                    Problem(
                        "digester-feed",
                        place(*where),
                        "a digester needs feedstocks",
                        None,
                        "feedstocks: {pig_manure: {heads: 120}}",
                        "add the key feedstocks",
                    )
                )
        kinds = [m.measure for m in chosen]
        for single in (k for k, each in measures().items() if each.single):
            if kinds.count(single) > 1:
                found.append(
                    Problem(
                        "duplicate-measure",
                        place("packages", package),
                        message("more than one {single} in a package", single=single),
                        kinds.count(single),
                        "at most 1",
                        "add their sizes up",
                    )
                )
    return found


def _feed(project: Project, place: Place) -> list[Problem]:
    if not project.feedstocks:
        return []
    import pandas as pd

    from retrofit.biogas.feed.feedstocks import feed_from, mix_problems
    from weather.synthetic import NOMINAL_YEAR

    hours = pd.date_range(f"{NOMINAL_YEAR}-01-01", periods=8760, freq="h")
    try:
        feed = feed_from(project.recipe(), place("feedstocks"), hours)
    except InputError as error:
        base = f"{place('feedstocks')}."
        return [
            replace(p, place=place("feedstocks", *p.place.removeprefix(base).split(".")))
            if p.place.startswith(base)
            else p
            for p in error.problems
        ]
    return list(mix_problems(feed, place("feedstocks")))


def _digesters(project: Project, path: Path, place: Place) -> list[Problem]:
    """Limits that the packages' digesters pass, at the temperatures of the site; the weather year is made for this."""
    asked = [
        (package, k, m)
        for package, chosen in project.packages.items()
        for k, m in enumerate(chosen)
        if isinstance(m, DigesterSpec)
    ]
    if not asked:
        return []
    from retrofit.biogas.feed.feedstocks import feed_from
    from retrofit.biogas.plant import year as bio
    from retrofit.project.objects.site import weather_of

    year, _, _ = weather_of(project, path.parent)
    feed = feed_from(project.recipe(), index=year.index)
    found: list[Problem] = []
    for package, k, m in asked:
        found += bio.check(year, plant_of(m, feed), place("packages", package, k))
    return list(dict.fromkeys(found))


def _place_problems(project: Project, path: Path, place: Place, unsound: Unsound) -> tuple[list[Problem], bool]:
    """What is wrong with the site and its weather, and whether both can be used."""
    found = station_problems(project.site.station, place)
    if not found:
        found += reach_problems(project, place)
    found += province_problems(project.site.province, place)
    if project.weather.future is not None:
        found += future_problems(project.weather.future, path, place)
    sited = not unsound.place and not any(p.severity == "error" for p in found)
    if sited:
        found += future_region_problems(project, place)
    found += financing_problems(project, place)
    if project.weather.source != "synthetic" and sited:
        found += weather_problems(project, path, place)
    elif project.weather.source == "epw" and project.weather.path is not None:
        found += weather_file_problems(project.weather.path, path, place)
    found += horizon_problems(project, path, place)
    return found, sited and not any(p.severity == "error" for p in found)


def _latitude(project: Project, sited: bool) -> float | None:
    """Of the site, degrees; None where it is not known."""
    if project.site.latitude is not None or not sited:
        return project.site.latitude
    from weather.stations.lookup import find_spot

    return find_spot(str(project.site.station)).site.latitude


def cross_check(project: Project, path: Path, place: Place, unsound: Unsound = SOUND) -> list[Problem]:
    """All problems and warnings of a project whose schema is valid, or of what is left of one (``unsound``: the parts that are not).

    Every check is made whose parts are sound, whatever is wrong with others; warnings of measures without object wait
    until nothing is wrong.
    """
    project, place = with_combined(project, place)
    found, sited = _place_problems(project, path, place, unsound)
    found += context_problems(project, place)
    found += price_problems(project, place)
    found += tariff_problems(project, place, unsound.tariff)
    found += _buildings(project, place)
    found += people_problems(project, place)
    roofs, bad = _roofs(project, place, unsound)
    found += roofs
    latitude = _latitude(project, sited)
    found += _packages(project, place)
    if latitude is None or unsound.place:
        bad = frozenset(range(len(project.roofs)))
    found += pv_problems(project, place, 30.0 if latitude is None else latitude, replace(unsound, roofs=bad))
    feed = _feed(project, place)
    found += feed
    if sited and project.feedstocks and not unsound.feed and not any(p.severity == "error" for p in feed):
        found += _digesters(project, path, place)
    if unsound == SOUND and not any(p.severity == "error" for p in found):
        found += object_problems(project, path, place)
        found += own_price_problems(project, path, place)
    return found
