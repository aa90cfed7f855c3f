"""ASHRAE 140-2020 cases inside the band of the example results, in both step modes."""

from __future__ import annotations

import math

import pytest

from benchmarks import bestest, bestest_cases, bestest_details
from weather.readers.epw import read_epw


@pytest.mark.parametrize("mode", ["fast", "standard"])
def test_cases_inside_the_band(shared_dir, mode):
    rows = bestest.judge(bestest.run(shared_dir / "weather" / "725650TYCST.epw", mode))
    assert {r[0] for r in rows} >= set(bestest_cases.REQUIRED)
    with_band = [r for r in rows if not math.isnan(r[3])]
    assert len(with_band) == 56
    assert not [r for r in with_band if not r[-1]]
    assert {r[0] for r in rows} >= set(bestest_cases.cases())


def test_standard_mode_is_within_three_percent_of_energyplus(shared_dir):
    """All annual loads above 0.5 MWh."""
    rows = bestest.judge(bestest.run(shared_dir / "weather" / "725650TYCST.epw", "standard"))
    for case, metric, ours, _, _, energyplus, _ in rows:
        if metric.startswith("annual") and energyplus > 0.5:
            assert ours == pytest.approx(energyplus, rel=0.03), (case, metric)


def test_every_case_builds():
    for case in bestest_cases.cases():
        building = bestest_cases.build(case)
        area = sum(s.area_m2 for s in building.zones[0].surfaces)
        assert area == pytest.approx(171.6)


def test_months_and_days_among_the_programs(shared_dir):
    """Energy of every month of 600 and 900 in the band; hours of single days (sun, glass, loads, temperatures) no further from the
    mean of the programs than the furthest of these. Two bands are left out: the sky temperature is a column of the EPW, not ours."""
    year = read_epw(shared_dir / "weather" / "725650TYCST.epw")
    parts = bestest_details.details(year, "standard")
    months = [r for r in parts["months"] if r.name.endswith("kWh")]
    days = [r for r in parts["days"] if not r.name.startswith("sky")]
    assert (len(months), len(days)) == (48, 45)
    assert not [r for r in months + days if not r.inside]


def test_sun_on_faces_and_through_glass(shared_dir):
    """Within 1 % of the band of six programs (the example results stand for themselves; the glass is at EnergyPlus's edge of it)."""
    year = read_epw(shared_dir / "weather" / "725650TYCST.epw")
    for r in bestest_details.solar_rows(bestest_details.Results(year, "standard")):
        if not r.name.startswith("sky"):
            assert 0.99 * r.low <= r.value <= 1.01 * r.high, r
