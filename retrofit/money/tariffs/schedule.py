"""Prices by month and time of day: which period holds in each quarter of an hour, and what a kWh costs in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

MONTHS = 12
QUARTERS = 96
"""Quarters of an hour in a day: the grain of period boundaries and of demand meters."""
DAY = 24 * 60


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Schedule:
    """Periods of the day by month and their prices.

    Attributes
    ----------
    names : tuple of str
        Periods: ``sharp``, ``peak``, ``flat``, ``valley``, ``deep_valley`` or the user's own.
    label : ndarray (12, 96) of int
        Period of each quarter of an hour of a day, by calendar month.
    price : ndarray (12, periods)
        CNY/kWh of the first tier, by calendar month; whole price: energy, network, losses, system operation and funds.
    """

    names: tuple[str, ...]
    label: np.ndarray
    price: np.ndarray

    def shares(self, index: pd.DatetimeIndex) -> np.ndarray:
        """Share of each hour that lies in each period, shape (hours, periods): halves where a period changes at half past."""
        by_hour = np.stack(
            [(self.label == p).reshape(MONTHS, 24, 4).mean(axis=2) for p in range(len(self.names))], axis=2
        )
        return np.asarray(by_hour[np.asarray(index.month) - 1, np.asarray(index.hour)])

    def hourly(self, index: pd.DatetimeIndex) -> np.ndarray:
        """Price of the first tier in every hour, CNY/kWh, shape (hours,): the mean over the hour."""
        quarters = np.take_along_axis(self.price, self.label, axis=1)
        by_hour = quarters.reshape(MONTHS, 24, 4).mean(axis=2)
        return np.asarray(by_hour[np.asarray(index.month) - 1, np.asarray(index.hour)])


def flat(price: float) -> Schedule:
    """One price at all hours.

    >>> flat(0.6).names, float(flat(0.6).price[6, 0])
    (('flat',), 0.6)
    """
    return Schedule(
        names=("flat",), label=np.zeros((MONTHS, QUARTERS), dtype=np.int64), price=np.full((MONTHS, 1), price)
    )


def floated(*, ratio: np.ndarray, energy: float, rest: float, whole: bool) -> np.ndarray:
    """Price of each period, CNY/kWh.

    The ratio ``f`` of a period acts on the energy component ``E`` alone, ``p = E f + R`` (R: network, line losses, system
    operation, funds), or on the whole flat price, ``p = (E + R) f``, as the province's notice says.

    Parameters
    ----------
    ratio : ndarray
        Ratio of each period to the flat one.
    energy, rest : float
        Component that floats, and the others, CNY/kWh.
    whole : bool
        The notice floats the whole flat price (Guangdong's formula).

    >>> [round(float(x), 2) for x in floated(ratio=np.array([1.5, 1.0, 0.5]), energy=0.3, rest=0.28, whole=False)]
    [0.73, 0.58, 0.43]
    """
    return (energy + rest) * ratio if whole else energy * ratio + rest
