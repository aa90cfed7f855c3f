"""Rows of measured buildings read: which archetypes, years, places, hours and end uses a row describes, and what is not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from buildings.archetypes.request import catalogue
from buildings.archetypes.usage import REQUESTED_HEATING
from foundation.errors import InputError
from foundation.tables import read_table
from weather.site import Site
from weather.stations.lookup import Spot, find_spot
from weather.stations.table import nearest_station

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBER = r"\d+(?:\.\d+)?"
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
SYSTEM_KEYS = {
    "heating": ("none", *REQUESTED_HEATING), "cooling": ("none", "split", "vrf"), "hot_water": ("none", "electric", "heat_pump", "solar_electric", "gas", "lpg"),
    "cooking": ("none", "gas", "lpg", "electricity", "wood", "coal"), "calendar": ("every_day", "workdays", "school_days"), "comfort": ("habit", "setpoints", "code"),
}  # fmt: skip
NUMBER_KEYS = (
    "occupants", "meals_per_day", "window_wall_ratio", "orientation_deg", "infiltration_ach", "n50_ach", "served_share", "heating_setpoint_c",
    "cooling_setpoint_c", "lighting_w_m2", "equipment_w_m2", "aspect",
)  # fmt: skip


class NotUnderstoodError(ValueError):
    """A row, or a part of it, that cannot be mapped; its text is the reason."""


@dataclass
class Case:
    """What a row asks to be run; weights are normalised by those who use them."""

    archetypes: list[tuple[float, str]] = field(default_factory=list)
    builds: list[tuple[float, int]] = field(default_factory=list)
    spots: list[tuple[float, Spot]] = field(default_factory=list)
    keys: dict[str, object] = field(default_factory=dict)
    months: tuple[int, ...] = ()
    hours: tuple[int, int] | None = None
    occupied: bool = False
    zone_name: str = ""
    operative: bool = False
    climate_zone: str = ""
    end_uses: tuple[str, ...] = ()
    persons: float = 0.0
    quota: str = ""
    pv: dict[str, float | str] = field(default_factory=dict)


def archetypes_of(text: str) -> list[tuple[float, str]]:
    """``0.7 apartment_block + 0.3 small_office`` or one key, with weights; nothing for ``-``.

    >>> archetypes_of("0.7 apartment_block + 0.3 small_office")
    [(0.7, 'apartment_block'), (0.3, 'small_office')]
    """
    out = []
    for part in filter(None, (p.strip() for p in re.split(r"[+;]", text))):
        if part == "-":
            continue
        match = re.fullmatch(rf"(?:({NUMBER})\s*(?:of\s+)?)?(\w+)", part)
        if match is None or match[2] not in catalogue():
            raise NotUnderstoodError(f"archetype '{part}' is none of: {', '.join(catalogue())}")
        out.append((float(match[1] or 1.0), match[2]))
    return out


def month_numbers(text: str) -> tuple[int, ...]:
    """Months of ``January``, ``July and August``, ``Nov-Mar`` or ``June to September``; nothing where it names none.

    >>> month_numbers("Nov-Mar"), month_numbers("July and August")
    ((11, 12, 1, 2, 3), (7, 8))
    """
    found = [MONTHS.index(m[:3].lower()) + 1 for m in re.findall(rf"\b{_MONTH}\b", text, re.IGNORECASE)]
    if len(found) == 2 and re.search(rf"{_MONTH}\s*(?:-|to|through)\s*{_MONTH}", text, re.IGNORECASE):
        first, last = found
        return tuple((first - 1 + k) % 12 + 1 for k in range((last - first) % 12 + 1))
    return tuple(found)


def _spot(text: str) -> Spot | None:
    try:
        return find_spot(text)
    except InputError:
        return None


def _coordinates(text: str) -> Spot | None:
    match = re.search(rf"({NUMBER})\s*N[,\s]+({NUMBER})\s*E", text)
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    near = nearest_station(lat, lon).station
    return Spot(near, Site(text, lat, lon, near.site.altitude_m, near.site.utc_offset_h, near.site.province))


def _built(case: Case, text: str) -> bool:
    """``built 1998``, ``built 1998 0.25``, ``0.7 of built 1998 + 0.3 of built 2008``, and bare ``2008 0.35`` after one of them."""
    parts = [p.strip() for p in text.split("+")]
    found = []
    for part in parts:
        match = re.fullmatch(rf"(?:({NUMBER})\s*(?:of\s+)?)?built\s+(?:in\s+)?(\d{{4}})(?:\s+({NUMBER}))?", part)
        if match is None and case.builds:
            match = re.fullmatch(rf"(?:({NUMBER})\s+of\s+)?(\d{{4}})(?:\s+({NUMBER}))?", part)
        if match is None:
            return False
        found.append((float(match[1] or match[3] or 1.0), int(match[2])))
    case.builds += found
    return True


def _numbers(case: Case, text: str) -> bool:
    """Sizes, persons, hours, climate zone, plane of a roof, and keys of the project file."""
    for pattern, key in ((rf"({NUMBER})\s*m2", "floor_area_m2"), (r"(\d+)\s*store?ys?", "storeys")):
        if match := re.fullmatch(pattern, text.replace("storeies", "storeys").replace("stories", "storeys")):
            case.keys[key] = int(match[1]) if key == "storeys" else float(match[1])
            return True
    if match := re.fullmatch(
        rf"({NUMBER}|{'|'.join(COUNTS)})\s+(?:persons?|people)(?:\s+a\s+(?:household|flat))?", text
    ):
        case.persons = float(COUNTS.get(match[1], 0) or match[1])
        return True
    if match := re.fullmatch(r"(\d{1,2})\s*(?:to|-)\s*(\d{1,2})\s*h(?:ours)?", text):
        case.hours = (int(match[1]), int(match[2]))
        return True
    if match := re.fullmatch(r"(?:climate )?zone ([1-5][A-C]?)", text):
        case.climate_zone = match[1]
        return True
    if match := re.fullmatch(rf"(tilt|azimuth)\s+({NUMBER})", text):
        case.pv[match[1]] = float(match[2])
        return True
    if match := re.fullmatch(rf"({'|'.join(NUMBER_KEYS)})\s+({NUMBER})", text):
        case.keys[match[1]] = float(match[2])
        return True
    return False


def _words(case: Case, text: str) -> bool:
    """Comfort, systems, zones, months, hours of use and end uses."""
    if text in ("habit", "setpoints", "code"):
        case.keys["comfort"] = text
    elif (match := re.fullmatch(r"(\w+)\s+(\w+)", text)) and match[2] in SYSTEM_KEYS.get(match[1], ()):
        case.keys[match[1]] = match[2]
    elif match := re.fullmatch(r"(served|unserved)(?: zone| rooms?)?", text):
        case.zone_name = match[1]
    elif match := re.fullmatch(r"mounting\s+(close_mount|open_rack|insulated_back)", text):
        case.pv["mounting"] = match[1]
    elif text in ("operative", "operative temperature"):
        case.operative = True
    elif text in ("gas", "lpg", "electric", "heat_pump", "solar_electric"):
        case.keys["hot_water"] = text
    elif text in ("pv", "built-in climate", "same days", "all hours", "mean"):
        pass
    elif re.fullmatch(
        r"(?:gas of |lpg of )?(?:hot water(?: and cooking)?|cooking and hot water|cooking)(?: alone)?", text
    ):
        case.end_uses = tuple(e for e in ("hot_water", "cooking") if e.replace("_", " ") in text)
    elif months := month_numbers(text):
        rest = re.sub(rf"\b{_MONTH}\b", "", text, flags=re.IGNORECASE)
        rest = re.sub(r"\b(?:and|to|through|mean|in|of)\b|-", " ", rest)
        case.occupied = bool(re.search(r"\b(?:work|class|office|school|use|occupied|opening) hours\b", rest))
        if re.sub(r"\b\w+ hours\b", "", rest).strip():
            return False
        case.months = months
    elif re.fullmatch(r"(?:work|class|office|school|use|occupied|opening) hours", text):
        case.occupied = True
    else:
        return False
    return True


def _item(case: Case, text: str) -> bool:
    """``dhw_residential 50``: a row of the table of hot water and cooking; what stands behind it is what the program had."""
    match = re.fullmatch(rf"(\w+)(?:\s+{NUMBER})?", text)
    if match is None or match[1] not in {r["item"] for r in read_table("buildings", "dhw_cooking.csv")}:
        return False
    case.quota = match[1]
    return True


def _place(case: Case, text: str) -> bool:
    """``station Tianjin``, ``mean of Chongqing``, ``Harbin 0.14``, ``Guangzhou``."""
    named = re.sub(r"^(?:stations?|mean of|place)\s+", "", text)
    match = re.fullmatch(rf"(.+?)(?:\s+({NUMBER}))?", named)
    spot = _spot(match[1]) if match else None
    if match is None or spot is None:
        return False
    case.spots.append((float(match[2] or 1.0), spot))
    return True


def case_of(row: dict[str, str]) -> Case:
    """What a row describes.

    Raises
    ------
    NotUnderstoodError
        Naming what of the row cannot be mapped; nothing is guessed.
    """
    case = Case(archetypes=archetypes_of(row["archetype"]))
    plain = re.sub(r"\([^)]*\)", "", row["keys"])
    unknown = []
    for text in filter(None, (t.strip().rstrip(".") for t in re.split(r"[;,]", plain))):
        lower = text[0].lower() + text[1:] if not month_numbers(text) else text
        read = (_built, _numbers, _words, _item)
        if not any(r(case, lower) for r in read) and not _place(case, text):
            unknown.append(f"'{text}'")
    if unknown:
        raise NotUnderstoodError(f"not understood in 'keys': {', '.join(unknown)}")
    if not case.spots:
        there = _coordinates(row["place"])
        names = [n.strip() for n in re.sub(r"\([^)]*\)", "", row["place"]).split(",")]
        spots = [there] if there else [s for s in map(_spot, filter(None, names)) if s]
        case.spots = [(1.0, s) for s in spots]
    return case


def in_hours(case: Case, month: np.ndarray, hour: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Hours that a row is about, shape (hours,)."""
    out = np.isin(month, case.months) if case.months else np.ones(len(month), dtype=bool)
    if case.hours:
        out &= (hour >= case.hours[0]) & (hour < case.hours[1])
    return out & there if case.occupied else out
