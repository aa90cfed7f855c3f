"""Every number that anybody sees: its unit, how its hours are folded, its digits, its name in two languages.

``data/quantities.csv`` has one row a number. A key may hold parts in braces (``load_{carrier}_kw``): such a row stands for every carrier, end use
or net-zero definition. An hourly row ``*_kw`` whose hours are summed stands for the energy ``*_kwh`` of a month and of the year, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from foundation.carriers import CARRIERS
from foundation.tables import read_table

Fold = Literal["sum", "mean", "end", "-"]
ALLOWED = {
    "over": ("hour", "year", "life", "index", "-"),
    "fold": ("sum", "mean", "end", "-"),
    "better": ("less", "more", "-"),
}
SHOWN = ("compare", "month")
"""Where a number may be shown besides the tables: the comparison of packages, the months of the page."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that is shown.

    ``unit`` in ASCII (``degC``, ``kWh/m2``; ``share`` is 0 to 1; ``{definition}`` is the unit of that definition). ``over``: what one value
    spans. ``fold``: how the hours of a month or year become one value: their sum (kW to kWh), their mean, the value at the end.
    ``digits`` decimals are shown. ``better`` says whether less or more of it is better. ``parts`` are the values of the braces of the key.
    """

    key: str
    unit: str
    over: str
    fold: Fold
    digits: int
    better: str
    shown: tuple[str, ...]
    en: str
    zh: str
    help: str
    row: str = ""
    """Key of the row of the table that it comes from."""
    parts: dict[str, str] = field(default_factory=dict)


def _read(r: dict[str, str]) -> Quantity:
    for name, allowed in ALLOWED.items():
        if r[name] not in allowed:
            raise ValueError(f"quantities.csv: {r['key']}: {name} is {r[name]!r}, not one of {', '.join(allowed)}")
    shown = tuple(r["shown"].split())
    if not set(shown) <= set(SHOWN):
        raise ValueError(f"quantities.csv: {r['key']}: shown is {r['shown']!r}, not of {', '.join(SHOWN)}")
    return Quantity(
        key=r["key"],
        unit=r["unit"],
        over=r["over"],
        fold=r["fold"],  # type: ignore[arg-type]
        digits=int(r["digits"]),
        better=r["better"],
        shown=shown,
        en=r["en"],
        zh=r["zh"],
        help=r["help"],
        row=r["key"],
    )


@cache
def quantities() -> tuple[Quantity, ...]:
    """All rows of the table, in its order, which is the order of tables that are read by people."""
    return tuple(_read(r) for r in read_table("foundation", "quantities.csv"))


@cache
def _exact() -> dict[str, Quantity]:
    return {q.key: q for q in quantities()}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Quantity], ...]:
    parts = {"carrier": "|".join(CARRIERS), "use": "[a-z_]+", "definition": "[a-z_]+"}

    def pattern(key: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{parts[m[1]]})", key)

    return tuple((re.compile(pattern(q.key)), q) for q in quantities() if "{" in q.key)


def _row(key: str) -> Quantity | None:
    """The row of a key: its own, else that of the first pattern that fits."""
    if key in _exact():
        return _exact()[key]
    for pattern, q in _patterns():
        found = pattern.fullmatch(key)
        if found:
            return replace(q, key=key, parts=found.groupdict())
    return None


def find(key: str) -> Quantity | None:
    """The quantity of a key, ``None`` where the table has no row for it.

    >>> find("load_gas_kwh").unit, find("load_gas_kw").unit, find("load_gas_kw").parts, find("happiness")
    ('kWh', 'kW', {'carrier': 'gas'}, None)
    """
    q = _row(key)
    if q is None and key.endswith("_kwh"):
        hourly = _row(key.removesuffix("h"))
        if hourly is not None and hourly.over == "hour" and hourly.fold == "sum":
            q = replace(hourly, key=key, unit="kWh", over="year")
    return q


def quantity(key: str) -> Quantity:
    """The quantity of a key.

    Raises
    ------
    KeyError
        No row of ``quantities.csv`` fits: every number that is shown needs one.
    """
    q = find(key)
    if q is None:
        raise KeyError(f"{key}: no row of foundation/data/quantities.csv; every number that is shown needs one")
    return q


def folded_key(key: str) -> str:
    """Name of a column of hours after folding: power becomes energy.

    >>> folded_key("pv_ac_kw"), folded_key("temp_air_c"), folded_key("battery_kwh")
    ('pv_ac_kwh', 'temp_air_c', 'battery_kwh')
    """
    return key.removesuffix("_kw") + "_kwh" if quantity(key).fold == "sum" else key


def position(key: str) -> int:
    """Where a quantity stands among the rows of the table."""
    return quantities().index(_exact()[quantity(key).row])
