"""Sun position and plane irradiance by pvlib, computed once per site and plane and kept in ``year.cache``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from foundation.light_import import submodule
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
    poa_circumsolar: np.ndarray | float = 0.0
    """The part of ``poa_sky_diffuse`` that comes from around the sun."""

    @property
    def poa_global(self) -> np.ndarray:
        return self.poa_direct + self.poa_sky_diffuse + self.poa_ground_diffuse


SKY_MODELS = ("perez", "haydavies", "perez_driesse", "reindl", "isotropic")


@dataclass(frozen=True, slots=True)
class SkyOptions:
    """How the sun and the sky of an hour are read. The defaults are ours; ``SAM_SKY`` is what NREL's SAM does."""

    model: str = "perez"
    """One of ``SKY_MODELS``: Perez et al. 1990 (all-sites composite), Hay and Davies 1980, Driesse et al. 2024, Reindl et al. 1990."""
    airmass: Literal["kasten_young_1989", "kasten_1966"] = "kasten_young_1989"
    extraterrestrial_w_m2: float | None = None
    """One value for the whole year; None: by day (Spencer 1971)."""
    isotropic_from_deg: float = 90.0
    """From this zenith on (apparent) the sky is evenly bright."""
    refracted: bool = False
    """The beam comes from where the sun is seen, not from where it stands."""
    dark_from_deg: float | None = None
    """From this zenith on (true) nothing is counted; None: the diffuse radiation of every hour counts."""


SAM_SKY = SkyOptions("perez", "kasten_1966", 1367.0, 87.5, True, 90.833)
"""SAM (Gilman et al. 2018, NREL/TP-6A20-67399, chapters 4 and 5); the sun is up until its upper edge sets (50 minutes of arc)."""


def sun_at(site: Site, times: pd.DatetimeIndex) -> SunYear:
    """Sun position at given instants (NREL SPA through pvlib, with the site's pressure and altitude).

    References
    ----------
    Reda and Andreas 2004, Solar Energy 76:577 (NREL/TP-560-34302, revised 2008).
    """
    irradiance = submodule("pvlib", "irradiance")
    spa = submodule("pvlib", "spa")

    unix = np.asarray(times.as_unit("ns").asi8 / 1e9, dtype=float)
    delta_t = 67.0  # s, TT - UT of the 2000s; an error of 10 s moves the sun by 0.04 minutes of arc
    app_zenith, zenith, _, _, azimuth, _ = spa.solar_position(
        unixtime=unix,
        lat=site.latitude,
        lon=site.longitude,
        elev=site.altitude_m,
        pressure=site.pressure_pa / 100.0,
        temp=12.0,
        delta_t=delta_t,
        atmos_refract=0.5667,
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

    References
    ----------
    Duffie and Beckman 2013, Solar Engineering of Thermal Processes, 4th edition, eq. 1.10.4.
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


@lru_cache(maxsize=16)
def _sun_of(site: Site, first: pd.Timestamp, hours: int) -> SunYear:
    """Sun at mid-hour of every hour from ``first`` on: one geometry for all years of a site."""
    return sun_at(site, pd.date_range(first, periods=hours, freq="h") + pd.Timedelta(minutes=30))


def mid_hour_sun(site: Site, index: pd.DatetimeIndex) -> SunYear:
    """Sun at the middle of the hours that begin at ``index`` (cached: every year of a site shares it; do not write into it).

    References
    ----------
    Reda and Andreas 2004, Solar Energy 76:577 (NREL/TP-560-34302, revised 2008).
    """
    place = Site("", site.latitude, site.longitude, site.altitude_m, site.utc_offset_h)
    return _sun_of(place, index[0], len(index))


def solar_position(year: WeatherYear) -> SunYear:
    """Sun at mid-hour for the whole year (cached, as ``mid_hour_sun``).

    References
    ----------
    Reda and Andreas 2004, Solar Energy 76:577 (NREL/TP-560-34302, revised 2008).
    """
    if "sun" not in year.cache:
        year.cache["sun"] = mid_hour_sun(year.site, year.index)
    result: SunYear = year.cache["sun"]
    return result


def equation_of_time(year: WeatherYear) -> np.ndarray:
    """True solar time less mean solar time, minutes, shape (hours,) (Spencer 1971, by pvlib).

    References
    ----------
    Spencer 1971, Search 2(5):172; as Duffie and Beckman 2013, Solar Engineering of Thermal Processes, 4th edition, eq. 1.5.3.
    """
    solarposition = submodule("pvlib", "solarposition")

    return np.asarray(solarposition.equation_of_time_spencer71(np.asarray(year.index.day_of_year)), dtype=float)


def sun_within_hour(
    year: WeatherYear, samples: int = 6, late_min: float | np.ndarray = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Zenith and azimuth, degrees, at ``samples`` evenly spaced instants inside every hour; shape (hours, samples), cached.

    ``late_min`` is how late this sun runs against the clock, minutes: one value, or one for every hour (not cached).

    From the mid-hour position by turning the sky 15 degrees an hour at constant declination (which moves by less than
    0.009 degrees in half an hour).
    """
    if isinstance(late_min, np.ndarray):
        return _turned_sun(year, samples, late_min[:, None])
    key = ("sun_within_hour", samples, late_min)
    if key not in year.cache:
        year.cache[key] = _turned_sun(year, samples, late_min)
    result: tuple[np.ndarray, np.ndarray] = year.cache[key]
    return result


def _turned_sun(year: WeatherYear, samples: int, late_min: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``sun_within_hour``, computed."""
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
    return zenith, np.degrees(np.arctan2(east, north)) % 360.0


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
    albedo: float | tuple[float, ...] = 0.2,
    model: str | SkyOptions = "perez",
    horizon: Horizon | None = None,
) -> PlaneIrradiance:
    """Irradiance on a tilted plane (cached).

    Parameters
    ----------
    tilt_deg, azimuth_deg : float
        0 = facing up; azimuth clockwise from north.
    albedo : float or tuple of 12 floats
        Ground reflectance, one or by month (the EPW column is not used: CSWD carries its missing mark 999 there).
    model : str or SkyOptions
        Sky diffuse: one of ``SKY_MODELS``, or every choice named.
    horizon : Horizon, optional
        Hides the beam and the sky around the sun with it (share of the hour), and a share of the rest of the sky (as if it
        were evenly bright); the ground before the plane loses both in the same way. What the hills reflect is left out.

    Returns
    -------
    PlaneIrradiance
        The circumsolar part is in ``poa_sky_diffuse``. Hours with the mid-hour sun below the horizon keep their diffuse
        radiation isotropic and lose their beam.

    References
    ----------
    Perez et al. 1990, Solar Energy 44:271 (sky diffuse); isotropic ground, Duffie and Beckman 2013, Solar Engineering of Thermal Processes, 4th edition, eq. 2.15.1.
    """
    options = SkyOptions(model) if isinstance(model, str) else model
    key = ("poa", round(tilt_deg, 6), round(azimuth_deg % 360.0, 6), albedo, options, id(horizon) if horizon else None)
    if key in year.cache:
        cached: PlaneIrradiance = year.cache[key]
        return cached
    irradiance = submodule("pvlib", "irradiance")

    sun = solar_position(year)
    zenith = sun.apparent_zenith if options.refracted else sun.zenith
    cos_zenith = np.cos(np.radians(zenith)) if options.refracted else sun.cos_zenith
    seen = 1.0 if horizon is None else beam_share(year, horizon)
    light = 1.0 if options.dark_from_deg is None else (sun.zenith < options.dark_from_deg).astype(float)
    dni, dhi = year.column("dni") * light, year.column("dhi") * light
    proj = np.asarray(irradiance.aoi_projection(tilt_deg, azimuth_deg, zenith, sun.azimuth), dtype=float)
    beam = np.where(cos_zenith > 0.0, dni * seen, 0.0)
    lost, lost_flat = (0.0, 0.0) if horizon is None else (sky_view(horizon, t, azimuth_deg) for t in (tilt_deg, 0.0))
    direct = beam * np.maximum(proj, 0.0)
    horizontal = beam * np.maximum(cos_zenith, 0.0) + dhi * (1.0 - lost_flat)
    around_sun, rest = _sky_diffuse(sun, dni, dhi, (tilt_deg, azimuth_deg), options)
    around_sun = around_sun * seen
    sky = around_sun + rest * (1.0 - lost)
    reflectance = albedo if isinstance(albedo, float | int) else np.asarray(albedo)[year.index.month.to_numpy() - 1]
    ground = reflectance * horizontal * (1.0 - np.cos(np.radians(tilt_deg))) / 2.0
    aoi = np.degrees(np.arccos(np.clip(proj, -1.0, 1.0)))
    result = PlaneIrradiance(direct, sky, ground, aoi, around_sun)
    year.cache[key] = result
    return result


def _sky_diffuse(
    sun: SunYear, dni: np.ndarray, dhi: np.ndarray, plane: tuple[float, float], options: SkyOptions
) -> tuple[np.ndarray, np.ndarray]:
    """Sky diffuse on a plane (tilt, azimuth), W/m2, in two parts: around the sun, and the rest (all of it where the sun is down)."""
    irradiance = submodule("pvlib", "irradiance")

    isotropic = dhi * (1.0 + np.cos(np.radians(plane[0]))) / 2.0
    around = np.zeros_like(isotropic)
    up = sun.apparent_zenith < options.isotropic_from_deg if options.refracted else sun.cos_zenith > 0.0
    lit = np.flatnonzero(up & (dhi > 0.0))
    if options.model == "isotropic" or lit.size == 0:
        return around, isotropic
    rest = isotropic.copy()
    dni, dhi, airmass = dni[lit], dhi[lit], np.maximum(sun.airmass[lit], 1.0)
    place = (sun.apparent_zenith[lit], sun.azimuth[lit])
    extra = sun.dni_extra[lit] if options.extraterrestrial_w_m2 is None else options.extraterrestrial_w_m2
    if options.airmass == "kasten_1966":
        z = np.minimum(place[0], 90.0)
        airmass = 1.0 / (np.cos(np.radians(z)) + 0.15 * (93.9 - z) ** -1.253)
    if options.model == "perez":
        parts = irradiance.perez(*plane, dhi, dni, extra, *place, airmass, return_components=True)
    elif options.model == "haydavies":
        parts = irradiance.haydavies(*plane, dhi, dni, extra, *place, return_components=True)
    elif options.model == "perez_driesse":
        parts = irradiance.perez_driesse(*plane, dhi, dni, extra, *place, airmass, return_components=True)
    elif options.model == "reindl":
        ghi = dni * np.maximum(np.cos(np.radians(place[0])), 0.0) + dhi
        parts = irradiance.reindl(*plane, dhi, dni, ghi, extra, *place, return_components=True)
    else:
        raise ValueError(f"model must be one of {', '.join(SKY_MODELS)}, not {options.model!r}")
    # pvlib before 0.14 named the parts without poa_
    total, circumsolar = (parts.get(f"poa_{name}", parts.get(name)) for name in ("sky_diffuse", "circumsolar"))
    good = np.isfinite(total) & np.isfinite(circumsolar)
    around[lit] = np.where(good, np.minimum(circumsolar, total), 0.0)
    rest[lit] = np.where(good, total - around[lit], isotropic[lit])
    return around, rest
