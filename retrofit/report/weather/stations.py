"""Climate stations and places by name, for the console."""

from __future__ import annotations

from typing import Any

from foundation.messages import joined, message
from retrofit.report.words.language import choose
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import setter
from retrofit.report.words.width import columns_of, right, wide
from weather.stations import gazetteer
from weather.stations.lookup import find_spot, spot_of
from weather.stations.reach import reach_problems
from weather.stations.table import Station, stations

MOST_PLACES = 40


def _row(station: Station) -> dict[str, Any]:
    s = station.site
    return {
        "name": s.name, "name_zh": station.name_zh, "province": s.province, "province_zh": station.province_zh, "wmo": s.wmo,
        "latitude": s.latitude, "longitude": s.longitude, "altitude_m": s.altitude_m,
    }  # fmt: skip


def _place(place: gazetteer.Place) -> dict[str, Any]:
    spot = spot_of(place)
    return {
        "name": place.english, "name_zh": place.title_zh, "write": place.path, "province": place.province, "latitude": place.latitude, "longitude": place.longitude,
        "altitude_m": spot.site.altitude_m, "station": _row(spot.station), "distance_km": round(spot.distance_km, 1), "rise_m": round(spot.rise_m, 1),
        "warnings": [p.message for p in reach_problems(spot.site, spot.station)],
    }  # fmt: skip


def found_names(name: str | None) -> dict[str, Any]:
    """Stations and places of a name; all stations without one.

    Raises
    ------
    InputError
        ``unknown-station`` where nothing has the name, with names like it.
    """
    if name is None:
        return {"stations": [_row(s) for s in stations()], "places": [], "unplaced": [], "credit": ""}
    key = name.strip().casefold()
    short = gazetteer.stem(name.strip())

    def of_name(s: Station) -> bool:
        own = (s.site.name, s.name_zh, s.site.province, s.province_zh, s.site.wmo)
        return any(o and (o.casefold().startswith(key) or o.startswith(short)) for o in own)

    found = [_row(s) for s in stations() if of_name(s)]
    every = gazetteer.find_places(name) or gazetteer.begin_with(name)
    places = [p for p in every if p.known][:MOST_PLACES]
    unplaced = [p.path for p in every if not p.known]
    if not found and not every:
        find_spot(name, "NAME")
    return {"stations": found, "places": [_place(p) for p in places], "unplaced": unplaced, "credit": gazetteer.CREDIT if places else ""}  # fmt: skip


def _table(rows: list[list[str]], numbers: int) -> list[str]:
    """Columns side by side; the last ``numbers`` of them to the right."""
    widths = [max(columns_of(r[k]) for r in rows) for k in range(len(rows[0]))]
    first = len(widths) - numbers
    return ["  ".join((right if k >= first else wide)(c, widths[k]) for k, c in enumerate(r)).rstrip() for r in rows]


def name_lines(found: dict[str, Any], language: str) -> list[str]:
    """What ``found_names`` gives, in words."""
    set_out = setter(language)
    lines: list[str] = []
    if found["stations"]:
        rows = [
            [choose(language, s["name"], s["name_zh"] or s["name"]), choose(language, s["name_zh"], s["name"]), choose(language, s["province"], s["province_zh"]), s["wmo"],
             f"{s['latitude']:.2f}", f"{s['longitude']:.2f}", f"{s['altitude_m']:.0f} m"]
            for s in found["stations"]
        ]  # fmt: skip
        lines += [set_out(translate(message("climate stations: {count}", count=len(rows)), language)), *_table(rows, 3)]
    if found["places"]:
        lines += ["", set_out(translate(message("places: {count}", count=len(found["places"])), language))]
    for p in found["places"]:
        near = p["station"]
        told = message("nearest climate station {station} ({wmo}), {km:.0f} km away, place {rise:+.0f} m above it", station=choose(language, near["name"], near["name_zh"] or near["name"]), wmo=near["wmo"], km=p["distance_km"], rise=p["rise_m"])  # fmt: skip
        lines.append(f"{p['write']}  {p['name']}  {p['latitude']:.3f}, {p['longitude']:.3f}, {p['altitude_m']:.0f} m")
        lines.append("  " + set_out(translate(told, language)))
        lines += ["  ! " + set_out(translate(w, language)) for w in p["warnings"]]
    if found["unplaced"]:
        told = message("places whose position is not in the table (give coordinates): {names}", names=joined(found["unplaced"], "; "))  # fmt: skip
        lines += ["", set_out(translate(told, language))]
    if found["credit"]:
        lines += ["", translate(message("Contains data of {credit}", credit=found["credit"]), language)]
    return lines
