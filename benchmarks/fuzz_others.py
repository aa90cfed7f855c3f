"""Mutated bills, horizons, changes, weather, IDF and options; the judge knows what stood in every cell before it was spoilt."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from retrofit.measured.bills import read_bills
from weather.future import LIMITS, read_changes
from weather.horizon import read_horizon

CELLS = (
    "", "-", "nan", "1e400", "abc", "-5", "(5)", "1_0", "0x10", "1,234", "1.234", "1.234,5", "1,234.5", "12,5", "1 234", "５", "½", "10²", "5 inch", "5kWh", "5度", "5 m3", "1.2万", '"5', '5"', '"5"', "5;6", "5,6",
    "\t5", "2024-01", "45292", "Q7", "x" * 20000, "\x00", "\u202e5", "9" * 60, "+3", "--5", "1e3", "5%", "¥5", "#5", "5\r6", "5\n6", "5.", ".5", "١",
)  # fmt: skip
ENDS, SEPARATORS, ENCODINGS = ("\n", "\r\n", "\r"), (",", ";", "\t", "|"), ("utf-8", "utf-8-sig", "gb18030", "utf-16")
EXACT = {
    "１": 1.0, "５": 5.0, '"5"': 5.0, "+3": 3.0, ".5": 0.5, "1e3": 1000.0, "5kWh": 5.0, "5度": 5.0, "\t5": 5.0, "1.2万": 12000.0, "1 234": 1234.0, "1,234.5": 1234.5, "1.234,5": 1234.5, "12,5": 12.5,
    "5,6": 5.6, "1,234": (1234.0, 1.234), "1.234": (1.234, 1234.0), "45292": 45292.0, "(5)": -5.0, "-5": -5.0, "¥5": 5.0,
}  # fmt: skip
"""What a cell may be read as; a cell that is not here holds no number."""


def _allowed(cell: str) -> tuple[float, ...]:
    found = EXACT.get(cell)
    return () if found is None else found if isinstance(found, tuple) else (found,)


def _spoilt(rng: random.Random, rows: list[list[str]], separator: str) -> tuple[int, int, str]:
    """Put one junk cell in; its row, its column, and itself."""
    r, c = rng.randrange(1, len(rows)), rng.randrange(len(rows[0]))
    cell = rng.choice(CELLS)
    rows[r][c] = cell
    return r, c, cell


def _written(rng: random.Random, rows: list[list[str]], path: Path, separator: str) -> None:
    text = rng.choice(ENDS).join(separator.join(r) for r in rows) + "\n"
    raw = text.encode(rng.choice(ENCODINGS), "surrogatepass")
    if rng.random() < 0.15:
        data = bytearray(raw)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        raw = bytes(data)
        path.with_suffix(".spoilt").write_bytes(b"1")
    path.write_bytes(raw)


def bills(seed: int, folder: Path) -> tuple[str, str]:
    """A year of bills with one spoilt cell: every amount that is read is that of its cell."""
    rng = random.Random(seed)
    path = folder / "b.csv"
    path.with_suffix(".spoilt").unlink(missing_ok=True)
    separator = rng.choice(SEPARATORS)
    heads = rng.choice(
        [
            ["month", "kwh"],
            ["月份", "用电量（度）"],
            ["账期", "度数"],
            ["month", "carrier", "kwh"],
            ["month", "kwh", "note"],
        ]
    )
    amounts = [rng.randint(100, 9999) + rng.choice([0, 0.5]) for _ in range(12)]
    rows = [list(heads)]
    for m, amount in enumerate(amounts, 1):
        cells = {"carrier": "electricity", "note": "x"}
        period = f"2024-{m:02d}"
        rows.append([period if k == 0 else cells.get(h, f"{amount:g}") for k, h in enumerate(heads)])
    at = next(k for k, h in enumerate(heads) if k and h not in ("carrier", "note"))
    r, c, cell = _spoilt(rng, rows, separator) if rng.random() < 0.8 else (0, 0, "")
    _written(rng, rows, path, separator)
    read = read_bills(path)
    if path.with_suffix(".spoilt").exists():
        return "accepted", ""  # bytes were changed: digits may be others now
    months = [b.first[1] for b in read]
    if len(set(months)) < len(months):
        return "silent", f"{cell!r} in row {r}, column {c}: a month twice"
    for bill in read:
        month = bill.first[1]
        want: tuple[float, ...] = (float(amounts[month - 1]),)
        if r == month and c == at:
            want = _allowed(cell)
        if not any(abs(bill.kwh - w) < 1e-9 for w in want):
            return "silent", f"{cell!r} in row {r}, column {c}: {bill.kwh} kWh in month {month}, not {want}"
    count = 12 - (r > 0 and c == 0)
    return ("silent", f"{len(read)} bills of {count}") if len(read) < count else ("accepted", "")


def horizon(seed: int, folder: Path) -> tuple[str, str]:
    """A profile with one spoilt cell: every point that is read is in the file."""
    rng = random.Random(seed)
    path, separator = folder / "h.csv", rng.choice(SEPARATORS)
    path.with_suffix(".spoilt").unlink(missing_ok=True)
    points = {float(a): float(rng.randint(0, 60)) for a in rng.sample(range(360), 8)}
    rows = [["azimuth_deg", "elevation_deg"], *([f"{a:g}", f"{e:g}"] for a, e in points.items())]
    r, c, cell = _spoilt(rng, rows, separator)
    _written(rng, rows, path, separator)
    found = read_horizon(path)
    if path.with_suffix(".spoilt").exists():
        return "accepted", ""
    cells = [{float(row[k]) % 360.0 for n, row in enumerate(rows[1:], 1) if (n, k) != (r, c)} for k in (0, 1)]
    cells[c] |= {v % 360.0 for v in _allowed(cell)}
    for azimuth, elevation in zip(found.azimuth_deg, found.elevation_deg, strict=True):
        if azimuth not in cells[0] or elevation not in cells[1] | {v for v in _allowed(cell) if c == 1}:
            return "silent", f"{cell!r}: {azimuth}, {elevation} is in no row"
    return ("accepted", "") if len(found.azimuth_deg) >= 7 else ("silent", "a point is lost")


def changes(seed: int, folder: Path) -> tuple[str, str]:
    """Twelve months of changes with one spoilt cell."""
    rng = random.Random(seed)
    path, separator = folder / "c.csv", rng.choice(SEPARATORS)
    path.with_suffix(".spoilt").unlink(missing_ok=True)
    names = ["temp_air_k", *rng.sample([n for n in LIMITS if n not in ("temp_air_k", "temp_max_k", "temp_min_k")], 2)]
    values = {n: [round(rng.uniform(-3, 3), 2) for _ in range(12)] for n in names}
    rows = [["month", *names], *([str(m + 1), *(f"{values[n][m]:g}" for n in names)] for m in range(12))]
    r, c, cell = _spoilt(rng, rows, separator)
    _written(rng, rows, path, separator)
    found = read_changes(path)
    if path.with_suffix(".spoilt").exists():
        return "accepted", ""
    for k, name in enumerate(names, 1):
        read = getattr(found, name)
        for m in range(12):
            want = _allowed(cell) if (r, c) == (m + 1, k) else (values[name][m],)
            if not any(abs(float(read[m]) - w) < 1e-9 for w in want):
                return "silent", f"{cell!r}: {name} of month {m + 1} is {read[m]}, not {want}"
    return "accepted", ""


@cache
def _year() -> Any:
    from weather.stations.table import find_station
    from weather.synthetic import synthetic_year

    return synthetic_year(find_station("Kunming"))


@cache
def _epw() -> list[str]:
    import tempfile

    from weather.readers.epw_write import write_epw

    with tempfile.TemporaryDirectory() as name:
        return write_epw(_year(), Path(name) / "a.epw").read_text(encoding="utf-8").split("\n")


def epw(seed: int, folder: Path) -> tuple[str, str]:
    """A weather file with one spoilt temperature: it is read as it stands, noted, or refused."""
    from weather.readers.epw import read_epw
    from weather.readers.epw_header import HEADER_LINES

    rng = random.Random(seed)
    lines = list(_epw())
    hour = rng.randrange(8760)
    cells = lines[HEADER_LINES + hour].split(",")
    old = float(cells[6])
    cell = rng.choice(
        [*(c for c in CELLS if "\n" not in c and "," not in c and "\r" not in c), f"{old + 1.5:.1f}", f"{old - 2:g}"]
    )
    cells[6] = cell
    lines[HEADER_LINES + hour] = ",".join(cells)
    if rng.random() < 0.3:
        k = rng.randrange(HEADER_LINES)
        lines[k] = lines[k].replace(",", rng.choice([",,", ";", ",x,", ""]), 1)
    path = folder / "w.epw"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    read = read_epw(path)
    value = float(read.column("temp_air")[hour])
    try:
        want = float(cell) if cell.isascii() and "_" not in cell else np.nan
    except ValueError:
        want = np.nan
    if abs(value - want) < 0.051 or read.source.notes:
        return "accepted", ""
    return "silent", f"{cell!r} in hour {hour} became {value}"


@cache
def _idf() -> str:
    from buildings.archetypes import build
    from buildings.archetypes.request import ArchetypeRequest
    from buildings.idf.write.building import idf_text

    year = _year()
    building = build.build(ArchetypeRequest(name="b", archetype="village_house_brick", climate_zone="5A"), year)
    return idf_text(building, year, 4)


def idf(seed: int, folder: Path) -> tuple[str, str]:
    """An IDF with spoilt fields, lines and signs: imported or refused."""
    from buildings.idf.read.building import read_idf

    rng = random.Random(seed)
    lines = _idf().split("\n")
    for _ in range(rng.randint(1, 3)):
        k, how = rng.randrange(len(lines)), rng.randrange(5)
        if how == 0:
            del lines[k]
        elif how == 1:
            lines.insert(k, lines[k])
        elif how == 2:
            lines[k] = lines[k].replace(rng.choice([",", ";"]), rng.choice([",", ";", ",,", ""]), 1)
        elif how == 3:
            lines[k] = rng.choice(
                ["nan,", "1e400,", "-1,", "abc,", "autosize,", "9" * 400 + ",", "\x00,", "!", ",,,,,", ";;"]
            )
        else:
            lines[k] = lines[k][: rng.randrange(len(lines[k]) + 1)]
    path = folder / "b.idf"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    read = read_idf(path, None)
    return ("accepted", "") if read.building.zones else ("silent", "no zone")


def prepare(folder: Path, everything: bool) -> None:
    """Load once, before any clock runs, what every input of a kind needs: the weather year, the data dictionary of IDF."""
    if everything:
        _epw()
        (folder / "b.idf").write_text(_idf(), encoding="utf-8")
        from buildings.idf.read.building import read_idf

        read_idf(folder / "b.idf", None)


VALUES = (
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-1",
    "0",
    "1",
    "abc",
    "",
    "1_0",
    "０",
    "5",
    "1e3",
    "--5",
    "25.5",
    "9" * 400,
    "en",
    "ghi",
    "pvgis",
    "x.yaml",
    "\u202e",
    "auto",
    "none",
)


def options(seed: int, folder: Path) -> tuple[str, str]:
    """Words behind commands: understood within bounds, or a wrong use."""
    import click

    from cli import main

    rng = random.Random(seed)
    command: Any = main
    path: list[str] = []
    while isinstance(command, click.Group):
        name = rng.choice(sorted(command.commands))
        path.append(name)
        command = command.commands[name]
    words = [rng.choice(VALUES) for p in command.params if isinstance(p, click.Argument)]
    for p in command.params:
        if isinstance(p, click.Option) and rng.random() < 0.4:
            words += [p.opts[0]] if p.is_flag else [p.opts[0], rng.choice(VALUES)]
    try:
        context = command.make_context(path[-1], words)
    except (click.ClickException, click.exceptions.Exit):
        return "refused", ""
    for p in command.params:
        value = context.params.get(p.name)
        if isinstance(value, float) and not np.isfinite(value):
            return "silent", f"{' '.join(path)} {p.name} = {value}"
        if isinstance(value, float) and not isinstance(p.type, click.FloatRange):
            return "silent", f"{' '.join(path)} {p.name} has no bounds"
    return "accepted", ""


KINDS: tuple[Callable[[int, Path], tuple[str, str]], ...] = (
    bills, bills, horizon, changes, options, bills, horizon, changes, epw, idf,
)  # fmt: skip
"""Examiners in turn; tables more often than what takes long."""
