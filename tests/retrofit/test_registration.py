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
from tests.paths import ROOT

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
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item


class CeilingFan(PricedMeasure):
    """Fans in cooled rooms."""

    measure: Literal["ceiling_fan"]
    warmer_k: float = Field(2.0, gt=0, le=4, description="How much warmer a room may be, K.")


def apply(b: Building, m: CeilingFan) -> Effect:
    def warmer(zone):
        return replace(zone, thermostat=replace(zone.thermostat, cooling_c=zone.thermostat.cooling_c + m.warmer_k))

    area = b.floor_area_m2 * b.count
    item = cost_item(m.measure, "ceiling_fan", "ceiling_fan", area)
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
    assert len(measures()) == 17
    for key, each in measures().items():
        assert set(each.cost_rows) <= rows, key
        assert measure_word(key, "en") and measure_word(key, "zh") != key, key
        fields = each.spec.model_fields
        assert not [n for n, f in fields.items() if n != "measure" and not f.description], key
        assert (each.supply is not None) == (each.changes == "supply"), key
        assert each.changes == "supply" or each.apply is not None or each.archetype is not None, key


POINTS = '''"""Net zero peak: what is taken and given at a flat weight of two."""

from __future__ import annotations

from retrofit.energy.factors import Factor
from retrofit.netzero.base import Inputs, Rule, Weighed, by_factor

TWO = Factor(2.0, "points/kWh", "definition", "-", "confirmed")


def weigh(inputs: Inputs) -> Weighed:
    return Weighed(by_factor(inputs.flows, dict.fromkeys(inputs.flows, TWO)), {}, "-")


RULE = Rule(key="points", unit="points", boundary="two points a kWh", weigh=weigh)
'''


def test_a_definition_is_one_file(tmp_path):
    folder = copy_of_the_program(tmp_path / "program")
    before = contents(folder)
    netzero = folder / "retrofit" / "netzero"
    (netzero / "points.py").write_text(POINTS, encoding="utf-8")
    listed = netzero / "definitions.py"
    text = listed.read_text(encoding="utf-8")
    text = text.replace("emissions, primary, site", "emissions, points, primary, site").replace(
        "cost.RULE)", "cost.RULE, points.RULE)"
    )
    listed.write_text(text, encoding="utf-8")
    add_row(folder / "retrofit" / "report" / "words" / "words.csv", key="points", en="Points", zh="积分")
    after = contents(folder)
    assert set(after) - set(before) == {"retrofit/netzero/points.py"}
    assert {name for name in before if before[name] != after[name]} == {
        "retrofit/netzero/definitions.py",
        "retrofit/report/words/words.csv",
    }

    project = tmp_path / "project.yaml"
    project.write_text(PROJECT.replace("MEASURE", "{measure: led}"), encoding="utf-8")
    for package in json.loads(program(folder, "run", str(project), "--json", "--out", str(tmp_path / "out")))["packages"]:  # fmt: skip
        assert list(package["net_zero"]) == ["site", "primary", "emissions", "cost", "points"]
        points, site = package["net_zero"]["points"], package["net_zero"]["site"]
        assert points["balance"] == pytest.approx(2.0 * site["balance"]) and points["unit"] == "points"
        assert set(points["closing"]) == set(site["closing"]) != set()
    out = program(folder, "run", str(project), "--language", "zh", "--out", str(tmp_path / "zh"))
    assert "积分" in out
    assert "积分" in (tmp_path / "zh" / "report.html").read_text(encoding="utf-8")


def test_a_carrier_is_one_row(tmp_path):
    folder = copy_of_the_program(tmp_path / "program")
    before = contents(folder)
    project = tmp_path / "project.yaml"
    text = PROJECT.replace("comfort: setpoints", "comfort: setpoints, meals_per_day: 90, cooking: straw_pellets")
    project.write_text(text.replace("[MEASURE]", "[{measure: cooking, carrier: electricity}]"), encoding="utf-8")
    assert "value-choice" in program(folder, "check", str(project), "--json", expected=2)

    add_row(folder / "foundation" / "data" / "carriers.csv", key="straw_pellets", en="straw pellets", zh="秸秆颗粒", aliases="颗粒", colour="#B8A25A", burnt="1", bought="1", exportable="0", price_row="straw_pellets", factor_row="biomass_pellet", primary_gbt51350="biomass", primary_en52000="solid biofuel", primary_doe2015="fuel oil", unit="kg", stove_efficiency="0.35")  # fmt: skip
    add_row(folder / "retrofit" / "data" / "fuel_prices.csv", fuel="straw_pellets", region="any", low="0.8", high="1.2", mid="1.0", unit="CNY/kg", source="test", status="illustrative", confidence="low")  # fmt: skip
    after = contents(folder)
    assert set(after) == set(before)
    assert {name for name in before if before[name] != after[name]} == {
        "foundation/data/carriers.csv",
        "retrofit/data/fuel_prices.csv",
    }

    program(folder, "check", str(project))
    result = json.loads(program(folder, "run", str(project), "--json", "--out", str(tmp_path / "out")))
    now, more = result["packages"]
    kwh = now["annual"]["straw_pellets_import_kwh"]
    assert kwh > 1000.0 and more["annual"]["straw_pellets_import_kwh"] == 0.0
    assert kwh == pytest.approx(now["annual"]["cooking_straw_pellets_kwh"])
    rows = {key: {c["carrier"]: c for c in d["carriers"]} for key, d in now["net_zero"].items()}
    assert rows["primary"]["straw_pellets"]["weight_import"] == 0.2
    assert rows["cost"]["straw_pellets"]["weight_import"] == pytest.approx(1.0 / 4.4444, rel=1e-4)
    assert 0.0 < rows["emissions"]["straw_pellets"]["weight_import"] < 0.05
    page = tmp_path / "zh"
    program(folder, "run", str(project), "--language", "zh", "--out", str(page))
    told = (page / "report.html").read_text(encoding="utf-8")
    assert "秸秆颗粒价格" in told
    drawn = "".join(p.read_text(encoding="utf-8") for p in page.glob("figure_*.svg"))
    assert "#B8A25A" in drawn.upper()

    bills = tmp_path / "bills.csv"
    bills.write_text("月份,能源,用量（kg）\n2024-01,颗粒,300\n", encoding="utf-8")
    code = f"from pathlib import Path; from retrofit.measured.bills import parse; parse(Path({str(bills)!r}).read_text('utf-8'), 'bills.csv')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, check=False)  # fmt: skip
    assert "bills-few" in done.stderr and "bills-carrier" not in done.stderr
