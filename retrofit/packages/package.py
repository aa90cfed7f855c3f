"""One package of measures simulated up to its four definitions: buildings -> loads -> demand -> supply -> balance."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from buildings import systems
from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.comfort import hours
from buildings.model import Building
from buildings.results import FLOWS, SERVICES, Demand, EndUse, Loads, gathered, without
from buildings.systems import PlantYear
from foundation.bounded_cache import BoundedCache
from foundation.carriers import ELECTRICITY
from foundation.provenance import Assumption
from retrofit.biogas.results import BiogasYear
from retrofit.energy.balance import Battery, balance, exchanges
from retrofit.energy.results import Balance
from retrofit.measures import pricing, registry
from retrofit.measures.base import BuildingMeasure, Supply
from retrofit.money.results import Bills, CostItem
from retrofit.money.tariffs.bill import monthly_bills, reactive_kvarh
from retrofit.money.tariffs.energy_bill import year_bill
from retrofit.netzero import definitions as netzero
from retrofit.netzero.results import Definition
from retrofit.packages import comfort_verdict, thermal_cache
from retrofit.packages.context import Caches, Context
from retrofit.packages.hvac_cache import HvacTotal
from retrofit.project.schema import project
from retrofit.solar.chain.losses import ageing
from retrofit.solar.results import SolarYear


@dataclass(frozen=True, eq=False, kw_only=True)
class ServedBuildings:
    """A project's buildings after a package's measures, with what they demand before the site's own supplies."""

    buildings: tuple[Building, ...]
    loads: dict[str, Loads]
    """By building name; empty where it was not asked for."""
    demand: Demand
    items: tuple[CostItem, ...]
    comfort: dict[str, dict[str, float]]
    """Of every building, by the adaptive model alone; in a project of many buildings whose loads are kept by all models."""
    assumptions: tuple[Assumption, ...]
    plant: HvacTotal
    energy_kwh: dict[str, dict[str, float]]
    """Input of one of the equal buildings by building name and carrier."""

    @property
    def comfort_total(self) -> dict[str, float]:
        """Occupied, cold and warm hours over all buildings by floor area."""
        return comfort_verdict.total(self.comfort, {b.name: b.floor_area_m2 * b.count for b in self.buildings})

    @property
    def comfort_share(self) -> float:
        return comfort_verdict.share(self.comfort_total)


@dataclass(frozen=True, eq=False, kw_only=True)
class PackageYear:
    """One package simulated up to its four definitions, without the search for next steps."""

    served: ServedBuildings
    supply: Supply
    balance: Balance
    net_zero: dict[str, Definition]

    @property
    def demand(self) -> Demand:
        """What the supplies leave of the buildings' demand, with their own."""
        return self.supply.demand_left

    @property
    def items(self) -> tuple[CostItem, ...]:
        """Every investment of the package."""
        return (*self.served.items, *self.supply.items)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        return (*self.served.assumptions, *self.supply.assumptions)

    @property
    def solar(self) -> SolarYear:
        return self.supply.solar

    @property
    def biogas(self) -> BiogasYear | None:
        return self.supply.biogas

    @property
    def battery(self) -> Battery | None:
        return self.supply.battery


def _building(ctx: Context, caches: Caches, spec: project.BuildingSpec, changed: dict[str, Any]) -> Building:
    key = (spec.name, spec.count, tuple(changed.items()))
    if key not in caches.buildings:
        values = spec.archetype_values() | changed
        caches.buildings[key] = build.build(ArchetypeRequest(climate_zone=ctx.zone, **values), ctx.year)
    found: Building = caches.buildings[key]
    return found


@dataclass(frozen=True, slots=True)
class ChangedBuilding:
    """A building after a package's measures."""

    state: Hashable
    """Key of its thermal year: equal states, equal years."""
    building: Building
    items: tuple[tuple[BuildingMeasure, CostItem], ...] = ()
    """What its measures cost by the cost table."""
    priced: tuple[tuple[BuildingMeasure, Callable[[PlantYear], CostItem]], ...] = ()
    """Prices that wait for the size of its plant."""


def changed_buildings(
    ctx: Context, caches: Caches, package: Sequence[Any], specs: Sequence[project.BuildingSpec] | None = None
) -> tuple[tuple[ChangedBuilding, ...], tuple[Assumption, ...]]:
    """Buildings (all of the project, or those of ``specs``) after the package's measures, and what the measures assume."""
    out = []
    notes: list[Assumption] = []
    for spec in ctx.project.buildings if specs is None else specs:
        mine = registry.of_building(package, spec.name)
        building = _building(ctx, caches, spec, registry.archetype_keys(mine))
        items, priced = [], []
        for m in mine:
            effect = registry.apply(building, m)
            building = effect.building
            items += [(m, i) for i in effect.items]
            notes += effect.assumptions
            priced += [(m, effect.priced)] if effect.priced is not None else []
        limits = tuple((z.thermostat.heating_capacity_w, z.thermostat.cooling_capacity_w) for z in building.zones)
        state = (spec.name, registry.thermal_key(mine), limits)
        out.append(ChangedBuilding(state, building, tuple(items), tuple(priced)))
    return tuple(out), tuple(notes)


def priced_items(package: Sequence[Any], bought: Sequence[tuple[BuildingMeasure, CostItem]]) -> tuple[CostItem, ...]:
    """What a package's measures on buildings cost, in their order: each once for the whole project, at its own price where it has one."""
    out: list[CostItem] = []
    for m in package:
        out += pricing.priced(m, [i for owner, i in bought if owner is m])
    return tuple(out)


def states_of(changed: Iterable[ChangedBuilding]) -> list[tuple[Hashable, Building]]:
    """Each building with the key of its thermal year."""
    return [(c.state, c.building) for c in changed]


def prefetch(ctx: Context, caches: Caches, packages: Iterable[Sequence[Any]]) -> int:
    """Simulate the buildings of several packages in one parallel call; their variants then only read them."""
    states = (states_of(changed_buildings(ctx, caches, p)[0]) for p in packages)
    return thermal_cache.prefetch(caches.loads, states, ctx.year)


def serve(
    ctx: Context,
    caches: Caches,
    package: Sequence[Any],
    say: Callable[[str], None] | None = None,
    *,
    specs: Sequence[project.BuildingSpec] | None = None,
    keep_loads: bool = True,
) -> ServedBuildings:
    """The buildings of a package with their loads and what their systems take.

    Parameters
    ----------
    say : callable, optional
        Told how far the buildings are.
    specs : sequence of BuildingSpec, optional
        Only these buildings; default: all of the project.
    keep_loads : bool
        False leaves ``loads`` empty: for variants of which only the demand and the cost are asked.
    """
    changed, notes = changed_buildings(ctx, caches, package, specs)
    year = ctx.year
    results: dict[str, Loads] = {}
    comforts: dict[str, dict[str, float]] = {}
    plant = HvacTotal(latent_cooling_kw=np.zeros(year.hours))
    bought: list[tuple[BuildingMeasure, CostItem]] = []
    energy: dict[str, dict[str, float]] = {}
    slim = keep_loads and not caches.loads.detail  # comfort by all models now, as what it needs is not kept

    def uses() -> Iterator[EndUse]:
        nonlocal plant
        thermal = thermal_cache.thermal_years(caches.loads, states_of(changed), year, say)
        for c, result in zip(changed, thermal, strict=True):
            hvac = caches.hvac.served(c.state, c.building, result, year, ctx.zone if slim else None)
            if keep_loads:
                results[c.building.name] = without(result, *FLOWS, *SERVICES) if slim else result
            plant = plant.plus(hvac.plant, c.building.count)
            comforts[c.building.name] = hvac.comfort
            bought.extend(c.items)
            bought.extend((m, price(hvac.plant)) for m, price in c.priced)
            own = energy.setdefault(c.building.name, {})
            for item in systems.demand(c.building, result, year, hvac.plant).items:
                own[item.carrier] = own.get(item.carrier, 0.0) + float(item.input_kw.sum()) / c.building.count
                yield item

    demand = gathered(year.index, uses())
    return ServedBuildings(
        buildings=tuple(c.building for c in changed),
        loads=results,
        demand=demand,
        items=priced_items(package, bought),
        comfort=comforts,
        assumptions=notes,
        plant=plant,
        energy_kwh=energy,
    )


def supplied(
    ctx: Context, package: Sequence[Any], served: ServedBuildings, memo: BoundedCache | None = None
) -> PackageYear:
    """Served buildings with the supplies of a package, up to its four definitions; ``memo`` keeps supplies that packages share."""
    inputs = ctx.supply_inputs if memo is None else ctx.supply_inputs_of(memo)
    supply = registry.supply(package, inputs, served.demand)
    made = supply.generation_kw
    flows = balance(supply.demand_left, made["pv"], made["chp"], supply.battery, ctx.project.solar.export_limit_kw)
    return PackageYear(served=served, supply=supply, balance=flows, net_zero=assess(ctx, flows, supply.biogas))


def simulate(
    ctx: Context, caches: Caches, package: Sequence[Any], say: Callable[[str], None] | None = None
) -> PackageYear:
    """One package up to its four definitions; ``say`` is told how far the buildings are."""
    return supplied(ctx, package, serve(ctx, caches, package, say), caches.supplies)


def comfort_by_all_models(ctx: Context, caches: Caches, served: ServedBuildings) -> dict[str, dict[str, float]]:
    """Comfort of every building by PMV, ASHRAE 55 and GB/T 50785 too, which need humidity and take ten times as long."""
    out = {}
    if not caches.loads.detail:
        return served.comfort  # they are already
    for building in served.buildings:
        loads = served.loads[building.name]
        humidity = systems.plant_year(building, loads, ctx.year).moisture
        out[building.name] = hours.summary(building, loads, ctx.year, humidity, ctx.zone)
    return out


def assess(ctx: Context, result: Balance, biogas: BiogasYear | None) -> dict[str, Definition]:
    methane = biogas.methane_leaked_kg if biogas is not None else 0.0
    burnt = float((biogas.stove_kw + biogas.boiler_kw + biogas.chp_kw).sum()) if biogas is not None else 0.0
    return netzero.assess(result, ctx.factors, ctx.tariff, methane, burnt)


def pv_output(ctx: Context, v: PackageYear) -> np.ndarray:
    """PV output of every year of life over the first year's, as far as the project's economics reach."""
    years = ctx.project.economics.years
    life = max(1, round(min((i.life_years for i in registry.fading(v.items)), default=years)))
    return ageing(min(life, years))


def yearly_bills(ctx: Context, v: PackageYear, outputs: np.ndarray | None = None) -> Bills:
    """What is bought and sold in every year of the project's economics, by a bill of its own for every output of the modules, which fade
    and are new after their life; what exports earn falls to the market's price when the mechanism's term ends.

    ``outputs`` of the years of the PV's life over the first year's replace its ageing.
    """
    years = ctx.project.economics.years
    prices, made = ctx.tariff, v.supply.generation_kw
    fuels = year_bill(v.balance, prices).fuels_cny
    if outputs is None:
        outputs = pv_output(ctx, v) if v.solar.ac_kwh > 0.0 else np.ones(1)
    at = np.arange(years) % len(outputs)
    load = v.demand.carrier_kw("electricity")
    limit = ctx.project.solar.export_limit_kw
    flows = exchanges(load, made["pv"] * outputs[:, None], made["chp"], v.battery, limit)
    months = monthly_bills(prices, *flows, kvarh=reactive_kvarh(prices, load))
    earned = np.array([prices.export.of_year(y + 1.0) for y in range(years)])
    bought = months.bought_cny.sum(axis=1)[at]
    burnt = {c.carrier: c.import_kwh * c.weight_import for c in v.net_zero["cost"].carriers if c.carrier != ELECTRICITY}
    return Bills(
        energy_cny=fuels + bought,
        export_cny=months.export_kwh.sum(axis=1)[at] * earned,
        import_kwh=months.import_kwh.sum(axis=1)[at],
        export_kwh=months.export_kwh.sum(axis=1)[at],
        carriers_cny={ELECTRICITY: bought, **{c: np.full(years, cny) for c, cny in burnt.items()}},
    )
