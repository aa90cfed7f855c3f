"""How sure a yield is, and what age takes from it in energy and in money."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from foundation.errors import Problem
from retrofit.energy.balance import balance
from retrofit.money import cash_flow
from retrofit.money.results import Bills
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.package import assess, simulate, yearly_bills
from retrofit.project.load import load
from retrofit.report.words.translate import translate
from retrofit.solar.chain import uncertainty
from retrofit.solar.chain.losses import ageing, lifetime_ac_kwh
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.year import simulate as simulate_pv
from retrofit.solar.roof.plane import RoofPlane
from tests.paths import ROOT
from weather.stations.table import find_station
from weather.synthetic import synthetic_year
from weather.synthetic.ensemble import month_noise, possible_year

EXAMPLE = ROOT / "examples" / "wanxichong.yaml"


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


def monthly_yield(year, tilt=25.0, azimuth=180.0):
    array = [PVArray(RoofPlane("roof", "", 60.0, tilt, azimuth), 10.0)]
    return np.bincount(np.asarray(year.index.month), simulate_pv(year, array).ac_kw, 13)[1:]


@pytest.mark.parametrize(("name", "azimuth"), [("Changsha", 180.0), ("Lhasa", 270.0)])
def test_possible_years_by_month_are_those_simulated_hour_by_hour(name, azimuth):
    """Sixteen possible years through the array, against the same years' months scaled by their global radiation."""
    station = find_station(name)
    hours = np.array([monthly_yield(possible_year(station, seed=s), 25.0, azimuth).sum() for s in range(1, 17)])
    months = uncertainty.possible_annual_kwh(station, monthly_yield(synthetic_year(station), 25.0, azimuth))[:16]
    assert np.corrcoef(hours, months)[0, 1] > 0.98
    assert months.std() / months.mean() == pytest.approx(hours.std() / hours.mean(), rel=0.2)
    assert months.mean() == pytest.approx(hours.mean(), rel=0.01)


def test_year_to_year_part_is_the_noise_of_months_in_quadrature(kunming):
    """Closed form: independent months, each with the standard deviation of the mean of its days (Madden 1976)."""
    station, monthly = find_station("Kunming"), monthly_yield(kunming)
    relative = month_noise(station)["clearness"] / station.monthly["clearness_mean"]
    expected = float(np.sqrt(((monthly * relative) ** 2).sum()) / monthly.sum())
    parts = uncertainty.year_to_year(uncertainty.budget(kunming), kunming, monthly)
    share = {p.key: p.share for p in parts}["interannual"]
    assert share == pytest.approx(expected, rel=0.12)
    assert share > 0.03
    halved = uncertainty.year_to_year(uncertainty.budget(kunming, 4), kunming, monthly, years=4)
    assert {p.key: p.share for p in halved}["interannual"] == pytest.approx(share / 2.0)


def test_p90_by_brute_force(kunming):
    """Ten thousand draws: a possible year, times an independent error of every other part; nine in ten reach the P90."""
    monthly = monthly_yield(kunming)
    parts = uncertainty.year_to_year(uncertainty.budget(kunming), kunming, monthly)
    rng = np.random.default_rng(5)
    annual = uncertainty.possible_annual_kwh(find_station("Kunming"), monthly)
    kwh = rng.choice(annual, 10_000)
    for p in parts:
        if p.key != "interannual":
            kwh = kwh * (1.0 + p.share * rng.standard_normal(10_000))
    p90 = uncertainty.quantiles(uncertainty.spread(parts))["P90"] * annual.mean()
    assert np.percentile(kwh, 10.0) == pytest.approx(p90, rel=0.007)


def test_the_larger_of_the_climate_and_the_published_range_counts_and_the_project_overrides():
    year = synthetic_year(find_station("Lhasa"))
    monthly, parts = monthly_yield(year), uncertainty.budget(year)
    sunny = next(p for p in uncertainty.year_to_year(parts, year, monthly) if p.key == "interannual")
    assert sunny.share == 0.03
    assert "lower estimate" in sunny.source and "published" in sunny.source
    assert "下限" in translate(sunny.source, "zh") and "拉萨" in translate(sunny.source, "zh")
    own = next(p for p in uncertainty.year_to_year(parts, year, monthly, own=0.02) if p.key == "interannual")
    assert (own.share, own.source) == (0.02, "the project file")
    assert uncertainty.year_to_year(parts, year, np.zeros(12)) == parts


def test_a_file_of_a_place_that_the_table_has_not_speaks_for_itself():
    year = synthetic_year(find_station("Changsha"))
    elsewhere = replace(year, site=replace(year.site, wmo="725650"))
    share = [
        {p.key: p.share for p in uncertainty.year_to_year(uncertainty.budget(y), y, monthly_yield(y))}["interannual"]
        for y in (year, elsewhere)
    ]
    assert share[1] == pytest.approx(share[0], rel=0.25) and share[1] != share[0]


def test_output_over_life_falls_as_stated():
    share = ageing(25)
    assert share[:3] == pytest.approx([1.0, 0.98, 0.98 * 0.995])
    assert share[24] == pytest.approx(0.98 * 0.995**23)
    assert lifetime_ac_kwh(1000.0).sum() == pytest.approx(1000.0 * share.sum())


def test_a_package_with_pv_pays_more_each_year_and_its_own_balance_agrees():
    project = load(EXAMPLE)
    ctx, _ = context_of(project, EXAMPLE.parent)
    v = simulate(ctx, caches_of(project), project.packages["solar"])
    billed = yearly_bills(ctx, v)
    bills = billed.energy_cny - billed.export_cny
    assert len(bills) == project.economics.years and bills[0] == pytest.approx(-v.net_zero["cost"].balance)
    assert (np.diff(bills) > 0.0).all()
    # the 12th year by a balance of its own, with the export price of that year
    faded = balance(v.demand, v.solar.ac_kw * ageing(25)[11], np.zeros(len(ctx.year.index)), v.battery)
    exact = -assess(ctx, faded, None)["cost"].balance
    exact += faded.total("electricity_export_kw") * (ctx.tariff.export.of_year(1) - ctx.tariff.export.of_year(12))
    before = yearly_bills(ctx, simulate(ctx, caches_of(project), project.packages["baseline"]))
    base = before.energy_cny - before.export_cny
    assert np.ptp(base) == 0.0
    assert bills[11] == pytest.approx(exact, rel=1e-12)
    worth = cash_flow.evaluate(billed, before, v.items, 0.04)
    constant = cash_flow.evaluate(
        Bills(energy_cny=np.full(25, bills[0]), export_cny=np.zeros(25)), before, v.items, 0.04
    )
    assert worth.npv_cny < constant.npv_cny
    assert worth.annual_saving_cny == worth.savings_cny[0] == pytest.approx(constant.annual_saving_cny)


def test_an_export_limit_curtails_pv_and_the_hours_still_close():
    project = load(EXAMPLE)
    ctx, _ = context_of(project, EXAMPLE.parent)
    v = simulate(ctx, caches_of(project), project.packages["solar"])
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
    again = simulate(limited, caches_of(project), project.packages["solar"])
    assert again.balance.hourly["pv_curtailed_kw"].sum() == pytest.approx(h["pv_curtailed_kw"].sum())
    assert again.net_zero["cost"].balance < v.net_zero["cost"].balance


def test_the_tree_goes_on_to_what_is_sold():
    from retrofit.solar.chain.year import tree_to_export

    project = load(EXAMPLE)
    limit = project.model_copy(update={"solar": project.solar.model_copy(update={"export_limit_kw": 10.0})})
    ctx, _ = context_of(limit, EXAMPLE.parent)
    v = simulate(ctx, caches_of(project), project.packages["solar"])
    tree = tree_to_export(v.solar, v.balance)
    h = v.balance.hourly
    assert list(tree)[-4:] == ["ac", "curtailed", "self_use", "export"]
    assert tree["ac"] - tree["curtailed"] == pytest.approx(h["pv_curtailed_kw"].sum())
    assert tree["export"] == pytest.approx(h["electricity_export_kw"].sum())
    assert tree["curtailed"] - tree["self_use"] == pytest.approx(
        h["load_electricity_kw"].sum() - h["electricity_import_kw"].sum()
    )
