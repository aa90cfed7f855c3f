"""Own cases of PV with a loan and income tax beside SSC's cash loan (extra ``solar-check``).

``PySAM.Cashloan`` lacks inputs that the module asks for; it is called through ``PySAM.PySSC``. Its payback leaves debt out; its NPV is of the
equity's flow after tax at the nominal rate. Losses lower the tax on other profits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from retrofit.money.finance import financed
from retrofit.money.indicators import discounting, levelised, payback
from retrofit.money.instruments.base import Deal
from retrofit.money.instruments.loan import Loan
from retrofit.money.parties import PartyTerms, by_year, of_party
from retrofit.money.results import Flow

MONTHS = (
    "nm_dollars_applied", "net_billing_credits", "two_meter_sales", "true_up_credits", "charge_w_sys_dc_tou", "charge_w_sys_dc_fixed",
    "charge_w_sys_ec", "charge_w_sys_fixed", "charge_w_sys_minimum", "charge_wo_sys_dc_tou", "charge_wo_sys_dc_fixed",
    "charge_wo_sys_ec", "charge_wo_sys_fixed",
)  # fmt: skip
"""Bills by year and month that the module asks for and does not use here."""
HOURS = (
    "gen", "year1_hourly_e_fromgrid", "year1_hourly_charge_with_system", "year1_hourly_ec_with_system", "year1_hourly_dc_with_system",
    "year1_hourly_e_togrid", "year1_hourly_salespurchases_with_system", "year1_hourly_ec_without_system",
    "year1_hourly_dc_without_system", "grid_to_batt",
)  # fmt: skip
NOTHING = (
    "property_tax_rate", "insurance_rate", "system_heat_rate", "om_production_escal", "om_capacity_escal", "om_fuel_cost_escal",
    "om_fixed_escal", "mortgage", "system_use_lifetime_output", "prop_tax_cost_assessed_percent", "prop_tax_assessed_decline",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CashLoan:
    """A case: money saved and operation at today's prices, a loan with yearly payments."""

    years: int = 20
    capex: float = 350000.0
    saving: float = 60000.0
    fade: float = 0.005
    opex: float = 4700.0
    share: float = 0.6
    loan_rate: float = 0.0476
    term: int = 10
    tax: float = 0.25
    depreciation_years: int = 20
    residual: float = 0.0
    """Share of the investment, at the prices of year 0."""
    real_rate: float = 0.06
    inflation: float = 0.0


BASE = CashLoan()
CASES = {
    "base": BASE,
    "no tax": replace(BASE, tax=0.0),
    "no loan": replace(BASE, share=0.0),
    "inflation": replace(BASE, inflation=0.025),
    "inflation and residual value": replace(BASE, inflation=0.02, residual=0.1, years=25),
    "long loan, short depreciation": replace(BASE, term=18, depreciation_years=10, loan_rate=0.035, years=25),
    "never pays": replace(BASE, saving=25000.0, inflation=0.01),
    "all debt": replace(BASE, share=1.0, loan_rate=0.03, term=15, tax=0.15),
}


def _nominal(case: CashLoan) -> tuple[np.ndarray, float]:
    saved = case.saving * levelised.degradation(case.fade, case.years)
    return discounting.inflated(saved.tolist(), case.inflation, 1), discounting.nominal_rate(
        case.real_rate, case.inflation
    )


def ours(case: CashLoan) -> dict[str, Any]:
    """By the program's own instruments and taxes; flows at current prices."""
    n = case.years
    saved = case.saving * levelised.degradation(case.fade, n)
    rows = [Flow("owner", 0.0, "capex", -case.capex), Flow("owner", float(n), "residual", case.residual * case.capex)]
    rows += [Flow("owner", k + 1.0, "energy", float(s)) for k, s in enumerate(saved)]
    rows += [Flow("owner", k + 1.0, "opex", -case.opex) for k in range(n)]
    deal = Deal(flows=tuple(rows), years=n, inflation=case.inflation)
    terms = PartyTerms(
        discount_rate_real=case.real_rate,
        income_tax=case.tax,
        set_off_elsewhere=True,
        salvage_share=0.0,
        depreciation_years=case.depreciation_years,
    )
    loan = Loan.model_construct(instrument="loan", share=case.share, amount_cny=None, borrower="owner", rate_nominal=case.loan_rate, years=case.term, repayment="equal_payment", payments_a_year=1, interest_only_years=0)  # fmt: skip

    def flow(after: Deal) -> np.ndarray:
        return discounting.inflated(by_year(of_party(after.flows, "owner"), n).tolist(), case.inflation)

    equity = flow(financed(deal, [loan], {"owner": terms}))
    unlevered = flow(financed(deal, [], {"owner": terms}))
    rate = _nominal(case)[1]
    return {
        "npv": discounting.present_value(equity.tolist(), rate),
        "payback": payback.payback(unlevered.tolist()).years,
        "discounted_payback": payback.payback(unlevered.tolist(), rate).years,
        "flow": equity.tolist(),
    }


def _inputs(case: CashLoan) -> dict[str, Any]:
    n = case.years
    saved, _ = _nominal(case)
    values: dict[str, Any] = dict.fromkeys(NOTHING, 0.0) | {k: [0.0] * 8760 for k in HOURS}
    values |= {f"{k}_ym": [[0.0] * 12] * (n + 1) for k in MONTHS}
    bills = ("utility_bill_wo_sys", "utility_bill_w_sys", "elec_cost_without_system", "elec_cost_with_system")
    values |= {k: [0.0] * (n + 1) for k in bills}
    values |= {k: [0.0] for k in ("om_production", "om_capacity", "om_fuel_cost", "degradation", "state_tax_rate", "batt_capacity_percent")}  # fmt: skip
    return values | {
        "analysis_period": n, "federal_tax_rate": [100.0 * case.tax], "real_discount_rate": 100.0 * case.real_rate,
        "inflation_rate": 100.0 * case.inflation, "system_capacity": 100.0, "loan_term": case.term,
        "loan_rate": 100.0 * case.loan_rate, "debt_fraction": 100.0 * case.share,
        # SSC does not raise the first year's cost; ours is at the prices of year 0
        "om_fixed": [case.opex * (1.0 + case.inflation)], "total_installed_cost": case.capex,
        "salvage_percentage": 100.0 * case.residual * (1.0 + case.inflation) ** n, "market": 1.0, "annual_energy": 1.0,
        "depr_fed_type": 2.0, "depr_fed_sl_years": case.depreciation_years, "depr_sta_type": 2.0,
        "depr_sta_sl_years": case.depreciation_years, "annual_energy_value": [0.0, *saved.tolist()],
    }  # fmt: skip


def theirs(case: CashLoan) -> dict[str, Any]:
    """By SSC's module ``cashloan``; a payback that is never reached is None.

    Raises
    ------
    ImportError
        Without the extra ``solar-check``.
    RuntimeError
        With what the module says.
    """
    from PySAM.PySSC import PySSC

    ssc = PySSC()
    data = ssc.data_create()
    for key, value in _inputs(case).items():
        name = key.encode()
        if isinstance(value, list) and isinstance(value[0], list):
            ssc.data_set_matrix(data, name, value)
        elif isinstance(value, list):
            ssc.data_set_array(data, name, value)
        else:
            ssc.data_set_number(data, name, float(value))
    module = ssc.module_create(b"cashloan")
    ssc.module_exec_set_print(0)
    if not ssc.module_exec(module, data):
        raise RuntimeError(str(ssc.module_log(module, 0)))
    back = {k: ssc.data_get_number(data, k.encode()) for k in ("payback", "discounted_payback")}
    return {
        "npv": ssc.data_get_number(data, b"npv"),
        **{k: v if np.isfinite(v) and v >= 0.0 else None for k, v in back.items()},
        "flow": list(ssc.data_get_array(data, b"cf_after_tax_cash_flow")),
    }


def rows() -> list[dict[str, Any]]:
    """Every case with both results, and the largest relative difference."""
    out = []
    for name, case in CASES.items():
        a, b = ours(case), theirs(case)
        scale = case.capex
        gaps = [
            abs(a["npv"] - b["npv"]) / scale,
            *(abs(x - y) / scale for x, y in zip(a["flow"], b["flow"], strict=True)),
        ]
        for key in ("payback", "discounted_payback"):
            x, y = a[key], b[key]
            gaps.append(
                abs(x - y) / case.years if x is not None and y is not None else float((x is None) != (y is None))
            )
        out.append({"case": name, "npv_ours": a["npv"], "npv_ssc": b["npv"], "largest_difference": max(gaps)})
    return out
