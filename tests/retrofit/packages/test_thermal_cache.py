"""Many buildings: the same results in parallel, from the cache or not, in bounded memory, each thermal state once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from buildings.thermal import loads
from foundation.bounded_cache import size_of
from retrofit import run
from retrofit.packages import sample, thermal_cache
from retrofit.packages.context import Caches, caches_of, context_of
from retrofit.packages.package import changed_buildings, comfort_by_all_models, simulate, states_of
from retrofit.packages.thermal_cache import LoadsCache, prefetch, thermal_years
from retrofit.project.schema.project import Project

ARCHETYPES = ("village_house_brick", "clinic", "community_centre")


def village(buildings: int = 5) -> Project:
    return Project.model_validate(
        {
            "schema_version": 1,
            "name": "village",
            "site": {"station": "Kunming"},
            "buildings": [
                {"name": f"b{i}", "archetype": ARCHETYPES[i % 3], "built": 1985 + 15 * (i // 3 % 3), "count": 1 + i % 2}
                for i in range(buildings)
            ],
            "packages": {
                "baseline": [],
                "led": [{"measure": "led"}],
                "induction": [{"measure": "cooking", "carrier": "electricity"}],
            },
        }
    )


@pytest.fixture(scope="module")
def ctx():
    return context_of(village(), Path("."))[0]


def fresh(**options):
    return Caches(loads=LoadsCache(**options))


def test_each_thermal_state_once_and_the_same_as_alone(ctx, monkeypatch):
    counted = []
    one = loads.simulate

    def counting(building, year, mode="fast"):
        counted.append(building.name)
        return one(building, year, mode)

    monkeypatch.setattr(loads, "simulate", counting)
    mine = fresh()
    packages = ctx.project.packages
    assert (
        prefetch(mine.loads, (states_of(changed_buildings(ctx, mine, p)[0]) for p in packages.values()), ctx.year, 100)
        == 10
    )
    assert len(counted) == 10  # as it is and with LED; induction has no new thermal state
    variants = [simulate(ctx, mine, p) for p in packages.values()]
    assert len(counted) == 10
    for v in variants:
        for building in v.served.buildings:
            alone = one(building, ctx.year, thermal_cache.MODE)
            assert np.array_equal(alone.heating_w, v.served.loads[building.name].heating_w)
            assert np.array_equal(
                alone.zones[0].temp_operative_c, v.served.loads[building.name].zones[0].temp_operative_c
            )


@pytest.mark.parametrize("options", [{"limit": 1.0}, {"detail": False}, {"limit": 1.0, "detail": False}])
def test_a_small_cache_and_no_detail_change_no_result(ctx, options):
    package = ctx.project.packages["led"]
    large, little = fresh(), fresh(**options)
    whole, small = simulate(ctx, large, package), simulate(ctx, little, package)
    assert whole.net_zero == small.net_zero
    assert comfort_by_all_models(ctx, large, whole.served) == comfort_by_all_models(ctx, little, small.served)
    assert run.annual_table(whole, 0.0, 0.0) == run.annual_table(small, 0.0, 0.0)


def test_the_cache_keeps_its_limit_and_drops_the_longest_unused(ctx):
    result = loads.simulate(changed_buildings(ctx, fresh(), [])[0][0].building, ctx.year)
    size = size_of(result)
    assert size > 15 * 8760 * 8
    cache = LoadsCache(limit=2.5 * size)
    for key in "abc":
        cache.put(key, result)
        cache.get("a")
    assert [k in cache for k in "abc"] == [True, False, True]
    plain = LoadsCache(detail=False).put("a", result)
    assert size_of(plain) < 0.7 * size
    assert plain.zones[0].surface_w.size == 0
    assert plain.heating_kwh == result.heating_kwh


def test_prefetch_is_bounded_and_progress_is_told(ctx):
    mine = fresh()
    changed = states_of(changed_buildings(ctx, mine, [])[0])
    assert prefetch(mine.loads, iter([changed]), ctx.year, 2) == 2
    assert len(mine.loads) == 2
    lines: list[str] = []
    many = [(i, building) for i, (_, building) in enumerate(changed * 2)]
    results = list(thermal_years(LoadsCache(), many, ctx.year, lines.append))
    assert [r.heating_kwh for r in results[:5]] == [r.heating_kwh for r in results[5:]]
    assert lines[0] == "building 1 of 10" and lines[-1] == "building 10 of 10"


def test_large_projects_leave_the_detail_out():
    project = village(thermal_cache.FULL_DETAIL_BUILDINGS + 1)
    assert caches_of(project).loads.detail is False
    assert caches_of(village(2)).loads.detail is True


def test_many_buildings_are_estimated_from_a_sample_near_all_of_them(monkeypatch):
    """Twelve buildings by a sample of at most nine: within a few percent of the simulation of all, for demand and cost."""
    project = village(12)
    ctx, _ = context_of(project, Path("."))
    caches = caches_of(project)
    for spec in (*project.packages["led"], *project.packages["induction"]):
        before = simulate(ctx, caches, []).served
        every = sample.with_measure(ctx, caches, before, [], spec)
        assert every.sampled == 0
        monkeypatch.setattr(sample, "WHOLE_BELOW", 5)
        some = sample.with_measure(ctx, caches, before, [], spec)
        monkeypatch.undo()
        assert 0 < some.sampled <= 9
        for carrier in ("electricity", "lpg", "wood"):
            before_kwh, all_kwh, some_kwh = (
                d.carrier_kw(carrier).sum() for d in (before.demand, every.buildings.demand, some.buildings.demand)
            )
            assert some_kwh == pytest.approx(all_kwh, abs=0.02 * max(before_kwh, all_kwh))
        assert some.added_cny == pytest.approx(every.added_cny, rel=0.25)
        assert some.comfort_share == pytest.approx(every.comfort_share, abs=0.01)


def test_what_the_sample_has_not_stays_and_hours_without_it_are_kept():
    import pandas as pd

    from buildings.results import Demand, EndUse

    index = pd.date_range("2023-01-01", periods=4, freq="h")

    def demand(**kw):
        return Demand(index, tuple(EndUse(u, c, np.array(x), np.array(x)) for (u, c), x in kw["items"].items()))

    heat, light, coal = ("space_heating", "gas"), ("lighting", "electricity"), ("space_heating", "coal")
    whole = demand(items={heat: [4.0, 4.0, 4.0, 0.0], light: [1.0] * 4, coal: [2.0] * 4})
    now = demand(items={heat: [3.0, 0.0, 3.0, 0.0], light: [1.0] * 4})
    then = demand(items={heat: [1.5, 0.0, 1.5, 0.0], ("space_heating", "electricity"): [0.5] * 4})
    got = {(i.end_use, i.carrier): i.input_kw.tolist() for i in sample._estimated_items(whole, now, then)}
    assert got == {heat: [2.0, 2.0, 2.0, 0.0], coal: [2.0] * 4, ("space_heating", "electricity"): [0.5] * 4}
