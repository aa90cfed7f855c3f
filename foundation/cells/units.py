"""Units as they are written in headings and cells, with the factor to one unit of each dimension (``foundation/data/units.csv``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from foundation.cells.text import plain
from foundation.tables import read_table

TEN_THOUSAND = ("万", "10^4 ", "10^4")
"""Written before a unit: 万 (10,000)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor`` leads to kWh, m3, kg, ... of its ``dimension``."""

    name: str
    dimension: str
    factor: float


def _key(text: str) -> str:
    return plain(text).replace("\u00b7", "·").replace(" ", "").casefold()


@cache
def _table() -> dict[str, Unit]:
    out = {}
    for row in read_table("foundation", "units.csv"):
        unit = Unit(row["unit"], row["dimension"], float(row["factor"]))
        for name in (row["unit"], *row["aliases"].split("|")):
            if name:
                out[_key(name)] = unit
    return out


def unit_of(text: str) -> Unit | None:
    """The unit that a text names; None if it names none.

    >>> unit_of("万千瓦时"), unit_of(" KWH "), unit_of("stone")
    (Unit(name='万kWh', dimension='energy', factor=10000.0), Unit(name='kWh', dimension='energy', factor=1.0), None)
    """
    key = _key(text)
    found = _table().get(key)
    if found is not None:
        return found
    for prefix in TEN_THOUSAND:
        rest = _table().get(key.removeprefix(prefix)) if key.startswith(prefix) else None
        if rest is not None:
            return Unit("万" + rest.name, rest.dimension, rest.factor * 1e4)
    return None


@cache
def _spellings() -> tuple[str, ...]:
    return tuple(sorted(_table(), key=len, reverse=True))


def in_heading(text: str) -> tuple[str, list[str]]:
    """A heading in small letters without its units, and the units as they are written: in brackets, after a stroke or comma, or at the end.

    A bracket that holds no unit stays a unit that nobody knows: whoever asks for an amount refuses it.

    >>> in_heading("用电量（万千瓦时）"), in_heading("Usage_kWh"), in_heading("kwh MWh"), in_heading("度数")
    (('用电量', ['万千瓦时']), ('usage', ['kwh']), ('', ['mwh', 'kwh']), ('度数', []))
    """
    body = plain(text).replace("\n", " ").replace("_", " ").strip("\"' ")
    units = [u.strip() for u in re.findall(r"[(\[【](.*?)[)\]】]", body) if u.strip()]
    body = re.sub(r"[(\[【].*?[)\]】]", " ", body)
    body = re.sub(r"\s+", " ", body).strip(" :：").casefold()
    while body:
        found = _at_the_end(body)
        if found is None:
            break
        rest, unit = found
        units.append(unit)
        body = rest.rstrip(" /,:：-")
    return body, units


def _at_the_end(body: str) -> tuple[str, str] | None:
    """A heading without the unit at its end, and the unit; a unit of letters stands alone, after a space or after a stroke."""
    for name in _spellings():
        if not body.endswith(name):
            continue
        unit = ("万" + name) if body.removesuffix(name).endswith("万") else name
        rest = body.removesuffix(unit)
        if rest == "" or rest[-1] in " /,:：-" or (len(unit) > 1 and not name.isascii()):
            return rest, unit
    return None
