"""What weather does to each surface: sun by orientation, sky, wind, air. Computed once per site and orientation, kept in
``year.cache``; a step is an hour or a part of it (``steps`` an hour).

Beam on a plane uses the cosine of incidence averaged over six instants an hour, only while the sun is up; the hour's beam and
diffuse are spread over the sunlit part of the hour. Sky diffuse: Perez et al. 1990, eight bins, all-sites composite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from buildings.model import Glazing, Shade
from buildings.thermal import glazing as glz
from buildings.thermal import shading
from weather.humidity import SIGMA
from weather.year import WeatherYear

SAMPLES = 6
"""Instants an hour."""
COS_ZENITH_MIN = 0.0872
WIND_EXPONENT = 0.14
"""Open country, wind measured at 10 m: ``V(z) = V10 (z / 10) ** 0.14`` (ASHRAE Fundamentals; EnergyPlus "Country")."""
WINDWARD_DEG = 100.0
DOE2_WINDWARD = (3.26, 0.89)
DOE2_LEEWARD = (3.55, 0.617)
"""``h = a V ** b`` for glass, W/(m2 K) (MoWiTT; DOE-2 outside film)."""
_EPSILON_EDGES = np.array([1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2])
_PEREZ = np.array(
    [
        [-0.008, 0.588, -0.062, -0.060, 0.072, -0.022],
        [0.130, 0.683, -0.151, -0.019, 0.066, -0.029],
        [0.330, 0.487, -0.221, 0.055, -0.064, -0.026],
        [0.568, 0.187, -0.295, 0.109, -0.152, -0.014],
        [0.873, -0.392, -0.362, 0.226, -0.462, 0.001],
        [1.132, -1.237, -0.412, 0.288, -0.823, 0.056],
        [1.060, -1.600, -0.359, 0.264, -1.127, 0.131],
        [0.678, -0.327, -0.250, 0.156, -1.377, 0.251],
    ]
)
"""F11 F12 F13 F21 F22 F23 by clearness bin (Perez et al. 1990, Solar Energy 44:271, table 6)."""


@dataclass(frozen=True, eq=False, slots=True)
class SkyYear:
    """Shared arrays of a site at ``steps`` an hour; shape (nt,) unless said.

    ``lit`` are the indices of the sunlit samples, ``lit_step`` their step, ``east/north/up`` their unit vectors; ``beam`` is the
    direct normal irradiance each lit sample stands for (already divided so that the step sums to its energy).
    """

    steps: int
    lit_step: np.ndarray
    east: np.ndarray
    north: np.ndarray
    up: np.ndarray
    beam: np.ndarray
    weight: np.ndarray
    """1 / number of lit samples in the step, per lit sample."""
    beam_horizontal: np.ndarray
    diffuse: np.ndarray
    f1: np.ndarray
    f2: np.ndarray
    cos_zenith: np.ndarray
    temp_air: np.ndarray
    """At the end of each step."""
    temp_sky: np.ndarray
    density_cp: np.ndarray
    """rho cp of outdoor air, J/(m3 K)."""
    wind: np.ndarray
    wind_direction: np.ndarray


def _sun_vectors(year: WeatherYear) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """East, north and up components of the sun's direction at every sample of the year, and the normal extraterrestrial
    irradiance by hour (Spencer 1971 series for declination, equation of time and distance)."""
    n = year.hours * SAMPLES
    hours = (np.arange(n) + 0.5) / SAMPLES
    g = 2.0 * np.pi * np.floor(np.arange(year.hours) / 24.0) / (year.hours / 24.0)
    declination = (
        0.006918 - 0.399912 * np.cos(g) + 0.070257 * np.sin(g) - 0.006758 * np.cos(2 * g) + 0.000907 * np.sin(2 * g)
        - 0.002697 * np.cos(3 * g) + 0.00148 * np.sin(3 * g)
    )  # fmt: skip
    eot_h = (
        (0.000075 + 0.001868 * np.cos(g) - 0.032077 * np.sin(g) - 0.014615 * np.cos(2 * g) - 0.040849 * np.sin(2 * g))
        * 12.0
        / np.pi
    )
    extra = 1367.0 * (
        1.00011 + 0.034221 * np.cos(g) + 0.00128 * np.sin(g) + 0.000719 * np.cos(2 * g) + 0.000077 * np.sin(2 * g)
    )
    sin_d, cos_d, eot = (
        np.repeat(np.sin(declination), SAMPLES),
        np.repeat(np.cos(declination), SAMPLES),
        np.repeat(eot_h, SAMPLES),
    )
    solar = hours % 24.0 + eot + year.site.longitude / 15.0 - year.site.utc_offset_h
    angle = np.pi / 12.0 * (solar - 12.0)
    lat = np.radians(year.site.latitude)
    cos_w, sin_w = np.cos(angle), np.sin(angle)
    up = np.sin(lat) * sin_d + np.cos(lat) * cos_d * cos_w
    east = -cos_d * sin_w
    north = np.cos(lat) * sin_d - np.sin(lat) * cos_d * cos_w
    return east, north, up, extra


def sky_year(year: WeatherYear, steps: int = 1) -> SkyYear:
    """Shared arrays of a site (cached in the year)."""
    key = ("sky_year", steps)
    if key in year.cache:
        cached: SkyYear = year.cache[key]
        return cached
    per_step = SAMPLES // steps
    nt = year.hours * steps
    east, north, up, extra = _sun_vectors(year)
    lit = np.flatnonzero(up > 0.0)
    lit_hour, lit_step = lit // SAMPLES, lit // per_step
    count_hour = np.bincount(lit_hour, minlength=year.hours)
    count_step = np.bincount(lit_step, minlength=nt)
    dni, dhi = year.column("dni"), year.column("dhi")
    up_lit = up[lit]
    beam = dni[lit_hour] * steps / count_hour[lit_hour]
    weight = 1.0 / count_step[lit_step]
    hour_of_step = np.arange(nt) // steps
    share = np.where(count_hour[hour_of_step] > 0, count_step * steps / np.maximum(count_hour[hour_of_step], 1), 1.0)
    diffuse = dhi[hour_of_step] * share
    cosz = np.bincount(lit_step, up_lit * weight, nt)
    zenith = np.arccos(np.clip(cosz, 0.0, 1.0))
    airmass = 1.0 / (np.maximum(cosz, 0.0) + 0.15 * (93.885 - np.minimum(np.degrees(zenith), 90.0)) ** -1.253)
    d, b = dhi[hour_of_step], dni[hour_of_step]
    z3 = 1.041 * zenith**3
    epsilon = ((d + b) / np.maximum(d, 1e-6) + z3) / (1.0 + z3)
    delta = np.minimum(d * airmass / extra[hour_of_step], 1.0)
    row = _PEREZ[np.searchsorted(_EPSILON_EDGES, epsilon, side="right")]
    sunny = (count_step > 0) & (d > 0.0)
    f1 = np.where(sunny, np.maximum(row[:, 0] + row[:, 1] * delta + row[:, 2] * zenith, 0.0), 0.0)
    f2 = np.where(sunny, row[:, 3] + row[:, 4] * delta + row[:, 5] * zenith, 0.0)
    stamp = year.column("temp_air")
    if steps == 1:
        temp = stamp
    else:
        fraction = np.tile(np.arange(1, steps + 1) / steps, year.hours)
        before = np.repeat(np.roll(stamp, 1), steps)
        temp = before + fraction * (np.repeat(stamp, steps) - before)

    def held(name: str) -> np.ndarray:
        return np.repeat(year.column(name), steps)

    kelvin = temp + 273.15
    vapour = 0.01 * held("relative_humidity") * 610.94 * np.exp(17.625 * temp / (temp + 243.04))
    pressure = held("pressure")
    w = 0.621945 * vapour / np.maximum(pressure - vapour, 1.0)
    density_cp = (pressure - 0.378 * vapour) / (287.042 * kelvin) * (1006.0 + 1860.0 * w) / (1.0 + w)
    result = SkyYear(
        steps=steps, lit_step=lit_step, east=east[lit], north=north[lit], up=up_lit, beam=beam, weight=weight,
        beam_horizontal=np.bincount(lit_step, beam * up_lit, nt), diffuse=diffuse, f1=f1, f2=f2, cos_zenith=cosz, temp_air=temp,
        temp_sky=(held("longwave_down") / SIGMA) ** 0.25 - 273.15, density_cp=density_cp, wind=held("wind_speed"), wind_direction=held("wind_direction"),
    )  # fmt: skip
    year.cache[key] = result
    return result


@dataclass(frozen=True, eq=False, slots=True)
class PlaneSun:
    """Sun on an orientation: beam and diffuse (sky + ground) irradiance by step, W/m2, and the lit samples' cosines."""

    beam: np.ndarray
    diffuse: np.ndarray
    cosine: np.ndarray
    seen: np.ndarray
    """The cosines times the sunlit fraction."""

    @property
    def total(self) -> np.ndarray:
        return self.beam + self.diffuse


@dataclass(frozen=True, slots=True)
class Orientation:
    """A plane, and, behind overhangs or fins, the part of the wall that is looked at."""

    tilt_deg: float
    azimuth_deg: float
    reflectance: float
    shades: tuple[Shade, ...] = ()
    area: shading.Rectangle = (0.0, 0.0, 0.0, 0.0)
    holes: tuple[shading.Rectangle, ...] = ()


def plane_sun(year: WeatherYear, o: Orientation, steps: int) -> PlaneSun:
    """Irradiance on an orientation (cached in the year).

    Shades cut beam and circumsolar radiation by the sunlit fraction of every instant, isotropic and horizon radiation by
    what they leave of the sky; radiation from the ground is not shaded.

    References
    ----------
    Perez et al. 1990, Solar Energy 44:271; Spencer 1971, Search 2(5):172 (declination, equation of time).
    """
    tilt_deg, azimuth_deg, reflectance = o.tilt_deg, o.azimuth_deg, o.reflectance
    key = ("plane_sun", o, steps)
    if key in year.cache:
        cached: PlaneSun = year.cache[key]
        return cached
    sky = sky_year(year, steps)
    nt = len(sky.diffuse)
    tilt, azimuth = np.radians(tilt_deg), np.radians(azimuth_deg)
    normal = (np.sin(tilt) * np.sin(azimuth), np.sin(tilt) * np.cos(azimuth), np.cos(tilt))
    cosine = np.maximum(sky.east * normal[0] + sky.north * normal[1] + sky.up * normal[2], 0.0)
    seen, keep_sky, keep_horizon = cosine, 1.0, 1.0
    if o.shades:
        grid, rows = shading.points(o.area, o.holes), shading.as_rows(o.shades)
        sunlit = shading.sunlit_fraction(grid, rows, *shading.wall_directions(azimuth_deg, sky.east, sky.north, sky.up))
        seen = cosine * sunlit
        keep_sky, keep_horizon = shading.shares(o.area, o.holes, o.shades)
    beam = np.bincount(sky.lit_step, sky.beam * seen, nt)
    a = np.bincount(sky.lit_step, seen * sky.weight, nt)
    isotropic = (1.0 + np.cos(tilt)) / 2.0
    sky_diffuse = sky.diffuse * np.maximum(
        (1.0 - sky.f1) * isotropic * keep_sky
        + sky.f1 * a / np.maximum(sky.cos_zenith, COS_ZENITH_MIN)
        + sky.f2 * np.sin(tilt) * keep_horizon,
        0.0,
    )
    ground = reflectance * (sky.beam_horizontal + sky.diffuse) * (1.0 - np.cos(tilt)) / 2.0
    result = PlaneSun(beam, sky_diffuse + ground, cosine, seen)
    year.cache[key] = result
    return result


def window_sun(year: WeatherYear, orientation: Orientation, glazing: Glazing, steps: int) -> tuple[np.ndarray, ...]:
    """Beam transmitted, diffuse transmitted, absorbed towards the outer face, absorbed towards the inner face, W/m2 of glass.

    The arrays have shape (nt,); cached in the year.
    """
    key = ("window_sun", orientation, glazing, steps)
    if key in year.cache:
        cached: tuple[np.ndarray, ...] = year.cache[key]
        return cached
    sky, plane = sky_year(year, steps), plane_sun(year, orientation, steps)
    o = glz.optics(glazing)
    inward = glz.face_split(glazing)
    nt = len(sky.diffuse)
    hit = np.flatnonzero(plane.seen > 0.0)
    power, step = sky.beam[hit] * plane.seen[hit], sky.lit_step[hit]
    cos_table = np.cos(np.radians(glz.ANGLES_DEG))[::-1]
    a_in, a_out = inward @ o.absorbed, (1.0 - inward) @ o.absorbed
    out = []
    for curve, diffuse in (
        (o.transmittance, 0.0),
        (None, o.transmittance_diffuse),
        (a_out, float((1.0 - inward) @ o.absorbed_diffuse)),
        (a_in, float(inward @ o.absorbed_diffuse)),
    ):
        value = plane.diffuse * diffuse
        if curve is not None:
            value = value + np.bincount(step, power * np.interp(plane.cosine[hit], cos_table, curve[::-1]), nt)
        out.append(value)
    result = tuple(out)
    year.cache[key] = result
    return result


def forced_film(year: WeatherYear, tilt_deg: float, azimuth_deg: float, height_m: float, steps: int) -> np.ndarray:
    """DOE-2 forced convection of smooth glass at an exposure, ``a V ** b``, W/(m2 K), shape (nt,) (cached in the year).

    A wall is leeward when the wind comes from more than 100 degrees off its normal; roofs are windward.

    References
    ----------
    Yazdanian and Klems 1994, ASHRAE Transactions 100(1):1087 (MoWiTT), a and b for windward and leeward; as in DOE-2.
    """
    flat = np.cos(np.radians(tilt_deg)) > 0.98
    key = ("forced_film", None if flat else round(azimuth_deg % 360.0, 4), round(height_m, 2), steps)
    if key in year.cache:
        cached: np.ndarray = year.cache[key]
        return cached
    sky = sky_year(year, steps)
    local = sky.wind * (max(height_m, 0.1) / 10.0) ** WIND_EXPONENT
    result = DOE2_WINDWARD[0] * local ** DOE2_WINDWARD[1]
    if not flat:
        off = np.abs((sky.wind_direction - azimuth_deg + 180.0) % 360.0 - 180.0)
        result = np.where(off <= WINDWARD_DEG, result, DOE2_LEEWARD[0] * local ** DOE2_LEEWARD[1])
    year.cache[key] = result
    return result
