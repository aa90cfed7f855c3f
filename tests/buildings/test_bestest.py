"""ASHRAE 140-2020 cases inside the band of the example results, in both step modes."""

from __future__ import annotations

import math

import pytest

from benchmarks import bestest


@pytest.mark.parametrize("mode", ["fast", "standard"])
def test_cases_inside_the_band(shared_dir, mode):
    rows = bestest.judge(bestest.run(shared_dir / "weather" / "725650TYCST.epw", mode))
    assert {r[0] for r in rows} >= set(bestest.REQUIRED)
    with_band = [r for r in rows if not math.isnan(r[3])]
    assert len(with_band) == 56
    assert not [r for r in with_band if not r[-1]]
    assert {r[0] for r in rows} >= set(bestest.cases())


def test_standard_mode_is_within_three_percent_of_energyplus(shared_dir):
    """All annual loads above 0.5 MWh."""
    rows = bestest.judge(bestest.run(shared_dir / "weather" / "725650TYCST.epw", "standard"))
    for case, metric, ours, _, _, energyplus, _ in rows:
        if metric.startswith("annual") and energyplus > 0.5:
            assert ours == pytest.approx(energyplus, rel=0.03), (case, metric)


def test_every_case_builds():
    for case in bestest.cases():
        building = bestest.build(case)
        area = sum(s.area_m2 for s in building.zones[0].surfaces)
        assert area == pytest.approx(171.6)
