"""One package of measures simulated up to its four definitions: buildings -> loads -> demand -> supply -> balance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from buildings import systems
from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.model import Building
from buildings.results import Demand, Loads
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from foundation.provenance import Assumption
from retrofit.biogas.plant import year as biogas_plant
from retrofit.biogas.plant.model import BiogasPlant
from retrofit.biogas.results import BiogasYear
from retrofit.energy.balance import Battery, balance
from retrofit.energy.results import Balance
from retrofit.measures import digester as request
from retrofit.measures import registry
from retrofit.money import cash_flow, costs
from retrofit.money.results import CostItem
from retrofit.netzero import definitions as netzero
from retrofit.netzero.results import Definition
from retrofit.packages import comfort_verdict, thermal_cache
from retrofit.packages.context import Context
from retrofit.packages.hvac_cache import HvacTotal
from retrofit.project.objects.arrays import notes_of
from retrofit.project.schema import project
from retrofit.solar.chain import year as solar
from retrofit.solar.chain.losses import ageing
from retrofit.solar.chain.settings import assumptions as pv_assumptions
from retrofit.solar.results import SolarYear

SMALL_PV_KWP = 30.0


@dataclass(frozen=True, eq=False)
class PackageYear:
    """One package simulated up to its four definitions, without the search for next steps."""

    buildings: tuple[Building, ...]
    loads: dict[str, Loads]
    demand: Demand
    solar: SolarYear
    biogas: BiogasYear | None
    battery: Battery | None
    balance: Balance
    net_zero: dict[str, Definition]
    items: tuple[CostItem, ...]
    comfort: dict[str, dict[str, float]]
    assumptions: tuple[Assumption, ...]

    plant: HvacTotal

    @property
    def comfort_total(self) -> dict[str, float]:
        """Occupied, cold and warm hours over all buildings by floor area."""
        return comfort_verdict.total(self.comfort, {b.name: b.floor_area_m2 * b.count for b in self.buildings})

    @property
    def comfort_share(self) -> float:
        return comfort_verdict.share(self.comfort_total)


def _building(ctx: Context, spec: project.BuildingSpec, level: str) -> Building:
    key = (spec.name, level)
    if key not in ctx.building_cache:
        values = spec.model_dump()
        values["comfort"] = level
        ctx.building_cache[key] = build.build(ArchetypeRequest(climate_zone=ctx.zone, **values), ctx.year)
    return ctx.building_cache[key]


def changed_buildings(
    ctx: Context, package: Sequence[Any]
) -> tuple[tuple[tuple[Any, Building], ...], tuple[CostItem, ...], tuple[Assumption, ...]]:
    """Buildings after the package's measures, each with the key of its thermal state."""
    out = []
    items: list[CostItem] = []
    notes: list[Assumption] = []
    for spec in ctx.project.buildings:
        mine = [
            m
            for m in package
            if isinstance(m, project.BuildingMeasure) and (m.buildings is None or spec.name in m.buildings)
        ]
        level = next((m.level for m in reversed(mine) if isinstance(m, project.Comfort)), spec.comfort)
        building = _building(ctx, spec, level)
        for m in mine:
            effect = registry.apply(building, m)
            building = effect.building
            items += effect.items
            notes += effect.assumptions
        thermal = tuple(m.model_dump_json() for m in mine if m.measure not in ("hot_water", "cooking", "heat_pump"))  # type: ignore[attr-defined]
        out.append(((spec.name, level, thermal), building))
    return tuple(out), tuple(items), tuple(notes)


def pv_cost(name: str, capacity_kwp: float, own_cny: float | None = None) -> CostItem:
    """Investment of an array by its size class, or the project's own price."""
    key = "pv_rooftop_cn_2026" if capacity_kwp >= SMALL_PV_KWP else "pv_village_small_lt30kW"
    return replace(
        costs.cost_item(message("pv {name}", name=Verbatim(name)), key, capacity_kwp, 1000.0, own_cny), unit="kWp"
    )


def _solar(ctx: Context, package: Sequence[Any]) -> tuple[SolarYear, list[CostItem], tuple[Assumption, ...]]:
    pairs = ctx.arrays(package)
    items = [pv_cost(a.plane.name, a.capacity_kwp, m.cost_cny) for m, a in pairs]
    arrays = [a for _, a in pairs]
    notes = pv_assumptions(arrays[0].settings) + notes_of(arrays) if arrays else ()
    return solar.simulate(ctx.year, arrays), items, notes


def plant_of(ctx: Context, m: project.DigesterSpec) -> BiogasPlant:
    if ctx.feed is None:
        raise InputError(
            Problem(
                "digester-feed",
                "packages",
                "a digester needs feedstocks",
                None,
                "feedstocks: {pig_manure: {heads: 120}}",
                "add the key feedstocks",
            )
        )
    return request.plant_of(m, ctx.feed)


def digester_costs(m: project.DigesterSpec) -> tuple[CostItem, ...]:
    """Investments of a digester: the tank by household units of 8 m3 or by volume, its collectors, its engine.

    A price of the project stands for the whole plant.
    """
    if m.volume_m3 <= request.HOUSEHOLD_M3:
        tank = costs.cost_item("digester", "biogas_household_8m3", m.volume_m3 / 8.0, capex_cny=m.cost_cny)
    else:
        tank = costs.cost_item("digester", "biogas_community", m.volume_m3, capex_cny=m.cost_cny)
    items = [tank]
    if m.cost_cny is None and m.solar_m2 > 0.0:
        items.append(costs.cost_item("digester collectors", "solar_hot_water", m.solar_m2))
    if m.cost_cny is None and m.chp_kw > 0.0:
        items.append(costs.cost_item("gas engine", "biogas_engine", m.chp_kw))
    return tuple(items)


def prefetch(ctx: Context, packages: Iterable[Sequence[Any]]) -> int:
    """Simulate the buildings of several packages in one parallel call; their variants then only read them."""
    return thermal_cache.prefetch(ctx.loads_cache, (changed_buildings(ctx, p)[0] for p in packages), ctx.year)


def simulate(ctx: Context, package: Sequence[Any], say: Callable[[str], None] | None = None) -> PackageYear:
    """One package up to its four definitions; ``say`` is told how far the buildings are."""
    changed, items, notes = changed_buildings(ctx, package)
    year = ctx.year
    results: dict[str, Loads] = {}
    demand_items: list[Any] = []
    comforts = {}
    plant = HvacTotal(np.zeros(year.hours))
    thermal = thermal_cache.thermal_years(ctx.loads_cache, changed, year, say)
    for (key, building), result in zip(changed, thermal, strict=True):
        results[building.name] = result
        served = ctx.plant_cache.served(key, building, result, year, ctx.zone)
        plant = plant.plus(served.plant, building.count)
        demand_items += systems.demand(building, result, year, served.plant).items
        comforts[building.name] = served.comfort
    demand = Demand(year.index, tuple(demand_items))
    pv, pv_items, pv_notes = _solar(ctx, package)
    all_items = [*items, *pv_items]
    biogas = None
    digester = next((m for m in package if isinstance(m, project.DigesterSpec)), None)
    if digester is not None:
        biogas = biogas_plant.simulate(year, plant_of(ctx, digester), demand)
        demand = biogas.demand_left
        all_items += digester_costs(digester)
        notes += biogas.assumptions
    store = next((m for m in package if isinstance(m, project.BatterySpec)), None)
    battery = Battery(store.capacity_kwh, store.power_kw or store.capacity_kwh / 2.0) if store else None
    if store is not None:
        all_items.append(
            replace(
                costs.cost_item("battery", "battery_lfp_commercial", store.capacity_kwh, 1000.0, store.cost_cny),
                unit="kWh",
            )
        )
    chp = biogas.chp_electricity_kw if biogas is not None else np.zeros(year.hours)
    hours = balance(demand, pv.ac_kw, chp, battery, ctx.project.solar.export_limit_kw)
    definitions = assess(ctx, hours, biogas)
    return PackageYear(
        tuple(b for _, b in changed),
        results,
        demand,
        pv,
        biogas,
        battery,
        hours,
        definitions,
        tuple(all_items),
        comforts,
        notes + pv_notes,
        plant,
    )


def assess(ctx: Context, result: Balance, biogas: BiogasYear | None) -> dict[str, Definition]:
    methane = biogas.methane_leaked_kg if biogas is not None else 0.0
    burnt = float((biogas.stove_kw + biogas.boiler_kw + biogas.chp_kw).sum()) if biogas is not None else 0.0
    return netzero.assess(result, ctx.factors, ctx.tariff, methane, burnt)


def yearly_bills(ctx: Context, v: PackageYear) -> np.ndarray:
    """The energy bill of every year of the project's economics, CNY, shape (years,): modules fade and are new after their life."""
    years = ctx.project.economics.years
    first = -v.net_zero["cost"].balance
    if v.solar.ac_kwh <= 0.0:
        return np.full(years, first)
    life = max(1, round(min((i.life_years for i in v.items if i.name.startswith("pv ")), default=years)))
    output = ageing(life)[np.arange(years) % life]
    chp = v.biogas.chp_electricity_kw if v.biogas is not None else np.zeros(ctx.year.hours)
    limit = ctx.project.solar.export_limit_kw
    faded = balance(v.demand, v.solar.ac_kw * float(output.min()), chp, v.battery, limit)
    aged = assess(ctx, faded, v.biogas)
    return cash_flow.ageing_bills(first, -aged["cost"].balance, output)
