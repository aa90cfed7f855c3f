"""The design line of an EPW, as the handbooks of 2009 to 2021 lay it out."""

from __future__ import annotations

import pytest

from weather.extremes import design_line, extremes
from weather.readers.epw import read_epw
from weather.readers.epw_write import write_epw
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

TEMPERATURES = "-2.1,28.9,1.9,1.1,-3.5,29.7,-4.6,30.3,-5.6,30.9,-6.9,31.7"
WINDS = "8.0,7.0,6.0"


@pytest.mark.parametrize(
    "numbers",
    [
        f"{WINDS},25.7,{TEMPERATURES}",
        f"{WINDS},{TEMPERATURES}",
        f"{WINDS},,{TEMPERATURES}",
        f"{WINDS},{TEMPERATURES},1.2,22.1,1.0,0.8,0.5,22.6,-0.1,23.0,-0.7,23.4,-1.4,24.0",
    ],
    ids=["2009 to 2017", "2021", "no wet bulb", "wet bulbs after the dry ones"],
)
def test_each_layout_gives_the_same_extremes(tmp_path, numbers):
    lines = (
        write_epw(synthetic_year(find_station("Kunming")), tmp_path / "a.epw").read_text(encoding="utf-8").splitlines()
    )
    lines[1] = f"DESIGN CONDITIONS,1,Handbook,,Heating,1,2,Extremes,{numbers}"
    (tmp_path / "b.epw").write_text("\n".join(lines), encoding="utf-8")
    line = design_line(tmp_path / "b.epw")
    assert line is not None
    assert (line.mean_annual_min_c, line.mean_annual_max_c) == (-2.1, 28.9)
    assert (line.min_c[50], line.max_c[50], line.min_c[10]) == (-6.9, 31.7, -4.6)
    assert extremes(read_epw(tmp_path / "b.epw"), 8.0, 5.0, "margins").status == "confirmed"


def test_a_line_that_is_not_understood_is_told(tmp_path):
    lines = (
        write_epw(synthetic_year(find_station("Kunming")), tmp_path / "a.epw").read_text(encoding="utf-8").splitlines()
    )
    lines[1] = f"DESIGN CONDITIONS,1,Handbook,,Heating,1,2,Extremes,{WINDS},1,2,3"
    (tmp_path / "b.epw").write_text("\n".join(lines), encoding="utf-8")
    found = extremes(read_epw(tmp_path / "b.epw"), 8.0, 5.0, "margins")
    assert found.status == "unconfirmed" and "not understood" in found.note
    plain = extremes(read_epw(tmp_path / "a.epw"), 8.0, 5.0, "margins")
    assert "not understood" not in plain.note and plain.coldest_c == found.coldest_c
