"""Short steps where a set point moves, air between zones, leakage, extremes, and a kernel that never fails in silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.model import Air, Building, Construction, Gain, Layer, Surface, Thermostat, Zone
from buildings.thermal import heat_balance as hb
from buildings.thermal import loads
from buildings.thermal.conduction import modal_wall
from buildings.thermal.moisture import zone_moisture
from foundation.errors import InputError
from tests.buildings.helpers import residual, still_weather
from weather.year import Provenance, WeatherYear

from .test_loads import HEAVY, LIGHT, box


def test_modes_hand_over_between_step_lengths():
    """A wall driven through long and short steps meets the answer of short steps alone."""
    long_s, short_s = 3600.0, 600.0
    pair = [modal_wall(HEAVY.layers, s, short_s) for s in (long_s, short_s)]
    assert len(pair[0].mu) == len(pair[1].mu) and pair[0].slow < pair[1].slow

    def run(lengths):
        z = 20.0 * (pair[1].b_out + pair[1].b_in) / pair[1].mu
        t, old, now = 0.0, np.array([20.0, 20.0]), 0.0
        flux = 0.0
        for v in lengths:
            w = pair[v]
            t += (long_s, short_s)[v]
            now = np.array([20.0 + 10.0 * np.sin(2 * np.pi * t / 86400.0), 20.0])
            hist = w.h_io * old[0] + w.h_ii * old[1] + (w.b_in * w.phi * z).sum()
            flux = w.g_ii * now[1] - w.g_io * now[0] - hist
            z = (
                w.phi * z
                + w.gain0 * (w.b_out * old[0] + w.b_in * old[1])
                + w.gain1 * (w.b_out * now[0] + w.b_in * now[1])
            )
            old = now
        return flux

    mixed, fine = run([0] * 30 + [1] * 6 + [0] * 12), run([1] * 43 * 6)
    assert mixed == pytest.approx(fine, rel=0.02)


@pytest.mark.parametrize(("mode", "bar"), [("fast", 0.05), ("standard", 0.03)])
def test_a_morning_start_converges(kunming, mode, bar):
    """Against the same year solved in ten-minute steps throughout (a set point that trembles by a microkelvin), with the bars that the
    modes have against EnergyPlus: the hour of the start and the year. That hour takes most, and nothing is heated before."""
    hour = np.arange(8760) % 24
    heat = np.where((hour >= 8) & (hour < 18), 20.0, np.nan)
    trembling = np.repeat(heat, hb.FINE) + np.tile([0.0, 1e-6], 8760 * hb.FINE // 2)
    off = np.isnan(trembling)
    trembling[off] = -60.0 + np.tile([0.0, 1e-6], 8760 * hb.FINE // 2)[off]
    coarse, fine = (loads.simulate(box(thermostat=Thermostat(h)), kunming, mode).heating_w for h in (heat, trembling))
    january = slice(24 * 10, 24 * 20)
    a, b = coarse[january].reshape(-1, 24), fine[january].reshape(-1, 24)
    assert (a.argmax(axis=1) == 8).all() and (a[:, :8] == 0.0).all()
    assert a[:, 8] == pytest.approx(b[:, 8], rel=bar)
    assert coarse.sum() == pytest.approx(fine.sum(), rel=bar)


def test_ten_minute_set_points(kunming):
    """Values every ten minutes that rest within the hour are the hourly values."""
    hourly = np.where(np.arange(8760) % 24 < 7, 15.0, 20.0)
    a = loads.simulate(box(thermostat=Thermostat(hourly)), kunming)
    b = loads.simulate(box(thermostat=Thermostat(np.repeat(hourly, hb.FINE))), kunming)
    assert np.array_equal(a.heating_w, b.heating_w)


def two_rooms(flow):
    """A heated and an unheated room, nothing between them but air."""
    rooms = []
    for name, other in (("warm", "cold"), ("cold", "warm")):
        z = box(window=0.0).zones[0]
        surfaces = tuple(replace(s, name=f"{name} {s.name}") for s in z.surfaces)
        air = Air(0.0, mixing_m3_s=((other, flow),)) if flow else Air(0.0)
        rooms.append(Zone(name, 100.0, 300.0, surfaces, (), air, Thermostat(20.0) if name == "warm" else Thermostat()))
    return Building("rooms", 200.0, 100.0, 2, tuple(rooms))


def test_air_between_zones_carries_heat_and_loses_none(kunming):
    year = still_weather(kunming, 0.0)
    apart, open_door = (loads.simulate(two_rooms(f), year).zones for f in (0.0, 0.2))
    assert open_door[1].temp_air_c[-1] > apart[1].temp_air_c[-1] + 5.0
    assert open_door[0].mixing_w[-1] == pytest.approx(-open_door[1].mixing_w[-1], rel=1e-3)
    for z in open_door:
        assert np.abs(residual(z) + z.mixing_w).max() < 1e-6 * 5000.0
    lopsided = two_rooms(0.2)
    cold = replace(lopsided.zones[1], air=Air(0.0))
    with pytest.raises(InputError, match="mixing"):
        loads.simulate(replace(lopsided, zones=(lopsided.zones[0], cold)), year)


def test_leakage_area_by_hand(kunming):
    """ASHRAE basic model: 500 cm2, 20 K, no wind: 500 sqrt(0.000145 * 20) L/s."""
    year = still_weather(kunming, 0.0)
    zone = loads.simulate(
        box(window=0.0, air=Air(0.0, leakage_area_cm2=500.0), thermostat=Thermostat(20.0)), year
    ).zones[0]
    assert zone.outdoor_air_m3_s[-1] == pytest.approx(0.5 * np.sqrt(0.000145 * 20.0), rel=1e-3)


def test_recovery_bypass_lets_cool_air_in(kunming):
    gains = (Gain("g", "equipment", 3000.0),)
    held, bypassed = (
        loads.simulate(box(gains=gains, air=Air(0.1, 0.3, 0.8, recovery_bypass=b)), kunming).zones[0].temp_air_c
        for b in (False, True)
    )
    assert (bypassed > 26.0).sum() < (held > 26.0).sum()
    assert bypassed.min() == pytest.approx(held.min(), abs=0.5)


MASSLESS = Construction("massless", (Layer("board", 0.05, 0.04),))
SHEET = Construction("sheet", (Layer("steel", 0.0005, 50.0, 7800.0, 460.0),))


@settings(max_examples=40, deadline=None)
@given(
    cold=st.floats(-45.0, 10.0), swing=st.floats(0.0, 40.0), altitude=st.sampled_from([0.0, 2000.0, 5000.0]), wall=st.sampled_from([HEAVY, LIGHT, MASSLESS, SHEET]),
    mode=st.sampled_from(["fast", "standard"]), boundary=st.sampled_from(["ground", "adiabatic", "outdoor"]),
)  # fmt: skip
def test_extremes_close(kunming, cold, swing, altitude, wall, mode, boundary):
    """-45 to 50 degC, sea level to 5,000 m, walls without mass and of bare sheet steel, set points that come and go; water too."""
    table = kunming.table.copy()
    hour = np.arange(8760)
    table["temp_air"] = np.clip(
        cold + swing * (1.0 - np.cos(2 * np.pi * hour / 8760.0)) / 2 + 8.0 * np.sin(2 * np.pi * hour / 24.0),
        -45.0,
        50.0,
    )
    table["pressure"] = 101325.0 * (1.0 - 2.25577e-5 * altitude) ** 5.25588
    site = replace(kunming.site, altitude_m=altitude)
    year = WeatherYear(site, table, Provenance("csv", "x", "x"), dict(kunming.ground))
    on = np.where((hour % 24 >= 7) & (hour % 24 < 20), 20.0, np.nan)
    gains = (Gain("people", "people", 800.0, 1.0, 0.5, 0.4),)
    building = box(wall, 10.0, gains, thermostat=Thermostat(on, 26.0), boundary=boundary)
    zone = loads.simulate(building, year, mode).zones[0]
    flow = (
        np.abs(zone.heating_w)
        + np.abs(zone.cooling_w)
        + np.abs(zone.surface_w)
        + np.abs(zone.infiltration_w)
        + np.abs(zone.storage_w)
    )
    assert (np.abs(residual(zone)) <= 1e-6 * np.maximum(flow, 1.0)).all()
    m = zone_moisture(building.zones[0], zone, year)
    rest = m.outdoor_kg_h + m.gain_kg_h - m.coil_kg_h - m.condensed_kg_h + m.stored_kg_h
    scale = np.abs(m.outdoor_kg_h) + m.gain_kg_h + m.coil_kg_h + m.condensed_kg_h + np.abs(m.stored_kg_h) + 1e-3
    assert (np.abs(rest) < 1e-6 * scale).all()


def test_the_kernel_does_not_fail_in_silence(kunming):
    """A hole in the weather that no reader would let pass ends in an error with zone and hour, not in a result."""
    table = kunming.table.copy()
    table.iloc[4000, table.columns.get_loc("temp_air")] = np.nan
    year = WeatherYear(kunming.site, table, Provenance("csv", "x", "x"), dict(kunming.ground))
    with pytest.raises(loads.SimulationError, match=r"zone zone.*hour 4000"):
        loads.simulate(box(), year)


def test_inner_walls_have_half_the_mass_on_each_side(kunming):
    """An inner wall as one adiabatic face of 2 A equals a wall of half its thickness closed in the middle."""
    wall = replace(HEAVY, layers=HEAVY.layers[1:])

    def swing(surface_area):
        base = box(LIGHT, 10.0).zones[0]
        inner = Surface("inner", surface_area, 90.0, 0.0, wall, boundary="adiabatic")
        return (
            loads.simulate(Building("b", 100.0, 100.0, 1, (replace(base, surfaces=(*base.surfaces, inner)),)), kunming)
            .zones[0]
            .temp_air_c.std()
        )

    assert swing(100.0) < swing(1.0)


def test_many_buildings_in_their_order(kunming):
    """More buildings than threads and queue: each result is the one that its building alone gives."""
    buildings = [box(window=1.0 + k, thermostat=Thermostat(18.0)) for k in range(20)]
    together = [r.heating_kwh for r in loads.simulate_many(iter(buildings), kunming, workers=2)]
    assert together == [loads.simulate(b, kunming).heating_kwh for b in buildings]
    with pytest.raises(InputError):
        list(loads.simulate_many([replace(buildings[0], zones=())], kunming))
