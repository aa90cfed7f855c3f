"""Months of the common year of typical and synthetic weather, and smooth curves through monthly values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from weather.site import Site

NOMINAL_YEAR = 2023
"""Calendar of synthetic and typical years: a common year that starts on a Sunday, with a known Chinese holiday calendar."""
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)
MONTH_OF_HOUR = np.repeat(MONTH_OF_DAY, 24)


def hours_index(site: Site, year: int = NOMINAL_YEAR, hours: int = 8760) -> pd.DatetimeIndex:
    """Start-of-hour labels of a nominal year at the site's fixed offset."""
    return pd.date_range(f"{year}-01-01", periods=hours, freq="h", tz=site.tz)


def month_of_hours(index: pd.DatetimeIndex) -> np.ndarray:
    """Month 0 to 11 of every label, shape (hours,)."""
    return np.asarray(index.month, dtype=int) - 1


def monthly_sum(values: np.ndarray) -> np.ndarray:
    """Sums of 8760 hourly values by month, shape (12,)."""
    return np.bincount(MONTH_OF_HOUR, values, 12)


def monthly_mean(values: np.ndarray) -> np.ndarray:
    """Means of 8760 hourly values by month, shape (12,)."""
    return monthly_sum(values) / (MONTH_DAYS * 24.0)


def daily_mean(values: np.ndarray) -> np.ndarray:
    """Means of hourly values by day, shape (days,)."""
    result: np.ndarray = values.reshape(-1, 24).mean(axis=1)
    return result


def by_month_of_days(values: np.ndarray, statistic: str) -> np.ndarray:
    """A statistic of 365 daily values by month, shape (12,).

    Parameters
    ----------
    statistic : "mean" | "std" | "lag1"
        ``std`` is the sample standard deviation (n - 1), ``lag1`` the correlation of each day with the next, as in the
        climate table.
    """
    out = np.empty(12)
    for m in range(12):
        x = values[m == MONTH_OF_DAY]
        if statistic == "mean":
            out[m] = x.mean()
        elif statistic == "std":
            out[m] = x.std(ddof=1)
        else:
            a, b = x[:-1] - x[:-1].mean(), x[1:] - x[1:].mean()
            out[m] = float(a @ b) / max(float(np.sqrt((a @ a) * (b @ b))), 1e-12)
    return out


def _smooth_matrix(per_day: int) -> np.ndarray:
    """Maps 12 mid-month knots to a periodic piecewise-linear curve, shape (365 * per_day, 12)."""
    n = 365 * per_day
    t = (np.arange(n) + 0.5) / per_day
    edges = np.concatenate([[0.0], np.cumsum(MONTH_DAYS)])
    mid = (edges[:-1] + edges[1:]) / 2.0
    wide = np.concatenate([[mid[-1] - 365.0], mid, [mid[0] + 365.0]])
    left = np.searchsorted(wide, t, side="right") - 1
    share = (t - wide[left]) / (wide[left + 1] - wide[left])
    matrix = np.zeros((n, 12))
    rows = np.arange(n)
    np.add.at(matrix, (rows, (left - 1) % 12), 1.0 - share)
    np.add.at(matrix, (rows, left % 12), share)
    return matrix


_SMOOTH_HOURLY = _smooth_matrix(24)
_TO_KNOTS = np.linalg.inv(
    np.add.reduceat(_SMOOTH_HOURLY, np.concatenate([[0], np.cumsum(MONTH_DAYS * 24)[:-1]]))
    / (MONTH_DAYS * 24.0)[:, None]
)


def smooth(monthly_means: np.ndarray) -> np.ndarray:
    """Hourly curve without steps whose monthly means are exactly ``monthly_means``, shape (8760,)."""
    result: np.ndarray = _SMOOTH_HOURLY @ (_TO_KNOTS @ monthly_means)
    return result
