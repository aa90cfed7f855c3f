"""Our values of the worked vectors of ``data/finance_vectors.json``: one function a vector, with the names of its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from retrofit.money.indicators import debt, discounting, levelised, life_cycle, payback
from retrofit.money.indicators.rate_of_return import irr_all, mirr, sign_changes

Answer = dict[str, Any]
Case = Callable[[Answer], Answer]
CASES: dict[str, Case] = {}


def case(*names: str) -> Callable[[Case], Case]:
    """Register the function of one or several vectors."""

    def register(function: Case) -> Case:
        CASES.update(dict.fromkeys(names, function))
        return function

    return register


def both(**values: Any) -> Answer:
    """The same values under the names of the source and of the recomputation."""
    return {"published": values, "recomputed": values}


@case("npv-basic")
def _npv(x: Answer) -> Answer:
    return both(npv=discounting.present_value(x["cash_flow"], x["rate"]))


@case("irr-1", "irr-2")
def _irr(x: Answer) -> Answer:
    roots = list(irr_all(x["cash_flow"]))
    return {
        "published": {"irr": roots[0]},
        "recomputed": {"all_real_irr": roots, "sign_changes": sign_changes(x["cash_flow"])},
    }


@case("irr-3", "irr-5")
def _irr_of_several(x: Answer) -> Answer:
    """The source names one of several roots: the one nearest zero."""
    roots = list(irr_all(x["cash_flow"]))
    return {
        "published": {"irr": min(roots, key=abs)},
        "recomputed": {"all_real_irr": roots, "sign_changes": sign_changes(x["cash_flow"])},
    }


@case("irr-multiple")
def _two_roots(x: Answer) -> Answer:
    flow = x["cash_flow"]
    roots = list(irr_all(flow))
    npv = discounting.present_value
    return {
        "published": {"irr": roots},
        "recomputed": {"all_real_irr": roots, "npv_at_10pct": npv(flow, 0.1), "npv_at_100pct": npv(flow, 1.0)},
    }


@case("irr-none", "irr-all-negative")
def _no_root(x: Answer) -> Answer:
    npv = discounting.present_value
    values = {"all_real_irr": list(irr_all(x["cash_flow"]))}
    return {"recomputed": values | {"npv_at_0": npv(x["cash_flow"], 0.0), "npv_at_30pct": npv(x["cash_flow"], 0.3)}}


@case("mirr-1")
def _mirr(x: Answer) -> Answer:
    return both(mirr=mirr(x["cash_flow"], x["finance_rate"], x["reinvest_rate"]))


@case("loan-level-1", "loan-level-2")
def _level(x: Answer) -> Answer:
    return both(payment=debt.level_payment(x["principal"], x["rate_month"], x["months"]))


@case("loan-level-3")
def _table(x: Answer) -> Answer:
    s = debt.schedule(x["principal"], x["rate_month"], x["months"])
    row = lambda k: [round(float(v[k]), 2) + 0.0 for v in (s.principal, s.interest, s.balance)]  # noqa: E731
    return both(total_interest=float(s.interest.sum()), first=row(0), last=row(-1))


def _loan(repayment: debt.Repayment) -> Case:
    def run(x: Answer) -> Answer:
        s = debt.schedule(x["principal_cny"], x["rate_year"] / 12, 12 * x["years"], repayment)
        y = s.by_year(12)
        return {
            "recomputed": {
                "first_payment": s.payment[0],
                "second_payment": s.payment[1],
                "last_payment": s.payment[-1],
                "total_interest": s.interest.sum(),
                "interest_year1": y.interest[0],
                "principal_year1": y.principal[0],
                "payment_year1": y.payment[0],
                "balance_after_5y": y.balance[4],
                "last_balance": s.balance[-1],
            }
        }

    return run


def _dscr(repayment: debt.Repayment) -> Case:
    def run(x: Answer) -> Answer:
        n = x["years"]
        service = debt.schedule(x["principal"], x["rate_year"], n, repayment).payment
        cash = (150000.0 * levelised.degradation(0.005, n)).tolist()
        found = debt.cover(cash, service.tolist())
        return {
            "recomputed": {
                "service": service.tolist(),
                "dscr": list(found.ratios),
                "min_dscr": found.least,
                "mean_dscr": found.mean,
                "llcr": debt.loan_life_cover(cash, x["rate_year"], x["principal"]),
            }
        }

    return run


case("loan-cn-equal_payment")(_loan("equal_payment"))
case("loan-cn-equal_principal")(_loan("equal_principal"))
case("dscr-equal_payment")(_dscr("equal_payment"))
case("dscr-equal_principal")(_dscr("equal_principal"))


def _femp_cost(capital: float, rate: float, years: int, parts: Answer) -> tuple[life_cycle.LifeCycleCost, Answer]:
    """Life-cycle cost of an alternative of the FEMP case and its parts by name."""
    at = lambda year: discounting.present_worth_factor(rate, year)  # noqa: E731
    yearly = parts["maintenance"] * discounting.annuity_factor(rate, years)
    once = parts["once"][1] * at(parts["once"][0])
    replaced = parts["replaced"][1] * at(parts["replaced"][0])
    left = parts["residual"] * at(years)
    cost = life_cycle.LifeCycleCost(
        investment=capital, replacement=replaced, residual=left, energy=parts["energy"], operation=yearly + once
    )
    names = {"initial": capital, "om": yearly, "nonrec": once, "repl": replaced, "residual": -left}
    return cost, names


@case("blcc-femp")
def _femp(x: Answer) -> Answer:
    b, a, rate, n = x["base"], x["alternative"], x["real_rate"], x["study_years"]
    factor = x["upv_star_electricity"]
    fan = b["fan_replacement"]
    left = sum(c * f for c, f in zip(b["capital"], b["residual_factor"], strict=True))
    base, base_parts = _femp_cost(sum(b["capital"]), rate, n, {
        "maintenance": b["maintenance_year"], "once": (b["cleaning"]["year"], b["cleaning"]["cost"]),
        "replaced": (fan["year"], fan["cost"]), "residual": left + fan["residual_factor"] * fan["cost"],
        "energy": b["electricity_kwh"] * b["price"] * factor,
    })  # fmt: skip
    other, other_parts = _femp_cost(a["capital"], rate, n, {
        "maintenance": a["maintenance_year"], "once": (a["overhaul"]["year"], a["overhaul"]["cost"]),
        "replaced": (0, 0.0), "residual": a["residual_factor"] * a["capital"],
        "energy": a["electricity_kwh"] * a["price"] * factor,
    })  # fmt: skip
    saved = life_cycle.net_savings(base, other)
    sir = life_cycle.savings_to_investment(base, other)
    airr = life_cycle.adjusted_rate_of_return(sir, rate, n)
    # the table of escalation is not at hand: of every year the mean that its factor implies
    energy = (base.energy - other.energy) / discounting.annuity_factor(rate, n)
    yearly = energy + b["maintenance_year"] - a["maintenance_year"]
    flow = [sum(b["capital"]) - a["capital"], *[yearly] * n]
    for sign, (year, cost) in ((1, (10, 200)), (1, (10, 600)), (-1, (8, 600))):
        flow[year] += sign * cost
    names = {"net_savings": saved, "sir": sir, "airr": airr}
    published = {
        "base": base_parts | {"energy": base.energy, "lcc": base.total},
        "alt": other_parts | {"energy": other.energy, "lcc": other.total},
        "simple_payback_year": int(np.ceil(payback.crossings(flow)[0])),
        "discounted_payback_year": int(np.ceil(payback.crossings(flow, rate)[0])),
    }
    recomputed = {"base": base_parts, "alt": other_parts, "lcc_base": base.total, "lcc_alt": other.total}
    return {"published": published | names, "recomputed": recomputed | names}


@case("blcc-financed")
def _contract(x: Answer) -> Answer:
    """Current prices: operation rises with inflation, the contract payment is flat."""
    n, rate, g = x["years"], x["nominal_rate"], x["general_inflation"]
    pv = lambda flows, first=1: discounting.present_value([*[0.0] * first, *flows], rate)  # noqa: E731
    rising = lambda cny, first: discounting.inflated([cny] * (n - first + 1), g, first).tolist()  # noqa: E731
    e, r = x["existing"], x["retrofit"]
    old = {
        "energy": pv(e["consumption_by_year"]),
        "demand": pv(e["demand_by_year"]),
        "om": pv(rising(e["om_base_year"], 1)),
    }
    end = r["contract_years"]
    left = r["residual_factor"] * r["financed"] * (1.0 + g) ** n
    new = {
        "contract": pv([r["contract_payment_nominal"]] * end),
        "energy": pv(r["consumption_by_year"]),
        "demand": pv(r["demand_by_year"]),
        "om": pv(rising(r["om_base_year_after_contract"], end + 1), end + 1),
        "residual": -left * discounting.present_worth_factor(rate, n),
    }
    return both(existing=old | {"lcc": sum(old.values())}, retrofit=new | {"lcc": sum(new.values())})


@case("en15459-global-cost")
def _global_cost(x: Answer) -> Answer:
    detail = []
    for item in x["items"]:
        c = life_cycle.component_cost(
            item["cost"], item["life"], item["running_year"], x["rate_real"], x["period_years"]
        )
        detail.append({
            "item": item["name"], "investment": c.investment, "replacement_years": list(c.replacement_years),
            "replacements_pv": c.replacements, "final_value_undiscounted": c.residual_undiscounted,
            "final_value_pv": c.residual, "running_pv": c.running, "global_cost": c.total,
        })  # fmt: skip
    return {"recomputed": {"total": sum(d["global_cost"] for d in detail), "detail": detail}}


@case("en15459-edges")
def _edges(x: Answer) -> Answer:
    cost = lambda life: life_cycle.component_cost(x["cost"], life, 0.0, x["rate"], x["period"]).total  # noqa: E731
    return {"recomputed": {f"life{life}": cost(life) for life in x["lives"]}}


@case("real-nominal")
def _fisher(x: Answer) -> Answer:
    real, inflation = x["real_rate"], x["inflation"]
    flow = [-1000.0, *[120.0] * 15]
    nominal = discounting.nominal_rate(real, inflation)
    assert abs(nominal - x["nominal_rate"]) < 1e-15
    risen = discounting.inflated(flow, inflation).tolist()
    return {
        "recomputed": {
            "npv_real": discounting.present_value(flow, real),
            "npv_nominal": discounting.present_value(risen, nominal),
            "wrong_mix_real_flow_nominal_rate": discounting.present_value(flow, nominal),
            "wrong_additive_nominal_rate": discounting.present_value(risen, real + inflation),
        }
    }


@case("payback-replacement")
def _crossings(x: Answer) -> Answer:
    def flow(yearly: float) -> list[float]:
        out = [-1000.0, *[yearly] * 20]
        out[12] -= 420.0
        return out

    a, b = flow(220.0), flow(130.0)
    found = payback.payback(b, x["rate"])
    crossed = list(payback.crossings(b, x["rate"]))
    assert (found.years, found.earlier_years) == (crossed[-1], crossed[0])
    npv = discounting.present_value
    return {
        "recomputed": {
            "a_crossings": list(payback.crossings(a, x["rate"])),
            "b_crossings": crossed,
            "npv_a": npv(a, x["rate"]),
            "npv_b": npv(b, x["rate"]),
        }
    }


@case("lcoe-fcr-pv")
def _fixed_charge(x: Answer) -> Answer:
    value = levelised.lcoe_by_fixed_charge_rate(
        x["capital_cost"],
        x["fixed_operating_cost"],
        x["variable_operating_cost"],
        x["fixed_charge_rate"],
        x["annual_energy_kwh"],
    )
    return both(lcoe=value)


@case("lcoe-pv-cn")
def _lcoe(x: Answer) -> Answer:
    n, rate = x["years"], x["rate"]
    costs = np.array([x["capex"], *[x["opex_year"]] * n], dtype=float)
    costs[13] += x["inverter"]["13"]
    energy = lambda *a, **k: x["kwh_first_year"] * levelised.degradation(*a, **k)  # noqa: E731
    flat = energy(0.005, n)
    spent = discounting.present_value(costs.tolist(), rate)
    return {
        "recomputed": {
            "lcoe_flat05": levelised.lcoe(costs, flat, rate),
            "lcoe_2_then_05": levelised.lcoe(costs, energy(0.005, n, first=0.02), rate),
            "lcoe_no_degradation": levelised.lcoe(costs, energy(0.0, n), rate),
            "wrong_undiscounted_energy": spent / (x["kwh_first_year"] * n),
        }
    }


@case("lcoh-heat-pump")
def _heat(x: Answer) -> Answer:
    price = x["electricity_price"] / x["scop"]
    value = levelised.levelised_heat(x["capex"], x["life"], x["rate"], x["heat_kwh_year"], x["opex_year"], price)
    return {"recomputed": {"lcoh": value}}


@case("discount-convention")
def _timing(x: Answer) -> Answer:
    names: tuple[discounting.Timing, ...] = ("end_of_year", "mid_year", "continuous", "start_of_year")
    return {"recomputed": {t: x["yearly"] * discounting.annuity_factor(x["rate"], x["years"], t) for t in names}}
