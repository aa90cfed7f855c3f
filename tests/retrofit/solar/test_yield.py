"""PV yield: PySAM anchors, closure of the loss tree, symmetry, limits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from retrofit.solar.chain.settings import PVArray, PVSettings, assumptions
from retrofit.solar.chain.year import lifetime_ac_kwh, performance_ratio, simulate, specific_yield
from retrofit.solar.roof.capacity import area_per_kwp, capacity_from_roof
from retrofit.solar.roof.plane import RoofPlane, ground_cover_ratio
from weather.site import Site
from weather.stations.table import find_station
from weather.synthetic import synthetic_year


def array(tilt=10.0, azimuth=180.0, kwp=10.0, **settings):
    return PVArray(RoofPlane("roof", "b", 60.0, tilt, azimuth), kwp, PVSettings(**settings))


def test_loss_tree_ends_at_ac_and_only_falls(kunming):
    result = simulate(kunming, [array(), array(25.0, 90.0, 5.0)])
    steps = list(result.loss_tree.values())
    assert steps[-1] == pytest.approx(result.ac_kwh, rel=1e-12)
    assert all(b <= a * (1 + 1e-12) for a, b in pairwise(steps))
    assert steps[0] == pytest.approx(sum(a.poa_kwh_m2 * a.capacity_kwp for a in result.arrays), rel=1e-12)
    losses = result.loss_tree["availability"] / result.loss_tree["temperature"]
    assert losses == pytest.approx(1.0 - 0.1408, abs=1e-4)


def test_linear_in_capacity_and_additive(kunming):
    one = simulate(kunming, [array(kwp=10.0)]).ac_kw
    assert simulate(kunming, [array(kwp=25.0)]).ac_kw == pytest.approx(2.5 * one, rel=1e-12)
    assert simulate(kunming, [array(), array()]).ac_kw == pytest.approx(2.0 * one, rel=1e-12)
    assert simulate(kunming, []).ac_kwh == 0.0


def test_clipping_holds_the_nameplate_and_is_counted(kunming):
    small = simulate(kunming, [array(dc_ac_ratio=2.0)])
    large = simulate(kunming, [array(dc_ac_ratio=1.0)])
    assert small.ac_kw.max() == pytest.approx(5.0, rel=1e-9)
    assert small.arrays[0].clipped_kwh > 500.0
    assert large.arrays[0].clipped_kwh == pytest.approx(0.0, abs=1.0)


def test_nights_are_dark_and_performance_is_sane(kunming):
    from weather.sun import solar_position

    result = simulate(kunming, [array()])
    assert result.ac_kw[solar_position(kunming).cos_zenith < -0.3].sum() == 0.0
    assert 0.70 < performance_ratio(result.arrays[0]) < 0.84


def test_mounting_class_decides_the_heat(guangzhou):
    planes = [RoofPlane("r", "b", 60.0, 10.0, 180.0, m) for m in ("open_rack", "close_mount", "insulated_back")]
    kwh = [specific_yield(guangzhou, p) for p in planes]
    assert kwh[0] > kwh[1] > kwh[2]


def test_the_other_hemisphere_and_the_far_north():
    station = find_station("Guangzhou")
    south = synthetic_year(station, Site("s", -23.0, 113.3, 40.0, 8.0))
    assert simulate(south, [array(25.0, 0.0)]).ac_kwh > simulate(south, [array(25.0, 180.0)]).ac_kwh
    north = synthetic_year(find_station("Mohe"))
    assert simulate(north, [array(50.0)]).ac_kwh > simulate(north, [array(0.0)]).ac_kwh


def test_row_pitch_and_area_anchors():
    """GB 50797-2012 anchors: L = 2 m at 25 degrees: pitch 3.01 / 3.09 / 3.26 m; 5.3 m2/kWp flush, 8.2 on racks in Kunming."""
    for latitude, pitch in ((23.17, 3.01), (25.02, 3.09), (28.22, 3.26)):
        assert 2.0 / ground_cover_ratio(25.0, latitude) == pytest.approx(pitch, abs=0.006)
    flush = RoofPlane("r", "b", 530.0, 25.0, 180.0)
    assert area_per_kwp(flush, 25.02) == pytest.approx(5.3, abs=0.01)
    rack = replace(flush, mounting="open_rack")
    assert area_per_kwp(rack, 25.02) == pytest.approx(8.2, abs=0.05)
    assert capacity_from_roof(flush, 25.02) == pytest.approx(100.0, abs=0.1)


def test_lifetime_falls_by_two_then_half_a_percent():
    life = lifetime_ac_kwh(1000.0, 25)
    assert life[:3] == pytest.approx([1000.0, 980.0, 975.1])
    assert len(life) == 25 and (np.diff(life) < 0).all()


def test_every_default_has_a_source():
    assert all(a.source and a.status for a in assumptions(PVSettings()))
