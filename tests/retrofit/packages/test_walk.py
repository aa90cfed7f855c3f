"""The whole walk closes: every hour, every zone, every carrier, for random buildings, weather and packages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest, catalogue
from foundation.carriers import CARRIERS
from retrofit.measures import registry, transform
from retrofit.measures.cooking import CookingMeasure
from retrofit.measures.insulation import RoofInsulation, WallInsulation
from retrofit.measures.lighting import Led
from retrofit.measures.windows import Windows
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.package import simulate
from retrofit.project.schema.project import Project
from weather.stations.table import stations

ARCHETYPES = sorted(catalogue())
BUILDING_MEASURES = [
    {"measure": "wall_insulation", "thickness_mm": 60}, {"measure": "roof_insulation", "material": "pu"}, {"measure": "floor_insulation"}, {"measure": "windows", "type": "triple_lowe"},
    {"measure": "airtightness", "ach": 0.3}, {"measure": "airtightness", "n50_ach": 1.0}, {"measure": "night_ventilation"}, {"measure": "led"}, {"measure": "cool_roof"}, {"measure": "heat_recovery"}, {"measure": "heat_pump"}, {"measure": "hot_water"},
    {"measure": "hot_water", "kind": "heat_pump"}, {"measure": "cooking"}, {"measure": "cooking", "carrier": "gas"}, {"measure": "comfort", "level": "setpoints"}, {"measure": "comfort", "level": "code"},
]  # fmt: skip
SUPPLY = [
    {"measure": "pv", "roof": 1}, {"measure": "pv", "roof": 1, "capacity_kwp": 5.0, "dc_ac": 1.4}, {"measure": "battery", "capacity_kwh": 20.0}, {"measure": "digester", "volume_m3": 60.0},
    {"measure": "digester", "volume_m3": 60.0, "heated": True, "chp_kw": 3.0},
]  # fmt: skip


@cache
def context(number, seed, zone_archetype, built, meals, aspect):
    site = stations()[number].site
    project = Project.model_validate(
        {
            "schema_version": 1,
            "name": "random",
            "site": {"station": site.wmo},
            "weather": {"seed": seed},
            "buildings": [
                {
                    "name": "b",
                    "archetype": zone_archetype,
                    "built": built,
                    "meals_per_day": meals,
                    "aspect": aspect,
                    "cooking": "lpg",
                    "hot_water": "gas",
                }
            ],
            "roofs": [{"building": "b", "area_m2": 40.0, "tilt_deg": 12.0, "azimuth_deg": 150.0}],
            "feedstocks": {"pig_manure": {"heads": 100}},
            "packages": {"base": []},
        }
    )
    return context_of(project, Path())[0]


def package_of(ctx, chosen):
    data = ctx.project.model_dump()
    data["packages"] = {"p": chosen}
    return Project.model_validate(data).packages["p"]


def assert_closed(rest, *flows):
    size = np.sum([np.abs(f) for f in flows], axis=0)
    assert (np.abs(rest) <= 1e-6 * np.maximum(size, 1e-6)).all()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    number=st.integers(0, 269), seed=st.integers(1, 3), archetype=st.sampled_from(ARCHETYPES), built=st.sampled_from([1985, 2008, 2018, 2023]), meals=st.sampled_from([0.0, 150.0]),
    aspect=st.sampled_from([1.0, 3.0]), chosen=st.lists(st.sampled_from(BUILDING_MEASURES), max_size=5), supply=st.lists(st.sampled_from(SUPPLY), max_size=3, unique_by=lambda m: m["measure"]),
)  # fmt: skip
def test_energy_closes_everywhere(number, seed, archetype, built, meals, aspect, chosen, supply):
    ctx = context(number, seed, archetype, built, meals, aspect)
    v = simulate(ctx, caches_of(ctx.project), package_of(ctx, chosen + supply))
    # zones: air balance in every hour
    for result in v.served.loads.values():
        for z in result.zones:
            terms = (
                z.heating_w,
                -z.cooling_w,
                z.gain_convective_w,
                z.surface_w,
                z.infiltration_w,
                z.ventilation_w,
                z.storage_w,
            )
            assert_closed(np.sum(terms, axis=0), *terms)
    # carriers: demand items add up to the balance's loads, import and generation cover them
    h = v.balance.hourly
    for carrier in CARRIERS:
        items = np.sum([i.input_kw for i in v.demand.items if i.carrier == carrier] or [np.zeros(len(h))], axis=0)
        assert_closed(items - h[f"load_{carrier}_kw"].to_numpy(), items)
    electricity = (
        ("load_electricity_kw", "battery_charge_kw", "electricity_export_kw"),
        ("pv_ac_kw", "chp_electricity_kw", "battery_discharge_kw", "electricity_import_kw"),
    )
    out, into = (np.sum([h[c].to_numpy() for c in side], axis=0) for side in electricity)
    assert_closed(out - into, out, into)
    for carrier in ("lpg", "gas", "coal", "wood", "heat"):
        assert_closed(
            (h[f"{carrier}_import_kw"] - h[f"load_{carrier}_kw"]).to_numpy(), h[f"load_{carrier}_kw"].to_numpy()
        )
    # gas: what is made leaks, is used, is flared or vented, or is stored; what stoves and boilers take is the balance's biogas
    if v.biogas is not None:
        b = v.biogas
        change = np.diff(np.concatenate([[b.store_start_kwh], b.store_kwh]))
        flows = (b.leaked_kw, b.stove_kw, b.boiler_kw, b.chp_kw, b.flared_kw, b.vented_kw, change)
        assert_closed(b.produced_kw - np.sum(flows, axis=0), b.produced_kw, *flows)
        assert h["load_biogas_kw"].sum() <= (b.stove_kw + b.boiler_kw).sum() * (1 + 1e-9)
    # definitions: gap and balance agree with the flows
    site = v.net_zero["site"]
    imports = sum(h[c].sum() for c in h.columns if str(c).endswith("_import_kw"))
    assert site.balance == pytest.approx(h["electricity_export_kw"].sum() - imports, rel=1e-9, abs=1e-6)


def test_measures_do_what_they_say(kunming):
    b = build.build(ArchetypeRequest("c", "community_centre", "5A", built=1998, meals_per_day=120), kunming)
    wall = registry.apply(b, WallInsulation(measure="wall_insulation")).building
    u = {s.construction.u_value() for z in wall.zones for s in z.surfaces if transform.is_wall(s)}
    assert sorted(u) == pytest.approx([0.394], abs=0.001)
    roof = registry.apply(b, RoofInsulation(measure="roof_insulation")).building
    u = {s.construction.u_value() for z in roof.zones for s in z.surfaces if transform.is_roof(s)}
    assert sorted(u) == pytest.approx([0.343], abs=0.001)
    led = registry.apply(b, Led(measure="led"))
    assert transform.gain_power_w_m2(led.building, "lighting") == pytest.approx(
        0.5 * transform.gain_power_w_m2(b, "lighting")
    )
    assert led.items[0].capex_cny == pytest.approx(1200 * 40.0)
    windows = registry.apply(b, Windows(measure="windows"))
    assert windows.building.zones[0].air.infiltration_ach == 0.5
    assert windows.assumptions
    other = registry.apply(b, Led(measure="led", buildings=("another",)))
    assert other.building is b
    assert not other.items
    cooking = registry.apply(b, CookingMeasure(measure="cooking")).building.systems.cooking
    assert cooking is not None
    assert cooking.useful_kwh_year == pytest.approx(b.systems.cooking.useful_kwh_year)
    assert cooking.efficiency == 0.86


def test_building_is_not_changed_in_place(kunming):
    b = build.build(ArchetypeRequest("c", "small_office", "5A"), kunming)
    before = [s.construction.name for z in b.zones for s in z.surfaces]
    registry.apply(b, WallInsulation(measure="wall_insulation"))
    assert [s.construction.name for z in b.zones for s in z.surfaces] == before
