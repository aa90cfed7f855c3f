"""All combinations: equal to runs one by one, whatever the order, resumed after a kill, recomputed from what is written."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foundation.errors import InputError
from retrofit import run as whole
from retrofit.measures import registry
from retrofit.optimise.combine import checked, combine
from retrofit.packages.choices import choices_of
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.journal import Journal
from retrofit.packages.package import simulate
from retrofit.project.checks.project import cross_check
from retrofit.project.schema.project import Project, in_lists
from retrofit.report.combine.data import write

DIGESTER = {"measure": "digester", "volume_m3": 50, "heated": True, "solar_m2": 20, "digestate_storage": "covered", "greenhouse": True, "hot_water": True}  # fmt: skip
BASE = {
    "schema_version": 1,
    "name": "centre",
    "site": {"station": "Kunming", "latitude": 24.88, "longitude": 102.83, "altitude_m": 1910},
    "buildings": [{"name": "centre", "archetype": "community_centre", "floor_area_m2": 1200, "storeys": 2, "built": 1998, "meals_per_day": 120}],
    "roofs": [{"name": "south roof", "building": "centre", "area_m2": 300, "tilt_deg": 10, "azimuth_deg": 180}],
    "feedstocks": {"pig_manure": {"heads": 60}, "kitchen_waste": {"meals_per_day": 120}, "rice_straw": {"tonnes_per_year": 8}},
    "packages": {"baseline": []},
    "combine": [
        {"measure": "airtightness", "ach": 0.3},
        [{"measure": "windows", "type": "double_lowe_tb"}, {"measure": "windows", "type": "double_pvc"}],
        {"measure": "hot_water", "kind": "solar_electric"},
        {"measure": "pv", "roof": "south roof"},
        {"measure": "battery", "capacity_kwh": 30},
        DIGESTER,
    ],
}  # fmt: skip


def project(**changes) -> Project:
    return Project.model_validate(in_lists({**BASE, **changes}))


@pytest.fixture(scope="module")
def combined(tmp_path_factory):
    journal = tmp_path_factory.mktemp("journal") / "j.jsonl"
    return combine(project(), Path(), journal), journal


def test_groups_exclude_and_measures_need(combined):
    result, _ = combined
    assert [g.labels for g in result.choices.groups] == [
        ("airtightness",), ("windows double_lowe_tb", "windows double_pvc"), ("hot_water",), ("pv",), ("digester",), ("battery",),
    ]  # fmt: skip
    # 2 x 3 x 2 x (pv, digester: 4, with a battery 3 of them)
    assert len(result.packages) == 2 * 3 * 2 * (4 + 3)
    assert result.choices.unlimited == 2**7
    assert len({p.name for p in result.packages}) == len(result.packages)


def test_packages_are_those_of_a_run(combined):
    """Ten at random, each run by itself: net import, emissions, bill and value to 1e-9."""
    result, _ = combined
    rng = np.random.default_rng(4)
    for k in rng.choice(len(result.packages), 10, replace=False):
        p = result.packages[k]
        measures = [m.model_dump() for m in result.choices.package(p.pick)]
        alone = whole.run(project(packages={"baseline": [], "one": measures}), Path())
        one = alone.packages[1]
        for key, d in one.net_zero.items():
            assert p.net_zero[key].balance == pytest.approx(d.balance, rel=1e-9, abs=1e-6)
        for field in ("capex_cny", "npv_cny", "annual_bill_cny", "annual_saving_cny", "annual_opex_cny"):
            assert getattr(p.economics, field) == pytest.approx(getattr(one.economics, field), rel=1e-9, abs=1e-6)
        assert p.comfort_share == pytest.approx(one.comfort_verdict.share, rel=1e-9)


def test_any_order_gives_the_same(combined):
    result, _ = combined
    rng = np.random.default_rng(5)
    ctx, _ = context_of(project(), Path())
    caches = caches_of(project())
    full = result.choices.package((1, 1, 1, 1, 1, 1))
    orders = [list(rng.permutation(len(full))) for _ in range(6)]
    found = {simulate(ctx, caches, [full[k] for k in o]).net_zero["primary"].balance for o in orders}
    assert len(found) == 1
    sealing = [m for m in full if m.measure in ("airtightness", "windows")]
    for order in itertools.permutations(sealing):
        assert [m.measure for m in registry.in_order(order)] == ["airtightness", "windows"]


def test_shares_add_up(combined):
    result, _ = combined
    everything = next(p for p in result.packages if p.pick == (1, 1, 1, 1, 1, 1))
    for number in ("site_kwh", "emissions_kgco2e", "capex_cny", "npv_cny"):
        change = getattr(everything, number) - getattr(result.packages[0], number)
        assert sum(e.shares[number].fair for e in result.effects) == pytest.approx(change, rel=1e-9)


def test_what_was_killed_goes_on(combined, tmp_path):
    """Half of the lines and a piece of the next, as a kill leaves them: the same answer, and only the rest is simulated."""
    result, journal = combined
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(lines) == len(result.packages)
    cut = tmp_path / "cut.jsonl"
    cut.write_text("".join(lines[:40]) + lines[40][:200], encoding="utf-8")
    again = combine(project(), Path(), cut)
    assert [p.npv_cny for p in again.packages] == [p.npv_cny for p in result.packages]
    assert again.choice == result.choice
    assert again.dominated == result.dominated
    whole_lines = [x for x in cut.read_text(encoding="utf-8").splitlines() if x.endswith("}") and json.loads(x)]
    assert len(whole_lines) == len(result.packages)
    other = Journal(cut, "another project")
    assert len(other) == 0
    other.close()


def test_money_and_carbon_from_what_is_written(combined, tmp_path):
    """Value, investment, saving, payback and tonnes of every package, with pandas alone."""
    result, _ = combined
    write(result, tmp_path)
    table, years, items = (
        pd.read_csv(tmp_path / f"{n}.csv").fillna({"package": "0"}) for n in ("combinations", "years", "items")
    )
    for frame in (table, years, items):
        frame["package"] = frame["package"].astype(str)
    kinds = ["energy_cny", "export_cny", "capex_cny", "replacement_cny", "residual_cny", "opex_cny"]
    years["flow"] = years[kinds].sum(axis=1)
    base = years[years["package"] == "0"].set_index("year")["energy_cny"]
    years["gain"] = years["flow"] - years["year"].map(base)
    years["value"] = years["gain"] * 1.04 ** -years["year"]
    by = years.groupby("package", sort=False)
    found = by["value"].sum().to_numpy()
    assert found == pytest.approx(table["npv_cny"].to_numpy(), rel=1e-9, abs=1e-6)
    assert -by["capex_cny"].sum().to_numpy() == pytest.approx(table["capex_cny"].to_numpy(), rel=1e-9)
    spent = items.groupby("package")["capex_cny"].sum()
    assert table["package"].map(spent).fillna(0.0).to_numpy() == pytest.approx(table["capex_cny"].to_numpy(), rel=1e-9)
    running = ["energy_cny", "export_cny", "opex_cny"]
    first = years[years["year"] == 1].set_index("package")
    saving = first[running].sum(axis=1) - base[1]
    assert table["package"].map(saving).to_numpy() == pytest.approx(
        table["saving_cny_first_year"].to_numpy(), rel=1e-9, abs=1e-6
    )
    items["bought"] = np.ceil(25 / items["life_years"])
    embodied = (items["bought"] * items["embodied_kgco2e"]).groupby(items["package"]).sum()
    total = by["operation_kgco2e"].sum() + embodied.reindex(by["operation_kgco2e"].sum().index).fillna(0.0)
    assert total.to_numpy() == pytest.approx(table["total_kgco2e"].to_numpy(), rel=1e-9)


def test_a_grid_that_cleans_up_leaves_less_to_save():
    now = combine(project(combine=[{"measure": "pv", "roof": 1}]), Path())
    later = combine(project(combine=[{"measure": "pv", "roof": 1}], factors={"grid_change": -0.05}), Path())
    saved = [r.packages[0].total_kgco2e - r.packages[1].total_kgco2e for r in (now, later)]
    assert saved[0] > saved[1] > 0.0
    bills = later.packages[1].outcome.bills
    grid = next(c.weight_import for c in later.packages[1].net_zero["emissions"].carriers if c.carrier == "electricity")
    base = later.packages[0].outcome.bills
    per_year = grid * 0.95 ** np.arange(25) * (base.import_kwh - bills.import_kwh + bills.export_kwh)
    assert saved[1] == pytest.approx(per_year.sum() - later.packages[1].carbon.embodied_kgco2e, rel=1e-9)


def problems(**changes) -> list[tuple[str, str]]:
    return [
        (p.code, p.place) for p in cross_check(project(**changes), Path("p.yaml"), lambda *k: ".".join(map(str, k)))
    ]


def test_what_is_combined_is_checked_like_packages():
    assert problems() == []
    wrong = [
        {"measure": "pv", "roof": "north"},
        [{"measure": "windows"}, {"measure": "windows", "buildings": ["hall"]}],
    ]
    assert problems(combine=wrong) == [
        ("unknown-reference", "combine.0.0.roof"),
        ("unknown-reference", "combine.1.1.buildings"),
    ]
    with pytest.raises(InputError, match="combine-nothing"):
        checked(choices_of(project(combine=[])))
    many = [{"measure": "windows", "buildings": [f"b{k}"]} for k in range(15)]
    with pytest.raises(InputError, match="combine-many"):
        checked(choices_of(project(combine=many)))


def test_without_the_key_the_measures_of_the_packages_are_combined():
    packages = {"today": [{"measure": "led"}], "a": [{"measure": "led"}, {"measure": "windows"}], "b": [{"measure": "cool_roof"}, {"measure": "windows", "type": "double_pvc"}]}  # fmt: skip
    choices = choices_of(project(combine=[], packages=packages))
    assert choices.labels == ("cool_roof", "windows double_lowe_tb", "windows double_pvc")
    assert [m.measure for m in choices.package((1, 2))] == ["led", "cool_roof", "windows"]
    replaced = choices_of(project(combine=[{"measure": "led", "w_m2": 3.0}], packages={"today": [{"measure": "led"}]}))
    assert [m.w_m2 for m in replaced.package((1,))] == [3.0]


def test_what_the_first_package_buys_is_not_charged_to_the_others():
    """A package equal to the first is worth nothing more or less; one with an array more is worth what the array brings beside it."""
    led = {"measure": "led"}
    packages = {"today": [led], "same": [led], "more": [led, {"measure": "pv", "roof": 1}]}
    first, same, more = whole.run(project(combine=[], packages=packages), Path()).packages
    for p in (first, same):
        assert (p.economics.npv_cny, p.economics.annual_saving_cny) == pytest.approx((0.0, 0.0), abs=1e-9)
    array = sum(i.capex_cny for i in more.economics.items if i.kind == "pv")
    assert more.economics.simple_payback_years == pytest.approx(array / more.economics.annual_saving_cny)
    combined = combine(project(combine=[], packages=packages), Path())
    assert [p.npv_cny for p in combined.packages] == pytest.approx([0.0, more.economics.npv_cny], rel=1e-9, abs=1e-9)


def test_mistakes_in_what_is_combined_are_told_at_their_places(tmp_path):
    """Each once, at the line and key as typed, whether a measure stands alone or in a list."""
    from retrofit.project.load import check

    lines = [
        "schema_version: 1", "name: x", "site: {station: Kunming}", "buildings: [{name: b, archetype: canteen}]", "packages: {a: []}", "combine:",
        "  - {measure: windows, type: foo}", "  - [{measure: windws}, {measure: led, w_m2: -3}]", "  - {measure: led, w_m2: 900}", "  - {measure: pv, roof: x}",
    ]  # fmt: skip
    path = tmp_path / "p.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [(p.code, p.place.removeprefix(f"{path}:")) for p in check(path)]
    assert sorted(found)[:4] == [
        ("unknown-measure", "8 combine[1][0]"),
        ("value-choice", "7 combine[0].type"),
        ("value-range", "8 combine[1][1].w_m2"),
        ("value-range", "9 combine[2].w_m2"),
    ]
    path.write_text("\n".join([*lines[:6], lines[-1]]) + "\n", encoding="utf-8")
    assert [(p.code, p.place.removeprefix(f"{path}:")) for p in check(path)] == [
        ("unknown-reference", "7 combine[0].roof")
    ]
