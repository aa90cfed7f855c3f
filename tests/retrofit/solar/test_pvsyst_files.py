"""PVsyst component files: read as modules and inverters, and rightly refused where they are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from foundation.errors import InputError
from retrofit.design.solar.design import design
from retrofit.packages.context import context_of
from retrofit.project.load import check, load
from retrofit.solar.products.pvsyst import is_component, read_ond, read_pan

PAN = """PVObject_=pvModule
  Comment=made for a test
  Version=7.2

  PVObject_Commercial=pvCommercial
    Manufacturer=Own
    Model=OWN-580
    Width=1.134
    Height=2.278
    Depth=0.030
  End of PVObject pvCommercial

  Technol=mtSiMono
  NCelS=72
  NCelP=2
  NDiode=3
  GRef=1000
  TRef=25.0
  PNom=580.0
  BifacialityFactor=0.800
  Isc=14.370
  Voc=51.470
  Imp=13.620
  Vmp=42.590
  muISC=6.47
  muVocSpec=-128.7
  muPmpReq=-0.290
  VMaxIEC=1500
End of PVObject pvModule
"""
OND = """PVObject_=pvGInverter
  Comment=made for a test
  Version=7.2

  PVObject_Commercial=pvCommercial
    Manufacturer=Own
    Model=OWN-50K
  End of PVObject pvCommercial
  Transfo=Without

  Converter=TConverter
    PNomConv=50.000
    PMaxOUT=50.000
    VOutConv=400.0
    VMppMin=160.0
    VMPPMax=1000.0
    VAbsMax=1100.0
    PSeuil=50.0
    EfficMax=98.50
    EfficEuro=98.10
    ModeOper=MPPT
    VmppNom=600.0
    IMaxDC=120.0
    IscMax=160.0
    Night_Loss=2.00

    ProfilPIO=TCubicProfile
      NPtsMax=11
      Point_1=1000.0,940.0
      Point_2=2500.0,2420.0
      Point_3=5000.0,4880.0
      Point_4=10000.0,9810.0
      Point_5=15000.0,14740.0
      Point_6=25000.0,24610.0
      Point_7=50500.0,49740.0
    End of TCubicProfile
  End of TConverter
  NbInputs=8
  NbMPPT=4
End of PVObject pvGInverter
"""


def put(folder: Path, text: str, name: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "latin-1"])
def test_a_module_of_a_file(encoding, tmp_path):
    maker = "隆基" if encoding != "latin-1" else "Müller"
    m = read_pan(put(tmp_path, PAN.replace("Manufacturer=Own", f"Manufacturer={maker}"), "own.PAN", encoding))
    assert (m.name, m.length_m, m.width_m, m.cells_in_series, m.bifaciality) == ("OWN-580", 2.278, 1.134, 72, 0.8)
    assert (m.v_oc, m.i_sc, m.v_mp, m.i_mp, m.max_system_voltage) == (51.47, 14.37, 42.59, 13.62, 1500)
    assert (m.alpha_isc, m.beta_voc, m.gamma_pmp) == pytest.approx((0.00647, -0.1287, -0.0029))
    assert m.cec is not None and "own.PAN" in m.source
    if encoding != "latin-1":
        assert m.manufacturer == maker


def test_an_inverter_of_a_file(tmp_path):
    i = read_ond(put(tmp_path, OND, "own.OND"))
    assert (i.name, i.pac_max_w, i.mppts, i.vdc_max, i.mppt_low_v, i.mppt_high_v) == (
        "OWN-50K",
        50000,
        4,
        1100,
        160,
        1000,
    )
    assert (i.idc_max_a, i.isc_max_a, i.night_w) == (30, 40, 2)
    assert i.pac_max_w / i.pdc_max_w == pytest.approx(0.985)


def test_efficiencies_come_from_the_curve_where_the_file_gives_none(tmp_path):
    text = OND.replace("    EfficMax=98.50\n    EfficEuro=98.10\n", "")
    i = read_ond(put(tmp_path, text, "own.OND"))
    assert i.pac_max_w / i.pdc_max_w == pytest.approx(49740 / 50500, abs=1e-3)
    assert 0.97 < i.sandia["Paco"] / i.sandia["Pdco"] < 0.99


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        (lambda t: t[: len(t) // 2], "component-file", "cut off"),
        (lambda t: t.replace("PVObject_=pvModule", "PVObject_=pvGInverter", 1), "component-file", "of this kind"),
        (lambda t: t.replace("  Voc=51.470\n", ""), "component-file", "missing"),
        (lambda t: t.replace("Voc=51.470", "Voc="), "component-file", "missing"),
        (lambda t: t.replace("Voc=51.470", "Voc=51,470"), "component-file", "decimal point"),
        (lambda t: t.replace("Voc=51.470", "Voc=abc"), "component-file", "not a number"),
        (lambda t: t.replace("GRef=1000", "GRef=800"), "component-file", "standard conditions"),
        (lambda t: t.replace("Voc=51.470", "Voc=40.0"), "module-datasheet", "V_oc"),
        (lambda t: t.replace("PNom=580.0", "PNom=450.0"), "module-datasheet", "power"),
        (lambda t: t.replace("muISC=6.47", "muISC=6470"), "module-datasheet", "alpha_isc"),
        (lambda t: t.replace("Width=1.134", "Width=0.1134"), "module-datasheet", "efficiency"),
        (lambda t: "\n".join(" " * 9 * (k % 3) + line for k, line in enumerate(t.splitlines())), "component-file", "indented"),
        (lambda t: "", "component-file", "of this kind"),
    ],
)  # fmt: skip
def test_a_damaged_module_is_refused(change, code, word, tmp_path):
    with pytest.raises(InputError) as error:
        read_pan(put(tmp_path, change(PAN), "own.PAN"))
    assert {p.code for p in error.value.problems} == {code}
    assert word in str(error.value) and "own.PAN" in str(error.value)


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        (lambda t: t.replace("PMaxOUT=50.000", "PMaxOUT=50000.0"), "inverter-datasheet", "pac_max_w"),
        (lambda t: t.replace("VMppMin=160.0", "VMppMin=1200.0"), "component-file", "out of order"),
        (lambda t: t.replace("EfficMax=98.50", "EfficMax=198.5"), "component-file", "efficiencies"),
        (lambda t: t.replace("    VAbsMax=1100.0\n", ""), "component-file", "missing"),
        (lambda t: t.replace("PVObject_=pvGInverter", "PVObject_=pvModule", 1), "component-file", "of this kind"),
    ],
)  # fmt: skip
def test_a_damaged_inverter_is_refused(change, code, word, tmp_path):
    with pytest.raises(InputError) as error:
        read_ond(put(tmp_path, change(OND), "own.OND"))
    assert {p.code for p in error.value.problems} == {code}
    assert word in str(error.value)


def test_every_missing_value_is_told_in_one_pass(tmp_path):
    text = PAN.replace("  Voc=51.470\n", "").replace("  Imp=13.620\n", "").replace("    Width=1.134\n", "")
    with pytest.raises(InputError) as error:
        read_pan(put(tmp_path, text, "own.PAN"))
    assert len(error.value.problems) == 3


PROJECT = """schema_version: 1
name: test
site: {{station: Kunming}}
buildings: [{{name: centre, archetype: community_centre, floor_area_m2: 1200, storeys: 2}}]
roofs: [{{name: r, building: centre, length_m: 30, width_m: 12, tilt_deg: 10}}]
packages: {{baseline: [], solar: [{{measure: pv, roof: r, module: {module}, inverter: {inverter}}}]}}
"""


def test_a_project_names_component_files_beside_it(tmp_path):
    put(tmp_path, PAN, "own.PAN")
    (tmp_path / "sheets").mkdir()
    put(tmp_path / "sheets", OND, "own.ond")
    path = put(tmp_path, PROJECT.format(module="own.PAN", inverter="sheets/own.ond"), "project.yaml", "utf-8")
    assert [p for p in check(path) if p.severity == "error"] == []
    project = load(path)
    d = design(context_of(project, tmp_path)[0], "solar")
    assert {r.module.name for r in d.roofs} == {"OWN-580"} and d.groups[0].strings.inverter.name == "OWN-50K"
    missing = put(tmp_path, PROJECT.format(module="none.pan", inverter="sheets/own.ond"), "missing.yaml", "utf-8")
    found = check(missing)
    assert [p.code for p in found] == ["file-not-found"]
    assert "missing.yaml:6" in found[0].place


def test_only_component_files_are_taken_for_one():
    assert is_component("x.PAN") and is_component("a/b.ond")
    assert not is_component("JKM580N-72HL4-V")
