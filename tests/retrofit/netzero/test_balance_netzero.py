"""Balance, definitions, factors and cash flows against hand calculation and published vectors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.results import Demand, EndUse
from retrofit.energy import factors as carbon
from retrofit.energy import load_match
from retrofit.energy.balance import Battery, balance
from retrofit.money import cash_flow
from retrofit.money.results import Bills, CostItem, Flow
from retrofit.money.tariffs import customer
from retrofit.money.tariffs.energy_bill import energy_bill
from retrofit.netzero import definitions
from retrofit.optimise import gap

INDEX = pd.date_range("2023-01-01", periods=8760, freq="h", tz="Asia/Shanghai")


def flat_demand(electricity_kwh, lpg_kwh=0.0, index=INDEX):
    n = len(index)
    return Demand(
        index,
        (
            EndUse("all", "electricity", np.full(n, electricity_kwh / n), np.full(n, electricity_kwh / n)),
            EndUse("cooking", "lpg", np.full(n, 0.4 * lpg_kwh / n), np.full(n, lpg_kwh / n), 0.4),
        ),
    )


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.0, 30.0), st.floats(0.0, 20.0), st.floats(0.0, 200.0), st.floats(0.5, 50.0))
def test_electricity_closes_every_hour(seed, pv_size, chp_size, capacity, power):
    rng = np.random.default_rng(seed)
    n = 240
    index = INDEX[:n]
    load = rng.random(n) * 10.0
    pv, chp = pv_size * rng.random(n), chp_size * (rng.random(n) > 0.7)
    demand = Demand(index, (EndUse("x", "electricity", load, load), EndUse("y", "wood", load, load)))
    r = balance(demand, pv, chp, Battery(capacity, power) if capacity > 0 else None)
    h = r.hourly
    rest = (
        h["load_electricity_kw"]
        + h["battery_charge_kw"]
        + h["electricity_export_kw"]
        - pv
        - chp
        - h["battery_discharge_kw"]
        - h["electricity_import_kw"]
    )
    assert np.abs(rest).max() < 1e-9
    assert (np.minimum(h["electricity_import_kw"], h["electricity_export_kw"]) == 0.0).all()
    assert (np.minimum(h["battery_charge_kw"], h["battery_discharge_kw"]) == 0.0).all()
    assert h["wood_import_kw"].to_numpy() == pytest.approx(load)
    if capacity > 0:
        content = h["battery_kwh"].to_numpy()
        assert content.max() <= capacity * (1 + 1e-9)
        assert content.min() >= 0.1 * capacity * (1 - 1e-9)
        assert max(h["battery_charge_kw"].max(), h["battery_discharge_kw"].max()) <= power * (1 + 1e-9)
        one_way = np.sqrt(0.9)
        stored = (h["battery_charge_kw"] * one_way - h["battery_discharge_kw"] / one_way).to_numpy()
        assert np.diff(content) == pytest.approx(stored[1:], abs=1e-9)


def test_battery_year_ends_as_it_began(kunming):
    pv = np.maximum(kunming.column("ghi") / 50.0, 0.0)
    r = balance(flat_demand(30000.0, index=kunming.index), pv, np.zeros(8760), Battery(40.0, 20.0))
    h = r.hourly
    stored = h["battery_charge_kw"].sum() - h["battery_discharge_kw"].sum()
    assert stored == pytest.approx(r.battery_loss_kwh, rel=1e-6)
    assert r.self_sufficiency > balance(flat_demand(30000.0, index=kunming.index), pv, np.zeros(8760)).self_sufficiency


def test_sartori_test_vector():
    m = load_match.load_match(np.array([0.0, 2.0, 4.0, 1.0]), np.array([1.0, 2.0, 1.0, 2.0]))
    assert (m.f_load, m.loss_of_load, m.generation_multiple) == (0.625, 0.5, 2.0)
    assert m.gamma_load == pytest.approx(2 / 3)
    assert m.gamma_supply == pytest.approx(4 / 7)
    assert m.f_grid == pytest.approx(0.5464532103585)


def test_the_reference_arithmetic_of_the_centre():
    """38,400 kWh and 2,182 kg LPG (109.5 GJ), Yunnan 2022 at 0.1073: 68,817 kWh, 10.888 t; with 81,000 kWh of PV +12,183 kWh, -2.197 t."""
    lpg = 109500.0 / 3.6
    factors = carbon.factors("Yunnan", 2022, "AR5")
    factors.emissions["lpg"] = carbon.Factor(61.81 * 0.0036, "kgCO2/kWh", "fuels.csv, CO2 only", "2011", "confirmed")
    prices = customer.tariff("Yunnan", "community", INDEX)
    before = definitions.assess(balance(flat_demand(38400.0, lpg), np.zeros(8760), np.zeros(8760)), factors, prices)
    assert -before["site"].balance == pytest.approx(68817.0, abs=1.0)
    assert -before["emissions"].balance == pytest.approx(10888.0, abs=2.0)
    solar = np.where((INDEX.hour >= 9) & (INDEX.hour < 17), 81000.0 / (365 * 8), 0.0)
    after = definitions.assess(balance(flat_demand(38400.0, lpg), solar, np.zeros(8760)), factors, prices)
    assert after["site"].balance == pytest.approx(12183.0, abs=1.0)
    assert after["emissions"].balance == pytest.approx(-2197.0, abs=2.0)
    assert after["site"].met and not after["emissions"].met


def test_every_definition_says_its_boundary_factors_and_year():
    prices = customer.tariff("Yunnan", "community", INDEX)
    d = definitions.assess(
        balance(flat_demand(1000.0, 500.0), np.zeros(8760), np.zeros(8760)),
        carbon.factors("Yunnan"),
        prices,
        10.0,
        100.0,
    )
    assert list(d) == ["site", "primary", "emissions", "cost"]
    for definition in d.values():
        assert definition.boundary and definition.unit and definition.factor_year
        assert definition.gap == pytest.approx(max(0.0, -definition.balance))
        assert all(c.source and c.status for c in definition.carriers)
    assert d["emissions"].extra["digester methane kgCO2e"] == pytest.approx(270.0)
    assert d["cost"].balance == pytest.approx(-sum(c.import_kwh * c.weight_import for c in d["cost"].carriers))


@pytest.mark.parametrize(
    ("province", "year", "value"),
    [("Yunnan", 2021, 0.1235), ("Yunnan", 2022, 0.1073), ("云南", 2023, 0.1333), ("Guangdong", 2022, 0.4403)],
)
def test_grid_factors(province, year, value):
    assert carbon.grid_factor(province, year).value == pytest.approx(value)


def test_unknown_province_falls_back_and_says_so():
    f = carbon.grid_factor("Atlantis", 2022)
    assert f.value == pytest.approx(0.5366)
    assert "national average" in f.source
    assert carbon.grid_factor("Tibet", 2023).source.count("national")


@pytest.mark.parametrize(
    "province", ["Guangxi Zhuang", "Nei Mongol", "Ningxia Hui", "Xinjiang Uygur", "Shaanxi", "Shanxi"]
)
def test_station_provinces_find_their_own_factor(province):
    assert "national average" not in carbon.grid_factor(province, 2023).source


def test_district_heat_trap():
    """0.11 t/GJ is 0.396 kg/kWh, not 0.0396."""
    assert carbon.factors("Shandong").emissions["heat"].value == pytest.approx(0.396)


def test_primary_factors():
    p = carbon.primary_factors("gbt51350")
    assert p["electricity"].value == 2.6
    assert p["coal"].value == pytest.approx(1.0, abs=0.001)
    assert p["gas"].value == pytest.approx(9.85 / 10.8142)
    assert {carbon.primary_factors(s)["electricity"].value for s in carbon.PRIMARY_SCHEMES} == {2.6, 2.5, 3.15}


def test_tariffs():
    guangdong = customer.tariff("Guangdong", "school", INDEX)
    assert guangdong.import_price[0] == pytest.approx(0.62586875)
    tou = customer.tariff("Yunnan", "general_commercial", INDEX)
    day = tou.import_price[:24]
    assert day[3] < day[10] < day[19]
    assert day[3] == pytest.approx(0.725 * (1 - 0.5 * 0.3 / 0.58))  # only the energy part floats
    assert customer.tariff("Yunnan", "community", INDEX, 0.2, 0.6).export_price == 0.2
    assert customer.tariff("Yunnan", "community", INDEX).fuel_price["lpg"] == pytest.approx(8.2 / 13.9386, rel=1e-4)


def test_bill_is_what_the_prices_say():
    prices = customer.tariff("Yunnan", "community", INDEX, 0.3, 0.5)
    solar = np.where(INDEX.hour == 12, 10.0, 0.0)
    bought, sold = energy_bill(balance(flat_demand(8760.0), solar, np.zeros(8760)), prices)
    assert bought == pytest.approx(365 * 23 * 1.0 * 0.5)
    assert sold == pytest.approx(365 * 9.0 * 0.3)


def bills(years: int, bought: float, sold: float = 0.0) -> Bills:
    return Bills(energy_cny=np.full(years, bought), export_cny=np.full(years, sold))


def test_net_present_value_against_the_annuity():
    item = CostItem(
        kind="led",
        name="x",
        quantity=1,
        unit="u",
        capex_cny=1000.0,
        opex_cny_year=10.0,
        life_years=10.0,
        source="s",
        status="confirmed",
    )
    e = cash_flow.evaluate(bills(10, 100.0), bills(10, 300.0), [item], 0.05)
    a = (1 - 1.05**-10) / 0.05
    assert e.npv_cny == pytest.approx(200.0 * a - 1000.0 - 10.0 * a)
    assert e.simple_payback_years == pytest.approx(1000.0 / 190.0)
    twice = cash_flow.evaluate(bills(20, 100.0), bills(20, 300.0), [item], 0.05)
    a20 = (1 - 1.05**-20) / 0.05
    assert twice.npv_cny == pytest.approx(190.0 * a20 - 1000.0 - 1000.0 * 1.05**-10)
    half = cash_flow.present_cost([item], 0.0, 5)
    assert half == pytest.approx(500.0 + 50.0)


def test_money_is_one_table_and_its_sums_are_the_closed_form():
    """Against the annuity and single payments in closed form: lives that end within and at the end of the years, several items, exports."""
    rate, years = 0.04, 25
    items = [
        CostItem(kind=kind, name=kind, quantity=1, unit="u", capex_cny=capex, opex_cny_year=opex, life_years=life, source="s", status="confirmed")
        for kind, capex, opex, life in (("pv", 30000.0, 470.0, 25.0), ("battery", 10500.0, 262.5, 12.0), ("led", 8000.0, 0.0, 10.0))
    ]  # fmt: skip
    e = cash_flow.evaluate(bills(years, 4200.0, 900.0), bills(years, 9600.0), items, rate)
    annuity = (1.0 - (1.0 + rate) ** -years) / rate
    running = 9600.0 - 4200.0 + 900.0 - 470.0 - 262.5
    battery = 10500.0 * (1.0 + 1.04**-12 + 1.04**-24 - 11.0 / 12.0 * 1.04**-25)
    led = 8000.0 * (1.0 + 1.04**-10 + 1.04**-20 - 0.5 * 1.04**-25)
    assert e.npv_cny == pytest.approx(running * annuity - 30000.0 - battery - led, rel=1e-12)
    assert e.simple_payback_years == pytest.approx(48500.0 / running, rel=1e-12)
    assert (e.capex_cny, e.annual_bill_cny, e.annual_opex_cny) == pytest.approx((48500.0, 3300.0, 732.5), rel=1e-12)
    assert e.savings_cny == pytest.approx([running] * years, rel=1e-12)
    sums = {k: cash_flow.total(cash_flow.select(e.flows, (k,))) for k in {f.kind for f in e.flows}}
    assert sums == pytest.approx({
        "energy": -4200.0 * 25, "export": 900.0 * 25, "capex": -48500.0, "replacement": -2 * 10500.0 - 2 * 8000.0,
        "residual": 10500.0 * 11.0 / 12.0 + 4000.0, "opex": -732.5 * 25,
    })  # fmt: skip
    assert {f.party for f in e.flows} == {"owner"} and not cash_flow.select(e.flows, party="bank")
    gained = [*e.flows, *cash_flow.negated(cash_flow.bill_flows(bills(years, 9600.0)))]
    (found,) = cash_flow.irr(gained)
    assert cash_flow.npv(gained, found) == pytest.approx(0.0, abs=1e-6)
    level = [Flow("owner", 0.0, "capex", -1000.0), *(Flow("owner", float(y), "energy", 100.0) for y in range(1, 11))]
    assert cash_flow.irr(level) == pytest.approx((0.0,), abs=1e-12)
    assert cash_flow.irr([Flow("owner", 1.0, "energy", 5.0)]) == ()
    assert cash_flow.irr([Flow("owner", 0.0, "capex", -5.0)]) == ()


def test_gap_is_closed_by_exactly_what_it_says(kunming):
    """Re-running the balance with the stated kWp leaves no gap, with 1 % less it does."""
    demand = flat_demand(30000.0, 20000.0, kunming.index)
    factors, prices = carbon.factors("Yunnan"), customer.tariff("Yunnan", "community", kunming.index)
    shape = kunming.column("ghi") / 1000.0

    def with_pv(kwp):
        return definitions.assess(balance(demand, kwp * shape, np.zeros(8760)), factors, prices)

    now = with_pv(0.0)
    levers = gap.Levers(with_pv=with_pv, m2_per_kwp=5.3, with_saving=lambda kwh: now, saving_max_kwh=0.0)
    closed = gap.with_closing(now, levers)
    for key, d in closed.items():
        kwp = d.closing["pv_kwp"]
        assert with_pv(kwp)[key].met
        assert not with_pv(0.99 * kwp)[key].met
        assert d.closing["roof_m2"] == pytest.approx(5.3 * kwp)
        assert d.closing["digester_m3"] is None
