"""From what a file holds to a whole, validated year: gaps, missing columns and ranges, each told or filled as asked, never in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from foundation.errors import InputError, Problem
from foundation.messages import message
from weather import ground, humidity
from weather.quality.clock import haurwitz
from weather.quality.consistency import longest_run
from weather.quality.repairs import decompose, rebuild_beam
from weather.quality.zone import WRONG_ZONE_H, ZONE_GAP_H, offset_error_h, standard_offset_h, zone_gap_h
from weather.site import Site
from weather.sun import SunYear, sun_at
from weather.year import COLUMNS, Provenance, WeatherYear

NIGHT_OFFSET = -4.0
"""W/m2 that a radiometer may show below 0 at night, because it cools to the sky (Long and Dutton 2002, BSRN physical limit); taken as 0."""
LIMITS: dict[str, tuple[float, float]] = {
    "temp_air": (-70.0, 70.0),
    "temp_dew": (-80.0, 50.0),
    "relative_humidity": (0.0, 110.0),
    "pressure": (31000.0, 120000.0),
    "wind_speed": (0.0, 60.0),
    "wind_direction": (0.0, 360.0),
    "ghi": (NIGHT_OFFSET, 1600.0),
    "dni": (NIGHT_OFFSET, 1500.0),
    "dhi": (NIGHT_OFFSET, 1200.0),
    "longwave_down": (0.0, 800.0),
    "opaque_cover": (0.0, 10.0),
}
"""Values that a cell may have; opaque cover in tenths, the others in the units of ``COLUMNS`` (EnergyPlus Auxiliary Programs, EPW data dictionary)."""
NEEDED = {"dni+dhi": ("dni", "dhi"), "ghi+dhi": ("ghi", "dhi"), "ghi": ("ghi",)}
"""Radiation columns that each choice of components reads."""
LONGEST_FILL_H = 72
MOST_PROBLEMS = 12


@dataclass(frozen=True, eq=False)
class RawYear:
    """What a reader found: hours in order, NaN where the source has nothing.

    Attributes
    ----------
    site : Site
    index : pandas.DatetimeIndex
        8760 or 8784 labels, start of hour, at the site's fixed offset.
    columns : dict
        Arrays of shape (hours,) under the names of ``LIMITS``; a column that the source lacks is absent or all NaN.
    source : Provenance
    place : str
        How messages call the source.
    where : callable
        Place of an hour in the source (``file.epw:123``).
    soil : dict or None
        Kusuda parameters, if the source has soil temperatures.
    code : str
        Code of a problem of missing values.
    """

    site: Site
    index: pd.DatetimeIndex
    columns: dict[str, np.ndarray]
    source: Provenance
    place: str
    where: Callable[[int], str]
    soil: dict[str, Any] | None = None
    code: str = "weather-missing"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a project asks of a source: the longest gap to fill, hours, and which radiation columns are believed."""

    fill_gaps_hours: int = 0
    components: str = "dni+dhi"
    decomposition: str = "erbs"


def range_problems(raw: RawYear) -> list[Problem]:
    """Values outside ``LIMITS`` or not finite: the first twelve of each column, and how many more."""
    found = []
    for name, values in raw.columns.items():
        low, high = LIMITS[name]
        bad = np.flatnonzero((values < low) | (values > high) | np.isinf(values))
        found += [
            Problem("weather-range", f"{raw.where(int(k))} {name}", "outside the physical range", float(values[k]), message("{low:g} to {high:g}", low=low, high=high),
                    "correct the value, its unit or the missing mark")
            for k in bad[:MOST_PROBLEMS]
        ]  # fmt: skip
        if len(bad) > MOST_PROBLEMS:
            found.append(
                Problem(
                    "weather-range",
                    f"{raw.place} ({name})",
                    message("and {count} more like these", count=len(bad) - MOST_PROBLEMS),
                )
            )
    return found


def without_night_offset(raw: RawYear) -> RawYear:
    """The year with radiation from ``NIGHT_OFFSET`` to 0 W/m2 taken as 0, with a note."""
    columns, source = dict(raw.columns), raw.source
    for name in ("ghi", "dni", "dhi"):
        below = np.asarray(columns.get(name, 0.0)) < 0.0
        if below.any():
            low = float(np.min(columns[name][below]))
            columns[name] = np.where(below, 0.0, columns[name])
            note = "{column}: {hours} hours between {low:.1f} W/m2 and 0 taken as 0 (a radiometer that cools to the night sky)"
            source = source.noted("night-offset", note, column=name, hours=int(below.sum()), low=low)
    return replace(raw, columns=columns, source=source)


def on_local_clock(raw: RawYear) -> RawYear:
    """The year by the clock of its place: a file in UTC (more than ``ZONE_GAP_H`` from its longitude) turned by whole hours, with a note.

    Only where its radiation follows the clock that it tells; else the header is wrong, which ``weather.quality`` tells.
    """
    told = raw.site.utc_offset_h
    ghi = raw.columns.get("ghi", np.zeros(1))
    if abs(zone_gap_h(raw.site)) <= ZONE_GAP_H or np.isnan(ghi).all():
        return raw
    local = standard_offset_h(raw.site.latitude, raw.site.longitude)
    hours = round(local - told)
    if not hours or abs(offset_error_h(raw.site, ghi)) > WRONG_ZONE_H:
        return raw
    site = replace(raw.site, utc_offset_h=told + hours)
    index = pd.date_range(raw.index[0].tz_localize(None), periods=len(raw.index), freq="h", tz=site.tz)
    columns = {n: np.roll(v, hours) for n, v in raw.columns.items()}
    note = "hours by the clock UTC{told:+g} turned to the place's UTC{local:+g}: {hours} hours at an end of the year are taken from its other end"
    source = raw.source.noted("turned-clock", note, told=told, local=site.utc_offset_h, hours=abs(hours))
    return replace(
        raw, site=site, index=index, columns=columns, source=source, where=lambda k: raw.where((k - hours) % len(index))
    )


def _interpolate(values: np.ndarray, good: np.ndarray) -> np.ndarray:
    """Straight lines between the good values, over the year's end too."""
    at = np.arange(len(values))
    return np.interp(at, at[good], values[good], period=len(values))


def _short(gaps: np.ndarray, limit: int) -> np.ndarray:
    """Those gaps that are not longer than ``limit`` hours, boolean; a gap over the year's end is one gap."""
    if not gaps.any() or gaps.all():
        return np.zeros_like(gaps)
    start = int(np.flatnonzero(~gaps)[0])
    turned = np.roll(gaps, -start)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], turned, [False]]).astype(np.int8)))
    short = np.zeros_like(gaps)
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        if b - a <= limit:
            short[a:b] = True
    return np.roll(short, start)


def _filled(name: str, values: np.ndarray, gaps: np.ndarray, sun: SunYear) -> np.ndarray:
    """A column with its gaps filled: straight lines; radiation keeps its share of the extraterrestrial one, dark hours are dark."""
    if name not in ("ghi", "dhi", "dni"):
        return np.where(gaps, _interpolate(values, ~gaps), values)
    top = sun.dni_extra * (np.maximum(sun.cos_zenith, 0.0) if name != "dni" else (sun.cos_zenith > 0.0))
    lit = top > 30.0
    good = ~gaps & lit
    if not good.any():
        return values
    share = np.divide(values, top, out=np.zeros(len(values)), where=good)
    return np.where(gaps, _interpolate(np.clip(share, 0.0, 1.0), good) * top, values)


def fill_gaps(raw: RawYear, names: tuple[str, ...], limit: int) -> tuple[dict[str, np.ndarray], Provenance]:
    """Columns with their gaps of at most ``limit`` hours filled, and the provenance that says so."""
    columns, source = dict(raw.columns), raw.source
    gaps = {n: np.isnan(columns[n]) for n in names if n in columns}
    if limit <= 0 or not any(g.any() and not g.all() for g in gaps.values()):
        return columns, source
    sun = sun_at(raw.site, raw.index + pd.Timedelta(minutes=30))
    for name, missing in gaps.items():
        fill = _short(missing, limit)
        if not fill.any():
            continue
        columns[name] = np.where(fill, _filled(name, columns[name], missing, sun), columns[name])
        longest = longest_run(fill)
        note = "{column}: {hours} missing hours filled (fill_gaps_hours {limit}), longest run {longest} h"
        source = source.noted("filled-gap", note, column=name, hours=int(fill.sum()), limit=limit, longest=longest)
    return columns, source


def cloud_cover(ghi: np.ndarray, sun: SunYear) -> np.ndarray:
    """Opaque cover, tenths, from global radiation over that of the clear sky.

    Kasten and Czeplak 1980: ``G / G_clear = 1 - 0.75 (N / 8)^3.4`` with N in oktas, here solved for N; hours with the sun below
    10 degrees are taken from their neighbours.
    """
    clear = haurwitz(sun.cos_zenith)
    high = sun.cos_zenith > np.sin(np.radians(10.0))
    if not high.any():
        return np.full(len(ghi), 5.0)
    index = np.clip(np.divide(ghi, clear, out=np.ones(len(ghi)), where=high), 0.25, 1.0)
    return _interpolate(10.0 * ((1.0 - index) / 0.75) ** (1.0 / 3.4), high)


def _derive(raw: RawYear, columns: dict[str, np.ndarray], source: Provenance) -> Provenance:
    """Fill ``columns`` in place with what follows from other columns; every derivation is a note. Radiation is complete."""
    site, temp = raw.site, columns["temp_air"]
    gap = np.isnan(columns["pressure"])
    if gap.any():
        columns["pressure"] = np.where(gap, site.pressure_pa, columns["pressure"])
        note = "pressure missing in {hours} hours: standard pressure at {altitude:.0f} m"
        source = source.noted("derived-pressure", note, hours=int(gap.sum()), altitude=site.altitude_m)
    saturated = humidity.saturation_pressure(temp)
    no_dew, no_rh = np.isnan(columns["temp_dew"]), np.isnan(columns["relative_humidity"])
    if no_dew.any():
        made = humidity.dew_point(np.clip(columns["relative_humidity"], 1.0, 100.0) / 100.0 * saturated)
        columns["temp_dew"] = np.where(no_dew, made, columns["temp_dew"])
        note = "dew point missing in {hours} hours: from relative humidity"
        source = source.noted("derived-dew", note, hours=int(no_dew.sum()))
    if no_rh.any():
        made = np.clip(100.0 * humidity.saturation_pressure(columns["temp_dew"]) / saturated, 0.0, 100.0)
        columns["relative_humidity"] = np.where(no_rh, made, columns["relative_humidity"])
        note = "relative humidity missing in {hours} hours: from dew point"
        source = source.noted("derived-humidity", note, hours=int(no_rh.sum()))
    gap = np.isnan(columns["wind_direction"])
    if gap.any():
        columns["wind_direction"] = np.where(gap, 0.0, columns["wind_direction"])
        note = "wind direction missing in {hours} hours: north"
        source = source.noted("derived-wind-direction", note, hours=int(gap.sum()))
    gap = np.isnan(columns["longwave_down"]) | (columns["longwave_down"] < 50.0)
    if gap.any():
        cover = columns["opaque_cover"]
        unknown = gap & np.isnan(cover)
        if unknown.any():
            sun = sun_at(site, raw.index + pd.Timedelta(minutes=30))
            cover = np.where(unknown, cloud_cover(columns["ghi"], sun), cover)
            note = "cloud cover missing in {hours} hours: from global radiation over that of the clear sky (Kasten and Czeplak 1980), at night between its neighbours"
            source = source.noted("derived-cloud", note, hours=int(unknown.sum()))
        sky = humidity.sky_longwave(temp, columns["temp_dew"], np.nan_to_num(cover))
        columns["longwave_down"] = np.where(gap, sky, columns["longwave_down"])
        note = "infrared sky missing in {hours} hours: Clark and Allen 1978 from dew point and opaque cover"
        source = source.noted("derived-infrared", note, hours=int(gap.sum()))
    return source


def _gap_problem(raw: RawYear, name: str, gaps: np.ndarray, told: str = "") -> Problem:
    first, longest = int(np.flatnonzero(gaps)[0]), longest_run(gaps)
    cure = "fill the gap from the source or choose another year; missing marks are never used as values"
    if longest <= LONGEST_FILL_H:
        cure = message(
            "fill the gap from the source, choose another year, or set weather.fill_gaps_hours: {longest}",
            longest=longest,
        )
    text = told or message(
        "{hours} hours carry the missing mark or no value (longest run {longest} h)",
        hours=int(gaps.sum()),
        longest=longest,
    )
    return Problem(raw.code, f"{raw.where(first)} {name}", text, int(gaps.sum()), "measured values", cure)


def missing_problems(raw: RawYear, columns: dict[str, np.ndarray], request: ReadOptions) -> list[Problem]:
    """What ``request`` needs and ``columns`` (all of ``LIMITS``) lack."""
    found = []
    have = [c for c in ("ghi", "dni", "dhi") if not np.isnan(columns[c]).all()]
    absent = [c for c in NEEDED[request.components] if c not in have]
    if absent:
        possible = [choice for choice, needed in NEEDED.items() if set(needed) <= set(have)]
        cure = (
            message("set weather.components: {components}", components=possible[0])
            if possible
            else "take a source with global radiation"
        )
        found.append(
            Problem("weather-components", raw.place, message("components {asked} need {columns}, which the source does not have", asked=request.components, columns=' and '.join(absent)),
                    ", ".join(have) or "no radiation", " | ".join(possible) or "ghi, or dni and dhi", cure)
        )  # fmt: skip
    # a global column with gaps is no absent column: it is not made up from the others unasked
    needed = list(dict.fromkeys(c for c in ("ghi", *NEEDED[request.components]) if c in have))
    for name in ("temp_air", "wind_speed", *needed):
        gaps = np.isnan(columns[name])
        if gaps.any():
            found.append(_gap_problem(raw, name, gaps))
    both = np.isnan(columns["temp_dew"]) & np.isnan(columns["relative_humidity"])
    if both.any():
        told = message("dew point and relative humidity are both missing in {hours} hours", hours=int(both.sum()))
        found.append(_gap_problem(raw, "temp_dew", both, told))
    return found


def assemble(raw: RawYear, request: ReadOptions | None = None) -> WeatherYear:
    """A whole year, or every problem at once.

    Raises
    ------
    InputError
        ``weather-range``, ``weather-missing`` (``epw-missing``), ``weather-components``.
    """
    request = request or ReadOptions()
    problems = range_problems(raw)
    if problems:
        raise InputError(problems)
    raw = on_local_clock(without_night_offset(raw))
    blank = np.full(len(raw.index), np.nan)
    missing = {n: int(np.isnan(v).sum()) for n, v in raw.columns.items() if n in COLUMNS and np.isnan(v).any()}
    needed = NEEDED[request.components]
    dry = ("temp_dew",) if "temp_dew" in raw.columns and not np.isnan(raw.columns["temp_dew"]).all() else ("relative_humidity",)  # fmt: skip
    columns, source = fill_gaps(raw, ("temp_air", "wind_speed", *dry, "ghi", *needed), min(request.fill_gaps_hours, LONGEST_FILL_H))  # fmt: skip
    columns = {n: columns.get(n, blank) for n in LIMITS}
    problems = missing_problems(raw, columns, request)
    if problems:
        raise InputError(problems)
    unused = [c for c in ("ghi", "dni", "dhi") if c not in needed and np.isnan(columns[c]).any()]
    sun = sun_at(raw.site, raw.index + pd.Timedelta(minutes=30)) if unused else None
    if "ghi" in unused and sun is not None:
        columns["ghi"] = columns["dni"] * np.maximum(sun.cos_zenith, 0.0) + columns["dhi"]
        source = source.noted("derived-global", "no whole column of global radiation: the sum of beam and diffuse")
    for name in ("dni", "dhi"):
        if name in unused:
            columns[name] = np.zeros(len(raw.index))
    source = _derive(raw, columns, source)
    if raw.soil is None:
        note = "no usable soil temperatures in the source: soil from the annual course of the air temperature"
        source = source.noted("derived-soil", note)
    table = pd.DataFrame({c: columns[c] for c in COLUMNS}, index=raw.index, dtype=float)
    soil = raw.soil or ground.fit_air(columns["temp_air"], "annual harmonic of the air temperature")
    year = WeatherYear(raw.site, table, replace(source, missing=missing), soil)
    if "dni" in unused or "dhi" in unused:  # a column of zeros must not be taken for radiation
        year = rebuild_beam(year) if request.components == "ghi+dhi" else decompose(year, request.decomposition)
    return year
