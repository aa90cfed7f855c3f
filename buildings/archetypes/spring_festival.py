"""The day of the Spring Festival (Chinese New Year), from the sun and the moon.

The month of the winter solstice is the eleventh; between two of them lie twelve months, or thirteen, of which the first without a
major term (the sun's longitude a multiple of 30 degrees) is the leap month (GB/T 33661-2017, compilation of the Chinese calendar). Days
are those of Beijing time.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache

SYNODIC = 29.530588861
"""Days of a mean lunation (Meeus 1998, chapter 49)."""
EPOCH = date(2000, 1, 1)
JD_EPOCH = 2451544.5
"""Julian date of midnight UT of ``EPOCH``."""
BEIJING_DAYS = 8.0 / 24.0
DELTA_T_DAYS = 67.0 / 86400.0
"""TT less UT of the 2000s; a minute more or less moves no day but at midnight itself."""

_MOON = (
    (-0.40720, 1, 0, 1, 0), (0.17241, 1, 1, 0, 0), (0.01608, 0, 0, 2, 0), (0.01039, 0, 0, 0, 2), (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0), (0.00208, 2, 2, 0, 0), (-0.00111, 0, 0, 1, -2), (-0.00057, 0, 0, 1, 2), (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0), (0.00042, 1, 1, 0, 2), (0.00038, 1, 1, 0, -2), (-0.00024, 1, -1, 2, 0),
)  # fmt: skip
"""Days; power of the eccentricity's factor E; multiples of the anomalies of sun and moon and of the moon's argument of latitude."""


def new_moon(lunation: int) -> float:
    """Julian date (UT) of a new moon, lunation 0 on 6 January 2000 (Meeus 1998, chapter 49; within some minutes)."""
    t = lunation / 1236.85
    mean = 2451550.09766 + SYNODIC * lunation + 0.00015437 * t * t
    sun = math.radians(2.5534 + 29.10535670 * lunation)
    moon = math.radians(201.5643 + 385.81693528 * lunation + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * lunation - 0.0016118 * t * t)
    e = 1.0 - 0.002516 * t
    more = sum(c * e ** abs(p) * math.sin(s * sun + m * moon + f * node) for c, p, s, m, f in _MOON)
    omega = math.radians(124.7746 - 1.56375588 * lunation)
    return mean + more - 0.00017 * math.sin(omega) - DELTA_T_DAYS


def solar_longitude(jd: float) -> float:
    """Apparent longitude of the sun, degrees (Meeus 1998, chapter 25, low accuracy: 0.01 degrees)."""
    t = (jd + DELTA_T_DAYS - 2451545.0) / 36525.0
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    m = math.radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * math.sin(m) + 0.019993 * math.sin(2 * m) + 0.000289 * math.sin(3 * m)
    omega = math.radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(omega)) % 360.0


def _day(jd: float) -> int:
    """Days since ``EPOCH`` by Beijing's calendar."""
    return math.floor(jd + BEIJING_DAYS - JD_EPOCH)


def _midnight(day: int) -> float:
    """Julian date (UT) of the start of a Beijing day."""
    return JD_EPOCH + day - BEIJING_DAYS


def _eleventh(year: int) -> int:
    """Lunation of the month that holds the winter solstice of a year."""
    solstice = (date(year, 12, 19) - EPOCH).days
    while solar_longitude(_midnight(solstice + 1)) < 270.0:
        solstice += 1
    lunation = round((solstice - 5.0) / SYNODIC) + 1
    while _day(new_moon(lunation)) > solstice:
        lunation -= 1
    return lunation


def _has_major_term(lunation: int) -> bool:
    first, last = _day(new_moon(lunation)), _day(new_moon(lunation + 1))
    return math.floor(solar_longitude(_midnight(first)) / 30.0) != math.floor(solar_longitude(_midnight(last)) / 30.0)


@cache
def spring_festival(year: int) -> date:
    """First day of the first month of the Chinese calendar in a year.

    >>> spring_festival(2026)
    datetime.date(2026, 2, 17)
    """
    before, after = _eleventh(year - 1), _eleventh(year)
    first = before + 2
    if after - before == 13:
        leap = next(k for k in range(1, 13) if not _has_major_term(before + k))
        first += leap <= 2
    return EPOCH + timedelta(days=_day(new_moon(first)))
