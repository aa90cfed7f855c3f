"""Keys that are given and do nothing in their context, as a table of key against context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from buildings.archetypes.request import catalogue
from foundation.errors import Problem
from foundation.messages import Verbatim, message
from retrofit.measures.air import Airtightness
from retrofit.measures.digester import DigesterSpec
from retrofit.measures.hot_water import HotWaterMeasure
from retrofit.measures.pv import Pv
from retrofit.project.schema.economics import EconomicsSpec
from retrofit.project.schema.products import ModuleSpec
from retrofit.project.schema.project import BuildingSpec, Project
from retrofit.project.schema.solar import ObstacleSpec, RoofSpec
from retrofit.project.schema.solar_yield import YieldSpec
from retrofit.project.schema.tariff import DemandSpec, TariffSpec
from retrofit.project.schema.weather import WeatherSpec

Place = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Idle:
    """Keys of an object that do nothing where ``when`` holds, and why (a message)."""

    owner: type[BaseModel]
    keys: tuple[str, ...]
    when: Callable[[Any, Project], bool]
    why: str


def _no_meals(b: BuildingSpec, _p: Project) -> bool:
    row = catalogue().get(b.archetype)
    if row is None:
        return False
    cooks = (b.cooking or row["cooking"] or "none") != "none" and row["class"] != "residential"
    return not cooks and row["litres_basis"] != "meal"


def _nothing_to_cook(b: BuildingSpec, _p: Project) -> bool:
    row = catalogue().get(b.archetype)
    if row is None or row["class"] == "residential" or b.cooking == "none":
        return False
    return (float(row["meals_default"]) if b.meals_per_day is None else b.meals_per_day) == 0.0


def _lays_no_modules(r: RoofSpec, _p: Project) -> bool:
    return r.area_m2 is not None and r.length_m is None and r.polygon is None


def _used(p: Project, name: str) -> set[str]:
    chosen = (m for package in p.packages.values() for m in package if isinstance(m, Pv))
    return {str(getattr(m, name)) for m in chosen}


def _has(p: Project, kind: str) -> bool:
    return any(m.measure == kind for package in p.packages.values() for m in package)


def _two_faces(p: Project, m: Pv) -> bool:
    """Whether a ``pv`` may take modules that see light from behind; of a library's module that is not asked here."""
    if m.module is None:
        from retrofit.solar.products.equipment import default_module

        return default_module().bifaciality > 0.0
    own = p.modules.get(m.module)
    return own is None or own.bifaciality > 0.0


def _no_back(_s: YieldSpec, p: Project) -> bool:
    """No bifacial module stands on racks: no ``pv`` of this file lays such modules on such a roof."""
    laid = [m for package in p.packages.values() for m in package if isinstance(m, Pv)]
    racks = [m for m in laid if (k := p.roof_index(m.roof)) is not None and p.roofs[k].mounting == "open_rack"]
    return not any(_two_faces(p, m) for m in racks)


TABLE = (
    Idle(BuildingSpec, ("shelter_class",), lambda b, _p: b.n50_ach is None, "it acts with n50_ach only"),
    Idle(BuildingSpec, ("meals_per_day",), _no_meals, "in homes and without cooking no meals are counted"),
    Idle(BuildingSpec, ("cooking",), _nothing_to_cook, "no meals are cooked: write meals_per_day"),
    Idle(BuildingSpec, ("heating_capacity_kw", "heating_setpoint_c"), lambda b, _p: b.heating == "none", "the building is not heated"),
    Idle(BuildingSpec, ("cooling_capacity_kw", "cooling_setpoint_c"), lambda b, _p: b.cooling == "none", "the building is not cooled"),
    Idle(Airtightness, ("shelter_class",), lambda m, _p: m.n50_ach is None, "it acts with n50_ach only"),
    Idle(Airtightness, ("ach",), lambda m, _p: m.n50_ach is not None, "n50_ach takes its place"),
    Idle(
        HotWaterMeasure, ("collector_area_m2", "collector"), lambda m, _p: m.kind != "solar_electric",
        "it belongs to kind: solar_electric",
    ),
    Idle(
        DigesterSpec, ("temperature_c", "heat_sources", "heater_kw", "solar_m2"), lambda d, _p: not d.heated,
        "the tank is not heated: write heated: true",
    ),
    Idle(DigesterSpec, ("chp_min_run_h",), lambda d, _p: d.chp_kw == 0.0, "there is no engine: write chp_kw"),
    Idle(DigesterSpec, ("storage_days",), lambda d, _p: d.digestate_storage == "none", "digestate is not stored"),
    Idle(Pv, ("dc_ac",), lambda m, _p: m.inverter is not None, "the named inverter decides it"),
    Idle(
        RoofSpec,
        ("setback_m", "parapet_height_m", "orientation", "module_gap_m", "modules_up", "obstacles", "walkways", "outline", "y_bearing_deg"),
        _lays_no_modules, "no modules are laid out on area_m2: give length_m and width_m, or polygon",
    ),
    Idle(
        RoofSpec, ("row_pitch_m", "ground_cover_ratio", "modules_up"), lambda r, _p: r.mounting != "open_rack",
        "rows are of mounting: open_rack",
    ),
    Idle(RoofSpec, ("outline",), lambda r, _p: r.mounting == "open_rack", "racks stand on a level roof: its outline is its plan"),
    Idle(
        ModuleSpec, ("bifaciality",), lambda m, p: m.bifaciality > 0.0 and p.solar.bifacial_clearance_m is None,
        "the back's light counts with solar.bifacial_clearance_m",
    ),
    Idle(ObstacleSpec, ("shadow",), lambda o, _p: o.height_m == 0.0, "without height_m there is no shadow"),
    Idle(
        WeatherSpec, ("swap", "align_minutes", "fill_gaps_hours"),
        lambda w, _p: w.source == "synthetic", "a synthetic year is made whole, closed and on the sun's clock",
    ),
    Idle(
        WeatherSpec, ("components",), lambda w, _p: w.source == "synthetic" and w.components != "ghi",
        "a synthetic year is made whole, closed and on the sun's clock",
    ),
    Idle(WeatherSpec, ("decomposition",), lambda w, _p: w.components != "ghi", "it is used with components: ghi"),
    Idle(WeatherSpec, ("seed",), lambda w, _p: w.source != "synthetic", "it is the seed of synthetic years"),
    Idle(TariffSpec, ("tier_period",), lambda t, _p: not t.tiers, "there are no tiers"),
    Idle(TariffSpec, ("households",), lambda t, _p: not t.tiers and not t.fixed, "it acts on tiers and fixed charges"),
    Idle(TariffSpec, ("multiplier_on",), lambda t, _p: t.components is None, "multipliers act on components"),
    Idle(DemandSpec, ("contract_kw",), lambda d, _p: d.capacity_kva is not None, "the charge is by capacity"),
    Idle(DemandSpec, ("tolerance", "excess"), lambda d, _p: d.contract_kw is None, "there is no contract_kw"),
    Idle(EconomicsSpec, ("customer",), lambda e, _p: e.tariff is not None, "economics.tariff has the prices of electricity"),
    Idle(YieldSpec, ("bifacial_clearance_m",), _no_back, "it acts on bifacial modules on racks"),
    Idle(YieldSpec, ("export_limit_kw",), lambda _s, p: not _has(p, "pv"), "no package has pv"),
    Idle(Project, ("modules",), lambda p, _p: not _used(p, "module") & set(p.modules), "no pv measure names one of them"),
    Idle(Project, ("inverters",), lambda p, _p: not _used(p, "inverter") & set(p.inverters), "no pv measure names one of them"),
)  # fmt: skip


def _objects(value: Any, location: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], BaseModel]]:
    """Every object of the project with its place."""
    if isinstance(value, BaseModel):
        yield location, value
        for name in type(value).model_fields:
            yield from _objects(getattr(value, name), (*location, name))
    elif isinstance(value, dict):
        for k, v in value.items():
            yield from _objects(v, (*location, k))
    elif isinstance(value, list | tuple):
        for k, v in enumerate(value):
            yield from _objects(v, (*location, k))


def context_problems(project: Project, place: Place) -> list[Problem]:
    """A warning for every key that was given and does nothing in its context."""
    found = []
    for location, owner in _objects(project):
        for row in TABLE:
            if not isinstance(owner, row.owner):
                continue
            given = [k for k in row.keys if k in owner.model_fields_set]
            if given and row.when(owner, project):
                found += [idle_problem(place(*location, key), key, row.why) for key in given]
    return found


def idle_problem(where: str, key: str, why: str) -> Problem:
    """The warning of a key that does nothing."""
    told = message("{key} does nothing here: {why}", key=Verbatim(key), why=why)
    return Problem("key-unused", where, told, None, "", message("leave {key} out", key=Verbatim(key)), "warning")
