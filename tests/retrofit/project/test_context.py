"""Keys that do nothing where they stand are told; what acts is not."""

from __future__ import annotations

import pytest

from retrofit.project.checks.context import TABLE, context_problems
from retrofit.project.schema.project import Project

BASE = {
    "schema_version": 1,
    "name": "t",
    "site": {"station": "Kunming"},
    "buildings": [{"name": "b", "archetype": "canteen"}],
    "roofs": [{"building": "b", "length_m": 20, "width_m": 10, "mounting": "open_rack"}],
    "feedstocks": {"pig_manure": {"heads": 50}},
    "packages": {"base": [], "all": [{"measure": "pv", "roof": 1}, {"measure": "digester", "volume_m3": 50}]},
}
CASES = [  # place, keys without effect, keys that make them act
    ("buildings.0", {"shelter_class": 3}, {"n50_ach": 6.0}),
    ("buildings.0", {"archetype": "village_house_brick", "meals_per_day": 30}, {"archetype": "canteen"}),
    ("buildings.0", {"archetype": "small_office", "cooking": "lpg"}, {"meals_per_day": 20}),
    ("buildings.0", {"heating": "none", "heating_capacity_kw": 5}, {"heating": "electric_heater"}),
    ("buildings.0", {"cooling": "none", "cooling_setpoint_c": 25}, {"cooling": "split"}),
    ("roofs.0", {"mounting": "close_mount", "row_pitch_m": 3}, {"mounting": "open_rack"}),
    ("roofs.0", {"obstacles": [{"x": 1, "y": 1, "length_m": 1, "width_m": 1, "shadow": False}]}, {"obstacles": [{"x": 1, "y": 1, "length_m": 1, "width_m": 1, "height_m": 2, "shadow": False}]}),
    ("roofs.0", {"outline": "plan"}, {"mounting": "close_mount"}),
    ("packages.all.1", {"temperature_c": 37}, {"heated": True}),
    ("packages.all.1", {"heater_kw": 5}, {"heated": True}),
    ("packages.all.1", {"heat_sources": ["boiler"]}, {"heated": True}),
    ("packages.all.1", {"chp_min_run_h": 4}, {"chp_kw": 5}),
    ("packages.all.1", {"digestate_storage": "none", "storage_days": 30}, {"digestate_storage": "open"}),
    ("packages.all.0", {"inverter": "x", "dc_ac": 1.2}, {"inverter": None}),
    ("weather", {"align_minutes": "auto"}, {"source": "epw", "path": "a.epw"}),
    ("weather", {"components": "ghi+dhi"}, {"source": "epw", "path": "a.epw"}),
    ("weather", {"source": "epw", "path": "a.epw", "seed": 3}, {"source": "synthetic", "path": None}),
]  # fmt: skip


def changed(place: str, keys: dict) -> Project:
    import copy

    document = copy.deepcopy(BASE)
    at = document
    for step in place.split("."):
        if isinstance(at, dict) and step not in at:
            at[step] = {}
        at = at[int(step) if isinstance(at, list) else step]
    at |= keys
    return Project.model_validate(document)


def told(project: Project) -> list[str]:
    return [p.place for p in context_problems(project, lambda *keys: ".".join(map(str, keys)))]


def test_the_base_says_nothing():
    assert told(Project.model_validate(BASE)) == []


@pytest.mark.parametrize(("place", "idle", "acting"), CASES, ids=lambda x: str(x)[:50])
def test_a_key_without_effect_is_told_until_it_acts(place, idle, acting):
    assert len(told(changed(place, idle))) == 1
    assert told(changed(place, idle | acting)) == []


def test_every_key_of_the_table_exists():
    assert all(k in row.owner.model_fields for row in TABLE for k in row.keys)


def test_the_clearance_of_bifacial_modules_needs_racks():
    on_racks = BASE | {"solar": {"bifacial_clearance_m": 1.0}}
    assert told(Project.model_validate(on_racks)) == ["solar.bifacial_clearance_m"]  # the default module has one face
    listed = {"base": [], "all": [{"measure": "pv", "roof": 1, "module": "a library's"}]}
    on_racks |= {"packages": listed}
    assert told(Project.model_validate(on_racks)) == []
    flush = on_racks | {"roofs": [{"building": "b", "length_m": 20, "width_m": 10}]}
    assert told(Project.model_validate(flush)) == ["solar.bifacial_clearance_m"]
