"""A measure needs its object: without it it costs nothing, saves nothing and is told; with it it is not."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from buildings.systems.heat_pumps import unit_heating_w
from retrofit.measures.base import BuildingMeasure
from retrofit.measures.registry import measures
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.package import simulate
from retrofit.project.checks.objects import object_problems
from retrofit.project.schema.project import Project

HOUSE = {"archetype": "village_house_brick", "heating": "none", "cooling": "none"}
CASES = [  # a measure, a building that has not what it changes, a building that has
    ({"measure": "windows"}, {"window_wall_ratio": 0}, {}),
    ({"measure": "night_ventilation"}, {"window_wall_ratio": 0}, {}),
    ({"measure": "led", "w_m2": 12}, {}, {"archetype": "small_office", "lighting_w_m2": 20}),
    ({"measure": "heat_recovery"}, {"archetype": "small_office"}, {"archetype": "small_office", "comfort": "code"}),
    ({"measure": "cool_roof", "absorptance": 0.9}, {}, None),
    ({"measure": "airtightness", "ach": 4.9}, {}, None),
    ({"measure": "heat_pump"}, HOUSE, {"heating": "split_heat_pump"}),
    ({"measure": "hot_water", "kind": "electric"}, {"archetype": "canteen", "hot_water": "electric"}, {"archetype": "canteen", "hot_water": "gas"}),
    ({"measure": "cooking", "carrier": "electricity"}, {"archetype": "small_office"}, {"archetype": "canteen", "cooking": "lpg"}),
    ({"measure": "cooking", "carrier": "lpg"}, {"archetype": "canteen", "cooking": "lpg"}, {"archetype": "canteen", "cooking": "electricity"}),
]  # fmt: skip


def project(measure: dict, building: dict) -> Project:
    own = {"name": "b", "archetype": "village_house_brick"} | building
    site = {"station": "Harbin"}
    return Project.model_validate(
        {"schema_version": 1, "name": "t", "site": site, "buildings": [own], "packages": {"base": [], "m": [measure]}}
    )


def told(p: Project) -> list[str]:
    return [f.code for f in object_problems(p, Path("p.yaml"), lambda *keys: str(keys))]


@pytest.mark.parametrize(("measure", "without", "having"), CASES, ids=lambda x: str(x)[:40])
def test_without_its_object_a_measure_is_free_without_effect_and_told(measure, without, having):
    p = project(measure, without)
    assert told(p) == ["measure-without-object"]
    ctx, _ = context_of(p, Path("."))
    caches = caches_of(p)
    base, v = (simulate(ctx, caches, p.packages[k]) for k in ("base", "m"))
    assert v.net_zero == base.net_zero and sum(i.capex_cny for i in v.items) == 0.0
    assert any(a.key == f"b.{measure['measure']}" and a.value == "not applied" for a in v.assumptions)
    if having is not None:
        assert not told(project(measure, having))


def test_every_measure_on_buildings_says_what_it_needs():
    bare = {k for k, m in measures().items() if issubclass(m.spec, BuildingMeasure) and m.apply and not m.missing}
    assert not bare


def test_a_battery_needs_something_that_makes_electricity():
    assert told(project({"measure": "battery", "capacity_kwh": 10}, {})) == ["measure-without-object"]


def test_one_size_of_the_heat_pump_for_energy_and_cost():
    p = project({"measure": "heat_pump"}, {"archetype": "small_office", "heating": "split_heat_pump", "count": 2})
    ctx, _ = context_of(p, Path("."))
    v = simulate(ctx, caches_of(p), p.packages["m"])
    (item,) = v.items
    each = item.quantity / 2
    heating = v.served.plant.heating_nameplate_kw / 2 * 1000.0 / unit_heating_w(3500.0)
    cooling = v.served.plant.cooling_nameplate_kw / 2 / 3.5
    assert each == math.ceil(max(heating, cooling))
    assert each > 1 and item.capex_cny == pytest.approx(item.quantity * 2700.0)


def test_an_old_limit_does_not_bind_the_new_plant():
    weak = {"archetype": "small_office", "heating": "electric_heater", "heating_capacity_kw": 3}
    ctx, _ = context_of(project({"measure": "heat_pump"}, weak), Path("."))
    caches = caches_of(ctx.project)
    base, v = (simulate(ctx, caches, ctx.project.packages[k]) for k in ("base", "m"))
    assert v.served.loads["b"].heating_kwh > 1.5 * base.served.loads["b"].heating_kwh
    free = project({"measure": "heat_pump"}, {k: x for k, x in weak.items() if k != "heating_capacity_kw"})
    ctx, _ = context_of(free, Path("."))
    assert (
        simulate(ctx, caches_of(free), free.packages["m"]).served.loads["b"].heating_kwh
        == v.served.loads["b"].heating_kwh
    )
