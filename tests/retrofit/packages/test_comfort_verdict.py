"""A package that saves by freezing is not called a saving: in the result, on the console, in JSON and on the page, in both languages."""

from __future__ import annotations

import pytest

from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest
from retrofit import run
from retrofit.measures import registry
from retrofit.measures.heat_pump import HeatPump
from retrofit.packages import comfort_verdict
from retrofit.project import load
from retrofit.report.render.console import show
from retrofit.report.run import data, page
from retrofit.report.run.document import verdict
from retrofit.report.run.rows import comparison

TEXT = """
schema_version: 1
name: Office
site: {station: Changsha}
buildings:
  - {name: office, archetype: small_office, built: 2010, comfort: setpoints}
packages:
  baseline: []
  tight: [{measure: airtightness, ach: 0.3}]
  cold: [{measure: comfort, level: habit}]
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    path = tmp_path_factory.mktemp("cold") / "office.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return run.run(load.load(path), path.parent)


def test_freezing_saves_energy_but_is_no_saving(result):
    baseline, tight, cold = result.packages
    assert cold.annual["space_heating_electricity_kwh"] < 0.8 * baseline.annual["space_heating_electricity_kwh"]
    assert cold.comfort_verdict.lost
    assert cold.comfort_verdict.cold_share > cold.comfort_verdict.baseline_cold_share + comfort_verdict.LOST
    assert not baseline.comfort_verdict.lost and not tight.comfort_verdict.lost
    assert result.best is not cold


@pytest.mark.parametrize(("language", "words"), [("en", "not a saving"), ("zh", "不算节能")])
def test_it_is_said_everywhere(result, tmp_path, capsys, language, words):
    show(verdict(result, language))
    printed = capsys.readouterr().out
    lines = [line for line in printed.splitlines() if words in line]
    assert len(lines) == 1 and lines[0].startswith("! cold")
    key = "text" if language == "en" else "text_zh"
    verdicts = {p["name"]: p["comfort_verdict"] for p in data.as_json(result)["packages"]}
    assert words in verdicts["cold"][key] and words not in verdicts["tight"][key]
    assert verdicts["cold"]["lost"] is True
    page.write_page(result, tmp_path, language)
    html = next(tmp_path.glob("report*.html")).read_text(encoding="utf-8")
    assert '<p class="limit"><b>cold' in html and words in html
    rows = dict(comparison(result, language))
    assert words in rows["Comfort kept" if language == "en" else "是否保持舒适"][2]


def test_sizes_and_unmet_hours_are_in_the_table(result):
    for p in result.packages:
        assert p.annual["heating_nameplate_kw"] > 0.0 and p.annual["cooling_nameplate_kw"] > 0.0
        assert p.annual["latent_cooling_kwh"] > 0.0
        assert p.annual["heating_unmet_hours"] == 0.0
    assert result.packages[1].annual["heating_nameplate_kw"] < result.packages[0].annual["heating_nameplate_kw"]


def test_buildings_weigh_by_floor_area():
    warm = {
        "occupied_hours": 100.0,
        "hours_too_cold": 0.0,
        "hours_too_warm": 0.0,
        "underheating_kh": 0.0,
        "overheating_kh": 0.0,
    }
    cold = warm | {"hours_too_cold": 100.0, "underheating_kh": 500.0}
    both = comfort_verdict.total({"large": warm, "small": cold}, {"large": 900.0, "small": 100.0})
    assert comfort_verdict.share(both) == pytest.approx(0.9)
    assert both["underheating_kh"] == pytest.approx(50.0)


def test_saving_steps_count_without_generation(result):
    """No roof, no PV: what saves energy is still a step, and none of those offered costs comfort."""
    steps = result.packages[0].next_steps
    assert steps
    assert all(
        s.details["comfort_share"] >= result.packages[0].comfort_verdict.share - comfort_verdict.TOLERANCE
        for s in steps
    )


def test_a_heat_pump_without_a_set_point_says_so(kunming):
    b = build.build(ArchetypeRequest("s", "primary_school", "5A"), kunming)
    effect = registry.apply(b, HeatPump(measure="heat_pump"))
    assert {a.key for a in effect.assumptions if a.value == "unused"} == {"s.heat_pump.heating", "s.heat_pump.cooling"}
    asked = build.build(ArchetypeRequest("s", "primary_school", "5A", heating="split_heat_pump"), kunming)
    used = registry.apply(asked, HeatPump(measure="heat_pump", control="vrf"))
    assert {a.key for a in used.assumptions if a.value == "unused"} == {"s.heat_pump.cooling"}
    assert used.building.systems.heating.kind == used.building.systems.cooling.kind == "vrf"


def test_colder_hours_count_unless_comfort_gains():
    def row(cold, warm):
        return {"occupied_hours": 100.0, "hours_too_cold": cold, "hours_too_warm": warm}

    assert comfort_verdict.judge(row(18.0, 2.0), row(10.0, 10.0)).lost  # as many comfortable hours, but colder
    assert not comfort_verdict.judge(row(18.0, 0.0), row(10.0, 30.0)).lost  # a cool roof: much less heat for some cold
    assert comfort_verdict.judge(row(10.0, 16.0), row(10.0, 10.0)).lost
    assert not comfort_verdict.judge(row(13.0, 11.0), row(10.0, 10.0)).lost


def test_plants_are_shared_and_bounded(kunming):
    from buildings.thermal import loads
    from retrofit.packages.hvac_cache import PlantCache

    size = 5 * 8760 * 8
    cache = PlantCache(2.5 * size)
    b = build.build(ArchetypeRequest("o", "small_office", "3A"), kunming)
    year = loads.simulate(b, kunming)
    first = cache.served("a", b, year, kunming)
    assert cache.served("a", b, year, kunming) is first
    better = registry.apply(b, HeatPump(measure="heat_pump")).building
    assert cache.served("a", better, year, kunming).plant.heating_input_w.sum() < first.plant.heating_input_w.sum()
    cache.served("b", b, year, kunming)
    assert cache.served("a", b, year, kunming) is not first
    assert first.plant.moisture == ()
