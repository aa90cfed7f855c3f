"""Roofs and data sheets as people give them: what is taken, what is told, what is refused, and that each cure works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foundation.errors import InputError, Problem
from retrofit.design.solar.design import design
from retrofit.design.solar.sheet import solar_sheet
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.package import simulate as simulate_package
from retrofit.project.load import check, load
from retrofit.project.objects.roofs import inverter_of, module_of
from retrofit.project.schema.bearing import bearing_of
from retrofit.report.solar.plan import plan

HEAD = """schema_version: 1
name: test
site: {{station: {station}}}
buildings: [{{name: centre, archetype: community_centre, built: 1998, floor_area_m2: {area}, storeys: 2}}]
{extra}
roofs: [{{name: r, building: centre, {roof}}}]
packages: {{baseline: [], solar: [{{measure: pv, roof: r{pv}}}]}}
"""
SHEET = "Voc: 51.47, Isc: 14.37, Vmp: 42.59, Imp: 13.62, alpha_isc_pct_k: 0.045, beta_voc_pct_k: -0.25, gamma_pmp_pct_k: -0.29, length_m: 2.278, width_m: 1.134"


def write(
    tmp_path: Path, roof: str = "length_m: 30, width_m: 12, tilt_deg: 10", pv: str = "", extra: str = "", area: float = 1200, station: str = "Kunming"
) -> Path:  # fmt: skip
    path = tmp_path / "project.yaml"
    path.write_text(HEAD.format(roof=roof, pv=pv, extra=extra, area=area, station=station), encoding="utf-8")
    return path


def problems(path: Path) -> list[Problem]:
    return list(check(path))


def codes(path: Path) -> list[tuple[str, str]]:
    return [(p.code, p.severity) for p in problems(path)]


def designed(path: Path):
    project = load(path)
    ctx = context_of(project, path.parent)[0]
    return ctx, design(ctx, "solar")


@pytest.mark.parametrize(
    ("text", "azimuth"),
    [
        ("东南", 135), ("南", 180), ("正南", 180), ("朝西南", 225), ("南偏东15度", 165), ("南偏西 10°", 190), ("北偏东30", 30), ("南东南", None),
        ("south", 180), ("South-East", 135), ("SE", 135), ("south west", 225), ("NNE", 22.5), ("S15E", 165), ("S 15 W", 195),
        ("15 degrees east of south", 165), ("10° west of north", 350), ("up", None), ("", None), ("eastsouth north", None), ("东西", None),
    ],
)  # fmt: skip
def test_a_direction_by_name(text, azimuth):
    if azimuth is not None:
        assert bearing_of(text) == azimuth
    elif text != "南东南":
        assert bearing_of(text) is None


@pytest.mark.parametrize(
    ("typed", "azimuth"), [("东南", 135), ("south-east", 135), ("S15E", 165), ("135", 135), ("0", 0)]
)
def test_an_azimuth_in_a_project(typed, azimuth, tmp_path):
    roof = load(write(tmp_path, f"length_m: 30, width_m: 12, tilt_deg: 10, azimuth_deg: {typed}")).roofs[0]
    assert roof.azimuth_deg == azimuth


@pytest.mark.parametrize("typed", ["-45", "up", "-90", "-180.5"])
def test_another_convention_is_told_with_both_readings_and_a_cure_that_works(typed, tmp_path):
    roof = "length_m: 30, width_m: 12, tilt_deg: 10, azimuth_deg: {}"
    found = problems(write(tmp_path, roof.format(typed)))
    assert [p.code for p in found] == ["azimuth"]
    if typed == "-45":
        assert "south-east" in found[0].message and "north-west" in found[0].message
    for number in re.findall(r"write (\S+)|or (\d\S*) ", found[0].cure):
        cured = next(filter(None, number))
        if cured != "degrees":
            assert not [p for p in problems(write(tmp_path, roof.format(cured))) if p.severity == "error"]


@pytest.mark.parametrize(
    ("azimuth", "station", "told"),
    [(0, "Kunming", True), (180, "Kunming", False), (315, "Kunming", True), (90, "Kunming", False)],
)
def test_a_roof_that_faces_the_pole_is_told_with_the_other_side(azimuth, station, told, tmp_path):
    path = write(tmp_path, f"length_m: 30, width_m: 12, tilt_deg: 30, azimuth_deg: {azimuth}", station=station)
    assert (("roof-azimuth", "warning") in codes(path)) == told
    _, d = designed(path)
    found = [f for f in d.findings if f.code == "roof-azimuth"]
    assert bool(found) == told
    if azimuth == 0:
        here, there = (float(v) for v in re.findall(r"(\d+)(?: kWh/kWp|$)", found[0].message))
        assert 0.6 < here / there < 0.75
        assert there == pytest.approx(1290, rel=0.05)


def test_the_default_of_the_other_hemisphere_is_told(tmp_path):
    path = write(tmp_path, "length_m: 30, width_m: 12, tilt_deg: 30")
    text = path.read_text(encoding="utf-8").replace(
        "station: Kunming", "station: Kunming, latitude: -33.4, longitude: -70.6"
    )
    path.write_text(text, encoding="utf-8")
    found = [p for p in problems(path) if p.code == "roof-azimuth"]
    assert found and "azimuth_deg: 0 faces to the north" in found[0].cure


def test_eaves_are_told_and_a_roof_far_too_large_is_refused(tmp_path):
    small = {"area": 160}  # a footprint of 80 m2
    assert codes(write(tmp_path, "length_m: 10, width_m: 8, tilt_deg: 0", **small)) == []
    assert codes(write(tmp_path, "length_m: 11, width_m: 9, tilt_deg: 0", **small)) == [("roof-footprint", "warning")]
    assert ("roof-footprint", "error") in codes(write(tmp_path, "length_m: 14, width_m: 9, tilt_deg: 0", **small))


def test_two_pitches_with_eaves(tmp_path):
    path = write(tmp_path, "length_m: 11, width_m: 4.5, tilt_deg: 0", area=160)
    text = path.read_text(encoding="utf-8").replace(
        "tilt_deg: 0}]", "tilt_deg: 0}, {name: n, building: centre, length_m: 11, width_m: 4.5, tilt_deg: 0}]"
    )
    path.write_text(text, encoding="utf-8")
    assert codes(path) == [("roof-footprint", "warning")]


@pytest.mark.parametrize(
    "corners",
    ["[0, 0], [30, 0], [30, 12], [0, 12], [0, 0]", "[0, 0], [30, 0], [30, 0], [30, 12], [0, 12], [0.0005, 0]"],
)
def test_a_closed_ring_is_its_outline(corners, tmp_path):
    path = write(tmp_path, f"polygon: [{corners}], tilt_deg: 10")
    assert codes(path) == []
    assert len(load(path).roofs[0].polygon) == 4
    assert ("value-error", "error") in codes(write(tmp_path, "polygon: [[0, 0], [30, 0], [0, 0]], tilt_deg: 10"))
    assert ("roof-outline", "error") in codes(
        write(tmp_path, "polygon: [[0, 0], [30, 12], [30, 0], [0, 12]], tilt_deg: 10")
    )


def test_a_parapet_keeps_its_shadow_free_and_says_so(tmp_path):
    rack = "length_m: 30, width_m: 12, tilt_deg: 15, mounting: open_rack"
    found = {h: designed(write(tmp_path, f"{rack}, parapet_height_m: {h}"))[1] for h in (0, 0.6, 1.2)}
    modules = {h: sum(r.modules for r in d.roofs) for h, d in found.items()}
    assert modules[0] >= modules[0.6] > modules[1.2] > 0
    notes = {h: [a for a in d.assumptions if a.key.startswith("pv.parapet")] for h, d in found.items()}
    assert not notes[0] and "partial shade" in notes[1.2][0].note
    assert ("value-error", "error") in codes(write(tmp_path, "area_m2: 300, parapet_height_m: 1"))


def test_the_building_below_is_no_neighbour(tmp_path):
    roof = "length_m: 30, width_m: 12, tilt_deg: 10, nearby: [{{east_m: [{}, {}], north_m: [-6, 6], up_m: [-8, {}]}}]"
    assert codes(write(tmp_path, roof.format(-15, 15, 2))) == [("nearby-holds-roof", "error")]
    assert codes(write(tmp_path, roof.format(5, 15, 2))) == [("nearby-holds-roof", "warning")]
    assert codes(write(tmp_path, roof.format(20, 30, 2))) == []
    assert codes(write(tmp_path, roof.format(-15, 15, -3))) == []


INVERTER = "inverters: {{I: {{idc_max_a: {idc}, mppt_high_v: 1000, mppt_low_v: 160, mppts: 4, pac_max_w: {pac}, vdc_max: 1100{more}}}}}"


@pytest.mark.parametrize(
    ("pac", "idc", "more", "code"),
    [(50, 30, "", "inverter-datasheet"), (50000, 30, "", None), (50000, 0.3, "", "inverter-datasheet"), (5e6, 30, "", "inverter-datasheet"),
     (50000, 30, ", night_w: 900", None), (3000, 8, ", night_w: 500", "inverter-datasheet")],
)  # fmt: skip
def test_an_inverter_whose_values_go_together(pac, idc, more, code, tmp_path):
    path = write(tmp_path, extra=INVERTER.format(pac=pac, idc=idc, more=more), pv=", inverter: I" if idc > 8 else "")
    found = [p for p in problems(path) if p.severity == "error"]
    assert [p.code for p in found] == ([code] if code else [])
    if pac == 50:
        assert found[0].place.endswith("inverters.I.pac_max_w")
        watts = re.search(r"write (\d+)", found[0].cure)[1]
        cured = write(tmp_path, extra=INVERTER.format(pac=watts, idc=idc, more=more), pv=", inverter: I")
        assert not [p for p in problems(cured) if p.severity == "error"]


def test_inverters_without_a_string_are_refused(tmp_path):
    _, d = designed(write(tmp_path, pv=", inverter: SG8.0RT-P2, inverters: 60"))
    assert "inverter-idle" in [f.code for f in d.findings] and not d.sound


@pytest.mark.parametrize(
    ("sheet", "key"),
    [("width_m: 0.113", "width_m"), ("length_m: 0.2278, width_m: 0.1134", None), ("Imp: 1.362, Isc: 1.437", None), ("Pmax: 480", "p_max_w"), ("cells: 36", "cells_in_series")],
)  # fmt: skip
def test_a_module_that_cannot_be_is_refused_at_its_line(sheet, key, tmp_path):
    given = dict(part.split(": ") for part in f"{SHEET}, cells: 144".split(", ")) | dict(part.split(": ") for part in sheet.split(", "))  # fmt: skip
    path = write(
        tmp_path, extra="modules: {M: {" + ", ".join(f"{k}: {v}" for k, v in given.items()) + "}}", pv=", module: M"
    )
    found = [p for p in problems(path) if p.severity == "error"]
    assert {p.code for p in found} == {"module-datasheet"}
    assert all("project.yaml:5 modules.M" in p.place for p in found)
    assert key is None or found[0].place.endswith(key)


@pytest.mark.parametrize(
    ("cells", "series"),
    [
        ("cells_in_series: 144", 72),
        ("cells: 144", 72),
        ("电池片数: 72", 72),
        ("Number of cells: 72", 72),
        ("NCelS: 216", 72),
    ],
)
def test_cells_as_the_sheet_counts_them(cells, series, tmp_path):
    path = write(tmp_path, extra=f"modules: {{M: {{{SHEET}, {cells}}}}}", pv=", module: M")
    assert codes(path) == []
    module = module_of(load(path), "M")
    assert module.cells_in_series == series and module.pdc_stc_w == pytest.approx(580, abs=0.5)
    assert ("cut cells" in module.source) == (cells[-3:] in ("144", "216"))


@pytest.mark.parametrize(
    "sheet",
    [
        "开路电压: 51.47, 短路电流: 14.37, 峰值工作电压: 42.59, 峰值工作电流: 13.62, 短路电流温度系数: 0.045, 开路电压温度系数: -0.25, 峰值功率温度系数: -0.29, 电池片数: 144, 长度: 2.278, 宽度: 1.134",
        "'Voc (V)': 51.47, 'Isc (A)': 14.37, Vmpp: 42.59, Impp: 13.62, 'TK Isc (%/K)': 0.045, 'TC Voc': -0.25, gamma: -0.29, cells: 144, length mm: 2278, width mm: 1134, Pmax: 580",
    ],
)
def test_headings_as_printed(sheet, tmp_path):
    path = write(tmp_path, extra=f"modules: {{M: {{{sheet}}}}}", pv=", module: M")
    assert problems(path) == []
    module = module_of(load(path), "M")
    assert (module.v_oc, module.i_sc, module.v_mp, module.i_mp) == (51.47, 14.37, 42.59, 13.62)
    assert (module.length_m, module.width_m) == (2.278, 1.134)


def test_a_value_given_twice_is_told(tmp_path):
    path = write(tmp_path, extra=f"modules: {{M: {{{SHEET}, cells: 144, v_oc: 50}}}}", pv=", module: M")
    assert [p.code for p in problems(path)] == ["value-error"]
    assert "twice" in problems(path)[0].message


def test_an_inverter_with_kilowatts_by_its_heading(tmp_path):
    extra = "inverters: {I: {rated power kW: 50, 最大输入电压: 1100, mppt_low_v: 160, mppt_high_v: 1000, 每路MPPT最大输入电流: 30, MPPT数量: 4, 最大效率%: 98.5, 欧洲效率%: 98.1}}"
    path = write(tmp_path, extra=extra, pv=", inverter: I")
    assert [p for p in problems(path) if p.severity == "error"] == []
    own = inverter_of(load(path), "I")
    assert (own.pac_max_w, own.mppts, own.vdc_max) == (50000.0, 4, 1100.0)


def test_less_than_one_module_is_refused(tmp_path):
    assert codes(write(tmp_path, pv=", capacity_kwp: 0.05")) == [("pv-capacity", "error")]
    assert codes(write(tmp_path, pv=", capacity_kwp: 0.6")) == []


@pytest.mark.parametrize(
    ("roof", "inverter", "modules"),
    [("length_m: 8, width_m: 3.6, tilt_deg: 10", "SG3.0RS", 6), ("length_m: 4.2, width_m: 2.6, tilt_deg: 10, setback_m: 0.2", "HMS-500-1T", 1)],
)  # fmt: skip
def test_small_roofs_have_small_inverters(roof, inverter, modules, tmp_path):
    _, d = designed(write(tmp_path, roof))
    assert d.sound and not d.findings
    assert d.groups[0].strings.inverter.name == inverter and d.roofs[0].strung == modules
    assert 0.8 <= d.groups[0].strings.dc_ac <= 1.5


def test_one_module_a_string_asks_for_micro_inverters(tmp_path):
    _, d = designed(write(tmp_path, "length_m: 8, width_m: 3.6, tilt_deg: 10", pv=", string_length: 1"))
    assert d.sound and d.groups[0].strings.inverter.name == "HMS-1000-2T"
    assert d.solar.ac_kwh / d.capacity_kwp == pytest.approx(1253, rel=0.02)


@pytest.mark.parametrize("mounting", ["close_mount", "open_rack"])
def test_one_yield_for_one_roof(mounting, tmp_path):
    """run and solar: the same modules, inverter and kilowatt hours."""
    path = write(tmp_path, f"length_m: 30, width_m: 12, tilt_deg: 15, mounting: {mounting}", pv=", capacity_kwp: 40")
    ctx, d = designed(path)
    result = simulate_package(ctx, caches_of(ctx.project), ctx.project.packages["solar"])
    assert result.solar.ac_kwh == pytest.approx(d.solar.ac_kwh, rel=1e-12)
    assert result.solar.capacity_kwp == pytest.approx(d.capacity_kwp, rel=1e-12)
    named = [a.value for a in result.assumptions if a.key == "pv.inverter"]
    assert named == [d.groups[0].strings.inverter.name]
    if mounting == "open_rack":
        own = solar_sheet(ctx, "solar").optima[0].present
        assert (own.modules, own.ac_kwh) == (d.roofs[0].all_modules, pytest.approx(d.solar.ac_kwh))
        assert own.pitch_m == d.roofs[0].layout.pitch_m


def test_the_table_of_tilts_has_the_chosen_pitch(tmp_path):
    ctx, d = designed(write(tmp_path, "length_m: 30, width_m: 12, tilt_deg: 15, mounting: open_rack, row_pitch_m: 4.5"))
    own = solar_sheet(ctx, "solar").optima[0].present
    assert own.pitch_m == 4.5 and not own.by_rule and own.modules == d.roofs[0].all_modules


def test_flat_racks_have_no_step_at_zero(tmp_path):
    flat, tilted = (
        designed(
            write(
                tmp_path,
                f"length_m: 60, width_m: 20, tilt_deg: {t}, mounting: open_rack",
                area=60000,
                pv=", capacity_kwp: 150",
            )
        )[1]
        for t in (0, 0.1)
    )
    specific = [d.solar.ac_kwh / d.capacity_kwp for d in (flat, tilted)]
    assert specific[0] == pytest.approx(specific[1], rel=2e-3)
    assert specific[0] == pytest.approx(1266, rel=5e-3)


def test_a_legend_of_many_obstacles_fits(tmp_path):
    things = ", ".join(
        f"{{name: tank {k}, x: {1.4 * (k % 40) + 1:.1f}, y: {3 + 8 * (k // 40)}, length_m: 0.4, width_m: 0.4, height_m: 0.8}}"
        for k in range(60)
    )
    ctx, d = designed(
        write(
            tmp_path, f"length_m: 60, width_m: 30, tilt_deg: 10, mounting: open_rack, obstacles: [{things}]", area=60000
        )
    )
    svg = plan(d.roofs[0], d.groups[0].strings.strings, ctx.year.site.latitude, "en")
    assert "... 60" in svg


def test_a_broken_product_that_no_measure_names_is_told(tmp_path):
    with pytest.raises(InputError, match="inverter-datasheet"):
        load(write(tmp_path, extra=INVERTER.format(pac=50, idc=30, more="")))
