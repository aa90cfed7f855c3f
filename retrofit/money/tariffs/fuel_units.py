"""Prices in the units of price lists, per kWh: by the lower heating values of the fuel table; what a number without its unit may mean."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.carriers import ELECTRICITY, HEAT, PRICED, TABLE
from foundation.cells.numbers import Flaw
from foundation.cells.prices import BOTTLE_KG, Price, read_price
from foundation.tables import read_table
from retrofit.energy import factors
from retrofit.money.tariffs.fuels import SEASON_KWH_M2, usual_fuel_prices

TIMES = 4.0
"""A carrier that the table of ranges has not may cost this many times above or below its usual price."""
_MASS = {"kg": "mass", "m3": "volume"}


@dataclass(frozen=True, slots=True)
class Range:
    """Prices that a carrier may have, CNY/kWh, the same as they are quoted, and the units that people quote."""

    low: float
    high: float
    quoted: str
    units: tuple[str, ...]


def per_kwh(price: Price, carrier: str) -> float | None:
    """CNY per kWh (of lower heating value) of a price; None where its unit does not fit the carrier.

    A bottle without its kilograms is one of 15 kg; a square metre and season of heat is 0.3 GJ.

    >>> round(per_kwh(read_price("8.5 CNY/kg"), "lpg"), 4), round(per_kwh(read_price("120元/瓶"), "lpg"), 4)
    (0.6098, 0.5739)
    """
    if price.per == "energy" and not price.time:
        return price.cny
    if carrier == HEAT:
        return price.cny / SEASON_KWH_M2 if price.per == "area" and price.time in ("season", "year", "") else None
    if price.time or carrier not in TABLE or not TABLE[carrier].burnt:
        return None
    lhv, unit = factors.lhv_kwh(carrier)
    if price.per == "bottle" and unit == "kg" and TABLE[carrier].price_row == "lpg":
        return price.cny / BOTTLE_KG / lhv
    return price.cny / lhv if price.per == _MASS.get(unit) else None


def range_of(carrier: str, province: str = "") -> Range:
    """What a kWh of a carrier, or of exported electricity, may cost."""
    row = next((r for r in read_table("retrofit", "price_ranges.csv") if r["carrier"] == carrier), None)
    if row is None:
        mid = usual_fuel_prices(province)[carrier][0]
        units = (f"CNY/{factors.lhv_kwh(carrier)[1]}",) if TABLE[carrier].burnt else ()
        return Range(mid / TIMES, mid * TIMES, f"{mid / TIMES:.2g} to {mid * TIMES:.2g} CNY/kWh", units)
    ends = [per_kwh(_priced(f"{row[k]} {row['unit']}"), _base(carrier)) for k in ("low", "high")]
    assert ends[0] is not None and ends[1] is not None
    return Range(ends[0], ends[1], f"{row['low']} to {row['high']} {row['unit']}", tuple(row["readings"].split("|")))


def _base(carrier: str) -> str:
    return carrier if carrier in PRICED else ELECTRICITY


def _priced(text: str) -> Price:
    price = read_price(text)
    assert not isinstance(price, Flaw), text
    return price


def readings(value: float, carrier: str, province: str = "") -> list[str]:
    """Ways to write a number with a unit so that it is a price the carrier may have; the likeliest first.

    >>> readings(8.5, "lpg"), readings(120.0, "lpg")[0], readings(0.6, "lpg"), readings(27.0, "heat")
    (['8.5 CNY/kg'], '120 CNY/bottle(15 kg)', [], ['27 CNY/m2 season'])
    """
    limits = range_of(carrier, province)
    ways = [f"{value:.10g} {unit}" for unit in limits.units]
    found = [(w, per_kwh(_priced(w), _base(carrier))) for w in ways]
    return [w for w, kwh in found if kwh is not None and limits.low <= kwh <= limits.high]


def price_kwh(typed: float | str, carrier: str) -> float:
    """CNY per kWh of a price as a project file has it: a number is per kWh.

    Raises
    ------
    ValueError
        The text is no price of the carrier; the checks of the project file tell that before.
    """
    if isinstance(typed, str):
        price = read_price(typed)
        value = None if isinstance(price, Flaw) else per_kwh(price, _base(carrier))
        if value is None:
            raise ValueError(f"no price of {carrier}: {typed}")
        return value
    return typed
