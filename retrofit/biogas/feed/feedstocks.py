"""Feedstocks, recipes and their seasons.

Carbon is taken as half of the volatile solids; nitrogen follows from it and the C/N of the table, so the two never contradict.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from foundation.errors import InputError, Problem, meant
from foundation.messages import message
from foundation.tables import read_table

UNITS = ("heads", "persons", "meals_per_day", "tonnes_per_year")
CARBON_NITROGEN_RANGE = (20.0, 30.0)
"""Range for stable mixed digestion (digester notes, mix rule)."""
CARBON_PER_VS = 0.5
CASES = ("low", "typical", "high")


@cache
def feedstocks() -> dict[str, dict[str, str]]:
    """Rows of ``feedstocks.csv`` by key."""
    return {r["key"]: r for r in read_table("retrofit", "feedstocks.csv")}


@cache
def seasons() -> dict[str, dict[str, str]]:
    """Rows of ``feed_seasons.csv`` by key."""
    return {r["key"]: r for r in read_table("retrofit", "feed_seasons.csv")}


DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, eq=False, slots=True)
class Feed:
    """A mix. Arrays have one element per component; amounts are means over the year; ``daily`` says how they vary."""

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
    cod_per_vs: np.ndarray
    """kg COD per kg VS."""
    tan_share: np.ndarray
    """Share of the nitrogen that is ammonium already."""
    p2o5_kg_day: np.ndarray
    k2o_kg_day: np.ndarray
    h2s_ppm: float
    """Hydrogen sulphide in the raw gas, by volume, weighted by potential."""
    daily: np.ndarray
    """Factor on every component by day, shape (365, components), mean 1 (or (1, components): the same every day)."""

    @property
    def vs_total(self) -> float:
        return float(self.vs_kg_day.sum())

    def by_day(self, amount: np.ndarray, days: int) -> np.ndarray:
        """An amount per component and day, shape (days, components)."""
        return np.asarray(amount * self.daily[np.arange(days) % len(self.daily)])

    @property
    def seasonal(self) -> bool:
        """The feed is not the same every day."""
        return len(self.daily) > 1 and bool(np.ptp(self.daily, axis=0).max() > 1e-9)

    def of_months(self) -> tuple[Feed, ...]:
        """The mean feed of each month (of 365 days), January first, as feeds that are the same every day."""
        first = np.cumsum([0, *DAYS_OF_MONTHS])
        days = self.by_day(np.ones(len(self.names)), 365)
        return tuple(self._scaled(days[a:b].mean(axis=0)) for a, b in itertools.pairwise(first))

    def _scaled(self, factor: np.ndarray) -> Feed:
        amounts = (
            "fresh_kg_day",
            "ts_kg_day",
            "vs_kg_day",
            "methane_potential_nm3_day",
            "nitrogen_kg_day",
            "p2o5_kg_day",
            "k2o_kg_day",
        )
        return replace(self, **{k: getattr(self, k) * factor for k in amounts}, daily=np.ones((1, len(self.names))))

    def water_kg_day(self, ts_fraction: float) -> float:
        """Water that thins the mean mix to a total-solids fraction, kg/day (0 if it is thinner already)."""
        return max(float(self.ts_kg_day.sum()) / ts_fraction - float(self.fresh_kg_day.sum()), 0.0)

    def slurry_kg_by_day(self, ts_fraction: float, days: int) -> np.ndarray:
        """Feed and the water that thins it, kg by day, shape (days,)."""
        fresh = self.by_day(self.fresh_kg_day, days).sum(axis=1)
        return np.maximum(self.by_day(self.ts_kg_day, days).sum(axis=1) / ts_fraction, fresh)


def season_factors(key: str, index: pd.DatetimeIndex) -> np.ndarray:
    """Factor of a named season on every day, not yet scaled to mean 1; shape (days,)."""
    row = seasons()[key]
    days = index[::24]
    factors = np.array([float(row[f"m{m}"]) for m in range(1, 13)])[np.asarray(days.month) - 1]
    if row["calendar"]:
        from buildings.archetypes.schedules import is_workday

        factors = factors * is_workday(index, school=row["calendar"] == "school")[::24]
    return factors


def _months_problem(months: Any, place: str) -> Problem | None:
    values = list(months) if isinstance(months, list | tuple) else []
    good = len(values) == 12 and all(isinstance(v, int | float) and np.isfinite(v) and v >= 0.0 for v in values)
    if good and sum(values) > 0.0:
        return None
    return Problem(
        "feedstock-months",
        place,
        "months must be twelve numbers >= 0, not all zero",
        str(months),
        "12 numbers",
        "write one factor for each month, January first",
    )


def _component(name: str, entry: Mapping[str, Any], place: str) -> tuple[float, list[Problem]]:
    """The amount of one entry of a recipe, and what is wrong with it."""
    row = feedstocks().get(name)
    if row is None:
        return 0.0, [
            Problem(
                "unknown-feedstock",
                f"{place}.{name}",
                "no such feedstock",
                name,
                ", ".join(feedstocks()),
                meant(get_close_matches(name, feedstocks(), 1, 0.5), "choose one of these"),
            )
        ]
    unit = row["per"]
    given = {k for k, v in entry.items() if k not in ("season", "months") and v is not None}
    if given != {unit}:
        return 0.0, [
            Problem(
                "feedstock-unit",
                f"{place}.{name}",
                "wrong unit",
                ", ".join(sorted(given)),
                unit,
                message("write {name}: {{{unit}: ...}}", name=name, unit=unit),
            )
        ]
    problems = []
    value = float(entry[unit])
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
    season, months = entry.get("season"), entry.get("months")
    if season is not None and season not in seasons():
        problems.append(
            Problem(
                "unknown-season",
                f"{place}.{name}.season",
                "no such season",
                season,
                ", ".join(seasons()),
                meant(
                    get_close_matches(str(season), seasons(), 1, 0.5),
                    "choose one of these, or give twelve factors as months",
                ),
            )
        )
    if months is not None:
        problem = _months_problem(months, f"{place}.{name}.months")
        problems += [problem] if problem else []
    return value, problems


def _daily(entry: Mapping[str, Any], unit: str, index: pd.DatetimeIndex | None) -> tuple[np.ndarray, float]:
    """Factor by day with mean 1, and the mean that was divided out (1 for yearly amounts: their sum is given)."""
    season, months = entry.get("season"), entry.get("months")
    if index is None:
        if season is not None or months is not None:
            raise ValueError("a feed with seasons needs the index of the year")
        return np.ones(1), 1.0
    factors = season_factors(season, index) if season else np.ones(len(index) // 24)
    if months is not None:
        factors = factors * np.asarray(months, dtype=float)[np.asarray(index[::24].month) - 1]
    mean = float(factors.mean())
    if mean <= 0.0:
        return np.ones(len(index) // 24), 0.0
    return factors / mean, 1.0 if unit == "tonnes_per_year" else mean


def _column(rows: list[dict[str, str]], name: str, case: str) -> np.ndarray:
    """A column of the table in its low, typical or high case (typical where the table has one value)."""
    stem = {"bmp_nm3_kg_vs": "bmp", "k35_1_day": "k35", "ch4_fraction": "ch4"}.get(name, name)
    key = name if case == "typical" or f"{stem}_{case}" not in rows[0] else f"{stem}_{case}"
    return np.array([float(r[key]) for r in rows])


def _amounts(recipe: Mapping[str, Mapping[Any, Any]], place: str) -> tuple[list[str], list[float]]:
    """Feedstocks of a recipe and their amounts, in the unit of the table; with no solids at all there is nothing to digest."""
    problems: list[Problem] = []
    names, values = [], []
    for name, entry in recipe.items():
        value, found = _component(name, entry, place)
        problems += found
        if not found and value > 0.0:
            names.append(name)
            values.append(value)
    if not problems and not any(float(feedstocks()[n]["ts"]) > 0.0 for n in names):
        problems.append(
            Problem("zero-feed", place, "the digester gets no feed", 0, "> 0", "add a feedstock with solids")
        )
    if problems:
        raise InputError(problems)
    return names, values


def feed_from(
    recipe: Mapping[str, Mapping[Any, Any]],
    place: str = "feedstocks",
    index: pd.DatetimeIndex | None = None,
    case: str = "typical",
) -> Feed:
    """A feed from a recipe such as ``{"pig_manure": {"heads": 120}, "kitchen_waste": {"meals_per_day": 120, "season": "school_terms"}}``.

    Parameters
    ----------
    recipe : mapping
        Feedstock -> amount in the unit of the table, and optionally ``season`` (a key of ``feed_seasons.csv``) or
        ``months`` (twelve factors); both multiply. Yearly tonnes keep their sum, daily amounts are multiplied.
    place : str
        Where the recipe stands, for messages.
    index : DatetimeIndex, optional
        Hours of the year; needed for seasons.
    case : str
        ``low``, ``typical`` or ``high`` amount, solids, BMP and rate of every feedstock.

    Raises
    ------
    InputError
        ``unknown-feedstock``, ``feedstock-unit``, ``feedstock-value``, ``unknown-season``, ``feedstock-months``,
        ``zero-feed``: all at once.
    """
    names, values = _amounts(recipe, place)
    rows = [feedstocks()[n] for n in names]
    profiles = [_daily(recipe[n], r["per"], index) for n, r in zip(names, rows, strict=True)]
    kg = np.array(values) * _column(rows, "kg_day", case) * np.array([mean for _, mean in profiles])
    ts = kg * _column(rows, "ts", case)
    vs = ts * _column(rows, "vs_ts", case)
    if vs.sum() <= 0.0:
        raise InputError(
            Problem("zero-feed", place, "the digester gets no feed on any day", 0, "> 0", "correct the seasons")
        )
    nitrogen = CARBON_PER_VS * vs / _column(rows, "c_n", "typical")
    potential = vs * _column(rows, "bmp_nm3_kg_vs", case)
    return Feed(
        names=tuple(names),
        fresh_kg_day=kg,
        ts_kg_day=ts,
        vs_kg_day=vs,
        methane_potential_nm3_day=potential,
        biogas_per_methane=1.0 / _column(rows, "ch4_fraction", "typical"),
        k35_1_day=_column(rows, "k35_1_day", case),
        nitrogen_kg_day=nitrogen,
        carbon_nitrogen=float(CARBON_PER_VS * vs.sum() / nitrogen.sum()),
        cod_per_vs=_column(rows, "cod_kg_per_kg_vs", "typical"),
        tan_share=_column(rows, "tan_share", "typical"),
        p2o5_kg_day=kg * _column(rows, "p2o5_fraction_fresh", "typical"),
        k2o_kg_day=kg * _column(rows, "k2o_fraction_fresh", "typical"),
        h2s_ppm=float(_column(rows, "h2s_ppm", "typical") @ potential / potential.sum()),
        daily=np.column_stack([p for p, _ in profiles]),
    )


def recipe_to_ratio(feed: Feed, target: float = CARBON_NITROGEN_RANGE[0]) -> tuple[str, float]:
    """What brings the mix to a C/N: feedstock and amount (t of rice straw a year, or heads of pigs).

    Straw for a mix that is too rich in nitrogen, pig manure for one that is too poor.
    """
    carbon = CARBON_PER_VS * feed.vs_total
    nitrogen = float(feed.nitrogen_kg_day.sum())
    name = "rice_straw" if feed.carbon_nitrogen < target else "pig_manure"
    row = feedstocks()[name]
    # (C + c x) / (N + c x / cn) = target, x kg VS a day
    x = (target * nitrogen - carbon) / (CARBON_PER_VS * (1.0 - target / float(row["c_n"])))
    fresh = x / (float(row["ts"]) * float(row["vs_ts"]))
    return name, fresh / float(row["kg_day"])


def mix_problems(feed: Feed, place: str = "feedstocks") -> tuple[Problem, ...]:
    """Warnings on the mix: carbon to nitrogen outside 20 to 30, with how much straw or manure mends it."""
    low, high = CARBON_NITROGEN_RANGE
    if low <= feed.carbon_nitrogen <= high:
        return ()
    if feed.carbon_nitrogen < low:
        _, tonnes = recipe_to_ratio(feed, low)
        shown = f"{tonnes:.0f}" if tonnes >= 10.0 else f"{tonnes:.2g}"
        cure = message(
            "about {shown} t of rice straw a year would bring it to {low:.0f}; manure alone digests, with more ammonia",
            shown=shown,
            low=low,
        )
    else:
        _, heads = recipe_to_ratio(feed, high)
        shown = f"{np.ceil(heads):.0f}"
        cure = message(
            "the manure of about {shown} pigs would bring it to {high:.0f}; kitchen waste or urine helps too",
            shown=shown,
            high=high,
        )
    return (
        Problem(
            "carbon-nitrogen",
            place,
            "carbon to nitrogen ratio of the mix",
            round(feed.carbon_nitrogen, 1),
            message("{low:.0f} to {high:.0f}", low=low, high=high),
            cure,
            severity="warning",
        ),
    )
