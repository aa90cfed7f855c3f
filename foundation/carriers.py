"""Energy carriers: one row of ``foundation/data/carriers.csv`` each, read by model, balance, bills, factors, tariffs, schema, figures and words.

Columns: ``key``; names ``en`` and ``zh``; ``aliases`` in bills, parted by ``|``; ``colour`` on pages; ``burnt`` on site; ``bought`` across the
boundary; ``exportable``; rows of the tables of prices (``fuel_prices.csv``), of emissions (``fuels.csv``, for heat ``heat_water.csv``) and of
primary energy by scheme; ``unit`` that it is sold in; ``stove_efficiency`` of a household's stove, empty where none burns it.
"""

from __future__ import annotations

from dataclasses import dataclass

from foundation.tables import read_table

ELECTRICITY = "electricity"
"""The carrier of the hourly balance that is made, stored, bought and sold."""
HEAT = "heat"
"""District heat."""
BIOGAS = "biogas"
"""Made on site by a digester."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A row of the table."""

    key: str
    en: str
    zh: str
    aliases: tuple[str, ...]
    colour: str
    burnt: bool
    bought: bool
    exportable: bool
    price_row: str
    factor_row: str
    primary_rows: dict[str, str]
    """Row of the table of each scheme of primary energy."""
    unit: str
    stove_efficiency: float | None

    @property
    def spellings(self) -> tuple[str, ...]:
        """What people write for it, in small letters."""
        return tuple(dict.fromkeys(name.lower() for name in (self.key, self.en, self.zh, *self.aliases)))


def _read(row: dict[str, str]) -> Carrier:
    primary = {k.removeprefix("primary_"): v for k, v in row.items() if k.startswith("primary_")}
    return Carrier(
        key=row["key"],
        en=row["en"],
        zh=row["zh"],
        aliases=tuple(a for a in row["aliases"].split("|") if a),
        colour=row["colour"],
        burnt=row["burnt"] == "1",
        bought=row["bought"] == "1",
        exportable=row["exportable"] == "1",
        price_row=row["price_row"],
        factor_row=row["factor_row"],
        primary_rows=primary,
        unit=row["unit"],
        stove_efficiency=float(row["stove_efficiency"]) if row["stove_efficiency"] else None,
    )


TABLE: dict[str, Carrier] = {row["key"]: _read(row) for row in read_table("foundation", "carriers.csv")}
"""Every carrier by its key."""
CARRIERS: tuple[str, ...] = tuple(TABLE)
"""Carriers of the hourly balance."""
BOUGHT: tuple[str, ...] = tuple(k for k, c in TABLE.items() if c.bought)
"""Carriers that cross the boundary; electricity first."""
EXPORTABLE: frozenset[str] = frozenset(k for k, c in TABLE.items() if c.exportable)
FUELS: tuple[str, ...] = tuple(k for k, c in TABLE.items() if c.bought and c.burnt)
"""Carriers that are bought and burnt on site, and that biogas can displace."""
PRICED: tuple[str, ...] = tuple(k for k in BOUGHT if k != ELECTRICITY)
"""Bought carriers with one price all the year."""
STOVES: tuple[str, ...] = tuple(k for k in BOUGHT if TABLE[k].stove_efficiency is not None)
"""Bought carriers that stoves run on."""
