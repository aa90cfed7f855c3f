"""Bills against the worked vectors, hand computation and properties that every tariff has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrofit.money.tariffs import bill, customer, power_factor
from retrofit.money.tariffs.export import usual
from retrofit.money.tariffs.schedule import floated
from retrofit.money.tariffs.structure import DemandCharge, ExportTerms, PowerFactor, Tiers, meters_of
from tests.retrofit.money.cases import INDEX, exchange, guangzhou, one_price, series, yunnan

MONTH = np.asarray(INDEX.month) - 1
HOURS = np.bincount(MONTH)
BY_KW = DemandCharge(price=np.full(12, 38.0))


def monthly(kwh) -> np.ndarray:
    """Hourly power that takes these kWh in each month."""
    return (np.asarray(kwh, dtype=float) / HOURS)[MONTH]


def test_time_of_use_and_demand_of_the_vector():
    """Finance vector utilityrate5-tou-demand: own calculator and SSC agree on these."""
    load, made = series()
    none = np.zeros(8760)
    for demand, without, with_pv in ((None, 305184.4329, 214107.7856), (BY_KW, 349561.6765, 254395.2002)):
        prices = yunnan(demand=demand)
        bought = np.stack([load, exchange(load, made)[0]])
        sold = np.stack([none, exchange(load, made)[1]])
        assert bill.bills(prices, bought, sold) == pytest.approx([without, with_pv], abs=1e-4)
        months = bill.monthly_bills(prices, bought, sold)
        assert months.import_kwh[1].sum() == pytest.approx(353876.944, abs=1e-3)
        assert months.energy_cny[1].sum() == pytest.approx(215048.8698, abs=1e-4)
        assert months.export_cny[1].sum() == pytest.approx(941.0842163, abs=1e-6)
        assert months.basic_cny[1].sum() == pytest.approx(40287.41459 if demand else 0.0, abs=1e-5)


def test_tiers_of_the_guangzhou_vector():
    prices, none = guangzhou(), np.zeros(8760)
    year = [
        190,
        260,
        210,
        180,
        420,
        560,
        720,
        700,
        520,
        330,
        170,
        200,
    ]  # the vector's winter and summer months by their place
    months = bill.monthly_bills(prices, monthly(year), none)
    assert months.total_cny[0] == pytest.approx(2769.354625, abs=1e-6)
    july = bill.monthly_bills(prices, monthly([700] * 12), none).bought_cny[0]
    assert july[6] == pytest.approx(459.208125) and july[0] == pytest.approx(512.208125)
    less = bill.monthly_bills(prices, monthly([420] * 12), none).bought_cny[0, 6]
    assert less == pytest.approx(255.324875)
    assert (july[6] - less) / 280.0 == pytest.approx(0.7281544643)


def test_the_bill_of_each_meter_then_the_sum():
    """Three households of 100, 300 and 1,000 kWh: the mean household (466.7) pays too little."""
    prices = guangzhou(meters=meters_of(np.ones(3), np.array([100.0, 300.0, 1000.0])))
    found = bill.monthly_bills(prices, monthly([1400.0] * 12), np.zeros(8760)).bought_cny[0, 6]
    hand = (
        100 * 0.58886875
        + (260 * 0.58886875 + 40 * 0.63886875)
        + (260 * 0.58886875 + 340 * 0.63886875 + 400 * 0.88886875)
    )
    assert found == pytest.approx(hand)
    mean = guangzhou(meters=meters_of(np.array([3.0]), np.ones(1)))
    assert bill.monthly_bills(mean, monthly([1400.0] * 12), np.zeros(8760)).bought_cny[0, 6] < found - 50.0


@pytest.mark.parametrize("province", ["Guangdong", "Shandong", "Hunan", "Yunnan", "Sichuan"])
def test_residential_tiers_of_the_tables(province):
    prices = customer.tariff(province, "residential", INDEX)
    months = bill.monthly_bills(
        prices, np.stack([monthly([x] * 12) for x in (100.0, 300.0, 2000.0)]), np.zeros((3, 8760))
    )
    paid = months.bought_cny / months.import_kwh
    assert np.isfinite(paid).all() and (np.diff(paid, axis=0) >= -1e-12).all()
    if province == "Yunnan":  # no tiers in the wet season
        assert paid[2, 6] == pytest.approx(0.45) and paid[2, 0] == pytest.approx(
            (170 * 0.45 + 90 * 0.5 + 1740 * 0.8) / 2000
        )
    if province == "Sichuan":
        assert (paid == pytest.approx(0.55)) and prices.tiers is None


def test_yearly_tiers_count_from_january():
    tiers = Tiers(
        upper_kwh=np.tile([2160.0, 4800.0, np.inf], (12, 1)), add=np.tile([0.0, 0.05, 0.3], (12, 1)), yearly=True
    )
    months = bill.monthly_bills(one_price(0.5, tiers=tiers), monthly([500.0] * 12), np.zeros(8760))
    assert months.tiers_cny[0, :4] == pytest.approx([0.0, 0.0, 0.0, 0.0], abs=1e-9)
    assert months.tiers_cny[0, 4] == pytest.approx(340 * 0.05)  # 2,500 after May
    assert months.tiers_cny[0].sum() == pytest.approx(2640 * 0.05 + 1200 * 0.3)


def two_part(kwh: float, kw: float | None = 180.0) -> tuple[np.ndarray, np.ndarray]:
    """Import of equal months with one hour at ``kw``."""
    first = np.diff(MONTH, prepend=-1) != 0
    peak = np.where(first, kw, 0.0)
    return peak + np.where(first, 0.0, ((kwh - kw) / (HOURS - 1))[MONTH]), np.zeros(8760)


def test_two_part_tariff_with_power_factor_of_the_vector():
    clause = PowerFactor(standard=0.9, load=0.88)
    prices = one_price(0.58, demand=BY_KW, power_factor=clause, funds=0.03)
    kvarh = np.full((1, 12), 32000.0)
    months = bill.monthly_bills(prices, *two_part(60000.0), kvarh=kvarh)
    assert months.power_factor[0] == pytest.approx([0.88] * 12)
    assert months.basic_cny[0] == pytest.approx([6840.0] * 12)
    assert months.adjustment_cny[0] == pytest.approx([398.4] * 12)
    assert months.bought_cny[0] == pytest.approx([42038.4] * 12)
    by_kva = replace(prices, demand=DemandCharge(price=np.full(12, 24.0), capacity_kva=315.0))
    assert bill.monthly_bills(by_kva, *two_part(60000.0), kvarh=kvarh).bought_cny[0] == pytest.approx([42765.6] * 12)
    with_pv = bill.monthly_bills(prices, *two_part(40000.0), kvarh=kvarh)
    assert with_pv.power_factor[0] == pytest.approx([0.78] * 12)
    assert with_pv.bought_cny[0] == pytest.approx([31770.4] * 12)


def test_power_factor_clause_by_hand():
    steps = {0.9: (0.99, -0.0075), 0.85: (0.99, -0.011), 0.8: (0.99, -0.013)}
    for standard, (best, discount) in steps.items():
        assert power_factor.adjustment(np.array([best, standard]), standard) == pytest.approx([discount, 0.0])
        below = power_factor.adjustment(np.arange(0.0, 1.001, 0.01), standard)
        assert (np.diff(below) <= 0.0).all() and below[-1] == pytest.approx(discount)
        assert below[round(100 * standard) - 20] == pytest.approx(0.10)
        assert below[round(100 * standard) - 25] == pytest.approx(0.15)
        assert below[round(100 * standard) - 26] == pytest.approx(0.17)


def test_pv_lowers_kwh_and_not_kvarh():
    load, made = series()
    prices = yunnan(demand=BY_KW, power_factor=PowerFactor(standard=0.9, load=0.92))
    kvarh = bill.reactive_kvarh(prices, load)
    bought = np.stack([load, exchange(load, made)[0]])
    months = bill.monthly_bills(prices, bought, np.zeros_like(bought), kvarh=kvarh)
    assert (months.power_factor[0] == 0.92).all() and (months.power_factor[1] < 0.9).all()
    assert months.adjustment_cny[0].sum() < 0.0 < months.adjustment_cny[1].sum()
    helped = replace(prices, power_factor=PowerFactor(standard=0.9, load=0.92, compensation_kvar=8.0))
    by_hand = np.maximum(load * np.tan(np.arccos(0.92)) - 8.0, 0.0).sum()
    assert bill.reactive_kvarh(helped, load).sum() == pytest.approx(by_hand)


def test_hunan_is_sharp_in_january_and_july():
    prices = customer.tariff("Hunan", "general_commercial", INDEX)
    at = lambda month, hour: float(prices.import_price[(INDEX.month == month) & (INDEX.hour == hour)][0])  # noqa: E731
    energy = 0.72 * 0.30 / 0.58
    assert at(1, 19) == pytest.approx(1.0626, abs=5e-5)
    assert at(1, 19) == pytest.approx(0.72 + energy * (1.6 * 1.2 - 1.0))
    assert at(12, 21) == at(1, 18) == at(7, 23) == at(1, 19)
    assert at(1, 17) == at(1, 22) == at(7, 19) == at(5, 19)
    assert at(5, 19) == pytest.approx(0.9434, abs=5e-5)


def test_guangdong_floats_the_whole_price_and_yunnan_the_energy():
    guangdong = customer.tariff("Guangdong", "general_commercial", INDEX)
    assert guangdong.import_price.min() == pytest.approx(0.66 * 0.38)
    assert guangdong.import_price.max() == pytest.approx(0.66 * 1.7 * 1.25)
    ratio = np.array([1.5, 1.0, 0.5])
    assert floated(ratio=ratio, energy=0.3, rest=0.28, whole=False) == pytest.approx([0.73, 0.58, 0.43])
    assert floated(ratio=ratio, energy=0.3, rest=0.28, whole=True) == pytest.approx([0.87, 0.58, 0.29])


def test_export_terms():
    connected = usual("Yunnan", date(2024, 5, 1)).terms
    assert connected.of_year(1) == pytest.approx(0.3358) and connected.of_year(25) < 0.3
    later = usual("Yunnan", date(2025, 6, 1)).terms
    assert later == usual("Yunnan").terms
    assert later.low < later.of_year(1) < later.high
    assert later.of_year(10) == later.of_year(1) > later.of_year(11) == later.market
    prices = replace(one_price(), export=later)
    first, eleventh = (bill.monthly_bills(prices, np.zeros(8760), np.ones(8760), year=y).total_cny[0] for y in (1, 11))
    assert first == pytest.approx(-8760 * later.of_year(1)) and eleventh == pytest.approx(-8760 * later.market)
    assert ExportTerms(price=0.3, market=0.1, term_years=0.5).of_year(1) == pytest.approx(0.2)


def test_quarters_bill_a_higher_demand_and_the_same_energy():
    load, _ = series()
    quarters = (load[:, None] * np.array([0.7, 1.3, 0.9, 1.1])).ravel()[None, :]
    prices = yunnan(demand=BY_KW)
    hours = bill.monthly_bills(prices, load, np.zeros(8760))
    fine = bill.monthly_bills(prices, quarters, np.zeros_like(quarters))
    assert fine.energy_cny == pytest.approx(hours.energy_cny, rel=1e-12)
    assert fine.peak_kw == pytest.approx(1.3 * hours.peak_kw)


def test_contract_demand():
    prices = one_price(demand=DemandCharge(price=np.full(12, 40.0), contract_kw=100.0))
    flat_kw = lambda kw: bill.monthly_bills(prices, np.full(8760, kw), np.zeros(8760)).basic_cny[0]  # noqa: E731
    assert flat_kw(20.0) == pytest.approx([4000.0] * 12) == flat_kw(105.0)
    assert flat_kw(110.0) == pytest.approx([40.0 * (105.0 + 2.0 * 5.0)] * 12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 7), st.integers(1, 4))
def test_many_packages_at_once_are_each_alone(seed, n, block):
    rng = np.random.default_rng(seed)
    bought, sold = rng.gamma(2.0, 40.0, (n, 8760)), rng.gamma(1.0, 5.0, (n, 8760))
    tiers = Tiers(upper_kwh=np.tile([900.0, 20000.0, np.inf], (12, 1)), add=np.tile([0.0, 0.05, 0.3], (12, 1)))
    prices = yunnan(tiers=tiers, demand=BY_KW, power_factor=PowerFactor(standard=0.85, load=0.8), meters=meters_of(np.array([3.0, 9.0]), np.array([2.0, 1.0])), fixed_cny_month=5.0)  # fmt: skip
    kvarh = rng.uniform(0.0, 40000.0, (n, 12))
    together = bill.bills(prices, bought, sold, kvarh=kvarh, block=block)
    alone = [bill.bills(prices, bought[k : k + 1], sold[k : k + 1], kvarh=kvarh[k])[0] for k in range(n)]
    assert together == pytest.approx(alone, rel=1e-12)
    months = bill.monthly_bills(prices, bought, sold, kvarh=kvarh)
    assert together == pytest.approx(months.total_cny, rel=1e-12)
    assert (months.basic_cny >= 0.0).all() and (months.tiers_cny >= 0.0).all()
    assert months.peak_kw == pytest.approx(np.stack([bought[:, m == MONTH].max(axis=1) for m in range(12)], axis=1))


def test_a_demand_charge_is_monthly_and_never_negative():
    """Even where PV exports all month and nothing is taken."""
    prices = one_price(demand=BY_KW)
    sun = np.where(INDEX.month == 6, 0.0, 10.0)
    months = bill.monthly_bills(prices, sun, np.full(8760, 50.0))
    assert months.basic_cny[0, 5] == 0.0 and (months.basic_cny >= 0.0).all()
    assert months.basic_cny[0, 0] == pytest.approx(380.0)
    assert one_price(demand=BY_KW).import_price == pytest.approx(
        one_price().import_price
    )  # nothing of it is in the hours
