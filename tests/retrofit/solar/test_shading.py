"""Rows, boxes, horizon, dirt, snow and the back of modules: exact geometry, limits, and pvlib's other models."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from retrofit.solar.chain import losses, shading
from retrofit.solar.chain.dc import dc_year, light
from retrofit.solar.chain.settings import PVArray, PVSettings
from retrofit.solar.chain.shading import Bifacial, Box, Rows
from retrofit.solar.chain.year import simulate
from retrofit.solar.roof.plane import RoofPlane, ground_cover_ratio
from weather.horizon import Horizon
from weather.sun import SunYear, solar_position


def array(tilt=25.0, azimuth=180.0, area=100.0, **settings):
    return PVArray(RoofPlane("r", "b", area, tilt, azimuth, "open_rack"), 10.0, PVSettings(**settings))


def sun_at(zenith, azimuth):
    z, a = np.atleast_1d(np.asarray(zenith, float)), np.atleast_1d(np.asarray(azimuth, float))
    ones = np.ones_like(z)
    return SunYear(z, z, a, np.cos(np.radians(z)), 1361.0 * ones, ones)


def test_shadow_of_a_row_by_similar_triangles():
    """Sun in the south at elevation e: rows of slope length 1, pitch p. A ray over the front row's top edge meets the slope behind
    at the part s with (s sin b) / (p + s cos b - cos b ...): solved here by the intersection of two lines."""
    tilt, gcr = 25.0, 0.647
    pitch, b = 1.0 / gcr, np.radians(tilt)
    for e in (10.0, 15.0, 20.0, 24.0, 40.0):
        # y to the north: front row from (0,0) to (cos b, sin b); row behind starts at (pitch, 0); ray from the top edge downwards
        t = np.linalg.solve(
            np.array([[np.cos(b), -np.cos(np.radians(e))], [np.sin(b), np.sin(np.radians(e))]]),
            np.array([np.cos(b) - pitch, np.sin(b)]),
        )[0]
        expected = min(max(t, 0.0), 1.0)
        rows = Rows(gcr, blocks=0)
        got = shading.row_beam_loss(rows, tilt, 180.0, sun_at(90.0 - e, 180.0))[0]
        assert got == pytest.approx(expected, abs=1e-9)


def test_the_code_pitch_is_free_of_shade_from_nine_to_three_at_the_solstice(kunming):
    """GB 50797 pitch: no beam lost between 9:00 and 15:00 true solar time on 21 December; some before."""
    rows = Rows(ground_cover_ratio(25.0, kunming.site.latitude), blocks=0)
    day = (kunming.index.month == 12) & (kunming.index.day == 21)
    loss = shading.row_beam_loss(rows, 25.0, 180.0, solar_position(kunming))[day]
    # true solar time is 69 minutes behind the clock: mid-hours 10:30 .. 15:30 are 9:20 .. 14:20
    assert loss[10:16].max() < 0.005
    assert loss[8:10].max() > 0.1


def test_blocks_cost_more_than_the_shadow_and_a_first_row_stands_free():
    sun = sun_at(np.linspace(60.0, 89.0, 60), np.full(60, 180.0))
    linear = shading.row_beam_loss(Rows(0.7, blocks=0), 25.0, 180.0, sun)
    blocks = shading.row_beam_loss(Rows(0.7, blocks=3), 25.0, 180.0, sun)
    assert (blocks >= linear - 1e-12).all() and blocks.max() <= 1.0
    assert (blocks[(linear > 0.01) & (linear < 0.9)] > linear[(linear > 0.01) & (linear < 0.9)]).all()
    assert shading.row_beam_loss(Rows(0.7, count=1), 25.0, 180.0, sun).max() == 0.0
    assert shading.row_beam_loss(Rows(0.7, count=4, blocks=0), 25.0, 180.0, sun) == pytest.approx(0.75 * linear)


def test_rows_cost_more_the_closer_they_stand(kunming):
    kwh = [simulate(kunming, [array(rows=Rows(g) if g else None)]).ac_kwh for g in (0.0, 0.3, 0.5, 0.65, 0.8)]
    assert all(b < a for a, b in pairwise(kwh))
    assert 0.005 < 1.0 - kwh[3] / kwh[0] < 0.06


def test_rows_beside_infinite_sheds_of_pvlib(kunming):
    """Light on the rows against pvlib's view factor model (Mikofski et al. 2019), with the same isotropic sky: within 0.2 %."""
    from pvlib.bifacial import infinite_sheds

    from retrofit.solar.chain.settings import Models
    from weather.sun import SkyOptions

    sun = solar_position(kunming)
    up = sun.zenith < 88.0
    dni, dhi = kunming.column("dni") * up, kunming.column("dhi") * up
    ghi = dhi + dni * np.maximum(sun.cos_zenith, 0.0)
    gcr = 0.6
    theirs = infinite_sheds.get_irradiance_poa(
        25.0, 180.0, sun.zenith[up], sun.azimuth[up], gcr, 1.0, 2.0 / gcr, ghi[up], dhi[up], dni[up], 0.2
    )["poa_global"]
    ours = light(
        kunming, array(models=Models(sky=SkyOptions("isotropic", dark_from_deg=88.0)), rows=Rows(gcr, blocks=0))
    )
    assert ours.poa.sum() == pytest.approx(float(np.nansum(theirs)), rel=0.002)


def test_a_box_hides_what_stands_behind_it():
    """A wall 10 m high, 10 m to the south of a point: the sun is hidden below 45 degrees, and only there."""
    wall = (Box((-1000.0, 1000.0), (-11.0, -10.0), (0.0, 10.0)),)
    point = np.zeros((1, 3))
    for elevation, azimuth, expected in (
        (44.9, 180.0, True),
        (45.1, 180.0, False),
        (20.0, 0.0, False),
        (30.0, 90.0, False),
        # towards the south-east the wall is sqrt(2) times as far: hidden below 35.26 degrees
        (35.2, 135.0, True),
        (35.4, 135.0, False),
    ):
        ray = shading.directions(np.array([90.0 - elevation]), np.array([azimuth]))
        assert shading.hidden(point, wall, ray)[0, 0] == expected
    assert shading.hidden(point, wall, shading.directions(np.array([0.0]), np.array([0.0])))[0, 0] == np.False_


def test_sky_hidden_by_a_long_wall_is_the_textbook_view_factor():
    """An endless wall that stands up to the angle a seen from a level point hides (1 - cos a) / 2 of its isotropic sky light."""
    for angle in (20.0, 45.0, 60.0):
        wall = (Box((-1e5, 1e5), (-1e5, -10.0), (0.0, 10.0 * np.tan(np.radians(angle)))),)
        loss = shading.box_sky_loss(np.zeros((1, 3)), wall, 0.0, 180.0)
        assert loss == pytest.approx((1.0 - np.cos(np.radians(angle))) / 2.0, abs=0.012)


def test_boxes_far_away_or_behind_a_steep_plane_cost_nothing(kunming):
    free = simulate(kunming, [array()]).ac_kwh
    low = simulate(kunming, [array(obstacles=(Box((50.0, 60.0), (50.0, 60.0), (-20.0, -10.0)),))])
    assert low.ac_kwh == pytest.approx(free, rel=1e-9)
    tower = simulate(kunming, [array(obstacles=(Box((-15.0, 15.0), (-30.0, -20.0), (-5.0, 25.0)),))])
    assert tower.ac_kwh < 0.9 * free
    assert tower.loss_tree["obstacles"] < tower.loss_tree["poa"]


def test_points_of_a_plane_lie_on_it():
    points = shading.plane_points(100.0, 30.0, 135.0)
    normal = shading.directions(np.array([30.0]), np.array([135.0]))[0]
    assert np.abs(points @ normal).max() < 1e-12
    assert points.mean(axis=0) == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)


def test_a_hill_in_the_tree(kunming):
    hill = Horizon(np.array([0.0, 90.0, 180.0, 270.0]), np.array([0.0, 25.0, 0.0, 0.0]))
    result = simulate(kunming, [array(horizon=hill)])
    assert result.loss_tree["horizon"] < result.loss_tree["poa"]
    assert list(result.loss_tree)[:2] == ["poa", "horizon"]


def test_dirt_by_month_takes_that_month_only(kunming):
    clean = {k: v for k, v in PVSettings().losses.items() if k != "soiling"}
    dirt = (0.0, 0.0, 0.0, 0.2) + (0.0,) * 8
    a = simulate(kunming, [array(losses=clean)]).ac_kw
    b = simulate(kunming, [array(soiling_monthly=dirt)]).ac_kw
    april = np.asarray(kunming.index.month) == 4
    assert b[~april] == pytest.approx(a[~april])
    assert 0.78 < b[april].sum() / a[april].sum() < 0.83  # cooler cells give a little back


def test_reflectance_by_month(kunming):
    flat = light(kunming, array(albedo=0.2)).poa
    twelve = light(kunming, array(albedo=(0.2,) * 12)).poa
    snow = light(kunming, array(albedo=(0.7,) + (0.2,) * 11)).poa
    january = np.asarray(kunming.index.month) == 1
    assert twelve == pytest.approx(flat)
    assert snow[january].sum() > 1.015 * flat[january].sum() and snow[~january] == pytest.approx(flat[~january])


def test_the_back_adds_light_over_bright_ground(kunming):
    rows = Rows(0.4)
    front = dc_year(kunming, array(rows=rows)).dc_w.sum()
    gains = []
    for albedo in (0.2, 0.6):
        back = Bifacial(1.0, 2.3, 0.4, 0.8)
        base = dc_year(kunming, array(rows=rows, albedo=albedo)).dc_w.sum()
        gains.append(dc_year(kunming, array(rows=rows, albedo=albedo, bifacial=back)).dc_w.sum() / base - 1.0)
    assert front > 0.0
    # 4 to 10 % over ordinary ground, two to three times that over white (published field gains)
    assert 0.03 < gains[0] < 0.12 < gains[1] < 0.3


def test_snow_only_where_a_year_has_snowfall(kunming):
    assert losses.snow(kunming, kunming.column("ghi"), 25.0) is None
    table = kunming.table.assign(snowfall=0.0, temp_air=-8.0)
    table.iloc[24, table.columns.get_loc("snowfall")] = 10.0
    white = replace(kunming, table=table, cache={})
    lost = losses.snow(white, light(white, array()).poa, 25.0)
    assert lost is not None and lost[23] == 0.0 and lost[25] == pytest.approx(1.0)
    assert "snow" in dc_year(white, array()).steps


def test_planes_on_one_inverter_share_its_limit(kunming):
    """East and west on one inverter of half their DC: less is clipped than with an inverter of half the size each."""
    east, west = array(25.0, 90.0, dc_ac_ratio=2.0), array(25.0, 270.0, dc_ac_ratio=2.0)
    own = simulate(kunming, [east, west])
    shared = simulate(kunming, [replace(a, inverter_group="one") for a in (east, west)])
    assert shared.ac_kw.max() == pytest.approx(10.0, rel=1e-9)
    assert shared.ac_kwh > own.ac_kwh
    assert sum(a.ac_kw.sum() for a in shared.arrays) == pytest.approx(shared.ac_kwh, rel=1e-12)
    assert sum(a.clipped_kwh for a in shared.arrays) < sum(a.clipped_kwh for a in own.arrays)
    assert [a.azimuth_deg for a in shared.arrays] == [90.0, 270.0]
