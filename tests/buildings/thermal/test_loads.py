"""The zone heat balance: closure, limits, limits of capacity, analytic steady loss, symmetry; and its refusal of nonsense."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.model import (
    Air,
    Building,
    Construction,
    Gain,
    Gap,
    Glazing,
    Layer,
    Pane,
    Surface,
    Thermostat,
    Window,
    Zone,
)
from buildings.thermal import heat_balance, loads
from foundation.errors import InputError
from tests.buildings.helpers import residual, still_weather
from weather.year import Provenance, WeatherYear

CLEAR = Pane(0.003, 1.0, 0.834, 0.075, 0.075)
GLASS = Glazing("double", (CLEAR, CLEAR), (Gap(0.012),), 0.2, 5.0)
HEAVY = Construction("heavy", (Layer("eps", 0.05, 0.04, 20, 1400), Layer("brick", 0.24, 0.81, 1800, 1050)))
LIGHT = Construction("light", (Layer("panel", 0.05, 0.05, 100, 1000),))


def box(construction=HEAVY, window=4.0, gains=(), air=None, thermostat=None, boundary="sheltered", mass=0.0):
    walls = [
        Surface(
            name,
            30.0,
            90.0,
            azimuth,
            construction,
            windows=(Window("w", 2.0, window / 2.0, GLASS),) if window and name == "south" else (),
        )
        for name, azimuth in (("north", 0.0), ("east", 90.0), ("south", 180.0), ("west", 270.0))
    ]
    zone = Zone(
        "zone", 100.0, 300.0, (*walls, Surface("roof", 100.0, 0.0, 0.0, construction, height_m=3.0), Surface("floor", 100.0, 180.0, 0.0, construction, boundary=boundary)),
        gains, air or Air(), thermostat or Thermostat(), mass,
    )  # fmt: skip
    return Building("box", 100.0, 100.0, 1, (zone,))


@settings(max_examples=60, deadline=None)
@given(
    heavy=st.booleans(), window=st.one_of(st.just(0.0), st.floats(0.5, 25.0)), gain=st.floats(0.0, 5000.0), ach=st.floats(0.0, 5.0), vent=st.floats(0.0, 0.5), recovery=st.floats(0.0, 0.9),
    opening=st.sampled_from([0.0, 8.0]), heat=st.sampled_from([math.nan, 5.0, 20.0]), cool=st.sampled_from([math.nan, 26.0]), capacity=st.sampled_from([500.0, math.inf]),
    boundary=st.sampled_from(["sheltered", "ground", "adiabatic", "outdoor"]), mode=st.sampled_from(["fast", "standard"]),
)  # fmt: skip
def test_air_balance_closes_every_hour(
    kunming, heavy, window, gain, ach, vent, recovery, opening, heat, cool, capacity, boundary, mode
):
    building = box(
        HEAVY if heavy else LIGHT, window, (Gain("g", "equipment", gain),), Air(ach, vent, recovery, opening, 24.0),
        Thermostat(heat, cool, capacity, capacity), boundary,
    )  # fmt: skip
    zone = loads.simulate(building, kunming, mode).zones[0]
    flow = (
        np.abs(zone.heating_w)
        + np.abs(zone.cooling_w)
        + np.abs(zone.gain_convective_w)
        + np.abs(zone.surface_w)
        + np.abs(zone.infiltration_w)
        + np.abs(zone.ventilation_w)
        + np.abs(zone.storage_w)
    )
    assert (np.abs(residual(zone)) <= 1e-6 * np.maximum(flow, 1.0)).all()
    assert zone.heating_w.max() <= capacity * (1 + 1e-9)
    assert zone.cooling_w.max() <= capacity * (1 + 1e-9)
    if math.isfinite(heat) and math.isinf(capacity):
        assert (zone.temp_air_c >= heat - 1e-6).all()
    if mode == "fast":
        assert not ((zone.heating_w > 0) & (zone.cooling_w > 0)).any()


def test_without_sun_and_gains_the_zone_takes_the_outdoor_temperature(kunming):
    zone = loads.simulate(box(), still_weather(kunming, 12.0)).zones[0]
    assert np.abs(zone.temp_air_c[4380:] - 12.0).max() < 0.01


def test_steady_loss_against_hand_calculation(kunming):
    """Still air, 20 K difference, pure resistances: infiltration is m cp dT; conduction is A dT / (R + films).

    The heating is convective, so the films' sum is that of natural convection, 0.2 to 1.25 m2K/W, and nearly the same for
    twice the insulation.
    """
    panel = Construction("panel", (Layer("foam", 0.08, 0.04),))
    year = still_weather(kunming, 0.0)
    zone = loads.simulate(box(panel, 0.0, air=Air(0.5), thermostat=Thermostat(20.0)), year).zones[0]
    m_cp = 0.5 * 300.0 / 3600.0 * year.column("pressure").mean() / (287.04 * 273.15) * 1006.0
    assert -zone.infiltration_w.mean() == pytest.approx(20.0 * m_cp, rel=0.01)
    conduction = zone.heating_w.mean() + zone.infiltration_w.mean()
    films = 320.0 * 20.0 / conduction - 2.0
    assert 0.2 < films < 1.25
    thick = Construction("panel", (Layer("foam", 0.16, 0.04),))
    other = loads.simulate(box(thick, 0.0, air=Air(0.0), thermostat=Thermostat(20.0)), year).zones[0]
    assert 320.0 * 20.0 / other.heating_w.mean() - 4.0 == pytest.approx(films, rel=0.35)


def test_all_heat_of_a_gain_leaves_again(kunming):
    """Constant gain in constant weather: heating falls by exactly a convective gain, by less than a radiant one (it warms the walls)."""
    year = still_weather(kunming, -5.0)
    without = loads.simulate(box(window=0.0, thermostat=Thermostat(20.0)), year).heating_w[-1]
    for share in (0.0, 1.0):
        gain = Gain("g", "equipment", 500.0, radiant_fraction=share)
        with_gain = loads.simulate(box(window=0.0, gains=(gain,), thermostat=Thermostat(20.0)), year).heating_w[-1]
        if share == 0.0:
            assert without - with_gain == pytest.approx(500.0, rel=1e-3)
        else:
            assert 300.0 < without - with_gain < 500.0


def test_latent_share_does_not_heat(kunming):
    dry = (
        loads.simulate(box(gains=(Gain("g", "people", 1000.0, latent_fraction=0.0),)), kunming)
        .zones[0]
        .temp_air_c.mean()
    )
    wet = (
        loads.simulate(box(gains=(Gain("g", "people", 1000.0, latent_fraction=1.0),)), kunming)
        .zones[0]
        .temp_air_c.mean()
    )
    none = loads.simulate(box(), kunming).zones[0].temp_air_c.mean()
    assert dry > wet + 1.0
    assert wet == pytest.approx(none, abs=1e-9)


def test_insulation_saves_and_sun_helps(kunming):
    warm = Thermostat(18.0)
    bare = loads.simulate(box(LIGHT, 0.0, thermostat=warm), kunming).heating_kwh
    thick = replace(LIGHT, layers=(Layer("panel", 0.15, 0.05, 100, 1000),))
    assert loads.simulate(box(thick, 0.0, thermostat=warm), kunming).heating_kwh < 0.6 * bare
    assert loads.simulate(box(LIGHT, 20.0, thermostat=warm), kunming).heating_kwh < bare


def test_opened_windows_hold_the_opening_temperature(kunming):
    gains = (Gain("g", "equipment", 4000.0),)
    closed = loads.simulate(box(gains=gains), kunming).zones[0].temp_air_c
    opened = (
        loads.simulate(box(gains=gains, air=Air(0.5, opening_ach=10.0, opening_above_c=24.0)), kunming)
        .zones[0]
        .temp_air_c
    )
    assert (opened > 26.0).sum() < 0.5 * (closed > 26.0).sum()
    assert opened.min() > 20.0


def test_altitude_air_is_thin(kunming, guangzhou):
    """At 1,892 m a cubic metre of air carries about a fifth less heat than at sea level."""
    year_low = WeatherYear(
        guangzhou.site, still_weather(guangzhou, 0.0).table, Provenance("csv", "x", "x"), dict(guangzhou.ground)
    )
    high = loads.simulate(
        box(window=0.0, air=Air(2.0), thermostat=Thermostat(20.0)), still_weather(kunming, 0.0)
    ).zones[0]
    low = loads.simulate(box(window=0.0, air=Air(2.0), thermostat=Thermostat(20.0)), year_low).zones[0]
    assert high.infiltration_w.mean() / low.infiltration_w.mean() == pytest.approx(81080.0 / 100900.0, rel=0.02)


def test_all_nonsense_is_told_at_once(kunming):
    zone = box().zones[0]
    bad = replace(
        zone, volume_m3=-1.0, air=Air(infiltration_ach=np.zeros(5)),
        surfaces=(replace(zone.surfaces[0], area_m2=-3.0), replace(zone.surfaces[2], area_m2=1.0)),
    )  # fmt: skip
    with pytest.raises(InputError) as error:
        loads.simulate(Building("bad", 1.0, 1.0, 1, (bad,)), kunming)
    assert len(error.value.problems) >= 4
    assert all(p.code == "building-value" for p in error.value.problems)


def test_a_window_without_area_is_refused(kunming):
    zone = box().zones[0]
    south = next(s for s in zone.surfaces if s.windows)
    for width, height in ((0.0, 2.0), (1.0, 0.0)):
        flat = replace(south, windows=(replace(south.windows[0], width_m=width, height_m=height),))
        other = tuple(flat if s is south else s for s in zone.surfaces)
        with pytest.raises(InputError, match="window") as error:
            loads.simulate(Building("b", 100.0, 100.0, 1, (replace(zone, surfaces=other),)), kunming)
        assert all(p.code == "building-value" for p in error.value.problems)


def test_order_of_the_surfaces_does_not_matter(kunming):
    """Fourteen elements fill one block of the kernel and a part of the next, differently in either order."""
    building = box(window=0.0, boundary="ground")
    zone = building.zones[0]
    glazed = tuple(
        replace(s, windows=(Window("w", 1.0 + k, 1.0, GLASS),)) if s.tilt_deg == 90.0 else s
        for k, s in enumerate(zone.surfaces)
    )
    thermostat = Thermostat(20.0, 26.0)
    one, other = (
        loads.simulate(replace(building, zones=(replace(zone, surfaces=order, thermostat=thermostat),)), kunming).zones[
            0
        ]
        for order in (glazed, glazed[::-1])
    )
    assert np.abs(one.temp_air_c - other.temp_air_c).max() < 1e-9
    assert other.heating_w == pytest.approx(one.heating_w, abs=1e-6)
    assert other.solar_transmitted_w == pytest.approx(one.solar_transmitted_w, abs=1e-6)


def test_cube_root_of_the_films():
    difference = np.geomspace(1e-4, 410.0, 2001)
    fourth = difference**0.25
    assert fourth * heat_balance._cbrt.py_func(fourth) == pytest.approx(np.cbrt(difference), rel=1e-4)
