"""String sizing against the published anchors (pv.md section 4), and the rules that a design must keep whatever is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrofit.solar.products.equipment import find_inverter, find_module
from retrofit.solar.strings.model import PlaneModules
from retrofit.solar.strings.sizing import design_strings, parallel_limits, series_limits, split
from retrofit.solar.strings.voltages import hourly_voltages, open_circuit_v, rule_voltages
from weather.extremes import design_line, extremes

TSM = "TSM-370DE14H(II)"


@pytest.fixture(scope="module")
def module():
    return find_module(TSM)


@pytest.fixture(scope="module")
def inverter():
    return find_inverter("SG50CX-P2")


def with_voltage(inverter, vdc_max, low=200.0):
    return replace(inverter, vdc_max=vdc_max, mppt_high_v=vdc_max, mppt_low_v=low)


@pytest.mark.parametrize(
    ("coldest", "voc", "hot", "vmp_hot", "most"),
    [
        (-2.1, 51.134, 70.63, 32.886, {600: 11, 1000: 19, 1100: 21}),  # Kunming
        (4.7, 50.248, 95.38, 29.461, {600: 11, 1000: 19, 1100: 21}),  # Guangzhou
        (-3.2, 51.278, 81.12, 31.435, {600: 11, 1000: 19, 1100: 21}),  # Changsha
        (-10.6, 52.24, 81.12, 31.435, {600: 11, 1000: 19, 1100: 21}),  # Changsha, 50-year minimum
    ],
)
def test_anchors_of_the_rule(module, inverter, coldest, voc, hot, vmp_hot, most):
    v = rule_voltages(module, coldest, hot)
    assert v.voc_cold == pytest.approx(voc, abs=0.006)
    assert v.vmp_hot == pytest.approx(vmp_hot, abs=0.002)
    for volts, n in most.items():
        assert series_limits(module, with_voltage(inverter, volts), v).by_voltage == n
    assert series_limits(module, with_voltage(inverter, 1000.0), v).low == 7


def test_the_single_diode_agrees_with_the_linear_rule_in_the_cold(module):
    """Anchors Voc_cec_1000W_Tmin: 51.303, 50.378, 51.453 V."""
    cold = np.array([-2.1, 4.7, -3.2])
    assert open_circuit_v(module, np.full(3, 1000.0), cold) == pytest.approx([51.303, 50.378, 51.453], abs=0.002)
    without = replace(module, cec=None)
    assert open_circuit_v(without, np.full(3, 1000.0), cold) == pytest.approx([51.134, 50.248, 51.278], abs=0.002)
    assert open_circuit_v(module, np.zeros(3), cold) == pytest.approx([0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("name", "p995", "most"),
    [("Yunnan.Kunming.567780", 46.915, 47.655), ("Guangdong.Guangzhou.592870", 46.339, 47.180), ("Hunan.Changsha.576870", 47.259, 47.758)],
)  # fmt: skip
def test_anchors_of_the_hourly_method(shared_dir, module, inverter, name, p995, most):
    """A 10 degree south roof with SAM's cell temperature: 99.5th percentile and largest Voc, and 12, 21, 23 modules."""
    from pvlib import temperature

    from weather.readers.epw import read_epw
    from weather.sun import plane_irradiance

    year = read_epw(shared_dir / "weather" / f"CHN_{name}_CSWD.epw")
    g = plane_irradiance(year, 10.0, 180.0).poa_global
    cell = temperature.noct_sam(
        g, year.column("temp_air"), year.column("wind_speed"), module.t_noct_c + 6.0, module.efficiency
    )
    hourly = hourly_voltages(module, g, cell)
    assert hourly.voc_p995 == pytest.approx(p995, abs=0.02)
    assert hourly.voc_max == pytest.approx(most, abs=0.02)
    rule = rule_voltages(module, -2.1, 70.0)
    for volts, n in ((600.0, 12), (1000.0, 21), (1100.0, 23)):
        assert series_limits(module, with_voltage(inverter, volts), rule, hourly).hourly_by_voltage == n


def test_extremes_come_from_the_design_line_not_from_the_typical_year(shared_dir, kunming):
    from weather.readers.epw import read_epw

    for name, ten, fifty in (("Yunnan.Kunming.567780", -4.6, -6.9), ("Hunan.Changsha.576870", -7.2, -10.6)):
        path = shared_dir / "weather" / f"CHN_{name}_CSWD.epw"
        line = design_line(path)
        assert line is not None and line.min_c[10] == ten and line.min_c[50] == fifty
        found = extremes(read_epw(path), 8.0, 5.0, "margins")
        assert found.coldest_c == fifty and found.status == "confirmed"
    low = float(kunming.column("temp_air").min())
    guess = extremes(kunming, 8.0, 5.0, "margins")
    assert guess.coldest_c == pytest.approx(low - 8.0) and guess.status == "unconfirmed"


def test_a_damaged_design_line_is_no_design_line(tmp_path):
    good = "DESIGN CONDITIONS,1,Handbook,,Heating,1,Extremes,8,7,6,25.7,-2.1,28.9,1.9,1.1,-3.5,29.7,-4.6,30.3,-5.6,30.9,-6.9,31.7"
    for line, expected in (
        (good, -6.9),
        (good.replace("-5.6", "?"), None),
        (good[:-12], None),
        (good.replace("-6.9", "999"), None),
    ):
        path = tmp_path / "x.epw"
        path.write_text(f"LOCATION,x\n{line}\n", encoding="utf-8")
        found = design_line(path)
        assert (found is None) if expected is None else (found is not None and found.min_c[50] == expected)


def planes_of(module, *counts, coldest=-7.0):
    v = rule_voltages(module, coldest, 75.0)
    return [PlaneModules(f"p{k}", module, n, v) for k, n in enumerate(counts)]


def test_one_inverter_serves_two_planes_on_trackers_of_their_own(inverter):
    module = find_module("JKM580N-72HL4-V")
    design = design_strings(planes_of(module, 60, 26), inverter, "here")
    assert design.inverters == 1 and not [f for f in design.findings if f.severity == "error"]
    tracker = {(s.inverter, s.tracker): set() for s in design.strings}
    for s in design.strings:
        tracker[s.inverter, s.tracker].add((s.plane, s.modules))
    assert all(len(kinds) == 1 for kinds in tracker.values())
    assert {s.plane for s in design.strings} == {"p0", "p1"}
    assert sum(design.left.values()) == 0
    assert design.dc_ac == pytest.approx(86 * 580.0692 / 50000.0, rel=1e-3)


def test_findings_say_what_is_wrong_and_how_to_cure_it(module, inverter):
    small = with_voltage(inverter, 600.0)
    over = design_strings(planes_of(module, 40), small, "here", string_length=14)
    found = {f.code: f for f in over.findings}
    assert found["string-voltage"].cure == "at most 11 modules in series"
    assert "728 V" not in found["string-voltage"].message and "above 600 V" in found["string-voltage"].message
    short = design_strings(planes_of(module, 4), inverter, "here")
    assert "string-short" in {f.code for f in short.findings} and not short.strings
    crowded = design_strings(planes_of(module, 400), inverter, "here", inverters=1)
    assert "inverter-trackers" in {f.code for f in crowded.findings}
    assert design_strings(planes_of(module, 400), inverter, "here").findings == ()
    narrow = replace(inverter, mppt_low_v=500.0, mppt_high_v=510.0, vdc_max=520.0)
    assert "string-window" in {f.code for f in design_strings(planes_of(module, 40), narrow, "here").findings}
    weak = replace(inverter, isc_max_a=10.0)
    assert "string-current" in {f.code for f in design_strings(planes_of(module, 40), weak, "here").findings}
    big = replace(inverter, idc_max_a=100.0, isc_max_a=None, mppts=1)
    assert "string-fuse" in {f.code for f in design_strings(planes_of(module, 80), big, "here").findings}


def test_a_module_for_600_volts_is_not_put_on_1100(module, inverter):
    v = rule_voltages(module, -2.1, 70.0)
    assert series_limits(replace(module, max_system_voltage=600.0), inverter, v).by_voltage == 11


def test_currents_limit_strings_on_a_tracker(inverter):
    """SG50CX-P2: 30 A and 40 A a tracker; 13.62 A and 1.25 x 14.37 = 17.96 A a string."""
    limits = parallel_limits(find_module("JKM580N-72HL4-V"), inverter)
    assert (limits.by_current, limits.by_short_circuit) == (2, 2)
    assert limits.design_isc_a == pytest.approx(17.96, abs=0.01)


@given(st.integers(0, 400), st.integers(1, 15), st.integers(1, 25))
def test_split_keeps_the_limits_and_leaves_least(modules, low, high):
    lengths = split(modules, low, high)
    if low > high or modules < low:
        assert lengths == ()
        return
    assert all(low <= n <= high for n in lengths) and max(lengths) - min(lengths) <= 1
    reachable = max(min(modules, k * high) for k in range(1, modules // low + 1) if k * low <= modules)
    assert sum(lengths) == reachable


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=5),
    st.integers(1, 12),
    st.floats(200.0, 700.0),
    st.floats(14.0, 80.0),
)
def test_any_design_keeps_every_limit(counts, mppts, low, current):  # fmt: skip
    """Whatever roofs and inverter: no module twice, no tracker with two lengths, voltages and currents inside the limits."""
    module = find_module("JKM580N-72HL4-V")
    inverter = replace(
        find_inverter("SG50CX-P2"), mppts=mppts, mppt_low_v=low, idc_max_a=current, isc_max_a=1.4 * current
    )
    planes = planes_of(module, *counts)
    design = design_strings(planes, inverter, "here")
    per_tracker = Counter((s.inverter, s.tracker) for s in design.strings)
    lengths = {(s.inverter, s.tracker): (s.plane, s.modules) for s in design.strings}
    for s in design.strings:
        assert lengths[s.inverter, s.tracker] == (s.plane, s.modules)
        assert s.voc_cold_v <= inverter.vdc_max and s.vmp_cold_v <= inverter.mppt_high_v
        assert s.vmp_hot_v >= inverter.mppt_low_v
        assert 1 <= s.inverter <= design.inverters and 1 <= s.tracker <= mppts
    current_limit = max(design.parallel["p0"].high, 1)
    assert max(per_tracker.values(), default=0) <= current_limit
    for p in planes:
        used = sum(s.modules for s in design.strings if s.plane == p.plane)
        assert used + design.left[p.plane] == p.modules and used <= p.modules
    assert [s.number for s in design.strings] == list(range(1, len(design.strings) + 1))


def test_every_finding_speaks_chinese(module, inverter):
    """Sentences are found by their template: a changed English one must not fall through."""
    import re

    from retrofit.report.words.translate import translate

    weak = replace(inverter, isc_max_a=10.0)
    thin = replace(inverter, idc_max_a=5.0, isc_max_a=None)
    narrow = replace(inverter, mppt_low_v=500.0, mppt_high_v=510.0, vdc_max=520.0)
    windowed = replace(inverter, mppt_high_v=700.0)
    big = replace(inverter, idc_max_a=100.0, isc_max_a=None, mppts=1)
    designs = [
        design_strings(planes_of(module, 40), with_voltage(inverter, 600.0), "here", string_length=14),
        design_strings(planes_of(module, 4), inverter, "here"),
        design_strings(planes_of(module, 400), inverter, "here", inverters=1),
        design_strings(planes_of(module, 41), inverter, "here", string_length=19),
        design_strings(planes_of(module, 40), narrow, "here"),
        design_strings(planes_of(module, 40), windowed, "here", string_length=18),
        design_strings(planes_of(module, 40), inverter, "here", string_length=3),
        design_strings(planes_of(module, 40), weak, "here"),
        design_strings(planes_of(module, 40), thin, "here"),
        design_strings(planes_of(module, 80), big, "here"),
    ]
    findings = [f for d in designs for f in d.findings]
    assert len({f.code for f in findings}) == 8
    for f in findings:
        for text in (f.message, f.cure):
            assert re.search("[\u4e00-\u9fff]", translate(text, "zh")), text
            assert translate(text, "en") == text


@pytest.mark.parametrize(
    ("name", "hours", "kwh"),
    [
        ("Yunnan.Kunming.567780", (0, 0, 1, 4, 76, 210, 348), (11357.5, 11374.0, 11387.6, 11398.6, 11390.7, 11332.5, 11226.3)),
        ("Guangdong.Guangzhou.592870", (0, 0, 0, 9, 31, 61, 114), (8411.1, 8428.8, 8443.6, 8453.8, 8453.4, 8440.7, 8411.9)),
        ("Hunan.Changsha.576870", (0, 0, 2, 6, 23, 49, 110), (7973.5, 7991.1, 8005.0, 8015.3, 8019.2, 8012.0, 7986.8)),
    ],
)  # fmt: skip
def test_clipping_anchors_of_three_cities(shared_dir, name, hours, kwh):
    """pv_reference.json, clipping: 10 kWp at 10 degrees south, DC/AC 1.0 to 1.6."""
    from retrofit.design.solar.dc_ac import dc_ac_sweep
    from retrofit.solar.roof.plane import RoofPlane
    from retrofit.verify.sam import PVWattsDesign, matched_pvwatts
    from weather.readers.epw import read_epw

    year = read_epw(shared_dir / "weather" / f"CHN_{name}_CSWD.epw")
    array = matched_pvwatts(RoofPlane("r", "b", 60.0, 10.0, 180.0), PVWattsDesign(capacity_kwp=10.0, dc_ac_ratio=1.1))
    found = dc_ac_sweep(year, [array], (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6))
    assert [c.ac_kwh for c in found] == pytest.approx(kwh, rel=5e-4)
    # an hour within a watt of the limit may fall on either side: at most 3 of 113 do
    assert [c.hours for c in found] == pytest.approx(hours, abs=1, rel=0.03)
    clipped = [c.clipped_kwh for c in found]
    assert all(b >= a for a, b in pairwise(clipped))
