"""Modules and inverters: library values, fits against the source of the fit, suggestions, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foundation.errors import InputError
from retrofit.solar.products import datasheet, equipment, single_diode

TSM = "Trina_Solar_TSM_370DE14H_II_"


def test_the_library_module_is_read_whole():
    m = equipment.find_module("TSM-370DE14H(II)")
    assert m.name == TSM and m is equipment.find_module("TSM-370DE14H(II)")
    assert (m.v_oc, m.i_sc, m.v_mp, m.i_mp) == (47.6, 9.88, 39.2, 9.44)
    assert m.beta_voc == pytest.approx(-0.130424)
    assert m.area_m2 == pytest.approx(1.96)
    assert m.max_system_voltage is None and m.status == "confirmed"
    power, voltage, current = single_diode.max_power_point(m.cec, np.array([1000.0, 0.0]), np.array([25.0, 25.0]))
    assert power[0] == pytest.approx(m.pdc_stc_w, rel=1e-4) and power[1] == 0.0
    assert voltage[0] * current[0] == pytest.approx(power[0], rel=1e-9)


@pytest.mark.parametrize("name", [TSM, "Canadian_Solar_Inc__CS1H_320MS", "First_Solar__Inc__FS_6435A"])
def test_the_librarys_own_coefficient_of_power_comes_out(name):
    """gamma_r of the CEC data is an input of the fit of the six parameters, so the diode must give it back."""
    m = equipment.find_module(name)
    assert single_diode.gamma_of(m.cec) == pytest.approx(m.gamma_pmp, abs=1.5e-4)


@pytest.mark.parametrize("name", [TSM, "Canadian_Solar_Inc__CS1H_320MS", "Jinko_Solar_Co___Ltd_JKM380M_72"])
def test_fit_gives_the_data_sheet_back(name):
    m = equipment.find_module(name)
    d = single_diode.fit_single_diode(
        single_diode.DataSheet(m.v_mp, m.i_mp, m.v_oc, m.i_sc, m.alpha_isc, m.beta_voc, m.gamma_pmp, m.cells_in_series)
    )
    p, v, i = single_diode.max_power_point(d, np.array([1000.0]), np.array([25.0]))
    assert (p[0], v[0], i[0]) == pytest.approx((m.pdc_stc_w, m.v_mp, m.i_mp), rel=2e-4)
    assert single_diode.gamma_of(d) == pytest.approx(m.gamma_pmp, rel=1e-3)
    # beside the library's own diode over a field of light and heat
    g, t = np.meshgrid(np.linspace(100.0, 1100.0, 11), np.linspace(0.0, 75.0, 6))
    ours = single_diode.max_power_point(d, g, t)[0]
    library = single_diode.max_power_point(m.cec, g, t)[0]
    assert np.abs(ours / library - 1.0).max() < 0.02


def test_fit_beside_the_fit_of_sam():
    pytest.importorskip("PySAM")
    from pvlib.ivtools import sdm

    m = equipment.default_module()
    theirs = sdm.fit_cec_sam(
        "monoSi", m.v_mp, m.i_mp, m.v_oc, m.i_sc, m.alpha_isc, m.beta_voc, 100.0 * m.gamma_pmp, m.cells_in_series
    )
    sam = single_diode.SingleDiode(m.alpha_isc, theirs[4], *theirs[:4], theirs[5])
    g, t = np.meshgrid(np.linspace(100.0, 1100.0, 11), np.linspace(0.0, 75.0, 6))
    a, b = (single_diode.max_power_point(d, g, t)[0] for d in (m.cec, sam))
    assert np.abs(a / b - 1.0).max() < 0.003


def test_default_equipment_goes_together():
    m, i = equipment.default_module(), equipment.default_inverter()
    assert 0.2 < m.efficiency < 0.25 and m.source and i.source
    assert m.v_oc * 16 < i.vdc_max and m.i_mp * 2 <= i.idc_max_a
    assert i.isc_max_a is not None and m.i_sc * 2 <= i.isc_max_a


def test_the_two_efficiencies_of_a_data_sheet_come_back():
    from pvlib import inverter

    for name in ("SG50CX-P2", "SG110CX", "SG33CX"):
        i = equipment.find_inverter(name)
        pdc = np.array(list(datasheet.EURO_WEIGHTS)) * i.sandia["Pdco"]
        eta = inverter.sandia(np.full(pdc.shape, i.sandia["Vdco"]), pdc, dict(i.sandia)) / pdc
        euro = float(eta @ np.array(list(datasheet.EURO_WEIGHTS.values())))
        row = next(r for r in equipment.read_table("retrofit", "pv_inverters.csv") if r["name"] == name)
        assert euro == pytest.approx(float(row["eta_euro"]), abs=1e-9)
        assert eta[-1] == pytest.approx(float(row["eta_max"]), abs=1e-9)


def test_sandia_module_by_its_own_model():
    m = equipment.find_module("Canadian_Solar_CS5P_220M___2009_")
    assert m.cec is None and m.sapm is not None
    assert m.gamma_pmp == pytest.approx(-0.0045, abs=0.0008)


@pytest.mark.parametrize(
    ("find", "name", "code", "near"),
    [
        (equipment.find_module, "TSM-370DE15H(II)", "unknown-module", TSM),
        (equipment.find_module, "Jinko 580", "unknown-module", "JKM580N-72HL4-V"),
        (equipment.find_inverter, "Sungrow SG60X", "unknown-inverter", "SG60CX"),
    ],
)
def test_a_wrong_name_is_answered_with_near_ones(find, name, code, near):
    with pytest.raises(InputError) as error:
        find(name)
    problem = error.value.problems[0]
    assert problem.code == code and near in problem.allowed


def test_a_coefficient_in_percent_is_refused_with_every_other_mistake():
    m = equipment.default_module()
    values = {
        "name": "x", "v_mp": 60.0, "i_mp": m.i_mp, "v_oc": m.v_oc, "i_sc": m.i_sc, "alpha_isc": m.alpha_isc, "beta_voc": m.beta_voc,
        "gamma_pmp": -0.29, "cells_in_series": 72, "length_m": 2278.0, "width_m": 1.134,
    }  # fmt: skip
    with pytest.raises(InputError) as error:
        datasheet.module_from_datasheet(**values)
    assert {p.place for p in error.value.problems} >= {"module.v_mp", "module.gamma_pmp_pct_k", "module.length_m"}
    assert replace(m, length_m=1.0).area_m2 == pytest.approx(1.134)


@pytest.mark.parametrize("modules", [1, 2, 3, 6, 9, 14, 31, 48, 97, 300, 1200])
def test_the_quick_choice_of_an_inverter_is_that_of_trying_all(modules):
    import math

    from retrofit.solar.products.equipment import default_module
    from retrofit.solar.strings.choice import candidates, choose_inverter
    from retrofit.solar.strings.model import PlaneModules
    from retrofit.solar.strings.sizing import design_strings
    from retrofit.solar.strings.voltages import rule_voltages

    module = default_module()
    planes = [PlaneModules("roof", module, modules, rule_voltages(module, -8.0, 70.0))]

    def badness(inverter):
        d = design_strings(planes, inverter, "here", dc_ac=1.1)
        errors = sum(f.severity == "error" for f in d.findings)
        ratio = any(f.code == "dc-ac-ratio" for f in d.findings)
        return (
            errors,
            ratio,
            d.inverters,
            sum(d.left.values()),
            abs(math.log(max(d.dc_ac, 1e-6) / 1.1)) if d.strings else math.inf,
        )

    assert choose_inverter(planes, 1.1, "here").name == min(candidates(), key=badness).name


def test_modules_and_inverters_of_chinese_makers():
    """Rows of the lists: every module whose area can be right has a diode of its power, and sides of its area."""
    import gzip

    from foundation.tables import read_file
    from retrofit.solar.products.equipment import CHINESE_MODULES, _chinese, find_inverter, find_module

    assert gzip.decompress(read_file("retrofit", "data", CHINESE_MODULES)).startswith(b"name,")
    names = list(_chinese(CHINESE_MODULES))
    assert len(names) == 1283
    refused = 0
    for name in names[::25]:
        try:
            m = find_module(name)
        except InputError as error:
            refused += error.problems[0].code == "module-datasheet"
            continue
        point = single_diode.max_power_point(m.cec, np.array([1000.0]), np.array([25.0]))[0][0]
        assert point == pytest.approx(m.pdc_stc_w, rel=0.01)
        assert m.efficiency <= 0.25 and 1.2 < m.length_m / m.width_m < 2.4
        assert "Chinese makers" in m.source
    assert 0 <= refused < 5
    own = find_inverter("GW5000A-ES")
    assert own.pac_max_w == 5067.5 and (own.mppt_low_v, own.mppt_high_v) == (300.0, 480.0)
