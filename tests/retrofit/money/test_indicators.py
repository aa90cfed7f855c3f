"""Indicators against what they must be by definition, on flows that nobody chose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrofit.money.indicators import debt, discounting, levelised, life_cycle, payback
from retrofit.money.indicators.rate_of_return import irr_all, mirr, sign_changes

RATES = st.floats(-0.02, 0.3)
AMOUNTS = st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1.0)
FLOWS = st.lists(AMOUNTS, min_size=2, max_size=26)


@given(RATES, RATES, FLOWS)
def test_real_and_nominal_give_one_present_value(real, inflation, flow):
    nominal = discounting.nominal_rate(real, inflation)
    assert discounting.real_rate(nominal, inflation) == pytest.approx(real, abs=1e-12)
    risen = discounting.inflated(flow, inflation)
    scale = np.abs(flow).sum() * max(1.0, (1.0 + real) ** -len(flow))
    assert discounting.present_value(risen, nominal) == pytest.approx(
        discounting.present_value(flow, real), abs=1e-9 * scale
    )
    np.testing.assert_allclose(discounting.deflated(risen, inflation), flow, rtol=1e-9)


@settings(deadline=None)
@given(FLOWS)
def test_every_rate_of_return_is_a_root_and_there_are_at_most_as_many_as_sign_changes(flow):
    roots = irr_all(flow)
    assert len(roots) <= sign_changes(flow)
    assert (sign_changes(flow) - len(roots)) % 2 == 0 or any(r > 9e5 or r < -0.999 for r in roots) or not roots
    for r in roots:
        t = np.arange(len(flow))
        weights = (1.0 + r) ** (-t.astype(float))
        assert r > -1.0
        assert abs(np.dot(flow, weights)) < 1e-8 * np.dot(np.abs(flow), weights)


@settings(deadline=None)
@given(st.lists(st.floats(-0.8, 4.0), min_size=1, max_size=5, unique=True))
def test_all_roots_that_are_put_in_are_found(wanted):
    """A polynomial made of its roots, at least 5 % apart in 1 + r."""
    growth = np.sort([1.0 + w for w in wanted])
    if np.any(np.diff(growth) < 0.05 * growth[1:]):
        return
    flow = -np.poly(growth)
    np.testing.assert_allclose(irr_all(flow), growth - 1.0, atol=1e-6)


def test_a_curve_that_touches_zero_has_a_root():
    assert irr_all([-1.0, 2.2, -1.21]) == pytest.approx([0.1], abs=1e-6)


def test_rates_for_which_a_library_is_known_to_be_wrong():
    """numpy-financial gives -99.98 % and -76.9 % for flows of these kinds (its issues 44 and 28)."""
    late = irr_all([-2.0, 1.0, 1.0, 1.0, 6.0])
    assert len(late) == 1 and late[0] > 0.5
    roots = irr_all([-1e3, 2.0e3, 1.0, 1.0, -0.0001])
    assert [r for r in roots if r > 0.0] == pytest.approx([1.0007], abs=1e-3) and len(roots) == 2


@pytest.mark.parametrize("years", [10, 25, 60])
def test_flows_within_a_year_have_a_rate_too(years):
    half = irr_all([-100.0, *[5.0] * years], [0.0, *(0.5 * k for k in range(1, years + 1))])
    whole = irr_all([-100.0, *[5.0] * years])
    assert len(half) == len(whole) == 1
    assert 1.0 + half[0] == pytest.approx((1.0 + whole[0]) ** 2, rel=1e-12)


@given(st.floats(1.0, 1e6), st.floats(0.01, 0.2), st.floats(0.01, 0.2), st.integers(2, 30))
def test_modified_rate_of_a_single_return(invested, finance, reinvest, years):
    """One payment, one receipt: it is the internal rate whatever the two rates are."""
    flow = [-invested, *[0.0] * (years - 1), 2.0 * invested]
    assert mirr(flow, finance, reinvest) == pytest.approx(2.0 ** (1.0 / years) - 1.0, rel=1e-9)
    assert mirr([1.0, 2.0], 0.1, 0.1) is None


@given(FLOWS, st.floats(0.0, 0.2))
def test_payback_is_the_last_time_the_sum_turns_positive(flow, rate):
    found = payback.payback(flow, rate)
    total = np.cumsum([c * (1.0 + rate) ** -t for t, c in enumerate(flow)])
    if np.any(np.abs(total) < 1e-6 * np.abs(total).max()):
        return
    if total[-1] < 0.0:
        assert found.years is None
        assert (found.earlier_years is not None) == bool((total > 0.0).any())
        return
    assert found.years is not None
    below = np.flatnonzero(total < 0.0)
    last = below[-1] if len(below) else -1
    assert (found.years == 0.0) if last == -1 else last < found.years <= last + 1
    later = total[int(np.ceil(found.years)) :]
    assert np.all(later > 0.0)
    rises = np.count_nonzero(np.diff(np.sign(total)) > 0) + (total[0] > 0.0)
    assert (found.earlier_years is not None) == (rises > 1)


@given(st.floats(1.0, 1e7), st.floats(0.0, 0.3), st.integers(1, 30), st.sampled_from([1, 2, 4, 12]))
def test_a_debt_is_paid_back_and_worth_what_was_lent(principal, rate, years, often):
    for kind in ("equal_payment", "equal_principal", "bullet"):
        s = debt.schedule(principal, rate / often, years * often, kind)
        assert s.balance[-1] == pytest.approx(0.0, abs=1e-7 * principal)
        assert s.principal.sum() == pytest.approx(principal, rel=1e-9)
        assert discounting.present_value([0.0, *s.payment], rate / often) == pytest.approx(principal, rel=1e-7)
        y = s.by_year(often)
        assert y.interest.sum() == pytest.approx(s.interest.sum(), rel=1e-12)
        assert len(y.balance) == years and y.balance[-1] == s.balance[-1]
    n = years * often
    equal = debt.schedule(principal, rate / often, n, "equal_principal")
    assert equal.interest.sum() == pytest.approx(principal * rate / often * (n + 1) / 2, rel=1e-9, abs=1e-9)


def test_years_of_grace_bear_interest_alone():
    s = debt.schedule(1000.0, 0.05, 5, "equal_payment", grace=2)
    assert s.principal[:2].tolist() == [0.0, 0.0] and s.interest[:2].tolist() == [50.0, 50.0]
    assert np.ptp(s.payment[2:]) < 1e-9 and s.balance[-1] == pytest.approx(0.0, abs=1e-9)


def test_a_lease_with_deposit_and_fee_costs_more_than_its_rate():
    """Reference: 5.5 % in quarters with 5 % deposit and 1 % fee over five years is 6.63 % in all; so is one over eight, with two roots."""
    from retrofit.money.instruments.lease import Lease, all_in_rate

    terms = {"instrument": "lease", "share": 1.0, "rate_nominal": 0.055, "deposit": 0.05, "fee": 0.01}
    assert all_in_rate(250000.0, Lease(years=5, **terms)) == pytest.approx(0.0663, abs=5e-5)
    assert 0.06 < all_in_rate(250000.0, Lease(years=8, **terms)) < 0.0663


@pytest.mark.parametrize(("life", "years", "times", "left"), [
    (12, 25, (12, 24), 11 / 12), (25, 25, (), 0.0), (5, 25, (5, 10, 15, 20), 0.0), (40, 25, (), 15 / 40), (7.5, 20, (7.5, 15.0), 2.5 / 7.5),
])  # fmt: skip
def test_replacements_lie_strictly_inside_and_what_is_left_is_linear(life, years, times, left):
    assert life_cycle.replacement_years(life, years) == times
    assert life_cycle.residual_value(1.0, life, years) == pytest.approx(left, abs=1e-12)


def test_no_savings_ratio_without_investment():
    zero = life_cycle.LifeCycleCost(investment=0, replacement=0, residual=0, energy=10, operation=0)
    assert life_cycle.savings_to_investment(zero, zero) is None
    assert life_cycle.adjusted_rate_of_return(None, 0.03, 20) is None
    assert life_cycle.adjusted_rate_of_return(1.0, 0.03, 20) == pytest.approx(0.03)


def test_escalation_begins_in_year_1_and_degradation_in_year_2():
    assert levelised.escalation(0.1, 2).tolist() == pytest.approx([1.1, 1.21])
    assert levelised.degradation(0.1, 3).tolist() == pytest.approx([1.0, 0.9, 0.81])
    assert levelised.degradation(0.1, 1, first=0.2).tolist() == [1.0]
