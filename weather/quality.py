"""Quality findings of a weather year, and explicit repairs that return a new year with a note."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from weather import humidity
from weather.errors import Problem
from weather.sun import solar_position, sun_at
from weather.year import WeatherYear

LOW_SUN_COS = 0.0872


def clearsky_profile(year: WeatherYear, shift_min: float = 0.0) -> np.ndarray:
    """Haurwitz 1945 clear-sky global irradiance at mid-hour plus ``shift_min``, W/m2, shape (hours,)."""
    cosz = np.maximum(sun_at(year.site, year.index + pd.Timedelta(minutes=30.0 + shift_min)).cos_zenith, 0.0)
    result: np.ndarray = 1098.0 * cosz * np.exp(-0.057 / np.maximum(cosz, 0.01))
    return result


def radiation_clock_min(year: WeatherYear) -> float:
    """How late the global radiation runs against the sun, minutes (positive = late).

    For every month the 95th percentile of GHI by clock hour is an envelope of clear hours; its centre of gravity in
    time, averaged over the year, is compared with that of the clear-sky profile of the same hours.
    """
    hour = np.asarray(year.index.hour, dtype=float) + 0.5
    month = np.asarray(year.index.month)
    ghi, clear = year.column("ghi"), clearsky_profile(year)
    offsets, weights = [], []
    for m in range(1, 13):
        g = ghi[month == m].reshape(-1, 24)
        c = clear[month == m].reshape(-1, 24)
        envelope, profile = np.percentile(g, 95, axis=0), np.percentile(c, 95, axis=0)
        h = hour[:24]
        if envelope.sum() <= 0 or profile.sum() <= 0:
            continue
        offsets.append(float((h * envelope).sum() / envelope.sum() - (h * profile).sum() / profile.sum()))
        weights.append(float(profile.sum()))
    return 60.0 * float(np.average(offsets, weights=weights)) if offsets else 0.0


def check(year: WeatherYear) -> tuple[Problem, ...]:
    """Findings (severity ``warning``) on radiation closure and clock, night radiation, humidity, pressure, longitude, frozen values."""
    sun = solar_position(year)
    ghi, dni, dhi = year.column("ghi"), year.column("dni"), year.column("dhi")
    place = year.source.path or year.source.description
    found: list[Problem] = []

    def warn(code: str, message: str, value: object, allowed: str, cure: str) -> None:
        found.append(Problem(code, place, message, value, allowed, cure, severity="warning"))

    closure = dni * np.maximum(sun.cos_zenith, 0.0) + dhi
    up = sun.cos_zenith > LOW_SUN_COS
    rms = float(np.sqrt(np.mean((closure[up] - ghi[up]) ** 2)))
    share = float(closure.sum() / ghi.sum() - 1.0) if ghi.sum() > 0 else 0.0
    if rms > 15.0 or abs(share) > 0.02:
        warn(
            "weather-closure",
            f"global, beam and diffuse do not close: beam + diffuse is {share:+.1%} of global over the year, RMS {rms:.0f} W/m2",
            round(rms, 1),
            "RMS <= 15 W/m2, annual within 2 %",
            "choose weather.components: ghi+dhi to rebuild the beam from global minus diffuse",
        )
    late = radiation_clock_min(year)
    if abs(late) > 15.0:
        warn(
            "weather-clock",
            f"the radiation runs about {late:+.0f} min {'late' if late > 0 else 'early'} against the sun; east and west roofs are judged wrongly",
            round(late),
            "within 15 min",
            f"set weather.align_minutes: {round(late / 5) * 5}",
        )
    night = float(ghi[sun.cos_zenith < -0.035].sum() / 1000.0)
    if night > 0.5:
        warn(
            "weather-night",
            f"{night:.1f} kWh/m2 of global radiation falls while the sun is more than 2 degrees down",
            round(night, 1),
            "<= 0.5 kWh/m2",
            "see weather-clock",
        )
    over = int((ghi > 1.2 * np.maximum(sun.dni_extra * np.maximum(sun.cos_zenith, 0.0), 0.0) + 60.0).sum())
    if over:
        warn(
            "weather-limit",
            "hours with more global radiation than reaches the top of the atmosphere",
            over,
            "0",
            "see weather-clock",
        )
    dew_over = int((year.column("temp_dew") > year.column("temp_air") + 0.5).sum())
    if dew_over:
        warn("weather-dew", "hours with the dew point above the dry bulb", dew_over, "0", "check the humidity columns")
    expected = (
        100.0
        * humidity.saturation_pressure(year.column("temp_dew"))
        / humidity.saturation_pressure(year.column("temp_air"))
    )
    off = float(np.mean(np.abs(np.minimum(expected, 100.0) - year.column("relative_humidity"))))
    if off > 5.0:
        warn(
            "weather-humidity",
            "relative humidity and dew point disagree (mean absolute difference, points)",
            round(off, 1),
            "<= 5",
            "check the humidity columns",
        )
    deviation = float(year.column("pressure").mean() / year.site.pressure_pa - 1.0)
    if abs(deviation) > 0.03:
        warn(
            "weather-pressure",
            "mean pressure does not fit the altitude",
            round(float(year.column("pressure").mean())),
            f"{year.site.pressure_pa:.0f} Pa within 3 %",
            "check altitude and pressure",
        )
    gap = year.site.utc_offset_h - year.site.longitude / 15.0
    if abs(gap) > 3.0:
        warn(
            "weather-zone",
            "clock and longitude are far apart",
            round(gap, 2),
            "within 3 h",
            "check time zone and longitude",
        )
    temp = year.column("temp_air")
    same = np.diff(temp) == 0.0
    run = longest_run(same) + 1
    if run >= 24:
        warn("weather-frozen", "dry bulb does not change for many hours", run, "< 24 h", "check the source")
    return tuple(found)


def longest_run(flags: np.ndarray) -> int:
    """Length of the longest run of True.

    >>> longest_run(np.array([True, False, True, True]))
    2
    """
    padded = np.concatenate([[False], flags, [False]])
    edges = np.flatnonzero(np.diff(padded.astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


def _with(year: WeatherYear, columns: dict[str, np.ndarray], note: str) -> WeatherYear:
    table = year.table.assign(**columns)
    return replace(year, table=table, source=replace(year.source, notes=(*year.source.notes, note)), cache={})


def rebuild_beam(year: WeatherYear) -> WeatherYear:
    """Beam from global minus diffuse with the mid-hour sun: ``dni = (ghi - dhi) / cos(zenith)``.

    Where the sun is too low for the division (below 5 degrees) or the result passes the extraterrestrial beam, the rest
    goes to diffuse, so that every hour keeps its global radiation exactly. The note says how much moved.
    """
    sun = solar_position(year)
    ghi, dhi = year.column("ghi"), np.minimum(year.column("dhi"), year.column("ghi"))
    cosz = np.maximum(sun.cos_zenith, 0.0)
    beam = np.where(cosz > LOW_SUN_COS, (ghi - dhi) / np.maximum(cosz, LOW_SUN_COS), 0.0)
    beam = np.clip(beam, 0.0, 0.85 * sun.dni_extra)
    diffuse = ghi - beam * cosz
    moved = float((diffuse - dhi).sum() / 1000.0)
    note = f"beam rebuilt from global minus diffuse (components ghi+dhi); {moved:.1f} kWh/m2 of low-sun beam counted as diffuse"
    return _with(year, {"dni": beam, "dhi": diffuse, "ghi": ghi}, note)


def shift_radiation(year: WeatherYear, minutes: float) -> WeatherYear:
    """Move the radiation earlier by ``minutes`` (positive = the file is late), conserving monthly sums of all three.

    Global and diffuse are read as step functions of time, shifted and averaged over each hour again; the month's sums are
    then restored. The beam is shifted as its horizontal part.
    """
    sun = solar_position(year)
    share = minutes / 60.0
    whole, part = int(np.floor(share)), share - np.floor(share)
    month = np.asarray(year.index.month)

    def shifted(values: np.ndarray) -> np.ndarray:
        moved = (1.0 - part) * np.roll(values, -whole) + part * np.roll(values, -whole - 1)
        before = np.bincount(month, values, 13)
        after = np.bincount(month, moved, 13)
        return moved * np.divide(before, after, out=np.ones(13), where=after > 0)[month]

    cosz = np.maximum(sun.cos_zenith, LOW_SUN_COS)
    ghi, dhi = shifted(year.column("ghi")), shifted(year.column("dhi"))
    horizontal = shifted(year.column("dni") * np.maximum(sun.cos_zenith, 0.0))
    beam = np.where(sun.cos_zenith > LOW_SUN_COS, horizontal / cosz, 0.0)
    beam = np.minimum(beam, 0.85 * sun.dni_extra)
    note = f"radiation moved {minutes:+.0f} min against the clock of the file (align_minutes); monthly sums of global and diffuse kept"
    return _with(year, {"ghi": ghi, "dhi": dhi, "dni": beam}, note)
