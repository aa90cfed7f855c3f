"""The weather year that a command line names: a station, a file, or a project."""

from __future__ import annotations

from pathlib import Path

from foundation.text_file import read_text
from retrofit.project.objects.made_years import asked_years
from weather.readers.epw import read_epw
from weather.readers.pvgis_file import is_pvgis, read_pvgis
from weather.readers.sam import read_sam
from weather.readers.tmy3 import read_tmy3
from weather.year import WeatherYear


def named_year(source: str, seed: int = 1) -> WeatherYear:
    """A weather year: a station's, a place's, an EPW, SAM CSV or TMY3 file, or the one that a project file asks for (before its repairs)."""
    path = Path(source)
    if path.suffix.lower() in (".yaml", ".yml"):
        from retrofit.project.load import load
        from retrofit.project.objects.site import site_of
        from retrofit.project.objects.weather import made_year, read_source

        project = load(path)
        _, site, _ = site_of(project)
        if project.weather.source != "synthetic":
            return read_source(project.weather, site, path.parent)
        return made_year(project, site)
    if path.suffix.lower() in (".epw", ".csv") or path.exists():
        return _read_file(path)
    return asked_years(source, "typical", range(seed, seed + 1), None, None, lambda _: None)[0]


def _read_file(path: Path) -> WeatherYear:
    """A file that tells its place itself, by what its first line looks like."""
    if path.suffix.lower() != ".csv":
        return read_epw(path)
    text = read_text(path)
    if is_pvgis(text):
        return read_pvgis(path)
    first = text.partition("\n")[0].lower()
    return read_sam(path) if "latitude" in first or "lat," in first else read_tmy3(path)
