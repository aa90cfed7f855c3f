"""Our values of the worked vectors of electricity bills (``data/finance_vectors.json``)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.economics_cases import Answer, case
from retrofit.money.tariffs import bill, customer
from retrofit.money.tariffs.schedule import Schedule, flat, floated
from retrofit.money.tariffs.structure import DemandCharge, ExportTerms, PowerFactor, Tariff, Tiers

INDEX = pd.date_range("2023-01-01", periods=8760, freq="h")
MONTH = np.asarray(INDEX.month) - 1
HOURS = np.bincount(MONTH)
NONE = np.zeros(8760)


def _tariff(schedule: Schedule, **changes: Any) -> Tariff:
    return replace(customer.tariff("Yunnan", "community", INDEX), schedule=schedule, **changes)


def _month(prices: Tariff, month: int, kwh: float) -> bill.MonthlyBills:
    """Bills of a year whose months all take the same energy."""
    return bill.monthly_bills(prices, (kwh / HOURS)[MONTH], NONE)


@case("tier-guangzhou")
def _tiers(x: Answer) -> Answer:
    summer, winter = (260.0, 600.0, np.inf), (200.0, 400.0, np.inf)
    price = (0.58886875, 0.63886875, 0.88886875)
    upper = np.array([summer if 5 <= m <= 10 else winter for m in range(1, 13)])
    add = np.tile(np.array(price) - price[0], (12, 1))
    prices = _tariff(flat(price[0]), tiers=Tiers(upper_kwh=upper, add=add))
    full, used = float(x["month_kwh"]), float(x["pv_self_use_kwh"])
    paid = _month(prices, 6, full).bought_cny[0]
    after = _month(prices, 6, full - used).bought_cny[0, 6]
    # the vector's months by their season: a bill of the month with these limits
    at = {"summer": 6, "winter": 0}
    year = sum(_month(prices, 0, float(k)).bought_cny[0, at[s]] for k, s in x["year"])
    edges = np.diff(np.minimum(full, [0.0, *summer]))
    return {
        "recomputed": {
            "july_700": paid[6],
            "july_700_by_tier": edges.tolist(),
            "january_700": paid[0],
            "july_after_pv": after,
            "pv_saving": paid[6] - after,
            "pv_saving_per_kwh": (paid[6] - after) / used,
            "wrong_saving_at_average_price": used * paid[6] / full,
            "wrong_at_first_tier": used * price[0],
            "year_bill": year,
        }
    }


@case("tou-yunnan")
def _time_of_use(x: Answer) -> Answer:
    names, ratio = list(x["ratio"]), np.array(list(x["ratio"].values()), dtype=float)
    price = {w: floated(ratio=ratio, energy=x["energy"], rest=x["other"], whole=w) for w in (False, True)}
    of = [dict(zip(names, price[w].tolist(), strict=True)) for w in (False, True)]
    spread = [p["peak"] - p["valley"] for p in of]
    # of a kWh bought in the valley a round trip of 0.9 leaves 0.9 in the peak
    margin = [0.9 * p["peak"] - p["valley"] for p in of]
    return {
        "recomputed": {
            "price": {n: {"energy_only": of[0][n], "whole_price": of[1][n]} for n in names},
            "spread_energy_only": spread[0],
            "spread_whole": spread[1],
            "battery_cycle_margin_energy_only": margin[0],
            "battery_cycle_margin_whole": margin[1],
        }
    }


def _with_peak(kwh: float, kw: float) -> np.ndarray:
    """Import of equal months with one hour at the peak."""
    first = np.diff(MONTH, prepend=-1) != 0
    return np.where(first, kw, ((kwh - kw) / (HOURS - 1))[MONTH])


@case("two-part-power-factor")
def _two_part(x: Answer) -> Answer:
    clause = PowerFactor(standard=x["standard"], load=0.9)
    by_kw = DemandCharge(price=np.full(12, float(x["demand_price"])))
    by_kva = DemandCharge(price=np.full(12, float(x["capacity_price"])), capacity_kva=float(x["capacity_kva"]))
    kvarh = np.full((1, 12), float(x["kvarh"]))
    kwh, used = float(x["kwh"]), float(x["pv_self_use_kwh"])

    def bills(charge: DemandCharge, taken: float) -> bill.MonthlyBills:
        prices = _tariff(flat(x["flat_price"]), demand=charge, power_factor=clause, funds=x["funds_price"])
        return bill.monthly_bills(prices, _with_peak(taken, float(x["demand_kw"])), NONE, kvarh=kvarh)

    demand, capacity, pv = bills(by_kw, kwh), bills(by_kva, kwh), bills(by_kw, kwh - used)
    share = demand.adjustment_cny / (demand.energy_cny + demand.basic_cny - x["funds_price"] * demand.import_kwh)
    with_pv = pv.adjustment_cny / (pv.energy_cny + pv.basic_cny - x["funds_price"] * pv.import_kwh)
    total = [b.bought_cny[0, 0] for b in (demand, capacity, pv)]
    return {
        "recomputed": {
            "power_factor": kwh / np.hypot(kwh, x["kvarh"]),
            "adjustment": share[0, 0],
            "by_demand": {"basic": demand.basic_cny[0, 0], "adjust": demand.adjustment_cny[0, 0], "total": total[0]},
            "by_capacity": {"basic": capacity.basic_cny[0, 0], "total": total[1]},
            "with_pv": {
                "power_factor": (kwh - used) / np.hypot(kwh - used, x["kvarh"]),
                "adjustment": with_pv[0, 0],
                "energy": pv.energy_cny[0, 0],
                "total": total[2],
            },
        }
    }


@case("utilityrate5-tou-demand")
def _rate(x: Answer) -> Answer:
    h = np.arange(8760)
    hod, doy = h % 24, h // 24
    load = 60 + 30 * np.sin(2 * np.pi * (hod - 9) / 24) + 20 * np.cos(2 * np.pi * (doy - 200) / 365) + 5 * (((h * 7919) % 11) - 5) / 5  # fmt: skip
    sun = np.maximum(0, np.sin(np.pi * (hod - 6) / 12)) * (90 + 25 * np.cos(2 * np.pi * (doy - 172) / 365)) * (0.4 + 0.6 * ((doy * 37) % 10) / 9)  # fmt: skip
    made = np.where((hod < 6) | (hod > 18), 0.0, sun)
    price = floated(ratio=np.array([1.5, 1.0, 0.5]), energy=x["energy"], rest=x["other"], whole=False)
    label = np.tile(np.repeat(np.array(x["labels_by_hour"]) - 1, 4), (12, 1))
    schedule = Schedule(names=("peak", "flat", "valley"), label=label, price=np.tile(price, (12, 1)))
    sold = ExportTerms(price=x["sell"], market=x["sell"])
    bought = np.stack([load, np.maximum(load - made, 0.0)])
    exported = np.stack([NONE, np.maximum(made - load, 0.0)])
    out: Answer = {}
    for demand in x["demand_prices"]:
        prices = _tariff(schedule, export=sold, demand=DemandCharge(price=np.full(12, float(demand))))
        b = bill.monthly_bills(prices, bought, exported)
        without, with_it = b.total_cny
        out[f"demand_{demand}"] = {
            "own_without": without, "own_with": with_it, "pysam_without": without, "pysam_with": with_it,
            "import_kwh": b.import_kwh[1].sum(), "export_kwh": b.export_kwh[1].sum(), "energy_charge": b.energy_cny[1].sum(),
            "export_credit": b.export_cny[1].sum(), "demand_charge": b.basic_cny[1].sum(),
        }  # fmt: skip
    out["check"] = {"load_kwh": load.sum(), "gen_kwh": made.sum(), "load_max": load.max(), "gen_max": made.max()}
    return {"recomputed": out}
