"""A biogas plant in the hourly balance: digester, gas store, stoves, boiler, CHP, flare."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from buildings.model import Assumption
from buildings.results import Demand, EndUse
from retrofit.biogas import digester as dig
from retrofit.biogas import kinetics
from retrofit.biogas.digester import METHANE_KG_NM3, METHANE_KWH_NM3, Digester
from retrofit.biogas.feed import Feed
from retrofit.results import BiogasYear
from weather.compiled import compiled
from weather.year import WeatherYear

BOILER_EFFICIENCY = 0.88
"""Gas boiler for the digester's own heat (0.80 to 0.92)."""
CHP_ELECTRIC, CHP_HEAT = 0.27, 0.45
"""Small engine, 5 to 30 kW (electric 0.22 to 0.32, heat 0.45 to 0.52)."""
CHP_MIN_LOAD = 0.5
FLARE_EFFICIENCY = 0.90
"""Enclosed flare (0.90 to 0.99; open 0.50; CDM Tool 06)."""
STORE_SHARE_OF_DAY = 0.5
"""Default store: half a day's mean gas (fixed dome gas space about 50 % of a day; cooking 50 to 60 %)."""
PUMP_KWH_M3 = 1.0
"""Feed and recirculation pumps of a stirred plant (0.5 to 2 kWh a m3)."""


@dataclass(frozen=True, eq=False, slots=True)
class BiogasPlant:
    """``store_nm3`` of biogas (None = half a day's mean gas); ``leakage`` as a share of the gas made (None = by type)."""

    digester: Digester
    feed: Feed
    store_nm3: float | None = None
    chp_kw: float = 0.0
    flare: bool | None = None
    leakage: float | None = None

    @property
    def leak_share(self) -> float:
        return self.leakage if self.leakage is not None else float(dig.types()[self.digester.kind]["leakage"])

    @property
    def has_flare(self) -> bool:
        if self.flare is not None:
            return self.flare
        return self.digester.volume_m3 >= float(dig.types()[self.digester.kind]["flare_from_m3"])


@compiled()
def _dispatch(made, leak, heat, stove, boiler, reserve, chp_in, min_load, capacity, start):  # type: ignore[no-untyped-def]
    """Hourly gas by priority: own heat, stoves, boiler, CHP above the reserve, then the surplus above the store. kW = kWh/h."""
    n = made.shape[0]
    out = np.zeros((n, 7))  # leaked, own heat, stove, boiler, chp, surplus, content
    e = start
    for t in range(n):
        lost = made[t] * leak
        e += made[t] - lost
        own = min(heat[t], e)
        e -= own
        s = min(stove[t], e)
        e -= s
        b = min(boiler[t], e)
        e -= b
        c = 0.0
        if chp_in > 0.0:
            free = e - reserve[t]
            if free >= chp_in:
                c = chp_in
            elif free >= min_load * chp_in:
                c = free
            spill = min(e - c - capacity, chp_in - c)  # rather in the engine than in the flare
            if spill > 0.0 and c + spill >= min_load * chp_in:
                c += spill
            e -= c
        surplus = 0.0
        if e > capacity:
            surplus = e - capacity
            e = capacity
        out[t, 0], out[t, 1], out[t, 2], out[t, 3], out[t, 4], out[t, 5], out[t, 6] = lost, own, s, b, c, surplus, e
    return out


def _gas_request(items: tuple[EndUse, ...], cooking: bool, hours: int) -> np.ndarray:
    """Gas that would serve all items of a class, kW."""
    total = np.zeros(hours)
    for item in items:
        if item.biogas_efficiency > 0.0 and (item.end_use == "cooking") == cooking:
            total += item.useful_kw / item.biogas_efficiency
    return total


def _serve(
    items: tuple[EndUse, ...], stove: np.ndarray, boiler: np.ndarray, chp_heat: np.ndarray
) -> tuple[list[EndUse], np.ndarray]:
    """Split every servable item into its share on biogas and the rest; then CHP heat takes what hot water and heating is left.

    Returns the items and the CHP heat that was used, kW.
    """
    hours = len(stove)
    share = {}
    for cooking, gas in ((True, stove), (False, boiler)):
        asked = _gas_request(items, cooking, hours)
        share[cooking] = np.divide(gas, asked, out=np.zeros(hours), where=asked > 0.0)
    out: list[EndUse] = []
    for item in items:
        if item.biogas_efficiency <= 0.0:
            out.append(item)
            continue
        s = share[item.end_use == "cooking"]
        if s.any():
            served = item.useful_kw * s
            out.append(replace(item, carrier="biogas", useful_kw=served, input_kw=served / item.biogas_efficiency))
        out.append(replace(item, useful_kw=item.useful_kw * (1.0 - s), input_kw=item.input_kw * (1.0 - s)))
    if not chp_heat.any():
        return out, np.zeros(hours)
    heatable = [  # hot water, and space heating by a boiler: warm water cannot feed a room heat pump
        i
        for i in out
        if i.carrier != "biogas"
        and (i.end_use == "hot_water" or (i.end_use == "space_heating" and i.biogas_efficiency > 0.0))
    ]
    wanted = np.sum([i.useful_kw for i in heatable], axis=0) if heatable else np.zeros(hours)
    used = np.minimum(wanted, chp_heat)
    left = 1.0 - np.divide(used, wanted, out=np.zeros(hours), where=wanted > 0.0)
    out = [
        replace(i, useful_kw=i.useful_kw * left, input_kw=i.input_kw * left) if any(i is h for h in heatable) else i
        for i in out
    ]
    return out, used


def simulate(year: WeatherYear, plant: BiogasPlant, demand: Demand) -> BiogasYear:
    """A year of the plant against a demand.

    Gas goes to the digester's own heat, then to stoves, then to boilers, then to the CHP as far as the store holds more than
    the stoves of the next 24 hours; what does not fit into the store is flared or vented. Useful heat is conserved: what
    gas does not serve stays on the item's own carrier.
    """
    tank = dig.simulate(year, plant.digester, plant.feed)
    hours = year.hours
    made = tank.methane_nm3 * METHANE_KWH_NM3
    total = float(made.sum())
    if total > 0.0:
        methane_fraction = float(tank.methane_nm3.sum() / tank.biogas_nm3.sum())
    else:  # too cold all year: no gas; the fraction is that of the feed
        potential = plant.feed.methane_potential_nm3_day
        methane_fraction = float(potential.sum() / (potential @ plant.feed.biogas_per_methane))
    store_nm3 = (
        plant.store_nm3
        if plant.store_nm3 is not None
        else STORE_SHARE_OF_DAY * float(tank.biogas_nm3.sum()) / hours * 24.0
    )
    capacity = store_nm3 * methane_fraction * METHANE_KWH_NM3
    stove = _gas_request(demand.items, True, hours)
    boiler = _gas_request(demand.items, False, hours)
    ahead = np.cumsum(np.concatenate([stove, stove[:25]]))
    reserve = np.minimum(ahead[24 : 24 + hours] - ahead[:hours], capacity)
    chp_in = plant.chp_kw / CHP_ELECTRIC
    own_heat = tank.heat_kw
    recovered = np.zeros(hours)
    start = 0.5 * capacity
    for _ in range(4):  # the CHP's heat warms the digester first; the store runs in its periodic state
        gas_for_heat = np.maximum(own_heat - recovered, 0.0) / BOILER_EFFICIENCY
        flows = _dispatch(
            made, plant.leak_share, gas_for_heat, stove, boiler, reserve, chp_in, CHP_MIN_LOAD, capacity, start
        )
        recovered = np.minimum(flows[:, 4] * CHP_HEAT, own_heat)
        if abs(flows[-1, 6] - start) < 1e-9 * max(capacity, 1.0) and (chp_in == 0.0 or not own_heat.any()):
            break
        start_used, start = start, float(flows[-1, 6])
    else:  # no periodic state (a store for seasons): begin the year with an empty store, never with gas from nowhere
        start = 0.0 if not own_heat.any() else start_used
        flows = _dispatch(
            made, plant.leak_share, gas_for_heat, stove, boiler, reserve, chp_in, CHP_MIN_LOAD, capacity, start
        )
    chp_heat_left = np.maximum(flows[:, 4] * CHP_HEAT - np.minimum(recovered, own_heat), 0.0)
    items, chp_used = _serve(demand.items, flows[:, 2], flows[:, 3], chp_heat_left)
    row = dig.types()[plant.digester.kind]
    pumps = tank.slurry_m3_day * PUMP_KWH_M3 / 24.0 if float(row["mixing_w_m3"]) > 0.0 else 0.0
    parasitic = np.full(hours, float(row["mixing_w_m3"]) * plant.digester.volume_m3 / 1000.0 + pumps)
    if parasitic.any():
        items.append(EndUse("biogas plant", "digester", "electricity", parasitic, parasitic))
    flared, vented = (flows[:, 5], np.zeros(hours)) if plant.has_flare else (np.zeros(hours), flows[:, 5])
    to_air = float(flows[:, 0].sum() + vented.sum() + flared.sum() * (1.0 - FLARE_EFFICIENCY))
    asked = float(stove.sum())
    limits = tuple(
        Assumption(
            f"biogas.{p.code}",
            p.value,
            p.allowed,
            "retention and loading classes (SNV, GTZ; NY/T 667)",
            "unconfirmed",
            f"{p.message}; {p.cure}",
        )
        for p in dig.check(plant.digester, plant.feed, float(tank.temp_c.min()))
    )
    monthly = np.asarray(year.index.month)
    month_temp = np.bincount(monthly, tank.temp_c, 13)[1:] / np.bincount(monthly, minlength=13)[1:]
    summary = {
        "volume_m3": plant.digester.volume_m3,
        "retention_days": tank.retention_days,
        "loading_kg_vs_m3_day": tank.loading_kg_vs_m3_day,
        "slurry_m3_day": tank.slurry_m3_day,
        "feed_kg_day": float(plant.feed.fresh_kg_day.sum()),
        "carbon_nitrogen": plant.feed.carbon_nitrogen,
        "coldest_month_temp_c": float(month_temp.min()),
        "warmest_month_temp_c": float(month_temp.max()),
        "store_nm3": store_nm3,
        "nm3_per_m3_day": float(tank.biogas_nm3.sum()) / (hours / 24.0) / plant.digester.volume_m3,
        "biodegraded_share": float(tank.methane_nm3.sum()) / tank.potential_in_nm3,
        "cooking_covered": float(flows[:, 2].sum()) / asked if asked > 0.0 else 0.0,
        "own_heat_share": float(flows[:, 1].sum()) / total if total > 0.0 else 0.0,
        "surplus_share": float(flows[:, 5].sum()) / total if total > 0.0 else 0.0,
        "ceiling_hours": tank.ceiling_hours,
        "nitrogen_kg_year": float(plant.feed.nitrogen_kg_day.sum()) * hours / 24.0,
    }
    return BiogasYear(
        digester_temp_c=tank.temp_c,
        produced_kw=made,
        leaked_kw=flows[:, 0],
        stove_kw=flows[:, 2],
        boiler_kw=flows[:, 3] + flows[:, 1],
        chp_kw=flows[:, 4],
        flared_kw=flared,
        vented_kw=vented,
        store_kwh=flows[:, 6],
        store_start_kwh=start,
        chp_electricity_kw=flows[:, 4] * CHP_ELECTRIC,
        chp_heat_used_kw=chp_used + np.minimum(recovered, own_heat),
        digester_heat_kw=own_heat,
        parasitic_kw=parasitic,
        biogas_nm3=float(tank.biogas_nm3.sum()),
        methane_fraction=methane_fraction,
        methane_leaked_kg=to_air / METHANE_KWH_NM3 * METHANE_KG_NM3,
        demand_left=Demand(demand.index, tuple(items)),
        summary=summary,
        assumptions=assumptions(plant) + limits,
    )


def useful_gas_kwh(result: BiogasYear) -> float:
    """Gas that served somebody over a year: stoves, boiler for others, CHP, kWh."""
    own = float(result.summary["own_heat_share"]) * float(result.produced_kw.sum())
    return float(result.stove_kw.sum() + result.boiler_kw.sum() + result.chp_kw.sum()) - own


def volume_for_gas(year: WeatherYear, plant: BiogasPlant, demand: Demand, target_kwh: float) -> float | None:
    """Digester volume that serves ``target_kwh`` of gas a year, m3, by bisection on the model; None if the feed cannot.

    The search ends at a retention of 180 days: a larger tank would not digest noticeably more.
    """
    slurry = dig.slurry_m3_day(plant.digester, plant.feed)
    low = max(10.0 * slurry, 0.5)
    # the smallest tank whose loading is accepted
    low = max(
        low, plant.feed.vs_total / (2.0 * float(dig.types()[plant.digester.kind]["olr_max_kg_m3_d"])) / dig.FILL * 1.001
    )
    high = max(180.0 * slurry / dig.FILL, low)

    def gas(volume: float) -> float:
        return useful_gas_kwh(
            simulate(year, replace(plant, digester=replace(plant.digester, volume_m3=volume)), demand)
        )

    if gas(high) < target_kwh:
        return None
    if gas(low) >= target_kwh:
        return low
    for _ in range(14):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if gas(middle) >= target_kwh else (middle, high)
    return high


def suggest_volume(year: WeatherYear, feed: Feed, kind: str = "small_plant") -> float:
    """Volume by retention at the coldest month's digester temperature, m3 (fill 85 %)."""
    probe = Digester(50.0, kind)
    slurry = dig.slurry_m3_day(probe, feed)
    temp, _ = dig.temperature(year, probe, slurry)
    month = np.asarray(year.index.month)
    coldest = float((np.bincount(month, temp, 13)[1:] / np.bincount(month, minlength=13)[1:]).min())
    need = float(np.interp(coldest, [10.0, 15.0, 20.0, 25.0], [90.0, 60.0, 40.0, 40.0]))
    by_loading = feed.vs_total / float(dig.types()[kind]["olr_max_kg_m3_d"])
    return max(need * slurry, by_loading) / dig.FILL


def assumptions(plant: BiogasPlant) -> tuple[Assumption, ...]:
    """What the gas result rests on."""
    from retrofit.biogas.feed import feedstocks

    row = dig.types()[plant.digester.kind]
    out = [
        Assumption(
            "biogas.rate",
            kinetics.THETA,
            "1/K",
            "Yang et al. 2016, Water Res. 102:464, damped below 20 degC",
            "corroborated",
            "temperature factor of the first-order rate",
        ),
        Assumption("biogas.leakage", plant.leak_share, "-", row["source"], row["status"], "share of the methane made"),
        Assumption(
            "biogas.feed_ts",
            float(row["ts_feed"]),
            "-",
            row["source"],
            row["status"],
            "feed thinned with water to this share of solids",
        ),
        Assumption(
            "biogas.soil_excess",
            dig.SOIL_EXCESS_K,
            "K",
            "GTZ; Practical Action (1 to 2 K)",
            "corroborated",
            "unheated tank above the soil",
        ),
    ]
    for name in plant.feed.names:
        r = feedstocks()[name]
        out.append(
            Assumption(
                f"biogas.{name}",
                float(r["bmp_nm3_kg_vs"]),
                "Nm3 CH4/kg VS",
                r["source"],
                r["status"],
                f"{r['kg_day']} kg a day per {r['per']}, TS {r['ts']}, k35 {r['k35_1_day']} 1/d",
            )
        )
    return tuple(out)
