"""ADM1: the published BSM2 steady state, transients of another integration, conservation, and the feed that becomes an influent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import biogas as bench
from foundation.errors import InputError
from retrofit.biogas.digestion import adm1, adm1_feed, kinetics
from retrofit.biogas.digestion import adm1_kernel as kernel
from retrofit.biogas.digestion.adm1 import Reactor
from retrofit.biogas.digestion.adm1_kernel import LIQUID, STATES
from retrofit.biogas.feed.feedstocks import feed_from, feedstocks

BSM2_DERIVED = {"ph": 7.465537769885274, "gas_m3_day": 2800.8245204458995}
BSM2_METHANE_NM3_DAY = 4553.040534329615 / 64.0 * 0.083145 * 273.15 / 1.01325
"""Published methane as COD, by the ideal gas of BSM2's gas constant."""
BSM2_INHIBITION = {
    "pH_aa": 0.9999962938512117, "pH_ac": 0.9987328266957258, "pH_h2": 0.9999987312205401, "nitrogen": 0.9992327158648745,
    "h2_fa": 0.9549374456385543, "h2_c4": 0.9769493625169543, "h2_pro": 0.9368446122383187, "nh3": 0.30555455098421186,
}  # fmt: skip
"""Derived values of the published steady state (Rosen and Jeppsson 2006)."""


def one(name: str, amount: float = 100.0):
    return feed_from({name: {feedstocks()[name]["per"]: amount}})


def slurry(feed, ts: float) -> float:
    return (float(feed.fresh_kg_day.sum()) + feed.water_kg_day(ts)) / 1000.0


def test_bsm2_steady_state_from_two_starts():
    for row in bench.adm1_steady():
        assert row["largest_error"] < 1e-6
        assert row["s_h2_error"] < 1e-6
        assert max(abs(v) for v in row["closure"].values()) < 1e-9


def test_bsm2_derived_values():
    influent, _, published = bench.bsm2()
    state = adm1.describe(Reactor(), published)
    for name, value in BSM2_DERIVED.items():
        assert getattr(state, name) == pytest.approx(value, rel=1e-9)
    assert state.methane_nm3_day == pytest.approx(BSM2_METHANE_NM3_DAY, rel=1e-9)
    for name, value in BSM2_INHIBITION.items():
        assert state.inhibition[name] == pytest.approx(value, rel=1e-9)
    assert state.free_ammonia_mg_l == pytest.approx(0.004090928458444092 * 14000.0, rel=1e-9)
    slope = np.empty(29)
    kernel.derivatives(published, *adm1._arguments(Reactor(), influent), slope)
    assert np.abs(slope / published).max() < 1e-6


def test_transients_of_another_integration():
    for row in bench.adm1_transients():
        assert row["largest_error"] < 1e-6


def test_every_process_closes_in_cod_carbon_and_nitrogen():
    p = adm1.parameters()
    nu = adm1.stoichiometry(p)
    for kind in ("cod", "carbon", "nitrogen"):
        assert np.abs(nu @ adm1.content(kind, p)).max() < 1e-15


def test_carbon_and_nitrogen_columns_against_the_published_coefficients():
    """Carbon dioxide of acetate and hydrogen uptake and the nitrogen of growth and decay, by hand from the report's formulas."""
    p = adm1.parameters()
    nu = adm1.stoichiometry(p)
    at = {name: i for i, name in enumerate(kernel.PROCESSES)}
    acetate = p["C_ac"] - (1 - p["Y_ac"]) * p["C_ch4"] - p["Y_ac"] * p["C_bac"]
    hydrogen = -((1 - p["Y_h2"]) * p["C_ch4"] + p["Y_h2"] * p["C_bac"])
    assert nu[at["uptake_ac"], LIQUID.index("S_IC")] == pytest.approx(acetate, rel=1e-12)
    assert nu[at["uptake_h2"], LIQUID.index("S_IC")] == pytest.approx(hydrogen, rel=1e-12)
    assert nu[at["uptake_aa"], LIQUID.index("S_IN")] == pytest.approx(p["N_aa"] - p["Y_aa"] * p["N_bac"], rel=1e-12)
    assert nu[at["decay_ac"], LIQUID.index("S_IN")] == pytest.approx(p["N_bac"] - p["N_xc"], rel=1e-12)
    assert nu[at["disintegration"], LIQUID.index("S_IN")] == pytest.approx(0.0, abs=1e-15)


def test_equilibria_at_35_degrees():
    c = adm1.chemistry(adm1.parameters(), 35.0)
    assert c.k_w == pytest.approx(2.0787710559543604e-14, rel=1e-12)
    assert c.k_co2 == pytest.approx(4.937073397534363e-07, rel=1e-12)
    assert c.k_in == pytest.approx(1.1102866527080678e-09, rel=1e-12)
    assert c.henry_co2 == pytest.approx(0.027146692900075386, rel=1e-12)
    assert c.henry_ch4 == pytest.approx(0.0011619027336733539, rel=1e-12)
    assert c.henry_h2 == pytest.approx(0.0007384654293536963, rel=1e-12)
    assert c.p_h2o == pytest.approx(0.05566774507499009, rel=1e-12)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), ph=st.floats(2.0, 12.0), temp=st.floats(11.0, 45.0))
def test_the_charge_balance_finds_its_root(seed, ph, temp):
    """Strong ions are chosen so that the charge is zero at a known pH."""
    rng = np.random.default_rng(seed)
    c = adm1.chemistry(adm1.parameters(), temp)
    y = np.zeros(29)
    y[[kernel.S_AC, kernel.S_PRO, kernel.S_BU, kernel.S_VA]] = rng.uniform(0, 5, 4)
    y[[kernel.S_IC, kernel.S_IN]] = rng.uniform(0, 0.3, 2)
    h = 10.0**-ph
    left, _ = kernel._charge(h, y, c)
    y[kernel.S_CAT], y[kernel.S_AN] = max(-left, 0.0), max(left, 0.0)
    assert -np.log10(kernel.hydrogen_ions(y, c)) == pytest.approx(ph, abs=1e-6)


def test_without_bacteria_the_tank_turns_sour_and_the_model_says_so():
    influent, _, _ = bench.bsm2()
    start = {s: influent.get(s, 0.0) for s in STATES}
    start.update(S_gas_h2=1e-5, S_gas_ch4=1e-3, S_gas_co2=0.014)
    reactor = Reactor()
    y, _ = adm1.steady(reactor, influent, start)
    state = adm1.describe(reactor, y)
    assert state.ph < 5.5 and state.acids_kg_cod_m3 > 10.0
    assert max(abs(v) for v in adm1.closure(reactor, influent, y).values()) < 1e-9


def test_absent_bacteria_stay_absent_and_a_trace_of_them_does_not():
    """A zero population is an unstable steady state: exactly none stays none, the smallest inoculum takes the sugar."""
    influent, _, _ = bench.bsm2()
    start = {s: influent.get(s, 0.0) for s in STATES} | {"S_gas_h2": 1e-5, "S_gas_ch4": 1e-3, "S_gas_co2": 0.014}
    none, sugar = STATES.index("X_su"), STATES.index("S_su")
    without, _ = adm1.steady(Reactor(), influent, start)
    with_trace, _ = adm1.steady(Reactor(), influent, start | {"X_su": 1e-9})
    assert without[none] == 0.0 and with_trace[none] > 0.1
    assert without.min() >= 0.0 and with_trace.min() >= -1e-12
    # hydrolysed sugar can only leave with the flow: its balance is exact
    p = adm1.with_overrides(None)
    k = adm1.rates(p, Reactor().temp_c).k
    carbohydrates, lipids = without[STATES.index("X_ch")], without[STATES.index("X_li")]
    made = k[1] * carbohydrates + (1.0 - p["f_fa_li"]) * k[3] * lipids
    assert without[sugar] == pytest.approx(influent["S_su"] + made * Reactor().retention_days, rel=1e-6)
    assert with_trace[sugar] < 0.1 * without[sugar]


@pytest.mark.parametrize("name", sorted(feedstocks()))
def test_the_influent_holds_the_cod_and_nitrogen_of_the_feed(name):
    if float(feedstocks()[name]["ts"]) == 0.0:
        pytest.skip("water")
    feed = one(name)
    influent = adm1_feed.influent_of(feed, slurry(feed, 0.06))
    p = adm1.with_overrides(influent.overrides)
    values = np.array([influent.states.get(s, 0.0) for s in LIQUID])
    assert values.min() >= 0.0
    assert values @ adm1.content("cod", p) == pytest.approx(influent.cod_kg_m3, rel=1e-12)
    assert 14.0 * (values @ adm1.content("nitrogen", p)) == pytest.approx(influent.nitrogen_kg_m3, rel=1e-12)
    assert influent.nitrogen_kg_m3 * slurry(feed, 0.06) == pytest.approx(float(feed.nitrogen_kg_day.sum()), rel=1e-12)
    potential = influent.degradable_kg_cod_m3 * adm1_feed.METHANE_NM3_KG_COD * slurry(feed, 0.06)
    assert potential == pytest.approx(float(feed.methane_potential_nm3_day.sum()), rel=1e-12)


def test_pig_manure_agrees_with_the_first_order_law_less_the_bacteria():
    """Same hydrolysis, so ADM1 gives what first order gives less the COD that leaves as bacteria and decay products (10 to 25 %)."""
    feed = one("pig_manure")
    flow = slurry(feed, 0.06)
    for temp, days in ((35.0, 25.0), (20.0, 60.0), (15.0, 90.0)):
        check = adm1_feed.cross_check(feed, flow * days, flow, temp)
        assert 0.75 < check.ratio < 0.95
        assert 6.8 < check.state.ph < 8.2
        assert not check.findings
        assert max(abs(v) for v in check.closure.values()) < 1e-9
        assert check.adm1_nm3_day < float(feed.methane_potential_nm3_day.sum())


def test_the_cross_check_names_what_limits_the_tank():
    chicken = one("chicken_manure", 1000.0)
    flow = slurry(chicken, 0.12)
    fresh = adm1_feed.cross_check(chicken, flow * 25.0, flow, 35.0, adapted=False)
    assert "ammonia" in fresh.findings and fresh.state.inhibition["nh3"] < 0.5
    used = adm1_feed.cross_check(chicken, flow * 25.0, flow, 35.0)
    assert used.state.inhibition["nh3"] > fresh.state.inhibition["nh3"]
    pigs = one("pig_manure")
    flow = slurry(pigs, 0.06)
    short = adm1_feed.cross_check(pigs, flow * 2.0, flow, 35.0)
    assert "washout" in short.findings and short.ratio < 0.2


def test_straw_alone_turns_sour_for_want_of_ammonium():
    straw = one("rice_straw")
    flow = slurry(straw, 0.08)
    check = adm1_feed.cross_check(straw, flow * 25.0, flow, 35.0)
    assert "acid" in check.findings and check.ratio < 0.05


def test_thin_air_draws_more_gas_of_less_density():
    """Kunming's pressure: the same methane within 2 %, a fifth more real volume."""
    feed = one("pig_manure")
    flow = slurry(feed, 0.06)
    low = adm1_feed.cross_check(feed, flow * 25.0, flow, 35.0, 81080.0)
    sea = adm1_feed.cross_check(feed, flow * 25.0, flow, 35.0)
    assert low.adm1_nm3_day == pytest.approx(sea.adm1_nm3_day, rel=0.02)
    assert low.state.gas_m3_day > 1.15 * sea.state.gas_m3_day


def test_refusals_all_at_once():
    with pytest.raises(InputError) as caught:
        adm1.check(Reactor(liquid_m3=-1.0, temp_c=8.0), {"S_xx": 1.0, "S_ac": float("nan")})
    assert sorted(p.code for p in caught.value.problems) == ["adm1-influent"] * 2 + ["adm1-reactor"] * 2


def test_field_points_and_law_of_the_benchmark():
    points = {r["key"]: r for r in bench.field_points()}
    assert {k for k, r in points.items() if r["ok"]} == {"ohio", "chengdu", "gtz_cold", "gtz_warm", "patinvoh"}
    for close in ("ohio", "gtz_cold", "patinvoh"):
        assert 1.0 / 1.3 < points[close]["ratio"] < 1.3
    assert all(r["ok"] for r in bench.chen_hashimoto())
    for row in bench.temperature_law():
        assert row["law"] == pytest.approx(float(kinetics.rate_factor(np.array(row["temp_c"]))))
        assert row["measured"] == pytest.approx(row["measured_l_l_d"] / 1.952)


def test_dry_digestion_loses_what_was_measured():
    assert kinetics.dry_factor(0.25) == pytest.approx(0.532 / 0.665)
    assert kinetics.dry_factor(0.06) == 1.0


def test_a_year_of_one_temperature_is_the_steady_tank():
    feed = one("pig_manure")
    flow = slurry(feed, 0.06)
    year = adm1_feed.year_check(feed, flow * 25.0, flow, np.full(12, 35.0))
    steady = adm1_feed.cross_check(feed, flow * 25.0, flow, 35.0)
    assert year.methane_nm3_day == pytest.approx(np.full(12, steady.adm1_nm3_day), rel=1e-3)
    assert year.ph == pytest.approx(np.full(12, steady.state.ph), abs=2e-3)
    assert year.findings == ((),) * 12


KUNMING_C = np.array([13.2, 13.1, 14.3, 16.6, 18.4, 20.2, 21.3, 21.6, 20.7, 19.1, 16.9, 14.2])
"""An unheated tank 2 m deep in Kunming, by month."""


def test_a_cold_winter_costs_gas_and_spring_brings_acids():
    feed = one("pig_manure")
    flow = slurry(feed, 0.08)
    year = adm1_feed.year_check(feed, flow * 90.0, flow, KUNMING_C, 81000.0)
    assert year.methane_nm3_day[[0, 1]].max() < 0.25 * year.methane_nm3_day[[5, 6, 7]].min()
    assert year.acids_kg_cod_m3[[2, 3]].max() > 5.0 * year.acids_kg_cod_m3[[6, 7, 8]].max()
    assert 0.2 * float(feed.methane_potential_nm3_day.sum()) < year.methane_nm3_day.mean()
    assert year.findings == ((),) * 12


def test_the_retention_classes_of_cold_tanks_follow_from_adm1():
    """SNV and GTZ ask 90 d or more below 15 degC: ADM1's bacteria live through Kunming's winter at 90 d and are lost at 50 d."""
    feed = one("pig_manure")
    flow = slurry(feed, 0.08)
    short = adm1_feed.year_check(feed, flow * 50.0, flow, KUNMING_C, 81000.0)
    assert all("washout" in f for f in short.findings)
    assert short.methane_nm3_day.max() < 0.01


def test_frost_breaks_nothing():
    feed = one("pig_manure")
    flow = slurry(feed, 0.08)
    frozen = adm1_feed.year_check(feed, flow * 90.0, flow, KUNMING_C - 12.0)
    assert np.isfinite(frozen.ph).all()
    assert frozen.methane_nm3_day.max() < 0.02 * float(feed.methane_potential_nm3_day.sum())


def test_benchmark_command(capsys):
    import json

    assert bench.main(["--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {
        "adm1_steady",
        "adm1_transients",
        "temperature_law",
        "chen_hashimoto",
        "field_points",
        "plant",
    }
    bench.show(document)
    text = capsys.readouterr().out
    assert "MISSED" not in text and "only within the range of the feed" in text and "no test" in text


def test_design_sheet_with_adm1_in_both_languages(tmp_path):
    import json

    from click.testing import CliRunner

    from cli import main

    call = ["biogas", "examples/wanxichong.yaml", "--adm1", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, [*call, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)["adm1"]
    assert {len(v) for v in found.values()} == {12}
    ratio = np.array(found["methane_nm3_day"]).sum() / np.array(found["first_order_nm3_day"]).sum()
    assert 0.6 < ratio < 1.0
    told = CliRunner().invoke(main, [*call, "--language", "zh"])
    assert "逐时一级动力学" in told.stdout and "挥发酸" in told.stdout
