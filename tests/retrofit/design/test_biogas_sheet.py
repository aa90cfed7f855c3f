"""The design sheet: numbers that add up, both languages, every type drawn to scale, the command."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import InputError
from foundation.tables import read_table
from retrofit.biogas.tables import types
from retrofit.biogas.tank.model import Digester
from retrofit.design.biogas.sheet import SUMS, design
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.package import simulate
from retrofit.project import load
from retrofit.report.biogas import data
from retrofit.report.biogas import page as biogas_page
from retrofit.report.biogas.drawing import drawing
from retrofit.report.biogas.rows import word
from retrofit.report.render.plot import render
from retrofit.report.words.table import rows_of
from tests.paths import ROOT

EXAMPLE = ROOT / "tests" / "retrofit" / "design" / "unheated_tank.yaml"


@pytest.fixture(scope="module")
def context():
    return context_of(load.load(EXAMPLE), EXAMPLE.parent)[0]


@pytest.fixture(scope="module")
def sheet(context):
    return design(context)


def test_months_add_up_to_the_year(sheet):
    r = sheet.result
    m = sheet.months
    assert m["gas_nm3"].sum() == pytest.approx(r.biogas_nm3, rel=1e-9)
    assert m["stove_kwh"].sum() == pytest.approx(r.stove_kw.sum())
    assert m["methane_kg"].sum() == pytest.approx(r.methane_leaked_kg)
    assert m["methane_kgco2e"].sum() == pytest.approx(27.0 * r.methane_leaked_kg)  # AR6, non-fossil
    assert m["gas_nm3_m3_day"].mean() == pytest.approx(r.summary["nm3_per_m3_day"], rel=0.01)
    assert m["feed_t"].sum() == pytest.approx(365.0 * 254.4 / 1000.0)
    used = m["stove_kwh"].sum() + m["boiler_kwh"].sum() + r.own_gas_kw.sum() + r.chp_kw.sum()
    lost = (m["surplus_nm3"].sum() + m["leaked_nm3"].sum()) * r.methane_fraction * 35.8 / 3.6
    assert used + lost == pytest.approx(r.produced_kw.sum(), rel=2e-3)  # the rest is the store's change
    # a fifth to a half more room in Kunming than Nm3
    assert np.all((m["gas_m3_day"] / m["gas_nm3_day"] > 1.3) & (m["gas_m3_day"] / m["gas_nm3_day"] < 1.5))
    assert set(SUMS) <= set(m)


def test_saved_money_is_the_fuel_at_its_price(context, sheet):
    """LPG that is not bought, at the tariff, and electricity of the water heaters less the plant's own."""
    stove = sheet.result.stove_kw.sum()  # the same burner on LPG takes the same energy
    lpg = stove * context.tariff.fuel_price["lpg"]
    assert 0.8 * lpg < sheet.total("saved_cny") < 1.3 * lpg


def test_the_coldest_month_decides_and_the_limits_are_told(sheet):
    assert sheet.sizing.coldest_month in (1, 2)
    assert int(sheet.months["tank_c"].argmin()) + 1 in (1, 2)
    assert sheet.sizing.volumes_m3[sheet.sizing.binding] == sheet.sizing.volume_m3
    assert {p.code for p in sheet.result.limits} == {"digester-retention", "digester-loading"}
    assert sheet.gas_range["low"] < sheet.gas_range["typical"] < sheet.gas_range["high"]


def test_every_word_of_the_sheet_stands_in_both_languages(sheet):
    for key in (*sheet.months, *(f"by {k}" for k in sheet.sizing.volumes_m3), *sheet.result.methane.by_way()):
        assert word(key, "zh") != key
    for rows in ("types", "safety"):
        for row in read_table("retrofit", f"biogas_{rows}.csv"):
            name = "name" if rows == "types" else "text"
            assert row[f"{name}_zh"] and row[f"{name}_en"] and row["source"]
    found = set(
        re.findall(r'"(digester-[a-z]+)"', (ROOT / "retrofit/biogas/tank/limits.py").read_text(encoding="utf-8"))
    )
    titles = {r["code"]: r for r in rows_of("codes")}
    assert len(found) > 5
    assert all(titles[code]["title_zh"] and titles[code]["cure_zh"] for code in found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_is_whole_and_asks_nobody(sheet, tmp_path, language):
    files = biogas_page.write(sheet, tmp_path, language)
    assert {f.name for f in files} >= {"biogas.html", "biogas_monthly.csv", "biogas_hourly.csv", "biogas_drawing.svg"}
    text = (tmp_path / "biogas.html").read_text(encoding="utf-8")
    assert "http://" not in re.sub(r'xmlns(:\w+)?="[^"]*"|<!DOCTYPE[^>]*>|<(rdf|cc|dc):[^>]*>', "", text).replace(
        "http://www.w3.org", ""
    )
    assert word("safety", language) in text
    assert ("万溪冲社区活动中心" in text) is (language == "zh")
    if language == "zh":
        body = re.sub(r"<svg.*?</svg>|<style.*?</style>", "", text, flags=re.S)
        visible = body[: body.index(word("feed", "zh") + "</h2>")]
        for english in ("Retention", "Loading", "Gas", "coldest", "Sulph", "allowed"):
            assert english not in visible, english
    monthly = (tmp_path / "biogas_monthly.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(monthly) == 13


@pytest.mark.parametrize("kind", sorted(types()))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_type_is_drawn_to_scale(kind, language):
    """The dimensions stand in the drawing, and the drawn width agrees with them in the drawing's own scale."""
    volume = {"household_dome": 8.0, "tubular_bag": 15.0, "uasb": 60.0}.get(kind, 200.0)
    tank = Digester(volume, kind, types()[kind]["heated"] == "1")
    figure = drawing(tank, float(types()[kind]["buried_share"]), language)
    svg = render({"d": lambda: figure})["d"]
    s = tank.shape
    width = s.length_m or s.diameter_m
    assert f"{width:.2f}" in svg
    assert f"{s.height_m:.2f}" in svg
    axes = figure.axes[0]
    assert axes.get_aspect() == 1.0
    xs = np.concatenate(
        [p.get_path().vertices[:, 0] for p in axes.patches if p.get_path().vertices.size] + [np.zeros(1)]
    )
    spread = [line.get_xdata() for line in axes.lines]
    assert max(float(np.ptp(x)) for x in [*spread, xs]) >= width * 0.9
    assert word("inlet", language) in svg


def test_a_heated_plant_with_an_engine_has_a_heat_figure(tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace("heads: 120", "heads: 1500")
    text = re.sub(
        r"measure: digester, .*}",
        "measure: digester, volume_m3: 400, heated: true, chp_kw: 12, solar_m2: 30, manure_baseline: liquid}",
        text,
    )
    path = tmp_path / "project.yaml"
    path.write_text(text, encoding="utf-8")
    sheet = design(context_of(load.load(path), tmp_path)[0])
    files = biogas_page.write(sheet, tmp_path, "zh")
    assert "biogas_heat.svg" in {f.name for f in files}
    assert sheet.months["chp_hours"].sum() > 100.0
    ctx = context_of(load.load(path), tmp_path)[0]
    made = sheet.result.chp_electricity_kw
    others = simulate(
        ctx, caches_of(ctx.project), [m for m in ctx.project.packages["net_zero"] if m.measure != "digester"]
    )
    stoves = others.demand.carrier_kw("lpg") - sheet.result.demand_left.carrier_kw("lpg")
    power = others.demand.carrier_kw("electricity") - sheet.result.demand_left.carrier_kw("electricity") + made
    worth = (power * ctx.tariff.import_price).sum() + stoves.sum() * ctx.tariff.fuel_price["lpg"]
    assert made.sum() > 0.0 and sheet.total("saved_cny") == pytest.approx(worth, rel=1e-6)
    assert sheet.months["heat_chp_kwh"].sum() > 0.0
    assert sheet.exchanger_m2 > 0.0
    document = data.as_json(sheet)
    assert document["manure_baseline"] == "liquid"
    assert 6.8 < document["adm1"]["ph"] < 8.2
    assert document["adm1"]["methane_nm3_day"] == pytest.approx(document["adm1"]["first_order_nm3_day"], rel=0.25)
    assert document["avoided_manure_methane_kg"]["liquid"] > document["avoided_manure_methane_kg"]["solid"] > 0.0
    page = (tmp_path / "biogas.html").read_text(encoding="utf-8")
    assert "← 项目声明" in page


def test_command_prints_one_document(tmp_path):
    out = tmp_path / "sheet"
    done = CliRunner().invoke(main, ["biogas", str(EXAMPLE), "--out", str(out), "--json"])
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert document["package"] == "net_zero"
    assert len(document["months"]["gas_nm3"]) == 12
    assert all(abs(c["error"]) < 1e-9 for c in document["closure"].values())
    assert (out / "biogas.html").exists()
    again = CliRunner().invoke(main, ["biogas", str(EXAMPLE), "--out", str(out), "--gas", "4", "--language", "zh"])
    assert again.exit_code == 0
    assert "沼气工程设计书" in again.output


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--retention", "1"], "digester-washout"), (["--volume", "0.1"], "digester-washout"), (["--gas", "1000"], "digester-gas"), (["--volume", "3", "--gas", "1"], "digester-size-choice"), (["--package", "baseline"], "digester-missing"), (["--package", "no"], "unknown-package"), (["--volume", "3"], "digester-loading")],
)  # fmt: skip
def test_command_refuses_with_a_cure(tmp_path, options, code):
    out = tmp_path / "sheet"
    done = CliRunner().invoke(main, ["biogas", str(EXAMPLE), "--out", str(out), "--json", *options])
    assert done.exit_code == 2
    problems = json.loads(done.stdout)["error"]["problems"]
    assert code in {p["code"] for p in problems}
    assert all(p["cure"] for p in problems)
    assert not out.exists()


@pytest.mark.parametrize(
    "options", [["--retention", "-5"], ["--volume", "-1"], ["--volume", "nan"], ["--gas", "1e308"]]
)
def test_a_size_out_of_range_is_a_wrong_use(tmp_path, options):
    done = CliRunner().invoke(main, ["biogas", str(EXAMPLE), "--out", str(tmp_path / "sheet"), *options])
    assert done.exit_code == 2 and "range" in done.output
    assert not (tmp_path / "sheet").exists()


def test_check_tells_the_limits_with_their_line(tmp_path):
    found = load.check(EXAMPLE)
    line = next(
        n for n, text in enumerate(EXAMPLE.read_text(encoding="utf-8").splitlines(), 1) if "measure: digester" in text
    )
    told = {p.code: p for p in found}
    assert {"digester-retention", "digester-loading", "carbon-nitrogen"} <= set(told)
    assert f":{line} " in told["digester-retention"].place
    path = tmp_path / "project.yaml"
    path.write_text(
        EXAMPLE.read_text(encoding="utf-8").replace("volume_m3: 50", "volume_m3: 50, store_nm3: 0.1"), encoding="utf-8"
    )
    with pytest.raises(InputError) as error:
        load.load(path)
    assert error.value.problems[0].code == "digester-store"
