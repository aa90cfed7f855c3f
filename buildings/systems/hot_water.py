"""Domestic hot water: mains temperature, heaters, and a solar tank with backup. kW, hourly means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from buildings.model import Building, HotWater
from buildings.systems.heat_pumps import full_load
from foundation.compiled import compiled
from foundation.tables import read_table
from weather.ground import soil_temperature
from weather.sun import plane_irradiance
from weather.year import WeatherYear

WATER_KWH_L_K = 4.186 / 3600.0
BOILER_BIOGAS_EFFICIENCY = 0.85
"""Biogas boiler (0.80 to 0.92 in the digester notes)."""
TANK_LOSS_W_K_L = 0.010
"""Standing loss of a storage tank per litre (1.5 W/K for 150 L); general knowledge."""
BOILING_C = 95.0
"""The tank takes no more from the collector: stagnation."""
HEAT_PUMP_LIFT_SHARE = 0.85
"""COP of a water heat pump over that of a room unit at the same air, for its condenser at 55 to 60 degC; general knowledge, unconfirmed."""
SUB_STEPS = 6


def mains_temperature(year: WeatherYear) -> np.ndarray:
    """Cold water, degC: undisturbed soil at 1 m (buried mains), at least 4 degC.

    References
    ----------
    Kusuda and Achenbach 1965, ASHRAE Transactions 71(1):61, at 1 m.
    """
    return np.maximum(soil_temperature(year, 1.0), 4.0)


@cache
def collector_row(key: str) -> dict[str, str]:
    """A row of ``collectors.csv``."""
    return next(r for r in read_table("buildings", "collectors.csv") if r["key"] == key)


@dataclass(frozen=True, eq=False, slots=True)
class TankYear:
    """Solar hot-water tank: hourly kW and the content in kWh above 0 degC at hour's end."""

    solar_kw: np.ndarray
    backup_kw: np.ndarray
    loss_kw: np.ndarray
    content_kwh: np.ndarray
    start_kwh: float


@compiled()
def _tank(gain0, a1_kw, a2_kw, draw, capacity, cold, ambient, delivery, ua_kw, limits, start):  # type: ignore[no-untyped-def]
    """``gain0`` optical gain kW; a1, a2 collector loss kW/K, kW/K2; capacity kWh/K; limits: boiling point, sub-steps."""
    n = draw.shape[0]
    solar = np.zeros(n)
    backup = np.zeros(n)
    loss = np.zeros(n)
    content = np.zeros(n)
    e = start  # kWh above 0 degC
    parts = int(limits[1])
    for t in range(n):
        for _ in range(parts):
            over = max(e / capacity - ambient[t], 0.0)
            collected = max(gain0[t] - a1_kw * over - a2_kw * over * over, 0.0) / parts
            lost = min(max(ua_kw * (e / capacity - ambient[t]), 0.0) / parts, e)
            e = e + collected - lost
            full = limits[0] * capacity
            if e > full:  # stagnation: the collector stops
                collected = max(collected - (e - full), 0.0)
                e = min(e, full)
            solar[t] += collected
            loss[t] += lost
        # draw: litres at delivery temperature, mixed from the tank and mains; the tank refills with mains
        if draw[t] > 0.0:
            temp = e / capacity
            need = draw[t] * max(delivery - cold[t], 0.0) * 4.186 / 3600.0
            if temp >= delivery:
                e -= need
            else:
                from_tank = min(draw[t] * max(temp - cold[t], 0.0) * 4.186 / 3600.0, need)
                e -= from_tank
                backup[t] = need - from_tank
        content[t] = e
    return solar, backup, loss, content


def collector_gain_w_m2(key: str, year: WeatherYear) -> np.ndarray:
    """Optical gain ``eta0 (K(theta) G_beam + K_d G_diffuse)`` of a collector towards the equator at the latitude's tilt, W/m2.

    ISO 9806 with ``K = 1 - b0 (1 / cos(theta) - 1)``, at 60 degrees for diffuse light (Hottel and Whillier; Duffie and Beckman).
    """
    row = collector_row(key)
    tilt = min(max(abs(year.site.latitude), 15.0), 50.0)
    plane = plane_irradiance(year, tilt, 180.0 if year.site.latitude >= 0 else 0.0)
    b0 = float(row["iam_b0"])
    cosine = np.maximum(np.cos(np.radians(np.minimum(plane.aoi, 89.0))), 0.05)
    beam = np.clip(1.0 - b0 * (1.0 / cosine - 1.0), 0.0, 1.0)
    diffuse = 1.0 - b0
    gain: np.ndarray = float(row["eta0"]) * (
        beam * plane.poa_direct + diffuse * (plane.poa_sky_diffuse + plane.poa_ground_diffuse)
    )
    return gain


def solar_tank(hot_water: HotWater, year: WeatherYear, draw_l: np.ndarray) -> TankYear:
    """Hourly balance of a solar water heater with backup at the outlet.

    The collector gains ``eta0 K G - a1 (T_tank - T_air) - a2 (T_tank - T_air)2`` per m2 (EN 12975, ISO 9806), one mixed tank.
    Closure in every hour: solar + backup = useful heat of the draw + tank loss + change of content.
    """
    row = collector_row(hot_water.collector)
    ambient, cold = year.column("temp_air"), mains_temperature(year)
    litres = max(hot_water.storage_l, 30.0)
    area = hot_water.collector_area_m2
    start = litres * WATER_KWH_L_K * 40.0
    args = (
        area * collector_gain_w_m2(hot_water.collector, year) / 1000.0,
        area * float(row["a1_w_m2k"]) / 1000.0,
        area * float(row["a2_w_m2k2"]) / 1000.0,
        draw_l,
        litres * WATER_KWH_L_K,
        cold,
        np.maximum(ambient, 0.0),
        hot_water.delivery_c,
        TANK_LOSS_W_K_L * litres / 1000.0,
        np.array([BOILING_C, float(SUB_STEPS)]),
    )
    for _ in range(3):  # cyclic year
        solar, backup, loss, content = _tank(*args, start)
        if abs(content[-1] - start) < 1e-9:
            break
        previous, start = start, float(content[-1])
    else:
        start = previous
    return TankYear(solar, backup, loss, content, start)


def hot_water_items(building: Building, year: WeatherYear) -> list[tuple[str, np.ndarray, np.ndarray, float]]:
    """Items ``(carrier, useful kW, input kW, biogas efficiency)`` of one building's hot water."""
    hw = building.systems.hot_water
    if hw is None:
        return []
    draw = hw.litres_per_day * hw.schedule
    useful = draw * WATER_KWH_L_K * np.maximum(hw.delivery_c - mains_temperature(year), 0.0)
    if hw.kind == "solar_electric":
        tank = solar_tank(hw, year, draw)
        return [("electricity", tank.backup_kw, tank.backup_kw / hw.efficiency, 0.0)]
    if hw.kind == "heat_pump":
        capacity, power = full_load("heating", year.column("temp_air"))
        cop = np.clip(hw.efficiency * HEAT_PUMP_LIFT_SHARE * capacity / power, 1.0, 5.0)
        return [("electricity", useful, useful / cop, 0.0)]
    carrier: str = "electricity" if hw.kind == "electric" else ("gas" if hw.kind == "gas" else "lpg")
    # an electric heater cannot burn gas; a gas heater can be set to biogas
    return [(carrier, useful, useful / hw.efficiency, 0.0 if carrier == "electricity" else BOILER_BIOGAS_EFFICIENCY)]
