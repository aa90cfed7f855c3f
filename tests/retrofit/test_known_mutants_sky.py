"""Lines of sun and sky that were once broken on purpose and not noticed: each again by a library or by vectors."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from buildings.thermal.glazing import ANGLES_DEG, pane_angular
from buildings.thermal.simple_glazing import angular_factors, equivalent_pane
from retrofit.solar.roof.row_pitch import shadow_on_roof, solstice_sun
from weather.quality import clock, consistency
from weather.stations.table import find_station
from weather.synthetic import synthetic_year
from weather.synthetic.sky import beta_quantile


@pytest.fixture(scope="module")
def year():
    return synthetic_year(find_station("Kunming"))


def test_share_of_the_equation_of_time_is_that_of_weighted_least_squares(year):
    """Slope by ``numpy.polyfit``; its 95 % uncertainty, with equal weights, twice the standard error of ``scipy.stats.linregress``."""
    rng = np.random.default_rng(2)
    weights = rng.uniform(0.5, 2.0, 12)
    _, _, equation = clock._equation_share(year, np.zeros(12), np.ones(12))
    late = 3.0 + 0.6 * equation + rng.normal(0.0, 2.0, 12)
    slope, _, _ = clock._equation_share(year, late, weights)
    assert slope == pytest.approx(np.polyfit(equation, late, 1, w=np.sqrt(weights))[0])
    slope, uncertainty, _ = clock._equation_share(year, late, np.ones(12))
    expected = stats.linregress(equation, late)
    assert slope == pytest.approx(expected.slope) and uncertainty == pytest.approx(2.0 * expected.stderr, rel=0.1)


@pytest.mark.parametrize(("late", "word"), [(40.0, "late"), (-40.0, "early")])
def test_the_side_of_a_wrong_clock_is_told(year, monkeypatch, late, word):
    told = SimpleNamespace(significant=True, late_min=late, uncertainty_min=5.0, mean_sun=False)
    monkeypatch.setattr(consistency, "radiation_clock", lambda _year: told)
    (finding,) = consistency.clock_findings(year, "x")
    assert f" 40 min {word}" in str(finding)


def test_quantiles_of_clearness_have_the_mean_and_spread_that_are_asked():
    mean, std, low, high = 0.5, 0.12, 0.1, 0.8
    share = (np.arange(20_000) + 0.5) / 20_000
    drawn = beta_quantile(share, mean, std, low, high)
    assert drawn.mean() == pytest.approx(mean, abs=1e-4) and drawn.std() == pytest.approx(std, rel=1e-3)
    a = ((0.4 / 0.7) * (0.3 / 0.7) / (0.12 / 0.7) ** 2 - 1.0) * np.array([0.4 / 0.7, 0.3 / 0.7])
    assert drawn[::997] == pytest.approx(low + 0.7 * stats.beta.ppf(share[::997], *a), abs=1e-9)


@pytest.mark.parametrize(("tilt", "azimuth"), [(20.0, 180.0), (15.0, 135.0), (30.0, 240.0)])
def test_the_shadow_of_a_post_lies_on_the_plane_and_on_the_ray(tilt, azimuth):
    """East, north, up: the tip less the shadow is along the sun, and the shadow is in the plane of the roof."""
    sun, height = solstice_sun(30.0), 2.0
    a, b = np.radians([azimuth, tilt])
    ahead = np.array([np.sin(a), np.cos(a), 0.0])
    normal = np.sin(b) * ahead + np.array([0.0, 0.0, np.cos(b)])
    up_slope = -np.cos(b) * ahead + np.array([0.0, 0.0, np.sin(b)])
    along = np.cross(up_slope, normal)
    lit = sun @ normal > np.sin(np.radians(3.0))
    tips = shadow_on_roof(height, tilt, azimuth, 30.0)
    assert len(tips) == lit.sum() > 3
    for (u, v), ray in zip(tips, sun[lit], strict=True):
        foot_to_tip = np.array([0.0, 0.0, height])
        errors = [np.linalg.norm(np.cross(foot_to_tip - (s * u * along + v * up_slope), ray)) for s in (1.0, -1.0)]
        assert min(errors) < 1e-9 * (1.0 + abs(u) + abs(v))


def test_the_reflectance_of_a_rated_pane_rises_to_one_along_its_curve():
    """``r + (1 - r) f`` where energy allows it, with the window's own angular curve ``f``."""
    pane = equivalent_pane(2.0, 0.5)
    tau, rho, _ = pane_angular(pane)

    _, f = angular_factors(2.0, 0.5, np.cos(np.radians(ANGLES_DEG)))
    r = pane.solar_reflectance_front
    free = 1.0 - (1.0 - r) * (1.0 - f) < 1.0 - tau - 1e-9
    assert free.sum() > 3 and rho[free] == pytest.approx(1.0 - (1.0 - r) * (1.0 - f[free]))
