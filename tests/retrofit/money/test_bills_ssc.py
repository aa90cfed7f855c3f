"""Bills against SSC's engine of utility rates (NREL-PySAM, Utilityrate5) on own cases: net billing by the hour."""

from __future__ import annotations

import numpy as np
import pytest

from retrofit.money.tariffs import bill, customer
from retrofit.money.tariffs.structure import DemandCharge
from tests.retrofit.money.cases import DAY_LABELS, INDEX, exchange, guangzhou, series, yunnan

NO_LIMIT = 1e38


def ssc(load, made, periods, prices, sell, tiers=(), demand=None, fixed=0.0) -> tuple[float, float]:
    """Bills of the first year without and with generation."""
    rates = pytest.importorskip("PySAM.Utilityrate5")
    model = rates.new()
    energy = []
    for p, price in enumerate(prices, 1):
        energy += [[p, t, limit, 0, price + add, sell] for t, (limit, add) in enumerate(tiers or [(NO_LIMIT, 0.0)], 1)]
    values = {
        "analysis_period": 1, "system_use_lifetime_output": 0, "inflation_rate": 0, "degradation": [0], "en_electricity_rates": 1,
        "rate_escalation": [0], "ur_metering_option": 2, "ur_nm_yearend_sell_rate": 0, "ur_monthly_fixed_charge": fixed,
        "ur_monthly_min_charge": 0, "ur_annual_min_charge": 0, "ur_en_ts_sell_rate": 0, "ur_en_ts_buy_rate": 0,
        "ur_ec_sched_weekday": periods, "ur_ec_sched_weekend": periods, "ur_ec_tou_mat": energy, "ur_dc_enable": int(demand is not None),
        "load": list(load), "gen": list(made), "ur_sell_eq_buy": 0, "ur_nm_credit_month": 0, "ur_nm_credit_rollover": 0,
        "ur_yearzero_usage_peaks": [0] * 12, "TOU_demand_single_peak": 0, "ur_enable_billing_demand": 0,
    }  # fmt: skip
    if demand is not None:
        all_day = [[1] * 24] * 12
        values |= {
            "ur_dc_sched_weekday": all_day,
            "ur_dc_sched_weekend": all_day,
            "ur_dc_tou_mat": [[1, 1, NO_LIMIT, 0]],
        }
        values["ur_dc_flat_mat"] = [[m, 1, NO_LIMIT, demand] for m in range(12)]
    for key, value in values.items():
        model.value(key, value)
    model.execute(0)
    return model.Outputs.utility_bill_wo_sys_year1, model.Outputs.utility_bill_w_sys_year1


def ours(prices, load, made) -> list[float]:
    bought, sold = exchange(load, made)
    return bill.bills(prices, np.stack([load, bought]), np.stack([np.zeros(8760), sold])).tolist()


@pytest.mark.parametrize("demand", [None, 38.0])
@pytest.mark.parametrize("fixed", [0.0, 120.0])
def test_time_of_use_net_billing_and_demand(demand, fixed):
    load, made = series()
    made = 1.6 * made  # exports on most days
    charge = None if demand is None else DemandCharge(price=np.full(12, demand))
    found = ours(yunnan(demand=charge, fixed_cny_month=fixed), load, made)
    theirs = ssc(load, made, [list(DAY_LABELS)] * 12, [0.73, 0.58, 0.43], 0.33, demand=demand, fixed=fixed)
    assert found == pytest.approx(theirs, rel=1e-9)


def test_two_sharp_seasons():
    load, made = series()
    prices = customer.tariff("Hunan", "general_commercial", INDEX, 0.33)
    by_hour = prices.schedule.label[:, ::4] + 1
    found = ours(prices, load, made)
    theirs = ssc(load, made, by_hour.tolist(), prices.schedule.price[0].tolist(), 0.33)
    assert found == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("scale", [0.004, 0.02])
def test_tiers_of_a_meter(scale):
    """One season's limits all the year, as SSC has one set of tiers a period."""
    load, made = (scale * x for x in series())
    prices = guangzhou()
    prices.tiers.upper_kwh[:] = prices.tiers.upper_kwh[6]
    theirs = ssc(load, made, [[1] * 24] * 12, [0.58886875], 0.33, tiers=[(260.0, 0.0), (600.0, 0.05), (NO_LIMIT, 0.3)])
    assert ours(prices, load, made) == pytest.approx(theirs, rel=1e-9)
