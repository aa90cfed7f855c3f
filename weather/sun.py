"""Sun position and plane irradiance by pvlib, computed once per site and plane and kept in ``year.cache``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from weather.horizon import Horizon, beam_visible, sky_view
from weather.site import Site
from weather.year import WeatherYear

COS_ZENITH_MIN = 0.0872
"""cos 85 degrees: the floor of Perez and of every division by cos(zenith) (load_model notes; pvlib uses the same)."""


@dataclass(frozen=True, eq=False, slots=True)
class SunYear:
    """Sun at the middle of every hour; arrays of shape (hours,), angles in degrees, ``dni_extra`` in W/m2."""

    zenith: np.ndarray
    apparent_zenith: np.ndarray
    azimuth: np.ndarray
    cos_zenith: np.ndarray
    """Of the true zenith, not clipped."""
    dni_extra: np.ndarray
    airmass: np.ndarray
    """Relative optical air mass (Kasten and Young 1989), 0 where the sun is down."""


@dataclass(frozen=True, eq=False, slots=True)
class PlaneIrradiance:
    """Irradiance on a plane, W/m2, and the angle of incidence, degrees; arrays of shape (hours,)."""

    poa_direct: np.ndarray
    poa_sky_diffuse: np.ndarray
    poa_ground_diffuse: np.ndarray
    aoi: np.ndarray

    @property
    def poa_global(self) -> np.ndarray:
        return self.poa_direct + self.poa_sky_diffuse + self.poa_ground_diffuse


def sun_at(site: Site, times: pd.DatetimeIndex) -> SunYear:
    """Sun position at given instants (NREL SPA through pvlib, with the site's pressure and altitude)."""
    from pvlib import irradiance, spa

    unix = np.asarray(times.as_unit("ns").asi8 / 1e9, dtype=float)
    delta_t = 67.0  # s, TT - UT of the 2000s; an error of 10 s moves the sun by 0.04 minutes of arc
    app_zenith, zenith, _, _, azimuth, _ = spa.solar_position(
        unix,
        site.latitude,
        site.longitude,
        site.altitude_m,
        site.pressure_pa / 100.0,
        12.0,
        delta_t,
        0.5667,
        numthreads=1,
    )
    day = np.asarray(times.day_of_year, dtype=float)
    extra = np.asarray(irradiance.get_extra_radiation(day, method="spencer"), dtype=float)
    cosz = np.cos(np.radians(zenith))
    z = np.minimum(app_zenith, 90.0)
    airmass = np.where(app_zenith < 90.0, 1.0 / (np.cos(np.radians(z)) + 0.50572 * (96.07995 - z) ** -1.6364), 0.0)
    return SunYear(zenith, app_zenith, azimuth, cosz, extra, airmass)


def horizontal_extraterrestrial(latitude: float, sun: SunYear) -> np.ndarray:
    """Mean horizontal extraterrestrial irradiance over the hour around each mid-hour position, W/m2, shape (hours,).

    ``cos(zenith) = a + b cos(w)`` with ``a = sin(lat) sin(dec)`` and ``b = cos(lat) cos(dec)``; declination and hour angle
    follow from zenith and azimuth, and the integral runs over the sunlit part of the hour (Duffie and Beckman, eq. 1.10.4).
    """
    phi, zenith, azimuth = np.radians(latitude), np.radians(sun.zenith), np.radians(sun.azimuth)
    sin_dec = np.sin(phi) * np.cos(zenith) + np.cos(phi) * np.sin(zenith) * np.cos(azimuth)
    a, b = np.sin(phi) * sin_dec, np.cos(phi) * np.sqrt(1.0 - sin_dec**2)
    w = np.arctan2(-np.sin(zenith) * np.sin(azimuth) * np.cos(phi), np.cos(zenith) - a)
    sunset = np.arccos(np.clip(-a / np.maximum(b, 1e-9), -1.0, 1.0))
    half = np.pi / 24.0
    late, early = np.clip(w + half, -sunset, sunset), np.clip(w - half, -sunset, sunset)
    mean = (a * (late - early) + b * (np.sin(late) - np.sin(early))) / (2.0 * half)
    result: np.ndarray = sun.dni_extra * np.maximum(mean, 0.0)
    return result


def solar_position(year: WeatherYear) -> SunYear:
    """Sun at mid-hour for the whole year (cached)."""
    if "sun" not in year.cache:
        year.cache["sun"] = sun_at(year.site, year.index + pd.Timedelta(minutes=30))
    result: SunYear = year.cache["sun"]
    return result


def sun_within_hour(year: WeatherYear, samples: int = 6, late_min: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Zenith and azimuth, degrees, at ``samples`` evenly spaced instants inside every hour; shape (hours, samples), cached.

    ``late_min`` is how late this sun runs against the clock, minutes.

    From the mid-hour position by turning the sky 15 degrees an hour at constant declination (which moves by less than
    0.009 degrees in half an hour).
    """
    key = ("sun_within_hour", samples, late_min)
    if key not in year.cache:
        sun = solar_position(year)
        phi = np.radians(year.site.latitude)
        z, a = np.radians(sun.zenith), np.radians(sun.azimuth)
        sin_dec = np.cos(z) * np.sin(phi) + np.sin(z) * np.cos(phi) * np.cos(a)
        hour_angle = np.arctan2(-np.sin(z) * np.sin(a), np.cos(z) * np.cos(phi) - np.sin(z) * np.sin(phi) * np.cos(a))
        offset = ((np.arange(samples) + 0.5) / samples - 0.5 - late_min / 60.0) * np.radians(15.0)
        w = hour_angle[:, None] + offset
        sin_dec = sin_dec[:, None]
        cos_dec = np.sqrt(np.maximum(1.0 - sin_dec**2, 0.0))
        up = sin_dec * np.sin(phi) + cos_dec * np.cos(phi) * np.cos(w)
        east, north = -cos_dec * np.sin(w), sin_dec * np.cos(phi) - cos_dec * np.sin(phi) * np.cos(w)
        zenith = np.degrees(np.arccos(np.clip(up, -1.0, 1.0)))
        year.cache[key] = (zenith, np.degrees(np.arctan2(east, north)) % 360.0)
    result: tuple[np.ndarray, np.ndarray] = year.cache[key]
    return result


def beam_share(year: WeatherYear, horizon: Horizon) -> np.ndarray:
    """Share of every hour's beam that passes over the horizon, shape (hours,), cached.

    Mean over six instants of the hour, weighted with the cosine of the zenith.
    """
    key = ("beam_share", id(horizon))
    if key not in year.cache:
        zenith, azimuth = sun_within_hour(year)
        weight = np.maximum(np.cos(np.radians(zenith)), 0.0)
        total = weight.sum(axis=1)
        seen = (beam_visible(horizon, zenith, azimuth) * weight).sum(axis=1)
        # the horizon is kept beside its result, so that its id is not given to another one
        year.cache[key] = (horizon, np.divide(seen, total, out=np.zeros(year.hours), where=total > 0.0))
    result: np.ndarray = year.cache[key][1]
    return result


def plane_irradiance(
    year: WeatherYear,
    tilt_deg: float,
    azimuth_deg: float,
    albedo: float = 0.2,
    model: str = "perez",
    horizon: Horizon | None = None,
) -> PlaneIrradiance:
    """Irradiance on a tilted plane (cached).

    Parameters
    ----------
    tilt_deg, azimuth_deg : float
        0 = facing up; azimuth clockwise from north.
    albedo : float
        Ground reflectance (the EPW column is not used: CSWD carries its missing mark 999 there).
    model : "perez" | "haydavies"
        Sky diffuse: Perez et al. 1990 (all-sites composite), or Hay and Davies 1980.
    horizon : Horizon, optional
        Hides the beam and the sky around the sun with it (share of the hour), and a share of the rest of the sky (as if it
        were evenly bright); the ground before the plane loses both in the same way. What the hills reflect is left out.

    Returns
    -------
    PlaneIrradiance
        The circumsolar part is in ``poa_sky_diffuse``. Hours with the mid-hour sun below the horizon keep their diffuse
        radiation isotropic and lose their beam.
    """
    key = ("poa", round(tilt_deg, 6), round(azimuth_deg % 360.0, 6), albedo, model, id(horizon) if horizon else None)
    if key in year.cache:
        cached: PlaneIrradiance = year.cache[key]
        return cached
    from pvlib import irradiance

    sun = solar_position(year)
    seen = 1.0 if horizon is None else beam_share(year, horizon)
    dni, dhi = year.column("dni"), year.column("dhi")
    proj = np.asarray(irradiance.aoi_projection(tilt_deg, azimuth_deg, sun.zenith, sun.azimuth), dtype=float)
    beam = np.where(sun.cos_zenith > 0.0, dni * seen, 0.0)
    lost, lost_flat = (0.0, 0.0) if horizon is None else (sky_view(horizon, t, azimuth_deg) for t in (tilt_deg, 0.0))
    direct = beam * np.maximum(proj, 0.0)
    horizontal = beam * np.maximum(sun.cos_zenith, 0.0) + dhi * (1.0 - lost_flat)
    around_sun, rest = _sky_diffuse(year, sun, tilt_deg, azimuth_deg, model)
    sky = around_sun * seen + rest * (1.0 - lost)
    ground = albedo * horizontal * (1.0 - np.cos(np.radians(tilt_deg))) / 2.0
    aoi = np.degrees(np.arccos(np.clip(proj, -1.0, 1.0)))
    result = PlaneIrradiance(direct, sky, ground, aoi)
    year.cache[key] = result
    return result


def _sky_diffuse(
    year: WeatherYear, sun: SunYear, tilt_deg: float, azimuth_deg: float, model: str
) -> tuple[np.ndarray, np.ndarray]:
    """Sky diffuse on a plane, W/m2, in two parts: around the sun, and the rest (all of it where the sun is down)."""
    from pvlib import irradiance

    dni, dhi = year.column("dni"), year.column("dhi")
    plane, place = (tilt_deg, azimuth_deg), (sun.apparent_zenith, sun.azimuth)
    if model == "perez":
        airmass = np.maximum(sun.airmass, 1.0)
        parts = irradiance.perez(*plane, dhi, dni, sun.dni_extra, *place, airmass, return_components=True)
    elif model == "haydavies":
        parts = irradiance.haydavies(*plane, dhi, dni, sun.dni_extra, *place, return_components=True)
    else:
        raise ValueError(f"model must be 'perez' or 'haydavies', not {model!r}")
    # pvlib before 0.14 named the parts without poa_
    total, circumsolar = (parts.get(f"poa_{name}", parts.get(name)) for name in ("sky_diffuse", "circumsolar"))
    isotropic = dhi * (1.0 + np.cos(np.radians(tilt_deg))) / 2.0
    good = (sun.cos_zenith > 0.0) & (dhi > 0.0) & np.isfinite(total) & np.isfinite(circumsolar)
    around = np.where(good, np.minimum(circumsolar, total), 0.0)
    return around, np.where(good, total - around, isotropic)
