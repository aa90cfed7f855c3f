"""Economics of packages: escalation by carrier, a developer's PV, what is assumed and told."""

from __future__ import annotations

import numpy as np
import pytest

from retrofit.money.appraisal import Terms
from retrofit.money.cash_flow import escalated, evaluate
from retrofit.money.results import Bills, CostItem, PvYears
from retrofit.packages import economics, package
from retrofit.packages.context import caches_of, context_of
from retrofit.project import load
from retrofit.project.objects.money import assumptions_of
from retrofit.project.schema.economics import EconomicsSpec
from tests.paths import ROOT


def item(cost: float, life: float, opex: float = 0.0) -> CostItem:
    return CostItem(
        kind="pv", name="pv", quantity=1.0, unit="set", capex_cny=cost, opex_cny_year=opex, life_years=life, source="-", status="-"
    )  # fmt: skip


def bills(power: float, lpg: float, sold: float = 0.0, years: int = 3) -> Bills:
    flat = lambda x: np.full(years, x)  # noqa: E731
    carriers = {"electricity": flat(power), "lpg": flat(lpg)}
    return Bills(energy_cny=flat(power + lpg + 7.0), export_cny=flat(sold), carriers_cny=carriers)


def test_prices_rise_by_carrier_from_the_first_year():
    """Fixed charges (7) do not rise."""
    risen = escalated(bills(100.0, 50.0, 20.0), {"lpg": 0.1, "export": -0.05})
    assert risen.energy_cny == pytest.approx([107.0 + 50.0 * 1.1**t for t in (1, 2, 3)])
    assert risen.export_cny == pytest.approx([20.0 * 0.95**t for t in (1, 2, 3)])
    same = bills(100.0, 50.0)
    assert escalated(same, {}) is same


def test_savings_escalate_and_the_first_years_numbers_are_of_today():
    terms = Terms(escalation={"electricity": 0.03})
    e = evaluate(bills(40.0, 50.0, years=20), bills(100.0, 50.0, years=20), [item(500.0, 20.0)], 0.04, terms)
    assert e.annual_saving_cny == pytest.approx(60.0) and e.simple_payback_years == pytest.approx(500.0 / 60.0)
    assert e.savings_cny == pytest.approx([60.0 * 1.03**t for t in range(1, 21)])
    assert e.npv_cny == pytest.approx(sum(60.0 * (1.03 / 1.04) ** t for t in range(1, 21)) - 500.0)
    assert e.lcc_cny - e.baseline_lcc_cny == pytest.approx(-e.npv_cny)
    brief = evaluate(
        bills(40.0, 50.0, years=20), bills(100.0, 50.0, years=20), [item(500.0, 20.0)], 0.04, terms, whole=False
    )
    assert brief.npv_cny == e.npv_cny and brief.irr_real == () and e.irr_real


def test_levelised_cost_of_pv_is_that_of_its_items():
    """By hand: 1000 CNY, 10 a year, an inverter's replacement, a third of its price left."""
    years, rate = 15, 0.05
    kwh = np.full(years, 100.0)
    pv = PvYears(items=(item(1000.0, 15.0, 10.0), item(120.0, 9.0)), kwh=kwh)
    e = evaluate(bills(40.0, 0.0, years=years), bills(100.0, 0.0, years=years), pv.items, rate, pv=pv)
    v = [(1.0 + rate) ** -t for t in range(years + 1)]
    cost = 1120.0 + 10.0 * sum(v[1:]) + 120.0 * v[9] - 120.0 * (3.0 / 9.0) * v[15]
    assert e.pv_lcoe_cny_kwh == pytest.approx(cost / (100.0 * sum(v[1:])), rel=1e-12)


@pytest.fixture(scope="module")
def roofs(tmp_path_factory):
    """The Wanxichong example with a developer on its roof."""
    text = (ROOT / "examples" / "wanxichong.yaml").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("roof") / "p.yaml"
    path.write_text(
        f"{text}\neconomics: {{inflation: 0, financing: [{{instrument: third_party_pv, discount: 0.12, rent_cny_m2: 5}}]}}\n",
        encoding="utf-8",
    )
    project = load.load(path)
    ctx, _ = context_of(project, path.parent)
    caches = caches_of(project)
    years = {n: package.simulate(ctx, caches, project.packages[n]) for n in ("baseline", "solar", "envelope")}
    return ctx, project, years


def test_a_developer_gets_what_the_pv_saves_and_sells(roofs):
    """Against bills of the same year with and without PV; the owner keeps the discount and the rent."""
    ctx, project, years = roofs
    v = years["solar"]
    e = economics.economics_of(ctx, project.packages["solar"], v, years["baseline"])
    with_pv, without = package.yearly_bills(ctx, v), package.yearly_bills(ctx, v, np.zeros(1))
    saved = without.energy_cny - with_pv.energy_cny
    assert np.all(saved > 0.0)
    rows = {(f.party, f.year, f.kind): f.cny for f in e.party_flows}
    for year in (1, 10, 25):
        assert rows["developer", float(year), "power"] == pytest.approx(0.88 * saved[year - 1])
        assert rows["developer", float(year), "export"] == pytest.approx(with_pv.export_cny[year - 1])
        assert rows["owner", float(year), "energy"] + rows["owner", float(year), "power"] == pytest.approx(
            0.12 * saved[year - 1]
        )
        assert rows["owner", float(year), "rent"] == pytest.approx(
            5.0 * economics.pv_years(ctx, project.packages["solar"], v, with_pv).roof_m2
        )
    assert rows["developer", 0.0, "capex"] == pytest.approx(-e.capex_cny)
    assert ("owner", 0.0, "capex") not in rows


def test_a_package_without_pv_has_no_developer(roofs):
    ctx, project, years = roofs
    e = economics.economics_of(ctx, project.packages["envelope"], years["envelope"], years["baseline"])
    assert {f.party for f in e.party_flows} == {"owner"} and e.pv_lcoe_cny_kwh is None


def test_what_nobody_gave_is_an_assumption_with_its_status():
    assert assumptions_of(EconomicsSpec()) == ()
    loan = {"instrument": "loan", "share": 0.5, "rate_nominal": 0.04, "years": 10}
    keys = {a.key for a in assumptions_of(EconomicsSpec(financing=(loan,)))}
    assert keys == {"finance.inflation", "finance.discount_rate_social"}
    assert not {
        a.key
        for a in assumptions_of(
            EconomicsSpec(financing=(loan,), inflation=0.02, parties={"bank": {"discount_rate_real": 0.03}})
        )
    }
    commercial = assumptions_of(EconomicsSpec(customer="general_commercial"))
    assert [a.key for a in commercial] == ["finance.owner_vat"] and commercial[0].status == "unconfirmed"
