"""What a digester is designed by: limits, sizes, feeds and their seasons, what leaves with the digestate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foundation.errors import InputError
from retrofit.biogas.digestion import kinetics
from retrofit.biogas.feed.feedstocks import feed_from, feedstocks, mix_problems, recipe_to_ratio
from retrofit.biogas.plant import emissions, sizing, store
from retrofit.biogas.plant import year as bio
from retrofit.biogas.plant.model import BiogasPlant
from retrofit.biogas.tank import limits, model
from retrofit.biogas.tank import year as dig
from retrofit.biogas.tank.geometry import cap_volume, shape_of
from retrofit.biogas.tank.model import COD_PER_NM3, METHANE_KWH_NM3, Digester
from tests.retrofit.biogas.test_biogas import PIGS, demand


def test_real_cubic_metres_by_altitude():
    """60 % methane: 21.5 MJ/Nm3, 19.9 MJ per dry real m3 at 20 degC in Guangzhou, 16.0 in Kunming (81.08 kPa)."""
    assert dig.actual_heating_value_mj_m3(0.60, 101325.0, 0.0) == pytest.approx(21.5, abs=0.05)
    assert dig.actual_heating_value_mj_m3(0.60, 101080.0) == pytest.approx(19.9, abs=0.1)
    assert dig.actual_heating_value_mj_m3(0.60, 81080.0) == pytest.approx(16.0, abs=0.05)
    moist = store.actual_m3(1.0, 81080.0) / store.actual_m3(1.0, 101325.0)
    assert moist == pytest.approx((101325.0 - 2333.0) / (81080.0 - 2333.0), rel=1e-3)
    assert store.actual_m3(1.0, 81080.0, 20.0, 8.0) < store.actual_m3(1.0, 81080.0, 20.0, 0.0)


def test_limits_fall_with_the_temperature():
    tank = Digester(50.0)
    for temp, retention, loading in ((10.0, 150.0, 0.15), (15.0, 90.0, 0.5), (20.0, 60.0, 1.25), (25.0, 40.0, 1.5)):
        assert limits.retention_needed(tank, temp) == pytest.approx(retention)
        assert limits.loading_allowed(tank, temp)[0] == pytest.approx(loading)  # at 25 degC the type's own limit holds
    assert limits.retention_needed(Digester(50.0, "cstr", True), 35.0) == 15.0
    assert limits.loading_allowed(Digester(50.0, "uasb"), 20.0) == (3.0, "kg COD/m3/d")


@pytest.mark.parametrize("volume_m3", [50.0, 10.0, 3.0])
def test_one_volume_named_in_a_cure_mends_retention_and_loading(kunming, volume_m3):
    feed = feed_from(PIGS)
    tank = Digester(volume_m3)
    told = [p for p in limits.check(tank, feed, 13.0) if "at least" in p.cure]
    assert told
    for p in told:
        volume = float(p.cure.split("at least ")[1].split(" m3")[0].replace(",", ""))
        mended = limits.check(replace(tank, volume_m3=volume), feed, 13.0)
        assert not {q.code for q in mended} & {"digester-retention", "digester-loading", "digester-washout"}


def test_sizing_names_the_limit_that_binds(kunming, guangzhou):
    feed = feed_from({"pig_manure": {"heads": 5.0}})
    cold, warm = (sizing.from_feed(y, Digester(8.0, "household_dome"), feed) for y in (kunming, guangzhou))
    assert cold.coldest_month in (1, 2)
    assert cold.coldest_month_c < warm.coldest_month_c
    assert cold.volume_m3 > warm.volume_m3
    assert cold.binding == max(cold.volumes_m3, key=cold.volumes_m3.get)
    assert not [
        p
        for p in limits.check(
            Digester(1.001 * cold.volume_m3, "household_dome"), feed, sizing.coldest_month(kunming, Digester(cold.volume_m3, "household_dome"), feed)[0] + 0.05
        )
        if p.code in ("digester-retention", "digester-loading")
    ]  # fmt: skip


def test_sizing_backwards_from_gas_gives_that_gas_in_the_worst_month(kunming):
    feed = feed_from(PIGS)
    volume, most, worst = sizing.for_daily_gas(kunming, Digester(50.0), feed, 4.0)
    assert volume is not None and worst in (1, 2)
    gas = 24.0 * dig.monthly_mean(kunming, dig.run(kunming, Digester(volume), feed).biogas_nm3)
    assert gas.min() == pytest.approx(4.0, rel=0.01)
    assert sizing.for_daily_gas(kunming, Digester(50.0), feed, 1.01 * most)[0] is None


@pytest.mark.parametrize("days", [-1.0, 0.0, float("nan")])
def test_negative_retention_is_refused(days):
    with pytest.raises(InputError) as error:
        sizing.from_retention(Digester(50.0), feed_from(PIGS), days)
    assert error.value.problems[0].code == "digester-washout"
    assert error.value.problems[0].cure


def test_feed_too_thick_for_the_tank_is_refused_with_the_water_that_thins_it(kunming):
    feed = feed_from(PIGS)
    with pytest.raises(InputError) as error:
        bio.simulate(kunming, BiogasPlant(Digester(50.0, feed_ts=0.18), feed), demand(kunming))
    (problem,) = error.value.problems
    assert problem.code == "digester-solids"
    water = float(problem.cure.split(": ")[1].split(" m3")[0])
    assert float(feed.ts_kg_day.sum()) / (float(feed.fresh_kg_day.sum()) + 1000.0 * water) == pytest.approx(
        0.10, rel=0.01
    )


def test_ammonia_stops_urine_and_the_water_named_mends_it(kunming):
    recipe = {"human_urine": {"persons": 500.0}, "human_faeces": {"persons": 100.0}}
    tank = Digester(80.0)
    with pytest.raises(InputError) as error:
        bio.simulate(kunming, BiogasPlant(tank, feed_from(recipe)), demand(kunming))
    problem = next(p for p in error.value.problems if p.code == "digester-ammonia")
    water = float(problem.cure.split(" m3")[0])
    thinned = feed_from({**recipe, "wash_water": {"tonnes_per_year": 365.25 * water * 1.1}})
    assert "digester-ammonia" not in {p.code for p in limits.check(tank, thinned, 13.0, warmest_c=21.0)}
    # chicken manure at 8 % solids digests with a warning at most
    chicken = feed_from({"chicken_manure": {"heads": 3000.0}})
    assert all(
        p.severity == "warning"
        for p in limits.check(Digester(300.0, "cstr", True), chicken, 35.0)
        if p.code == "digester-ammonia"
    )


def test_the_recipe_that_mends_a_poor_mix():
    straw = feed_from({"maize_stover": {"tonnes_per_year": 50.0}})
    (problem,) = mix_problems(straw)
    assert "pigs" in problem.cure
    name, heads = recipe_to_ratio(straw, 30.0)
    assert name == "pig_manure"
    mixed = feed_from({"maize_stover": {"tonnes_per_year": 50.0}, name: {"heads": heads}})
    assert mixed.carbon_nitrogen == pytest.approx(30.0, rel=1e-9)


def test_seasons(kunming):
    """School meals stop in the vacations; a harvest keeps its tonnes; twelve factors multiply."""
    school = feed_from({"kitchen_waste": {"meals_per_day": 500.0, "season": "school_terms"}}, index=kunming.index)
    by_day = school.by_day(school.fresh_kg_day, 365)[:, 0]
    assert set(np.round(by_day, 6)) == {0.0, 60.0}
    assert 170 < (by_day > 0.0).sum() < 210
    harvest = feed_from({"rice_straw": {"tonnes_per_year": 10.0, "season": "rice_harvest"}}, index=kunming.index)
    straw = harvest.by_day(harvest.fresh_kg_day, 365)[:, 0]
    assert straw.sum() == pytest.approx(10_000.0, rel=1e-3)
    month = np.asarray(kunming.index.month)[::24]
    assert straw[month < 9].sum() == 0.0
    months = feed_from({"pig_manure": {"heads": 10.0, "months": [1] * 6 + [0] * 6}}, index=kunming.index)
    pigs = months.by_day(months.fresh_kg_day, 365)[:, 0]
    assert pigs[0] == pytest.approx(20.0)
    assert pigs[-1] == 0.0
    always = feed_from({"kitchen_waste": {"meals_per_day": 500.0}})
    gas = [
        dig.monthly_mean(kunming, dig.run(kunming, Digester(30.0, "cstr", True), f).biogas_nm3)
        for f in (school, always)
    ]
    assert gas[0][6:8].mean() < 0.3 * gas[1][6:8].mean()
    assert gas[0][5] > 0.5 * gas[1][5]


@pytest.mark.parametrize(
    ("entry", "code"),
    [({"heads": 5.0, "season": "rainy"}, "unknown-season"), ({"heads": 5.0, "months": [1, 2]}, "feedstock-months"), ({"heads": 5.0, "months": [0] * 12}, "feedstock-months")],
)  # fmt: skip
def test_bad_seasons(kunming, entry, code):
    with pytest.raises(InputError) as error:
        feed_from({"pig_manure": entry}, index=kunming.index)
    assert error.value.problems[0].code == code


def test_table_of_feedstocks_is_ordered_and_degradable():
    for key, row in feedstocks().items():
        for low, mid, high in (("kg_day_low", "kg_day", "kg_day_high"), ("ts_low", "ts", "ts_high"), ("bmp_low", "bmp_nm3_kg_vs", "bmp_high"), ("k35_low", "k35_1_day", "k35_high"), ("c_n_low", "c_n", "c_n_high"), ("ch4_low", "ch4_fraction", "ch4_high"), ("vs_ts_low", "vs_ts", "vs_ts_high"), ("h2s_ppm_low", "h2s_ppm", "h2s_ppm_high")):  # fmt: skip
            assert float(row[low]) <= float(row[mid]) <= float(row[high]), (key, mid)
        assert float(row["bmp_high"]) * COD_PER_NM3 <= float(row["cod_kg_per_kg_vs"]), key  # no more methane than COD
        assert row["source"]
        assert row["status"] in ("confirmed", "corroborated", "unconfirmed", "illustrative")


def test_covered_digestate_store_turns_an_emission_into_gas(kunming):
    plant = BiogasPlant(Digester(50.0), feed_from(PIGS))
    unused, opened, covered = (
        bio.simulate(kunming, replace(plant, digestate_storage=s), demand(kunming)) for s in ("none", "open", "covered")
    )
    lost = opened.methane.by_way()["storage"]
    gained = (covered.produced_kw - opened.produced_kw).sum() / METHANE_KWH_NM3 * model.METHANE_KG_NM3
    assert unused.methane.by_way()["storage"] == 0.0
    assert gained == pytest.approx(lost, rel=1e-9)
    assert covered.methane_leaked_kg < opened.methane_leaked_kg
    residual = opened.tank.potential_out_nm3 * model.METHANE_KG_NM3
    assert 0.05 * residual < lost < 0.5 * residual


def test_avoided_manure_only_where_the_baseline_emits():
    """IPCC 2006 table 10.17: liquid store 27 % at 15 degC; VS x B0 x MCF; kitchen waste is no manure."""
    feed = feed_from(PIGS)
    assert emissions.avoided_manure_kg(feed, "none", 15.0, 365.0) == 0.0
    vs = 120.0 * 2.0 * 0.18 * 0.80 * 365.0
    assert emissions.avoided_manure_kg(feed, "liquid", 15.0, 365.0) == pytest.approx(vs * 0.32 * 0.717 * 0.27)
    assert emissions.avoided_manure_kg(feed, "liquid", 15.0, 365.0) > emissions.avoided_manure_kg(
        feed, "solid", 15.0, 365.0
    )


def test_nutrients_are_conserved(kunming):
    feed = feed_from(PIGS)
    n = emissions.nutrients(feed, 365.0, 0.6, True, 273.0)
    fed = sum(
        float(feedstocks()[k]["p2o5_fraction_fresh"]) * kg for k, kg in (("pig_manure", 240.0), ("kitchen_waste", 14.4))
    )
    assert n.p2o5 == pytest.approx(365.0 * fed)
    assert n.nitrogen_left + n.nitrogen_lost == pytest.approx(n.nitrogen_fed)
    assert emissions.nutrients(feed, 365.0, 0.6, False, 273.0).nitrogen_lost == 0.0
    closure = dig.run(kunming, Digester(50.0), feed).closure
    assert n.nitrogen_fed == pytest.approx(closure["nitrogen"].fed)
    assert 0.4 < closure["ammonium"].out / closure["nitrogen"].out < 0.75  # 50 to 70 % of N in digestate


def test_household_tank_has_the_drawings_dimensions():
    """Drawings of GB/T 4750 for 8 m3: diameter 2.7 m, wall 1.0 m, dome D/5, floor D/8."""
    s = shape_of("dome", 8.0)
    assert s.diameter_m == pytest.approx(2.7, rel=0.03)
    r = s.diameter_m / 2.0
    volume = np.pi * r * r * s.height_m + cap_volume(r, s.dome_m) + cap_volume(r, s.sump_m)
    assert volume == pytest.approx(8.0, rel=1e-9)
    for name in ("tube", "cylinder", "trench", "tower"):
        t = shape_of(name, 100.0)
        across = (
            t.diameter_m * t.height_m * t.length_m
            if name == "trench"
            else np.pi / 4.0 * t.diameter_m**2 * (t.length_m or t.height_m)
        )
        assert across == pytest.approx(100.0)


def test_uasb_keeps_its_sludge(kunming):
    """Solids stay for the retention of Zeeman and Lettinga's balance: capture k SRT / (1 + k SRT); a stirred tank loses them."""
    feed = feed_from({"blackwater": {"persons": 500.0}})
    tank = Digester(40.0, "uasb", True, 30.0)
    year = dig.run(kunming, tank, feed)
    srt = 20.0 * 0.5 * tank.liquid_m3 / (0.5 * 0.8 * feed.vs_total)
    assert srt > 3.0 * year.retention_days
    k = 0.15 * float(kinetics.rate_factor(np.array(30.0)))
    assert year.methane_nm3.sum() / year.potential_in_nm3 == pytest.approx(0.8 * k * srt / (1.0 + k * srt), rel=1e-3)
    stirred = dig.run(kunming, Digester(40.0, "cstr", True, 30.0), feed)
    assert stirred.methane_nm3.sum() < 0.9 * year.methane_nm3.sum()
