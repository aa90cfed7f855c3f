"""Rate laws against measured rates, published anchors and exact mathematics."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from foundation.errors import InputError
from retrofit.biogas.digestion import kinetics

CHENGDU_C = np.array([15.0, 20.0, 25.0, 30.0, 35.0])
CHENGDU = np.array([0.136, 0.796, 1.294, 1.527, 1.952])
"""Yang et al. 2016, Water Res. 102:464: largest methane rates of swine wastewater, L/L/d."""


def test_ceiling_is_the_measured_rate():
    assert kinetics.ceiling_nm3_m3_day(CHENGDU_C) == pytest.approx(CHENGDU)
    assert kinetics.ceiling_nm3_m3_day(np.array([-5.0, 10.0])) == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize(
    ("kind", "vs", "bmp", "temp", "days", "expected"),
    [
        ("swine", 40.0, 0.29, 20.0, 40.0, 0.2460),
        ("swine", 40.0, 0.29, 25.0, 40.0, 0.2611),
        ("swine", 40.0, 0.29, 35.0, 20.0, 0.2550),
        ("swine", 40.0, 0.29, 35.0, 40.0, 0.2728),
        ("cattle", 60.0, 0.18, 35.0, 30.0, 0.1640),
        ("cattle", 60.0, 0.18, 20.0, 60.0, 0.1600),
    ],
)
def test_chen_hashimoto_anchors(kind, vs, bmp, temp, days, expected):
    assert kinetics.chen_hashimoto(bmp, vs, temp, days, kind) == pytest.approx(expected, abs=5e-5)
    assert kinetics.chen_hashimoto_k(40.0, "swine") == pytest.approx(0.7584, abs=5e-5)


def test_chen_hashimoto_is_refused_in_the_cold_and_at_washout():
    with pytest.raises(InputError) as caught:
        kinetics.chen_hashimoto(0.29, 40.0, 15.0, 40.0, "goat")
    assert {p.code for p in caught.value.problems} == {"chen-hashimoto-range", "chen-hashimoto-kind"}
    with pytest.raises(InputError) as caught:
        kinetics.chen_hashimoto(0.29, 40.0, 35.0, 3.0)
    assert [p.code for p in caught.value.problems] == ["digester-washout"]
    just_above = kinetics.chen_hashimoto(0.29, 40.0, 35.0, 1.0001 / kinetics.chen_hashimoto_growth(35.0))
    assert 0.0 < just_above < 0.001


@given(st.floats(0.001, 1.0), st.floats(1.0, 200.0))
def test_more_tanks_digest_more_up_to_plug_flow(k, days):
    shares = [float(kinetics.converted_share(k, days, n)) for n in (1, 2, 5, 20, 1e7, np.inf)]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(shares))
    assert shares[0] == pytest.approx(k * days / (1.0 + k * days), rel=1e-12)
    assert shares[-2] == pytest.approx(shares[-1], rel=1e-4)


@pytest.mark.parametrize("tanks", [1, 3])
def test_tanks_in_series_by_the_hour_reach_the_closed_form(tanks):
    hours, k, days, feed = 24 * 400, 0.06, 30.0, 2.0
    run = kinetics.digest(
        np.full((hours, 1), feed), np.full((hours, 1), k / 24.0), np.full(hours, 1.0 / days / 24.0), np.full(hours, 1e9), tanks, passes=1
    )  # fmt: skip
    assert run.methane_nm3[-1, 0] == pytest.approx(feed * float(kinetics.converted_share(k, days, tanks)), rel=1e-6)


@pytest.mark.parametrize(("tanks", "bar"), [(1, 1e-8), (2, 1e-5)])
def test_the_hour_is_exact_against_a_stiff_solver(tanks, bar):
    """Feed, rate and flow that change every hour, against scipy's Radau at 1e-11; the second tank sees the first one's hourly mean."""
    rng = np.random.default_rng(3)
    hours = 48
    feed, k, flow = rng.uniform(0, 3, hours), rng.uniform(0, 0.02, hours), rng.uniform(0, 0.005, hours)
    start = np.array([50.0, 20.0])[:tanks]
    run = kinetics.digest(feed[:, None], k[:, None], flow, np.full(hours, 1e9), tanks, start[:, None], 1)
    y = np.append(start, 0.0)
    for t in range(hours):

        def slope(_, s, t=t):
            q = tanks * flow[t]
            into = np.append(feed[t], q * s[: tanks - 1])
            return np.append(into - (q + k[t]) * s[:tanks], k[t] * s[:tanks].sum())

        y = solve_ivp(slope, (0.0, 1.0), y, method="Radau", rtol=1e-11, atol=1e-12).y[:, -1]
    assert run.methane_nm3.sum() == pytest.approx(y[-1], rel=bar)
    assert run.content_end_nm3[:, 0] == pytest.approx(y[:-1], rel=bar)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6), tanks=st.integers(1, 4), m=st.integers(1, 3), ceiling=st.sampled_from([1e9, 0.5, 0.0]), passes=st.integers(1, 3)
)  # fmt: skip
def test_potential_closes_with_changing_feed_flow_rate_and_ceiling(seed, tanks, m, ceiling, passes):
    rng = np.random.default_rng(seed)
    n = 24 * 30
    feed = rng.uniform(0.0, 2.0, (n, m)) * (rng.random(n) > 0.3)[:, None]
    rate = rng.uniform(0.0, 0.02, (n, m))
    flow = rng.uniform(0.0, 0.01, n) * (rng.random(n) > 0.2)
    r = kinetics.digest(feed, rate, flow, np.full(n, ceiling), tanks, passes=passes)
    left = feed.sum(axis=0) - r.methane_nm3.sum(axis=0) - r.outflow_nm3
    left -= r.content_end_nm3.sum(axis=0) - r.content_start_nm3.sum(axis=0)
    assert np.abs(left).max() < 1e-9 * feed.sum()
    assert r.methane_nm3.min() >= 0.0 and r.content_end_nm3.min() >= -1e-12
    assert r.methane_nm3.sum(axis=1).max() <= ceiling * (1.0 + 1e-9) + 1e-12


def test_start_up_takes_weeks_when_warm_and_most_of_a_year_when_cold():
    """25 % inoculum: 90 % of the full gas within 20 to 60 days at 20 to 35 degC; washed out where bacteria grow too slowly."""
    days = {}
    for temp, hrt in ((35.0, 25.0), (20.0, 60.0), (15.0, 90.0)):
        activity = kinetics.start_up(np.full(24 * 720, temp), hrt, 0.25)
        assert np.all(np.diff(activity) > -1e-15)
        days[temp] = int(np.argmax(activity > 0.9)) / 24.0
    assert 5.0 < days[35.0] < days[20.0] < 60.0 < days[15.0] < 365.0
    net = float(kinetics.growth_rate(np.array(35.0))) - 1.0 / 25.0  # logistic in closed form
    assert days[35.0] == pytest.approx(np.log(9.0 * 3.0) / net, abs=0.05)
    lost = kinetics.start_up(np.full(24 * 60, 15.0), 20.0, 0.25)
    assert lost[-1] == pytest.approx(0.25 * np.exp((kinetics.growth_rate(np.array(15.0)) - 1 / 20.0) * 60.0), rel=1e-9)
    with pytest.raises(InputError, match="sludge"):
        kinetics.start_up(np.full(24, 15.0), 20.0, 0.0)


def test_washout_days():
    assert float(kinetics.washout_days(np.array(35.0))) == pytest.approx(1.0 / 0.326)
    assert np.isinf(kinetics.washout_days(np.array(8.0)))
    assert float(kinetics.growth_rate(np.array(19.999999))) == pytest.approx(
        float(kinetics.growth_rate(np.array(20.0))), rel=1e-5
    )
