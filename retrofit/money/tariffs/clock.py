"""Hours of the day as tariffs write them: ``7-9, 18:00-24:00``; a period may cross midnight (``22:00-06:00``)."""

from __future__ import annotations

import re

import numpy as np

from retrofit.money.tariffs.schedule import QUARTERS

_TIME = r"([0-9]{1,2})(?:[:：]([0-9]{2}))?(?:点|时)?"
_PART = re.compile(rf"{_TIME} ?[-~–—至到] ?{_TIME}")


def _quarter(hour: str, minute: str | None) -> int | None:
    h, m = int(hour), int(minute or 0)
    return 4 * h + m // 15 if h <= 24 and m < 60 and m % 15 == 0 and (h < 24 or m == 0) else None


def quarters_of(text: str) -> np.ndarray:
    """Quarters of an hour of a day that a text names, shape (96,) of bool.

    Raises
    ------
    ValueError
        It names none: its argument is the part that cannot be read.

    >>> np.flatnonzero(quarters_of("23:30-00:30")).tolist(), int(quarters_of("22-6").sum())
    ([0, 1, 94, 95], 32)
    """
    out = np.zeros(QUARTERS, dtype=bool)
    for part in re.split(r"[,;，、；]", text):
        found = _PART.fullmatch(part.strip())
        first = _quarter(found[1], found[2]) if found else None
        last = _quarter(found[3], found[4]) if found else None
        if first is None or last is None or first in (last, QUARTERS):
            raise ValueError(part.strip())
        span = np.arange(first, last if last > first else last + QUARTERS) % QUARTERS
        if out[span].any():
            raise ValueError(part.strip())
        out[span] = True
    return out


def clock(quarters: np.ndarray) -> str:
    """Quarters of an hour as hours of the day.

    >>> clock(quarters_of("22-6, 12:15-13"))
    '00:00-06:00, 12:15-13:00, 22:00-24:00'
    """
    edges = np.flatnonzero(np.diff(quarters.astype(int), prepend=0, append=0))
    at = [f"{q // 4:02d}:{q % 4 * 15:02d}" for q in edges]
    return ", ".join(f"{a}-{b}" for a, b in zip(at[::2], at[1::2], strict=True))
