"""The whole walk: project -> weather -> buildings -> measures -> loads -> demand -> supply -> balance -> verdict.

Each arrow is one function call. Loads are simulated once for every distinct building of the project and kept for the run.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from buildings import archetypes, comfort, loads, systems
from buildings.model import Assumption, Building
from buildings.results import Demand, Loads
from retrofit import carbon, economics, gap, measures, netzero, schema
from retrofit.balance import Battery, balance
from retrofit.biogas import digester as dig
from retrofit.biogas import plant as biogas_plant
from retrofit.biogas.digester import Digester
from retrofit.biogas.feed import Feed, feed_from
from retrofit.biogas.plant import BiogasPlant
from retrofit.crosscheck import weather_path
from retrofit.results import Balance, BiogasYear, CostItem, Definition, PackageResult, ProjectResult, SolarYear
from retrofit.schema import Project
from retrofit.solar import model as solar
from retrofit.solar.roof import (
    PVArray,
    PVSettings,
    RoofPlane,
    area_per_kwp,
    capacity_from_roof,
)
from retrofit.solar.roof import (
    assumptions as pv_assumptions,
)
from weather import climate, quality
from weather.epw import read_epw
from weather.errors import InputError, Problem
from weather.site import Site
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

Progress = Callable[[str], None]
SMALL_PV_KWP = 30.0


@dataclass(frozen=True, eq=False)
class Context:
    """What all packages of a run share."""

    project: Project
    year: WeatherYear
    zone: str
    province: str
    factors: carbon.FactorSet
    tariff: economics.Tariff
    feed: Feed | None
    planes: tuple[RoofPlane, ...]
    loads_cache: dict[Any, Loads] = field(default_factory=dict)
    building_cache: dict[Any, Building] = field(default_factory=dict)
    yield_cache: dict[int, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Variant:
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

    @property
    def comfort_share(self) -> float:
        hours = sum(c["occupied_hours"] for c in self.comfort.values())
        return sum(c["comfort_share"] * c["occupied_hours"] for c in self.comfort.values()) / hours if hours else 1.0


def site_of(project: Project) -> tuple[climate.Station, Site, tuple[Assumption, ...]]:
    """Station and site; how far they are apart is an assumption worth telling."""
    s = project.site
    if s.station is not None:
        station = climate.find_station(str(s.station), "site.station")
    else:
        station = climate.nearest_station(float(s.latitude or 0.0), float(s.longitude or 0.0), s.altitude_m).station
    base = station.site
    site = Site(
        project.name,
        base.latitude if s.latitude is None else s.latitude,
        base.longitude if s.longitude is None else s.longitude,
        base.altitude_m if s.altitude_m is None else s.altitude_m,
        base.utc_offset_h,
        s.province or base.province,
        base.wmo,
    )
    km = climate.distance_km(site.latitude, site.longitude, base.latitude, base.longitude)
    note = Assumption(
        "site.station",
        f"{base.name} ({base.wmo})",
        "climate station",
        station.source,
        "confirmed",
        f"{km:.0f} km away, site {site.altitude_m - base.altitude_m:+.0f} m above it",
    )
    return station, site, (note,)


def weather_of(project: Project, folder: Path) -> tuple[WeatherYear, str, tuple[Assumption, ...]]:
    """The weather year, the climate zone, and what was assumed on the way."""
    station, site, notes = site_of(project)
    spec = project.weather
    if spec.source == "synthetic":
        year = synthetic_year(station, site, spec.seed)
        notes += (Assumption("weather", "synthetic", "-", year.source.source, "illustrative", year.source.description),)
    else:
        year = read_epw(weather_path(str(spec.path), folder / "project.yaml"))
        own = year.site
        year = replace(
            year,
            site=Site(
                project.name,
                own.latitude,
                own.longitude,
                own.altitude_m,
                own.utc_offset_h,
                project.site.province or station.site.province,
                own.wmo,
            ),
        )
        if spec.align_minutes != "none":
            minutes = quality.radiation_clock_min(year) if spec.align_minutes == "auto" else float(spec.align_minutes)
            year = quality.shift_radiation(year, minutes)
        if spec.components == "ghi+dhi":
            year = quality.rebuild_beam(year)
        year = replace(year, warnings=quality.check(year))
        notes += (
            Assumption("weather", str(spec.path), "-", year.source.source, "confirmed", "; ".join(year.source.notes)),
        )
    zone: str | None = project.site.climate_zone
    if zone is None:
        zone = climate.station_zone(station)
        notes += (
            Assumption(
                "site.climate_zone", zone, "-", "GB 50176-2016 criteria on the station's typical year", "corroborated"
            ),
        )
    return year, zone, notes


def context_of(project: Project, folder: Path) -> tuple[Context, tuple[Assumption, ...]]:
    """Everything the packages share."""
    year, zone, notes = weather_of(project, folder)
    province = year.site.province
    f, e = project.factors, project.economics
    tariff = economics.tariff(
        province,
        e.customer,
        year.index,
        e.export_price,
        e.electricity_price,
        {str(k): v for k, v in e.fuel_prices.items()},
    )
    feed = feed_from(project.feedstocks) if project.feedstocks else None
    planes = tuple(
        RoofPlane(project.roof_name(i), r.building, r.area_m2, r.tilt_deg, r.azimuth_deg, r.mounting)
        for i, r in enumerate(project.roofs)
    )
    grid = carbon.grid_factor(province, f.grid_year)
    notes += (
        Assumption(
            "factors.grid", grid.value, grid.unit, grid.source, grid.status, f"year {grid.year}, location-based average"
        ),
    )
    primary = carbon.primary_factors(f.primary)["electricity"]
    notes += (
        Assumption("factors.primary", primary.value, primary.unit, primary.source, primary.status, "electricity"),
    )
    context = Context(
        project, year, zone, province, carbon.factors(province, f.grid_year, f.gwp, f.primary), tariff, feed, planes
    )
    return context, notes + tariff.assumptions


def _building(ctx: Context, spec: schema.BuildingSpec, level: str) -> Building:
    key = (spec.name, level)
    if key not in ctx.building_cache:
        values = spec.model_dump()
        values["comfort"] = level
        ctx.building_cache[key] = archetypes.build(
            archetypes.ArchetypeRequest(climate_zone=ctx.zone, **values), ctx.year
        )
    return ctx.building_cache[key]


def _changed_buildings(
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
            if isinstance(m, schema.BuildingMeasure) and (m.buildings is None or spec.name in m.buildings)
        ]
        level = next((m.level for m in reversed(mine) if isinstance(m, schema.Comfort)), spec.comfort)
        building = _building(ctx, spec, level)
        for m in mine:
            effect = measures.apply(building, m)
            building = effect.building
            items += effect.items
            notes += effect.assumptions
        thermal = tuple(m.model_dump_json() for m in mine if m.measure not in ("hot_water", "cooking", "heat_pump"))  # type: ignore[attr-defined]
        out.append(((spec.name, level, thermal), building))
    return tuple(out), tuple(items), tuple(notes)


def _solar(ctx: Context, package: Sequence[Any]) -> tuple[SolarYear, list[CostItem], tuple[Assumption, ...]]:
    arrays, items = [], []
    for m in package:
        if not isinstance(m, schema.Pv):
            continue
        index = ctx.project.roof_index(m.roof)
        plane = ctx.planes[index if index is not None else 0]
        capacity = m.capacity_kwp or capacity_from_roof(plane, ctx.year.site.latitude)
        arrays.append(PVArray(plane, capacity, PVSettings(dc_ac_ratio=m.dc_ac)))
        key = "pv_rooftop_cn_2026" if capacity >= SMALL_PV_KWP else "pv_village_small_lt30kW"
        items.append(replace(economics.cost_item(f"pv {plane.name}", key, capacity, 1000.0, m.cost_cny), unit="kWp"))
    year = solar.simulate(ctx.year, arrays)
    return year, items, pv_assumptions(arrays[0].settings) if arrays else ()


def _plant(ctx: Context, m: schema.DigesterSpec) -> BiogasPlant:
    kind = m.type or ("cstr" if m.heated else "household_dome" if m.volume_m3 <= 12.0 else "small_plant")
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
    tank = Digester(m.volume_m3, kind, m.heated, m.temperature_c, float(dig.types()[kind]["depth_m"]))
    return BiogasPlant(tank, ctx.feed, m.store_nm3, m.chp_kw, m.flare, m.leakage)


def _digester_cost(m: schema.DigesterSpec) -> CostItem:
    if m.volume_m3 <= 12.0:
        return economics.cost_item("digester", "biogas_household_8m3", m.volume_m3 / 8.0, capex_cny=m.cost_cny)
    return economics.cost_item("digester", "biogas_community", m.volume_m3, capex_cny=m.cost_cny)


def simulate(ctx: Context, package: Sequence[Any]) -> Variant:
    """One package up to its four definitions."""
    changed, items, notes = _changed_buildings(ctx, package)
    year = ctx.year
    results: dict[str, Loads] = {}
    demand_items: list[Any] = []
    comforts = {}
    for key, building in changed:
        if key not in ctx.loads_cache:
            ctx.loads_cache[key] = loads.simulate(building, year)
        results[building.name] = ctx.loads_cache[key]
        demand_items += systems.demand(building, results[building.name], year).items
        comforts[building.name] = comfort.summary(building, results[building.name], year)
    demand = Demand(year.index, tuple(demand_items))
    pv, pv_items, pv_notes = _solar(ctx, package)
    all_items = [*items, *pv_items]
    biogas = None
    digester = next((m for m in package if isinstance(m, schema.DigesterSpec)), None)
    if digester is not None:
        biogas = biogas_plant.simulate(year, _plant(ctx, digester), demand)
        demand = biogas.demand_left
        all_items.append(_digester_cost(digester))
        notes += biogas.assumptions
    store = next((m for m in package if isinstance(m, schema.BatterySpec)), None)
    battery = Battery(store.capacity_kwh, store.power_kw or store.capacity_kwh / 2.0) if store else None
    if store is not None:
        all_items.append(
            replace(
                economics.cost_item("battery", "battery_lfp_commercial", store.capacity_kwh, 1000.0, store.cost_cny),
                unit="kWh",
            )
        )
    chp = biogas.chp_electricity_kw if biogas is not None else np.zeros(year.hours)
    result = balance(demand, pv.ac_kw, chp, battery)
    definitions = _assess(ctx, result, biogas)
    return Variant(
        tuple(b for _, b in changed),
        results,
        demand,
        pv,
        biogas,
        battery,
        result,
        definitions,
        tuple(all_items),
        comforts,
        notes + pv_notes,
    )


def _assess(ctx: Context, result: Balance, biogas: BiogasYear | None) -> dict[str, Definition]:
    methane = biogas.methane_leaked_kg if biogas is not None else 0.0
    burnt = float((biogas.stove_kw + biogas.boiler_kw + biogas.chp_kw).sum()) if biogas is not None else 0.0
    return netzero.assess(result, ctx.factors, ctx.tariff, methane, burnt)


def best_plane(ctx: Context) -> RoofPlane:
    """The plane that extra PV is thought to stand on: the roof with the best yield, or a 15 degree south roof if there is none."""
    if not ctx.planes:
        azimuth = 180.0 if ctx.year.site.latitude >= 0 else 0.0
        return RoofPlane("a south roof of 15 degrees", "", 100.0, 15.0, azimuth)
    return max(ctx.planes, key=lambda p: solar.specific_yield(ctx.year, p))


def levers_of(ctx: Context, variant: Variant, package: Sequence[Any]) -> gap.Levers:
    """Functions that re-run the balance with more PV, less load or another digester."""
    plane = best_plane(ctx)
    per_kwp = solar.simulate(ctx.year, [PVArray(plane, 1.0)]).ac_kw
    chp = variant.biogas.chp_electricity_kw if variant.biogas is not None else np.zeros(ctx.year.hours)
    electric = variant.demand.carrier_kw("electricity")
    total = float(electric.sum())

    @cache
    def with_pv(kwp: float) -> dict[str, Definition]:
        return _assess(
            ctx, balance(variant.demand, variant.solar.ac_kw + kwp * per_kwp, chp, variant.battery), variant.biogas
        )

    def with_saving(kwh: float) -> dict[str, Definition]:
        factor = 1.0 - kwh / total
        items = tuple(
            replace(i, useful_kw=i.useful_kw * factor, input_kw=i.input_kw * factor)
            if i.carrier == "electricity"
            else i
            for i in variant.demand.items
        )
        return _assess(
            ctx, balance(Demand(variant.demand.index, items), variant.solar.ac_kw, chp, variant.battery), variant.biogas
        )

    digester = next((m for m in package if isinstance(m, schema.DigesterSpec)), None)
    with_digester, largest = None, 0.0
    if ctx.feed is not None:
        spec = digester or schema.DigesterSpec(measure="digester", volume_m3=50.0)
        probe = _plant(ctx, spec)
        largest = 120.0 * dig.slurry_m3_day(probe.digester, ctx.feed) / dig.FILL
        smallest = (
            ctx.feed.vs_total / (2.0 * float(dig.types()[probe.digester.kind]["olr_max_kg_m3_d"])) / dig.FILL * 1.01
        )
        others = [m for m in package if not isinstance(m, schema.DigesterSpec)]

        @cache
        def run(volume: float) -> dict[str, Definition]:
            return simulate(ctx, [*others, spec.model_copy(update={"volume_m3": max(volume, smallest)})]).net_zero

        with_digester = run
    return gap.Levers(
        with_pv,
        area_per_kwp(plane, ctx.year.site.latitude),
        with_saving,
        total,
        with_digester,
        digester.volume_m3 if digester else 0.0,
        largest,
    )


def run_package(
    ctx: Context, name: str, package: Sequence[Any], baseline: Variant | None
) -> tuple[PackageResult, Variant]:
    """A package with its verdict, the gap in units to act on, and the next-best steps."""
    from retrofit.steps import candidates

    v = simulate(ctx, package)
    definitions = gap.with_closing(v.net_zero, levers_of(ctx, v, package))
    steps = (
        gap.next_steps(definitions, v.comfort_share, candidates(ctx, v, package, definitions))
        if not all(d.met for d in definitions.values())
        else ()
    )
    base = baseline or v
    e = ctx.project.economics
    bill = -v.net_zero["cost"].balance
    cost = economics.evaluate(bill, -base.net_zero["cost"].balance, v.items, e.discount_rate, e.years)
    h = v.balance.hourly
    match = netzero.load_match(
        (h["pv_ac_kw"] + h["chp_electricity_kw"]).to_numpy(), h["load_electricity_kw"].to_numpy()
    )
    result = PackageResult(
        name=name,
        measures=tuple(m.measure for m in package),
        loads=v.loads,
        demand=v.demand,
        solar=v.solar,
        biogas=v.biogas,
        balance=v.balance,
        net_zero=definitions,
        load_match=match,
        economics=cost,
        comfort=v.comfort,
        annual=annual_table(v, cost.annual_bill_cny, cost.capex_cny),
        next_steps=steps,
        assumptions=tuple(dict.fromkeys(tuple(a for b in v.buildings for a in b.assumptions) + v.assumptions)),
    )
    return result, v


def annual_table(v: Variant, bill_cny: float, capex_cny: float) -> dict[str, float]:
    """The flat annual table; keys end in their unit."""
    counts = {b.name: b.count for b in v.buildings}
    area = sum(b.floor_area_m2 * b.count for b in v.buildings)
    out = {
        "floor_area_m2": area,
        "heating_demand_kwh": sum(r.heating_kwh * counts[n] for n, r in v.loads.items()),
        "cooling_demand_kwh": sum(r.cooling_kwh * counts[n] for n, r in v.loads.items()),
    }
    uses = v.demand.table().sum()
    out |= {f"{str(k).removesuffix('_kw')}_kwh": float(x) for k, x in uses.items()}
    out |= v.balance.annual_kwh()
    out["electricity_intensity_kwh_m2"] = out["load_electricity_kwh"] / area
    out["pv_capacity_kwp"] = v.solar.capacity_kwp
    if v.biogas is not None:
        b = v.biogas
        out |= {
            "biogas_produced_kwh": float(b.produced_kw.sum()),
            "biogas_used_kwh": float((b.stove_kw + b.boiler_kw + b.chp_kw).sum()),
            "biogas_leaked_kwh": float(b.leaked_kw.sum()),
            "biogas_flared_kwh": float((b.flared_kw + b.vented_kw).sum()),
            "biogas_nm3": b.biogas_nm3,
            "methane_to_air_kg": b.methane_leaked_kg,
        }
    out["self_consumption"] = v.balance.self_consumption
    out["self_sufficiency"] = v.balance.self_sufficiency
    out["peak_import_kw"] = float(v.balance.hourly["electricity_import_kw"].max())
    out["emissions_kgco2e"] = -v.net_zero["emissions"].balance
    out["primary_energy_kwh"] = -v.net_zero["primary"].balance
    out["bill_cny"] = bill_cny
    out["capex_cny"] = capex_cny
    out["comfort_share"] = v.comfort_share
    return out


def inputs_hash(project: Project, year: WeatherYear) -> str:
    """SHA-256 of the project and the weather: equal inputs, equal hash."""
    document = json.dumps(project.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256((document + year.source.sha256).encode()).hexdigest()


def program_version() -> str:
    """Installed version."""
    try:
        return version("netzero-retrofit")
    except PackageNotFoundError:
        return "0.0.0+source"


def run(
    project: Project, folder: Path, packages: Sequence[str] | None = None, progress: Progress | None = None
) -> ProjectResult:
    """Run a project.

    Parameters
    ----------
    project : Project
        Checked (``retrofit.project.load``).
    folder : Path
        Relative weather paths start here.
    packages : sequence of str, optional
        Only these; costs are always against the project's first package.
    progress : callable, optional
        Called with a line before each longer piece of work.

    Raises
    ------
    InputError
        ``unknown-package`` and what the weather or the digester raise.
    """
    say = progress or (lambda _line: None)
    names = list(project.packages)
    wanted = list(packages) if packages else names
    unknown = [p for p in wanted if p not in names]
    if unknown:
        raise InputError(
            [
                Problem("unknown-package", "--package", "no such package", p, ", ".join(names), "choose one of these")
                for p in unknown
            ]
        )
    clock = time.perf_counter()
    timings: dict[str, float] = {}
    say("weather")
    ctx, notes = context_of(project, folder)
    timings["weather"] = time.perf_counter() - clock
    baseline = simulate(ctx, project.packages[names[0]])
    results = []
    for name in wanted:
        start = time.perf_counter()
        say(f"package {name}")
        result, _ = run_package(ctx, name, project.packages[name], baseline)
        results.append(result)
        timings[f"package {name}"] = time.perf_counter() - start
    return ProjectResult(
        project, ctx.year, tuple(results), notes, program_version(), inputs_hash(project, ctx.year), timings
    )
