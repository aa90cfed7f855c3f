"""Measured Chinese buildings beside the program's defaults: ``python -m benchmarks.measured [--rows FILE.csv] [--json]``.

A row (``benchmarks/data/measured.csv``, or another file of its columns) has a measured value with its source and says in ``archetype`` and
``keys`` what it is compared with; it is run in the built-in climates with every default as it is. Printed: measured, simulated, ratio (of
temperatures the difference in K), and whether the row is a ``fit`` (an input was taken from its source), ``seen`` (known while inputs were
changed, none was taken from it) or ``blind`` (of another file). By topic: median before (columns ``simulated`` and ``ratio``) and after;
fewer than three rows are told, not judged. A row that cannot be mapped is told with its reason.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measured_rows import Case, NotUnderstoodError, case_of, in_hours
from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest, catalogue, use_of
from buildings.model import Building
from buildings.results import Demand, Loads
from buildings.systems.demand import demand
from buildings.thermal.loads import simulate
from foundation.errors import InputError
from foundation.tables import read_table
from retrofit.solar.chain.year import specific_yield
from retrofit.solar.roof.plane import RoofPlane
from weather.stations.lookup import Spot
from weather.stations.table import station_zone, stations
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

ROWS = Path(__file__).parent / "data" / "measured.csv"
COLUMNS = ("id", "topic", "place", "value", "unit", "metered", "archetype", "keys", "simulated", "ratio")
GOAL, GOAL_K, LEAST_ROWS = (0.8, 1.25), 1.5, 3
MJ_PER_KWH = 3.6
Row = dict[str, Any]
Run = tuple[float, Building, Loads, Demand, WeatherYear, ArchetypeRequest]


@cache
def _year(station: str, latitude: float, longitude: float, spot: Spot) -> WeatherYear:
    return synthetic_year(spot.station, spot.site)


def _weather(spot: Spot) -> WeatherYear:
    return _year(spot.station.site.wmo, spot.site.latitude, spot.site.longitude, spot)


def _requests(case: Case) -> Iterator[tuple[float, Spot, ArchetypeRequest]]:
    """Weight, place and request of every part of a row; the weights sum to 1."""
    if not case.spots:
        raise NotUnderstoodError("no station is named in 'keys', and 'place' is none that is known")
    if not case.archetypes:
        raise NotUnderstoodError("no archetype is named")
    builds: list[tuple[float, int | None]] = [*case.builds] or [(1.0, None)]
    total = np.prod([sum(w for w, _ in part) for part in (case.archetypes, builds, case.spots)])
    for wa, key in case.archetypes:
        for wb, built in builds:
            for ws, spot in case.spots:
                zone = case.climate_zone or station_zone(spot.station)
                base = ArchetypeRequest(key, key, zone, built=built)
                yield wa * wb * ws / float(total), spot, replace(base, **case.keys)  # type: ignore[arg-type]


def _runs(case: Case) -> Iterator[Run]:
    for weight, spot, request in _requests(case):
        year = _weather(spot)
        building = build.build(request, year)
        loads = simulate(building, year)
        yield weight, building, loads, demand(building, loads, year), year, request


def _kwh(run: Run, end_uses: tuple[str, ...], carriers: tuple[str, ...] = ()) -> float:
    """Energy of end uses (all where none is named) on carriers (all where none is named), kWh a year."""
    items = run[3].items
    wanted = (i for i in items if (not end_uses or i.end_use in end_uses) and (not carriers or i.carrier in carriers))
    return float(sum(i.input_kw.sum() for i in wanted))


def _people(run: Run) -> float:
    request, row = run[5], catalogue()[run[5].archetype]
    return request.occupants or run[1].floor_area_m2 / float(row["area_m2_per_person"])


def _mean(case: Case, of: Callable[[Run], float]) -> float:
    return sum(run[0] * of(run) for run in _runs(case))


def _energy(row: Row, case: Case) -> float:
    """Heating, electricity or all energy by floor area."""
    metered, unit = row["metered"].lower(), row["unit"]
    if row["topic"] == "heating":
        uses, carriers = ("space_heating",), ()
    elif "heating" in metered and "electric" in metered:
        uses, carriers = ("space_heating",), ("electricity",)
    elif "cooling" in metered or "air condition" in metered:
        uses, carriers = ("space_cooling",), ("electricity",)
    else:
        uses, carriers = case.end_uses, () if "all energy" in metered else ("electricity",)  # type: ignore[assignment]
    if unit.startswith(("kWh/m2", "GJ/m2", "MJ/m2")):
        per_m2 = _mean(case, lambda r: _kwh(r, uses, carriers) / r[1].floor_area_m2)
        factor = {"k": 1.0, "G": MJ_PER_KWH / 1000.0, "M": MJ_PER_KWH}[unit[0]]
        return per_m2 * factor
    return _by_person(unit, case, uses, carriers)


def _by_person(unit: str, case: Case, uses: tuple[str, ...], carriers: tuple[str, ...]) -> float:
    """Energy a person or a household."""
    factor = {"kWh": 1.0, "GJ": MJ_PER_KWH / 1000.0, "MJ": MJ_PER_KWH}.get(unit.split()[0])
    if factor is None or not ("person" in unit or "household" in unit) or not unit.endswith("year"):
        raise NotUnderstoodError(f"the unit '{unit}' is not known of this topic")
    persons = 1.0
    if "household" in unit:
        if not case.persons:
            raise NotUnderstoodError("a value by household needs the number of persons in 'keys' (three persons)")
        persons = case.persons
    return factor * _mean(case, lambda r: _kwh(r, uses, carriers) / _people(r) * persons)


def _hot_water(row: Row, case: Case) -> float:
    if row["unit"].startswith("L per person"):
        items = {r["item"]: r for r in read_table("buildings", "dhw_cooking.csv")}
        keys = [case.quota] if case.quota else [catalogue()[k]["hot_water_quota"] for _, k in case.archetypes]
        if len(keys) != 1 or keys[0] not in items:
            raise NotUnderstoodError("no row of hot water belongs to this archetype")
        return float(items[keys[0]]["value"])
    return _by_person(row["unit"], case, ("hot_water",), ())


def _temperature(row: Row, case: Case) -> float:
    """Mean of the hours, of the zone or by area; above outdoors where the unit says so."""
    if row["unit"] not in ("degC", "K above outdoors"):
        raise NotUnderstoodError(f"the unit '{row['unit']}' is not known of temperatures")

    def value(run: Run) -> float:
        _, _, loads, _, year, request = run
        there = use_of(request, catalogue()[request.archetype]).hours("occupancy", year.index) > 0.2
        asked = in_hours(case, np.asarray(year.index.month), np.asarray(year.index.hour), there)
        zones = [z for z in loads.zones if not case.zone_name or z.name == case.zone_name]
        if not zones:
            raise NotUnderstoodError(f"the building has no {case.zone_name} zone")
        values = [z.temp_operative_c if case.operative else z.temp_air_c for z in zones]
        mean = np.average(values, axis=0, weights=[z.floor_area_m2 for z in zones])
        outdoors = year.column("temp_air") if row["unit"] != "degC" else 0.0
        return float((mean - outdoors)[asked].mean())

    return _mean(case, value)


def _leakage(row: Row, case: Case) -> float:
    if not case.spots and case.climate_zone:  # leakage depends on the zone and not on the weather
        here = next(s for s in stations() if station_zone(s).startswith(case.climate_zone))
        case.spots = [(1.0, Spot(here, here.site))]
    if not row["unit"].startswith("1/h"):
        raise NotUnderstoodError(f"the unit '{row['unit']}' is not known of leakage")
    total = 0.0
    for weight, spot, request in _requests(case):
        total += weight * float(build.build(request, _weather(spot)).infiltration_ach or 0.0)
    return total


def _pv(row: Row, case: Case) -> float:
    """kWh/kWp with the default losses; a period is compared with the typical year's mean day."""
    if not row["unit"].startswith("kWh/kWp") or not {"tilt", "azimuth"} <= set(case.pv) or not case.spots:
        raise NotUnderstoodError("a PV row needs kWh/kWp, tilt, azimuth and a place")
    p = case.pv
    mounting: Any = p.get("mounting", "close_mount")
    plane = RoofPlane("roof", "", 10.0, float(p["tilt"]), float(p["azimuth"]), mounting)
    total = sum(w for w, _ in case.spots)
    annual = sum(w * specific_yield(_weather(s), plane) for w, s in case.spots) / total
    return float(annual) / (365.0 if "day" in row["unit"] else 1.0)


TOPICS: dict[str, Callable[[Row, Case], float]] = {
    "heating": _energy, "electricity": _energy, "energy": _energy, "cooling": _energy, "temperature": _temperature, "leakage": _leakage, "hot water": _hot_water, "PV": _pv,
    "gas": lambda row, case: _by_person(row["unit"], case, case.end_uses or ("hot_water", "cooking"), ()),
}  # fmt: skip


def _number(text: str) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def compare(row: Row, own: bool = True) -> Row:
    """A row with ``now``, ``ratio_now`` or ``error_k``, ``before`` of the same kind, ``use``; or ``reason`` where it cannot be run."""
    used = "fit" if row.get("use", "").startswith("fit") else "seen" if own else "blind"
    out: Row = {k: row[k] for k in ("id", "topic", "place", "unit")} | {"measured": _number(row["value"]), "use": used}
    if row["topic"] not in TOPICS:
        return out | {"reason": f"the topic '{row['topic']}' is none of: {', '.join(TOPICS)}"}
    try:
        now = TOPICS[row["topic"]](row, case_of(row))
    except NotUnderstoodError as error:
        return out | {"reason": str(error)}
    except InputError as error:
        return out | {"reason": "; ".join(f"{p.place}: {p.what}" for p in error.problems)}
    measured, before = out["measured"], _number(row["simulated"])
    out["now"] = now
    if measured is None:
        return out | {"bound": f"{row['low']} to {row['high']}", "reason": "a bound and no value: told, not judged"}
    if row["topic"] == "temperature":
        return out | {"error_k": now - measured, "before": None if before is None else before - measured}
    return out | {"ratio_now": now / measured, "before": _number(row["ratio"])}


def topics(found: list[Row]) -> list[Row]:
    """Medians by topic; of temperatures that of the absolute differences, K."""
    out = []
    for topic in dict.fromkeys(r["topic"] for r in found):
        rows = [r for r in found if r["topic"] == topic and ("ratio_now" in r or "error_k" in r)]
        if not rows:
            continue
        kelvin = topic == "temperature"
        after = [abs(r["error_k"]) if kelvin else r["ratio_now"] for r in rows]
        before = [abs(r["before"]) if kelvin else r["before"] for r in rows if r["before"] is not None]
        median = float(np.median(after))
        inside = median <= GOAL_K if kelvin else GOAL[0] <= median <= GOAL[1]
        out.append(
            {"topic": topic, "rows": len(rows), "fits": sum(r["use"] == "fit" for r in rows), "unit": "K" if kelvin else "ratio", "before": float(np.median(before)) if before else None,
             "now": median, "goal": (inside if len(rows) >= LEAST_ROWS else None)}
        )  # fmt: skip
    return out


def read_rows(path: Path) -> list[Row]:
    """Rows of a file; all columns of ``COLUMNS`` must be there."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise SystemExit(f"{path}: the columns {', '.join(missing)} are missing")
        return [{k: (v or "").strip() for k, v in r.items() if k} for r in reader]


def _shown(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _print(found: list[Row], summary: list[Row]) -> None:
    print(f"{'id':5} {'topic':12} {'place':30} {'measured':>9} {'now':>9} {'before':>7} {'after':>7}  use   unit")
    for r in found:
        after = r.get("ratio_now", r.get("error_k"))
        line = f"{r['id']:5} {r['topic']:12} {r['place'][:30]:30} {_shown(r['measured']):>9} {_shown(r.get('now')):>9}"
        print(f"{line} {_shown(r.get('before')):>7} {_shown(after):>7}  {r['use']:5} {r['unit']}")
        if "reason" in r:
            print(f"      {r['reason']}" + (f" ({r['bound']})" if "bound" in r else ""))
    print("\nmedian by topic (ratio; temperatures: absolute difference in K)")
    for t in summary:
        verdict = {True: "within the goal", False: "outside the goal", None: "fewer than three rows: not judged"}[
            t["goal"]
        ]
        of = f"{t['rows']} rows, {t['fits']} of them fits"
        print(
            f"{t['topic']:12} before {_shown(t['before']):>6}  now {_shown(t['now']):>6} {t['unit']:5}  {of}; {verdict}"
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measured", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--rows", type=Path, default=ROWS, metavar="FILE.csv", help="rows of the same columns")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    own = options.rows.resolve() == ROWS.resolve()
    found = [compare(row, own) for row in read_rows(options.rows)]
    summary = topics(found)
    if options.json:
        json.dump({"rows": found, "topics": summary}, sys.stdout, indent=1, ensure_ascii=False)
        print()
    else:
        _print(found, summary)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
