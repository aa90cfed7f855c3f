"""Tariffs: prices of electricity by the hour, of fuels and of exports, and a year's energy bill."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from foundation.carriers import ELECTRICITY, PRICED, TABLE
from foundation.messages import message
from foundation.provenance import Assumption
from foundation.tables import read_file, read_table
from retrofit.energy import factors
from retrofit.energy.results import Balance

EXPORT = "export"
"""Key of the price of exported electricity among the origins of prices."""
CUSTOMERS = ("residential", "community", "school", "general_commercial")
"""``community`` and ``school`` pay the residential combined price in most provinces (tariff notes)."""


FALLBACK_RESIDENTIAL = 0.55


FALLBACK_COMMERCIAL = 0.72


_PLACE = {
    "Yunnan": "Kunming",
    "Guangdong": "Guangdong (Zhongshan)",
    "Hunan": "Hunan (Changsha)",
    "Shandong": "Shandong (Qingdao)",
}


_GAS_PLACE = {"Yunnan": "Kunming", "Guangdong": "Zhongshan/Guangzhou", "Hunan": "Changsha", "Shandong": "Qingdao"}


PER_SEASON = "CNY/m2 season"
"""Unit of a price of district heat, which is billed by area."""
SEASON_KWH_M2 = 0.30 / 0.0036
"""Heat of a northern season, 0.3 GJ/m2."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Tariff:
    """Prices of a customer. ``import_price`` (hours,) and ``export_price`` in CNY/kWh; ``fuel_price`` CNY/kWh by carrier."""

    name: str
    import_price: np.ndarray
    export_price: float
    fixed_cny_year: float
    fuel_price: dict[str, float]
    origins: dict[str, Assumption]
    """Where each price is from, by carrier; ``export`` is that of exported electricity."""

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What the prices rest on, for the report."""
        return tuple(self.origins.values())


@cache
def _tou() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(read_file("retrofit", "data", "tou_commercial.json"))
    return data


def _residential_price(province: str) -> tuple[float, str, str]:
    """Flat residential price: the combined meter where there is one, else the first tier."""
    rows = [
        r for r in read_table("retrofit", "residential_tariff.csv") if r["province"].startswith(province) and province
    ]
    for wanted in ("flat", "1"):
        for r in rows:
            if r["tier"] == wanted and (wanted == "1" or "combined" in r["province"] or "wet" in r["season_months"]):
                return float(r["cny_per_kwh"]), r["source"], r["status"]
    return (
        FALLBACK_RESIDENTIAL,
        "middle of the residential combined price 0.55 to 0.63 (tariff examples)",
        "unconfirmed",
    )


def _commercial_price(province: str, index: pd.DatetimeIndex) -> tuple[np.ndarray, str, str]:
    """General commercial price by hour: flat price of the place, its energy part floating by the province's periods."""
    place = _PLACE.get(province)
    row = next((r for r in read_table("retrofit", "commercial_tariff_examples.csv") if r["place"] == place), None)
    flat = float(row["flat"]) if row else FALLBACK_COMMERCIAL
    status = row["status"] if row else "unconfirmed"
    price = np.full(len(index), flat)
    rule = _tou()["tou"].get(province)
    if rule is None:
        return price, "flat price, no time-of-use table for this province", "unconfirmed"
    parts = _tou()["components_example_yunnan_cny_kwh"]
    energy = flat * float(parts["energy_agency"]) / float(parts["total_flat"])
    month, hour = np.asarray(index.month), np.asarray(index.hour)
    for period in rule["periods"]:
        ratio = np.array([float(rule["ratio"][p]) for p in period["hours"]])
        hit = np.isin(month, period["months"])
        price = np.where(hit, flat + energy * (ratio[hour] - 1.0), price)
    sharp = rule.get("sharp")
    if isinstance(sharp, dict):
        hit = np.isin(month, sharp["months"]) & np.isin(hour, sharp["hours"])
        price = np.where(hit, price + energy * float(rule["ratio"]["peak"]) * float(sharp["surcharge_on_peak"]), price)
    return (
        price,
        message(
            "{rule}; flat price {place}; energy share of the price as in the Yunnan example",
            rule=rule["doc"],
            place=place,
        ),
        status,
    )


def _export_price(province: str) -> tuple[float, str, str]:
    """New projects: the province's mechanism price, else the coal benchmark less 15 %."""
    for r in read_table("retrofit", "pv_new_project_price.csv"):
        if province and r["province"] == province:
            return float(r["cny_per_kwh"]), message("mechanism price, {rule}", rule=r["rule"]), r["status"]
    for r in read_table("retrofit", "pv_benchmark_price.csv"):
        if factors.same_province(province, r["name_en"], r["name_zh"]):
            return (
                0.85 * float(r["cny_per_kwh"]),
                message("coal benchmark {price} less 15 % (new projects sell in the market)", price=r["cny_per_kwh"]),
                "unconfirmed",
            )
    return 0.30, "order of magnitude of mechanism prices", "unconfirmed"


def usual_fuel_prices(province: str) -> dict[str, tuple[float, str]]:
    """CNY per kWh of every bought fuel and heat, with status."""
    rows = read_table("retrofit", "fuel_prices.csv")

    def row(fuel: str, region: str) -> dict[str, str]:
        of_fuel = [r for r in rows if r["fuel"] == fuel]
        return next((r for r in of_fuel if r["region"] == region), of_fuel[0])

    out = {}
    for carrier in PRICED:
        found = row(TABLE[carrier].price_row, _GAS_PLACE.get(province, "any"))
        per_unit = SEASON_KWH_M2 if found["unit"] == PER_SEASON else factors.lhv_kwh(carrier)[0]
        out[carrier] = (float(found["mid"]) / per_unit, found["status"])
    return out


def _electricity_price(
    province: str, customer: str, index: pd.DatetimeIndex, own: float | None
) -> tuple[np.ndarray, Assumption]:
    """What a customer pays for electricity, CNY/kWh by hour, and where the price is from; ``own`` is the project's."""
    key = "tariff.electricity"
    if own is not None:
        return np.full(len(index), own), Assumption(key, own, "CNY/kWh", "the project file", "confirmed")
    if customer == "general_commercial":
        price, source, status = _commercial_price(province, index)
        return price, Assumption(key, round(float(price.mean()), 4), "CNY/kWh mean", source, status, "time of use")
    value, source, status = _residential_price(province)
    note = (
        "residential price"
        if customer == "residential"
        else message("residential price, which a {customer} customer pays in most provinces", customer=customer)
    )
    return np.full(len(index), value), Assumption(key, value, "CNY/kWh", source, status, note)


def tariff(
    province: str,
    customer: str,
    index: pd.DatetimeIndex,
    export_price: float | None = None,
    import_price: float | None = None,
    fuel_prices: dict[str, float] | None = None,
) -> Tariff:
    """Prices of a customer in a province.

    Parameters
    ----------
    province : str
        English name; unknown provinces get stated fallbacks.
    customer : str
        One of ``CUSTOMERS``.
    index : DatetimeIndex
        The hours of the year (time of use).
    export_price, import_price, fuel_prices
        The project's own prices replace the tables (fuel prices in CNY/kWh).
    """
    price, note = _electricity_price(province, customer, index, import_price)
    origins = {ELECTRICITY: note}
    if export_price is None:
        export, source, status = _export_price(province)
    else:
        export, source, status = export_price, "the project file", "confirmed"
    origins[EXPORT] = Assumption("tariff.export", export, "CNY/kWh", source, status)
    fuels = {}
    for carrier, (value, status) in usual_fuel_prices(province).items():
        given = (fuel_prices or {}).get(carrier)
        fuels[carrier] = value if given is None else given
        origins[carrier] = Assumption(
            f"tariff.{carrier}",
            round(fuels[carrier], 4),
            "CNY/kWh",
            "fuel price table" if given is None else "the project file",
            status if given is None else "confirmed",
        )
    return Tariff(
        name=f"{province or 'national'} {customer}",
        import_price=price,
        export_price=export,
        fixed_cny_year=0.0,
        fuel_price=fuels,
        origins=origins,
    )


def energy_bill(balance: Balance, prices: Tariff) -> tuple[float, float]:
    """Cost of all energy bought and revenue of electricity sold over the year, CNY."""
    bought = float(balance.hourly["electricity_import_kw"].to_numpy() @ prices.import_price) + prices.fixed_cny_year
    for carrier in PRICED:
        bought += balance.total(f"{carrier}_import_kw") * prices.fuel_price[carrier]
    return bought, balance.total("electricity_export_kw") * prices.export_price
