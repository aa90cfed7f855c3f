"""Feedstocks and recipes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from weather.errors import InputError, Problem
from weather.tables import read_table

UNITS = ("heads", "persons", "meals_per_day", "tonnes_per_year")
CARBON_NITROGEN_RANGE = (20.0, 30.0)
"""Range for stable mixed digestion (digester notes, mix rule)."""


@cache
def feedstocks() -> dict[str, dict[str, str]]:
    """Rows of ``feedstocks.csv`` by key."""
    return {r["key"]: r for r in read_table("retrofit", "feedstocks.csv")}


@dataclass(frozen=True, eq=False, slots=True)
class Feed:
    """A daily mix. Arrays have one element per component."""

    names: tuple[str, ...]
    fresh_kg_day: np.ndarray
    ts_kg_day: np.ndarray
    vs_kg_day: np.ndarray
    methane_potential_nm3_day: np.ndarray
    """Ultimate methane, BMP times VS."""
    biogas_per_methane: np.ndarray
    k35_1_day: np.ndarray
    nitrogen_kg_day: np.ndarray
    carbon_nitrogen: float

    @property
    def vs_total(self) -> float:
        return float(self.vs_kg_day.sum())

    def water_kg_day(self, ts_fraction: float) -> float:
        """Water that thins the mix to a total-solids fraction, kg/day (0 if it is thinner already)."""
        return max(float(self.ts_kg_day.sum()) / ts_fraction - float(self.fresh_kg_day.sum()), 0.0)


def feed_from(recipe: Mapping[str, Mapping[Any, float]], place: str = "feedstocks") -> Feed:
    """A feed from a recipe such as ``{"pig_manure": {"heads": 120}, "kitchen_waste": {"meals_per_day": 120}}``.

    Raises
    ------
    InputError
        ``unknown-feedstock``, ``feedstock-unit``, ``feedstock-value``, ``zero-feed``: all at once.
    """
    table = feedstocks()
    problems: list[Problem] = []
    names, fresh = [], []
    for name, amounts in recipe.items():
        row = table.get(name)
        if row is None:
            problems.append(
                Problem(
                    "unknown-feedstock",
                    f"{place}.{name}",
                    "no such feedstock",
                    name,
                    ", ".join(table),
                    "choose one of these",
                )
            )
            continue
        unit = row["per"]
        if set(amounts) != {unit}:
            problems.append(
                Problem(
                    "feedstock-unit",
                    f"{place}.{name}",
                    "wrong unit",
                    ", ".join(amounts),
                    unit,
                    f"write {name}: {{{unit}: ...}}",
                )
            )
            continue
        value = float(amounts[unit])
        if not (np.isfinite(value) and value >= 0.0):
            problems.append(
                Problem(
                    "feedstock-value",
                    f"{place}.{name}.{unit}",
                    "must be a number >= 0",
                    value,
                    ">= 0",
                    "correct the amount",
                )
            )
            continue
        names.append(name)
        fresh.append(value * float(row["kg_day"]))
    if not problems and sum(fresh) <= 0.0:
        problems.append(Problem("zero-feed", place, "the digester gets no feed", 0, "> 0", "add a feedstock"))
    if problems:
        raise InputError(problems)
    rows = [table[n] for n in names]

    def column(key: str) -> np.ndarray:
        return np.array([float(r[key]) for r in rows])

    kg = np.array(fresh)
    ts = kg * column("ts")
    vs = ts * column("vs_ts")
    carbon = vs * 0.5
    ratio = float(carbon.sum() / np.sum(carbon / column("c_n")))
    return Feed(
        tuple(names),
        kg,
        ts,
        vs,
        vs * column("bmp_nm3_kg_vs"),
        1.0 / column("ch4_fraction"),
        column("k35_1_day"),
        kg * column("n_fraction_fresh"),
        ratio,
    )


def mix_problems(feed: Feed, place: str = "feedstocks") -> tuple[Problem, ...]:
    """Warnings on the mix: carbon to nitrogen outside 20 to 30, with how much straw or manure mends it."""
    low, high = CARBON_NITROGEN_RANGE
    if low <= feed.carbon_nitrogen <= high:
        return ()
    if feed.carbon_nitrogen < low:
        row = feedstocks()["rice_straw"]
        carbon = 0.5 * feed.vs_total
        nitrogen = carbon / feed.carbon_nitrogen
        # straw x kg VS: (C + 0.5 x) / (N + 0.5 x / cn) = 20
        x = (low * nitrogen - carbon) / (0.5 - low * 0.5 / float(row["c_n"]))
        tonnes = x / (float(row["ts"]) * float(row["vs_ts"])) * 365.0 / 1000.0
        cure = (
            f"about {tonnes:.0f} t of rice straw a year would bring it to 20; manure alone digests, with more ammonia"
        )
    else:
        cure = "add manure or kitchen waste"
    return (
        Problem(
            "carbon-nitrogen",
            place,
            "carbon to nitrogen ratio of the mix",
            round(feed.carbon_nitrogen, 1),
            "20 to 30",
            cure,
            severity="warning",
        ),
    )
