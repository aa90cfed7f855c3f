from __future__ import annotations

import numpy as np
import pytest

from foundation.errors import InputError
from weather.readers.epw import read_epw
from weather.readers.epw_write import write_epw


@pytest.fixture(scope="module")
def epw_text(kunming_module, tmp_path_factory):
    path = tmp_path_factory.mktemp("epw") / "kunming.epw"
    write_epw(kunming_module, path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kunming_module():
    from weather.stations.table import find_station
    from weather.synthetic import synthetic_year

    return synthetic_year(find_station("Kunming"))


def problems_of(path):
    with pytest.raises(InputError) as error:
        read_epw(path)
    assert error.value.exit_code == 2
    return error.value.problems


def with_cell(text, row, column, value):
    lines = text.splitlines()
    cells = lines[8 + row].split(",")
    cells[column] = value
    lines[8 + row] = ",".join(cells)
    return "\n".join(lines)


def test_round_trip(kunming_module, tmp_path):
    folder = tmp_path / "万溪冲"
    folder.mkdir()
    path = write_epw(kunming_module, folder / "昆明.epw")
    year = read_epw(path)
    assert year.hours == 8760
    assert year.index[0].isoformat() == "2023-01-01T00:00:00+08:00"
    for name, digits in (
        ("temp_air", 0.006),
        ("ghi", 0.06),
        ("dni", 0.06),
        ("wind_speed", 0.006),
        ("longwave_down", 0.06),
    ):
        assert np.abs(year.column(name) - kunming_module.column(name)).max() < digits
    assert year.ground["mean_c"] == pytest.approx(kunming_module.ground["mean_c"], abs=0.05)
    assert not list(folder.glob("*.tmp"))


def test_same_numbers_as_pvlib(kunming_module, tmp_path):
    from pvlib.iotools import read_epw as other

    path = write_epw(kunming_module, tmp_path / "a.epw")
    table, meta = other(str(path))
    year = read_epw(path)
    for name in ("temp_air", "temp_dew", "relative_humidity", "ghi", "dni", "dhi", "wind_speed", "wind_direction"):
        assert np.abs(table[name].to_numpy() - year.column(name)).max() == 0.0
    assert np.abs(table["atmospheric_pressure"].to_numpy() - year.column("pressure")).max() == 0.0
    assert (meta["latitude"], meta["altitude"]) == (year.site.latitude, year.site.altitude_m)


def test_missing_hour_is_named(epw_text, tmp_path):
    lines = epw_text.splitlines()
    del lines[8 + 100]
    path = tmp_path / "short.epw"
    path.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = problems_of(path)
    assert problem.code == "epw-rows"
    assert problem.value == 8759
    assert "hour 5 is expected" in problem.message


def test_nan_and_text_cells_are_all_told_at_once(epw_text, tmp_path):
    text = with_cell(with_cell(epw_text, 10, 6, "NaN"), 20, 13, "abc")
    path = tmp_path / "bad.epw"
    path.write_text(text, encoding="utf-8")
    found = problems_of(path)
    assert {p.code for p in found} == {"epw-nan", "epw-cell"}
    assert any(":19 field 7 (temp_air)" in p.place for p in found)
    assert any(":29 field 14 (ghi)" in p.place for p in found)


def test_missing_marks_are_never_values(epw_text, tmp_path):
    path = tmp_path / "gaps.epw"
    text = with_cell(with_cell(with_cell(epw_text, 5, 9, "999999"), 6, 12, "9999"), 6, 23, "3")
    path.write_text(with_cell(text, 7, 7, "99.9"), encoding="utf-8")
    year = read_epw(path)
    assert year.column("pressure")[5] == pytest.approx(year.site.pressure_pa)
    assert 200.0 < year.column("longwave_down")[6] < 450.0
    assert year.column("temp_dew")[7] <= year.column("temp_air")[7]
    assert len(year.source.notes) == 3
    path.write_text(with_cell(epw_text, 5, 13, "9999"), encoding="utf-8")
    (problem,) = problems_of(path)
    assert problem.code == "epw-missing"


def test_swapped_rows_are_not_taken(epw_text, tmp_path):
    lines = epw_text.splitlines()
    lines[50], lines[500] = lines[500], lines[50]
    path = tmp_path / "swapped.epw"
    path.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = problems_of(path)
    assert problem.code == "epw-order"
    assert ":51" in problem.place


def test_header_without_ground_temperatures_is_noted(epw_text, tmp_path):
    lines = epw_text.splitlines()
    lines[3] = "GROUND TEMPERATURES,0"
    path = tmp_path / "x.epw"
    path.write_text("\n".join(lines), encoding="utf-8")
    year = read_epw(path)
    assert "soil" in year.source.notes[0]
    assert year.ground["mean_c"] == pytest.approx(year.column("temp_air").mean())


JUNK = [
    b"",
    b"nan",
    b"-inf",
    b"1e400",
    b"abc",
    b"9999",
    b"-1",
    b"\xff\xfe",
    b",",
    b"\x00",
    "万溪冲".encode("gbk"),
    b'"',
    b"--5",
]


@pytest.mark.parametrize("seed", range(60))
def test_mutated_files_are_refused_or_valid(epw_text, tmp_path, seed):
    """Random damage to header, rows and bytes: a clear error or a whole, finite year; never a traceback."""
    rng = np.random.default_rng(seed)
    lines = epw_text.encode().split(b"\n")
    kind = seed % 6
    if kind == 0:
        data = bytearray(b"\n".join(lines))
        for _ in range(20):
            data[rng.integers(0, len(data))] = rng.integers(0, 256)
        damaged = bytes(data)
    elif kind == 1:
        damaged = b"\n".join(lines)[: rng.integers(0, 900_000)]
    else:
        for _ in range(rng.integers(1, 5)):
            k = rng.integers(0, 8) if kind in (2, 3) else rng.integers(8, len(lines) - 1)
            if kind == 5:
                lines.insert(k, lines.pop(rng.integers(8, len(lines) - 1)))
                continue
            cells = lines[k].split(b",")
            cells[rng.integers(0, len(cells))] = JUNK[rng.integers(0, len(JUNK))]
            lines[k] = b",".join(cells)
        damaged = b"\n".join(lines)
    path = tmp_path / "damaged.epw"
    path.write_bytes(damaged)
    try:
        year = read_epw(path)
    except InputError:  # refused: that is an answer
        return
    assert year.hours in (8760, 8784)
    assert np.isfinite(year.table.to_numpy()).all()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "epw-header"), (b"\x00\x01\xff\xfe" * 300, "epw-header"), (b"hello,world\n1,2,3\n", "epw-header")],
)
def test_what_is_no_epw(content, code, tmp_path):
    path = tmp_path / "x.epw"
    path.write_bytes(content)
    assert problems_of(path)[0].code == code


def test_absent_file_and_folder(tmp_path):
    assert problems_of(tmp_path / "none.epw")[0].code == "file-not-found"
    assert problems_of(tmp_path)[0].code == "file-not-found"


def test_out_of_range_value(epw_text, tmp_path):
    path = tmp_path / "hot.epw"
    path.write_text(with_cell(epw_text, 0, 6, "88.8"), encoding="utf-8")
    (problem,) = problems_of(path)
    assert (problem.code, problem.value) == ("epw-range", "88.8")


def test_infrared_of_the_file_is_what_clark_allen_gives(shared_dir):
    """The Denver file carries its infrared column; rebuilt from dew point and cover it must agree (independent check)."""
    from weather import humidity

    path = shared_dir / "weather" / "725650TYCST.epw"
    year = read_epw(path)
    cover = np.array([float(line.split(",")[23]) for line in path.read_text().splitlines()[8:]])
    made = humidity.sky_longwave(year.column("temp_air"), year.column("temp_dew"), cover)
    assert np.mean(made) == pytest.approx(np.mean(year.column("longwave_down")), rel=0.005)
