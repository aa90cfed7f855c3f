"""What a calibration gives: parameters, fits by carrier, what the bills tell together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from retrofit.measured.bill_rows import Bill

NMBE_LIMIT, CV_LIMIT = 5.0, 15.0
"""ASHRAE Guideline 14-2014, monthly data, percent."""
IDENTIFIED, WEAK = 0.5, 0.85
"""Posterior over prior standard deviation: below, the bills decide; between, they help; above, the prior speaks."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A fitted parameter. ``share``: posterior over prior standard deviation; ``low`` and ``high`` one standard deviation apart."""

    key: str
    prior: float
    prior_low: float
    prior_high: float
    value: float
    low: float
    high: float
    share: float
    moved: float
    """From the prior, in its standard deviations."""
    at_bound: bool

    @property
    def verdict(self) -> str:
        """``identified``, ``weak`` or ``not identified``."""
        return "identified" if self.share < IDENTIFIED else "weak" if self.share < WEAK else "not identified"


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model follows the bills of a carrier: percent, after ASHRAE Guideline 14."""

    carrier: str
    nmbe: float
    cv_rmse: float

    @property
    def ok(self) -> bool:
        return abs(self.nmbe) <= NMBE_LIMIT and self.cv_rmse <= CV_LIMIT


@dataclass(frozen=True, kw_only=True, slots=True)
class BillsFit:
    """How the model of a building follows its bills, nothing fitted."""

    count: int
    """Bills."""
    measured_kwh: float
    model_kwh: float
    fits: tuple[Fit, ...]
    """By carrier."""

    @property
    def ok(self) -> bool:
        """Within the monthly limits of Guideline 14 for every carrier."""
        return all(f.ok for f in self.fits)


@dataclass(frozen=True, eq=False, slots=True)
class Calibration:
    """The result. ``before`` and ``after`` are kWh by bill; ``together`` pairs of parameters with their correlation."""

    building: str
    bills: tuple[Bill, ...]
    before: np.ndarray
    after: np.ndarray
    fit_before: tuple[Fit, ...]
    fit_after: tuple[Fit, ...]
    parameters: tuple[Parameter, ...]
    together: tuple[tuple[str, str, float], ...]
    singular_values: tuple[float, ...]
    """Of the bills' Jacobian per standard deviation of prior and bill; above 1 a direction is known better than before."""
    simulations: int
    notes: tuple[str, ...] = ()
    """What was done to read the bills."""

    @property
    def directions(self) -> int:
        """How many independent things the bills say."""
        return sum(s > 1.0 for s in self.singular_values)

    @property
    def ok(self) -> bool:
        return all(f.ok for f in self.fit_after)


def guideline14(measured: np.ndarray, model: np.ndarray, carrier: str = "") -> Fit:
    """NMBE and CV(RMSE) in percent with one degree of freedom taken (Guideline 14-2014, equations 5-4 and 5-5 with p = 1).

    Positive NMBE: the model is below the bills.

    >>> guideline14(np.array([100.0, 100.0, 100.0]), np.array([90.0, 100.0, 110.0])).cv_rmse
    10.0
    """
    gap = measured - model
    n, mean = len(measured), float(measured.mean())
    if mean <= 0.0:
        return Fit(carrier, 0.0 if not gap.any() else float("inf"), 0.0 if not gap.any() else float("inf"))
    return Fit(
        carrier,
        float(100.0 * gap.sum() / ((n - 1) * mean)),
        float(100.0 * np.sqrt((gap**2).sum() / (n - 1)) / mean),
    )


def as_dict(result: Calibration) -> dict[str, Any]:
    """The result as plain data."""
    return {
        "building": result.building,
        "bills": [
            {"carrier": b.carrier, "period": b.label, "kwh": b.kwh, "before_kwh": float(x), "after_kwh": float(y)}
            for b, x, y in zip(result.bills, result.before, result.after, strict=True)
        ],
        "fit": [
            {"carrier": a.carrier, "nmbe_before_pct": a.nmbe, "cv_rmse_before_pct": a.cv_rmse, "nmbe_pct": b.nmbe, "cv_rmse_pct": b.cv_rmse, "ok": b.ok}
            for a, b in zip(result.fit_before, result.fit_after, strict=True)
        ],
        "parameters": [
            {
                "key": p.key, "prior": p.prior, "prior_range": [p.prior_low, p.prior_high], "value": p.value, "range": [p.low, p.high],
                "posterior_over_prior": p.share, "moved_sd": p.moved, "verdict": p.verdict, "at_bound": p.at_bound,
            }
            for p in result.parameters
        ],
        "together": [{"parameters": [a, b], "correlation": c} for a, b, c in result.together],
        "directions": result.directions,
        "singular_values": list(result.singular_values),
        "simulations": result.simulations,
        "notes": list(result.notes),
        "ok": result.ok,
    }  # fmt: skip
