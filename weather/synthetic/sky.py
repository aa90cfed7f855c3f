"""Days and hours of the sky: global and diffuse radiation from the month's clearness.

Constants fitted here come from the hourly years of eleven American TMY3 stations from Miami to Boulder; the clear day also from
Guangzhou, Changsha and Kunming (CSWD, radiation aligned with the sun). The hours of a day class (``data/sky_hours.csv``) are of
two kinds: those of the eleven TMY3, and those of Guangzhou and Changsha, whose radiation is a model's, of instants at the end of the
hour in mean solar time (``docs/synthetic_weather.md``). Six other TMY3 were held out (Chicago, Denver, Golden, San Francisco,
Sterling, Tampa; ``python -m benchmarks.weather`` measures them). No number has a unit.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.special import betaincinv, ndtri

from foundation.compiled import compiled
from foundation.tables import read_table
from weather.stations.months import MONTH_DAYS, MONTH_OF_DAY, MONTH_OF_HOUR, monthly_sum
from weather.stations.table import Station
from weather.sun import SunYear

CLEAR_DAY = np.array([0.580, 0.447, 0.397, -0.115, -0.028, -0.031])
"""Clearness of the month's clear days (97th percentile) on 1, mean clearness, its daily standard deviation, pressure over
101,325 Pa, humidity ratio over 10 g/kg, and 1 over the sine of the noon sun: least squares, residual 0.021, held out 0.014."""
LEAST_CLEARNESS = 0.12
"""The darkest day, of 0.02 to 0.16 the best for the days of the eleven TMY3 (darkest: 0.09)."""
LEAST_SHARE = 0.3
"""In a dark month the darkest day has this share of the month's clearness, if that is less: no TMY3 fitted is so dark."""
LEAST_CLEARNESS_CSWD = 0.02
"""The darkest day of a CSWD year (4 % of the days of Guangzhou and Kunming and 10 % of those of Changsha are below 0.05)."""
CSWD_SHARE = 0.7
"""Share of the CSWD classes at a CSWD station, the rest being TMY3's, because the table does not tell which kind its hours are: those
of Kunming are like a TMY3's. Each of the three left out, 0.5 to 1.0 keep all of them above 0.90 (``docs/synthetic_weather.md``)."""
CSWD_FADES = (0.45, 0.55)
"""Month's clearness from which the CSWD classes give way, and where they are gone: the clearest month in them has 0.46."""
PROFILE = (0.236, 0.382, 0.101)
"""Clear sky at a sine of the sun's altitude s: ``s ** (a p / 101325) (1 - b exp(-s / c))`` with the pressure p, over its mean of the
day weighted with the sun: robust least squares over 717 clear days of the eleven TMY3, median deviation 0.011."""
PROFILE_CLOUD = 1.4
"""Under cloud the profile flattens: its share is this times the day's index over the clear day's, at most 1."""
MOST_CLEARNESS = 0.90
"""No hour is clearer (hourly means of the files reach 0.88)."""
HOUR_PERSISTENCE = 0.54
"""Lag-1 correlation of the hours' anomalies (Graham and Hollands 1990: 0.54 with s.d. 0.14)."""
HOUR_SPREAD = 1.1
"""The hours' anomalies times this: moving a day to its sum takes the variance of the day's mean anomaly (a quarter of the whole for
ten hours), so that without it no class is drawn to its ends. The eleven fitted files: overlap of the hours the same within 0.003
from 1.0 to 1.2, hour-to-hour steps 1.02 of the files' at 1.1."""
CLEANEST_BEAM = 0.82
"""Beam transmittance in the form of Meinel and Meinel 1976, ``tau ** (am ** 0.678)``, for the cleanest, driest hours."""


@compiled()
def autoregressive(noise: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """Unit-variance AR(1) series with a coefficient that varies by step; the start is drawn from the stationary law."""
    out = np.empty_like(noise)
    state = noise[-1]
    root = np.sqrt(1.0 - phi**2)
    for k in range(len(noise)):
        state = phi[k] * state + root[k] * noise[k]
        out[k] = state
    return out


def ranks_in_month(daily: np.ndarray) -> np.ndarray:
    """Plotting position (rank - 0.5) / days of each day within its month, shape (365,)."""
    share = np.empty(365)
    for m in range(12):
        days = m == MONTH_OF_DAY
        share[days] = (np.argsort(np.argsort(daily[days])) + 0.5) / MONTH_DAYS[m]
    return share


def beta_quantile(
    share: np.ndarray,
    mean: np.ndarray | float,
    std: np.ndarray | float,
    low: np.ndarray | float,
    high: np.ndarray | float,
) -> np.ndarray:
    """Quantiles of a beta distribution on [low, high] with a given mean and standard deviation (arrays of one shape)."""
    width = np.asarray(high) - low
    mu = np.clip((mean - low) / width, 0.01, 0.99)
    variance = np.clip((std / width) ** 2, 1e-5, 0.95 * mu * (1.0 - mu))
    nu = mu * (1.0 - mu) / variance - 1.0
    result: np.ndarray = low + width * betaincinv(mu * nu, (1.0 - mu) * nu, share)
    return result


def clear_day(station: Station, sun: SunYear) -> np.ndarray:
    """Clearness of each month's clear days, shape (12,)."""
    m = station.monthly
    noon = sun.cos_zenith.reshape(-1, 24).max(axis=1)
    sine = np.maximum(np.bincount(MONTH_OF_DAY, noon, 12) / MONTH_DAYS, 0.05)
    terms = (
        np.ones(12),
        m["clearness_mean"],
        m["clearness_daily_std"],
        np.full(12, station.site.pressure_pa / 101325.0),
        m["humidity_ratio_g_kg"] / 10.0,
        1.0 / sine,
    )
    fitted = np.tensordot(CLEAR_DAY, np.array(terms), 1)
    result: np.ndarray = np.clip(np.maximum(fitted, m["clearness_mean"] + 0.02), 0.1, 0.88)
    return result


def daily_clearness(station: Station, ceiling: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Daily clearness index and its standardised anomaly, shape (365,).

    A lag-1 autoregressive Gaussian series; within a month the ranks are kept and the values are the quantiles of a beta
    distribution between the darkest and the clear day, with the month's mean and standard deviation, so that a short month
    reproduces it.
    """
    mean, std = station.monthly["clearness_mean"], station.monthly["clearness_daily_std"]
    low = np.full(12, LEAST_CLEARNESS_CSWD) if of_cswd(station) else np.minimum(LEAST_CLEARNESS, LEAST_SHARE * mean)
    phi = np.clip(station.monthly["clearness_daily_autocorr"], 0.0, 0.95)[MONTH_OF_DAY]
    z = autoregressive(rng.standard_normal(365), phi)
    share = ranks_in_month(z)
    m = MONTH_OF_DAY
    daily = beta_quantile(share, mean[m], std[m], low[m], ceiling[m])
    return daily, ndtri(share)


@cache
def _hour_quantiles() -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Of ``data/sky_hours.csv``: sines from which the bands of the sun's altitude begin, day classes, probability levels, and
    for each kind of hours the quantiles, shape (bands, classes, levels)."""
    rows = read_table("weather", "sky_hours.csv")
    names = [name for name in rows[0] if name.startswith("q")]
    bands, classes = (np.unique([float(r[column]) for r in rows]) for column in ("sine_from", "day_index"))
    shape = (len(bands), len(classes), len(names))
    tables = {
        kind: np.array([[float(r[name]) for name in names] for r in rows if r["hours"] == kind]).reshape(shape)
        for kind in ("tmy3", "cswd")
    }
    return bands, classes, np.array([float(name[1:]) for name in names]), tables


def of_cswd(station: Station) -> bool:
    """Whether the station's months are those of a CSWD year, whose radiation has other days and hours than a TMY3."""
    return "CSWD" in station.source


def _rows_of_days(station: Station, relative: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bands, levels, and the quantiles of each day's hours between the classes of its index, shape (bands, 365, levels)."""
    bands, classes, levels, tables = _hour_quantiles()
    begin, end = CSWD_FADES
    fade = np.clip((end - station.monthly["clearness_mean"]) / (end - begin), 0.0, 1.0)
    share = (CSWD_SHARE * fade if of_cswd(station) else np.zeros(12))[MONTH_OF_DAY, None]
    r = np.clip(relative, 0.0, classes[-1])
    left = np.clip(np.searchsorted(classes, r, side="right") - 1, 0, len(classes) - 2)
    part = np.clip((r - classes[left]) / (classes[left + 1] - classes[left]), 0.0, 1.0)[:, None]
    cswd, tmy3 = ((1.0 - part) * tables[kind][:, left] + part * tables[kind][:, left + 1] for kind in ("cswd", "tmy3"))
    rows = share * cswd + (1.0 - share) * tmy3
    return bands, levels, rows * np.minimum(relative / classes[0], 1.0)[:, None]


@compiled()
def _hours_of_days(
    levels: np.ndarray,
    rows: np.ndarray,
    band: np.ndarray,
    z: np.ndarray,
    scale: np.ndarray,
    most: np.ndarray,
    want: np.ndarray,
) -> np.ndarray:
    """Hours drawn from each day's distribution, all of a day moved along it until the day has its sum (bisection)."""
    out = np.zeros(len(z))
    n = len(levels)
    for d in range(len(want)):
        low, high = -6.0, 6.0
        for _ in range(32):
            shift = 0.5 * (low + high)
            total = 0.0
            for h in range(24 * d, 24 * d + 24):
                if scale[h] > 0.0:
                    u = 0.5 * math.erfc(-(z[h] + shift) / math.sqrt(2.0))
                    i = max(min(int(np.searchsorted(levels, u)), n - 1), 1)
                    part = (u - levels[i - 1]) / (levels[i] - levels[i - 1])
                    below = rows[band[h], d, i - 1]
                    out[h] = min((below + part * (rows[band[h], d, i] - below)) * scale[h], most[h])
                    total += out[h]
            if total > want[d]:
                high = shift
            else:
                low = shift
    return out


def clear_profile(station: Station, extraterrestrial: np.ndarray, sun: SunYear, relative: np.ndarray) -> np.ndarray:
    """Clearness of each hour over that of its day as the sun's altitude shapes it, shape (8760,); ``relative``: the day's index
    over the clear day's, shape (365,)."""
    a, b, c = PROFILE
    s = np.maximum(sun.cos_zenith, 0.03)
    clear = (s ** (a * station.site.pressure_pa / 101325.0) * (1.0 - b * np.exp(-s / c))).reshape(365, 24)
    top = extraterrestrial.reshape(365, 24)
    mean = np.maximum((clear * top).sum(1), 1e-9) / np.maximum(top.sum(1), 1e-9)
    share = np.minimum(PROFILE_CLOUD * relative, 1.0)[:, None]
    result: np.ndarray = (1.0 + share * (clear / mean[:, None] - 1.0)).ravel()
    return np.maximum(result, 0.05)


def hourly_global(
    station: Station,
    daily_k: np.ndarray,
    ceiling: np.ndarray,
    extraterrestrial: np.ndarray,
    sun: SunYear,
    rng: np.random.Generator,
) -> np.ndarray:
    """Hourly global irradiance, W/m2, with the days' clearness and exactly the month's sum of the table, shape (8760,).

    As in Graham and Hollands 1990 the hours of a day follow a distribution that depends on the day's index and the sun's
    altitude, drawn by a lag-1 autoregressive Gaussian series; here it is the measured one of ``data/sky_hours.csv``, which
    has the two peaks of clear and of overcast hours that a beta distribution does not.
    """
    top_of_day = extraterrestrial.reshape(365, 24).sum(1)
    target = station.monthly["ghi_wh_m2_day"] * MONTH_DAYS
    want = daily_k * top_of_day
    want *= (target / np.maximum(np.bincount(MONTH_OF_DAY, want, 12), 1e-9))[MONTH_OF_DAY]
    relative = want / np.maximum(top_of_day, 1e-9) / ceiling[MONTH_OF_DAY]
    bands, levels, rows = _rows_of_days(station, relative)
    band = np.maximum(np.searchsorted(bands, sun.cos_zenith, side="right") - 1, 0)
    z = HOUR_SPREAD * autoregressive(rng.standard_normal(8760), np.full(8760, HOUR_PERSISTENCE))
    scale = ceiling[MONTH_OF_HOUR] * clear_profile(station, extraterrestrial, sun, relative) * extraterrestrial
    ghi = _hours_of_days(levels, rows, band, z, scale, MOST_CLEARNESS * extraterrestrial, want)
    return ghi * (target / np.maximum(monthly_sum(ghi), 1e-9))[MONTH_OF_HOUR]


def diffuse(station: Station, ghi: np.ndarray, extraterrestrial: np.ndarray, sun: SunYear) -> np.ndarray:
    """Diffuse horizontal irradiance, W/m2, with the month's sum of the table, shape (8760,).

    Erbs, Klein and Duffie 1982 diffuse fraction (their eq. 1) to a monthly power. No beam without a mid-hour sun, and beam
    normal at most what very clean, dry air lets through (the absolute air mass carries the altitude).
    """
    lit = np.flatnonzero(ghi > 0.0)
    month, whole = MONTH_OF_HOUR[lit], ghi[lit]
    kt = np.where(extraterrestrial[lit] > 1.0, np.clip(whole / np.maximum(extraterrestrial[lit], 1.0), 0.0, 1.0), 0.0)
    polynomial = 0.9511 - 0.1604 * kt + 4.388 * kt**2 - 16.638 * kt**3 + 12.336 * kt**4
    fraction = np.where(kt <= 0.22, 1.0 - 0.09 * kt, np.where(kt <= 0.80, polynomial, 0.165))
    log_fraction = np.log(fraction)
    am = np.maximum(sun.airmass[lit], 1.0) * (station.site.pressure_pa / 101325.0)
    sine = sun.cos_zenith[lit]
    beam_limit = np.where(sine > 0.02, sun.dni_extra[lit] * CLEANEST_BEAM ** (am**0.678) * np.maximum(sine, 0.0), 0.0)
    floor = np.maximum(whole - beam_limit, 0.0)
    want = station.monthly["dhi_wh_m2_day"] * MONTH_DAYS
    low, high = np.full(12, 0.02), np.full(12, 12.0)
    for _ in range(36):
        power = np.sqrt(low * high)
        part = np.clip(whole * np.exp(log_fraction * power[month]), floor, whole)
        more = np.bincount(month, part, 12) > want
        low, high = np.where(more, power, low), np.where(more, high, power)
    dhi = np.zeros_like(ghi)
    dhi[lit] = part
    return dhi


def balanced(ghi: np.ndarray, dhi: np.ndarray, sun: SunYear) -> np.ndarray:
    """Global irradiance, W/m2, tilted between mornings and afternoons so that the year's beam is equal from east and west of south.

    The days keep their sums. Chance alone would give a year an east-west difference (standard deviation 0.8 % of its clearness);
    what a place truly has does not follow from its months (``docs/synthetic_weather.md``). One step of Newton's method: beam grows
    about twice as fast as global.
    """
    east = np.sin(np.radians(sun.azimuth)) * np.sqrt(1.0 - np.minimum(sun.cos_zenith**2, 1.0))
    beam = np.where(sun.cos_zenith > 0.02, ghi - dhi, 0.0) / np.maximum(sun.cos_zenith, 0.02)
    tilted = ghi * (1.0 - 0.5 * (beam @ east) / max(float(beam @ east**2), 1e-9) * east)
    day, now = (x.reshape(365, 24).sum(1) for x in (ghi, tilted))
    result: np.ndarray = tilted * np.repeat(day / np.maximum(now, 1e-9), 24)
    return result
