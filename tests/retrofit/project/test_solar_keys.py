"""Roofs, modules and inverters in the project file: keys, refusals with line and cure, old files as before."""

from __future__ import annotations

import pytest

from retrofit.project import load
from retrofit.project.objects.roofs import inverter_of, module_of, plane_of
from retrofit.solar.roof.capacity import capacity_from_roof

BASE = """schema_version: 1
name: test
site: {latitude: 25.02, longitude: 102.68, altitude_m: 1892}
buildings:
  - {name: centre, archetype: community_centre, floor_area_m2: 1200, storeys: 2}
roofs:
  - ROOF
packages:
  baseline: []
  solar: [PV]
"""
FLAT = "{building: centre, length_m: 30, width_m: 18, tilt_deg: 15, mounting: open_rack}"
LATITUDE = 25.02


def text_of(roof=FLAT, pv="{measure: pv, roof: 1}", more=""):
    return BASE.replace("ROOF", roof).replace("PV", pv) + more


def problems(tmp_path, text):
    path = tmp_path / "project.yaml"
    path.write_text(text, encoding="utf-8")
    return {p.code: p for p in load.check(path)}


def loaded(tmp_path, text):
    path = tmp_path / "project.yaml"
    path.write_text(text, encoding="utf-8")
    return load.load(path)


def test_area_only_roofs_are_as_before(tmp_path):
    p = loaded(tmp_path, text_of("{building: centre, area_m2: 300}"))
    plane = plane_of(p, 0, LATITUDE)
    assert plane.shape is None and plane.area_m2 == 300.0
    assert capacity_from_roof(plane, LATITUDE) == pytest.approx(300.0 * 0.1887)


def test_an_outline_carries_real_modules(tmp_path):
    p = loaded(tmp_path, text_of())
    plane = plane_of(p, 0, LATITUDE)
    assert plane.area_m2 == pytest.approx(29.0 * 17.0, rel=0.005)
    module = module_of(p, None)
    kwp = capacity_from_roof(plane, LATITUDE, module)
    count = kwp * 1000.0 / module.pdc_stc_w
    assert count == pytest.approx(round(count), abs=1e-9)
    assert 0.4 < count * module.area_m2 / (29.0 * 17.0) < 1.0
    three = loaded(tmp_path, text_of(FLAT.replace("length_m: 30, width_m: 18", "length_m: 10, width_m: 18, count: 3")))
    one = loaded(tmp_path, text_of(FLAT.replace("length_m: 30", "length_m: 10")))
    ten = [capacity_from_roof(plane_of(q, 0, LATITUDE), LATITUDE, module) for q in (three, one)]
    assert ten[0] == pytest.approx(3.0 * ten[1])


@pytest.mark.parametrize(
    ("roof", "pv", "code", "line", "cure"),
    [
        ("{building: centre}", "", "value-error", 7, ""),
        ("{building: centre, area_m2: 100, length_m: 10, width_m: 10}", "", "value-error", 7, ""),
        ("{building: centre, polygon: [[0, 0], [10, 10], [10, 0], [0, 10]]}", "", "roof-outline", 7, "in order"),
        ("{building: centre, length_m: 40, width_m: 18}", "", "roof-footprint", 7, "correct the outline"),
        ("{building: centre, length_m: 0.8, width_m: 8}", "", "roof-empty", 10, "leave this roof out"),
        (FLAT, "{measure: pv, roof: 1, module: JKM580N-72HL9}", "unknown-module", 10, ""),
        (FLAT, "{measure: pv, roof: 1, inverter: SG50CY}", "unknown-inverter", 10, ""),
        (FLAT, "{measure: pv, roof: 1, capacity_kwp: 95}", "pv-capacity", 10, ""),
        (FLAT, "{measure: pv, roof: 1, capacity_kwp: 5}, {measure: pv, roof: 1, capacity_kwp: 5, module: TSM-370DE14H(II)}", "pv-module-mix", 10, "own outline"),
        (FLAT.replace("tilt", "row_pitch_m: 3, ground_cover_ratio: 0.5, tilt"), "", "value-error", 7, ""),
        (FLAT.replace("tilt", "obstacles: [{x: 50, y: 2, length_m: 1, width_m: 1}], tilt"), "", "roof-obstacle", 7, "zero"),
        (FLAT.replace("tilt", "walkways: [{x: 0, y: 2, length_m: 50, width_m: 1}], tilt"), "", "roof-obstacle", 7, "zero"),
        (FLAT.replace("tilt", "obstacles: [{x: 5, y: 2, length_m: 1, widht_m: 1}], tilt"), "", "unknown-key", 7, "width_m"),
    ],
)  # fmt: skip
def test_bad_roofs_are_told_with_line_and_cure(tmp_path, roof, pv, code, line, cure):
    found = problems(tmp_path, text_of(roof, pv or "{measure: pv, roof: 1}"))
    assert code in found, found
    assert f":{line} " in found[code].place
    assert cure in found[code].cure


def test_the_far_north_is_told_to_choose_a_pitch(tmp_path):
    north = text_of().replace("latitude: 25.02", "latitude: 60")
    found = problems(tmp_path, north)
    assert "row_pitch_m" in found["row-pitch-latitude"].cure and ":7 " in found["row-pitch-latitude"].place
    for roof in (
        FLAT.replace("tilt", "row_pitch_m: 4, tilt"),
        "{building: centre, area_m2: 300, mounting: open_rack, ground_cover_ratio: 0.4}",
    ):
        assert "row-pitch-latitude" not in problems(tmp_path, north.replace(FLAT, roof))


def test_own_modules_and_inverters_from_data_sheets(tmp_path):
    more = """modules:
  Mine 600: {v_mp: 44.1, i_mp: 13.61, v_oc: 52.6, i_sc: 14.4, alpha_isc_pct_k: 0.045, beta_voc_pct_k: -0.25, gamma_pmp_pct_k: -0.29,
    cells_in_series: 72, length_m: 2.278, width_m: 1.134, max_fuse_a: 30, max_system_voltage: 1500}
inverters:
  My 30: {pac_max_w: 30000, vdc_max: 1100, mppt_low_v: 200, mppt_high_v: 1000, idc_max_a: 32, mppts: 3}
"""
    p = loaded(tmp_path, text_of(pv="{measure: pv, roof: 1, module: Mine 600, inverter: My 30}", more=more))
    module, inverter = module_of(p, "Mine 600"), inverter_of(p, "My 30")
    assert module.beta_voc == pytest.approx(-0.0025 * 52.6)
    assert module.pdc_stc_w == pytest.approx(600.2, abs=0.1)
    assert inverter.mppts == 3 and inverter.sandia is not None
