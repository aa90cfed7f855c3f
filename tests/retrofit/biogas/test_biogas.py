"""Digester and gas: analytic steady state, temperature law, closure, conservation of useful heat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.results import Demand, EndUse
from foundation.errors import InputError
from retrofit.biogas.digestion import kinetics
from retrofit.biogas.feed.feedstocks import feed_from, mix_problems
from retrofit.biogas.plant import sizing
from retrofit.biogas.plant import year as bio
from retrofit.biogas.plant.model import BiogasPlant
from retrofit.biogas.tank import limits, model
from retrofit.biogas.tank import year as dig
from retrofit.biogas.tank.model import Digester
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

PIGS = {"pig_manure": {"heads": 120.0}, "kitchen_waste": {"meals_per_day": 120.0}}


def demand(year, cooking=3.0, water=0.0, electric=5.0):
    hour = np.asarray(year.index.hour)
    meals = np.where((hour == 7) | (hour == 11) | (hour == 18), 8.0 * cooking, 0.0)
    flat = np.full(year.hours, water)
    return Demand(
        year.index,
        (
            EndUse("cooking", "lpg", 0.4 * meals, meals, 0.4),
            EndUse("hot_water", "gas", 0.85 * flat, flat, 0.85),
            EndUse("lighting", "electricity", np.full(year.hours, electric), np.full(year.hours, electric)),
        ),
    )


def store_change(r):
    return np.diff(np.concatenate([[r.store_start_kwh], r.store_kwh]))


def test_temperature_law_against_chengdu_rates():
    """Yang et al. 2016: 0.070, 0.41, 0.66, 0.78 of the 35 degC rate at 15, 20, 25, 30; the law gives 0.075, 0.41, 0.55, 0.74."""
    law = kinetics.rate_factor(np.array([15.0, 20.0, 25.0, 30.0, 35.0, 10.0, 5.0]))
    assert law == pytest.approx([0.075, 0.406, 0.548, 0.740, 1.0, 0.0, 0.0], abs=0.001)
    measured = np.array([0.070, 0.41, 0.66, 0.78])
    assert np.abs(law[:4] - measured).max() < 0.12


def test_stirred_tank_reaches_its_analytic_steady_state(kunming):
    """Heated tank, constant temperature, one feedstock: B0 VS k HRT / (1 + k HRT)."""
    feed = feed_from({"pig_manure": {"heads": 500.0}})
    tank = Digester(150.0, "cstr", True, 35.0)
    year = dig.simulate(kunming, tank, feed)
    expected = kinetics.steady_methane(float(feed.methane_potential_nm3_day.sum()), 0.15, year.retention_days)
    assert year.methane_nm3[-24:].sum() == pytest.approx(expected, rel=1e-4)
    assert year.ceiling_hours == 0


def test_potential_is_conserved(kunming):
    for tank in (Digester(50.0), Digester(60.0, "cstr", True, 35.0), Digester(25.0)):
        year = dig.simulate(kunming, tank, feed_from(PIGS))
        assert year.methane_nm3.sum() + year.potential_out_nm3 + year.content_change_nm3 == pytest.approx(
            year.potential_in_nm3, rel=1e-9
        )


def test_unheated_kunming_stays_between_13_and_21(kunming):
    year = dig.simulate(kunming, Digester(50.0), feed_from(PIGS))
    assert 12.0 < year.temp_c.min() < 14.0
    assert 20.0 < year.temp_c.max() < 22.0


def test_household_digester_of_eight_cubic_metres_makes_what_surveys_find():
    """About 300 to 385 m3 a household and year in good years; survey range 0.10 to 0.20 m3/m3/d (Chinese plants, section 8)."""
    feed = feed_from({"pig_manure": {"heads": 8.0}})
    for name in ("Kunming", "Changsha", "Guangzhou"):
        year = dig.simulate(synthetic_year(find_station(name)), Digester(8.0, "household_dome"), feed)
        assert 0.08 < year.biogas_nm3.sum() / 365.0 / 8.0 < 0.20


def test_winter_gives_less_gas_than_summer(kunming):
    gas = dig.simulate(kunming, Digester(50.0), feed_from(PIGS)).methane_nm3
    month = np.asarray(kunming.index.month)
    monthly = np.bincount(month, gas, 13)[1:]
    assert monthly[[5, 6, 7]].mean() > 2.0 * monthly[[0, 1, 11]].mean()


@settings(max_examples=40, deadline=None)
@given(
    volume=st.floats(30.0, 200.0), heated=st.booleans(), cooking=st.floats(0.0, 6.0), water=st.floats(0.0, 5.0), chp=st.sampled_from([0.0, 1.0, 5.0]),
    store=st.sampled_from([None, 3.0, 40.0]), flare=st.booleans(), pigs=st.floats(40.0, 200.0),
)  # fmt: skip
def test_gas_closes_every_hour_and_useful_heat_is_kept(
    kunming, volume, heated, cooking, water, chp, store, flare, pigs
):
    before = demand(kunming, cooking, water)
    plant = BiogasPlant(
        Digester(volume, "cstr" if heated else "small_plant", heated),
        feed_from({"pig_manure": {"heads": pigs}}),
        store,
        chp,
        flare,
    )
    r = bio.simulate(kunming, plant, before)
    rest = (
        r.produced_kw
        - (r.leaked_kw + r.stove_kw + r.boiler_kw + r.chp_kw + r.flared_kw + r.vented_kw)
        - store_change(r)
    )
    assert np.abs(rest).max() < 1e-9 * max(r.produced_kw.max(), 1.0)
    for flow in (r.leaked_kw, r.stove_kw, r.boiler_kw, r.chp_kw, r.flared_kw, r.vented_kw, r.store_kwh):
        assert flow.min() >= -1e-12
    useful = sum(i.useful_kw for i in r.demand_left.items if i.end_use in ("cooking", "hot_water", "lighting"))
    wanted = sum(i.useful_kw for i in before.items)
    missing = wanted - useful
    assert missing.min() > -1e-9
    assert missing.sum() <= r.chp_heat_used_kw.sum() + 1e-6
    if chp == 0.0:
        assert np.abs(missing).max() < 1e-9
    assert (r.vented_kw.sum() == 0.0) if flare else (r.flared_kw.sum() == 0.0)


def test_a_tank_that_never_warms_makes_no_gas_and_no_nonsense():
    """Tuotuohe (4,533 m): soil below 10 degC all year."""
    year = synthetic_year(find_station("Tuotuohe"))
    r = bio.simulate(year, BiogasPlant(Digester(60.0), feed_from(PIGS)), demand(year))
    assert r.produced_kw.sum() == 0.0
    assert 0.5 < r.methane_fraction < 0.7
    assert all(np.isfinite(v) for v in r.summary.values())
    assert sum(i.useful_kw.sum() for i in r.demand_left.items if i.end_use == "cooking") == pytest.approx(
        demand(year).items[0].useful_kw.sum()
    )


def test_no_use_means_flare(kunming):
    none = Demand(kunming.index, ())
    r = bio.simulate(kunming, BiogasPlant(Digester(50.0), feed_from(PIGS)), none)
    assert r.flared_kw.sum() == pytest.approx(r.produced_kw.sum() - r.leaked_kw.sum() - store_change(r).sum(), rel=1e-9)
    assert r.stove_kw.sum() == 0.0


def test_heating_the_feed_takes_the_published_share_of_the_gas():
    """Feed from 12 to 35 degC, pig manure, 75 % converted, boiler 85 %: 60, 36, 23, 18 % of the gas at 3, 5, 8, 10 % solids."""
    heat = 4.18 / 3.6 * 23.0
    for ts, share in ((0.03, 0.60), (0.05, 0.36), (0.08, 0.23), (0.10, 0.18)):
        gas = 1000.0 * ts * 0.8 * 0.29 * 0.75 * model.METHANE_KWH_NM3
        assert heat / 0.85 / gas == pytest.approx(share, abs=0.006)


def test_heated_tank_needs_more_heat_in_winter(kunming):
    r = dig.simulate(kunming, Digester(60.0, "cstr", True), feed_from(PIGS))
    month = np.asarray(kunming.index.month)
    assert r.heat_kw[month == 1].mean() > 1.2 * r.heat_kw[month == 7].mean()


def test_methane_to_the_air_counts_leak_vent_and_unburnt_flare(kunming):
    none = Demand(kunming.index, ())
    feed = feed_from(PIGS)
    plant = BiogasPlant(Digester(50.0), feed, leakage=0.0, digestate_storage="none")
    vented = bio.simulate(kunming, replace(plant, flare=False), none)
    flared = bio.simulate(kunming, replace(plant, flare=True), none)
    all_of_it = vented.produced_kw.sum() / model.METHANE_KWH_NM3 * model.METHANE_KG_NM3
    assert vented.methane_leaked_kg == pytest.approx(all_of_it, rel=0.002)
    dissolved = flared.methane.by_way()["dissolved"]
    assert 0.0 < dissolved < 0.003 * all_of_it
    assert flared.methane_leaked_kg - dissolved == pytest.approx(0.1 * all_of_it, rel=0.01)


def test_volume_for_gas_is_the_smallest(kunming):
    d, plant = demand(kunming), BiogasPlant(Digester(50.0), feed_from(PIGS))
    target = 20000.0
    volume = sizing.volume_for_gas(kunming, plant, d, target)
    assert volume is not None

    def gas(v):
        return bio.useful_gas_kwh(
            bio.simulate(kunming, replace(plant, digester=replace(plant.digester, volume_m3=v)), d)
        )

    assert gas(volume) >= target > gas(0.97 * volume)
    assert sizing.volume_for_gas(kunming, plant, d, 1e9) is None


@pytest.mark.parametrize(
    ("recipe", "code"),
    [({"dragon_dung": {"heads": 1.0}}, "unknown-feedstock"), ({"pig_manure": {"persons": 3.0}}, "feedstock-unit"), ({"pig_manure": {"heads": -1.0}}, "feedstock-value"), ({"pig_manure": {"heads": 0.0}}, "zero-feed"), ({}, "zero-feed")],
)  # fmt: skip
def test_bad_recipes(recipe, code):
    with pytest.raises(InputError) as error:
        feed_from(recipe)
    assert error.value.problems[0].code == code
    assert error.value.problems[0].cure


def test_limits_are_named(kunming):
    feed = feed_from({"pig_manure": {"heads": 2000.0}})
    with pytest.raises(InputError) as error:
        dig.simulate(kunming, Digester(10.0), feed)
    codes = {p.code: p for p in error.value.problems}
    assert set(codes) == {"digester-loading", "digester-washout"}
    assert all(p.cure for p in codes.values())
    short = limits.check(Digester(20.0), feed_from(PIGS), 12.0)
    assert {"digester-retention"} <= {p.code for p in short}
    with pytest.raises(InputError):
        dig.simulate(kunming, Digester(-5.0), feed)


def test_carbon_nitrogen_warning_says_what_mends_it():
    (problem,) = mix_problems(feed_from({"pig_manure": {"heads": 100.0}}))
    assert problem.severity == "warning"
    tonnes = float(problem.cure.split("about ")[1].split(" t")[0])
    assert (
        mix_problems(feed_from({"pig_manure": {"heads": 100.0}, "rice_straw": {"tonnes_per_year": tonnes * 1.1}})) == ()
    )
