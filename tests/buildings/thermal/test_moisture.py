"""Humidity: closure, the limits that can be worked out by hand, and dehumidification where it is humid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.model import Air, Gain, Thermostat
from buildings.thermal import loads
from buildings.thermal.moisture import EVAPORATION_J_KG, zone_moisture
from tests.buildings.helpers import still_weather

from .test_loads import box


@settings(max_examples=25, deadline=None)
@given(
    power=st.floats(0.0, 5000.0), latent=st.floats(0.0, 1.0), ach=st.floats(0.0, 5.0), cool=st.sampled_from([np.nan, 24.0, 28.0])
)  # fmt: skip
def test_water_closes_every_hour(guangzhou, power, latent, ach, cool):
    building = box(
        gains=(Gain("g", "people", power, 1.0, 0.5, latent),), air=Air(ach), thermostat=Thermostat(cooling_c=cool)
    )
    m = zone_moisture(building.zones[0], loads.simulate(building, guangzhou).zones[0], guangzhou)
    rest = m.outdoor_kg_h + m.gain_kg_h - m.coil_kg_h - m.condensed_kg_h + m.stored_kg_h
    scale = np.abs(m.outdoor_kg_h) + m.gain_kg_h + m.coil_kg_h + m.condensed_kg_h + np.abs(m.stored_kg_h) + 1e-3
    assert (np.abs(rest) < 1e-9 * scale).all()
    assert m.relative_humidity.max() <= 100.0 + 1e-6
    assert (m.condensed_kg_h > -1e-9).all()
    assert (m.coil_kg_h >= 0.0).all()


def test_steady_humidity_by_hand(kunming):
    """Constant weather: the excess over outdoors is the latent gain over the air flow."""
    year = still_weather(kunming, 20.0)
    building = box(window=0.0, gains=(Gain("g", "people", 1000.0, 1.0, 0.0, 1.0),), air=Air(1.0))
    result = loads.simulate(building, year).zones[0]
    m = zone_moisture(building.zones[0], result, year)
    vapour = 0.7 * 610.94 * np.exp(17.625 * 20.0 / (20.0 + 243.04))
    pressure = year.column("pressure")
    outdoor = 0.621945 * vapour / (pressure - vapour)
    flow = 300.0 / 3600.0 * pressure / (287.042 * 293.15)
    expected = outdoor + 1000.0 / EVAPORATION_J_KG / flow
    assert m.humidity_ratio[-1] == pytest.approx(expected[-1], rel=1e-3)


def test_humid_summers_load_the_coil(guangzhou, kunming):
    """Guangzhou's coil takes at least a quarter of the sensible cooling as water and several times what Kunming's does; no hour exceeds
    what saturated room air would leave on the coil."""
    shares, water = [], []
    for year in (guangzhou, kunming):
        building = box(
            gains=(Gain("g", "people", 2000.0, 1.0, 0.5, 0.4),), air=Air(1.0), thermostat=Thermostat(cooling_c=26.0)
        )
        result = loads.simulate(building, year)
        latent = zone_moisture(building.zones[0], result.zones[0], year).latent_cooling_w
        shares.append(latent.sum() / result.cooling_w.sum())
        water.append(latent.sum())
        most = EVAPORATION_J_KG * (0.0271 - 0.008) / (1006.0 * 13.0)  # saturated at 26 degC and 81 kPa, dry coil air
        assert (latent <= most * result.cooling_w + 1e-6).all()
    assert shares[0] > 0.25
    assert water[0] > 3.0 * water[1] > 0.0
