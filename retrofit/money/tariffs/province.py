"""Tariffs of the tables: residential tiers, the combined residential price, commercial time of use by province."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from foundation.messages import message
from foundation.tables import read_file, read_table
from retrofit.money.tariffs.months import months_of
from retrofit.money.tariffs.schedule import MONTHS, QUARTERS, Schedule, flat, floated
from retrofit.money.tariffs.structure import Tiers

FALLBACK_RESIDENTIAL = 0.55
FALLBACK_COMMERCIAL = 0.72
_PLACE = {
    "Yunnan": "Kunming",
    "Guangdong": "Guangdong (Zhongshan)",
    "Hunan": "Hunan (Changsha)",
    "Shandong": "Shandong (Qingdao)",
}
SHARP = "sharp"


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Rates:
    """Prices of a customer's class with where they are from."""

    schedule: Schedule
    source: str
    status: str
    tiers: Tiers | None = None
    funds: float = 0.0


@cache
def _tou() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(read_file("retrofit", "data", "tou_commercial.json"))
    return data


def combined(province: str) -> Rates:
    """Flat residential price: the combined meter where there is one, else the first tier."""
    rows = [r for r in read_table("retrofit", "residential_tariff.csv") if r["province"].startswith(province) and province]  # fmt: skip
    for wanted in ("flat", "1"):
        for r in rows:
            if r["tier"] == wanted and (wanted == "1" or "combined" in r["province"] or "wet" in r["note"]):
                return Rates(schedule=flat(float(r["cny_per_kwh"])), source=r["source"], status=r["status"])
    told = "middle of the residential combined price 0.55 to 0.63 (tariff examples)"
    return Rates(schedule=flat(FALLBACK_RESIDENTIAL), source=told, status="unconfirmed")


def _tier_rows(province: str) -> list[dict[str, str]]:
    rows = [r for r in read_table("retrofit", "residential_tariff.csv") if province and r["province"].startswith(province)]  # fmt: skip
    return [r for r in rows if r["tier"] in ("1", "2", "3") or "wet" in r["note"]]


def residential(province: str) -> Rates:
    """Tiers of a household's meter by calendar month; the combined price where the table has none of the province."""
    rows = _tier_rows(province)
    if not rows:
        return combined(province)
    steps = max(int(r["tier"]) for r in rows if r["tier"].isdigit())
    price, upper, add = np.zeros((MONTHS, 1)), np.full((MONTHS, steps), np.inf), np.zeros((MONTHS, steps))
    for r in rows:
        at = np.array(months_of(r["months"])) - 1
        k = int(r["tier"]) - 1 if r["tier"].isdigit() else 0
        if k == 0:
            price[at, 0] = float(r["cny_per_kwh"])
        if r["upper_kwh_per_month"]:
            upper[at, k] = float(r["upper_kwh_per_month"])
    for r in rows:
        if r["tier"].isdigit():
            at = np.array(months_of(r["months"])) - 1
            add[at, int(r["tier"]) - 1] = float(r["cny_per_kwh"]) - price[at, 0]
    label = np.zeros((MONTHS, QUARTERS), dtype=np.int64)
    schedule = Schedule(names=("flat",), label=label, price=price)
    return Rates(schedule=schedule, source=rows[0]["source"], status=rows[0]["status"], tiers=Tiers(upper_kwh=upper, add=add))  # fmt: skip


def _labels(rule: dict[str, Any], names: list[str]) -> np.ndarray:
    """Period of every quarter of an hour by month; sharp hours of every season take the place of the others."""
    label = np.zeros((MONTHS, QUARTERS), dtype=np.int64)
    for period in rule["periods"]:
        hours = np.repeat([names.index(p) for p in period["hours"]], 4)
        label[np.array(period["months"]) - 1] = hours
    for season in rule["sharp"]:
        quarters = (4 * np.array(season["hours"])[:, None] + np.arange(4)).ravel()
        label[np.ix_(np.array(season["months"]) - 1, quarters)] = names.index(SHARP)
    return label


def commercial(province: str) -> Rates:
    """General commercial prices: flat price of the place, floating by the province's periods on the energy component or on the whole
    price, as its notice says (``floats``).
    """
    place = _PLACE.get(province)
    row = next((r for r in read_table("retrofit", "commercial_tariff_examples.csv") if r["place"] == place), None)
    price = float(row["flat"]) if row else FALLBACK_COMMERCIAL
    status = row["status"] if row else "unconfirmed"
    rule = _tou()["tou"].get(province)
    if rule is None:
        told = "flat price, no time-of-use table for this province"
        return Rates(schedule=flat(price), source=told, status="unconfirmed")
    parts = _tou()["components_example_yunnan_cny_kwh"]
    scale = price / float(parts["total_flat"])
    ratio = {k: float(v) for k, v in rule["ratio"].items()}
    if rule["sharp"]:
        ratio[SHARP] = ratio["peak"] * (1.0 + float(rule["surcharge_on_peak"]))
    whole = rule["floats"] == "whole"
    energy = scale * float(parts["energy_agency"])
    each = floated(ratio=np.array(list(ratio.values())), energy=energy, rest=price - energy, whole=whole)
    schedule = Schedule(names=tuple(ratio), label=_labels(rule, list(ratio)), price=np.tile(each, (MONTHS, 1)))
    template = (
        "{rule}; flat price {place}; the ratio acts on the whole price"
        if whole
        else "{rule}; flat price {place}; the ratio acts on the energy component, whose share is as in the Yunnan example"
    )
    told = message(template, rule=rule["doc"], place=place)
    return Rates(schedule=schedule, source=told, status=status, funds=scale * float(parts["funds"]))
