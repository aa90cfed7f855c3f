"""The weather year that a project asks for: read or made, repaired as told, judged; each step on the record."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from foundation.errors import InputError
from foundation.messages import joined, message
from foundation.provenance import Assumption
from foundation.text_file import weather_path
from retrofit.project.objects.weather_effects import pv_yields, with_effects
from retrofit.project.schema.future import FutureSpec
from retrofit.project.schema.project import Project
from retrofit.project.schema.weather import CsvSpec, WeatherSpec
from weather import quality
from weather.future import Changes, morph, read_changes, scenario_changes
from weather.readers.epw import read_epw
from weather.readers.raw import ReadOptions
from weather.site import Site
from weather.stations.lookup import find_spot
from weather.stations.places import between
from weather.stations.table import Station, find_station
from weather.synthetic.ensemble import year_of_kind
from weather.year import WeatherYear


def _told(before: WeatherYear, after: WeatherYear) -> WeatherYear:
    """``after`` with a note of both yields, if the radiation was changed."""
    if after is before or after.table is before.table:
        return after
    old, new = pv_yields(before), pv_yields(after)
    numbers = {name: (old[name], new[name]) for name in old}
    names = {"pv_10s": "10 south", "pv_25s": "25 south", "pv_25e": "25 east", "pv_25w": "25 west"}
    pairs = [message("{roof} {a:.0f} -> {b:.0f}", roof=names[k], a=a, b=b) for k, (a, b) in numbers.items()]
    note = message("this repair changes the PV yield, kWh/kWp: {pairs}", pairs=joined(pairs))
    return replace(after, source=after.source.noted("repair-effect", note, **numbers))


def repaired(year: WeatherYear, spec: WeatherSpec) -> WeatherYear:
    """The repairs of the project file, one after the other, each with both yields on the record."""
    year = _told(year, quality.repair(year, swap=spec.swap))
    aligned = _told(year, quality.repair(year, align=spec.align_minutes))
    return _told(aligned, quality.repair(aligned, components=spec.components, decomposition=spec.decomposition))


def request_of(spec: WeatherSpec) -> ReadOptions:
    """What the project asks of the source."""
    return ReadOptions(spec.fill_gaps_hours, spec.components, spec.decomposition)


def _read_csv(spec: CsvSpec, path: Path, site: Site, request: ReadOptions, name: str | None) -> WeatherYear:
    from weather.readers.table import CsvFormat, read_csv

    values = spec.model_dump()
    values["missing"] = tuple(str(m) for m in spec.missing)
    return read_csv(path, site, CsvFormat(**values), request, name)


def read_source(spec: WeatherSpec, site: Site, folder: Path, name: str | None = None) -> WeatherYear:
    """The year of a file or service as it is, before any repair; relative paths start at ``folder``."""
    request = request_of(spec)
    if spec.source in ("pvgis", "nasa_power") and spec.path is None:
        from weather.readers.online import online_year

        return online_year(spec.source, site, spec.year, request)
    path = weather_path(str(spec.path), folder / "project.yaml")
    if spec.source == "csv" and spec.csv is not None:
        return _read_csv(spec.csv, path, site, request, name)
    if spec.source == "sam":
        from weather.readers.sam import read_sam

        return read_sam(path, request, name)
    if spec.source == "pvgis":
        from weather.readers.pvgis_file import read_pvgis

        return read_pvgis(path, request, name)
    if spec.source == "tmy3":
        from weather.readers.tmy3 import read_tmy3

        return read_tmy3(path, request, name)
    return read_epw(path, name, request)


def changes_of(spec: FutureSpec, site: Site, folder: Path) -> Changes:
    """The monthly changes a project asks for: of a scenario, or from its own table."""
    if spec.changes is not None:
        return read_changes(weather_path(spec.changes, folder / "project.yaml"))
    return scenario_changes(str(spec.scenario), str(spec.period), site, "weather.future")


@lru_cache(maxsize=2)
def _synthetic(wmo: str | None, site: Site, kind: str, seed: int) -> WeatherYear:
    """A synthetic year of a station by its number, or of a coordinate; kept, because the checks of a project look at it before the run."""
    base = between(site) if wmo is None else find_station(wmo)
    return year_of_kind(kind, base, site, seed)


def made_year(project: Project, site: Site) -> WeatherYear:
    """A synthetic year: of the named station, or of a coordinate or a named place from the stations around it."""
    spot = find_spot(str(project.site.station), "site.station") if project.site.station is not None else None
    wmo = spot.station.site.wmo if spot is not None and spot.place is None else None
    return _synthetic(wmo, site, project.weather.kind, project.weather.seed)


def weather_year(project: Project, station: Station, site: Site, folder: Path) -> tuple[WeatherYear, Assumption]:
    """The year with its findings (``year.warnings``, effects computed), and what is to be told about it."""
    spec = project.weather
    changes = changes_of(spec.future, site, folder) if spec.future is not None else None
    if spec.source == "synthetic":
        year = made_year(project, site)
        if spec.components == "ghi":  # where the climate table's diffuse is out of any sky's
            year = _told(year, quality.repair(year, components="ghi", decomposition=spec.decomposition))
        year = morph(year, changes) if changes is not None else year
        told = joined(
            [year.source.description, *(f.note for f in year.source.facts if f.code == "future-morphed")], "; "
        )
        return year, Assumption("weather", "synthetic", "-", year.source.source, "illustrative", told)
    year = read_source(spec, site, folder)
    far = quality.distance_findings(year, site)
    if any(f.severity == "error" for f in far):
        raise InputError(far)
    year = replace(year, site=replace(year.site, name=project.name, province=project.site.province or station.site.province))  # fmt: skip
    year = repaired(year, spec)
    found = with_effects(year, (*quality.check(year), *far))
    year = replace(morph(year, changes) if changes is not None else year, warnings=found)
    status = "confirmed" if changes is None else changes.status
    notes = joined(year.source.notes, "; ")
    return year, Assumption("weather", spec.path or spec.source, "-", year.source.source, status, notes)
