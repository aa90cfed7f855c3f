"""The weather year that a project asks for: read or made, repaired as told, judged; each step on the record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from buildings.model import Assumption
from retrofit.crosscheck import weather_path
from retrofit.schema import Project, WeatherSpec
from retrofit.weather_effects import pv_yields, with_effects
from weather import quality
from weather.climate import Station
from weather.epw import read_epw
from weather.site import Site
from weather.synthetic import synthetic_year
from weather.year import WeatherYear


def _told(before: WeatherYear, after: WeatherYear) -> WeatherYear:
    """``after`` with a note of both yields, if the radiation was changed."""
    if after is before or after.table is before.table:
        return after
    old, new = pv_yields(before), pv_yields(after)
    numbers = {name: (old[name], new[name]) for name in old}
    names = {"pv_10s": "10 south", "pv_25s": "25 south", "pv_25e": "25 east", "pv_25w": "25 west"}
    text = ", ".join(f"{names[k]} {a:.0f} -> {b:.0f}" for k, (a, b) in numbers.items())
    note = f"this repair changes the PV yield, kWh/kWp: {text}"
    return replace(after, source=after.source.noted("repair-effect", note, **numbers))


def repaired(year: WeatherYear, spec: WeatherSpec) -> WeatherYear:
    """The repairs of the project file, one after the other, each with both yields on the record."""
    aligned = _told(year, quality.repair(year, align=spec.align_minutes))
    return _told(aligned, quality.repair(aligned, components=spec.components, decomposition=spec.decomposition))


def read_source(spec: WeatherSpec, site: Site, folder: Path, name: str | None = None) -> WeatherYear:
    """The year of a file as it is, before any repair; relative paths start at ``folder``."""
    return read_epw(weather_path(str(spec.path), folder / "project.yaml"), name)


def weather_year(project: Project, station: Station, site: Site, folder: Path) -> tuple[WeatherYear, Assumption]:
    """The year with its findings (``year.warnings``, effects computed), and what is to be told about it."""
    spec = project.weather
    if spec.source == "synthetic":
        year = synthetic_year(station, site, spec.seed)
        return year, Assumption(
            "weather", "synthetic", "-", year.source.source, "illustrative", year.source.description
        )
    year = read_source(spec, site, folder)
    far = quality.distance_findings(year, site)
    year = replace(year, site=replace(year.site, name=project.name, province=project.site.province or station.site.province))  # fmt: skip
    year = repaired(year, spec)
    year = replace(year, warnings=with_effects(year, (*quality.check(year), *far)))
    notes = "; ".join(year.source.notes)
    return year, Assumption("weather", str(spec.path), "-", year.source.source, "confirmed", notes)
