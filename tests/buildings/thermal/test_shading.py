"""Overhangs and fins against plane geometry: profile angles, view factors of endless overhangs, mirror symmetry."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from buildings.model import Building, Construction, Glazing, Layer, Pane, Shade, Surface, Window, Zone
from buildings.thermal import boundary, loads, shading
from foundation.errors import InputError

ENDLESS = (Shade("overhang", 2.0, -1e4, 1e4, 1.0),)


def lit(shades, elevation, bearing=0.0, area=(0.0, 3.0, 0.0, 2.0)):
    e, b = math.radians(elevation), math.radians(bearing)
    direction = [np.array([v]) for v in (math.cos(e) * math.sin(b), math.sin(e), math.cos(e) * math.cos(b))]
    return float(shading.sunlit_fraction(shading.points(area), shading.as_rows(shades), *direction)[0])


@pytest.mark.parametrize(("elevation", "bearing"), [(10, 0), (30, 0), (45, 0), (60, 0), (30, 50), (50, -70)])
def test_endless_overhang_follows_the_profile_angle(elevation, bearing):
    """Shadow height = depth tan(elevation) / cos(bearing) below an overhang at the head of the window."""
    shadow = math.tan(math.radians(elevation)) / math.cos(math.radians(bearing))
    assert lit(ENDLESS, elevation, bearing) == pytest.approx(
        max(0.0, 1.0 - shadow / 2.0), abs=0.5 / shading.GRID + 1e-9
    )


def test_endless_fin_is_an_overhang_turned():
    fin = (Shade("fin", 3.0, -1e4, 1e4, 1.0),)
    shadow = math.tan(math.radians(40.0))
    assert lit(fin, 0.0, 40.0) == pytest.approx(1.0 - shadow / 3.0, abs=0.5 / shading.GRID)
    assert lit(fin, 0.0, -40.0) == 1.0


def test_sun_behind_the_wall_lights_nothing():
    assert lit(ENDLESS, 20.0, 120.0) == 0.0


@pytest.mark.parametrize("height", [0.3, 1.0, 3.0])
def test_sky_under_an_endless_overhang(height):
    """A point of a wall sees sin(theta) of its sky, theta the elevation of the overhang's edge (strip view factors)."""
    point = np.array([[0.0, 2.0 - height]])
    iso, _ = shading.sky_share(point, shading.as_rows(ENDLESS))
    assert iso == pytest.approx(height / math.hypot(height, 1.0), abs=0.06)


def test_east_and_west_are_mirrored():
    """A fin on the south side of an east window stands on its left... seen from outside: x grows to the north on the east wall."""
    east = shading.wall_directions(90.0, np.array([1.0]), np.array([0.5]), np.array([0.2]))
    west = shading.wall_directions(270.0, np.array([-1.0]), np.array([0.5]), np.array([0.2]))
    assert east[0][0] == pytest.approx(0.5)
    assert west[0][0] == pytest.approx(-0.5)
    assert east[2][0] == pytest.approx(west[2][0]) == pytest.approx(1.0)


def test_shade_only_takes(kunming):
    free = boundary.plane_sun(kunming, boundary.Orientation(90.0, 180.0, 0.2), 1)
    shaded = boundary.plane_sun(kunming, boundary.Orientation(90.0, 180.0, 0.2, ENDLESS, (0.0, 3.0, 0.0, 2.0)), 1)
    assert (shaded.beam <= free.beam + 1e-9).all()
    assert shaded.total.sum() < 0.8 * free.total.sum()


def test_overhang_cools_and_must_be_placed(kunming):
    wall = Construction("wall", (Layer("brick", 0.24, 0.81, 1800, 1050),))
    window = Window("w", 3.0, 2.0, Glazing("single", (Pane(0.003, 1.0, 0.834, 0.075, 0.075),)), place_m=(1.0, 0.5))
    bare = Surface("south", 15.0, 90.0, 180.0, wall, windows=(window,), width_m=5.0)

    def building(surface):
        floor = Surface("floor", 30.0, 180.0, 0.0, wall, boundary="adiabatic")
        return Building("b", 30.0, 30.0, 1, (Zone("z", 30.0, 90.0, (surface, floor)),))

    shaded = replace(bare, shades=(Shade("overhang", 2.6, 0.0, 5.0, 1.2),))
    sun = [loads.simulate(building(s), kunming).zones[0].solar_transmitted_w.sum() for s in (bare, shaded)]
    assert sun[1] < 0.85 * sun[0]
    with pytest.raises(InputError) as error:
        loads.simulate(building(replace(shaded, width_m=0.0)), kunming)
    assert "width_m" in error.value.problems[0].message
