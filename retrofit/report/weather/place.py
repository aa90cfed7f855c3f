"""Where a project is and where its weather comes from, in words."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.provenance import Assumption
from retrofit.project.objects.site import StationNote
from retrofit.report.words.language import choose, semicolon
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import coordinates, setter
from weather.site import Site
from weather.stations.table import stations
from weather.year import WeatherYear


def province_text(province: str, language: str) -> str:
    """Name of a province, in Chinese where a station of the table stands in it."""
    found = (s.province_zh for s in stations() if s.site.province == province and s.province_zh)
    return choose(language, province, next(found, province))


def place_text(site: Site, language: str, between: str = " ") -> str:
    """Latitude and longitude."""
    return coordinates(site.latitude, site.longitude, language, between)


def description(year: WeatherYear, language: str) -> str:
    """Where a weather year comes from."""
    return setter(language)(translate(year.source.description, language))


def year_text(year: WeatherYear, notes: Iterable[Assumption], language: str) -> str:
    """Where a weather year comes from, and how far the station of the notes is."""
    text = description(year, language)
    station = next((a for a in notes if isinstance(a, StationNote)), None)
    if not year.synthetic or station is None or round(station.distance_km) == 0:
        return text
    return setter(language)(f"{text}{semicolon(language)}{translate(station.note, language)}")
