"""Whether a package keeps people as comfortable as before: what is saved by freezing or sweating is not called a saving."""

from __future__ import annotations

from collections.abc import Mapping

from retrofit.packages.results import ComfortVerdict

TOLERANCE = 0.02
"""Share of the occupied hours by which a next step may lower comfort."""
LOST = 0.05
"""Share by which a package may lower it before comfort is called lost: 5 % of the hours may leave a category (EN 15251 annex G, EN 16798-2)."""


def total(comfort: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]) -> dict[str, float]:
    """Occupied hours and hours too cold and too warm over all buildings, weighted (floor area times number)."""
    keys = ("occupied_hours", "hours_too_cold", "hours_too_warm", "underheating_kh", "overheating_kh")
    whole = sum(weights[name] for name in comfort) or 1.0
    return {k: sum(weights[name] * row[k] for name, row in comfort.items()) / whole for k in keys}


def share(row: Mapping[str, float]) -> float:
    """Share of the occupied hours that is comfortable; 1 where nobody is there.

    >>> share({"occupied_hours": 100.0, "hours_too_cold": 20.0, "hours_too_warm": 5.0})
    0.75
    """
    hours = row["occupied_hours"]
    return 1.0 - (row["hours_too_cold"] + row["hours_too_warm"]) / hours if hours else 1.0


def judge(now: Mapping[str, float], base: Mapping[str, float]) -> ComfortVerdict:
    """A package's comfort against the baseline's, by ``LOST``: lost where fewer hours are comfortable, or where more are too cold and none more
    are comfortable."""

    def part(row: Mapping[str, float], key: str) -> float:
        return row[key] / row["occupied_hours"] if row["occupied_hours"] else 0.0

    colder = part(now, "hours_too_cold") - part(base, "hours_too_cold")
    change = share(now) - share(base)
    return ComfortVerdict(
        share=share(now),
        baseline_share=share(base),
        cold_share=part(now, "hours_too_cold"),
        baseline_cold_share=part(base, "hours_too_cold"),
        lost=change < -LOST or (colder > LOST and change <= 0.0),
    )
