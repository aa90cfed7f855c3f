"""Bills: reading them, laying them onto the year, finding known parameters again, and saying what they cannot tell."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from cli import main
from foundation.cells.dates import days_in
from foundation.errors import InputError
from retrofit.measured import calibration as cal
from retrofit.measured.bill_rows import Bill
from retrofit.measured.bills import parse, read_bills, weights
from retrofit.packages.context import context_of
from retrofit.project.schema.project import Project

MONTHS = [Bill("electricity", (None, m, 1), (None, m, days_in(None, m)), 0.0, m + 1) for m in range(1, 13)]
INDEX = pd.date_range("2001-01-01", periods=8760, freq="h", tz="Asia/Shanghai")


def project(station: str = "Changsha", **building) -> Project:
    return Project.model_validate(
        {
            "schema_version": 1,
            "name": "x",
            "site": {"station": station},
            "buildings": [{"name": "b", **building}],
            "packages": {"baseline": []},
        }
    )


def with_kwh(kwh) -> list[Bill]:
    return [Bill(b.carrier, b.first, b.last, float(k), b.line) for b, k in zip(MONTHS, kwh, strict=True)]


def months_csv(header: str = "month,kwh", first: str = "2024-{m:02d}") -> str:
    return "\n".join([header, *(f"{first.format(m=m)},{100 + m}" for m in range(1, 13))]) + "\n"


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("month,kwh", "2024-{m:02d}"), ("Month,Usage (kWh)", "{m}"), ("月份,用电量", "2024年{m}月"), ("账期,用电量(度)", "2024{m:02d}"),
        ("month,kwh", "2024/{m}"), ("月份,电量(千瓦时)", "{m}月份"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_months_are_read_in_both_languages_and_encodings(tmp_path, header, first, encoding):
    path = tmp_path / "账单.csv"
    path.write_bytes(months_csv(header, first).encode(encoding))
    bills = read_bills(path)
    assert [b.kwh for b in bills] == [100.0 + m for m in range(1, 13)]
    assert [b.first[1:] for b in bills] == [(m, 1) for m in range(1, 13)]
    assert bills[1].last[2] in (28, 29)
    assert {b.carrier for b in bills} == {"electricity"}


def test_periods_carriers_thousands_and_tabs():
    rows = ["开始日期\t结束日期\t能源\t用量(kWh)"]
    rows += [f"2023/{m}/5\t2023/{m + 1}/4\t天然气\t1,{100 + m}" for m in range(1, 12)] + [
        "2023年12月5日\t2024年1月4日\t燃气\t1 112"
    ]
    bills = parse("\n".join(rows))
    assert {b.carrier for b in bills} == {"gas"}
    assert bills[0].kwh == 1101.0 and bills[-1].kwh == 1112.0
    assert bills[-1].last == (2024, 1, 4)
    share = weights(bills, INDEX)
    assert share.sum(axis=0).min() == 1.0 == share.sum(axis=0).max()
    assert share[-1].sum() == 31 * 24 and share[-1][:96].all() and not share[-1][96]


def test_months_cover_the_year_once():
    share = weights(MONTHS, INDEX)
    assert (share.sum(axis=0) == 1.0).all()
    assert [int(s.sum() / 24) for s in share] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    leap = Bill("electricity", (2024, 2, 1), (2024, 2, 29), 1.0, 2)
    assert weights([leap], INDEX).sum() == 28 * 24


def test_all_mistakes_at_once():
    text = "month,carrier,kwh\n2024-13,electricity,5\n2024-02,steam,x\n2024-03,gas,-1\n2024-04,gas,3\n2024-04,gas,3\n"
    with pytest.raises(InputError) as caught:
        parse(text, "bills.csv")
    assert sorted(p.code for p in caught.value.problems) == [
        "bills-carrier", "bills-overlap", "bills-period", "bills-value", "bills-value"
    ]  # fmt: skip
    assert caught.value.problems[0].place == "bills.csv:2"
    for bad, code in (
        ("month,m3\n2024-01,5\n", "bills-unit"), ("", "bills-header"), ("month,用电量(kW)\n2024-01,5\n", "bills-unit"),
        ("month,kwh\n2024-01,5\n", "bills-few"), ("start,end,kwh\n2024-03-05,2024-02-05,5\n", "bills-period"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            parse(bad)
        assert code in {p.code for p in caught.value.problems}


def test_guideline14_by_hand():
    """Bills 100, 200, 300; model 110, 190, 270: gaps -10, 10, 30, n - 1 = 2, mean 200."""
    fit = cal.guideline14(np.array([100.0, 200.0, 300.0]), np.array([110.0, 190.0, 270.0]))
    assert fit.nmbe == pytest.approx(100.0 * 30.0 / (2 * 200.0))
    assert fit.cv_rmse == pytest.approx(100.0 * np.sqrt(1100.0 / 2.0) / 200.0)
    assert not fit.ok


TRUE = {
    "equipment_w_m2": 12.0, "lighting_w_m2": 9.0, "infiltration_ach": 0.8, "heating_setpoint_c": 20.0, "cooling_setpoint_c": 25.0,
    "served_share": 0.85,
}  # fmt: skip


@pytest.fixture(scope="module")
def recovered():
    p = project(archetype="community_centre", built=1998)
    ctx = context_of(p, Path("."))[0]
    kwh = cal.model_of(ctx, p.buildings[0], MONTHS)(tuple(TRUE.items()))
    return cal.calibrate(ctx, p.buildings[0], with_kwh(kwh)), p, ctx, kwh


def test_known_parameters_are_found_again(recovered):
    result = recovered[0]
    assert not any(f.ok for f in result.fit_before)
    assert result.ok and result.fit_after[0].cv_rmse < 3.0 and abs(result.fit_after[0].nmbe) < 1.0
    for p in result.parameters:
        if p.key in TRUE:  # the truth within two standard deviations, whatever the verdict
            low, high = p.value - 2.0 * (p.value - p.low), p.value + 2.0 * (p.high - p.value)
            assert low <= TRUE[p.key] <= high, p
    found = {p.key: p for p in result.parameters}
    for key in ("heating_setpoint_c", "cooling_setpoint_c", "served_share"):
        assert found[key].verdict == "identified"
        assert abs(found[key].value - TRUE[key]) < 0.6 * abs(found[key].prior - TRUE[key])
    assert found["occupants"].verdict == "not identified" and found["occupants"].value == found["occupants"].prior
    assert any({"lighting_w_m2", "equipment_w_m2"} == {a, b} and c < -0.8 for a, b, c in result.together)
    assert 2 <= result.directions < len(result.parameters)


def test_what_is_pasted_follows_the_bills(recovered):
    """The written keys are valid project keys, and the project with them gives the bills within Guideline 14."""
    from ruamel.yaml import YAML

    from retrofit.report.calibration.rows import project_keys

    result, p, ctx, kwh = recovered
    keys = dict(YAML(typ="safe").load(project_keys(result, "zh")))
    assert set(keys) == {q.key for q in result.parameters if q.verdict != "not identified"}
    again = project(**{**p.buildings[0].model_dump(exclude_none=True, exclude={"name"}), **keys}).buildings[0]
    assert cal.guideline14(kwh, cal.model_of(ctx, again, MONTHS)(())).cv_rmse < 3.0


def test_electricity_bills_cannot_tell_a_coal_stove():
    """Flat bills, heat from coal: what heats is unidentifiable, exactly; plug loads are found."""
    p = project(archetype="village_house_brick", heating="coal_stove", cooling="none")
    ctx = context_of(p, Path("."))[0]
    result = cal.calibrate(ctx, p.buildings[0], with_kwh([200.0] * 12))
    found = {q.key: q for q in result.parameters}
    for key in ("heating_setpoint_c", "served_share", "infiltration_ach"):
        assert found[key].verdict == "not identified"
        assert found[key].share == pytest.approx(1.0, abs=0.02)
        assert found[key].value == pytest.approx(found[key].prior, abs=0.05)
    assert found["equipment_w_m2"].verdict == "identified"


def test_flat_bills_of_an_electrically_heated_building_say_there_is_hardly_heating():
    p = project("Kunming", archetype="community_centre", built=1998)
    ctx = context_of(p, Path("."))[0]
    result = cal.calibrate(ctx, p.buildings[0], with_kwh([2600.0] * 12))
    found = {q.key: q for q in result.parameters}
    assert result.ok
    assert found["infiltration_ach"].verdict == "not identified"
    assert "not identified" in {found["served_share"].verdict, found["heating_setpoint_c"].verdict}
    assert result.directions <= 3


def test_two_carriers_and_a_prior_at_its_bound():
    """Harbin, district heat, the whole space heated by habit (share 1, its upper bound): bills of 60 % are recognised."""
    p = project("Harbin", archetype="community_centre", built=1998, cooling="none")
    ctx = context_of(p, Path("."))[0]
    two = [*MONTHS, *(Bill("heat", b.first, b.last, 0.0, b.line) for b in MONTHS)]
    kwh = cal.model_of(ctx, p.buildings[0], two)((("served_share", 0.6), ("equipment_w_m2", 14.0)))
    bills = [Bill(b.carrier, b.first, b.last, float(k), b.line) for b, k in zip(two, kwh, strict=True)]
    result = cal.calibrate(ctx, p.buildings[0], bills)
    found = {q.key: q for q in result.parameters}
    assert found["served_share"].prior == 1.0
    assert [f.carrier for f in result.fit_after] == ["electricity", "heat"]
    assert result.ok and not result.fit_before[1].ok
    assert found["served_share"].verdict != "not identified"
    assert found["served_share"].value < 0.85
    assert found["equipment_w_m2"].value == pytest.approx(14.0, abs=2.5)


def test_a_carrier_that_is_not_there_is_refused():
    p = project("Kunming", archetype="community_centre")
    ctx = context_of(p, Path("."))[0]
    bills = [Bill("coal", b.first, b.last, 100.0, b.line) for b in MONTHS]
    with pytest.raises(InputError) as caught:
        cal.calibrate(ctx, p.buildings[0], bills)
    assert [q.code for q in caught.value.problems] == ["bills-carrier"]


def test_set_points_and_share_of_the_project_file():
    from buildings.archetypes import build
    from buildings.archetypes.request import ArchetypeRequest

    p = project(archetype="community_centre", heating_setpoint_c=21.5, cooling_setpoint_c=24.5, served_share=0.6)
    ctx = context_of(p, Path("."))[0]
    built = build.build(ArchetypeRequest(climate_zone=ctx.zone, **p.buildings[0].archetype_values()), ctx.year)
    assert np.nanmax(built.zones[0].thermostat.heating_c) == 21.5
    assert np.nanmin(built.zones[0].thermostat.cooling_c) == 24.5
    assert built.zones[0].floor_area_m2 == pytest.approx(0.6 * built.floor_area_m2)
    for wrong in ({"comfort": "code", "served_share": 0.5}, {"heating_setpoint_c": 26.0, "cooling_setpoint_c": 25.0}):
        with pytest.raises(ValueError, match=r"served_share|below"):
            project(archetype="community_centre", **wrong)


YAML_TEXT = """schema_version: 1
name: two
site: {station: Kunming}
buildings:
  - {name: a, archetype: village_house_brick}
  - {name: b, archetype: village_house_brick, count: 5}
packages: {baseline: []}
"""


def test_the_command(tmp_path):
    folder = tmp_path / "万溪冲"
    folder.mkdir()
    (folder / "项目.yaml").write_text(YAML_TEXT, encoding="utf-8")
    (folder / "账单.csv").write_text(months_csv("月份,用电量"), encoding="gb18030")
    call = ["calibrate", str(folder / "项目.yaml"), str(folder / "账单.csv")]
    refused = CliRunner().invoke(main, [*call, "--json"])
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["error"]["problems"][0]["code"] == "calibrate-building"
    assert CliRunner().invoke(main, [*call, "--building", "c"]).exit_code == 2
    out = folder / "keys.yaml"
    done = CliRunner().invoke(main, [*call, "--building", "b", "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["building"] == "b" and len(document["bills"]) == 12
    assert {"nmbe_pct", "cv_rmse_pct"} <= set(document["fit"][0])
    assert out.read_text(encoding="utf-8") == document["keys"]
    figure = folder / "图.svg"
    told = CliRunner().invoke(main, [*call, "--building", "b", "--language", "zh", "--figure", str(figure)])
    drawn = figure.read_text(encoding="utf-8")
    assert drawn.startswith("<svg") and "设备功率密度" in drawn and "CV(RMSE)" in drawn and "不可识别" in drawn
    assert sorted(p.name for p in folder.iterdir()) == sorted(["项目.yaml", "账单.csv", "keys.yaml", "图.svg"])
    assert "账单" in told.stdout and "不可识别" in told.stdout and "Guideline 14" in told.stdout
    assert "identified" not in told.stdout and "NOT" not in told.stdout
