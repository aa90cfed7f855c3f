"""Own prices of measures: by the unit, in all, with a fixed part; and what a price counts (its basis). One rule for every measure.

A price is of the measure in the whole project, however many buildings it is on: a quotation is for the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from foundation.cells.numbers import Flaw
from foundation.cells.prices import read_price
from foundation.messages import Verbatim, message
from foundation.schema import NotNegative, Strict
from foundation.tables import read_table
from retrofit.money.costs import scaled
from retrofit.money.results import CostItem

PARTS = {"kWp": ("Wp", 1000.0), "kWh": ("Wh", 1000.0)}
"""Units that a price may also be given by, and how many of them are in one."""


def _amount(value: Any) -> Any:
    """An amount of money that may carry its unit: ``63000``, ``6.3 万元``, ``8500 CNY``."""
    if not isinstance(value, str):
        return value
    price = read_price(value)
    if isinstance(price, Flaw):
        raise PydanticCustomError(
            "amount", "no price", {"told": price.told, "allowed": price.allowed, "cure": price.cure}
        )
    if price.per or price.time:
        told = message("{value} is a price by the unit, an amount is asked", value=Verbatim(value))
        cure = "write the amount in all, or a price by the unit under price: {per_unit_cny: 150, unit: CNY/m2}"
        raise PydanticCustomError("amount", "no amount", {"told": told, "allowed": "63000, 6.3e4 CNY", "cure": cure})
    return price.cny


Amount = Annotated[NotNegative, BeforeValidator(_amount)]
"""CNY, with or without its unit."""


class Price(Strict):
    """An own price."""

    per_unit_cny: NotNegative | None = Field(
        None, description="CNY by the unit of the measure: m2 of wall, roof, window or floor, kWp, kWh, m3, unit."
    )
    cost_cny: Amount | None = Field(
        None, description="In place of a price by the unit: the measure in the whole project, CNY."
    )
    unit: str | None = Field(
        None, max_length=20, description="Unit of per_unit_cny, e.g. CNY/m2, CNY/W: told where it is another."
    )
    fixed_cny: Amount = Field(0.0, description="Part that does not depend on the quantity, CNY.")
    life_years: Annotated[float, Field(ge=1, le=100)] | None = Field(
        None, description="Service life, years; default: cost table."
    )
    opex_cny_year: Amount | None = Field(
        None, description="Operation and maintenance, CNY a year; default: cost table."
    )
    basis: Literal["full", "incremental", "add_on"] | None = Field(
        None,
        description="full: all of a replacement; incremental: beyond the like-for-like replacement that is due anyway; add_on: nothing is replaced. Default: cost table.",
    )
    due_cny: Amount | None = Field(
        None, description="With incremental: that like-for-like replacement, CNY in all; default: cost table."
    )
    embodied_kgco2e: NotNegative | None = Field(
        None, description="Greenhouse gases of making it, kg CO2e in all; default: cost table."
    )

    @model_validator(mode="after")
    def _together(self) -> Price:
        if self.cost_cny is not None and self.per_unit_cny is not None:
            raise ValueError("give cost_cny or per_unit_cny, not both")
        if self.due_cny is not None and self.basis != "incremental":
            raise ValueError("due_cny goes with basis: incremental")
        if self.unit is not None and self.per_unit_cny is None:
            raise ValueError("unit goes with per_unit_cny")
        if self.fixed_cny and self.per_unit_cny is None:
            raise ValueError("fixed_cny goes with per_unit_cny; a price in all is cost_cny of the measure")
        return self


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Units of prices, and the money, as people write them (``price_units.csv``)."""
    return {r["unit"]: tuple(r["words"].split()) for r in read_table("retrofit", "price_units.csv")}


def unit_word(text: str) -> str | None:
    """The unit of a price as people write it (``CNY/m2``, ``元/㎡``, ``m2``), by the names of ``words``; None where it is none of them.

    >>> unit_word("元/平方米"), unit_word("CNY/W"), unit_word("CNY/acre")
    ('m2', 'Wp', None)
    """
    money, slash, rest = text.strip().lower().replace(" ", "").rpartition("/")
    if slash and money not in words()["CNY"]:
        return None
    return next((name for name, known in words().items() if rest in known), None)


def times(unit: str, written: str | None) -> float | None:
    """How many of the unit that a price is written by are in the unit of the measure; None where it is a price of another thing.

    >>> times("kWp", "CNY/W"), times("kWp", None), times("m2", "CNY/kWp")
    (1000.0, 1.0, None)
    """
    if written is None:
        return 1.0
    rest = written.strip().lower().replace(" ", "").rpartition("/")[2]
    if unit_word(written) is not None and rest in words()[unit]:
        return 1.0
    part = PARTS.get(unit)
    return part[1] if part is not None and unit_word(written) is not None and rest in words()[part[0]] else None


def can_be_incremental(items: Iterable[CostItem]) -> bool:
    """The cost table knows what the like-for-like replacement of some of them costs."""
    return any(i.due_cny is not None for i in items)


def priced(spec: Any, items: Sequence[CostItem]) -> tuple[CostItem, ...]:
    """A measure's items in the whole project at the project's own price, where it has one.

    With a price by the unit the total is ``p n + fixed`` with the quantity ``n`` of all items in the unit of the first one. A total is
    shared by the items in the proportions of the cost table. On an incremental basis what is due anyway is taken off every item:
    ``C = max(0, C_full - C_due)``.
    """
    if not items:
        return ()
    own: Price | None = spec.price
    out = tuple(items)
    total = spec.cost_cny
    if own is not None and own.cost_cny is not None:
        total = own.cost_cny
    if own is not None and own.per_unit_cny is not None:
        first = out[0].unit
        quantity = sum(i.quantity for i in out if i.unit == first)
        total = own.per_unit_cny * (times(_plain(first), own.unit) or 1.0) * quantity + own.fixed_cny
    if total is not None:
        out = tuple(replace(i, source="the project file", status="confirmed") for i in scaled(out, total))
    return out if own is None else _with_terms(own, out)


def _plain(unit: str) -> str:
    return unit.split(" ")[0]


def _with_terms(own: Price, items: tuple[CostItem, ...]) -> tuple[CostItem, ...]:
    """Life, operation, basis and embodied carbon of a price."""
    first = items[0].unit
    if own.life_years is not None:
        items = tuple(replace(i, life_years=own.life_years) if i.unit == first else i for i in items)
    weights = [i.capex_cny for i in items]
    whole = sum(weights)
    share = [w / whole if whole > 0.0 else 1.0 / len(items) for w in weights]
    if own.opex_cny_year is not None:
        items = tuple(replace(i, opex_cny_year=own.opex_cny_year * s) for i, s in zip(items, share, strict=True))
    if own.embodied_kgco2e is not None:
        items = tuple(replace(i, embodied_kgco2e=own.embodied_kgco2e * s) for i, s in zip(items, share, strict=True))
    if own.basis is None:
        return items
    if own.basis != "incremental":
        return tuple(replace(i, basis=own.basis) for i in items)
    due = [own.due_cny * s if own.due_cny is not None else i.due_cny or 0.0 for i, s in zip(items, share, strict=True)]
    return tuple(
        replace(i, capex_cny=max(0.0, i.capex_cny - d), due_cny=d, basis="incremental")
        for i, d in zip(items, due, strict=True)
    )
