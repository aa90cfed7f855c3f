"""The data tables of this room as typed look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from foundation.tables import read_table


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number with its range and where it comes from."""

    key: str
    low: float
    value: float
    high: float
    unit: str
    name_en: str
    name_zh: str
    source: str
    status: str


@cache
def parameters() -> dict[str, Parameter]:
    """Rows of ``biogas_parameters.csv`` by key."""
    return {
        r["key"]: Parameter(
            key=r["key"],
            low=float(r["low"]),
            value=float(r["value"]),
            high=float(r["high"]),
            unit=r["unit"],
            name_en=r["name_en"],
            name_zh=r["name_zh"],
            source=r["source"],
            status=r["status"],
        )
        for r in read_table("retrofit", "biogas_parameters.csv")
    }


def parameter(key: str) -> float:
    """The typical value of a parameter.

    >>> parameter("boiler_efficiency")
    0.88
    """
    return parameters()[key].value


@cache
def types() -> dict[str, dict[str, str]]:
    """Rows of ``biogas_types.csv`` by key."""
    return {r["key"]: r for r in read_table("retrofit", "biogas_types.csv")}


@cache
def limits(family: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, str]:
    """Temperatures, shortest retention (d) and largest loading of ``unheated``, ``heated`` or ``uasb`` tanks, and its unit."""
    rows = [r for r in read_table("retrofit", "biogas_limits.csv") if r["family"] == family]
    t, hrt, olr = (np.array([float(r[c]) for r in rows]) for c in ("temp_c", "hrt_min_d", "olr_max"))
    return t, hrt, olr, rows[0]["unit"]


@cache
def engine_efficiency(power_kw: float) -> tuple[float, float]:
    """Electric and heat efficiency of an engine at full load (``chp_sizes.csv``).

    >>> engine_efficiency(10.0)
    (0.27, 0.45)
    """
    rows = [r for r in read_table("retrofit", "chp_sizes.csv") if float(r["from_kw"]) <= power_kw]
    return float(rows[-1]["electric"]), float(rows[-1]["heat"])
