"""Where a project is and where its weather comes from, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from buildings.model import Assumption
from retrofit.report.weather_text import made_in_chinese
from weather.climate import Station, stations
from weather.year import WeatherYear

AWAY = re.compile(r"([\d.]+) km away, site ([+-][\d.]+) m above it")
"""The note of the assumption ``site.station``."""


@cache
def _by_wmo() -> dict[str, Station]:
    return {s.site.wmo: s for s in stations()}


def station_text(wmo: str, name: str, language: str) -> str:
    """Name of a climate station, in Chinese where the table has it."""
    station = _by_wmo().get(wmo)
    return station.name_zh or name if language == "zh" and station else name


def province_text(province: str, language: str) -> str:
    """Name of a province, in Chinese where a station of the table stands in it."""
    if language != "zh":
        return province
    return next((s.province_zh for s in stations() if s.site.province == province and s.province_zh), province)


def year_text(year: WeatherYear, notes: Iterable[Assumption], language: str) -> str:
    """Where a weather year comes from, and how far the station of the notes is."""
    text = year.source.description
    note = next((a for a in notes if a.key == "site.station"), None)
    if language == "zh" and year.source.kind == "synthetic":
        wmo = year.site.wmo
        name = str(note.value).partition(" (")[0] if note else _by_wmo()[wmo].site.name if wmo in _by_wmo() else wmo
        text = made_in_chinese(year, station_text(wmo, name, language))
    distance = note.note if note else ""
    if not year.synthetic or not distance or distance.startswith("0 km"):
        return text
    away = AWAY.fullmatch(distance)
    if language == "zh" and away:
        height = float(away[2])
        level = "与站点同高" if height == 0 else f"比站点{'高' if height > 0 else '低'} {abs(height):.0f} m"
        distance = f"场址距站点 {away[1]} km,{level}"
    return f"{text}; {distance}" if language != "zh" else f"{text};{distance}"
