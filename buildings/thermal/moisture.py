"""Humidity of a zone's air over the year, and the latent load of cooling. Hourly arrays in, hourly arrays out.

``C dW/dt = m (Wo - W) + G / h_fg - m_s (W - W_s)``: outdoor air, latent gains and a cooling coil that brings a flow ``m_s`` to ``W_s``;
implicit over the hour. What would pass saturation condenses. The air balance of ``heat_balance`` does not depend on it (its air capacity
is that of outdoor air). The coil is a real one (``buildings.systems.coil``), or an ideal one that sends air at ``SUPPLY_C`` and ``SUPPLY_RH`` in the
flow that its sensible load needs, as EnergyPlus's ideal loads do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from buildings.model import Building, Zone
from buildings.results import Loads, ZoneLoads
from foundation.compiled import compiled
from weather.humidity import humidity_ratio, saturation_pressure
from weather.year import WeatherYear

EVAPORATION_J_KG = 2.501e6
"""Enthalpy of evaporation at 0 degC (ASHRAE Fundamentals, psychrometrics)."""
AIR_CP = 1006.0
SUPPLY_C = 13.0
SUPPLY_RH = 0.85
"""Air that leaves the ideal coil; EnergyPlus's ideal loads default to 13 degC and 0.0077 kg/kg, 82 % at sea level."""
PASSES = 4
"""A coil that cycles depends on the room's humidity: so often the year is repeated (the first two also close the year)."""
SORPTION = 10.0
"""Moisture capacity of furnishings and surfaces as a multiple of the air's own; general knowledge, unconfirmed."""
Drying = Callable[[ZoneLoads, np.ndarray], tuple[np.ndarray, np.ndarray]]
"""From a zone's year and the humidity ratio of its air (hours,): the flow that touches a coil, kg/h, and the humidity ratio it leaves with."""


@dataclass(frozen=True, eq=False, slots=True)
class ZoneMoisture:
    """One zone's year, hourly: humidity ratio kg/kg, relative humidity %, latent cooling W, condensed water kg/h, and the terms of the
    balance, kg/h: ``outdoor + gain - coil - condensed + stored = 0``."""

    humidity_ratio: np.ndarray
    relative_humidity: np.ndarray
    latent_cooling_w: np.ndarray
    condensed_kg_h: np.ndarray
    outdoor_kg_h: np.ndarray
    gain_kg_h: np.ndarray
    coil_kg_h: np.ndarray
    stored_kg_h: np.ndarray


class MoistAir(NamedTuple):
    """What decides the humidity of a zone; arrays of shape (hours,)."""

    mass: float
    """Dry air that stands for the zone and what its surfaces hold, kg."""
    flow: np.ndarray
    """Outdoor air, kg/h."""
    w_out: np.ndarray
    """Its humidity ratio, kg/kg."""
    gain: np.ndarray
    """Moisture of people and processes, kg/h."""
    coil: np.ndarray
    """Air through the cooling coil, kg/h."""
    w_supply: np.ndarray
    """Humidity ratio that the coil leaves, kg/kg."""
    w_limit: np.ndarray
    """Saturation at the zone's temperature, kg/kg."""


@compiled(error_model="numpy")
def _balance(air: MoistAir, start: float, out: np.ndarray) -> float:
    """Humidity ratio at the end of every hour and the terms, kg/h: out rows W, outdoor, coil, condensed, stored."""
    mass, flow, w_out, gain, coil, w_supply, w_limit = air
    w = start
    for h in range(flow.shape[0]):
        new = (mass * w + flow[h] * w_out[h] + gain[h]) / (mass + flow[h])
        removed = 0.0
        if coil[h] > 0.0 and new > w_supply[h]:
            new = (mass * w + flow[h] * w_out[h] + gain[h] + coil[h] * w_supply[h]) / (mass + flow[h] + coil[h])
            removed = coil[h] * (new - w_supply[h])
        condensed = 0.0
        if new > w_limit[h]:
            # air held at saturation: what the balance leaves over condenses
            new = w_limit[h]
            removed = max(coil[h] * (new - w_supply[h]), 0.0)
            condensed = mass * (w - new) + flow[h] * (w_out[h] - new) + gain[h] - removed
        out[0, h] = new
        out[1, h] = flow[h] * (w_out[h] - new)
        out[2, h] = removed
        out[3, h] = condensed
        out[4, h] = mass * (w - new)
        w = new
    return w


def supply_humidity_ratio(pressure_pa: float) -> float:
    """Humidity ratio of the air that leaves the coil, kg/kg."""
    vapour = SUPPLY_RH * saturation_pressure(np.array(SUPPLY_C))
    return float(humidity_ratio(vapour, np.array(pressure_pa)))


def zone_moisture(zone: Zone, loads: ZoneLoads, year: WeatherYear, dry: Drying | None = None) -> ZoneMoisture:
    """Humidity and latent cooling of a zone after its thermal year.

    Parameters
    ----------
    zone : Zone
    loads : ZoneLoads
        Of the same zone and year.
    year : WeatherYear
    dry : callable, optional
        The zone's coil (``buildings.systems.coil``); default: the ideal coil.

    Returns
    -------
    ZoneMoisture
        Periodic: the year starts with the humidity that it ends with.
    """
    pressure = year.column("pressure")
    vapour = 0.01 * year.column("relative_humidity") * saturation_pressure(year.column("temp_air"))
    w_out = humidity_ratio(vapour, pressure)
    w_limit = humidity_ratio(saturation_pressure(loads.temp_air_c), pressure)
    site_pressure = float(pressure.mean())
    density = pressure / (287.042 * (year.column("temp_air") + 273.15))
    latent = np.zeros(year.hours)
    for g in zone.gains:
        latent += np.asarray(g.schedule, dtype=float) * (g.power_w * g.latent_fraction)
    gain = latent / EVAPORATION_J_KG * 3600.0
    mass = zone.volume_m3 * site_pressure / (287.042 * 293.15) * SORPTION
    out = np.zeros((5, year.hours))
    flow = loads.outdoor_air_m3_s * density * 3600.0
    start = float(w_out[0])
    coil_flow, w_coil = dry(loads, w_out) if dry is not None else _ideal_coil(loads, site_pressure)
    for k in range(PASSES if dry is not None and loads.cooling_w.any() else 2):
        if dry is not None and k > 0:
            coil_flow, w_coil = dry(loads, np.concatenate([[start], out[0, :-1]]))
        start = _balance(MoistAir(mass, flow, w_out, gain, coil_flow, w_coil, w_limit), start, out)
    vapour_in = pressure * out[0] / (0.621945 + out[0])
    return ZoneMoisture(
        humidity_ratio=out[0], relative_humidity=100.0 * vapour_in / saturation_pressure(loads.temp_air_c),
        latent_cooling_w=out[2] * EVAPORATION_J_KG / 3600.0, condensed_kg_h=out[3], outdoor_kg_h=out[1], gain_kg_h=gain, coil_kg_h=out[2],
        stored_kg_h=out[4],
    )  # fmt: skip


def _ideal_coil(loads: ZoneLoads, pressure_pa: float) -> tuple[np.ndarray, np.ndarray]:
    """Flow, kg/h, and humidity ratio of what the ideal coil sends."""
    flow = loads.cooling_w / (AIR_CP * np.maximum(loads.temp_air_c - SUPPLY_C, 1.0)) * 3600.0
    return flow, np.full(len(flow), supply_humidity_ratio(pressure_pa))


def latent_cooling_w(building: Building, loads: Loads, year: WeatherYear) -> np.ndarray:
    """Latent cooling of all zones by the ideal coil, W, shape (hours,)."""
    parts = [zone_moisture(z, r, year).latent_cooling_w for z, r in zip(building.zones, loads.zones, strict=True)]
    return np.asarray(np.sum(parts, axis=0))
