"""Horizon: exact limit cases, and the year on a plane with and without hills."""

from __future__ import annotations

import numpy as np
import pytest

from foundation.errors import InputError
from weather.horizon import Horizon, beam_visible, read_horizon, sky_view
from weather.sun import beam_share, plane_irradiance, solar_position, sun_at, sun_within_hour


def level(elevation: float) -> Horizon:
    return Horizon(np.array([0.0]), np.array([elevation]))


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "山.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("elevation", [0.0, 5.0, 20.0, 45.0, 80.0])
def test_level_horizon_takes_sin_squared_of_a_flat_planes_sky(elevation):
    assert sky_view(level(elevation), 0.0, 123.0) == pytest.approx(np.sin(np.radians(elevation)) ** 2, abs=1e-12)


@pytest.mark.parametrize(("tilt", "azimuth"), [(0.0, 0.0), (25.0, 180.0), (60.0, 90.0), (90.0, 33.0)])
def test_no_hill_takes_nothing(tilt, azimuth):
    assert sky_view(level(0.0), tilt, azimuth) == pytest.approx(0.0, abs=1e-12)
    assert sky_view(level(-3.0), tilt, azimuth) == pytest.approx(0.0, abs=1e-12)


def test_wall_before_a_vertical_plane():
    """A level horizon h before a vertical plane: the sky left is 1/2 (1 - (2h + sin 2h) / pi) of the sphere (half-space integral)."""
    for degrees in (10.0, 30.0, 60.0):
        h = np.radians(degrees)
        assert sky_view(level(degrees), 90.0, 180.0) == pytest.approx((2.0 * h + np.sin(2.0 * h)) / np.pi, abs=1e-6)


def test_a_hill_behind_the_plane_takes_nothing_and_one_half_takes_half():
    behind = Horizon(np.array([0.0, 89.999, 90.0, 270.0, 270.001]), np.array([40.0, 40.0, 0.0, 0.0, 40.0]))
    assert sky_view(behind, 90.0, 180.0) == pytest.approx(0.0, abs=2e-4)
    assert sky_view(behind, 0.0, 180.0) == pytest.approx(np.sin(np.radians(40.0)) ** 2 / 2.0, abs=2e-4)


def test_against_a_random_sky():
    """Monte Carlo over cosine-weighted directions of a 35 degree plane, ragged horizon."""
    rng = np.random.default_rng(4)
    h = Horizon(np.arange(0.0, 360.0, 20.0), rng.uniform(0.0, 35.0, 18))
    n = 400_000
    up, turn = rng.uniform(0.0, 1.0, n), rng.uniform(0.0, 2.0 * np.pi, n)  # sin of elevation: even over the dome
    e = np.arcsin(up)
    tilt, azimuth = np.radians(35.0), np.radians(200.0)
    cos_aoi = np.maximum(np.sin(e) * np.cos(tilt) + np.cos(e) * np.sin(tilt) * np.cos(turn - azimuth), 0.0)
    hidden = np.degrees(e) < h.elevation_at(np.degrees(turn))
    assert sky_view(h, 35.0, 200.0) == pytest.approx(cos_aoi[hidden].sum() / cos_aoi.sum(), abs=0.002)


def test_beam_over_the_edge():
    h = level(10.0)
    zenith = np.array([80.0, 79.0, 81.0, 100.0])
    assert beam_visible(h, zenith, np.zeros(4)).tolist() == [0.5, 1.0, 0.0, 0.0]
    wrap = Horizon(np.array([10.0, 350.0]), np.array([20.0, 10.0]))
    assert wrap.elevation_at(np.array([0.0, 360.0, -5.0])).tolist() == pytest.approx([15.0, 15.0, 12.5])


def test_sun_within_the_hour_is_the_sun(kunming):
    import pandas as pd

    zenith, azimuth = sun_within_hour(kunming, 6)
    for k in (0, 2, 5):
        ref = sun_at(kunming.site, kunming.index + pd.Timedelta(minutes=10.0 * k + 5.0))
        assert np.abs(zenith[:, k] - ref.zenith).max() < 0.02
        turn = np.abs((azimuth[:, k] - ref.azimuth + 180.0) % 360.0 - 180.0)
        assert (turn * np.sin(np.radians(ref.zenith))).max() < 0.02


def test_year_behind_hills(kunming):
    free = plane_irradiance(kunming, 25.0, 180.0)
    flat = plane_irradiance(kunming, 25.0, 180.0, horizon=level(0.0))
    # the mid-hour beam of an hour in which the sun rises or sets passes in part: at most 0.3 % of the year
    assert flat.poa_global.sum() == pytest.approx(free.poa_global.sum(), rel=0.003)
    east = Horizon(np.array([0.0, 45.0, 135.0, 180.0]), np.array([0.0, 25.0, 25.0, 0.0]))
    hill = plane_irradiance(kunming, 25.0, 180.0, horizon=east)
    morning = solar_position(kunming).azimuth < 180.0
    assert hill.poa_direct[morning].sum() < 0.97 * free.poa_direct[morning].sum()
    assert hill.poa_direct[~morning].sum() == pytest.approx(flat.poa_direct[~morning].sum(), rel=0.002)
    share = beam_share(kunming, east)
    assert share.min() == 0.0
    assert share.max() == 1.0
    assert plane_irradiance(kunming, 25.0, 180.0, horizon=east) is hill


def test_read(tmp_path):
    h = read_horizon(write(tmp_path, "# 山\nelevation_deg,azimuth_deg\n12.5,270\n3,90\n3,90\n", "gb18030"))
    assert h.azimuth_deg.tolist() == [90.0, 270.0]
    assert h.elevation_deg.tolist() == [3.0, 12.5]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["horizon-header"]),
        ("azimuth,elevation\n1,2\n", ["horizon-header"]),
        ("azimuth_deg,elevation_deg\n", ["horizon-rows"]),
        ("azimuth_deg,elevation_deg\n400,2\n10,nan\n20\n30,x\n", ["horizon-value"] * 4),
        ("azimuth_deg,elevation_deg\n0,2\n360,3\n", ["horizon-value"]),
    ],
)
def test_bad_profiles_are_told_at_once(tmp_path, text, codes):
    with pytest.raises(InputError) as error:
        read_horizon(write(tmp_path, text))
    assert [p.code for p in error.value.problems] == codes
