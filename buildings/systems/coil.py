"""A cooling coil by apparatus dew point and bypass factor: what dries the air, and how much less it dries at part load.

Air that leaves the coil is a mixture of air at the apparatus dew point and of a bypassed share (ASHRAE Handbook, Systems and Equipment,
air-cooling and dehumidifying coils; EnergyPlus Engineering Reference, single-speed DX coil). The flow of air is that of the fan at full speed.

* ``inverter``: the compressor gives what is needed, so the coil grows warmer at part load; above the room's dew point it does not dry.
* ``fixed``: the coil is as cold as at full load while the compressor runs; between runs water evaporates from it again into the air of the
  running fan (Henderson and Rengarajan 1996, as in EnergyPlus).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from buildings.systems.heat_pumps import constants, full_load
from buildings.thermal.moisture import EVAPORATION_J_KG
from weather.humidity import humidity_ratio, saturation_pressure

CP_MOIST = 1006.0 + 1860.0 * 0.011
"""J/(kg K) of room air per kg of dry air (ASHRAE Fundamentals, psychrometrics)."""
RATED_IN_C, RATED_IN_WET_C = 27.0, 19.0
"""Room air at the rating point (ISO 5151, T1)."""
TESTED_IN_C, TESTED_IN_WET_C = 26.7, 19.4
"""Room air at which the evaporation constants of ``plant.csv`` were measured (AHRI 210/240)."""
COLDEST_C = 1.0
"""Below this apparatus dew point a unit protects its coil from ice."""
SEA_LEVEL_PA = 101325.0
HALVINGS = 20


@dataclass(frozen=True, slots=True)
class Coil:
    """Coil of one zone: ``nameplate_w`` rated total cooling; ``fan_on``: the fan runs while the compressor is off (``fixed``)."""

    nameplate_w: float
    control: Literal["fixed", "inverter", "vrf"] = "inverter"
    fan_on: bool = True


def saturated(temp_c: np.ndarray, pressure_pa: np.ndarray) -> np.ndarray:
    """Humidity ratio of saturated air, kg/kg.

    References
    ----------
    ASHRAE Handbook of Fundamentals 2017, chapter 1, eq. 20 at saturation.
    """
    return humidity_ratio(saturation_pressure(temp_c), pressure_pa)


def enthalpy(temp_c: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Enthalpy of moist air, J per kg of dry air (ASHRAE Fundamentals, psychrometrics, eq. 30)."""
    return 1006.0 * temp_c + w * (EVAPORATION_J_KG + 1860.0 * temp_c)


def psychrometer(temp_c: np.ndarray, wet_c: np.ndarray, pressure_pa: np.ndarray) -> np.ndarray:
    """Humidity ratio from dry and wet bulb, kg/kg (ASHRAE Fundamentals, psychrometrics, eq. 33)."""
    at_wet = (2501.0 - 2.326 * wet_c) * saturated(wet_c, pressure_pa) - 1.006 * (temp_c - wet_c)
    return np.asarray(at_wet / (2501.0 + 1.86 * temp_c - 4.186 * wet_c))


def rated_inlet() -> float:
    """Humidity ratio at the rating point at sea level, kg/kg."""
    return float(psychrometer(np.array(RATED_IN_C), np.array(RATED_IN_WET_C), np.array(SEA_LEVEL_PA)))


@cache
def bypass_factor() -> tuple[float, float]:
    """Bypass factor and apparatus dew point (degC) of a coil with the rated air flow and sensible share of ``plant.csv``.

    The line from the rated inlet through the outlet meets saturation at the apparatus dew point.

    >>> [round(x, 3) for x in bypass_factor()]
    [0.219, 11.194]

    References
    ----------
    EnergyPlus Engineering Reference 25.2, coils: apparatus dew point and bypass factor from the rated state.
    """
    k = constants()
    density = SEA_LEVEL_PA / (287.042 * (RATED_IN_C + 273.15))
    per_kg = 1000.0 / (k["coil_air_m3_s_kw"] * density)  # J per kg of air at rated output
    w_in = rated_inlet()
    t_out = RATED_IN_C - k["coil_shr"] * per_kg / CP_MOIST
    w_out = w_in - (1.0 - k["coil_shr"]) * per_kg / EVAPORATION_J_KG
    slope = (w_in - w_out) / (RATED_IN_C - t_out)
    low, high = -10.0, t_out
    for _ in range(60):  # the coldest crossing of the line with saturation below the outlet
        middle = 0.5 * (low + high)
        line = w_out - slope * (t_out - middle)
        if float(saturated(np.array(middle), np.array(SEA_LEVEL_PA))) < line:
            low = middle
        else:
            high = middle
    dew = 0.5 * (low + high)
    return (t_out - dew) / (RATED_IN_C - dew), dew


def dry_flow_kg_s(coil: Coil, pressure_pa: np.ndarray, temp_in_c: np.ndarray) -> np.ndarray:
    """Air that touches the coil, kg/s: the fan moves a volume, so it moves less mass at altitude."""
    density = pressure_pa / (287.042 * (temp_in_c + 273.15))
    return coil.nameplate_w / 1000.0 * constants()["coil_air_m3_s_kw"] * density * (1.0 - bypass_factor()[0])


def _full_load_dew(
    total_w: np.ndarray, touched: np.ndarray, temp_in: np.ndarray, w_in: np.ndarray, pressure: np.ndarray
) -> np.ndarray:
    """Apparatus dew point at which the coil takes ``total_w``, degC; the dry coil where no water would condense."""
    wanted = enthalpy(temp_in, w_in) - total_w / touched
    low, high = np.full_like(temp_in, -30.0), temp_in.copy()
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        below = enthalpy(middle, np.minimum(saturated(middle, pressure), w_in)) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.maximum(0.5 * (low + high), COLDEST_C)


@cache
def tested_latent_share() -> float:
    """Latent over rated total output of the coil at full load with air at 26.7 / 19.4 degC.

    References
    ----------
    Rating point 26.7 / 19.4 degC: AHRI 210/240-2008.
    """
    one = np.ones(1)
    t, p = TESTED_IN_C * one, SEA_LEVEL_PA * one
    w = psychrometer(t, TESTED_IN_WET_C * one, p)
    coil = Coil(1000.0)
    touched = dry_flow_kg_s(coil, p, t)
    dew = _full_load_dew(coil.nameplate_w * one, touched, t, w, p)
    return float((touched * (w - saturated(dew, p)))[0] * EVAPORATION_J_KG / coil.nameplate_w)


def _latent_share(runtime: np.ndarray, latent_w: np.ndarray, drying: np.ndarray) -> np.ndarray:
    """Latent output over that of steady running, by the share of time that the compressor runs.

    ``latent_w``: steady latent capacity over the rated one; ``drying``: wet-bulb depression over the rated one.
    """
    k = constants()
    on = np.clip(runtime, 1e-3, 1.0 - 1e-3)
    t_on = 3600.0 / (4.0 * k["coil_cycles_h"] * (1.0 - on))
    t_off = 3600.0 / (4.0 * k["coil_cycles_h"] * on)
    latent = np.maximum(latent_w, 1e-6)
    wet_s = np.minimum(k["coil_wet_s"] / latent, 1e5)
    gamma = k["coil_evaporation"] / latent * drying
    off = np.minimum(t_off, 2.0 * wet_s / np.maximum(gamma, 1e-9))
    lost = gamma * off - 0.25 / wet_s * gamma**2 * off**2
    tau = k["coil_time_constant_s"]
    start = lost + tau
    for _ in range(12):
        start = lost - tau * (np.exp(-start / tau) - 1.0)
    share = (t_on - start) / (t_on + tau * (np.exp(-t_on / tau) - 1.0))
    return np.where(runtime >= 1.0 - 1e-3, 1.0, np.clip(share, 0.0, 1.0))


def drying(
    coil: Coil, sensible_w: np.ndarray, temp_in_c: np.ndarray, w_in: np.ndarray, pressure_pa: np.ndarray, temp_air_c: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """How a coil under a sensible load dries: air ``flow`` (kg/h) brought to humidity ratio ``w`` (kg/kg).

    Parameters
    ----------
    coil : Coil
    sensible_w, temp_in_c, w_in, pressure_pa, temp_air_c : ndarray, shape (hours,)
        Load, room air, its humidity ratio, pressure and outdoor temperature. ``w_in`` decides the full-load state of a ``fixed`` coil only.

    Returns
    -------
    flow_kg_h, w_kg_kg : ndarray, shape (hours,)
        The coil takes ``flow (W - w)`` of water from the air while the room's ``W`` is above ``w``; 0 flow where there is no load.

    References
    ----------
    Henderson and Rengarajan 1996, ASHRAE Transactions 102(1):266 (latent capacity at part load with the fan on).
    """
    flow, w = np.zeros_like(sensible_w), np.zeros_like(sensible_w)
    on = sensible_w > 0.0
    if not on.any() or coil.nameplate_w <= 0.0:
        return flow, w
    # the load of a start is carried later, with the coil as cold as it gets
    load = np.minimum(sensible_w[on], coil.nameplate_w * full_load("cooling", temp_air_c[on])[0])
    t, wi, p = temp_in_c[on], w_in[on], pressure_pa[on]
    touched = dry_flow_kg_s(coil, p, t)
    if coil.control != "fixed":
        dew = np.maximum(t - load / (touched * CP_MOIST), COLDEST_C)
        flow[on], w[on] = 3600.0 * touched, saturated(dew, p)
        return flow, w
    total = coil.nameplate_w * full_load("cooling", temp_air_c[on])[0]
    dew = _full_load_dew(total, touched, t, wi, p)
    w_dew = saturated(dew, p)
    sensible = np.maximum(touched * CP_MOIST * (t - dew), 1.0)
    latent = touched * np.maximum(wi - w_dew, 0.0) * EVAPORATION_J_KG
    if coil.fan_on:
        depression = (t - _wet_bulb(t, wi, p)) / (TESTED_IN_C - TESTED_IN_WET_C)
        relative = latent / (coil.nameplate_w * tested_latent_share())
        running, share = _cycling(load, sensible, latent, relative, depression)
    else:
        running, share = np.clip(load / sensible, 0.0, 1.0), np.ones_like(load)
    flow[on], w[on] = 3600.0 * touched * running * share, w_dew
    return flow, w


def _cycling(
    load: np.ndarray, sensible: np.ndarray, latent: np.ndarray, relative: np.ndarray, depression: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Share of full load and share of the latent output that stays, of a coil whose fan runs on.

    What evaporates between runs cools the air: ``load = running (sensible + latent (1 - share))``. The compressor's time is longer than the
    share of full load by its cycling loss.
    """
    loss = constants()["cycling_loss"]
    low, high = np.zeros_like(load), np.ones_like(load)
    share = np.ones_like(load)
    for _ in range(HALVINGS):
        running = 0.5 * (low + high)
        share = _latent_share(running / (1.0 - loss * (1.0 - running)), relative, depression)
        more = running * (sensible + latent * (1.0 - share)) < load
        low, high = np.where(more, running, low), np.where(more, high, running)
    return 0.5 * (low + high), share


def _wet_bulb(temp_c: np.ndarray, w: np.ndarray, pressure_pa: np.ndarray) -> np.ndarray:
    """Thermodynamic wet bulb, degC (ASHRAE Fundamentals, psychrometrics, eq. 33), by bisection."""
    low, high = np.full_like(temp_c, -20.0), temp_c.copy()
    for _ in range(HALVINGS):
        wet = 0.5 * (low + high)
        at = psychrometer(temp_c, wet, pressure_pa)
        low, high = np.where(at < w, wet, low), np.where(at < w, high, wet)
    return 0.5 * (low + high)
