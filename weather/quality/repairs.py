"""Explicit repairs: each returns a new year whose provenance says what was done; nothing is repaired unasked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from foundation.light_import import submodule
from weather import humidity
from weather.quality.clock import radiation_clock
from weather.quality.columns import SWAPS, swapped_columns, swapped_pair
from weather.sun import COS_ZENITH_MIN, equation_of_time, solar_position, sun_within_hour
from weather.year import WeatherYear

COMPONENTS = ("dni+dhi", "ghi+dhi", "ghi")
DECOMPOSITIONS = ("erbs", "boland", "orgill_hollands", "disc", "dirint")
"""Splits of global into beam and diffuse that pvlib offers: Erbs 1982, Boland 2008, Orgill and Hollands 1977, DISC (Maxwell 1987), DIRINT (Perez 1992)."""
BEAM_SHARE_MAX = 0.85
"""Largest beam of an hour over the extraterrestrial one (a clear, dry, high sky gives 0.80 to 0.83)."""


def _with(year: WeatherYear, columns: dict[str, np.ndarray], code: str, note: str, **numbers: Any) -> WeatherYear:
    return replace(year, table=year.table.assign(**columns), source=year.source.noted(code, note, **numbers), cache={})


def _split(year: WeatherYear, ghi: np.ndarray, dhi: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Beam and diffuse that close to ``ghi`` in every hour, and the low-sun beam counted as diffuse, kWh/m2."""
    sun = solar_position(year)
    cosz, diffuse = np.maximum(sun.cos_zenith, 0.0), np.minimum(dhi, ghi)
    beam = np.where(cosz > COS_ZENITH_MIN, (ghi - diffuse) / np.maximum(cosz, COS_ZENITH_MIN), 0.0)
    beam = np.clip(beam, 0.0, BEAM_SHARE_MAX * sun.dni_extra)
    rest = np.maximum(ghi - beam * cosz, 0.0)  # the difference of equal numbers may be -1e-13
    return beam, rest, float((rest - diffuse).sum() / 1000.0)


def rebuild_beam(year: WeatherYear) -> WeatherYear:
    """Beam from global minus diffuse with the mid-hour sun: ``dni = (ghi - dhi) / cos(zenith)``.

    Where the sun is too low for the division (below 5 degrees) or the result passes 0.85 of the extraterrestrial beam, the
    rest goes to diffuse, so that every hour keeps its global radiation exactly. The note says how much moved.
    """
    beam, diffuse, moved = _split(year, year.column("ghi"), year.column("dhi"))
    note = "beam rebuilt from global minus diffuse (components ghi+dhi); {moved:.1f} kWh/m2 of low-sun beam counted as diffuse"
    return _with(year, {"dni": beam, "dhi": diffuse}, "repair-ghi-dhi", note, moved=moved)


def decompose(year: WeatherYear, method: str = "erbs") -> WeatherYear:
    """Beam and diffuse from global alone, by one of pvlib's ``DECOMPOSITIONS``; every hour keeps its global radiation.

    References
    ----------
    Erbs, Klein and Duffie 1982, Solar Energy 28:293; DISC: Maxwell 1987, SERI/TR-215-3087; DIRINT: Perez et al. 1992, ASHRAE Transactions 98(1):354.
    """
    irradiance = submodule("pvlib", "irradiance")

    sun, ghi = solar_position(year), year.column("ghi")
    pressure = year.column("pressure")
    day = np.asarray(year.index.day_of_year)
    if method in ("disc", "dirint"):
        if method == "disc":
            beam = irradiance.disc(ghi, sun.zenith, year.index, pressure)["dni"]
        else:
            beam = irradiance.dirint(ghi, sun.zenith, year.index, pressure, temp_dew=year.column("temp_dew"))
        dhi = ghi - np.nan_to_num(np.asarray(beam, dtype=float)) * np.maximum(sun.cos_zenith, 0.0)
    elif method in DECOMPOSITIONS:
        dhi = np.asarray(getattr(irradiance, method)(ghi, sun.zenith, day)["dhi"], dtype=float)
        dhi = np.where(np.isfinite(dhi), dhi, ghi)
    else:
        raise ValueError(f"method must be one of {DECOMPOSITIONS}, not {method!r}")
    beam, diffuse, moved = _split(year, ghi, np.maximum(dhi, 0.0))
    note = "beam and diffuse of the source set aside, made from global by {method} (pvlib; components ghi); {moved:.1f} kWh/m2 of low-sun beam counted as diffuse"
    return _with(year, {"dni": beam, "dhi": diffuse}, "repair-ghi", note, moved=moved, method=method)


def _turned_cos_zenith(year: WeatherYear, late_min: float | np.ndarray) -> np.ndarray:
    """Cosine of the zenith, not below 0, averaged over every hour, of a sun that runs ``late_min`` late."""
    zenith, _ = sun_within_hour(year, 12, late_min)
    result: np.ndarray = np.maximum(np.cos(np.radians(zenith)), 0.0).mean(axis=1)
    return result


def shift_radiation(year: WeatherYear, minutes: float, mean_sun: bool = False) -> WeatherYear:
    """Move the radiation earlier by ``minutes`` (positive = the file is late); monthly sums of global, diffuse and beam stay.

    With ``mean_sun`` by the equation of time of the day more: the file was made for a sun that keeps mean solar time.

    Global and diffuse are divided by the extraterrestrial radiation of the file's late sun, both averaged over the hour that is
    left after the move, and multiplied with that of the true sun: the course of the clouds moves with the clock, the
    course of the sun comes from the sky, and nothing lands in the night. The beam, which follows the clouds and hardly the sun's height, moves as it is; it ends where
    the sun is down at mid-hour. Then each month's sum is restored.
    """
    sun = solar_position(year)
    late = minutes + equation_of_time(year) if mean_sun else np.full(year.hours, float(minutes))
    share = late / 60.0
    whole, part = np.floor(share).astype(int), share - np.floor(share)
    first = np.arange(year.hours) + whole
    month = np.asarray(year.index.month)

    def smear(values: np.ndarray) -> np.ndarray:
        return (1.0 - part) * values[first % year.hours] + part * values[(first + 1) % year.hours]

    def monthly(moved: np.ndarray, before: np.ndarray) -> np.ndarray:
        was, now = np.bincount(month, before, 13), np.bincount(month, moved, 13)
        return moved * np.divide(was, now, out=np.ones(13), where=now > 0.0)[month]

    late_sun, true_sun = smear(_turned_cos_zenith(year, late)), _turned_cos_zenith(year, 0.0)
    # a factor above 3 would make much of a trace of twilight
    factor = np.minimum(np.divide(true_sun, late_sun, out=np.zeros(year.hours), where=late_sun > 1e-4), 3.0)

    def shifted(values: np.ndarray) -> np.ndarray:
        return monthly(smear(values) * factor, values)

    beam = year.column("dni")
    columns = {
        "ghi": shifted(year.column("ghi")),
        "dhi": shifted(year.column("dhi")),
        "dni": monthly(np.where(sun.cos_zenith > 0.0, smear(beam), 0.0), beam),
    }
    note = "radiation moved {moved:+.0f} min along the clock of the file (align_minutes {minutes:g}); monthly sums of global, diffuse and beam kept"
    if mean_sun:
        note = "radiation moved {moved:+.0f} min along the clock of the file, and by the equation of time, which it lacked (align_minutes auto); monthly sums of global, diffuse and beam kept"
        return _with(year, columns, "repair-align-mean-sun", note, minutes=minutes, moved=-minutes)
    return _with(year, columns, "repair-align", note, minutes=minutes, moved=-minutes)


def swap_columns(year: WeatherYear, pair: str) -> WeatherYear:
    """Two radiation columns under each other's name (``ghi-dni``), with a note."""
    if pair not in SWAPS:
        raise ValueError(f"swap must be one of {SWAPS}, not {pair!r}")
    first, second = pair.split("-")
    note = "the columns {first} and {second} of the source taken for each other (swap {pair})"
    return _with(year, swapped_columns(year, pair), "repair-swap", note, first=first, second=second, pair=pair)


def repair(
    year: WeatherYear,
    align: float | str = "none",
    components: str = "dni+dhi",
    decomposition: str = "erbs",
    swap: str = "none",
) -> WeatherYear:
    """The repairs that a project asks for, in order: columns first, then the clock, then components.

    Parameters
    ----------
    swap : "none" | "ghi-dni" | "ghi-dhi" | "dni-dhi"
        Two columns that stand under each other's name.
    align : "none" | "auto" | float
        Minutes that the radiation is late; ``auto`` takes the estimate, if it is significant (else a note says that
        nothing was moved), and puts in the equation of time where it is missing.
    components : "dni+dhi" | "ghi+dhi" | "ghi"
        Which columns are believed: beam and diffuse as they are, the beam rebuilt, or both made from global.
    decomposition : str
        For ``ghi``: one of ``DECOMPOSITIONS``.
    """
    if components not in COMPONENTS:
        raise ValueError(f"components must be one of {COMPONENTS}, not {components!r}")
    if swap != "none":
        year = swap_columns(year, swap)
    if align == "auto":
        clock = radiation_clock(year)
        if clock.significant or clock.mean_sun:
            year = shift_radiation(year, round(clock.late_min), clock.mean_sun)
        else:
            note = "radiation not moved: {late:+.0f} min +- {uncertainty:.0f} against the sun is no fault (align_minutes auto)"
            year = replace(year, source=year.source.noted("repair-align-none", note, late=clock.late_min, uncertainty=clock.uncertainty_min))  # fmt: skip
    elif align != "none" and float(align) != 0.0:
        year = shift_radiation(year, float(align))
    if components == "ghi+dhi":
        year = rebuild_beam(year)
    elif components == "ghi":
        year = decompose(year, decomposition)
    return year


def humidity_from_dew(year: WeatherYear) -> WeatherYear:
    """Dew point not above dry bulb, relative humidity from it (to tell what a humidity fault is worth)."""
    temp = year.column("temp_air")
    dew = np.minimum(year.column("temp_dew"), temp)
    rh = 100.0 * humidity.saturation_pressure(dew) / humidity.saturation_pressure(temp)
    note = "relative humidity from dew point, dew point not above dry bulb"
    return _with(year, {"temp_dew": dew, "relative_humidity": rh}, "repair-humidity", note)


def standard_pressure(year: WeatherYear) -> WeatherYear:
    """Pressure of the standard atmosphere at the altitude (to tell what a pressure fault is worth).

    References
    ----------
    ISO 2533:1975; ASHRAE Handbook of Fundamentals 2017, chapter 1, eq. 3.
    """
    columns = {"pressure": np.full(year.hours, year.site.pressure_pa)}
    return _with(
        year, columns, "repair-pressure", "standard pressure at {altitude:.0f} m", altitude=year.site.altitude_m
    )


CURES: dict[str, Callable[[WeatherYear], WeatherYear]] = {
    "swap": lambda year: swap_columns(year, swapped_pair(year)),
    "align": lambda year: repair(year, align="auto"),
    "components": rebuild_beam,
    "decompose": decompose,
    "humidity": humidity_from_dew,
    "pressure": standard_pressure,
}
"""What takes away a finding, by ``Finding.repair``."""
