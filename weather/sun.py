"""Sun position and plane irradiance by pvlib, computed once per site and plane and kept in ``year.cache``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

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


def solar_position(year: WeatherYear) -> SunYear:
    """Sun at mid-hour for the whole year (cached)."""
    if "sun" not in year.cache:
        year.cache["sun"] = sun_at(year.site, year.index + pd.Timedelta(minutes=30))
    result: SunYear = year.cache["sun"]
    return result


def plane_irradiance(
    year: WeatherYear, tilt_deg: float, azimuth_deg: float, albedo: float = 0.2, model: str = "perez"
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

    Returns
    -------
    PlaneIrradiance
        The circumsolar part is in ``poa_sky_diffuse``. Hours with the mid-hour sun below the horizon keep their diffuse
        radiation isotropic and lose their beam.
    """
    key = ("poa", round(tilt_deg, 6), round(azimuth_deg % 360.0, 6), albedo, model)
    if key in year.cache:
        cached: PlaneIrradiance = year.cache[key]
        return cached
    from pvlib import irradiance

    sun = solar_position(year)
    dni, dhi = year.column("dni"), year.column("dhi")
    proj = np.asarray(irradiance.aoi_projection(tilt_deg, azimuth_deg, sun.zenith, sun.azimuth), dtype=float)
    direct = np.where(sun.cos_zenith > 0.0, dni * np.maximum(proj, 0.0), 0.0)
    horizontal = np.where(sun.cos_zenith > 0.0, dni * np.maximum(sun.cos_zenith, 0.0), 0.0) + dhi
    tilt = np.radians(tilt_deg)
    isotropic = dhi * (1.0 + np.cos(tilt)) / 2.0
    up = (sun.cos_zenith > 0.0) & (dhi > 0.0)
    if model == "perez":
        sky = irradiance.perez(
            tilt_deg,
            azimuth_deg,
            dhi,
            dni,
            sun.dni_extra,
            sun.apparent_zenith,
            sun.azimuth,
            np.maximum(sun.airmass, 1.0),
        )
    elif model == "haydavies":
        sky = irradiance.haydavies(tilt_deg, azimuth_deg, dhi, dni, sun.dni_extra, sun.apparent_zenith, sun.azimuth)
    else:
        raise ValueError(f"model must be 'perez' or 'haydavies', not {model!r}")
    sky = np.where(up & np.isfinite(sky), sky, isotropic)
    ground = albedo * horizontal * (1.0 - np.cos(tilt)) / 2.0
    aoi = np.degrees(np.arccos(np.clip(proj, -1.0, 1.0)))
    result = PlaneIrradiance(direct, sky, ground, aoi)
    year.cache[key] = result
    return result
