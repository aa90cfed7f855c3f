"""Columns under another's name, and diffuse radiation below that of the cleanest sky."""

from __future__ import annotations

import numpy as np

from foundation.messages import Verbatim, message
from weather.quality.closure import closure
from weather.quality.finding import Finding
from weather.sun import COS_ZENITH_MIN, solar_position
from weather.year import WeatherYear

SWAPS = ("ghi-dni", "ghi-dhi", "dni-dhi")
"""Pairs of radiation columns that may stand under each other's name."""
SWAP_SHARE = 0.5
"""A swap that leaves less than this of the closure's RMS is the fault."""
HIGH_SUN_COS = 0.5
"""The sun more than 30 degrees up at mid-hour."""
CLEANEST = 0.8
"""Share of the Rayleigh sky's diffuse that an hour may fall to, for rounding and for the mean of the hour."""
FEW_HOURS = 50
LEAST_GHI = 50.0


def swapped_columns(year: WeatherYear, pair: str) -> dict[str, np.ndarray]:
    """The two columns of a pair under each other's name."""
    first, second = pair.split("-")
    return {first: year.column(second), second: year.column(first)}


def _rms(year: WeatherYear, pair: str) -> float:
    """Closure RMS with the sun over 5 degrees and a pair swapped, W/m2."""
    columns = {n: year.column(n) for n in ("ghi", "dni", "dhi")} | swapped_columns(year, pair)
    cosz = solar_position(year).cos_zenith
    up = cosz > COS_ZENITH_MIN
    off = columns["dni"] * np.maximum(cosz, 0.0) + columns["dhi"] - columns["ghi"]
    return float(np.sqrt(np.mean(off[up] ** 2))) if up.any() else 0.0


def swapped_pair(year: WeatherYear) -> str:
    """The pair of radiation columns that closes when it is swapped, and does not as it is; empty where there is none."""
    found = closure(year)
    if found.good:
        return ""
    rms = {pair: _rms(year, pair) for pair in SWAPS}
    best = min(rms, key=lambda pair: rms[pair])
    return best if rms[best] < SWAP_SHARE * found.rms_w_m2 else ""


def swap_findings(year: WeatherYear, place: str) -> list[Finding]:
    """The finding ``weather-swapped``, if any."""
    pair = swapped_pair(year)
    if not pair:
        return []
    first, second = pair.split("-")
    return [
        Finding.of("weather-swapped", place,
                "the columns {first} and {second} stand under each other's name: swapped they close within {after:.0f} W/m2, as they are within {before:.0f}",
                Verbatim(pair), "none", message("set weather.swap: {pair}", pair=Verbatim(pair)),
                first=first, second=second, before=closure(year).rms_w_m2, after=_rms(year, pair), repair="swap")
    ]  # fmt: skip


def rayleigh_diffuse(cos_zenith: np.ndarray, pressure_pa: np.ndarray) -> np.ndarray:
    """Diffuse horizontal irradiance of a clean, dry sky, W/m2.

    ``209.3 mu - 708.3 mu^2 + 1128.7 mu^3 - 911.2 mu^4 + 287.85 mu^5 + 0.046725 mu p`` with mu the cosine of the zenith and p in hPa.

    References
    ----------
    Long and Shi 2008, The Open Atmospheric Science Journal 2:23 (Rayleigh limit of the QCRad tests).
    """
    mu = np.maximum(cos_zenith, 0.0)
    result: np.ndarray = mu * (209.3 + mu * (-708.3 + mu * (1128.7 + mu * (-911.2 + mu * 287.85))) + 0.046725 * pressure_pa / 100.0)  # fmt: skip
    return result


def too_little_diffuse(year: WeatherYear) -> np.ndarray:
    """Hours of high sun whose diffuse is less than ``CLEANEST`` of a clean sky's (or of global, where that is less), boolean of shape (hours,)."""
    cosz, ghi = solar_position(year).cos_zenith, year.column("ghi")
    least = CLEANEST * np.minimum(rayleigh_diffuse(cosz, year.column("pressure")), ghi)
    result: np.ndarray = (cosz > HIGH_SUN_COS) & (ghi > LEAST_GHI) & (year.column("dhi") < least)
    return result


def diffuse_findings(year: WeatherYear, place: str) -> list[Finding]:
    """The finding ``weather-diffuse``: under a high sun less diffuse than any sky gives."""
    low = too_little_diffuse(year)
    hours = int(low.sum())
    if hours <= FEW_HOURS:
        return []
    dark = int((year.column("dhi")[low] == 0.0).sum())
    cure = "set weather.components: ghi"
    return [
        Finding.of("weather-diffuse", place,
                "{hours} hours of high sun with less diffuse radiation than the cleanest sky gives ({dark} of them none; mean {mean:.0f} W/m2 of {ghi:.0f} global)",
                hours, message("<= {hours} h below {share:.0%} of a Rayleigh sky", hours=FEW_HOURS, share=CLEANEST), cure,
                hours=hours, dark=dark, mean=float(year.column("dhi")[low].mean()), ghi=float(year.column("ghi")[low].mean()), repair="decompose")
    ]  # fmt: skip
