"""The design sheet: what is drawn is what is counted, to scale; findings forbid; the command writes all or nothing."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import InputError
from retrofit.design.solar.design import design, solar_package
from retrofit.design.solar.sheet import solar_sheet
from retrofit.packages.context import context_of
from retrofit.project.load import load
from retrofit.report.solar.plan import order, plan

PROJECT = """schema_version: 1
name: Two roofs
name_zh: 两个屋面
site: {station: Kunming}
buildings:
  - {name: centre, archetype: community_centre, floor_area_m2: 1200, storeys: 2}
  - {name: hall, archetype: community_centre, floor_area_m2: 400, storeys: 1}
roofs:
  - name: flat
    building: centre
    polygon: [[0, 0], [30, 0], [30, 12], [18, 12], [18, 20], [0, 20]]
    tilt_deg: 15
    mounting: open_rack
    y_bearing_deg: 20
    obstacles: [{name: lift, x: 8, y: 8, length_m: 4, width_m: 3, height_m: 2.5}]
    walkways: [{x: 0, y: 6, length_m: 30, width_m: 0.8}]
  - {name: pitched, building: hall, length_m: 22, width_m: 8, tilt_deg: 22, azimuth_deg: 160}
packages:
  baseline: []
  solar: [{measure: pv, roof: 1, inverter_group: main}, {measure: pv, roof: 2, inverter_group: main}]
"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("solar")
    (path / "two.yaml").write_text(PROJECT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def context(folder):
    return context_of(load(folder / "two.yaml"), folder)[0]


@pytest.fixture(scope="module")
def sheet(context):
    return solar_sheet(context, "solar")


def test_capacity_is_modules_in_strings_and_yield_is_of_that_capacity(sheet):
    d = sheet.design
    for g in d.groups:
        for r in g.roofs:
            strung = sum(s.modules for s in g.strings.strings if s.plane == r.place)
            assert strung == r.strung and strung + g.strings.left[r.place] == r.modules
    assert d.capacity_kwp == pytest.approx(sum(g.strings.dc_w for g in d.groups) / 1000.0)
    assert d.solar.capacity_kwp == pytest.approx(d.capacity_kwp)
    assert len(d.groups) == 1 and {s.plane for s in d.groups[0].strings.strings} == {"flat", "pitched"}
    assert d.sound
    modules = next(q.amount for q in d.quantities if q.what == "modules")
    assert modules == sum(s.modules for s in d.groups[0].strings.strings)


def test_sheet_closes(sheet):
    export = float(sheet.balance.hourly["electricity_export_kw"].sum())
    assert sheet.self_used_kwh + export == pytest.approx(sheet.design.solar.ac_kwh)
    assert not sheet.curtailed_kw.any()
    assert sheet.quantiles["P50"] == 1.0
    assert 0.6 < sheet.quantiles["P99"] < sheet.quantiles["P90"] < sheet.quantiles["P75"] < 1.0
    assert sheet.life_kwh[0] == pytest.approx(sheet.design.solar.ac_kwh)


def test_an_export_limit_cuts_off_and_still_closes(folder, sheet):
    (folder / "limit.yaml").write_text(PROJECT + "solar: {export_limit_kw: 10}\n", encoding="utf-8")
    limited = solar_sheet(context_of(load(folder / "limit.yaml"), folder)[0], "solar")
    assert limited.exported_kw.max() <= 10.0 + 1e-9
    assert limited.curtailed_kw.sum() > 1000.0 and limited.curtailed_kw.min() >= -1e-9
    parts = limited.self_used_kwh + limited.exported_kw.sum() + limited.curtailed_kw.sum()
    assert parts == pytest.approx(limited.design.solar.ac_kwh)
    assert limited.self_used_kwh == pytest.approx(sheet.self_used_kwh)


def path_points(d):
    return np.array([float(v) for v in re.findall(r"-?\d+\.?\d*", d)]).reshape(-1, 2)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_plan_is_to_scale_and_shows_every_module(sheet, language):
    d = sheet.design
    for r in d.roofs:
        strings = [s for s in d.groups[0].strings.strings if s.plane == r.place]
        text = plan(r, strings, 25.0, language)
        root = ET.fromstring(text)
        assert root.get("width").endswith("mm")
        width, height = (float(root.get(k)[:-2]) for k in ("width", "height"))
        assert root.get("viewBox") == f"0 0 {width} {height}"
        scale = int(re.search(r"1:(\d+)", text).group(1))
        outline = path_points(next(p for p in root.iter(f"{SVG}path") if p.get("stroke") == "#111").get("d"))
        drawn = np.hypot(*(np.roll(outline, -1, axis=0) - outline).T) * scale / 1000.0
        true = np.array(r.layout.shape.outline)
        assert drawn == pytest.approx(np.hypot(*(np.roll(true, -1, axis=0) - true).T), abs=0.006)
        boxes = [path_points(p.get("d")) for p in root.iter(f"{SVG}path") if p.get("stroke") == "#444"]
        assert len(boxes) == r.layout.modules
        for box, p in zip(boxes, order(r.layout), strict=True):
            sides = np.hypot(*(np.roll(box, -1, axis=0) - box).T) * scale / 1000.0
            assert sides == pytest.approx([p.width, p.height] * 2, abs=0.006)
        assert all(f">S{s.number}<" in text for s in strings)
        assert ("平面布置图" in text) == (language == "zh")
        assert not re.search(r"\bnan\b", text)


def test_strings_take_neighbouring_modules(sheet):
    """Back and forth: the next module of a string is in the same row or in the next."""
    for r in sheet.design.roofs:
        rows = [p.row for p in order(r.layout)]
        assert max(np.diff(rows)) <= 1 and min(np.diff(rows)) >= 0


def test_equal_roofs_multiply_everything(context, folder):
    one = PROJECT.replace("inverter_group: main}, {measure: pv, roof: 2, inverter_group: main}", "}").replace(
        "length_m: 22, width_m: 8", "length_m: 11, width_m: 8"
    )
    (folder / "three.yaml").write_text(one.replace("roof: 1", "roof: 2").replace("width_m: 8,", "width_m: 8, count: 2,"), encoding="utf-8")  # fmt: skip
    (folder / "one.yaml").write_text(one.replace("roof: 1", "roof: 2"), encoding="utf-8")
    three, single = (design(context_of(load(folder / f), folder)[0], "solar") for f in ("three.yaml", "one.yaml"))
    assert three.capacity_kwp == pytest.approx(2 * single.capacity_kwp)
    assert three.solar.ac_kwh == pytest.approx(2 * single.solar.ac_kwh, rel=1e-9)
    for a, b in zip(three.quantities, single.quantities, strict=True):
        assert a.amount == pytest.approx(2 * b.amount, abs=0.1)  # lengths are rounded


def test_own_extremes_come_first(folder):
    (folder / "own.yaml").write_text(
        PROJECT.replace("{station: Kunming}", "{station: Kunming, coldest_c: -7.8, hottest_c: 32.8}"), encoding="utf-8"
    )
    d = design(context_of(load(folder / "own.yaml"), folder)[0], "solar")
    assert (d.extremes.coldest_c, d.extremes.hottest_c, d.extremes.status) == (-7.8, 32.8, "confirmed")


def test_the_package_is_found_or_the_user_is_told(context):
    assert solar_package(context.project, None) == "solar"
    for name, code in (("baseline", "no-pv"), ("sollar", "unknown-reference")):
        with pytest.raises(InputError, match=code):
            solar_package(context.project, name)


def test_the_command_writes_the_sheet(folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ["solar", "two.yaml", "--json", "--language", "zh"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["sound"] and document["capacity_kwp"] > 40
    names = {f.rpartition("/")[2] for f in document["files"]}
    assert {"solar.html", "plan_flat.svg", "plan_pitched.svg", "quantities.csv", "strings_1.csv", "modules.csv", "hourly.csv"} <= names  # fmt: skip
    page = (folder / "two_solar" / "solar.html").read_text(encoding="utf-8")
    assert "光伏设计书" in page and "两个屋面" in page and 'src="http' not in page and 'href="http' not in page
    with (folder / "two_solar" / "modules.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == sum(r["modules"] for r in document["roofs"]) + sum(
        sum(g["left"].values()) for g in document["inverters"]
    )
    plain = CliRunner().invoke(main, ["solar", "two.yaml"])
    assert plain.exit_code == 0 and "Solar design sheet" in plain.output


def test_a_string_above_the_limit_is_a_finding_and_exit_code_3(folder, monkeypatch):
    monkeypatch.chdir(folder)
    long = PROJECT.replace("inverter_group: main}]", "inverter_group: main}]").replace(
        "{measure: pv, roof: 1, inverter_group: main}",
        "{measure: pv, roof: 1, inverter_group: main, string_length: 25}",
    )
    (folder / "long.yaml").write_text(long, encoding="utf-8")
    result = CliRunner().invoke(main, ["solar", "long.yaml", "--json"])
    assert result.exit_code == 3
    document = json.loads(result.stdout)
    found = [f for f in document["findings"] if f["code"] == "string-voltage"]
    assert found and "at most 19 modules in series" in found[0]["cure"] and not document["sound"]
    assert (folder / "long_solar" / "solar.html").exists()
    refused = CliRunner().invoke(main, ["solar", "long.yaml", "--package", "baseline"])
    assert refused.exit_code == 2 and "no-pv" in refused.output


def test_best_for_the_roof_for_a_kwp_and_for_a_yuan_differ(sheet):
    """On a flat roof in Kunming: flat and dense gives most, wide and tilted most for a kWp; each is best by its own measure."""
    (o,) = sheet.optima
    best = o.best
    assert max(o.options, key=lambda x: x.ac_kwh) is best["kwh"]
    assert best["kwh"].tilt_deg < best["kwp"].tilt_deg
    assert best["kwh"].ground_cover_ratio > best["kwp"].ground_cover_ratio
    assert min(x.lcoe_cny_kwh for x in o.options) == best["yuan"].lcoe_cny_kwh
    assert best["npv"].npv_cny >= o.present.npv_cny
    same_tilt = sorted((x.ground_cover_ratio, x.kwh_per_kwp) for x in o.options if x.tilt_deg == 25.0)
    assert all(b[1] < a[1] for a, b in pairwise(same_tilt)), "denser rows shade each other more"
    assert o.present.modules == next(r.modules for r in sheet.design.roofs if r.place == "flat")
