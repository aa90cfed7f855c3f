"""The bill again from what is written to disk, by pandas alone; and what a battery is worth on a flat tariff."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrofit.energy.balance import Battery, exchanges
from retrofit.money.tariffs import bill
from tests.paths import ROOT
from tests.retrofit.money.cases import one_price, series, yunnan

PROJECT = """schema_version: 1
name: t
site: {station: Changsha}
buildings:
  - {name: b, archetype: canteen, floor_area_m2: 300, cooking: lpg, meals_per_day: 100}
  - {name: homes, archetype: village_house_brick, count: 8}
roofs: [{building: b, area_m2: 200}]
packages: {base: [], sun: [{measure: pv, roof: 1, capacity_kwp: 20}]}
economics:
  fuel_prices: {lpg: 120 元/瓶(15公斤)}
  tariff:
    components: {energy: 0.40, network: 0.18, losses: 0.02, system: 0.03, funds: 0.03}
    multipliers: {sharp: 1.92, peak: 1.6, flat: 1.0, valley: 0.4}
    seasons:
      - months: 12, 1
        hours: {valley: "22:00-06:00", peak: 16-18, sharp: 18-22, flat: rest}
      - months: 2-11
        hours: {valley: 0-6, peak: 16-24, flat: 6-16}
    tiers: [{up_to_kwh: 170}, {up_to_kwh: 400, add: 0.05}, {add: 0.3}]
    households: 9
    demand: {price: 38 元/千瓦·月, contract_kw: 12}
    power_factor: {standard: 0.85, load: 0.82}
    fixed: 12 元/月
    export: {price: 0.36, share: 0.7, term_years: 12, market: 0.2}
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bill")
    (folder / "p.yaml").write_text(PROJECT, encoding="utf-8")
    command = [sys.executable, str(ROOT / "cli.py"), "run", str(folder / "p.yaml"), "--json", "--language", "en", "--out", str(folder / "out")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.returncode == 0, done.stderr
    annual = pd.read_csv(folder / "out" / "annual.csv", index_col=0)
    hourly = {p: pd.read_csv(folder / "out" / f"hourly_{p}.csv", index_col=0) for p in annual.columns}
    bills = {p: pd.read_csv(folder / "out" / f"bill_{p}.csv") for p in annual.columns}
    return json.loads(done.stdout), annual, hourly, bills


def test_the_lines_add_up_to_the_bill(written):
    document, annual, _, bills = written
    for name, lines in bills.items():
        assert (lines["quantity"] * lines["price"]).to_numpy() == pytest.approx(lines["amount_cny"], rel=1e-6, abs=0.02)
        assert lines["amount_cny"].sum() == pytest.approx(annual.loc["bill_cny", name], rel=1e-7, abs=1e-3)
        package = next(p for p in document["packages"] if p["name"] == name)
        assert package["economics"]["annual_bill_cny"] == pytest.approx(lines["amount_cny"].sum(), rel=1e-7)
        assert set(lines["item"]) == {"energy", "tier", "basic", "power_factor", "fixed", "fuel"} | ({"export"} if name == "sun" else set())  # fmt: skip


def test_the_lines_follow_from_the_hours(written):
    """kWh by the clock, tiers by meter, demand by the month's peak, power factor from load and import, all from the hourly table."""
    _, _, hourly, bills = written
    for name, lines in bills.items():
        h = hourly[name]
        month, hour = h.index.str[5:7].astype(int), h.index.str[11:13].astype(int)
        winter = (month == 12) | (month == 1)
        night = np.where(winter, (hour >= 22) | (hour < 6), hour < 6)
        sharp = winter & (hour >= 18) & (hour < 22)
        peak = np.where(winter, (hour >= 16) & (hour < 18), hour >= 16)
        period = np.select([night, sharp, peak], ["valley", "sharp", "peak"], "flat")
        price = pd.Series({"sharp": 1.028, "peak": 0.9, "flat": 0.66, "valley": 0.42})
        kwh = h["electricity_import_kw"].groupby([month, period]).sum()
        told = lines[lines["item"] == "energy"].set_index(["month", "name"])
        assert told["quantity"].to_numpy() == pytest.approx(kwh.loc[told.index], abs=0.05)
        assert told["price"].to_numpy() == pytest.approx(price.loc[told.index.get_level_values(1)])
        taken = h["electricity_import_kw"].groupby(month).sum()
        each = taken / 9
        second, third = 9 * (each.clip(170, 400) - 170), 9 * (each.clip(lower=400) - 400)
        tier = lines[lines["item"] == "tier"].groupby(["month", "name"])["quantity"].sum()
        for m in range(1, 13):
            assert tier.get((m, "2"), 0.0) == pytest.approx(second[m], abs=0.1)
            assert tier.get((m, "3"), 0.0) == pytest.approx(third[m], abs=0.1)
        top = h["electricity_import_kw"].groupby(month).max()
        billed = np.where(top <= 12.6, 12.0, 12.6 + 2.0 * (top - 12.6))
        basic = lines[lines["item"] == "basic"].set_index("month")
        assert basic["quantity"].to_numpy() == pytest.approx(billed, abs=1e-3) and (basic["price"] == 38.0).all()
        load = h["load_electricity_kw"].groupby(month).sum()
        factor = taken / np.hypot(taken, load * np.tan(np.arccos(0.82)))
        clause = lines[lines["item"] == "power_factor"].set_index("month")
        assert clause["name"].astype(float).to_numpy() == pytest.approx(factor, abs=0.0051)
        base = (
            lines[lines["item"].isin(["energy", "tier", "basic"])].groupby("month")["amount_cny"].sum() - 0.03 * taken
        )
        assert clause["quantity"].to_numpy() == pytest.approx(base, abs=0.05)
        assert (clause["amount_cny"] > 0.0).all()
        if name == "sun":
            sold = lines[lines["item"] == "export"].set_index("month")
            exported = h["electricity_export_kw"].groupby(month).sum()
            assert sold["quantity"].to_numpy() == pytest.approx(exported.loc[sold.index], abs=0.05)
            assert sold["price"].to_numpy() == pytest.approx(-(0.7 * 0.36 + 0.3 * 0.2))


def test_a_battery_on_a_flat_tariff_without_pv_saves_nothing():
    load, made = series()
    none = np.zeros((1, 8760))
    for prices in (one_price(), yunnan()):
        plain, stored = (bill.bills(prices, *exchanges(load, none, none[0], b))[0] for b in (None, Battery(200.0, 50.0)))  # fmt: skip
        assert plain - stored <= 0.0
    sun = made[None, :]
    plain, stored = (bill.bills(one_price(), *exchanges(load, sun, none[0], b))[0] for b in (None, Battery(20.0, 10.0)))
    assert plain > stored  # what is stored was sold for less than it saves


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([None, 0.0, 3.0]), st.floats(0.0, 300.0))
def test_exchanges_of_many_outputs_are_each_balance(seed, limit, capacity):
    """Import and export of several outputs at once are those of ``balance`` for each."""
    from retrofit.energy.balance import _stored

    rng = np.random.default_rng(seed)
    load, chp = rng.gamma(2.0, 5.0, 8760), rng.gamma(1.0, 1.0, 8760)
    pv = np.maximum(0.0, np.sin(2.0 * np.pi * (np.arange(8760) % 24 - 6) / 24)) * 40.0 * rng.uniform(0.2, 1.0, 8760)
    battery = Battery(capacity, 0.3 * capacity)
    output = np.array([1.0, 0.9, 0.0])[:, None]
    bought, sold = exchanges(load, pv * output, chp, battery, limit)
    for k in range(3):
        net = pv * output[k] + chp - load
        charge, discharge, _, _ = _stored(net, battery)
        rest = net - charge + discharge
        if limit is not None:
            rest = rest - np.minimum(np.maximum(rest - limit, 0.0), pv * output[k])
        assert bought[k] == pytest.approx(np.maximum(-rest, 0.0), abs=1e-9)
        assert sold[k] == pytest.approx(np.maximum(rest, 0.0), abs=1e-9)
