"""Coupled zones: closure, order of the zones, steady flow through the wall, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.bestest_cases import sunspace
from buildings.model import Air, Building, Construction, Layer, Surface, Thermostat, Zone
from buildings.thermal import loads
from foundation.errors import InputError
from tests.buildings.helpers import residual, still_weather


def test_both_zones_close_every_hour(kunming):
    for mode in ("fast", "standard"):
        for zone in loads.simulate(sunspace(), kunming, mode).zones:
            flow = (
                np.abs(zone.surface_w)
                + np.abs(zone.heating_w)
                + np.abs(zone.cooling_w)
                + np.abs(zone.infiltration_w)
                + np.abs(zone.gain_convective_w)
            )
            assert (np.abs(residual(zone)) <= 1e-6 * np.maximum(flow, 1.0)).all()


def test_order_of_the_zones_does_not_matter(kunming):
    building = sunspace()
    turned = replace(building, zones=building.zones[::-1])
    back, sun = loads.simulate(building, kunming).zones
    sun2, back2 = loads.simulate(turned, kunming).zones
    assert back2.heating_w.sum() == pytest.approx(back.heating_w.sum(), rel=0.005)
    assert np.abs(sun.temp_air_c - sun2.temp_air_c).max() < 0.1


def pair(wall):
    """Zone a at 20 degC that loses heat only to zone b, which loses it to the outdoors through pure resistances."""
    panel = Construction("panel", (Layer("foam", 0.04, 0.04),))
    inner = Surface("wall", 20.0, 90.0, 180.0, wall, boundary="zone", adjacent=("b", "wall"))
    closed = Surface("closed", 20.0, 90.0, 0.0, panel, boundary="adiabatic")
    outer = replace(
        inner, azimuth_deg=0.0, adjacent=("a", "wall"), construction=replace(wall, layers=wall.layers[::-1])
    )
    facade = Surface("facade", 20.0, 90.0, 180.0, panel)
    a = Zone("a", 20.0, 60.0, (inner, closed), (), Air(0.0), Thermostat(20.0))
    b = Zone("b", 20.0, 60.0, (outer, facade, replace(closed, name="closed b")), (), Air(0.0))
    return Building("pair", 40.0, 40.0, 1, (a, b))


def test_steady_heat_of_one_zone_leaves_through_the_other(kunming):
    """What a's heater gives passes the wall and leaves b's facade: A dT / R over the wall's own resistance plus films."""
    year = still_weather(kunming, 0.0)
    concrete = Construction("concrete", (Layer("concrete", 0.2, 0.5, 2000, 1000), Layer("foam", 0.04, 0.04)))
    a, b = loads.simulate(pair(concrete), year).zones
    heat = a.heating_w[-2000:].mean()
    drop = 20.0 - b.temp_air_c[-2000:].mean()
    assert heat > 0.0
    resistance = 20.0 * drop / heat
    assert concrete.resistance_m2k_w + 0.3 < resistance < concrete.resistance_m2k_w + 1.6
    facade = 20.0 * b.temp_air_c[-2000:].mean() / heat
    assert 1.0 + 0.3 < facade < 1.0 + 1.6
    better = Construction("better", (*concrete.layers, Layer("more", 0.12, 0.04)))
    assert loads.simulate(pair(better), year).zones[0].heating_w[-2000:].mean() < 0.7 * heat


def test_a_wall_with_one_face_is_refused(kunming):
    building = sunspace()
    back, sun = building.zones
    lost = replace(sun, surfaces=tuple(s for s in sun.surfaces if s.name != "common"))
    with pytest.raises(InputError) as error:
        loads.simulate(replace(building, zones=(back, lost)), kunming)
    assert "other face" in error.value.problems[0].message
    thick = tuple(replace(s, area_m2=10.0) if s.name == "common" else s for s in sun.surfaces)
    with pytest.raises(InputError):
        loads.simulate(replace(building, zones=(back, replace(sun, surfaces=thick))), kunming)
