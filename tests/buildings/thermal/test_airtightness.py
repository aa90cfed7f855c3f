"""Leakage from a blower door, and windows at night."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from buildings.model import Air, Gain, Thermostat
from buildings.thermal import airtightness, loads
from tests.buildings.helpers import still_weather

from .test_loads import HEAVY, box


def test_leakage_area_by_the_power_law():
    """The orifice at 4 Pa passes what the power law gives from 50 Pa: Q = A sqrt(2 dP / rho)."""
    area = airtightness.leakage_area_cm2(10.0, 250.0)
    flow = area * 1e-4 * np.sqrt(2.0 * 4.0 / 1.2)
    assert flow == pytest.approx(10.0 * 250.0 / 3600.0 * (4.0 / 50.0) ** 0.65, rel=1e-12)


def test_the_rule_of_twenty():
    """n50 / 20 is the natural air change of a house in a heating season (Kronvall and Persily, cited by Sherman 1987): 20 K, 3 m/s."""
    stack, wind = airtightness.stack_and_wind(1, 3)
    flow_l_s = airtightness.leakage_area_cm2(10.0, 300.0) * np.sqrt(stack * 20.0 + wind * 3.0**2)
    assert flow_l_s * 3.6 / 300.0 == pytest.approx(10.0 / 20.0, rel=0.1)


def test_leakage_needs_a_driving_force(kunming):
    """No wind and no difference: no air. Twice the area: twice the air."""
    year = still_weather(kunming, 20.0)
    building = box(air=Air(0.0), thermostat=Thermostat(20.0, 20.0), window=0.0)
    tight, loose = (loads.simulate(airtightness.leaky(building, n), year).zones[0] for n in (2.0, 4.0))
    assert loose.outdoor_air_m3_s[-1] < 1e-3
    cold = still_weather(kunming, 0.0)
    tight, loose = (loads.simulate(airtightness.leaky(building, n), cold).zones[0] for n in (2.0, 4.0))
    assert loose.outdoor_air_m3_s[-1] == pytest.approx(2.0 * tight.outdoor_air_m3_s[-1], rel=1e-6)


def test_sealing_replaces_the_leakage(kunming):
    """Fixed air changes after a blower door value, and the other way round: never both."""
    from retrofit.measures import transform

    building = airtightness.leaky(box(air=Air(2.0)), 10.0)
    assert building.zones[0].air.infiltration_ach == 0.0
    sealed = transform.set_infiltration(building, 0.3).zones[0].air
    assert (sealed.infiltration_ach, sealed.leakage_area_cm2) == (0.3, 0.0)


def test_night_air_cools_a_heavy_building(guangzhou):
    """Open nights take cooling away from the day in the shoulder months, most of it in a heavy building, and never add heating."""
    hour = np.asarray(guangzhou.index.hour)
    day = np.where((hour >= 8) & (hour < 18), 26.0, np.nan)
    base = box(HEAVY, gains=(Gain("g", "equipment", 1500.0),), thermostat=Thermostat(np.nan, day))
    base = replace(base, zones=(replace(base.zones[0], air=Air(0.5)),))
    shut, open_ = (loads.simulate(b, guangzhou) for b in (base, airtightness.night_opening(base, hour, 6.0, 22.0)))
    spring = np.asarray(guangzhou.index.month.isin([3, 4, 10, 11]))
    assert open_.cooling_w[spring].sum() < 0.7 * shut.cooling_w[spring].sum()
    assert open_.zones[0].temp_air_c.min() >= min(shut.zones[0].temp_air_c.min(), 22.0) - 0.5
