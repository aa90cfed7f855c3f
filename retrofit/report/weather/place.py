"""Where a project is and where its weather comes from, in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from foundation.messages import Message
from foundation.provenance import Assumption
from retrofit.report.weather.months import made_in_chinese
from retrofit.report.weather.quality import note_texts
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import typeset
from weather.site import Site
from weather.stations.table import Station, stations
from weather.year import WeatherYear


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


def place_text(site: Site, language: str, between: str = " ") -> str:
    """Latitude and longitude."""
    north, east = f"{abs(site.latitude):.2f}°", f"{abs(site.longitude):.2f}°"
    if language == "zh":
        return f"{'北纬' if site.latitude >= 0 else '南纬'}{north}，{'东经' if site.longitude >= 0 else '西经'}{east}"
    return f"{north} {'N' if site.latitude >= 0 else 'S'}{between}{east} {'E' if site.longitude >= 0 else 'W'}"


def _away(note: Message) -> str:
    """How far a station is, in Chinese."""
    km, rise = note.values["km"], note.values["rise"]
    level = "与站点同高" if abs(rise) < 0.5 else f"比站点{'高' if rise > 0 else '低'}{abs(rise):.0f} m"
    return f"场址距站点{km:.0f} km，{level}"


def description(year: WeatherYear, notes: Iterable[Assumption], language: str) -> str:
    """Where a weather year comes from."""
    if language != "zh" or year.source.kind != "synthetic":
        return translate(year.source.description, language)
    note = next((a for a in notes if a.key == "site.station"), None)
    wmo = year.site.wmo
    name = str(note.value).partition(" (")[0] if note else _by_wmo()[wmo].site.name if wmo in _by_wmo() else wmo
    return made_in_chinese(year, station_text(wmo, name, language))


def year_text(year: WeatherYear, notes: Iterable[Assumption], language: str) -> str:
    """Where a weather year comes from, and how far the station of the notes is."""
    notes = tuple(notes)
    text = description(year, notes, language)
    note = next((a for a in notes if a.key == "site.station"), None)
    distance = note.note if note else ""
    if not year.synthetic or not distance or distance.startswith("0 km"):
        return text
    if language == "zh":
        return typeset(f"{text}；{_away(distance) if isinstance(distance, Message) else translate(distance, language)}")
    return f"{text}; {distance}"


def note_text(a: Assumption, year: WeatherYear, notes: Iterable[Assumption], language: str) -> str:
    """The note of an assumption; that of the weather tells the year."""
    if language != "zh" or a.key != "weather":
        return translate(a.note, language)
    told = note_texts(year.source, language)
    return "；".join([description(year, notes, language)] if year.synthetic else told)
