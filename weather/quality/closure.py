"""Closure of global, beam and diffuse radiation: global = beam * cos(zenith) + diffuse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foundation.messages import message
from weather.quality.finding import Finding
from weather.sun import COS_ZENITH_MIN, solar_position
from weather.year import WeatherYear

RMS_W_M2, SHARE = 15.0, 0.02
"""Beyond these a year does not close. A year that was built from two of the three components at mid-hour closes to 0."""


@dataclass(frozen=True, slots=True)
class Closure:
    """How well the three components close: annual sums, kWh/m2, and the RMS of the hours with the sun over 5 degrees, W/m2."""

    global_kwh_m2: float
    beam_and_diffuse_kwh_m2: float
    rms_w_m2: float

    @property
    def share(self) -> float:
        """Beam and diffuse over global, minus 1."""
        return self.beam_and_diffuse_kwh_m2 / self.global_kwh_m2 - 1.0 if self.global_kwh_m2 > 0.0 else 0.0

    @property
    def good(self) -> bool:
        return self.rms_w_m2 <= RMS_W_M2 and abs(self.share) <= SHARE


def closing_sum(year: WeatherYear) -> np.ndarray:
    """Beam on the horizontal (mid-hour sun) plus diffuse, W/m2, shape (hours,).

    References
    ----------
    Long and Dutton 2002, BSRN Global Network recommended QC tests, V2.0: sum of diffuse and of direct normal times the cosine of the zenith.
    """
    return year.column("dni") * np.maximum(solar_position(year).cos_zenith, 0.0) + year.column("dhi")


def closure(year: WeatherYear) -> Closure:
    """Annual sums and hourly RMS of the closure."""
    ghi, total = year.column("ghi"), closing_sum(year)
    up = solar_position(year).cos_zenith > COS_ZENITH_MIN
    rms = float(np.sqrt(np.mean((total[up] - ghi[up]) ** 2))) if up.any() else 0.0
    return Closure(float(ghi.sum()) / 1000.0, float(total.sum()) / 1000.0, rms)


def closure_findings(year: WeatherYear, place: str) -> list[Finding]:
    """The finding ``weather-closure``, if any."""
    c = closure(year)
    if c.good:
        return []
    return [
        Finding.of("weather-closure", place,
                "global, beam and diffuse do not close: beam + diffuse is {share:+.1%} of global over the year, RMS {rms:.0f} W/m2",
                round(c.rms_w_m2, 1), message("RMS <= {rms:g} W/m2, annual within {share:.0%}", rms=RMS_W_M2, share=SHARE),
                "choose weather.components: ghi+dhi to rebuild the beam from global minus diffuse",
                share=c.share, rms=c.rms_w_m2, repair="components")
    ]  # fmt: skip
