"""Every number of the economics again, from the files that a run writes: yearly flows, items, lives, rates. With pandas alone."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tests.paths import ROOT

ECONOMICS = """
economics:
  inflation: 0.02
  escalation: {electricity: 0.01, lpg: 0.02}
  parties:
    contractor: {vat: general, surtax: county, income_tax: 0.25}
  financing:
    - {instrument: emc_shared, share: 0.85, years: 12}
    - {instrument: grant, share: 0.15, receiver: contractor}
    - {instrument: loan, borrower: contractor, share: 0.5, rate_nominal: 0.045, years: 8}
"""
"""With everything that can move a flow."""
RUNNING, INVESTED = ["energy", "export", "opex"], ["capex", "replacement", "residual"]
SERVICE = ["loan", "interest", "reserve"]


@pytest.fixture(scope="module", params=["", ECONOMICS], ids=["own funds", "financed"])
def written(request, tmp_path_factory):
    """The three tables of the Wanxichong example."""
    folder = tmp_path_factory.mktemp("money")
    path = folder / "project.yaml"
    text = (ROOT / "examples" / "wanxichong.yaml").read_text(encoding="utf-8")
    path.write_text(text + request.param, encoding="utf-8")
    command = [sys.executable, str(ROOT / "cli.py"), "compare", str(path), "--out", str(folder / "out")]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    names = ("cash_flows", "cost_items", "economics")
    return tuple(pd.read_csv(folder / "out" / f"{n}.csv", keep_default_na=False) for n in names)


def yearly(flows: pd.DataFrame, years: int, kinds: list[str] | None = None) -> np.ndarray:
    rows = flows if kinds is None else flows[flows.kind.isin(kinds)]
    return np.array([rows.cny_real[np.ceil(rows.year) == y].sum() for y in range(years + 1)])


def npv(flow: np.ndarray, rate: float) -> float:
    return float(sum(c / (1.0 + rate) ** t for t, c in enumerate(flow)))


def last_crossing(flow: np.ndarray, rate: float = 0.0) -> float | None:
    total = np.cumsum([c / (1.0 + rate) ** t for t, c in enumerate(flow)])
    if np.abs(total).max() < 1e-6:
        return 0.0
    if total[-1] < 0.0:
        return None
    below = np.flatnonzero(total < -1e-7)
    if len(below) == 0:
        return 0.0
    t = below[-1]
    return float(t + total[t] / (total[t] - total[t + 1]))


def test_every_number_follows_from_the_flows(written):
    flows, _, numbers = written
    counted = 0
    for package in numbers.package.unique():
        project = numbers[(numbers.package == package) & (numbers.party == "")]
        value = dict(zip(project.quantity, project.value, strict=True))  # of several rates of return the last
        roots = project.value[project.quantity == "irr_real"].tolist()
        years, rate = int(value["years"]), value["discount_rate_real"]
        mine = flows[flows.package == package]
        own, base, parties = (mine[mine.scope == s] for s in ("package", "baseline", "difference"))
        gained = yearly(own, years) - yearly(base, years)
        running = yearly(own, years, RUNNING) - yearly(base, years, RUNNING)
        invested = -npv(yearly(own, years, INVESTED), rate)
        sir = npv(running, rate) / invested if invested > 1e-6 else None
        again = {
            "capex_cny": -yearly(own, years, ["capex"])[0],
            "npv_cny": npv(gained, rate),
            "lcc_cny": -npv(yearly(own, years), rate),
            "baseline_lcc_cny": -npv(yearly(base, years), rate),
            "savings_to_investment": sir,
            "adjusted_irr_real": (1.0 + rate) * sir ** (1.0 / years) - 1.0 if sir and sir > 0 else None,
            "escalated_payback_years": last_crossing(gained),
            "discounted_payback_years": last_crossing(gained, rate),
            "equity_payback_years": last_crossing(yearly(parties[parties.party == "owner"], years)),
        }
        for key, expected in again.items():
            if expected is None:
                assert key not in value, (package, key)
            else:
                assert value[key] == pytest.approx(expected, rel=1e-9, abs=1e-6), (package, key)
                counted += 1
        for root in roots:
            assert npv(gained, root) == pytest.approx(0.0, abs=1e-6 * np.abs(gained).sum())
        assert yearly(parties, years) == pytest.approx(gained, abs=1e-9 * max(1.0, np.abs(gained).max()))
    assert counted > 25


def test_the_parties_follow_too(written):
    flows, _, numbers = written
    financed = len(numbers.party.unique()) > 2
    for (package, party), rows in numbers[numbers.party != ""].groupby(["package", "party"]):
        value = dict(zip(rows.quantity, rows.value, strict=True))
        years = int(numbers.value[(numbers.package == package) & (numbers.quantity == "years")].iloc[0])
        mine = flows[(flows.package == package) & (flows.scope == "difference") & (flows.party == party)]
        flow = yearly(mine, years)
        assert value["npv_cny"] == pytest.approx(npv(flow, value["discount_rate_real"]), rel=1e-9, abs=1e-6)
        assert value["invested_cny"] == pytest.approx(-flow[0], abs=1e-6)
        if "dscr_min" in value:
            service = -yearly(mine, years, SERVICE)[1:]
            cash = (flow - yearly(mine, years, [*INVESTED, *SERVICE]))[1:]
            ratios = {k + 1: c / s for k, (c, s) in enumerate(zip(cash, service, strict=True)) if s > 1e-9}
            year = min(ratios, key=ratios.get)
            assert (year, ratios[year]) == (value["dscr_min_year"], pytest.approx(value["dscr_min"], rel=1e-9))
    assert financed == (set(flows.party) != {"owner"})


def test_the_investment_flows_follow_from_the_items(written):
    """Cost, life and yearly operation give investment, replacements strictly inside the period, and what is left."""
    flows, items, numbers = written
    for package in items.package.unique():
        years = int(numbers.value[(numbers.package == package) & (numbers.quantity == "years")].iloc[0])
        own = flows[(flows.package == package) & (flows.scope == "package")]
        expected = np.zeros((4, years + 1))
        for _, item in items[items.package == package].iterrows():
            expected[0, 0] -= item.capex_cny
            starts = [k * item.life_years for k in range(100) if k * item.life_years < years]
            for t in starts[1:]:
                expected[1, int(np.ceil(t))] -= item.capex_cny
            assert [float(t) for t in str(item.replacement_years).split()] == starts[1:]
            left = item.capex_cny * (1.0 - (years - starts[-1]) / item.life_years)
            assert item.residual_cny == pytest.approx(left, abs=1e-6)
            expected[2, years] += left
            expected[3, 1:] -= item.opex_cny_year
        for row, kind in zip(expected, ("capex", "replacement", "residual", "opex"), strict=True):
            assert yearly(own, years, [kind]) == pytest.approx(row, abs=1e-6)


def test_nominal_amounts_are_the_real_ones_with_inflation(written):
    flows, _, numbers = written
    inflation = numbers.value[numbers.quantity == "inflation"].iloc[0]
    assert flows.cny_nominal.to_numpy() == pytest.approx(
        (flows.cny_real * (1.0 + inflation) ** flows.year).to_numpy(), rel=1e-12
    )
