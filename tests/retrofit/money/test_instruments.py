"""Instruments: whatever is combined, the parties' flows add up to the project's in every year."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from retrofit.money.finance import financed, party_npv, share_for, shares_by_term
from retrofit.money.indicators.discounting import present_value
from retrofit.money.instruments.base import Deal, PvService
from retrofit.money.instruments.emc_shared import EmcShared
from retrofit.money.instruments.registry import instruments
from retrofit.money.instruments.union import AnyInstrument
from retrofit.money.parties import PartyTerms, by_year, debt_cover, largest_gap, of_party, parties_of
from retrofit.money.results import Flow

ANY = TypeAdapter(AnyInstrument)


def made(**keys: object):
    return ANY.validate_python(keys)


def example(years: int = 20, inflation: float = 0.02, capex: float = 5e5, saving: float = 6e4) -> Deal:
    fade = 0.995 ** np.arange(years)
    pv = [Flow("owner", 0.0, "capex", -0.6 * capex), Flow("owner", 12.0, "replacement", -0.1 * capex)]
    pv = [f for f in pv if f.year < years]
    pv += [Flow("owner", float(years), "residual", 0.05 * capex)]
    pv += [Flow("owner", y + 1.0, "opex", -0.01 * capex) for y in range(years)]
    own, sold = 0.4 * saving * fade, 0.2 * saving * fade
    rest = [Flow("owner", 0.0, "capex", -0.4 * capex)]
    bills = [Flow("owner", y + 1.0, "energy", float(saving * 0.8 * fade[y])) for y in range(years)]
    bills += [Flow("owner", y + 1.0, "export", float(sold[y])) for y in range(years)]
    service = PvService(costs=tuple(pv), self_use_cny=own, export_cny=sold, roof_m2=900.0)
    return Deal(flows=(*pv, *rest, *bills), years=years, inflation=inflation, pv=service)


share = st.floats(0.01, 1.0)
term = st.integers(1, 20)
rate = st.floats(0.0, 0.15)
party = st.sampled_from(["owner", "contractor", "developer", "concessionaire"])
SPECS = st.one_of(
    st.builds(lambda s: made(instrument="own_funds", share=s), share),
    st.builds(lambda s, p: made(instrument="grant", share=s, receiver=p), share, party),
    st.builds(lambda a: made(instrument="grant", amount_cny=a), st.floats(0, 1e6)),
    st.builds(lambda s, r, y, k, n, p: made(instrument="loan", share=s, rate_nominal=r, years=y, repayment=k, payments_a_year=n, borrower=p), share, rate, term, st.sampled_from(["equal_payment", "equal_principal"]), st.sampled_from([1, 2, 4, 12]), party),
    st.builds(lambda s, r, y, f, p: made(instrument="green_bond", share=s, coupon_nominal=r, years=y, sinking_fund_nominal=f, issuer=p), share, rate, term, st.none() | rate, party),
    st.builds(lambda s, r, n: made(instrument="green_bond", share=s, coupon_nominal=r, years=4, refinanced=n), share, rate, st.integers(0, 4)),
    st.builds(lambda s, r, y, d: made(instrument="lease", share=s, rate_nominal=r, years=y, deposit=d, fee=0.01, purchase_cny=100.0), share, rate, term, st.floats(0, 0.2)),
    st.builds(lambda s, y: made(instrument="emc_shared", share=s, years=y), share, term),
    st.builds(lambda g, f, y, x: made(instrument="emc_guaranteed", guaranteed_saving_cny=g, fee_cny_year=f, years=y, excess_share=x), st.floats(0, 1e5), st.floats(0, 1e4), term, st.floats(0, 1)),
    st.builds(lambda d, r, y: made(instrument="third_party_pv", discount=d, rent_cny_m2=r, years=y), st.floats(0.01, 1), st.floats(0, 20), st.none() | term),
    st.builds(lambda y, f, s: made(instrument="ppp", years=y, user_fee_share=f, support=s), term, st.floats(0, 1), st.sampled_from(["none", "capital_grant", "availability_payment"])),
)  # fmt: skip
TERMS = st.builds(
    lambda vat, tax, other: PartyTerms(discount_rate_real=0.05, vat=vat, surtax=0.1, income_tax=tax, set_off_elsewhere=other),
    st.sampled_from(["consumer", "general", "small_scale"]), st.sampled_from([0.0, 0.15, 0.25]), st.booleans(),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(SPECS, max_size=5), st.dictionaries(party, TERMS, max_size=4), st.floats(-0.02, 0.1))
def test_the_parties_add_up_to_the_project_in_every_year(specs, parties, inflation):
    deal = example(inflation=inflation)
    after = financed(deal, specs, parties)
    assert largest_gap(after.flows, deal.flows, deal.years) < 1e-9 * 1e6
    # and to rounding of the largest amount in that year
    for year in range(deal.years + 1):
        rows = [f.cny for f in after.flows if f.year == year]
        project = sum(f.cny for f in deal.flows if f.year == year)
        assert abs(sum(rows) - project) <= 1e-9 * max(1.0, max(map(abs, rows), default=0.0))


def test_there_is_a_strategy_for_every_instrument():
    assert set(instruments()) == {"own_funds", "grant", "loan", "green_bond", "lease", "emc_shared", "emc_guaranteed", "third_party_pv", "ppp"}  # fmt: skip


@given(st.lists(SPECS, max_size=3))
@settings(deadline=None)
def test_a_package_that_costs_nothing_is_not_financed(specs):
    """The baseline: no investment, no saving, no PV: nobody has a flow."""
    assert financed(Deal(flows=(), years=20), specs, {}).flows == ()


@given(st.floats(0.0, 0.15), st.integers(1, 20), st.floats(0.0, 0.08), st.sampled_from([1, 12]))
@settings(deadline=None)
def test_a_loan_at_the_discount_rate_costs_nothing(real, years, inflation, often):
    """Yearly payments at the nominal rate of the owner's own real rate: the present value stays as it is."""
    deal = example(inflation=inflation)
    nominal = (1.0 + real) * (1.0 + inflation) - 1.0
    per_month = often * ((1.0 + nominal) ** (1.0 / often) - 1.0)
    if not 0.0 <= per_month <= 0.5:
        return
    after = financed(
        deal, [made(instrument="loan", share=0.7, rate_nominal=per_month, years=years, payments_a_year=often)], {}
    )
    gap = party_npv(after, "owner", real) - party_npv(deal, "owner", real)
    if often == 1:
        assert gap == pytest.approx(0.0, abs=1e-6 * 5e5)
    else:
        assert gap >= -1e-6  # payments within the year stand at its end: a little later than they flow


def test_inflation_makes_a_loan_cheaper_and_not_the_project():
    loan = made(instrument="loan", share=1.0, rate_nominal=0.05, years=10)
    worth = [party_npv(financed(example(inflation=i), [loan], {}), "owner", 0.03) for i in (0.0, 0.03)]
    assert worth[1] > worth[0]
    assert party_npv(example(inflation=0.0), "owner", 0.03) == party_npv(example(inflation=0.03), "owner", 0.03)


def test_the_owner_needs_no_money_with_a_contractor_and_keeps_all_after_the_term():
    deal = example()
    after = financed(deal, [made(instrument="emc_shared", share=0.8, years=8)], {})
    mine = by_year(of_party(after.flows, "owner"), 20)
    alone = by_year(deal.flows, 20)
    assert mine[0] == 0.0
    assert mine[9:].tolist() == pytest.approx(alone[9:].tolist())


@pytest.mark.parametrize(
    ("actual", "owner", "contractor"), [(80.0, 100.0 - 10.0, -20.0 + 10.0), (130.0, 130.0 - 10.0 - 15.0, 25.0)]
)
def test_a_guarantee_makes_good_a_shortfall_and_shares_an_excess(actual, owner, contractor):
    deal = Deal(flows=(Flow("owner", 0.0, "capex", -500.0), Flow("owner", 1.0, "energy", actual)), years=1)
    spec = made(instrument="emc_guaranteed", guaranteed_saving_cny=100.0, fee_cny_year=10.0, years=1, excess_share=0.5)
    after = financed(deal, [spec], {})
    assert by_year(of_party(after.flows, "owner"), 1)[1] == pytest.approx(owner)
    assert by_year(of_party(after.flows, "contractor"), 1)[1] == pytest.approx(contractor)


def test_solved_backwards_the_contractor_has_exactly_its_rate():
    deal = example()
    taxes = {"contractor": PartyTerms(discount_rate_real=0.08, vat="general", income_tax=0.25, surtax=0.12)}
    spec = EmcShared(instrument="emc_shared", share=0.5, years=12)
    for parties in ({}, taxes):
        found = share_for(deal, spec, 0.08, parties)
        if found is None:
            continue
        after = financed(deal, [spec.model_copy(update={"share": found})], parties)
        assert party_npv(after, "contractor", 0.08) == pytest.approx(0.0, abs=1e-4)
    rows = dict(shares_by_term(deal, spec, 0.05, {}))
    known = [(y, s) for y, s in rows.items() if s is not None]
    assert rows[1] is None and len(rows) == 20 and known
    # the wrench of the replacement aside, a longer term needs a smaller share
    assert all(b < a for (y, a), (z, b) in pairwise(known) if z != 12)


@pytest.mark.parametrize("repayment", ["equal_payment", "equal_principal"])
def test_the_worst_year_of_a_debt_is_named(repayment):
    deal = Deal(
        flows=(Flow("owner", 0.0, "capex", -1e6), *(Flow("owner", y, "energy", 150000 * 0.995 ** (y - 1)) for y in range(1, 16))),
        years=15,
    )  # fmt: skip
    loan = made(instrument="loan", share=1.0, rate_nominal=0.036, years=10, repayment=repayment, payments_a_year=1)
    found = debt_cover(financed(deal, [loan], {}).flows, "owner", 15)
    assert found.least_year == (10 if repayment == "equal_payment" else 1)
    assert found.least == pytest.approx(1.186475578 if repayment == "equal_payment" else 1.102941176, rel=1e-9)
    assert found.ratios[10:] == (None,) * 5
    assert debt_cover(deal.flows, "owner", 15) is None


def test_a_refinanced_bond_shows_every_issue():
    deal = Deal(flows=(Flow("owner", 0.0, "capex", -100.0),), years=20)
    bond = made(instrument="green_bond", share=1.0, coupon_nominal=0.03, years=5, issue_cost=0.01, refinanced=3)
    mine = of_party(financed(deal, [bond], {}).flows, "owner")
    assert {f.year: f.cny for f in mine if f.kind == "fee"} == dict.fromkeys((0.0, 5.0, 10.0, 15.0), -1.0)
    assert {f.year: f.cny for f in mine if f.kind == "loan"} == {0.0: 100.0, 20.0: -100.0}
    assert sum(f.cny for f in mine if f.kind == "interest") == pytest.approx(-60.0)


def test_debt_is_for_what_is_left_after_a_grant():
    deal = example(capex=1e6)
    specs = [made(instrument="loan", amount_cny=9e5, rate_nominal=0.04, years=10), made(instrument="grant", share=0.3)]
    drawn = next(f for f in of_party(financed(deal, specs, {}).flows, "owner") if f.kind == "loan" and f.year == 0)
    assert drawn.cny == pytest.approx(7e5)


def test_the_concession_pays_its_target_with_either_support():
    for support in ("capital_grant", "availability_payment"):
        spec = made(instrument="ppp", years=15, user_fee_share=0.3, support=support, target_irr_real=0.06)
        after = financed(example(), [spec], {})
        flow = by_year(of_party(after.flows, "concessionaire"), 20)
        assert present_value(flow.tolist(), 0.06) == pytest.approx(0.0, abs=1e-6)
        assert "government" in parties_of(after.flows)


@pytest.mark.parametrize(
    "keys",
    [
        {"instrument": "loan", "rate_nominal": 0.04, "years": 5},
        {"instrument": "loan", "rate_nominal": 0.04, "years": 5, "share": 0.5, "amount_cny": 5},
        {"instrument": "third_party_pv"},
        {"instrument": "loan", "share": 0.5, "rate": 0.04, "years": 5},
        {"instrument": "gift", "share": 0.5},
    ],
)
def test_what_cannot_be_meant_is_refused(keys):
    with pytest.raises(ValidationError):
        ANY.validate_python(keys)
