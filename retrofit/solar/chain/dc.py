"""From the sky to the DC terminals of one array, step by step; every step's energy is kept for the loss tree."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from foundation.light_import import submodule
from retrofit.solar.chain import losses, optics, shading
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.thermal import cell_temperature
from retrofit.solar.products.model import Module
from retrofit.solar.products.single_diode import current_at_voltage, max_power_point
from retrofit.solar.roof.plane import defaults
from weather.sun import plane_irradiance, solar_position
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, slots=True)
class Light:
    """Light of a year on an array, W/m2, shape (hours,)."""

    poa: np.ndarray
    """On the plane after horizon, rows, obstacles and soiling."""
    absorbed: np.ndarray
    """Behind the cover, with the spectral factor and the back's light: what makes current."""
    steps: dict[str, float] = field(default_factory=dict)
    """kWh/m2 of the year left after each step, in order."""


@dataclass(frozen=True, eq=False, slots=True)
class DCYear:
    """DC output of an array before the inverter. Arrays of shape (hours,)."""

    dc_w: np.ndarray
    string_v: np.ndarray | None
    """Voltage of a string at its operating point; None without a single diode and strings."""
    cell_c: np.ndarray
    module_v: np.ndarray | None
    """Voltage of one module at its maximum power point; None by PVWatts."""
    light: Light
    steps: dict[str, float]
    """kWh left after each step, from ``poa`` to the last DC loss, in order."""


def _kwh(values: np.ndarray) -> float:
    return float(values.sum()) / 1000.0


def light(year: WeatherYear, array: PVArray) -> Light:
    """Light on an array and behind its cover, with the year's sum after each step."""
    plane, s = array.plane, array.settings
    orientation = (plane.tilt_deg, plane.azimuth_deg)
    free = plane_irradiance(year, *orientation, s.albedo, s.models.sky)
    steps = {"poa": _kwh(free.poa_global)}
    sun = solar_position(year)
    poa = free
    if s.horizon is not None:
        poa = plane_irradiance(year, *orientation, s.albedo, s.models.sky, s.horizon)
        steps["horizon"] = _kwh(poa.poa_global)
    direct, around, ground = poa.poa_direct, np.asarray(poa.poa_circumsolar), poa.poa_ground_diffuse
    rest = poa.poa_sky_diffuse - around
    if s.rows is not None:
        seen = 1.0 - shading.row_beam_loss(s.rows, *orientation, sun)
        direct, around = direct * seen, around * seen
        rest = rest * (1.0 - shading.row_sky_loss(s.rows, plane.tilt_deg))
        ground = ground * (1.0 - shading.row_ground_loss(s.rows, plane.tilt_deg))
        steps["rows"] = _kwh(direct + around + rest + ground)
    if s.obstacles:
        points = shading.plane_points(plane.area_m2, *orientation)
        seen = 1.0 - shading.box_beam_loss(points, s.obstacles, sun)
        direct, around = direct * seen, around * seen
        rest = rest * (1.0 - shading.box_sky_loss(points, s.obstacles, *orientation))
        steps["obstacles"] = _kwh(direct + around + rest + ground)
    if s.soiling_monthly is not None:
        clean = 1.0 - np.asarray(s.soiling_monthly)[year.index.month.to_numpy() - 1]
        direct, around, rest, ground = direct * clean, around * clean, rest * clean, ground * clean
        steps["soiling"] = _kwh(direct + around + rest + ground)
    total = direct + around + rest + ground
    sky_factor, ground_factor = optics.diffuse_modifiers(s.models.incidence, round(plane.tilt_deg, 6))
    beam_factor = optics.beam_modifier(s.models.incidence, poa.aoi)
    absorbed = direct * beam_factor + (around + rest) * sky_factor + ground * ground_factor
    steps["incidence"] = _kwh(absorbed)
    if s.bifacial is not None:
        albedo = (
            s.albedo if isinstance(s.albedo, float | int) else np.asarray(s.albedo)[year.index.month.to_numpy() - 1]
        )
        absorbed = absorbed + shading.rear_irradiance(
            s.bifacial, orientation, sun, (year.column("dni"), year.column("dhi")), albedo
        )
        steps["rear"] = _kwh(absorbed)
    if s.models.spectral == "desoto":
        absorbed = absorbed * optics.desoto_spectral(sun.apparent_zenith, year.site.altitude_m)
        steps["spectral"] = _kwh(absorbed)
    return Light(total, absorbed, steps)


def _needed_module(array: PVArray) -> Module:
    if array.settings.module is None or array.settings.module.cec is None:
        raise ValueError("models.dc = 'single_diode' needs a module with a single diode")
    return array.settings.module


def module_power(
    array: PVArray, absorbed: np.ndarray, cell_c: np.ndarray, cache: MutableMapping[Any, Any] | None = None
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """DC power of the array, W, at its maximum power point, and voltage and current of one module (None by PVWatts).

    ``cache`` keeps what one module gives: many roofs have the same light and the same module.

    References
    ----------
    Dobos 2014, PVWatts Version 5 Manual, NREL/TP-6A20-62641; single diode: Dobos 2012, Journal of Solar Energy Engineering 134:021011.
    """
    pvsystem = submodule("pvlib", "pvsystem")

    s = array.settings
    nominal_w = array.capacity_kwp * 1000.0
    if s.models.dc == "pvwatts":
        gamma = s.module.gamma_pmp if s.module is not None else s.gamma_pdc
        dc = np.asarray(pvsystem.pvwatts_dc(absorbed, cell_c, nominal_w, gamma), dtype=float)
        return np.maximum(dc, 0.0), None, None
    module = _needed_module(array)
    assert module.cec is not None
    key = ("maximum power", module.cec, hash(absorbed.tobytes()), hash(cell_c.tobytes()))
    known = cache.get(key) if cache is not None else None
    if known is None:
        known = max_power_point(module.cec, np.where(absorbed >= 1.0, absorbed, 0.0), cell_c)
        if cache is not None:
            cache[key] = known
    power, volt, ampere = known
    return power / module.pdc_stc_w * nominal_w, volt, ampere


def _within_inverter(
    array: PVArray, unit: tuple[np.ndarray, np.ndarray, np.ndarray], absorbed: np.ndarray, cell_c: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Power (W of the array) and string voltage where the inverter's tracker holds it within its window and current.

    ``unit`` is power of the array, voltage and current of a module at the maximum power point. Outside the window the string
    stands at the window's edge, with the current that its diode has there; above the current limit the power is what the limit
    lets through at that voltage.
    """
    s = array.settings
    power, volt, _ = unit
    series = s.modules_per_string
    assert s.inverter is not None and s.module is not None and s.module.cec is not None and series is not None
    string_v = volt * series
    held = np.clip(string_v, s.inverter.mppt_low_v, s.inverter.mppt_high_v)
    off = (power > 0.0) & (held != string_v)
    modules = array.capacity_kwp * 1000.0 / s.module.pdc_stc_w
    out, v = power.copy(), np.where(power > 0.0, held, 0.0)
    if off.any():
        current = current_at_voltage(s.module.cec, absorbed[off], cell_c[off], held[off] / series)
        out[off] = np.maximum(current, 0.0) * held[off] / series * modules
    if s.inverter.idc_max_a is None:
        return out, v
    limit_a = s.inverter.idc_max_a * s.inverter.mppts * s.inverters
    return np.minimum(out, limit_a * np.maximum(v, 0.0)), v


def dc_year(year: WeatherYear, array: PVArray) -> DCYear:
    """DC output of an array over a year."""
    s = array.settings
    beam = light(year, array)
    efficiency = s.module.efficiency if s.module is not None else defaults()["module_power_w_m2"] / 1000.0
    cell = cell_temperature(year, array, beam.poa, beam.absorbed, efficiency)
    power, volt, ampere = module_power(array, beam.absorbed, cell, year.cache)
    steps = {k: v * array.capacity_kwp for k, v in beam.steps.items()}
    steps["temperature"] = _kwh(power)
    snow = losses.snow(year, beam.poa, array.plane.tilt_deg)
    if snow is not None:
        power = power * (1.0 - snow)
        steps["snow"] = _kwh(power)
    string_v = None
    if volt is not None and ampere is not None and s.inverter is not None and s.modules_per_string is not None:
        power, string_v = _within_inverter(array, (power, volt, ampere), beam.absorbed, cell)
        steps["mppt"] = _kwh(power)
    left = 1.0
    for name, loss in s.dc_losses.items():
        left *= 1.0 - loss
        steps[name] = _kwh(power) * left
    return DCYear(power * left, string_v, cell, volt, beam, steps)
