"""What warms and cools a tank: soil, air, feed, greenhouse, insulation, solar collectors, heat exchanger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrofit.biogas.tables import parameter, types
from weather.ground import soil_temperature

if TYPE_CHECKING:
    from retrofit.biogas.tank.model import Digester
    from weather.year import WeatherYear

SLURRY_KWH_M3_K = 4.18 / 3.6
COVER_SOIL_M = 0.5
"""Depth of the soil that lies on a buried tank, m."""
GREENHOUSE_LAG_DAYS = 30.0
"""The soil on a tank in a greenhouse follows the greenhouse with this lag."""


class Surroundings(NamedTuple):
    """Conductances (kW/K) and the temperatures they lead to, hourly (degC), for one tank."""

    ground_kw_k: float
    ground_c: np.ndarray
    air_kw_k: float
    air_c: np.ndarray
    cover_kw_k: float
    cover_c: np.ndarray
    cover_in_soil: bool

    @property
    def ua_kw_k(self) -> float:
        return self.ground_kw_k + self.air_kw_k + self.cover_kw_k

    @property
    def ua_t_kw(self) -> np.ndarray:
        """Sum of conductance times temperature, kW."""
        return np.asarray(
            self.ground_kw_k * self.ground_c + self.air_kw_k * self.air_c + self.cover_kw_k * self.cover_c
        )


def insulated(u_w_m2k: float, thickness_mm: float) -> float:
    """U-value with a board added, W/m2/K.

    >>> round(insulated(1.2, 100.0), 3)
    0.271

    References
    ----------
    ISO 6946:2017: thermal resistances in series.
    """
    return 1.0 / (1.0 / u_w_m2k + thickness_mm / 1000.0 / parameter("insulation_w_mk"))


def greenhouse_excess(ghi_w_m2: np.ndarray) -> np.ndarray:
    """Air in a single-film greenhouse over the outdoor air, K: sun on the floor over the film's heat loss, opened at a limit."""
    loss = parameter("greenhouse_u") * parameter("greenhouse_area_ratio")
    excess = parameter("greenhouse_gain") * np.maximum(ghi_w_m2, 0.0) / loss
    return np.asarray(np.minimum(excess, parameter("greenhouse_max_k")))


def lagged(values: np.ndarray, days: float) -> np.ndarray:
    """First-order lag of an hourly year in its periodic state, by Fourier series."""
    omega = 2.0 * np.pi * np.fft.rfftfreq(len(values), 1.0)  # 1/h
    return np.asarray(np.fft.irfft(np.fft.rfft(values) / (1.0 + 1j * omega * days * 24.0), len(values)))


def surroundings(year: WeatherYear, digester: Digester) -> Surroundings:
    """Conductances and temperatures around a tank (U-values of its type, with the insulation that the project adds)."""
    row, s = types()[digester.kind], digester.shape

    def u(part: str) -> float:
        return insulated(parameter("u_" + row[part]), digester.insulation_mm) / 1000.0

    soil = soil_temperature(year, digester.depth_m)
    air = year.column("temp_air")
    if digester.greenhouse:
        excess = greenhouse_excess(year.column("ghi"))
        air = air + excess
    buried = float(row["buried_share"])
    in_soil = row["cover"] == "soil"
    cover = air
    if in_soil:
        cover = soil_temperature(year, COVER_SOIL_M)
        if digester.greenhouse:
            cover = cover + lagged(excess, GREENHOUSE_LAG_DAYS)
    ground = u("u_wall") * s.wall_m2 * buried + u("u_floor") * s.floor_m2
    return Surroundings(
        ground, soil, u("u_wall") * s.wall_m2 * (1.0 - buried), air, u("u_cover") * s.cover_m2, cover, in_soil
    )


def feed_temperature(year: WeatherYear) -> np.ndarray:
    """Temperature of the feed by day, degC: the day's mean air, not below a barn's minimum."""
    daily = year.column("temp_air").reshape(-1, 24).mean(axis=1)
    return np.asarray(np.maximum(daily, parameter("feed_min_c")))


def collector_kw(year: WeatherYear, area_m2: float, tank_c: float) -> np.ndarray:
    """Heat of flat collectors at the tank's temperature, kW by hour: ``A max(eta0 G - a1 (T - Ta), 0)`` (EN 12975 form).

    The collectors face the equator at the latitude's tilt; their mean temperature is 5 K above the tank's.

    References
    ----------
    EN 12975-2:2006; ISO 9806:2017 (collector equation).
    """
    if area_m2 <= 0.0:
        return np.zeros(year.hours)
    from weather.sun import plane_irradiance

    latitude = year.site.latitude
    plane = plane_irradiance(year, abs(latitude), 180.0 if latitude >= 0.0 else 0.0)
    loss = parameter("solar_a1") * (tank_c + 5.0 - year.column("temp_air"))
    return np.asarray(area_m2 * np.maximum(parameter("solar_eta0") * plane.poa_global - loss, 0.0) / 1000.0)


def exchanger_m2(heat_kw: float, tank_c: float, supply_c: float = 65.0, return_c: float = 55.0) -> float:
    """Area of a heat exchanger, m2: ``Q / (U dT_log)`` between heating water and the tank.

    >>> round(exchanger_m2(20.0, 35.0), 2)
    0.9

    References
    ----------
    VDI Heat Atlas 2010, part C1: logarithmic mean temperature difference.
    """
    hot, cold = supply_c - tank_c, return_c - tank_c
    if heat_kw <= 0.0 or cold <= 0.0:
        return 0.0
    log_mean = (hot - cold) / np.log(hot / cold)
    return float(1000.0 * heat_kw / (parameter("exchanger_u") * log_mean))


def feed_heating_share(
    ts: float, feed_c: float, tank_c: float, vs_ts: float, bmp_nm3_kg: float, converted: float, boiler: float
) -> float:
    """Share of a plant's gas that heating its feed takes.

    ``rho c (T - Tf) / boiler`` over ``1000 TS VS/TS BMP converted LHV`` per m3 of feed.

    >>> [round(feed_heating_share(ts, 12, 35, 0.8, 0.29, 0.75, 0.85), 3) for ts in (0.03, 0.05, 0.08, 0.10)]
    [0.605, 0.363, 0.227, 0.182]
    """
    heat = SLURRY_KWH_M3_K * (tank_c - feed_c) / boiler
    return heat / (1000.0 * ts * vs_ts * bmp_nm3_kg * converted * 35.8 / 3.6)
