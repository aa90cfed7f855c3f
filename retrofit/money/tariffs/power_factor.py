"""The power factor clause of Chinese bills: a supplement or a discount by the month's power factor (``power_factor_clause.csv``)."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from foundation.tables import read_table
from retrofit.money.tariffs.structure import PowerFactor

STANDARDS = (0.9, 0.85, 0.8)
"""Of industry above 160 kVA; of others from 100 kVA; of farming."""


@cache
def _adjustments(standard: float) -> np.ndarray:
    """Share that is added to the base at each power factor 0.00 to 1.00."""
    out = np.zeros(101)
    for row in read_table("retrofit", "power_factor_clause.csv"):
        if float(row["standard"]) != standard:
            continue
        first, last = round(100.0 * float(row["first"])), round(100.0 * float(row["last"]))
        at = np.arange(first, last + 1) if last >= first else np.arange(first, last - 1, -1)
        out[at] = 0.01 * (float(row["at_first_pct"]) + float(row["per_0_01_pct"]) * np.arange(len(at)))
    return out


def monthly(kwh: np.ndarray, kvarh: np.ndarray) -> np.ndarray:
    """Power factor of months, ``P / sqrt(P^2 + Q^2)`` of active and reactive energy, rounded to 0.01; 1 where nothing was taken.

    >>> monthly(np.array([60000.0, 0.0]), np.array([32000.0, 0.0])).tolist()
    [0.88, 1.0]
    """
    apparent = np.hypot(kwh, kvarh)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(apparent > 0.0, np.floor(100.0 * kwh / apparent + 0.5 + 1e-9), 100.0) / 100.0)


def adjustment(power_factor: np.ndarray, standard: float) -> np.ndarray:
    """Share that a month's power factor adds to basic and energy charge without government funds; negative is a discount.

    >>> [round(float(adjustment(np.array(f), 0.9)), 4) for f in (1.0, 0.95, 0.9, 0.88, 0.78, 0.7, 0.69, 0.65, 0.64)]
    [-0.0075, -0.0075, 0.0, 0.01, 0.06, 0.1, 0.11, 0.15, 0.17]

    References
    ----------
    Shui Dian Cai Zi [1983] No. 215, rules for adjusting the electricity fee by power factor; recalled (``power_factor_clause.csv``).
    """
    return np.asarray(_adjustments(standard)[np.rint(100.0 * power_factor).astype(np.int64)])


def reactive_kvar(load_kw: np.ndarray, clause: PowerFactor) -> np.ndarray:
    """Reactive power drawn from the grid, ``max(P tan(acos f) - Q_c, 0)``, kvar: of the loads at their power factor ``f`` less the
    capacitors' ``Q_c``. On-site generation at unity lowers what is bought of P and leaves Q.
    """
    tangent = math.tan(math.acos(clause.load))
    return np.asarray(np.maximum(load_kw * tangent - clause.compensation_kvar, 0.0))
