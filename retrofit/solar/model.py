"""Hourly PV yield: plane irradiance, incidence angle, cell temperature, PVWatts DC and inverter, named losses (pvlib throughout)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from retrofit.results import ArrayYield, SolarYear
from retrofit.solar.roof import PVArray, RoofPlane, defaults
from weather.sun import plane_irradiance
from weather.year import WeatherYear

MOUNTING = {"open_rack": "freestanding", "close_mount": "semi_integrated", "insulated_back": "insulated"}
"""Mounting class -> parameter set of the PVsyst cell temperature model in pvlib: heat loss 29, 20 and 15 W/(m2 K).

Modules flush above a roof with an air gap are semi-integrated (PVsyst help, array thermal losses)."""


N_AR = 1.3
"""Refractive index of the anti-reflective coat on the cover glass (SAM, PVWatts v8; De Soto et al. 2006 for the glass below)."""


@cache
def _diffuse_iam(tilt_deg: float) -> tuple[float, float]:
    """Incidence modifiers of sky and ground diffuse (Marion 2017 integration of the physical model)."""
    from pvlib import iam

    if tilt_deg < 1e-6:
        return float(iam.marion_diffuse("physical", 0.0, n_ar=N_AR)["sky"]), 0.0
    m = iam.marion_diffuse("physical", tilt_deg, n_ar=N_AR)
    return float(m["sky"]), float(m["ground"])


def _array(year: WeatherYear, array: PVArray) -> tuple[ArrayYield, dict[str, float]]:
    from pvlib import iam, inverter, pvsystem, temperature

    plane, settings = array.plane, array.settings
    poa = plane_irradiance(year, plane.tilt_deg, plane.azimuth_deg, settings.albedo, settings.sky_model)
    sky_iam, ground_iam = _diffuse_iam(round(plane.tilt_deg, 6))
    beam_iam = np.nan_to_num(np.asarray(iam.physical(np.minimum(poa.aoi, 90.0), n_ar=N_AR), dtype=float))
    effective = poa.poa_direct * beam_iam + poa.poa_sky_diffuse * sky_iam + poa.poa_ground_diffuse * ground_iam
    total = poa.poa_global
    parameters = temperature.TEMPERATURE_MODEL_PARAMETERS["pvsyst"][MOUNTING[plane.mounting]]
    efficiency = defaults()["module_power_w_m2"] / 1000.0
    cell = temperature.pvsyst_cell(
        total, year.column("temp_air"), year.column("wind_speed"), module_efficiency=efficiency, **parameters
    )
    nominal_w = array.capacity_kwp * 1000.0
    dc = np.maximum(np.asarray(pvsystem.pvwatts_dc(effective, cell, nominal_w, settings.gamma_pdc), dtype=float), 0.0)
    steps = {
        "poa": array.capacity_kwp * float(total.sum()) / 1000.0,
        "incidence": array.capacity_kwp * float(effective.sum()) / 1000.0,
        "temperature": float(dc.sum()) / 1000.0,
    }
    left = 1.0
    for name, loss in settings.losses.items():
        left *= 1.0 - loss
        steps[name] = float(dc.sum()) / 1000.0 * left
    dc = dc * left
    pac0 = nominal_w / settings.dc_ac_ratio
    pdc0 = pac0 / settings.inverter_efficiency
    ac = np.maximum(np.asarray(inverter.pvwatts(dc, pdc0, settings.inverter_efficiency), dtype=float), 0.0)
    # the same inverter without its limit: what clipping costs
    unlimited = np.where(dc > pdc0, pac0 * dc / pdc0, ac)
    clipped = float((unlimited - ac).sum()) / 1000.0
    steps["inverter"] = float(unlimited.sum()) / 1000.0
    steps["clipping"] = steps["ac"] = float(ac.sum()) / 1000.0
    result = ArrayYield(
        plane.name,
        array.capacity_kwp,
        plane.tilt_deg,
        plane.azimuth_deg,
        float(total.sum()) / 1000.0,
        ac / 1000.0,
        clipped,
    )
    return result, steps


def simulate(year: WeatherYear, arrays: Sequence[PVArray]) -> SolarYear:
    """A year of all arrays.

    Parameters
    ----------
    year : WeatherYear
    arrays : sequence of PVArray
        Each with its own inverter.

    Returns
    -------
    SolarYear
        ``ac_kw`` (hours,), the arrays, and the loss tree: annual kWh left after each step from ``poa`` (capacity times plane
        irradiation) to ``ac``.
    """
    total = np.zeros(year.hours)
    yields: list[ArrayYield] = []
    tree: dict[str, float] = {}
    for array in arrays:
        if array.capacity_kwp <= 0.0:
            continue
        one, steps = _array(year, array)
        yields.append(one)
        total = total + one.ac_kw
        for name, kwh in steps.items():
            tree[name] = tree.get(name, 0.0) + kwh
    return SolarYear(total, tuple(yields), tree)


def specific_yield(year: WeatherYear, plane: RoofPlane) -> float:
    """kWh AC per kWp and year on a plane with the default settings."""
    return simulate(year, [PVArray(plane, 1.0)]).ac_kwh


def performance_ratio(result: ArrayYield) -> float:
    """IEC 61724-1: final yield over reference yield."""
    return result.specific_yield_kwh_kwp / result.poa_kwh_m2 if result.poa_kwh_m2 > 0 else math.nan


def lifetime_ac_kwh(first_year_kwh: float, years: int = 25) -> np.ndarray:
    """AC energy of each year of life, kWh: the first year as given (its light-induced loss is in the losses), then falling.

    ``E_n = E_1 (1 - d1) (1 - d) ** (n - 2)`` for n >= 2 with the first-year and annual degradation of ``pv_defaults.csv``.
    """
    n = np.arange(years)
    d1, d = defaults()["first_year_degradation"], defaults()["annual_degradation"]
    return first_year_kwh * np.where(n == 0, 1.0, (1.0 - d1) * (1.0 - d) ** np.maximum(n - 1, 0))
