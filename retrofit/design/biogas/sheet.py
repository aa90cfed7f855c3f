"""The design sheet of a plant: everything that an engineer needs to draw, buy and judge it, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from buildings.results import Demand
from foundation.carriers import ELECTRICITY, PRICED
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from foundation.tables import read_table
from retrofit.biogas.digestion import kinetics
from retrofit.biogas.digestion.adm1_feed import CrossCheck, cross_check
from retrofit.biogas.feed.feedstocks import feedstocks
from retrofit.biogas.plant import emissions, sizing, store
from retrofit.biogas.plant import year as bio
from retrofit.biogas.plant.gas_uses import gas_requests
from retrofit.biogas.plant.model import BiogasPlant
from retrofit.biogas.results import BiogasYear
from retrofit.biogas.tables import parameter
from retrofit.biogas.tank import heat
from retrofit.biogas.tank import year as dig
from retrofit.biogas.tank.model import METHANE_KWH_NM3
from retrofit.measures.digester import DigesterSpec, digester_costs, plant_of
from retrofit.money.results import CostItem
from retrofit.packages.context import Context, caches_of
from weather.ground import soil_temperature
from weather.year import WeatherYear

INOCULUM = 0.25
"""Share of active sludge in the first fill (20 to 30 %)."""
ADM1_RANGE_C = (10.0, 45.0)
FULL_GAS = 0.9
"""Activity that counts as full gas after the start."""
SUMS = (
    "feed_t", "water_m3", "gas_nm3", "heat_need_kwh", "heat_chp_kwh", "heat_solar_kwh", "heat_boiler_kwh", "heat_electricity_kwh", "heat_unmet_kwh",
    "stove_kwh", "meals", "cooking_short_kwh", "boiler_kwh", "chp_kwh", "chp_hours", "surplus_nm3", "leaked_nm3", "methane_kg", "methane_kgco2e",
    "saved_kgco2e", "saved_cny",
)  # fmt: skip
"""Monthly quantities that add up over the year; the others are means or extremes."""


@dataclass(frozen=True, eq=False, slots=True)
class StoreDesign:
    """The gas store. Sizes in Nm3 of biogas and real m3 at the site."""

    size_nm3: float
    size_m3: float
    pressure_kpa: float
    smallest: store.SmallestStore
    """For the gas that stoves, boilers and the tank ask for, Nm3."""
    curve: tuple[tuple[float, float, float], ...]
    daily_swing: float


@dataclass(frozen=True, eq=False, slots=True)
class DesignSheet:
    """All results of the sheet. ``months`` maps quantity -> twelve values."""

    name: str
    name_zh: str
    package: str
    plant: BiogasPlant
    year: WeatherYear
    result: BiogasYear
    sizing: sizing.Sizing
    months: dict[str, np.ndarray]
    gas_store: StoreDesign
    sulphur: store.Sulphur
    nutrients: emissions.Nutrients
    avoided_kg: dict[str, float]
    """Methane that the manure would have made, by baseline system, kg a year."""
    manure_baseline: str
    gwp: tuple[str, float]
    """Assessment report and its value for biogenic methane."""
    heater_kw: float
    exchanger_m2: float
    heating_value_mj_m3: float
    water_percent: float
    start_up_days: float | None
    adm1: CrossCheck | None
    """The tank by ADM1 in steady state at its mean temperature; None for a UASB and outside 10 to 45 degC."""
    gas_range: dict[str, float]
    """Biogas a year with low, typical and high values of the feed, Nm3, from the tank alone."""
    feed_rows: tuple[dict[str, Any], ...]
    costs: tuple[CostItem, ...]
    safety: tuple[dict[str, str], ...]

    def total(self, key: str) -> float:
        return float(self.months[key].sum())


def digester_of(ctx: Context, package: str | None) -> tuple[str, DigesterSpec]:
    """The package with a digester: the one named, or the first that has one.

    Raises
    ------
    InputError
        ``unknown-package``, ``digester-missing``, ``digester-feed``.
    """
    packages = ctx.project.packages
    if package is not None and package not in packages:
        raise InputError(
            Problem(
                "unknown-package",
                "--package",
                "no such package",
                package,
                Verbatim(", ".join(packages)),
                "choose one of these",
            )
        )
    for name in [package] if package is not None else list(packages):
        found = next((m for m in packages[name] if isinstance(m, DigesterSpec)), None)
        if found is not None:
            return name, found
    raise InputError(
        Problem(
            "digester-missing",
            "packages" if package is None else f"packages.{package}",
            "no digester to design",
            None,
            "{measure: digester, volume_m3: 50}",
            "add the measure digester to a package",
        )
    )


def start_up_days(year: WeatherYear, temp_c: np.ndarray, retention_d: float) -> float | None:
    """Days from the first fill at the start of April until the bacteria give full gas; None if not within a year."""
    first = int(np.argmax(np.asarray(year.index.month) == 4))
    activity = kinetics.start_up(np.roll(temp_c, -first), retention_d, INOCULUM)
    reached = np.flatnonzero(activity >= FULL_GAS)
    return float(reached[0]) / 24.0 if len(reached) else None


def _by_month(year: WeatherYear, hourly: np.ndarray) -> np.ndarray:
    return np.asarray(np.bincount(np.asarray(year.index.month), hourly, 13)[1:])


def _saved(ctx: Context, before: Demand, after: BiogasYear) -> tuple[np.ndarray, np.ndarray]:
    """Emissions (kgCO2e) and money (CNY) that the gas saves, by hour: bought energy before less after, and the engine's power."""
    hours = ctx.year.hours
    carbon, money = np.zeros(hours), np.zeros(hours)
    for carrier in (*PRICED, ELECTRICITY):
        less = before.carrier_kw(carrier) - after.demand_left.carrier_kw(carrier)
        price: Any = ctx.tariff.import_price if carrier == "electricity" else ctx.tariff.fuel_price[carrier]
        if carrier == "electricity":
            less = less + after.chp_electricity_kw
        carbon += less * ctx.factors.emissions[carrier].value
        money += less * price
    return carbon, money


def _months(ctx: Context, plant: BiogasPlant, r: BiogasYear, before: Demand) -> dict[str, np.ndarray]:
    """The monthly table."""
    year, days = ctx.year, ctx.year.hours // 24
    count = _by_month(year, np.ones(year.hours)) / 24.0
    tank = plant.digester
    fresh = np.repeat(plant.feed.by_day(plant.feed.fresh_kg_day, days).sum(axis=1), 24) / 24000.0
    slurry = np.repeat(plant.feed.slurry_kg_by_day(tank.ts_share, days), 24) / 24000.0
    vs = np.repeat(plant.feed.by_day(plant.feed.vs_kg_day, days).sum(axis=1), 24) / 24.0
    to_nm3 = 1.0 / (METHANE_KWH_NM3 * r.methane_fraction)
    asked = sum((i.useful_kw for i in before.items if i.end_use == "cooking"), np.zeros(year.hours))
    served = sum(
        (i.useful_kw for i in r.demand_left.items if i.end_use == "cooking" and i.carrier == "biogas"),
        np.zeros(year.hours),
    )
    burner = sum(
        (i.useful_kw for i in before.items if i.end_use == "cooking" and i.biogas_efficiency > 0.0),
        np.zeros(year.hours),
    )
    carbon, money = _saved(ctx, before, r)
    methane = r.methane.hourly_kg()

    def month(values: np.ndarray) -> np.ndarray:
        return _by_month(year, values)

    gas = r.produced_kw * to_nm3
    return {
        "feed_t": month(fresh),
        "water_m3": month(slurry - fresh),
        "tank_c": dig.monthly_mean(year, r.digester_temp_c),
        "soil_c": dig.monthly_mean(year, soil_temperature(year, tank.depth_m)),
        "retention_d": np.divide(
            tank.liquid_m3 * count, month(slurry), out=np.full(12, np.inf), where=month(slurry) > 0
        ),
        "loading_kg_m3_d": month(vs) / count / tank.liquid_m3,
        "gas_nm3": month(gas),
        "gas_nm3_day": month(gas) / count,
        "gas_m3_day": store.actual_m3(1.0, year.site.pressure_pa, 20.0) * month(gas) / count,
        "gas_nm3_m3_day": month(r.tank.biogas_nm3) / count / tank.volume_m3,
        "heat_need_kwh": month(r.digester_heat_kw + r.heat_kw["unmet"]),
        "heat_chp_kwh": month(r.heat_kw["chp"]),
        "heat_solar_kwh": month(r.heat_kw["solar"]),
        "heat_boiler_kwh": month(r.heat_kw["boiler"]),
        "heat_electricity_kwh": month(r.heat_kw["electricity"]),
        "heat_unmet_kwh": month(r.heat_kw["unmet"]),
        "stove_kwh": month(r.stove_kw),
        "meals": month(served) / parameter("meal_useful_kwh"),
        "cooking_covered": np.divide(month(served), month(asked), out=np.zeros(12), where=month(asked) > 0),
        "cooking_short_kwh": month(np.maximum(burner - served, 0.0)),
        "boiler_kwh": month(r.boiler_kw - r.own_gas_kw),
        "chp_kwh": month(r.chp_electricity_kw),
        "chp_hours": month((r.chp_kw > 0.0).astype(float)),
        "surplus_nm3": month((r.flared_kw + r.vented_kw) * to_nm3),
        "leaked_nm3": month(r.leaked_kw * to_nm3),
        "methane_kg": month(methane),
        "methane_kgco2e": month(methane) * ctx.factors.methane_gwp.value,
        "saved_kgco2e": month(carbon),
        "saved_cny": month(money),
    }


def _store(year: WeatherYear, plant: BiogasPlant, r: BiogasYear, wanted: np.ndarray) -> StoreDesign:
    """The store as designed, and the smallest that would serve."""
    to_nm3 = 1.0 / (METHANE_KWH_NM3 * r.methane_fraction)
    made = np.maximum(r.produced_kw - r.leaked_kw, 0.0) * to_nm3
    use = wanted * to_nm3
    size = float(r.summary["store_nm3"])
    pressure = float(plant.row["pressure_kpa"])
    return StoreDesign(
        size,
        store.actual_m3(size, year.site.pressure_pa, 30.0, pressure),
        pressure,
        store.smallest_store(made, use),
        store.store_curve(made, use),
        store.daily_swing(use),
    )


def _feed_rows(plant: BiogasPlant) -> tuple[dict[str, Any], ...]:
    f = plant.feed
    return tuple(
        {
            "key": name,
            "name_en": feedstocks()[name]["name_en"],
            "name_zh": feedstocks()[name]["name_zh"],
            "fresh_kg_day": float(f.fresh_kg_day[j]),
            "ts": float(f.ts_kg_day[j] / f.fresh_kg_day[j]) if f.fresh_kg_day[j] else 0.0,
            "vs_kg_day": float(f.vs_kg_day[j]),
            "methane_nm3_day": float(f.methane_potential_nm3_day[j]),
            "k35_1_day": float(f.k35_1_day[j]),
            "nitrogen_kg_day": float(f.nitrogen_kg_day[j]),
            "source": feedstocks()[name]["source"],
            "status": feedstocks()[name]["status"],
        }
        for j, name in enumerate(f.names)
    )


def _safety(plant: BiogasPlant, sulphur: store.Sulphur, water: float) -> tuple[dict[str, str], ...]:
    """Notes with the plant's own numbers."""
    values = {
        "pressure_max": f"{float(plant.row['pressure_max_kpa']):g}",
        "h2s_mg": f"{sulphur.mg_nm3:,.0f}",
        "distance": "25" if plant.digester.volume_m3 > 300.0 else "15" if plant.digester.volume_m3 > 20.0 else "5",
        "water_pct": f"{water:.1f}",
    }
    return tuple(
        {
            "key": r["key"],
            "text_en": r["text_en"].format(**values),
            "text_zh": r["text_zh"].format(**values),
            "source": r["source"],
            "status": r["status"],
        }
        for r in read_table("retrofit", "biogas_safety.csv")
    )


def design(
    ctx: Context,
    package: str | None = None,
    volume_m3: float | None = None,
    retention_d: float | None = None,
    gas_nm3_day: float | None = None,
) -> DesignSheet:
    """The design sheet of a project's digester.

    Parameters
    ----------
    ctx : Context
        Project, weather, factors, tariff, feed.
    package : str, optional
        Package with the digester; default: the first that has one.
    volume_m3, retention_d, gas_nm3_day : float, optional
        Replace the package's volume: given, from a retention, or the smallest whose worst month gives so much biogas.

    Raises
    ------
    InputError
        ``unknown-package``, ``digester-missing``, ``digester-feed``, ``digester-gas``, and what the plant refuses.
    """
    from retrofit.packages import package as variant

    name, spec = digester_of(ctx, package)
    probe = plant_of(spec, ctx.feed)
    assert ctx.feed is not None
    spec = _with_volume(ctx.year, spec, probe, volume_m3, retention_d, gas_nm3_day)
    plant = plant_of(spec, ctx.feed)
    others = [m for m in ctx.project.packages[name] if not isinstance(m, DigesterSpec)]
    before = variant.simulate(ctx, caches_of(ctx.project), others).demand
    return sheet_of(ctx, name, spec, plant, before)


def _with_volume(
    year: WeatherYear,
    spec: DigesterSpec,
    probe: BiogasPlant,
    volume_m3: float | None,
    retention_d: float | None,
    gas_nm3_day: float | None,
) -> DigesterSpec:
    """The measure with the volume that is asked for; the type stays that of the project."""
    volume: float | None = volume_m3
    if retention_d is not None:
        volume = sizing.from_retention(probe.digester, probe.feed, retention_d)
    if gas_nm3_day is not None:
        volume, most, worst = sizing.for_daily_gas(year, probe.digester, probe.feed, gas_nm3_day)
        if volume is None:
            raise InputError(
                Problem(
                    "digester-gas",
                    "--gas",
                    message("the feed does not give so much gas in its worst month ({worst})", worst=worst),
                    gas_nm3_day,
                    message("<= {most:.3g} Nm3/d", most=most),
                    "more feed, a heated tank, or less gas",
                )
            )
    if volume is None:
        return spec
    return spec.model_copy(update={"volume_m3": float(volume), "type": probe.digester.kind})


def sheet_of(
    ctx: Context, name: str, spec: DigesterSpec, plant: BiogasPlant, before: Demand, place: str = "digester"
) -> DesignSheet:
    """The sheet of a plant against a demand."""
    year = ctx.year
    r = bio.simulate(year, plant, before, place)
    days = year.hours / 24.0
    gas_uses = gas_requests(before, year.hours, plant.hot_water)
    sulphur = store.sulphur(plant.feed.h2s_ppm, r.biogas_nm3, plant.chp_kw > 0.0)
    heater = bio.heater_size_kw(year, plant)
    mean_air = float(year.column("temp_air").mean())
    water = store.water_percent(float(r.digester_temp_c.max()), year.site.pressure_pa)
    ammonium = r.tank.closure["ammonium"].out / max(r.tank.closure["nitrogen"].out, 1e-12)
    return DesignSheet(
        name=ctx.project.name,
        name_zh=ctx.project.name_zh or ctx.project.name,
        package=name,
        plant=plant,
        year=year,
        result=r,
        sizing=sizing.from_feed(year, plant.digester, plant.feed),
        months=_months(ctx, plant, r, before),
        gas_store=_store(year, plant, r, gas_uses + r.own_gas_kw),
        sulphur=sulphur,
        nutrients=emissions.nutrients(
            plant.feed, days, ammonium, plant.storage[0] == "open", gwp_of("N2O", ctx.project.factors.gwp)
        ),
        avoided_kg={
            row["system"]: emissions.avoided_manure_kg(plant.feed, row["system"], mean_air, days)
            for row in read_table("retrofit", "manure_mcf.csv")
        },
        manure_baseline=spec.manure_baseline,
        gwp=(ctx.factors.gwp, ctx.factors.methane_gwp.value),
        heater_kw=heater,
        exchanger_m2=heat.exchanger_m2(heater, plant.digester.temperature_c) if plant.digester.heated else 0.0,
        heating_value_mj_m3=dig.actual_heating_value_mj_m3(r.methane_fraction, year.site.pressure_pa),
        water_percent=water,
        start_up_days=start_up_days(year, r.digester_temp_c, r.tank.retention_days),
        adm1=_adm1(year, plant, r),
        gas_range=sizing.with_range(plant, ctx.project.recipe(), year),
        feed_rows=_feed_rows(plant),
        costs=digester_costs(spec),
        safety=_safety(plant, sulphur, water),
    )


def _adm1(year: WeatherYear, plant: BiogasPlant, r: BiogasYear) -> CrossCheck | None:
    mean = float(r.digester_temp_c.mean())
    if plant.digester.kind == "uasb" or not ADM1_RANGE_C[0] < mean <= ADM1_RANGE_C[1]:
        return None
    return cross_check(plant.feed, plant.digester.liquid_m3, r.tank.slurry_m3_day, mean, year.site.pressure_pa)


def gwp_of(gas: str, assessment: str) -> float:
    """GWP100 of a gas in an assessment report."""
    from retrofit.energy.factors import gwp_value

    return gwp_value(gas, assessment).value
