"""Our values of the worked vectors on taxes and contracts, by the program's own instruments."""

from __future__ import annotations

import numpy as np

from benchmarks.economics_cases import Answer, case
from retrofit.money.finance import financed, share_for
from retrofit.money.indicators import debt, discounting, levelised, payback
from retrofit.money.indicators.rate_of_return import irr_all
from retrofit.money.instruments.base import Deal, PvService
from retrofit.money.instruments.emc_shared import EmcShared
from retrofit.money.instruments.green_bond import GreenBond
from retrofit.money.instruments.loan import Loan
from retrofit.money.instruments.ppp import Ppp
from retrofit.money.instruments.third_party_pv import ThirdPartyPv
from retrofit.money.parties import PartyTerms, by_year, debt_cover, largest_gap, of_party
from retrofit.money.results import Flow, Kind
from retrofit.money.tax import income_tax, straight_line, value_of_self_use, vat_paid, vat_within


def yearly(kind: Kind, amounts: np.ndarray) -> list[Flow]:
    """Rows of the owner at the ends of the years 1 to n."""
    return [Flow("owner", k + 1.0, kind, float(a)) for k, a in enumerate(amounts)]


def flow_of(deal: Deal, party: str, years: int | None = None) -> list[float]:
    """A party's flow of every year."""
    return by_year(of_party(deal.flows, party), deal.years).tolist()[: None if years is None else years + 1]


@case("sam-cashloan-simple")
def _cashloan(x: Answer) -> Answer:
    """Owner with a loan of yearly payments and income tax; losses lower the tax on other profits. Everything at current prices."""
    n, rate = x["years"], x["discount"]
    saved = x["saving_year1"] * levelised.degradation(x["degradation"], n)
    flows = [Flow("owner", 0.0, "capex", -x["capex"]), *yearly("energy", saved), *yearly("opex", np.full(n, -x["om"]))]
    deal = Deal(flows=tuple(flows), years=n)
    loan = Loan(
        instrument="loan", share=x["debt_share"], rate_nominal=x["loan_rate"], years=x["loan_term"], payments_a_year=1
    )
    terms = PartyTerms(discount_rate_real=rate, income_tax=x["income_tax"], set_off_elsewhere=True, salvage_share=0.0)
    after = financed(deal, [loan], {"owner": terms})
    equity = flow_of(after, "owner")
    bank = [f for f in after.flows if f.party == "bank"]
    interest = by_year(bank, n, ("interest",))
    # SAM's payback is that of the flow after tax without any debt
    unlevered = flow_of(financed(deal, [], {"owner": terms}), "owner")
    values = {
        "npv": discounting.present_value(equity, rate),
        "payback": payback.payback(unlevered).years,
        "discounted_payback": payback.payback(unlevered, rate).years,
    }
    service = by_year(bank, n)[1]
    return {
        "recomputed": {
            "pysam": values | {"after_tax_cash_flow": equity, "debt_payment": service, "interest_year1": interest[1]},
            "own": values | {"irr_equity": list(irr_all(equity)), "cash_flow": equity},
        }
    }


@case("nbt11894-qionghai")
def _appraisal(x: Answer) -> Answer:
    """A PV plant by NB/T 11894-2025 in 10,000 CNY, with the conventions of the source's code."""
    n, fixed = x["years"], x["static_investment"]
    interest = fixed * (1.0 - x["equity_share"]) / 2.0 * x["loan_rate"]
    working = x["capacity_mw"] * x["working_capital_per_mw"]
    total = fixed + interest + working
    gross = x["capacity_mw"] * x["full_load_hours"] * x["price_with_vat"] / 10.0
    output = vat_within(gross, x["vat"])
    stairs = {int(k.split("-")[0]): v for k, v in x["om_cny_per_kw"].items()}
    om = np.array([stairs[max(s for s in stairs if s <= y)] * x["capacity_mw"] / 10.0 for y in range(1, n + 1)])
    om += x["other_cost_share"] * fixed
    vat = vat_paid([0.0, *[output] * n], [x["deductible_vat"], *[0.0] * n])[1:]
    written_off = straight_line(fixed + interest - x["deductible_vat"], 20, n, 0.05)
    operating = gross - output - om - x["surtax"] * vat
    tax = income_tax((operating - written_off).tolist(), x["income_tax"], free_years=3, half_years=3)
    end = 0.05 * fixed + working

    def irr(after: np.ndarray) -> float:
        flow = np.array([-(fixed + working), *after])
        flow[-1] += end
        (root,) = irr_all(flow)
        return root

    kept = output - vat
    pre = irr(operating)
    return {
        "published": {"interest_in_construction": interest, "total_investment": total, "irr_pre_tax": pre},
        "recomputed": {
            "interest_in_construction": interest,
            "total_investment": total,
            "irr_pre_tax": pre,
            "irr_after_tax": irr(operating - tax),
            "vat_paid": vat[:8].tolist(),
            "income_tax": tax[:8].tolist(),
            "irr_pre_tax_vat_kept_as_cash": irr(operating + kept),
            "irr_after_tax_vat_kept_as_cash": irr(operating + kept - tax),
        },
    }


@case("vat-double-count")
def _credit(x: Answer) -> Answer:
    """By the program's party: invests and sells with tax; the credit comes back over the years, not at the start."""
    n = x["years"]
    flows = [
        Flow("owner", 0.0, "capex", -x["capex_with_vat"]),
        *yearly("export", np.full(n, x["revenue_with_vat_year"])),
    ]
    after = financed(
        Deal(flows=tuple(flows), years=n), [], {"owner": PartyTerms(discount_rate_real=0.0, vat="general")}
    )
    return {
        "recomputed": {
            "input_vat": vat_within(x["capex_with_vat"], x["vat"]),
            "output_vat_year": vat_within(x["revenue_with_vat_year"], x["vat"]),
            "right_vat_paid": (-by_year(of_party(after.flows, "owner"), n, ("vat",)))[1:].tolist(),
        }
    }


@case("vat-by-party")
def _self_use(x: Answer) -> Answer:
    price, vat, tax = x["price_with_vat"], x["vat"], x["cit"]
    return {
        "recomputed": {
            "school_or_household": value_of_self_use(price, vat, general_payer=False),
            "general_vat_payer_before_tax": value_of_self_use(price, vat, general_payer=True),
            "general_vat_payer_after_tax": value_of_self_use(price, vat, general_payer=True, income_tax=tax),
            "small_scale_or_exempt": value_of_self_use(price, vat, general_payer=False),
        }
    }


@case("pv-self-use-surplus")
def _surplus(x: Answer) -> Answer:
    n = x["years"]
    output = levelised.degradation(0.005, n, first=0.02)

    def values(own: float, sold: float) -> Answer:
        income = x["kwh_year1"] * (x["self_use_share"] * own + (1.0 - x["self_use_share"]) * sold)
        flow = np.array([-x["capex"], *(income * output - x["om"])])
        flow[13] -= x["inverter_year13"]
        return {
            "income": income,
            "capex": x["capex"],
            "npv_4": discounting.present_value(flow.tolist(), x["rate"]),
            "irr": list(irr_all(flow)),
            "simple_payback": payback.simple_payback(x["capex"], income - x["om"]),
        }

    return {"recomputed": {name: values(*prices) for name, prices in x["prices"].items()}}


@case("emc-shared-savings")
def _shared(x: Answer) -> Answer:
    n = x["life"]
    saved = x["saving_year1"] * levelised.degradation(x["fade"], n)
    rows = [
        Flow("owner", 0.0, "capex", -x["investment"]),
        *yearly("energy", saved),
        *yearly("opex", np.full(n, -x["om"])),
    ]
    deal = Deal(flows=tuple(rows), years=n)
    contract = EmcShared(instrument="emc_shared", share=x["esco_share"], years=x["term"])
    after = financed(deal, [contract], {})
    esco, client, project = flow_of(after, "contractor", x["term"]), flow_of(after, "owner"), flow_of(deal, "owner")
    npv = discounting.present_value
    return {
        "recomputed": {
            "esco_flow": esco,
            "client_flow": client,
            "project_flow": project,
            "esco_irr": list(irr_all(esco)),
            "esco_npv8": npv(esco, x["esco_rate"]),
            "client_npv4": npv(client, x["client_rate"]),
            "project_npv4": npv(project, x["client_rate"]),
            "project_irr": list(irr_all(project)),
            "break_even_share_at_8pct": share_for(deal, contract, x["esco_rate"], {}),
            "sum_check": largest_gap(after.flows, deal.flows, n),
        }
    }


@case("third-party-pv")
def _third_party(x: Answer) -> Answer:
    """The rent is at constant prices here: inflation is zero."""
    n = x["years"]
    kwh = x["kwh_year1"] * levelised.degradation(0.005, n, first=0.02)
    costs = [
        Flow("owner", 0.0, "capex", -x["capex_per_kw"] * x["kwp"]),
        *yearly("opex", np.full(n, -x["om_per_kw"] * x["kwp"])),
    ]
    own, sold = kwh * x["self_use"] * x["grid_price"], kwh * (1.0 - x["self_use"]) * x["surplus_price"]
    pv = PvService(costs=tuple(costs), self_use_cny=own, export_cny=sold, roof_m2=x["roof_m2"])
    deal = Deal(flows=(*costs, *yearly("energy", own), *yearly("export", sold)), years=n, pv=pv)

    def after(**terms: float) -> Deal:
        return financed(deal, [ThirdPartyPv(instrument="third_party_pv", **terms)], {})

    rent, cheap, two = (
        after(rent_cny_m2=x["rent"]),
        after(discount=x["discount"]),
        after(rent_cny_m2=x["rent"], discount=x["discount"]),
    )
    npv = lambda d: discounting.present_value(flow_of(d, "owner"), 0.04)  # noqa: E731
    return {
        "recomputed": {
            "developer_irr_rent_plus_discount": list(irr_all(flow_of(two, "developer"))),
            "developer_irr_rent_only": list(irr_all(flow_of(rent, "developer"))),
            "host_npv4_rent": npv(rent),
            "host_npv4_discount": npv(cheap),
        }
    }


@case("ppp-viability-gap")
def _gap(x: Answer) -> Answer:
    n = x["term"]
    deal = Deal(
        flows=(Flow("owner", 0.0, "capex", -x["capex"]), *yearly("opex", np.full(n, -float(x["opex"])))), years=n
    )

    def paid(support: str) -> list[float]:
        spec = Ppp(instrument="ppp", years=n, user_fee_cny_year=x["user_fees"], target_irr_real=x["target_project_irr"], support=support)  # fmt: skip
        return [-cny for cny in flow_of(financed(deal, [spec], {}), "government")]

    yearly_payment, grant = paid("availability_payment"), paid("capital_grant")
    worth = discounting.present_value(yearly_payment, x["government_rate"])
    return {
        "recomputed": {
            "annual_gap_payment": yearly_payment[1],
            "capital_grant_at_start": grant[0],
            "pv_of_payments_to_government": worth,
            "value_for_money_difference": worth - grant[0],
        }
    }


@case("green-bond")
def _bond(x: Answer) -> Answer:
    n, face = x["years"], x["face"]
    deal = Deal(flows=(Flow("owner", 0.0, "capex", -face), *yearly("energy", np.full(n, 1.5e6))), years=n)
    terms = {"share": 1.0, "coupon_nominal": x["coupon"], "years": n, "issue_cost": x["issue_cost"]}
    plain = financed(deal, [GreenBond(instrument="green_bond", **terms)], {})
    fund = financed(
        deal, [GreenBond(instrument="green_bond", sinking_fund_nominal=x["sinking_fund_rate"], **terms)], {}
    )
    bare, covered = debt_cover(plain.flows, "owner", n), debt_cover(fund.flows, "owner", n)
    assert bare is not None and covered is not None
    debts = [f for f in plain.flows if f.party == "owner" and f.kind in ("loan", "interest", "fee")]
    deposit = debt.sinking_fund_payment(face, x["sinking_fund_rate"], n)
    return {
        "recomputed": {
            "all_in_cost": list(irr_all(by_year(debts, n).tolist())),
            "yearly_coupon": by_year(plain.flows, n, ("interest",)).max() or x["coupon"] * face,
            "sinking_fund_payment": deposit,
            "check": deposit * ((1.0 + x["sinking_fund_rate"]) ** n - 1.0) / x["sinking_fund_rate"],
            "dscr_in_year5_if_cfads_1500000": bare.ratios[4],
            "dscr_with_sinking_fund": covered.ratios[4],
        }
    }
