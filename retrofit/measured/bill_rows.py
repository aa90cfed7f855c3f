"""The rows of a table of bills: period, carrier, amount and unit of each, with every mistake told at its line."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from foundation.carriers import BOUGHT, ELECTRICITY, TABLE
from foundation.cells.dates import Day, Period, days_in, read_days, read_periods
from foundation.cells.numbers import Flaw, Number, read_numbers
from foundation.cells.sheet import Row, Sheet
from foundation.cells.text import is_missing, plain
from foundation.cells.units import Unit, unit_of
from foundation.errors import Problem
from foundation.messages import Verbatim, message
from retrofit.energy.factors import lhv_kwh
from retrofit.measured.bill_columns import TOTALS, UNIT_LINE, Amount, Columns, find_columns

LARGEST_KWH = 1e9
"""Of one bill: a year of a large town."""
MULTIPLIER = "万"


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill: ``carrier``, first and last day (both inclusive), kWh, line of the file. A month without year has year None."""

    carrier: str
    first: Day
    last: Day
    kwh: float
    line: int

    @property
    def label(self) -> str:
        """The period as people write it."""
        (y, m, d), (y2, m2, d2) = self.first, self.last
        whole = d == 1 and d2 == days_in(y2, m2)
        if y is None and (not whole or m != m2):
            return f"{m:02d}-{d:02d}/{m2:02d}-{d2:02d}"
        if (y, m) == (y2, m2) and whole:
            return f"{y}-{m:02d}" if y else f"{m:02d}"
        return f"{y}-{m:02d}-{d:02d}/{y2}-{m2:02d}-{d2:02d}"

    @property
    def days(self) -> int:
        (y, m, d), (y2, m2, d2) = self.first, self.last
        return (date(y2 or 2001, m2, d2) - date(y or 2001, m, d)).days + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount of a row before bills of several meters are added up."""

    bill: Bill
    meter: str


class Table:
    """The rows under a heading, read column by column."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.without_unit: set[str] = set()
        at, self.columns = find_columns(sheet.rows, sheet.place)
        self.problems += self.columns.problems
        self.rows = list(sheet.rows[at + 1 :])
        self.title_unit = self._titles(sheet.rows[:at])
        if self.columns.unused:
            self.notes.append(message("columns that are not read: {names}", names=Verbatim(", ".join(self.columns.unused))))  # fmt: skip

    def tell(self, code: str, row: Row, flaw: Flaw, value: str) -> None:
        self.problems.append(Problem(code, self.sheet.at(row), flaw.told, Verbatim(value), flaw.allowed, flaw.cure))

    def _titles(self, rows: Iterable[Row]) -> Unit | None:
        """The unit that a line above the heading names."""
        unit = None
        for row in rows:
            found = UNIT_LINE.search(row.shown)
            if found is not None:
                unit = unit_of(found["unit"])
                if unit is None:
                    self.problems.append(Problem("bills-unit", self.sheet.at(row), "no such unit of energy or fuel", Verbatim(found["unit"]), "kWh, MWh, 万kWh, GJ; m3, kg, t", "correct the unit"))  # fmt: skip
            self.notes.append(message("line {line} above the heading: {text}", line=row.line, text=Verbatim(row.shown)))
        return unit

    def wide_rows(self) -> None:
        """Rows with more cells than the heading names, as a number with a comma in a file of commas."""
        heads = self.columns.row.cells
        for row in self.rows:
            extra = [k for k, c in enumerate(row.cells) if c and (k >= len(heads) or not heads[k])]
            if extra:
                told = "a cell without a heading: a number with a comma, or a column that has no name"
                cure = "write the number without the comma, or put it in quotation marks; or name the column"
                self.problems.append(Problem("table-row", self.sheet.at(row), told, Verbatim(row.shown), message("{count} cells", count=len(heads)), cure))  # fmt: skip

    def take_totals(self) -> list[Row]:
        """Rows of totals, taken out."""
        first = self.columns.at.get("month", self.columns.at.get("reading", self.columns.at.get("start", 0)))
        is_total = [
            plain(r.cell(first)).casefold() in TOTALS or plain(r.cell(0)).casefold() in TOTALS for r in self.rows
        ]
        totals = [r for r, t in zip(self.rows, is_total, strict=True) if t]
        self.rows = [r for r, t in zip(self.rows, is_total, strict=True) if not t]
        return totals

    def periods(self) -> list[Period | None]:
        """Period of every row; what cannot be read is told."""
        at = self.columns.at
        if "month" in at:
            found = read_periods([r.cell(at["month"]) for r in self.rows])
            out = [self._period(r, p, at["month"]) for r, p in zip(self.rows, found, strict=True)]
            return self._with_years(out) if "year" in at else out
        if "reading" in at and not {"start", "end"} <= set(at):
            return self._from_readings(at["reading"])
        n = len(self.rows)
        days = read_days([r.cell(at[k]) for k in ("start", "end") for r in self.rows])
        return [self._days(r, days[k], days[n + k]) for k, r in enumerate(self.rows)]

    def _period(self, row: Row, found: Period | Flaw | None, column: int) -> Period | None:
        if isinstance(found, Period):
            return found
        self.tell("bills-period", row, found or Flaw("the period is missing", "2024-01", "write the month as 2024-01"), row.cell(column))  # fmt: skip
        return None

    def _with_years(self, periods: list[Period | None]) -> list[Period | None]:
        """Periods with the year of their own column; an empty cell under a year belongs to it, as merged cells are saved."""
        year: int | None = None
        out: list[Period | None] = []
        for row, period in zip(self.rows, periods, strict=True):
            text = plain(row.cell(self.columns.at["year"])).removesuffix("年").removesuffix("度")
            if text and not (text.isascii() and text.isdigit() and 1950 <= int(text[:6]) <= 2100):
                self.tell("bills-period", row, Flaw("no year", "1950 to 2100", "write the year as 2024"), text)
                text = ""
            year = int(text) if text else year
            if period is not None and period.first[0] is None and year is not None:
                (_, m, d), (_, m2, _) = period.first, period.last
                period = Period((year, m, d), (year, m2, days_in(year, m2)))
            elif period is not None and year is not None and text and period.first[0] != year:
                self.tell("bills-period", row, Flaw("two years for one period", message("either {a} or {b}", a=period.first[0], b=year), "correct the year"), row.shown)  # fmt: skip
            out.append(period)
        return out

    def _days(self, row: Row, first: date | Flaw | None, last: date | Flaw | None) -> Period | None:
        at = self.columns.at
        for key, day in (("start", first), ("end", last)):
            if not isinstance(day, date):
                self.tell("bills-period", row, day or Flaw("the day is missing", "2024-01-05", "write the day as 2024-01-05"), row.cell(at[key]))  # fmt: skip
        if not (isinstance(first, date) and isinstance(last, date)):
            return None
        if not 1 <= (last - first).days + 1 <= 367:
            flaw = Flaw(
                "the period ends before it begins, or is longer than a year", "1 to 366 days", "correct the days"
            )
            self.tell("bills-period", row, flaw, f"{first} .. {last}")
            return None
        return Period((first.year, first.month, first.day), (last.year, last.month, last.day))

    def _from_readings(self, column: int) -> list[Period | None]:
        """Each amount since the reading before; the first row is the reading that the first bill begins with."""
        days = read_days([r.cell(column) for r in self.rows])
        out: list[Period | None] = [None] * len(days)
        for row, day in zip(self.rows, days, strict=True):
            if not isinstance(day, date):
                self.tell("bills-period", row, day or Flaw("the day is missing", "2024-01-05", "write the day as 2024-01-05"), row.cell(column))  # fmt: skip
        known = [(d, k) for k, d in enumerate(days) if isinstance(d, date)]
        if known != sorted(known) or len({d for d, _ in known}) < len(known):
            self.problems.append(Problem("bills-period", self.sheet.place, "the reading dates do not go on from row to row", None, "one reading after the other", "sort the rows by date"))  # fmt: skip
            return out
        for (a, _), (b, k) in itertools.pairwise(known):
            out[k] = self._days_between(self.rows[k], a, b)
        self.notes.append(
            message("each amount belongs to the days from the reading before to the day before its own reading")
        )
        return out

    def _days_between(self, row: Row, a: date, b: date) -> Period | None:
        last = b - timedelta(days=1)
        if (b - a).days > 366:
            flaw = Flaw(
                "the period ends before it begins, or is longer than a year", "1 to 366 days", "correct the days"
            )
            self.tell("bills-period", row, flaw, f"{a} .. {b}")
            return None
        return Period((a.year, a.month, a.day), (last.year, last.month, last.day))

    def carrier(self, row: Row, column: Amount) -> str | None:
        """Carrier of a row's amount."""
        if "carrier" not in self.columns.at:
            return column.carrier or ELECTRICITY
        text = row.cell(self.columns.at["carrier"])
        word = plain(text).casefold()
        found = next((c for c in BOUGHT if word in TABLE[c].spellings), None)
        if found is None:
            self.problems.append(Problem("bills-carrier", self.sheet.at(row), "no such carrier", Verbatim(text), ", ".join(BOUGHT), "take one of these"))  # fmt: skip
        return found

    def per_kwh(self, row: Row, column: Amount, carrier: str, suffix: str) -> float | None:
        """kWh of one unit of a row's amount, by the unit in its cell, its column of units, its heading or a line above."""
        typed = row.cell(self.columns.at["unit"]) if "unit" in self.columns.at else ""
        scale = 1.0
        if suffix == MULTIPLIER:
            suffix, scale = "", 1e4
        told: list[Unit] = []
        for text in (suffix, typed):
            if text and not is_missing(text):
                unit = unit_of(text)
                if unit is None:
                    self.problems.append(Problem("bills-unit", self.sheet.at(row), "no such unit of energy or fuel", Verbatim(text), "kWh, MWh, 万kWh, GJ; m3, kg, t", "correct the unit"))  # fmt: skip
                    return None
                told.append(unit)
        told += [u for u in (column.unit, self.title_unit) if u is not None]
        different = list(dict.fromkeys(told))
        if len(different) > 1:
            either = message("either {a} or {b}", a=Verbatim(different[0].name), b=Verbatim(different[1].name))
            self.problems.append(Problem("bills-unit", self.sheet.at(row), "two units for one amount", Verbatim(row.shown), either, "leave one unit"))  # fmt: skip
            return None
        per = self._factor(row, carrier, different[0] if different else None)
        return None if per is None else per * scale

    def _factor(self, row: Row, carrier: str, unit: Unit | None) -> float | None:
        sold = unit_of(TABLE[carrier].unit)
        physical = None if carrier == ELECTRICITY or sold is None or sold.dimension == "energy" else sold
        if unit is None:
            if carrier == ELECTRICITY:
                return 1.0
            either = message("either {a} or {b}", a=Verbatim("kWh"), b=Verbatim(physical.name if physical else "GJ"))
            if carrier in self.without_unit:  # told once
                return None
            self.without_unit.add(carrier)
            self.problems.append(Problem("bills-unit", self.sheet.at(row), message("the unit of {carrier} is not said", carrier=TABLE[carrier].en), Verbatim(row.shown), either, "name the unit in the heading, as amount (kWh), or in a column unit"))  # fmt: skip
            return None
        if unit.dimension == "energy":
            return unit.factor
        if physical is None or unit.dimension != physical.dimension:
            allowed = message("kWh, MWh, GJ, {unit}", unit=Verbatim(physical.name)) if physical else "kWh, MWh, GJ"
            self.problems.append(Problem("bills-unit", self.sheet.at(row), message("{carrier} is not sold by this unit", carrier=TABLE[carrier].en), Verbatim(unit.name), allowed, "correct the unit or the carrier"))  # fmt: skip
            return None
        per = lhv_kwh(carrier)[0]
        self.notes.append(message("{carrier}: {kwh:.4g} kWh per {unit} (lower heating value of fuels.csv)", carrier=TABLE[carrier].en, kwh=per, unit=Verbatim(physical.name)))  # fmt: skip
        return unit.factor / physical.factor * per

    def amounts(self, column: Amount) -> list[Number | None]:
        """Amounts of a column; what is none, or not within bounds, is told. An empty cell is None."""
        cells = [r.cell(column.column) for r in self.rows]
        out: list[Number | None] = []
        for row, cell, found in zip(self.rows, cells, read_numbers(cells, self.sheet.separator), strict=True):
            if isinstance(found, Flaw):
                self.tell("bills-value", row, found, cell)
            elif found is not None and found.value < 0.0:
                flaw = Flaw(
                    "the amount is not a number >= 0", ">= 0 kWh", "enter what was used, without credits of feed-in"
                )
                self.tell("bills-value", row, flaw, cell)
                found = None
            out.append(found if isinstance(found, Number) else None)
        return out


def entries_of(table: Table) -> Iterator[Entry]:
    """Amounts with their periods, carriers and meters."""
    periods = table.periods()
    meter = table.columns.at.get("meter")
    wide = table.columns.amounts if len(table.columns.amounts) > 1 else []
    for column in table.columns.amounts:
        values = table.amounts(column)
        for row, period, value in zip(table.rows, periods, values, strict=True):
            cell = row.cell(column.column)
            if value is None:
                first_reading = "reading" in table.columns.at and row is table.rows[0]
                if is_missing(cell) and not wide and not first_reading:
                    table.tell("bills-value", row, Flaw("the amount is missing", ">= 0 kWh", "enter the amount, or delete the row"), cell)  # fmt: skip
                table.carrier(row, column)
                continue
            carrier = table.carrier(row, column)
            per = None if carrier is None else table.per_kwh(row, column, carrier, value.unit)
            if carrier is None or per is None:
                continue
            kwh = value.value * per
            if kwh > LARGEST_KWH:
                table.tell(
                    "bills-value", row, Flaw("far too large for a bill", "<= 1e9 kWh", "correct the amount"), cell
                )
                continue
            if period is None:
                if "reading" in table.columns.at and row is table.rows[0] and "month" not in table.columns.at:
                    table.tell("bills-period", row, Flaw("the first reading has an amount and no reading before it", "", "add a row above with the date of the reading before and no amount"), row.shown)  # fmt: skip
                continue
            yield Entry(
                Bill(carrier, period.first, period.last, kwh, row.line), "" if meter is None else row.cell(meter)
            )


def added(table: Table, entries: list[Entry]) -> list[Bill]:
    """Bills of several meters, added up where all have the same periods."""
    meters = list(dict.fromkeys(e.meter for e in entries))
    if len(meters) < 2:
        return [e.bill for e in entries]
    out: dict[tuple[str, Day, Day], Bill] = {}
    seen: dict[tuple[str, Day, Day], list[str]] = {}
    for e in entries:
        key = (e.bill.carrier, e.bill.first, e.bill.last)
        if e.meter in seen.setdefault(key, []):
            table.problems.append(Problem("bills-overlap", f"{table.sheet.place}:{e.bill.line}", message("meter {meter} has two bills of this period", meter=Verbatim(e.meter)), e.bill.label, "one", "delete one of them"))  # fmt: skip
            continue
        seen[key].append(e.meter)
        out[key] = replace(out[key], kwh=out[key].kwh + e.bill.kwh) if key in out else e.bill
    of_carrier = {c: [m for m in meters if any(m in seen[k] for k in seen if k[0] == c)] for c, _, _ in seen}
    for key, have in seen.items():
        lacking = [m for m in of_carrier[key[0]] if m not in have]
        if lacking:
            table.problems.append(Problem("bills-meter", f"{table.sheet.place}:{out[key].line}", message("no bill of meter {meter} for this period", meter=Verbatim(", ".join(lacking))), out[key].label, "the same periods for every meter", "add the bill, with 0 where nothing was used"))  # fmt: skip
    table.notes.append(message("meters added up: {names}", names=Verbatim(", ".join(meters))))
    return list(out.values())


def add_parts(table: Table) -> None:
    """Peak, flat and valley as one amount: they are added up, or compared with the total that stands beside them."""
    columns = table.columns
    if not columns.parts:
        return
    units = {a.unit for a in columns.parts if a.unit is not None}
    if len(units) > 1:
        headings = ", ".join(a.heading for a in columns.parts)
        table.problems.append(Problem("bills-unit", table.sheet.at(columns.row), "two units for one amount", Verbatim(headings), "one unit", "leave one unit"))  # fmt: skip
        return
    totals = [a for a in columns.amounts if a.carrier in (ELECTRICITY, None)]
    values = [table.amounts(a) for a in columns.parts]
    found = [[n for v in values if (n := v[k]) is not None] for k in range(len(table.rows))]
    sums = [sum(n.value for n in row) for row in found]
    for row, numbers in zip(table.rows, found, strict=True):
        if 0 < len(numbers) < len(values) or any(n.unit for n in numbers):
            flaw = Flaw(
                "a part is missing or has a unit of its own",
                "a number in every part",
                "enter every part, 0 where there was none",
            )
            table.tell("bills-value", row, flaw, row.shown)
    names = Verbatim(", ".join(a.heading for a in columns.parts))
    if totals:
        whole = table.amounts(totals[0])
        for row, part, value in zip(table.rows, sums, whole, strict=True):
            if value is not None and abs(part - value.value) > max(1.0, 1e-3 * value.value):
                either = message("either {a} or {b}", a=f"{value.value:g}", b=f"{part:g}")
                table.problems.append(Problem("bills-value", table.sheet.at(row), message("the parts {names} are not the total", names=names), Verbatim(row.shown), either, "correct the parts or the total"))  # fmt: skip
        return
    made = [
        Row(r.line, (*_padded(r, columns), f"{s:.10g}" if n else ""))
        for r, s, n in zip(table.rows, sums, found, strict=True)
    ]
    table.rows = made
    unit = next(iter(units), None)
    columns.amounts.append(Amount(len(columns.row.cells), str(names), ELECTRICITY, unit))
    table.notes.append(message("added up: {names}", names=names))


def _padded(row: Row, columns: Columns) -> tuple[str, ...]:
    width = len(columns.row.cells)
    return (*row.cells[:width], *[""] * (width - len(row.cells)))


def check_totals(table: Table, totals: list[Row]) -> None:
    """Rows of totals against the sum of the rows above."""
    for row in totals:
        for column in table.columns.amounts:
            cell = row.cell(column.column)
            cells = [r.cell(column.column) for r in table.rows if r.line < row.line]
            found = read_numbers([*cells, cell], table.sheet.separator)
            given = found[-1]
            summed = sum(n.value for n in found[:-1] if isinstance(n, Number))
            if isinstance(given, Number) and abs(given.value - summed) > max(1.0, 1e-4 * abs(summed)):
                told = message(
                    "the total is {total:.10g}, the rows above sum up to {sum:.10g}", total=given.value, sum=summed
                )
                table.problems.append(Problem("bills-value", table.sheet.at(row), told, Verbatim(row.shown), "the sum", "correct the rows, or delete the total"))  # fmt: skip
        table.notes.append(message("line {line} is a total and agrees with the rows above", line=row.line))
