"""How sure a yield is, and what age takes from it in energy and in money."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from retrofit import economics
from retrofit.balance import balance
from retrofit.context import context_of
from retrofit.project import load
from retrofit.solar import uncertainty
from retrofit.solar.losses import ageing, lifetime_ac_kwh
from retrofit.variant import assess, simulate, yearly_bills
from weather.errors import Problem

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "wanxichong.yaml"


def test_quantiles_are_those_of_the_normal_distribution():
    got = uncertainty.quantiles(0.07)
    for name, p in (("P50", 0.5), ("P75", 0.25), ("P90", 0.10), ("P99", 0.01)):
        assert got[name] == pytest.approx(1.0 + 0.07 * norm.ppf(p), abs=1e-5)


def test_budget_stands_in_the_published_range_and_every_part_has_a_source(kunming):
    parts = uncertainty.budget(kunming)
    assert 0.05 <= uncertainty.spread(parts) <= 0.08
    assert all(p.source and p.status for p in parts)
    assert {"resource", "interannual", "transposition", "temperature", "rating", "losses"} == {p.key for p in parts}


def test_many_years_even_out_the_weather_but_not_the_rate_of_ageing(kunming):
    one, life = ({p.key: p.share for p in uncertainty.budget(kunming, n)} for n in (1, 25))
    assert life["interannual"] == pytest.approx(one["interannual"] / 5.0)
    assert life["degradation"] == pytest.approx(0.024)
    assert life["resource"] == one["resource"]


def test_a_file_with_a_doubtful_clock_is_less_sure(kunming):
    doubtful = replace(kunming, warnings=(Problem("weather-clock", "x", "late", severity="warning"),))
    assert uncertainty.spread(uncertainty.budget(doubtful)) > uncertainty.spread(uncertainty.budget(kunming)) + 0.02


def test_an_ensemble_replaces_the_year_to_year_part(kunming):
    parts = uncertainty.budget(kunming)
    years = [1000.0, 1040.0, 960.0, 1020.0, 980.0, 1000.0]
    own = {p.key: p.share for p in uncertainty.from_ensemble(parts, years)}
    assert own["interannual"] == pytest.approx(np.std(years, ddof=1) / 1000.0)
    assert uncertainty.from_ensemble(parts, years[:4]) == parts


def test_output_over_life_falls_as_stated():
    share = ageing(25)
    assert share[:3] == pytest.approx([1.0, 0.98, 0.98 * 0.995])
    assert share[24] == pytest.approx(0.98 * 0.995**23)
    assert lifetime_ac_kwh(1000.0).sum() == pytest.approx(1000.0 * share.sum())


def test_bills_between_the_first_and_the_oldest_year():
    bills = economics.ageing_bills(100.0, 130.0, np.array([1.0, 0.9, 0.8]))
    assert bills == pytest.approx([100.0, 115.0, 130.0])
    assert economics.ageing_bills(100.0, 130.0, np.ones(3)) == pytest.approx([100.0] * 3)


def test_a_package_with_pv_pays_more_each_year_and_its_own_balance_agrees():
    project = load(EXAMPLE)
    ctx, _ = context_of(project, EXAMPLE.parent)
    v = simulate(ctx, project.packages["solar"])
    bills = yearly_bills(ctx, v)
    assert len(bills) == project.economics.years and bills[0] == pytest.approx(-v.net_zero["cost"].balance)
    assert (np.diff(bills) > 0.0).all()
    # the 12th year by a balance of its own: the line between first and last is within 0.1 % of the saving
    faded = v.solar.ac_kw * ageing(25)[11]
    exact = -assess(ctx, balance(v.demand, faded, np.zeros(len(faded)), v.battery), None)["cost"].balance
    base = yearly_bills(ctx, simulate(ctx, project.packages["baseline"]))
    assert np.ptp(base) == 0.0
    assert bills[11] == pytest.approx(exact, abs=1e-3 * (base[0] - bills[0]))
    worth = economics.evaluate(bills, base, v.items, 0.04)
    constant = economics.evaluate(np.full(25, bills[0]), base, v.items, 0.04)
    assert worth.npv_cny < constant.npv_cny
    assert worth.annual_saving_cny == constant.annual_saving_cny == pytest.approx(worth.savings_cny[0])


def test_an_export_limit_curtails_pv_and_the_hours_still_close():
    project = load(EXAMPLE)
    ctx, _ = context_of(project, EXAMPLE.parent)
    v = simulate(ctx, project.packages["solar"])
    chp = np.zeros(len(v.solar.ac_kw))
    free, held = (balance(v.demand, v.solar.ac_kw, chp, v.battery, limit) for limit in (None, 10.0))
    h = held.hourly
    assert h["electricity_export_kw"].max() <= 10.0 + 1e-9 < free.hourly["electricity_export_kw"].max()
    assert (h["pv_ac_kw"] + h["pv_curtailed_kw"]).to_numpy() == pytest.approx(v.solar.ac_kw)
    gap = h["pv_ac_kw"] + h["electricity_import_kw"] - h["load_electricity_kw"] - h["electricity_export_kw"]
    assert np.abs(gap).max() < 1e-9
    limited = replace(
        ctx, project=project.model_copy(update={"solar": project.solar.model_copy(update={"export_limit_kw": 10.0})})
    )
    again = simulate(limited, project.packages["solar"])
    assert again.balance.hourly["pv_curtailed_kw"].sum() == pytest.approx(h["pv_curtailed_kw"].sum())
    assert again.net_zero["cost"].balance < v.net_zero["cost"].balance


def test_the_tree_goes_on_to_what_is_sold():
    from retrofit.solar.model import tree_to_export

    project = load(EXAMPLE)
    limit = project.model_copy(update={"solar": project.solar.model_copy(update={"export_limit_kw": 10.0})})
    ctx, _ = context_of(limit, EXAMPLE.parent)
    v = simulate(ctx, project.packages["solar"])
    tree = tree_to_export(v.solar, v.balance)
    h = v.balance.hourly
    assert list(tree)[-4:] == ["ac", "curtailed", "self_use", "export"]
    assert tree["ac"] - tree["curtailed"] == pytest.approx(h["pv_curtailed_kw"].sum())
    assert tree["export"] == pytest.approx(h["electricity_export_kw"].sum())
    assert tree["curtailed"] - tree["self_use"] == pytest.approx(
        h["load_electricity_kw"].sum() - h["electricity_import_kw"].sum()
    )
