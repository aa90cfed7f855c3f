"""Digester, gas store and uses: closure, three cities, heat by solids, store, speed, refusals.

python -m benchmarks.biogas_plant [--json]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from buildings.results import Demand, EndUse
from foundation.errors import InputError, Problem
from retrofit.biogas.feed.feedstocks import feed_from, mix_problems
from retrofit.biogas.plant import sizing, store
from retrofit.biogas.plant import year as bio
from retrofit.biogas.plant.gas_uses import gas_requests
from retrofit.biogas.plant.model import BiogasPlant
from retrofit.biogas.tank import heat, limits
from retrofit.biogas.tank import year as dig
from retrofit.biogas.tank.model import METHANE_KWH_NM3, Digester
from weather.stations.table import find_station
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

CITIES = ("Kunming", "Changsha", "Guangzhou")
PUBLISHED_HEAT = {0.03: 0.60, 0.05: 0.36, 0.08: 0.23, 0.10: 0.18}
"""Share of the gas that heating the feed from 12 to 35 degC takes, by total solids (pig manure, 75 % converted, boiler 85 %)."""
CHANGING = {
    "pig_manure": {"heads": 120.0, "months": [1.2, 0.6, 1, 1, 0, 1, 1.5, 1, 1, 0.4, 1, 1]},
    "kitchen_waste": {"meals_per_day": 400.0, "season": "school_terms"},
    "rice_straw": {"tonnes_per_year": 6.0, "season": "rice_harvest"},
}


def cooking(year: WeatherYear, kw: float) -> Demand:
    """Three meals a day on LPG, ``kw`` of fuel in each of three hours."""
    hour = np.asarray(year.index.hour)
    fuel = np.where((hour == 7) | (hour == 11) | (hour == 18), kw, 0.0)
    return Demand(year.index, (EndUse("cooking", "lpg", 0.4 * fuel, fuel, 0.4),))


def closures(year: WeatherYear) -> list[dict[str, Any]]:
    """Largest error of mass, volatile solids, COD and nitrogen for every type with a feed that changes by the day."""
    feed = feed_from(CHANGING, index=year.index)
    out = []
    for kind, heated in (("household_dome", False), ("tubular_bag", False), ("small_plant", False), ("cstr", True), ("plug_flow", True), ("uasb", False)):  # fmt: skip
        found = dig.run(year, Digester(80.0, kind, heated), feed).closure
        errors = {k: abs(found[k].error) for k in ("mass", "vs", "cod", "nitrogen")}
        out.append({"type": kind, **errors, "ok": max(errors.values()) < 1e-9})
    return out


def cities() -> list[dict[str, Any]]:
    """The same unheated household tank of 8 m3 with five pigs in three climates."""
    plant = BiogasPlant(Digester(8.0, "household_dome"), feed_from({"pig_manure": {"heads": 5.0}}))
    years = [synthetic_year(find_station(c)) for c in CITIES]
    rows = sizing.same_tank_in(years, plant)
    for year, r in zip(years, rows, strict=True):
        # a tank of that size has its coldest month there, and keeps retention and loading in it
        tank = replace(plant.digester, volume_m3=1.001 * r["volume_m3"])
        months = dig.monthly_mean(year, dig.run(year, tank, plant.feed).temp_c)
        passed = {p.code for p in limits.check(tank, plant.feed, float(months.min()) + 0.02)}
        kept = not passed & {"digester-retention", "digester-loading"}
        r["ok"] = bool(int(months.argmin()) + 1 == r["coldest_month"] and kept)
    return rows


def heat_by_solids(year: WeatherYear) -> list[dict[str, Any]]:
    """Feed heating as published, and the whole own heat of an hourly CSTR in Kunming, with walls and weather, as a share of its gas."""
    out = []
    for ts, published in PUBLISHED_HEAT.items():
        rule = heat.feed_heating_share(ts, 12.0, 35.0, 0.8, 0.29, 0.75, 0.85)
        tank = Digester(20.0, "cstr", True, feed_ts=ts)
        feed = feed_from({"pig_manure": {"heads": 2000.0}})
        volume = sizing.from_retention(tank, feed, 20.0)
        made = dig.run(year, replace(tank, volume_m3=volume), feed)
        hourly = made.heat_kw.sum() / 0.88 / (made.methane_nm3.sum() * METHANE_KWH_NM3)
        ok = abs(rule - published) < 0.006
        out.append({"ts": ts, "published": published, "rule": rule, "hourly_with_walls": float(hourly), "ok": bool(ok)})
    return out


def smallest_store(year: WeatherYear) -> dict[str, Any]:
    """The smallest store by the running surplus, and what the plant does with it and with 2 % less."""
    demand = cooking(year, 48.0)
    plant = BiogasPlant(
        Digester(100.0, "cstr", True), feed_from({"pig_manure": {"heads": 300.0}}), heat_sources=("electricity",)
    )
    r = bio.simulate(year, plant, demand)
    to_nm3 = 1.0 / (METHANE_KWH_NM3 * r.methane_fraction)
    use = gas_requests(demand, year.hours) * to_nm3
    need = store.smallest_store((r.produced_kw - r.leaked_kw) * to_nm3, use).no_shortage or 0.0

    def missing(share: float) -> float:
        again = bio.simulate(year, replace(plant, store_nm3=share * need), demand)
        return float(use.sum() - again.stove_kw.sum() * to_nm3)

    short = {"exact": missing(1.0 + 1e-9), "less": missing(0.98)}
    day = float(r.biogas_nm3) / 365.0
    return {
        "nm3": need, "share_of_day": need / day, "missing_nm3": short["exact"], "missing_with_98_percent_nm3": short["less"],
        "ok": bool(short["exact"] < 1e-6 * use.sum() < short["less"]),
    }  # fmt: skip


def speed(year: WeatherYear) -> list[dict[str, Any]]:
    """CPU time of a year, ms: the smallest of ten."""
    feed = feed_from(CHANGING, index=year.index)
    demand = cooking(year, 20.0)
    plants = {
        "small plant, store, stoves": BiogasPlant(Digester(80.0), feed),
        "heated, own gas, stoves": BiogasPlant(Digester(80.0, "cstr", True), feed),
        "heated, engine": BiogasPlant(Digester(80.0, "cstr", True), feed, chp_kw=3.0),
    }
    out = []
    for name, plant in plants.items():
        bio.simulate(year, plant, demand)
        best = np.inf
        for _ in range(10):
            start = time.process_time()
            bio.simulate(year, plant, demand)
            best = min(best, time.process_time() - start)
        out.append({"plant": name, "ms": 1000.0 * float(best), "ok": bool(best < 0.020)})
    return out


def refusals(year: WeatherYear) -> list[dict[str, Any]]:
    """Bad designs, the code that refuses (or warns of) each, and the cure that is told."""
    pigs = feed_from({"pig_manure": {"heads": 120.0}})
    demand = cooking(year, 5.0)

    def told(make: Callable[[], Any]) -> tuple[Problem, ...]:
        try:
            found = make()
        except InputError as error:
            return error.problems
        return tuple(found) if isinstance(found, tuple) else ()

    cases: dict[str, tuple[str, Callable[[], Any]]] = {
        "negative retention": ("digester-washout", lambda: sizing.from_retention(Digester(50.0), pigs, -10.0)),
        "feed above the tank's limit": ("digester-loading", lambda: bio.simulate(year, BiogasPlant(Digester(10.0), pigs), demand)),
        "feed too thick": ("digester-solids", lambda: bio.simulate(year, BiogasPlant(Digester(80.0, feed_ts=0.2), pigs), demand)),
        "C/N outside its range": ("carbon-nitrogen", lambda: mix_problems(pigs)),
        "ammonia": ("digester-ammonia", lambda: bio.simulate(year, BiogasPlant(Digester(80.0), feed_from({"human_urine": {"persons": 500.0}})), demand)),
        "zero feed": ("zero-feed", lambda: feed_from({"pig_manure": {"heads": 0.0}})),
        "store below an hour": ("digester-store", lambda: bio.simulate(year, BiogasPlant(Digester(80.0), pigs, store_nm3=0.05), demand)),
    }  # fmt: skip
    out = []
    for name, (code, make) in cases.items():
        hit = next((p for p in told(make) if p.code == code), None)
        out.append({"case": name, "code": code, "cure": hit.cure if hit else "", "ok": bool(hit and hit.cure)})
    return out


def run() -> dict[str, Any]:
    """Everything that the command shows."""
    kunming = synthetic_year(find_station("Kunming"))
    return {
        "closure": closures(kunming),
        "cities": cities(),
        "heat_by_solids": heat_by_solids(kunming),
        "smallest_store": smallest_store(kunming),
        "speed": speed(kunming),
        "refusals": refusals(kunming),
    }


def plain(value: Any) -> Any:
    """JSON data."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value.tolist() if hasattr(value, "tolist") else value


def show(found: dict[str, Any]) -> None:
    """Print all sections."""

    def mark(ok: bool) -> str:
        return "ok" if ok else "MISSED"

    print("\nFirst-order plant: closure over a year with changing feed (largest relative error, bar 1e-9)")
    for r in found["closure"]:
        print(
            f"  {r['type']:16s} mass {r['mass']:.0e}  VS {r['vs']:.0e}  COD {r['cod']:.0e}  N {r['nitrogen']:.0e}  {mark(r['ok'])}"
        )
    print("\nUnheated household tank of 8 m3, five pigs: Nm3 of biogas a day (tank, degC) by month")
    for r in found["cities"]:
        cells = " ".join(f"{g:.2f}({t:.0f})" for g, t in zip(r["gas_nm3_day"], r["tank_c"], strict=True))
        print(f"  {r['place']:10s} {cells}")
        volumes = ", ".join(f"{k} {v:.1f}" for k, v in r["limits_m3"].items())
        print(
            f"             month {r['coldest_month']} at {r['coldest_c']:.1f} degC asks for {r['volume_m3']:.1f} m3 by {r['binding']} ({volumes})  {mark(r['ok'])}"
        )
    print(
        "\nHeat: share of the gas by total solids; feed heating 12 to 35 degC as published, and all own heat of an hourly CSTR in Kunming"
    )
    for r in found["heat_by_solids"]:
        print(
            f"  TS {100 * r['ts']:2.0f} %  published {100 * r['published']:.0f} %  rule {100 * r['rule']:.1f} %  {mark(r['ok'])}   hourly with walls {100 * r['hourly_with_walls']:.0f} %"
        )
    s = found["smallest_store"]
    print(
        f"\nSmallest store {s['nm3']:.2f} Nm3 ({100 * s['share_of_day']:.0f} % of a day): missing {s['missing_nm3']:.1e} Nm3, with 98 % of it {s['missing_with_98_percent_nm3']:.1f}  {mark(s['ok'])}"
    )
    print("\nA year of digester, store and use, CPU ms (bar 20)")
    for r in found["speed"]:
        print(f"  {r['plant']:28s} {r['ms']:5.1f}  {'ok' if r['ok'] else 'SLOW'}")
    print("\nRefused or warned of, with the cure")
    for r in found["refusals"]:
        print(f"  {r['case']:28s} {r['code']:18s} {mark(r['ok'])}  {r['cure']}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = run()
    if parser.parse_args(argv).json:
        print(json.dumps(plain(found), ensure_ascii=False, indent=1))
    else:
        show(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
