"""Damaged weather files, 2,100 of them with ``FUZZ=full`` (a minute and a half), else one in five: a clear error, or a whole year whose every value is the file's own or is told in a note."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest

from foundation.errors import InputError
from foundation.text_file import decode
from weather.horizon import read_horizon
from weather.readers.epw import FIELDS, read_epw
from weather.readers.epw_header import HEADER_LINES, keyword_of
from weather.readers.epw_write import write_epw
from weather.readers.sam import read_sam
from weather.readers.table import CsvFormat, read_csv
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

JUNK = [
    b"", b"nan", b"NaN", b"-inf", b"1e400", b"abc", b"9999", b"99.9", b"999", b"-1", b"0", b"12", b"\xff\xfe", b",", b"\x00", "万溪冲".encode("gbk"),
    b'"', b"--5", b"5;6", b"1,5", b"0x10", b"1_0", b" 7 ", b"+3", b"\xe5", b"24:00", b"\r", b"\n", b"1e5", "５".encode(),
]  # fmt: skip
EPW_FILES, CSV_FILES, SAM_FILES, HORIZON_FILES = 800, 700, 300, 300
BLOCKS = 10
RUN = BLOCKS if os.environ.get("FUZZ") == "full" else 2


@pytest.fixture(scope="module")
def year():
    return synthetic_year(find_station("Kunming"))


@pytest.fixture(scope="module")
def epw(year, tmp_path_factory):
    return write_epw(year, tmp_path_factory.mktemp("fuzz") / "base.epw").read_bytes()


@pytest.fixture(scope="module")
def table(year):
    t = year.table.drop(columns=["wind_direction", "longwave_down"]).round(2)
    t.insert(0, "time", year.index.strftime("%Y-%m-%d %H:%M"))
    buffer = io.StringIO()
    t.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue().encode()


@pytest.fixture(scope="module")
def sam(year):
    i = year.index
    head = "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation\nmade,1,Kunming,-,CHN,25.02,102.68,8,1892\nYear,Month,Day,Hour,Minute,GHI,DNI,DHI,Tdry,Tdew,Pres,Wspd\n"
    c = {n: year.column(n).round(2).tolist() for n in ("ghi", "dni", "dhi", "temp_air", "temp_dew", "wind_speed")}
    rows = [
        f"{i[k].year},{i[k].month},{i[k].day},{i[k].hour},30,{c['ghi'][k]},{c['dni'][k]},{c['dhi'][k]},{c['temp_air'][k]},{c['temp_dew'][k]},{806},{c['wind_speed'][k]}"
        for k in range(8760)
    ]
    return (head + "\n".join(rows) + "\n").encode()


def damaged(base: bytes, header_lines: int, rng: np.random.Generator) -> bytes:
    """Damage of one kind; half of it in the header, which is read first and so costs little time here."""
    lines = base.split(b"\n")
    kind = int(rng.integers(0, 12))
    if kind == 0:  # bytes anywhere
        data = bytearray(base)
        for _ in range(int(rng.integers(1, 20))):
            data[int(rng.integers(0, len(data)))] = int(rng.integers(0, 256))
        return bytes(data)
    if kind == 1:  # cut short
        return base[: int(rng.integers(0, len(base)))]
    if kind == 2:  # rows moved, doubled or gone
        for _ in range(int(rng.integers(1, 4))):
            k, how = int(rng.integers(header_lines, len(lines) - 1)), int(rng.integers(0, 3))
            if how == 0:
                lines.insert(int(rng.integers(header_lines, len(lines) - 1)), lines.pop(k))
            elif how == 1:
                lines.insert(k, lines[k])
            else:
                del lines[k]
        return b"\n".join(lines)
    if kind == 3:  # other delimiter or line ends
        other = [(b",", b";"), (b",", b"\t"), (b"\n", b"\r\n"), (b"\n", b"\r"), (b".", b","), (b"\n", b"\n\n")]
        return base.replace(*other[int(rng.integers(0, len(other)))])
    for _ in range(int(rng.integers(1, 6))):  # cells
        k = int(rng.integers(0, header_lines)) if kind < 10 else int(rng.integers(header_lines, len(lines) - 1))
        cells = lines[k].split(b",")
        cells[int(rng.integers(0, len(cells)))] = JUNK[int(rng.integers(0, len(JUNK)))]
        lines[k] = b",".join(cells)
    return b"\n".join(lines)


def whole(made) -> None:
    assert made.hours in (8760, 8784)
    assert np.isfinite(made.table.to_numpy()).all()
    assert made.table.index.is_monotonic_increasing


def refused(error: InputError) -> None:
    assert error.exit_code == 2
    assert error.problems
    for p in error.problems:
        assert p.code
        assert p.message
        assert p.severity == "error"


def epw_is_told(data: bytes, base: bytes, made) -> None:
    """Every cell of a changed row is in the year as it stands, or its absence is noted."""
    old, new = (decode(b).splitlines() for b in (base, data))
    above = next(k for k, line in enumerate(new) if keyword_of(line).startswith("DATA PERIODS"))
    new = old[:HEADER_LINES] + [line for line in new[above + 1 :] if line.strip()]
    assert len(new) == len(old), "another number of rows was taken"
    for k in range(HEADER_LINES, len(old)):
        if old[k] == new[k]:
            continue
        cells = new[k].split(",")
        for name, field in FIELDS.items():
            if name == "opaque_cover":
                continue
            value, got = float(cells[field.position]), made.column(name)[k - HEADER_LINES]
            if got != pytest.approx(value, abs=1e-9):
                assert name in made.source.missing or (name == "longwave_down" and value < 50.0), (name, value, got)
                assert made.source.notes


@pytest.mark.parametrize("block", range(RUN))
def test_damaged_epw(epw, year, tmp_path, block):
    path, taken = tmp_path / "x.epw", 0
    for seed in range(EPW_FILES // BLOCKS):
        data = damaged(epw, HEADER_LINES, np.random.default_rng([1, block, seed]))
        path.write_bytes(data)
        try:
            made = read_epw(path)
        except InputError as error:
            refused(error)
            continue
        whole(made)
        epw_is_told(data, epw, made)
        taken += 1
    assert 0 < taken < EPW_FILES // BLOCKS  # the damage is neither always fatal nor always harmless


FORM = CsvFormat({n: n for n in ("temp_air", "temp_dew", "relative_humidity", "pressure", "wind_speed", "ghi", "dni", "dhi")}, "time", "start")  # fmt: skip


@pytest.mark.parametrize("block", range(RUN))
def test_damaged_csv(table, year, tmp_path, block):
    path: Path = tmp_path / "x.csv"
    base = {n: year.column(n).round(2) for n in FORM.columns}
    for seed in range(CSV_FILES // BLOCKS):
        path.write_bytes(damaged(table, 1, np.random.default_rng([2, block, seed])))
        try:
            made = read_csv(path, year.site, FORM)
        except InputError as error:
            refused(error)
            continue
        whole(made)
        changed = sum(int((np.abs(made.column(n) - v) > 1e-6).sum()) for n, v in base.items())
        assert changed <= 20  # nothing moved: at most the cells that were written into


@pytest.mark.parametrize("block", range(RUN))
def test_damaged_sam(sam, tmp_path, block):
    path: Path = tmp_path / "x.csv"
    path.write_bytes(sam)
    sound = read_sam(path)
    for seed in range(SAM_FILES // BLOCKS):
        path.write_bytes(damaged(sam, 3, np.random.default_rng([3, block, seed])))
        try:
            made = read_sam(path)
        except InputError as error:
            refused(error)
            continue
        whole(made)
        columns = ("ghi", "dni", "dhi", "temp_air", "temp_dew", "wind_speed")
        changed = sum(int((np.abs(made.column(n) - sound.column(n)) > 1e-6).sum()) for n in columns)
        assert changed <= 20  # as for the plain table


def test_damaged_horizon(tmp_path):
    path: Path = tmp_path / "h.csv"
    base = ("azimuth_deg,elevation_deg\n" + "".join(f"{a},{a % 17}\n" for a in range(0, 360, 5))).encode()
    for seed in range(HORIZON_FILES):
        path.write_bytes(damaged(base, 1, np.random.default_rng([4, seed])))
        try:
            h = read_horizon(path)
        except InputError as error:
            refused(error)
            continue
        assert np.isfinite(h.elevation_deg).all()
        assert (np.diff(h.azimuth_deg) > 0).all()
