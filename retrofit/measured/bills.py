"""Utility bills: a CSV with periods, carrier and kWh, in English or Chinese, as an ordinary program saves it."""

from __future__ import annotations

import calendar
import csv
import io
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from foundation.carriers import BOUGHT, ELECTRICITY, TABLE
from foundation.errors import InputError, Problem
from foundation.messages import message

MAX_BYTES = 2_000_000
FEWEST = 6
"""Fewest bills of a carrier that a fit is tried with (a year of months is twelve)."""
HEADERS: dict[str, tuple[str, ...]] = {
    "start": ("start", "from", "begin", "start date", "开始", "起", "开始日期", "起始日期", "起始"),
    "end": ("end", "to", "until", "end date", "结束", "止", "结束日期", "截止日期", "截止"),
    "month": ("month", "period", "月份", "月", "年月", "账期", "抄表月份"),
    "carrier": ("carrier", "fuel", "energy", "能源", "能源种类", "能源类型", "种类", "类型"),
    "kwh": ("kwh", "amount", "use", "usage", "consumption", "energy kwh", "用电量", "电量", "用量", "用能量", "能耗"),
}

MONTHS_EN = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTHS_ZH = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill: ``carrier``, first and last day (both inclusive), kWh, line of the file. A month without year has year None."""

    carrier: str
    first: tuple[int | None, int, int]
    last: tuple[int | None, int, int]
    kwh: float
    line: int

    @property
    def label(self) -> str:
        """The period as people write it."""
        (y, m, d), (y2, m2, d2) = self.first, self.last
        if (y, m) == (y2, m2) and d == 1 and d2 == days_in(y2, m2):
            return f"{y}-{m:02d}" if y else f"{m:02d}"
        return f"{y}-{m:02d}-{d:02d}/{y2}-{m2:02d}-{d2:02d}"


def days_in(year: int | None, month: int) -> int:
    """Days of a month; February of a month without year has 28."""
    return calendar.monthrange(year or 2001, month)[1]


def _plain(text: str) -> str:
    """A header without its unit, spaces and case: ``用电量(kWh)`` -> ``用电量``."""
    return re.sub(r"[((\[].*?[))\]]", "", text.strip().strip('"').replace("_", " ")).strip().lower()


def _decode(raw: bytes, place: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        Problem("bills-encoding", place, "neither UTF-8 nor GBK text", None, "UTF-8 or GBK", "save as CSV UTF-8")
    )


def _columns(header: list[str], place: str) -> dict[str, int]:
    """Column of every meaning; the unit in a header must be kWh."""
    found: dict[str, int] = {}
    problems = []
    for i, cell in enumerate(header):
        for key, names in HEADERS.items():
            if _plain(cell) in names and key not in found:
                found[key] = i
                unit = re.search(r"[((\[](.*?)[))\]]", cell)
                if key == "kwh" and unit and unit.group(1).strip().lower() not in ("kwh", "千瓦时", "度"):
                    problems.append(
                        Problem("bills-header", place, "the amounts must be in kWh", cell, "kWh", "convert the column")
                    )
    if "kwh" not in found or not ("month" in found or {"start", "end"} <= set(found)):
        problems.append(
            Problem(
                "bills-header",
                place,
                "no column of the period, or none of the amount",
                ", ".join(header),
                "month, or start and end; kwh",
                "name the columns month,kwh",
            )
        )
    if problems:
        raise InputError(problems)
    return found


def _date(text: str) -> tuple[int | None, int, int] | None:
    """A day as (year, month, day), None if it is none."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if len(numbers) == 1 and numbers[0] > 19000000:
        numbers = [numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100]
    if len(numbers) != 3:
        return None
    try:
        date(*numbers)
    except ValueError:
        return None
    return numbers[0], numbers[1], numbers[2]


def _month(text: str) -> tuple[int | None, int] | None:
    """A month as (year or None, month)."""
    word = text.strip().lower()
    for name, names in ((word[:3], MONTHS_EN), (word.removesuffix("份").removesuffix("月"), MONTHS_ZH)):
        if name in names:
            return None, names.index(name) + 1
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if len(numbers) == 1 and numbers[0] > 190000:
        numbers = [numbers[0] // 100, numbers[0] % 100]
    if len(numbers) not in (1, 2) or not 1 <= numbers[-1] <= 12:
        return None
    return (numbers[0] if len(numbers) == 2 else None), numbers[-1]


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "").replace(",", "").replace(" ", "").lower().removesuffix("kwh"))
    except ValueError:
        return None
    return value if np.isfinite(value) and value >= 0.0 else None


def _period(
    row: list[str], at: dict[str, int]
) -> tuple[tuple[int | None, int, int], tuple[int | None, int, int]] | None:
    """First and last day of a row; None if they cannot be read or are in the wrong order."""
    if "month" in at and row[at["month"]].strip():
        month = _month(row[at["month"]])
        return None if month is None else ((*month, 1), (*month, days_in(*month)))
    if not {"start", "end"} <= set(at):
        return None
    first, last = _date(row[at["start"]]), _date(row[at["end"]])
    if first is None or last is None:
        return None
    days = (date(*last) - date(*first)).days + 1  # type: ignore[arg-type]
    return (first, last) if 1 <= days <= 366 else None


def parse(text: str, place: str = "bills") -> tuple[Bill, ...]:
    """Bills of a CSV text.

    Raises
    ------
    InputError
        ``bills-header``, ``bills-value``, ``bills-period``, ``bills-carrier``, ``bills-overlap``, ``bills-few``: all at once.
    """
    lines = [x for x in text.splitlines() if x.strip()]
    delimiter = max("\t;,,", key=lambda c: lines[0].count(c)) if lines else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    numbered = [(i + 1, [c.strip() for c in r]) for i, r in enumerate(rows) if any(c.strip() for c in r)]
    if not numbered:
        raise InputError(
            Problem("bills-header", place, "the file is empty", None, "", "a header and a row for each bill")
        )
    at = _columns(numbered[0][1], f"{place}:{numbered[0][0]}")
    bills: list[Bill] = []
    problems: list[Problem] = []
    for line, row in numbered[1:]:
        where = f"{place}:{line}"
        row = row + [""] * (max(at.values()) + 1 - len(row))
        period, kwh = _period(row, at), _number(row[at["kwh"]])
        word = _plain(row[at["carrier"]]) if "carrier" in at else ELECTRICITY
        carrier = next((c for c in BOUGHT if word in TABLE[c].spellings), None)
        if period is None:
            problems.append(Problem("bills-period", where, "the period cannot be read, or ends before it begins", ", ".join(row), "2024-01, or start and end as 2024-01-05", "correct the row"))  # fmt: skip
        if kwh is None:
            problems.append(Problem("bills-value", where, "the amount is not a number >= 0", row[at["kwh"]], ">= 0 kWh", "correct the row"))  # fmt: skip
        if carrier is None:
            problems.append(Problem("bills-carrier", where, "no such carrier", row[at["carrier"]], ", ".join(BOUGHT), "take one of these"))  # fmt: skip
        if period is not None and kwh is not None and carrier is not None:
            bills.append(Bill(carrier, *period, kwh, line))
    problems += _overlaps(bills, place) + ([] if problems else _few(bills, place))
    if problems:
        raise InputError(problems)
    return tuple(bills)


def _overlaps(bills: list[Bill], place: str) -> list[Problem]:
    out = []
    for carrier in dict.fromkeys(b.carrier for b in bills):
        mine = sorted((b for b in bills if b.carrier == carrier), key=lambda b: tuple(x or 0 for x in b.first))
        for a, b in itertools.pairwise(mine):
            if tuple(x or 0 for x in b.first) <= tuple(x or 0 for x in a.last):
                out.append(Problem("bills-overlap", f"{place}:{b.line}", message("the period overlaps that of line {line}", line=a.line), b.label, "", "give every day to one bill"))  # fmt: skip
    return out


def _few(bills: list[Bill], place: str) -> list[Problem]:
    count = {c: sum(b.carrier == c for b in bills) for c in dict.fromkeys(b.carrier for b in bills)}
    few = {c: n for c, n in count.items() if n < FEWEST}
    if few or not count:
        return [Problem("bills-few", place, "too few bills to fit a year", ", ".join(f"{c}: {n}" for c, n in few.items()) or 0, message(">= {fewest} of a carrier, better 12", fewest=FEWEST), "add the bills of a whole year")]  # fmt: skip
    return []


def read_bills(path: Path) -> tuple[Bill, ...]:
    """Bills of a CSV file (UTF-8 with or without mark, or GBK).

    Raises
    ------
    InputError
        ``file-not-found``, ``bills-encoding`` and what `parse` raises.
    """
    if not path.is_file():
        raise InputError(Problem("file-not-found", str(path), "no such file", str(path), "", "check the path"))
    raw = path.read_bytes()
    if len(raw) > MAX_BYTES:
        raise InputError(Problem("file-unreadable", str(path), "far too large for bills", len(raw), message("<= {bytes} bytes", bytes=MAX_BYTES), "give a CSV of bills"))  # fmt: skip
    return parse(_decode(raw, str(path)), str(path))


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
