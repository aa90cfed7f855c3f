"""One more measure is one more file, with its words and its row of costs: nothing else has to know it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from foundation.tables import read_table
from retrofit.measures.registry import measures
from retrofit.report.words.words import measure_word

ROOT = Path(__file__).parents[2]
ROOMS = ("foundation", "weather", "buildings", "retrofit", "commands")
PROJECT = """schema_version: 1
name: fans
site: {station: Guangzhou}
buildings:
  - {name: office, archetype: small_office, floor_area_m2: 200, built: 2010, comfort: setpoints}
packages:
  now: []
  more: [MEASURE]
"""
CEILING_FAN = '''"""Ceiling fans: moving air lets people accept a warmer room."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from buildings.model import Building
from retrofit.measures import transform
from retrofit.measures.base import BuildingMeasure, Effect, Measure, always
from retrofit.money.costs import cost_item


class CeilingFan(BuildingMeasure):
    """Fans in cooled rooms."""

    measure: Literal["ceiling_fan"]
    warmer_k: float = Field(2.0, gt=0, le=4, description="How much warmer a room may be, K.")


def apply(b: Building, m: CeilingFan) -> Effect:
    def warmer(zone):
        return replace(zone, thermostat=replace(zone.thermostat, cooling_c=zone.thermostat.cooling_c + m.warmer_k))

    area = b.floor_area_m2 * b.count
    item = cost_item(m.measure, "ceiling_fan", "ceiling_fan", area, capex_cny=m.cost_cny)
    return Effect(transform.map_zones(b, warmer), (item,))


MEASURES = (
    Measure(
        spec=CeilingFan, changes="thermal", cost_rows=("ceiling_fan",), apply=apply,
        propose=always(CeilingFan(measure="ceiling_fan"), "hang ceiling fans"),
    ),
)
'''


def copy_of_the_program(folder: Path) -> Path:
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "cli.py", folder)
    return folder


def contents(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def add_row(path: Path, **cells: str) -> None:
    """One more row of a table; other cells are empty."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert set(cells) <= set(header)
    text = path.read_text(encoding="utf-8")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text if text.endswith("\n") else text + "\n")
        csv.writer(file, lineterminator="\n").writerow([cells.get(name, "") for name in header])


def program(folder: Path, *arguments: str, expected: int = 0) -> str:
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, str(folder / "cli.py"), *arguments],
        capture_output=True, text=True, encoding="utf-8", cwd=folder, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout


def test_a_measure_is_one_file(tmp_path):
    folder = copy_of_the_program(tmp_path / "program")
    before = contents(folder)
    project = tmp_path / "project.yaml"
    project.write_text(PROJECT.replace("MEASURE", "{measure: ceiling_fan}"), encoding="utf-8")
    assert "unknown-measure" in program(folder, "check", str(project), "--json", expected=2)

    (folder / "retrofit" / "measures" / "ceiling_fan.py").write_text(CEILING_FAN, encoding="utf-8")
    add_row(folder / "retrofit" / "data" / "capex_opex.csv", measure="ceiling_fan", unit="CNY/m2", low="10", high="30", mid="20", life_years="12", opex_pct_or_value="0", source="test", status="illustrative", confidence="low")  # fmt: skip
    words = folder / "retrofit" / "report" / "words"
    add_row(words / "words.csv", key="ceiling_fan", en="ceiling fans", zh="吊扇")
    add_row(words / "messages.csv", en="hang ceiling fans", zh="安装吊扇")
    after = contents(folder)
    assert set(after) - set(before) == {"retrofit/measures/ceiling_fan.py"}
    assert {name for name in before if before[name] != after[name]} == {
        "retrofit/data/capex_opex.csv",
        "retrofit/report/words/words.csv",
        "retrofit/report/words/messages.csv",
    }

    program(folder, "check", str(project))
    schema = json.loads(program(folder, "schema"))
    assert schema["$defs"]["CeilingFan"]["properties"]["warmer_k"]["description"].endswith("K.")
    result = json.loads(program(folder, "run", str(project), "--json", "--out", str(tmp_path / "out")))
    now, more = result["packages"]
    assert more["measures"] == ["ceiling_fan"]
    assert more["economics"]["capex_cny"] == pytest.approx(200 * 20.0)
    assert more["annual"]["cooling_demand_kwh"] < 0.9 * now["annual"]["cooling_demand_kwh"]
    steps = [s["details"]["key"] for s in now["next_steps"]]
    assert "ceiling_fan" in steps
    program(folder, "run", str(project), "--language", "zh", "--out", str(tmp_path / "zh"))
    page = (tmp_path / "zh" / "report.html").read_text(encoding="utf-8")
    assert "吊扇" in page and "安装吊扇" in page


def test_every_measure_is_described_priced_and_named():
    rows = {r["measure"] for r in read_table("retrofit", "capex_opex.csv")}
    assert len(measures()) == 16
    for key, each in measures().items():
        assert set(each.cost_rows) <= rows, key
        assert measure_word(key, "en") and measure_word(key, "zh") != key, key
        fields = each.spec.model_fields
        assert not [n for n, f in fields.items() if n != "measure" and not f.description], key
        assert (each.supply is not None) == (each.changes == "supply"), key
        assert each.changes == "supply" or each.apply is not None or each.archetype is not None, key
