"""Problems, findings and warnings in JSON carry both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import Problem
from foundation.messages import Verbatim, message
from retrofit.report.words.translate import problem_dict
from weather.readers.epw_write import write_epw
from weather.stations.table import find_station
from weather.synthetic.year import synthetic_year
from weather.year import WeatherYear

HAN = re.compile("[\u3400-\u9fff]")
PROJECT = """schema_version: 1
name: x
site: {station: 昆明}
weather: {source: epw, path: dark.epw}
buildings: [{name: b, archetype: small_office}]
packages: {now: []}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose weather has a fault: radiation of the day two hours late."""
    year = synthetic_year(find_station("Kunming"))
    columns = {c: year.column(c).copy() for c in ("ghi", "dni", "dhi")}
    late = year.table.assign(**{c: list(v[-2:]) + list(v[:-2]) for c, v in columns.items()})
    write_epw(WeatherYear(year.site, late, year.source, year.ground), tmp_path / "dark.epw")
    (tmp_path / "p.yaml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def both(problems: list[dict]) -> None:
    """Every problem is whole in both languages."""
    assert problems
    for p in problems:
        for key in ("message", "cure", "allowed"):
            assert not HAN.search(p[key]), p
            assert bool(p[key]) == bool(p[f"{key}_zh"]), p
        assert HAN.search(p["message_zh"]) and HAN.search(p["cure_zh"]), p


def json_of(*call: object) -> dict:
    result = CliRunner().invoke(main, [*map(str, call), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return json.loads(result.stdout)


def test_a_problem_says_the_same_in_both():
    told = message("did you mean {name}?", name=Verbatim("site"))
    found = problem_dict(Problem("unknown-key", "p.yaml:1", "no such package", "a", "at least one", told))
    assert found["cure"] == "did you mean site?" and found["cure_zh"] == "是否为“site”？"
    assert (found["message_zh"], found["allowed_zh"]) == ("没有这个方案", "至少一项")
    assert (found["code"], found["value"]) == ("unknown-key", "a")


def test_errors_of_a_project(folder):
    (folder / "p.yaml").write_text(PROJECT.replace("archetype: small_office", "archetype: castle"), encoding="utf-8")
    both(json_of("check", folder / "p.yaml")["problems"])
    both(json_of("run", folder / "p.yaml", "--out", folder / "out")["error"]["problems"])


def test_findings_of_a_weather_file(folder):
    findings = json_of("weather", "check", folder / "dark.epw")["findings"]
    both(findings)
    assert "weather-clock" in {f["code"] for f in findings}


def test_warnings_of_a_run(folder):
    both(json_of("run", folder / "p.yaml", "--no-report")["weather"]["warnings"])
