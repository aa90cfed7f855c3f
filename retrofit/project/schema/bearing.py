"""Azimuths as people write them: degrees from north, or the name of a direction in English or Chinese."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

POINTS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
"""The 16 points of the compass, clockwise from north, 22.5 degrees apart."""
WORDS = {"north": "n", "east": "e", "south": "s", "west": "w", "北": "n", "东": "e", "南": "s", "西": "w"}
MAIN = {"n": 0.0, "e": 90.0, "s": 180.0, "w": 270.0}
ENGLISH = (
    "to the north",
    "to the north-east",
    "to the east",
    "to the south-east",
    "to the south",
    "to the south-west",
    "to the west",
    "to the north-west",
)


def _letters(text: str) -> str:
    """Letters of the compass in a name: ``South-East`` and ``东南`` are ``se``; empty where something else stands in it."""
    plain = re.sub(r"[\s\-_.°]|facing|due|wards?|正|朝|向|面|方|偏?侧|坡", "", text.lower())
    for word, letter in WORDS.items():
        plain = plain.replace(word, letter)
    if re.fullmatch(r"[nesw]{1,3}", plain) is None:
        return ""
    if len(plain) == 2 and plain[0] in "ew" and plain[1] in "ns":  # Chinese names east and west first
        plain = plain[::-1]
    return plain


def _turned(text: str) -> float | None:
    """``S15E``, ``15 degrees east of south`` or ``南偏东15度``; None for any other form."""
    low = text.strip().lower()
    for word, letter in WORDS.items():
        low = low.replace(word, letter)
    low = re.sub(r"\s*(degrees|degree|deg|°|度)\s*", " ", low).strip()
    number = r"(\d+(?:\.\d+)?)"
    found = re.fullmatch(rf"([ns])\s*(?:偏|by)?\s*{number}\s*([ew])", low)
    parts = (found[1], found[3], found[2]) if found else None
    if parts is None and (found := re.fullmatch(rf"([nesw])\s*偏\s*([nesw])\s*{number}", low)):
        parts = (found[1], found[2], found[3])
    if parts is None and (found := re.fullmatch(rf"{number}\s*([nesw])\s*of\s*([nesw])", low)):
        parts = (found[3], found[2], found[1])
    if parts is None:
        return None
    base, side, degrees = MAIN[parts[0]], MAIN[parts[1]], float(parts[2])
    turn = (side - base + 180.0) % 360.0 - 180.0
    if abs(turn) != 90.0 or degrees > 90.0:
        return None
    return (base + (degrees if turn > 0.0 else -degrees)) % 360.0


def bearing_of(text: str) -> float | None:
    """Degrees clockwise from north of a direction's name, None where it is none.

    >>> [bearing_of(t) for t in ("SE", "south-east", "S15E", "10 degrees west of south", "up")]
    [135.0, 135.0, 165.0, 190.0, None]
    """
    letters = _letters(text)
    if letters in POINTS:
        return POINTS.index(letters) * 22.5
    return _turned(text)


def direction(azimuth_deg: float) -> str:
    """The nearest of the eight directions, in English.

    >>> direction(168.0), direction(359.0)
    ('to the south', 'to the north')
    """
    return ENGLISH[round(azimuth_deg / 45.0) % 8]


def _read(value: Any) -> Any:
    """A number within 0 to 360 or the name of a direction; anything else is told with the convention and both readings."""
    if isinstance(value, str):
        found = bearing_of(value)
        if found is None:
            raise PydanticCustomError("azimuth_name", "not a direction")
        return found
    if isinstance(value, int | float) and not isinstance(value, bool) and not 0.0 <= value <= 360.0 and -360.0 <= value < 360.0:  # fmt: skip
        north, south = value % 360.0, (value + 180.0) % 360.0
        context = {"north": f"{north:g}", "south": f"{south:g}", "north_name": direction(north), "south_name": direction(south)}  # fmt: skip
        raise PydanticCustomError("azimuth_convention", "azimuths count from north", context)
    return value


Azimuth = Annotated[
    float,
    Field(ge=0, le=360),
    BeforeValidator(_read),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 360}, {"type": "string"}]}),
]
