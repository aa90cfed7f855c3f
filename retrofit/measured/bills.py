"""Utility bills: a table with periods, carriers and amounts, in English or Chinese, as people and ordinary programs save it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from foundation.carriers import TABLE
from foundation.cells.dates import Day
from foundation.cells.sheet import Sheet, parse_sheet, read_sheet
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from retrofit.measured.bill_rows import Bill, Table, add_parts, added, check_totals, entries_of

FEWEST = 6
"""Fewest bills of a carrier that a fit is tried with (a year of months is twelve) ..."""
FEWEST_LONG, LONG_DAYS = 4, 330
"""... but four that cover most of a year (quarters) do."""


class Bills(tuple[Bill, ...]):
    """Bills of a file, and what was done to read them (``notes``)."""

    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, bills: Iterable[Bill], notes: Iterable[str]) -> Bills:
        made = cls(bills)
        made.notes = tuple(dict.fromkeys(notes))
        return made


def parse(text: str, place: str = "bills") -> Bills:
    """Bills of a CSV text.

    Raises
    ------
    InputError
        What `bills_of` raises, and ``table-quote``, ``table-row``.
    """
    return bills_of(parse_sheet(text, place))


def bills_of(sheet: Sheet) -> Bills:
    """Bills of a table.

    Raises
    ------
    InputError
        ``bills-header``, ``bills-unit``, ``bills-value``, ``bills-period``, ``bills-carrier``, ``bills-meter``, ``bills-overlap``,
        ``bills-few``, ``table-row``: all at once.
    """
    if not sheet.rows:
        raise InputError(Problem("bills-header", sheet.place, "the file is empty", None, "", "a header and a row for each bill"))  # fmt: skip
    table = Table(sheet)
    if not table.columns.whole or table.columns.problems:
        raise InputError(table.problems)
    table.wide_rows()
    totals = table.take_totals()
    add_parts(table)
    bills = added(table, list(entries_of(table)))
    check_totals(table, totals)
    bills, shared = _reading_days(bills)
    if shared:
        table.notes.append(message("a reading day ends one bill and begins the next: it is counted to the next"))
    table.problems += _mixed_years(bills, sheet.place)
    table.problems += _overlaps(bills, sheet.place) + ([] if table.problems else _few(bills, sheet.place))
    if table.problems:
        raise InputError(list(dict.fromkeys(table.problems)))
    return Bills.of(bills, table.notes)


def _key(day: Day) -> tuple[int, ...]:
    return tuple(x or 0 for x in day)


def _before(day: Day) -> Day:
    y, m, d = day
    known = date(y or 2001, m, d) - timedelta(days=1)
    return (known.year if y is not None else None), known.month, known.day


def _reading_days(bills: list[Bill]) -> tuple[list[Bill], bool]:
    """Bills whose last day is the first day of the next, as meters are read: the day is the next bill's. Not where others follow each other day by day."""
    shared, exact = set(), set()
    for carrier in dict.fromkeys(b.carrier for b in bills):
        mine = sorted((b for b in bills if b.carrier == carrier), key=lambda b: _key(b.first))
        for a, b in itertools.pairwise(mine):
            if a.last == b.first and a.first < a.last:
                shared.add(carrier)
            elif a.last == _before(b.first):
                exact.add(carrier)
    chosen = shared - exact
    out = [replace(b, last=_before(b.last)) if b.carrier in chosen and b.first != b.last else b for b in bills]
    return out, bool(chosen)


def _mixed_years(bills: list[Bill], place: str) -> list[Problem]:
    """Bills of which some have a year and some have none: whether they meet cannot be told."""
    kinds = {b.first[0] is None: b for b in reversed(bills)}
    if len(kinds) < 2:
        return []
    shown = message("{a} and {b}", a=Verbatim(kinds[True].label), b=Verbatim(kinds[False].label))
    return [Problem("bills-period", f"{place}:{max(b.line for b in kinds.values())}", "some periods have a year and some have none", shown, "2024-01", "write every period with its year")]  # fmt: skip


def _overlaps(bills: list[Bill], place: str) -> list[Problem]:
    out = []
    for carrier in dict.fromkeys(b.carrier for b in bills):
        mine = sorted((b for b in bills if b.carrier == carrier), key=lambda b: _key(b.first))
        for a, b in itertools.pairwise(mine):
            if _key(b.first) > _key(a.last):
                continue
            if (a.first, a.last) == (b.first, b.last):
                told = message("the same period as line {line}", line=a.line)
                cure = "add a column meter where there are two meters, or delete the bill that was entered twice"
                either = message("two meters ({sum:.10g} kWh), or one bill twice ({one:.10g} kWh)", sum=a.kwh + b.kwh, one=b.kwh)  # fmt: skip
                out.append(Problem("bills-overlap", f"{place}:{b.line}", told, b.label, either, cure))
            else:
                out.append(Problem("bills-overlap", f"{place}:{b.line}", message("the period overlaps that of line {line}", line=a.line), b.label, "", "give every day to one bill"))  # fmt: skip
    return out


def _few(bills: list[Bill], place: str) -> list[Problem]:
    count = {c: sum(b.carrier == c for b in bills) for c in dict.fromkeys(b.carrier for b in bills)}
    days = {c: sum(b.days for b in bills if b.carrier == c) for c in count}
    few = {c: n for c, n in count.items() if n < FEWEST and not (n >= FEWEST_LONG and days[c] >= LONG_DAYS)}
    if few or not count:
        return [Problem("bills-few", place, "too few bills to fit a year", ", ".join(f"{c}: {n}" for c, n in few.items()) or 0, message(">= {fewest} of a carrier, better 12", fewest=FEWEST), "add the bills of a whole year")]  # fmt: skip
    empty = [c for c in count if not any(b.kwh for b in bills if b.carrier == c)]
    return [Problem("bills-value", place, message("every bill of {carrier} is 0", carrier=TABLE[c].en), 0, "> 0 kWh", "leave this carrier out") for c in empty]  # fmt: skip


def read_bills(path: Path) -> Bills:
    """Bills of a file: CSV in UTF-8, UTF-16 or GBK, or a workbook (xlsx, xls).

    Raises
    ------
    InputError
        What `foundation.cells.sheet.read_sheet` and `bills_of` raise.
    """
    return bills_of(read_sheet(path))


def weights(bills: Iterable[Bill], index: pd.DatetimeIndex) -> np.ndarray:
    """Which hours of the weather year belong to each bill, shape (bills, hours).

    Periods are laid onto the weather year by month and day; one that passes New Year wraps round, one of a whole year or more covers it
    all; 29 February counts as the 28th where the year has none.
    """
    hours = len(index)
    starts = {(int(t.month), int(t.day)): i for i, t in enumerate(index) if t.hour == 0}

    def hour_of(day: tuple[int | None, int, int]) -> int:
        _, month, number = day
        return starts.get((month, number), starts[(2, 28)] if (month, number) == (2, 29) else 0)

    out = []
    for bill in bills:
        row = np.zeros(hours)
        first, last = hour_of(bill.first), hour_of(bill.last) + 24
        years = (bill.last[0] or 0) - (bill.first[0] or 0)
        if years == 0:
            row[first:last] = 1.0
        else:
            row[first:] = 1.0
            row[:last] = 1.0
        out.append(row)
    return np.array(out)
