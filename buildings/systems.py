"""Loads to carriers: heat pumps by outdoor temperature, heaters, boilers, stoves, fans, hot water, cooking. kW, hourly means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from buildings.model import Building, Carrier, HotWater
from buildings.results import Demand, EndUse, Loads
from weather.compiled import compiled
from weather.ground import soil_temperature
from weather.sun import plane_irradiance
from weather.year import WeatherYear

WATER_KWH_L_K = 4.186 / 3600.0
BOILER_BIOGAS_EFFICIENCY = 0.85
"""Biogas boiler (0.80 to 0.92 in the digester notes)."""
COLLECTOR = (0.75, 4.0)
"""Zero-loss efficiency and loss coefficient, W/(m2 K), of an all-glass vacuum tube or flat plate collector (EN 12975 order of magnitude)."""
TANK_LOSS_W_K_L = 0.010
"""Standing loss of a storage tank per litre (1.5 W/K for 150 L); general knowledge."""


def heating_cop(rated: float, temp_air_c: np.ndarray) -> np.ndarray:
    """Heating COP of a split heat pump by outdoor temperature.

    A constant share of Carnot between an outdoor coil 8 K below the air and a condensing temperature of 40 degC, anchored at the
    rated COP at 7 degC, with a 10 % loss for defrost between -7 and +5 degC (shape: EN 14511 rating points and Staffell et al.
    2012); at least 1.

    >>> [round(float(c), 2) for c in heating_cop(3.0, np.array([-10.0, 2.0, 7.0, 12.0]))]
    [2.12, 2.41, 3.0, 3.42]
    """

    def carnot(t: np.ndarray | float) -> np.ndarray:
        return np.asarray(313.15 / np.maximum(40.0 - (np.asarray(t) - 8.0), 5.0))

    frost = np.where((temp_air_c > -7.0) & (temp_air_c < 5.0), 0.9, 1.0)
    return np.clip(rated * carnot(temp_air_c) / carnot(7.0) * frost, 1.0, 7.0)


def cooling_cop(rated: float, temp_air_c: np.ndarray) -> np.ndarray:
    """Cooling COP of a split unit by outdoor temperature, anchored at 35 degC: Carnot share between a 10 degC coil and a condenser
    10 K above the air.

    >>> [round(float(c), 2) for c in cooling_cop(3.0, np.array([25.0, 35.0, 40.0]))]
    [4.2, 3.0, 2.62]
    """
    lift = np.maximum(temp_air_c + 10.0 - 10.0, 5.0)
    result: np.ndarray = np.clip(rated * 35.0 / lift, 1.0, 8.0)
    return result


def mains_temperature(year: WeatherYear) -> np.ndarray:
    """Cold water, degC: undisturbed soil at 1 m (buried mains), at least 4 degC."""
    return np.maximum(soil_temperature(year, 1.0), 4.0)


@dataclass(frozen=True, eq=False, slots=True)
class TankYear:
    """Solar hot-water tank: hourly kW and the content in kWh above mains at hour's end."""

    solar_kw: np.ndarray
    backup_kw: np.ndarray
    loss_kw: np.ndarray
    content_kwh: np.ndarray
    start_kwh: float


@compiled()
def _tank(  # type: ignore[no-untyped-def]
    gain0: np.ndarray,
    loss_slope: float,
    draw: np.ndarray,
    litres: float,
    cold: np.ndarray,
    ambient: np.ndarray,
    delivery: float,
    ua_kw: float,
    start: float,
):
    n = draw.shape[0]
    solar = np.zeros(n)
    backup = np.zeros(n)
    loss = np.zeros(n)
    content = np.zeros(n)
    capacity = litres * 4.186 / 3600.0
    e = start  # kWh above 0 degC
    for t in range(n):
        temp = e / capacity
        collected = gain0[t] - loss_slope * max(temp - ambient[t], 0.0)
        collected = max(collected, 0.0)
        loss[t] = min(max(ua_kw * (temp - ambient[t]), 0.0), e)
        e = e + collected - loss[t]
        if e > 95.0 * capacity:  # stagnation: the collector stops
            collected -= e - 95.0 * capacity
            e = 95.0 * capacity
        solar[t] = collected
        # draw: litres at delivery temperature, mixed from the tank and mains; the tank refills with mains
        if draw[t] > 0.0:
            temp = e / capacity
            need = draw[t] * (delivery - cold[t]) * 4.186 / 3600.0
            if temp >= delivery:
                e -= need
            else:
                from_tank = min(draw[t] * max(temp - cold[t], 0.0) * 4.186 / 3600.0, need)
                e -= from_tank
                backup[t] = need - from_tank
        content[t] = e
    return solar, backup, loss, content


def solar_tank(hot_water: HotWater, year: WeatherYear, draw_l: np.ndarray) -> TankYear:
    """Hourly balance of a solar water heater with electric backup at the outlet.

    The collector faces the equator at the latitude's tilt, ``eta0 G - a1 (T_tank - T_air)`` per m2, one mixed tank.
    Closure in every hour: solar + backup = useful heat of the draw + tank loss + change of content.
    """
    tilt = min(max(abs(year.site.latitude), 15.0), 50.0)
    azimuth = 180.0 if year.site.latitude >= 0 else 0.0
    poa = plane_irradiance(year, tilt, azimuth).poa_global / 1000.0
    ambient, cold = year.column("temp_air"), mains_temperature(year)
    litres = max(hot_water.storage_l, 30.0)
    area = hot_water.collector_area_m2
    start = litres * WATER_KWH_L_K * 40.0
    args = (
        area * COLLECTOR[0] * poa,
        area * COLLECTOR[1] / 1000.0,
        draw_l,
        litres,
        cold,
        np.maximum(ambient, 0.0),
        hot_water.delivery_c,
        TANK_LOSS_W_K_L * litres / 1000.0,
    )
    for _ in range(3):  # cyclic year
        solar, backup, loss, content = _tank(*args, start)
        if abs(content[-1] - start) < 1e-9:
            break
        previous, start = start, float(content[-1])
    else:
        start = previous
    return TankYear(solar, backup, loss, content, start)


def _hot_water(building: Building, year: WeatherYear) -> list[tuple[Carrier, np.ndarray, np.ndarray, float]]:
    """Items ``(carrier, useful kW, input kW, biogas efficiency)`` of one building's hot water."""
    hw = building.systems.hot_water
    if hw is None:
        return []
    days = year.hours / 24.0
    draw = hw.litres_per_day * days * hw.schedule
    useful = draw * WATER_KWH_L_K * np.maximum(hw.delivery_c - mains_temperature(year), 0.0)
    if hw.kind == "solar_electric":
        tank = solar_tank(hw, year, draw)
        return [("electricity", tank.backup_kw, tank.backup_kw / hw.efficiency, 0.0)]
    if hw.kind == "heat_pump":
        cop = np.clip(heating_cop(hw.efficiency, year.column("temp_air")) * 0.85, 1.0, 5.0)
        return [("electricity", useful, useful / cop, 0.0)]
    carrier: Carrier = "electricity" if hw.kind == "electric" else ("gas" if hw.kind == "gas" else "lpg")
    # an electric heater cannot burn gas; a gas heater can be set to biogas
    return [(carrier, useful, useful / hw.efficiency, 0.0 if carrier == "electricity" else BOILER_BIOGAS_EFFICIENCY)]


def demand(building: Building, loads: Loads, year: WeatherYear) -> Demand:
    """All end uses of a building on their carriers, times ``building.count``.

    ``useful_kw`` is the service (for hot water by sun: the part the backup delivers), ``input_kw`` the carrier.
    """
    n = float(building.count)
    temp = year.column("temp_air")
    items: list[EndUse] = []

    def add(end_use: str, carrier: Carrier, useful: np.ndarray, used: np.ndarray, biogas: float = 0.0) -> None:
        if used.any():
            items.append(EndUse(building.name, end_use, carrier, n * useful, n * used, biogas))

    s = building.systems
    heat, cold = loads.heating_w / 1000.0, loads.cooling_w / 1000.0
    if s.heating is not None:
        if s.heating.kind == "split_heat_pump":
            used = heat / heating_cop(s.heating.efficiency, temp)
        else:
            used = heat / s.heating.efficiency
        add(
            "space_heating",
            s.heating.carrier,
            heat,
            used,
            BOILER_BIOGAS_EFFICIENCY if s.heating.kind == "boiler" else 0.0,
        )
    if s.cooling is not None:
        add("space_cooling", "electricity", cold, cold / cooling_cop(s.cooling.cop, temp))
    for end_use, watt in (
        ("lighting", loads.lighting_w),
        ("equipment", loads.equipment_w),
        ("refrigeration", loads.refrigeration_w),
        ("ventilation", loads.fan_w),
    ):
        add(end_use, "electricity", watt / 1000.0, watt / 1000.0)
    for carrier, useful, used, biogas in _hot_water(building, year):
        add("hot_water", carrier, useful, used, biogas)
    if s.cooking is not None:
        useful = s.cooking.useful_kwh_year * s.cooking.schedule
        # who has changed to induction has no gas stove that biogas could take over
        gas_stove = 0.0 if s.cooking.carrier == "electricity" else s.cooking.biogas_efficiency
        add("cooking", s.cooking.carrier, useful, useful / s.cooking.efficiency, gas_stove)
    return Demand(loads.index, tuple(items))
