"""The cases and their numbers."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from click.testing import CliRunner

from cli import main
from tests.golden import grids, parts

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples"
STATIONS = ("Kunming", "Guangzhou", "Beijing", "Harbin", "Lhasa", "Urumqi")
CLIMATE = ("temp_air", "relative_humidity", "ghi", "dni", "dhi", "wind_speed", "pressure", "infrared_horizontal")


def flat(value: Any, key: str = "") -> Iterator[tuple[str, float]]:
    """Numbers of a document by their path; texts, files and times are left out."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield key, float(value)
    elif isinstance(value, dict):
        for k, v in value.items():
            if k not in ("files", "timings_s", "assumptions", "sha256"):
                yield from flat(v, f"{key}/{k}")
    elif isinstance(value, list):
        for k, v in enumerate(value):
            yield from flat(v, f"{key}/{k}")


def command(*arguments: str) -> dict[str, float]:
    """Numbers of a command's document."""
    with tempfile.TemporaryDirectory() as folder:
        out = [] if "--no-report" in arguments else ["--out", str(Path(folder) / "out")]
        done = CliRunner().invoke(main, [*arguments, *out, "--json"])
    assert done.exit_code in (0, 3), done.output
    return dict(flat(json.loads(done.stdout)))


def climates() -> dict[str, float]:
    """Means and spread of each month of made years: typical, possible, warm, and morphed to a future."""
    from weather import future
    from weather.stations.table import find_station
    from weather.synthetic import ensemble, synthetic_year

    out = {}
    for name in STATIONS:
        station = find_station(name)
        typical = synthetic_year(station)
        changes = future.scenario_changes("ssp245", "2041-2060", typical.site, "weather.future")
        years = {
            "typical": typical,
            "possible": ensemble.possible_year(station, None, 3),
            "warm": ensemble.year_of_kind("warm", station, None, 1),
            "future": future.morph(typical, changes),
        }
        for kind, year in years.items():
            month = np.asarray(year.index.month)
            for column in CLIMATE:
                if column in year.table:
                    values = year.column(column)
                    for m in (1, 4, 7, 10):
                        out[f"{name}/{kind}/{column}/{m}/mean"] = float(values[month == m].mean())
                        out[f"{name}/{kind}/{column}/{m}/std"] = float(values[month == m].std())
    return out


def tanks() -> dict[str, float]:
    """Every feedstock in every type of tank."""
    from retrofit.biogas.feed.feedstocks import feed_from, feedstocks
    from retrofit.biogas.plant.sizing import from_feed
    from retrofit.biogas.tables import types
    from retrofit.biogas.tank import year as tank
    from retrofit.biogas.tank.model import Digester
    from weather.stations.table import find_station
    from weather.synthetic import synthetic_year

    year = synthetic_year(find_station("Kunming"))
    out = {}
    for kind in types():
        feed = feed_from({"pig_manure": {"heads": 150.0}, "kitchen_waste": {"meals_per_day": 200.0}}, index=year.index)
        for heated in (False, True):
            size = from_feed(year, Digester(10.0, kind, heated), feed)
            run = tank.run(year, Digester(size.volume_m3, kind, heated), feed)
            key = f"{kind}/{'heated' if heated else 'cold'}"
            out |= {f"{key}/volume_m3": size.volume_m3, f"{key}/methane_nm3": float(run.methane_nm3.sum())}
            out[f"{key}/temp_c"] = float(run.temp_c.mean())
    for name, row in feedstocks().items():
        if float(row["ts"]) == 0.0:
            continue  # water is no feed
        feed = feed_from({name: {row["per"]: 100.0}}, index=year.index)
        out |= {f"feed/{name}/{what}": float(np.sum(getattr(feed, what))) for what in ("methane_potential_nm3_day", "vs_kg_day", "nitrogen_kg_day")}  # fmt: skip
    return out


CASES: dict[str, Callable[[], dict[str, float]]] = {
    "climates": climates,
    "grid_buildings": grids.buildings,
    "grid_digestion": parts.digestion,
    "grid_gas": grids.gas,
    "grid_glass": parts.glass,
    "grid_machines": grids.machines,
    "grid_places": parts.places,
    "grid_products": parts.products,
    "grid_quality": grids.quality,
    "grid_skies": grids.skies,
    "tanks": tanks,
    "north": lambda: command("run", str(HERE / "north.yaml"), "--no-report"),
    "south": lambda: command("run", str(HERE / "south.yaml"), "--no-report"),
    "south_solar": lambda: command("solar", str(HERE / "south.yaml")),
    "south_biogas": lambda: command("biogas", str(HERE / "south.yaml")),
    "school_solar": lambda: command("solar", str(EXAMPLES / "zhongshan_school.yaml")),
    "centre_biogas": lambda: command("biogas", str(EXAMPLES / "wanxichong.yaml")),
    "village": lambda: command("run", str(EXAMPLES / "village_house.yaml"), "--no-report"),
}


def file_of(name: str) -> Path:
    return HERE / f"{name}.csv"


def write(name: str) -> Path:
    """Compute a case and keep its numbers."""
    with file_of(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("key", "value"))
        writer.writerows((k, f"{v:.9g}") for k, v in CASES[name]().items())
    return file_of(name)


def kept(name: str) -> dict[str, float]:
    """The numbers of a case as they were kept."""
    with file_of(name).open(encoding="utf-8", newline="") as stream:
        return {r["key"]: float(r["value"]) for r in csv.DictReader(stream)}
