"""Taxes of a party."""

from __future__ import annotations

import numpy as np
import pytest

from retrofit.money import tax
from retrofit.money.finance import financed
from retrofit.money.instruments.base import Deal
from retrofit.money.parties import PartyTerms, by_year, of_party
from retrofit.money.results import Flow


def deal(kind: str, yearly: float, years: int = 10, capex: float = 0.0, inflation: float = 0.0) -> Deal:
    rows = [Flow("owner", y, kind, yearly) for y in range(1, years + 1)]
    return Deal(flows=(Flow("owner", 0.0, "capex", -capex), *rows), years=years, inflation=inflation)


def owner(d: Deal, **terms: object) -> np.ndarray:
    out = financed(d, [], {"owner": PartyTerms(discount_rate_real=0.04, **terms)})
    return by_year(of_party(out.flows, "owner"), d.years)


def test_a_school_keeps_the_price_with_tax_and_a_company_the_price_without():
    assert owner(deal("energy", 850.0))[1] == 850.0
    assert owner(deal("energy", 850.0), vat="general")[1] == pytest.approx(850.0 / 1.13)
    got = owner(deal("energy", 850.0), vat="general", income_tax=0.25)[1]
    assert got == pytest.approx(850.0 / 1.13 * 0.75)


def test_a_credit_lasts_until_it_is_used_and_is_no_receipt():
    flow = owner(deal("export", 226000.0, 6, 1130000.0), vat="general", surtax=0.1)
    assert flow.tolist() == pytest.approx([-1130000.0, *[226000.0] * 5, 226000.0 - 26000.0 * 1.1])


def test_a_small_payer_pays_on_its_receipts_alone():
    assert owner(deal("export", 103.0), vat="small_scale")[1] == pytest.approx(100.0)
    assert owner(deal("energy", 103.0), vat="small_scale")[1] == 103.0


def test_losses_are_carried_five_years_the_oldest_first():
    profit = [-100.0, 0.0, 0.0, 0.0, 0.0, 40.0, 100.0]
    assert tax.income_tax(profit, 0.25).tolist() == [0, 0, 0, 0, 0, 0, 25.0]
    assert tax.income_tax([-100.0, -50.0, *[0.0] * 4, 60.0], 0.25).tolist() == pytest.approx([0] * 6 + [2.5])
    assert tax.income_tax([-100.0, 100.0], 0.25, set_off_elsewhere=True).tolist() == [-25.0, 25.0]


def test_depreciation_counts_at_the_prices_of_its_year():
    """With inflation the saving rises and the depreciation does not: the real tax is higher. By hand."""
    d = deal("energy", 100.0, 2, 1000.0, inflation=0.1)
    flow = owner(d, income_tax=0.5, depreciation_years=2, salvage_share=0.0, set_off_elsewhere=True)
    first, second = 0.5 * (110.0 - 500.0), 0.5 * (121.0 - 500.0)
    assert flow.tolist() == pytest.approx([-1000.0, 100.0 - first / 1.1, 100.0 - second / 1.21])


def test_what_is_left_in_the_books_is_written_off_against_the_residual_value():
    d = Deal(flows=(Flow("owner", 0.0, "capex", -1000.0), Flow("owner", 4.0, "residual", 500.0)), years=4)
    flow = owner(d, income_tax=0.25, depreciation_years=8, salvage_share=0.0, set_off_elsewhere=True)
    assert flow.tolist() == pytest.approx([-1000.0, *[31.25] * 3, 500.0 + 31.25])
    assert flow.sum() == pytest.approx(-500.0 + 0.25 * 500.0)


def test_three_years_free_and_three_at_half():
    flow = owner(deal("energy", 100.0, 7), income_tax=0.25, tax_holiday=True)
    assert flow[1:].tolist() == [100.0] * 3 + [87.5] * 3 + [75.0]


def test_every_rate_has_a_source():
    from foundation.tables import read_table

    assert all(r["source"] and r["status"] for r in read_table("retrofit", "tax_rates.csv"))
    with pytest.raises(StopIteration):
        tax.tax_rate("vat_of_nothing")
