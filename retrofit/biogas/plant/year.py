"""A biogas plant in the hourly balance: digester, gas store, stoves, boiler, CHP, flare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from buildings.results import Demand, EndUse
from foundation.errors import InputError, Problem
from foundation.messages import message
from retrofit.biogas.digestion import adm1_feed
from retrofit.biogas.feed.feedstocks import CARBON_NITROGEN_RANGE, Feed
from retrofit.biogas.plant import emissions, store
from retrofit.biogas.plant.assumptions import assumptions, limit_note
from retrofit.biogas.plant.gas_uses import gas_request, serve, with_gas_heaters
from retrofit.biogas.plant.model import BiogasPlant, PlantRun
from retrofit.biogas.results import BiogasYear
from retrofit.biogas.tables import engine_efficiency, parameter
from retrofit.biogas.tank import kernel as hourly
from retrofit.biogas.tank import limits
from retrofit.biogas.tank import year as dig
from retrofit.biogas.tank.model import METHANE_KG_NM3, METHANE_KWH_NM3, DigesterYear, slurry_m3_day
from weather.year import WeatherYear

HEATER_MARGIN = 1.3
"""Default heater: this times the largest daily mean of the heat that holds the set point."""
DEAD_SHARE = 0.2
"""Methane of ADM1 over that of the first-order law below which a tank counts as dead."""
ADM1_C = (10.5, 45.0)
"""Temperatures in which ADM1's parameters hold."""
UNMET_SHARE = 0.02
"""Unmet heat above this share of the need is told as a limit."""


def _engine(plant: BiogasPlant) -> hourly.Engine:
    electric, heat = engine_efficiency(plant.chp_kw)
    run = plant.chp_min_run_h if plant.chp_min_run_h is not None else int(parameter("chp_min_run_h"))
    return hourly.Engine(
        plant.chp_kw / electric,
        electric,
        heat,
        parameter("chp_min_load"),
        parameter("chp_part_load_loss"),
        parameter("chp_part_load_heat"),
        max(run, 1),
    )


def _largest_day_kw(heat: hourly.Heat) -> float:
    """Largest daily mean of the heat that holds the set point, kW."""
    need = heat.ua * heat.set_c - heat.ua_t + np.repeat(heat.flow * (heat.set_c - heat.feed_c), 24)
    return float(max(need.reshape(-1, 24).mean(axis=1).max(), 0.0))


def heater_size_kw(year: WeatherYear, plant: BiogasPlant) -> float:
    """The heater of a heated tank, kW: as given, or the largest day with a margin."""
    if not plant.digester.heated:
        return 0.0
    if plant.heater_kw is not None:
        return plant.heater_kw
    days = year.hours // 24
    return HEATER_MARGIN * _largest_day_kw(dig.heat_of(year, plant.digester, dig.fed(plant.digester, plant.feed, days)))


def _methane_fraction(tank: DigesterYear, feed: Feed) -> float:
    if tank.biogas_nm3.sum() > 0.0:
        return float(tank.methane_nm3.sum() / tank.biogas_nm3.sum())
    # too cold all year: no gas; the fraction is that of the feed
    return feed_fraction(feed)


def feed_fraction(feed: Feed) -> float:
    """Methane share of the gas that the whole feed could make."""
    potential = feed.methane_potential_nm3_day
    return float(potential.sum() / (potential @ feed.biogas_per_methane))


def _storage_share(year: WeatherYear, plant: BiogasPlant) -> np.ndarray:
    weight = plant.feed.methane_potential_nm3_day
    return emissions.storage_share(year, float(plant.feed.k35_1_day @ weight / weight.sum()), plant.storage[1])


def run(year: WeatherYear, plant: BiogasPlant, stove: np.ndarray, boiler: np.ndarray) -> PlantRun:
    """Tank, store and uses through the year, for gas wanted by stoves and boilers (kW by hour). No limit is checked."""
    digester, feed, hours = plant.digester, plant.feed, year.hours
    days = hours // 24
    daily = dig.fed(digester, feed, days)
    heater = heater_size_kw(year, plant) if digester.heated else np.inf
    heat = dig.heat_of(year, digester, daily, plant.heat_sources, heater, plant.solar_m2)
    start = digester.temperature_c if digester.heated else dig.mean_temperature(heat)
    fraction = feed_fraction(feed)
    capacity = np.array([(plant.store_nm3 or 0.0) * fraction * METHANE_KWH_NM3])
    dissolved = daily.slurry_m3 / 24.0 * dig.dissolved_nm3_m3(start, fraction) * METHANE_KWH_NM3
    post = _storage_share(year, plant) if plant.storage[0] == "covered" else np.zeros(hours)
    ahead = np.concatenate([stove, stove[:24]])
    gas = hourly.Gas(METHANE_KWH_NM3, plant.leak_share, dissolved, capacity, ahead, boiler, post)
    whole = hourly.Plant(dig.tank_of(digester, feed, daily, days), heat, gas, _engine(plant))
    share = float(plant.row["gas_share_of_day"]) if plant.store_nm3 is None else None
    kept = dig.passes(whole, int(plant.row["tanks"]), hours, start, share)
    return PlantRun(kept, dig.year_from(digester, feed, daily, kept), float(capacity[0]))


def _problems(year: WeatherYear, plant: BiogasPlant, result: PlantRun, place: str) -> tuple[Problem, ...]:
    """Limits of the tank at the temperatures that it really has, of the store, and of the heat."""
    months = dig.monthly_mean(year, result.tank.temp_c)
    low, high = float(months.min()), float(months.max())
    found = list(limits.check(plant.digester, plant.feed, low, place, warmest_c=high, month_temp_c=months))
    if plant.store_nm3 is not None:
        found += store.store_problems(plant.store_nm3, float(result.tank.biogas_nm3.max()), f"{place}.store_nm3")
    need, unmet = float(result.column(hourly.NEED).sum()), float(result.column(hourly.UNMET).sum())
    if need > 0.0 and unmet > UNMET_SHARE * need:
        found.append(
            Problem(
                "digester-heat",
                place,
                message(
                    "its own heat does not hold {wanted:g} degC: the coldest month has {coldest:.1f} degC",
                    wanted=plant.digester.temperature_c,
                    coldest=months.min(),
                ),
                message("{unmet:.0f} kWh of {need:.0f} kWh not met", unmet=unmet, need=need),
                message("<= {share:.0%}", share=UNMET_SHARE),
                "thicken the feed, insulate, add solar_m2 or electricity to heat_sources, or leave it unheated",
                severity="warning",
            )
        )
    return tuple(found)


def check(year: WeatherYear, plant: BiogasPlant, place: str = "digester") -> tuple[Problem, ...]:
    """Every limit that a plant passes at a site, without any use of its gas; errors have severity ``error``.

    Nobody builds a tank that freezes or one that ADM1 calls dead: both are errors here, where ``simulate`` goes on with what gas there is.
    """
    bad = limits.volume_problem(plant.digester.volume_m3, f"{place}.volume_m3")
    if bad:
        return tuple(bad)
    none = np.zeros(year.hours)
    result = run(year, plant, none, none)
    problems = _problems(year, plant, result, place)
    found = tuple(replace(p, severity="error") if p.code == "digester-frozen" else p for p in problems)
    if any(p.severity == "error" for p in found):
        return found
    return found + dead(year, plant, float(result.tank.temp_c.mean()), place)


def usable(year: WeatherYear, plant: BiogasPlant) -> bool:
    """No limit forbids the plant at the site, and ADM1 does not call it dead: its gas may be counted."""
    return not any(p.severity == "error" for p in check(year, plant))


def dead(year: WeatherYear, plant: BiogasPlant, temp_c: float, place: str = "digester") -> tuple[Problem, ...]:
    """An error where ADM1 says that a tank of more carbon than its bacteria can use makes next to nothing of what the first-order law says."""
    if plant.feed.carbon_nitrogen <= CARBON_NITROGEN_RANGE[1]:
        return ()
    tank, feed = plant.digester, plant.feed
    at = min(max(temp_c, ADM1_C[0]), ADM1_C[1])
    slurry = slurry_m3_day(tank, feed)
    beside = adm1_feed.cross_check(feed, tank.liquid_m3, slurry, at, year.site.pressure_pa)
    if not beside.ratio < DEAD_SHARE:
        return ()
    told = message(
        "ADM1 gives {share:.0%} of the first-order gas: without nitrogen the tank turns sour", share=beside.ratio
    )
    cure = "add manure, kitchen waste or urine until the carbon to nitrogen ratio of the mix is 30"
    return (Problem("digester-dead", place, told, round(feed.carbon_nitrogen, 1), "C/N <= 30", cure),)


def _items(
    year: WeatherYear, plant: BiogasPlant, demand: Demand, result: PlantRun
) -> tuple[list[EndUse], np.ndarray, np.ndarray]:
    """Demand after biogas took its share, CHP heat used outside, and the plant's own electricity (pumps, mixing, heater)."""
    left = np.maximum(result.column(hourly.CHP_HEAT) - result.column(hourly.CHP_OWN), 0.0)
    items, used = serve(demand.items, result.column(hourly.STOVE), result.column(hourly.BOIL), left)
    mixing = float(plant.row["mixing_w_m3"])
    pumps = result.tank.slurry_m3_day * parameter("pump_kwh_m3") / 24.0 if mixing > 0.0 else 0.0
    own = np.full(year.hours, mixing * plant.digester.volume_m3 / 1000.0 + pumps) + result.column(hourly.ELECTRIC_HEAT)
    if own.any():
        items.append(EndUse("digester", "electricity", own, own))
    return items, used, own


def _methane(year: WeatherYear, plant: BiogasPlant, result: PlantRun) -> emissions.MethaneToAir:
    surplus = emissions.kwh_to_kg(result.column(hourly.SURPLUS))
    none = np.zeros(year.hours)
    storage = none
    if plant.storage[0] == "open":
        # what bypasses a UASB's sludge flows out at once
        bypass = plant.feed.by_day(plant.feed.methane_potential_nm3_day, year.hours // 24).sum(axis=1) / 24.0
        residual = result.column(hourly.RESIDUAL) + np.repeat(bypass, 24) * (1.0 - float(plant.row["capture"]))
        storage = residual * _storage_share(year, plant) * METHANE_KG_NM3
    return emissions.MethaneToAir(
        emissions.kwh_to_kg(result.column(hourly.LEAKED)),
        emissions.kwh_to_kg(result.column(hourly.DISSOLVED)),
        none if plant.has_flare else surplus,
        surplus * (1.0 - parameter("flare_enclosed")) if plant.has_flare else none,
        emissions.kwh_to_kg(result.column(hourly.ENGINE)) * parameter("chp_slip"),
        storage,
    )


def _summary(year: WeatherYear, plant: BiogasPlant, result: PlantRun, fraction: float, asked: float) -> dict[str, Any]:
    """Design figures of the year."""
    tank, hours = result.tank, year.hours
    months = dig.monthly_mean(year, tank.temp_c)
    made = float(result.made_nm3.sum()) * METHANE_KWH_NM3
    engine = result.column(hourly.ENGINE)

    def share(kwh: float, of: float) -> float:
        return kwh / of if of > 0.0 else 0.0

    return {
        "volume_m3": plant.digester.volume_m3,
        "retention_days": tank.retention_days,
        "loading_kg_vs_m3_day": tank.loading_kg_vs_m3_day,
        "slurry_m3_day": tank.slurry_m3_day,
        "feed_kg_day": float(plant.feed.fresh_kg_day.sum()),
        "carbon_nitrogen": plant.feed.carbon_nitrogen,
        "ammonia_mg_l": tank.ammonia_mg_l,
        "coldest_month_temp_c": float(months.min()),
        "warmest_month_temp_c": float(months.max()),
        "store_nm3": result.capacity_kwh / (fraction * METHANE_KWH_NM3),
        "nm3_per_m3_day": float(tank.biogas_nm3.sum()) / (hours / 24.0) / plant.digester.volume_m3,
        "biodegraded_share": float(tank.methane_nm3.sum()) / tank.potential_in_nm3,
        "cooking_covered": share(float(result.column(hourly.STOVE).sum()), asked),
        "own_heat_share": share(float(result.column(hourly.OWN).sum()), made),
        "surplus_share": share(float(result.column(hourly.SURPLUS).sum()), made),
        "chp_hours": int((engine > 0.0).sum()),
        "heat_unmet_kwh": float(result.column(hourly.UNMET).sum()),
        "covered_store_share": share(float(result.column(hourly.POST).sum()) * METHANE_KWH_NM3, made),
        "ceiling_hours": tank.ceiling_hours,
        "nitrogen_kg_year": tank.closure["nitrogen"].fed,
    }


def _heat(result: PlantRun) -> dict[str, np.ndarray]:
    """What warms the digester, by source, and what it goes short of, kW."""
    column = result.column
    return {
        "chp": column(hourly.CHP_OWN),
        "solar": column(hourly.SUN_HEAT),
        "boiler": column(hourly.OWN) * parameter("boiler_efficiency"),
        "electricity": column(hourly.ELECTRIC_HEAT),
        "unmet": column(hourly.UNMET),
    }


def simulate(year: WeatherYear, plant: BiogasPlant, demand: Demand, place: str = "digester") -> BiogasYear:
    """A year of the plant against a demand.

    Gas goes to the digester's own heat, then to stoves, then to boilers and the CHP as far as the store holds more than the
    stoves of the next 24 hours take beyond what is made; what does not fit into the store is flared or vented. Engine and own
    heat are solved within the hour. Useful heat is conserved: what gas does not serve stays on the item's own carrier.

    Raises
    ------
    InputError
        ``digester-volume``, ``digester-washout``, ``digester-loading``, ``digester-solids``, ``digester-ammonia``,
        ``digester-store``.
    """
    bad = limits.volume_problem(plant.digester.volume_m3, f"{place}.volume_m3")
    if bad:
        raise InputError(bad)
    hours = year.hours
    if plant.hot_water:
        demand = with_gas_heaters(demand)
    stove = gas_request(demand.items, True, hours)
    result = run(year, plant, stove, gas_request(demand.items, False, hours))
    problems = _problems(year, plant, result, place)
    errors = [p for p in problems if p.severity == "error"]
    if errors:
        raise InputError(errors)
    items, chp_used, own_power = _items(year, plant, demand, result)
    methane = _methane(year, plant, result)
    fraction = _methane_fraction(result.tank, plant.feed)
    column, surplus, none = result.column, result.column(hourly.SURPLUS), np.zeros(hours)
    return BiogasYear(
        digester_temp_c=result.tank.temp_c,
        produced_kw=result.made_nm3 * METHANE_KWH_NM3,
        leaked_kw=column(hourly.LEAKED) + column(hourly.DISSOLVED),
        stove_kw=column(hourly.STOVE),
        boiler_kw=column(hourly.BOIL) + column(hourly.OWN),
        chp_kw=column(hourly.ENGINE),
        flared_kw=surplus if plant.has_flare else none,
        vented_kw=none if plant.has_flare else surplus,
        store_kwh=column(hourly.CONTENT),
        store_start_kwh=result.run.store_start,
        chp_electricity_kw=column(hourly.POWER),
        chp_heat_used_kw=chp_used + column(hourly.CHP_OWN),
        digester_heat_kw=column(hourly.NEED) - column(hourly.UNMET),
        parasitic_kw=own_power,
        biogas_nm3=float(result.made_nm3.sum()) / fraction,
        methane_fraction=fraction,
        methane_leaked_kg=methane.total_kg,
        demand_left=Demand(demand.index, tuple(items)),
        summary=_summary(year, plant, result, fraction, float(stove.sum())),
        assumptions=assumptions(plant) + tuple(limit_note(p) for p in problems),
        tank=result.tank,
        methane=methane,
        own_gas_kw=column(hourly.OWN),
        heat_kw=_heat(result),
        limits=problems,
    )


def useful_gas_kwh(result: BiogasYear) -> float:
    """Gas that served somebody over a year: stoves, boiler for others, CHP, kWh."""
    return float((result.stove_kw + result.boiler_kw + result.chp_kw - result.own_gas_kw).sum())
