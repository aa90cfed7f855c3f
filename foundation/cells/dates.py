"""Days, months, quarters and periods as people type them in Chinese and English; the order of day and month only where a column proves it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.cells.numbers import Flaw
from foundation.cells.text import is_missing, plain
from foundation.messages import Verbatim, message

YEARS = range(1950, 2101)
MONTHS_EN = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
MONTHS_ZH = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
SERIAL = range(30000, 60001)
"""Day numbers of a spreadsheet that was not told that they are days (1982 to 2064)."""
Day = tuple[int | None, int, int]
"""Year (None where it is not told), month, day."""
TIME = r"(?:[ T](?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:\.0+)?)?"
_YEAR_FIRST = re.compile(rf"(?P<y>[0-9]{{4}}|[0-9]{{2}}(?=年)) ?[-/.年] ?(?P<m>[0-9]{{1,2}}) ?[-/.月] ?(?P<d>[0-9]{{1,2}}) ?[日号]?{TIME}")  # fmt: skip
_YEAR_LAST = re.compile(rf"(?P<a>[0-9]{{1,2}})[-/.](?P<b>[0-9]{{1,2}})[-/.](?P<y>[0-9]{{4}}){TIME}")
_SHORT = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NAMED = re.compile(r"(?:(?P<d1>[0-9]{1,2})[ -]*(?P<m1>[a-z]+)\.?|(?P<m2>[a-z]+)\.? ?(?P<d2>[0-9]{1,2}),?)[ -]*(?P<y>[0-9]{4})")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both part of it."""

    first: Day
    last: Day


def days_in(year: int | None, month: int) -> int:
    """Days of a month; February of a month without year has 28."""
    return calendar.monthrange(year or 2001, month)[1]


def _flaw(told: str, allowed: str = "2024-01-05", cure: str = "write the day as 2024-01-05") -> Flaw:
    return Flaw(told, allowed, cure)


def _either(readings: Sequence[str]) -> Flaw:
    names = {f"r{k}": Verbatim(r) for k, r in enumerate(readings)}
    shown = message(" | ".join(f"{{{k}}}" for k in names), **names)
    cure = message("write {reading}, or what is meant instead", reading=Verbatim(readings[0]))
    return Flaw("the date can be read in more than one way" if len(readings) > 1 else "the year has two digits only", shown, cure)  # fmt: skip


def _day(y: int, m: int, d: int) -> date | None:
    try:
        return date(y, m, d) if y in YEARS else None
    except ValueError:
        return None


def _english(word: str) -> int | None:
    """Number of a month by its whole English name or its first three letters (or ``sept``)."""
    name = word.rstrip(".")
    return next((k for k, m in enumerate(MONTHS_EN, 1) if name in (m, m[:3]) or (k == 9 and name == "sept")), None)


def _one_day(cell: str, day_first: bool | None) -> date | Flaw:
    text = plain(cell).casefold().replace("t", " ") if re.match(r"[0-9]{4}-[0-9]", plain(cell)) else plain(cell).casefold()  # fmt: skip
    found = _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text)
    if found is not None and (found["time"] or "00:00")[:5] not in ("00:00", "0:00", "23:59"):
        return _flaw("a time of day in a date")
    if found is not None and "m" in found.groupdict():
        y = int(found["y"])
        day = _day(y + 2000 if y < 100 else y, int(found["m"]), int(found["d"]))
        return day or _flaw("no such day")
    if found is not None:
        y, a, b = int(found["y"]), int(found["a"]), int(found["b"])
        ways = [w for w in dict.fromkeys((_day(y, b, a), _day(y, a, b))) if w is not None]
        if len(ways) == 2 and day_first is None:
            return _either([w.isoformat() for w in ways])
        chosen = _day(y, b, a) if day_first else _day(y, a, b)
        return chosen or _flaw("no such day")
    if re.fullmatch(r"[0-9]{8}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:])) or _flaw("no such day")
    if re.fullmatch(r"[0-9]{5}", text) and int(text) in SERIAL:
        shown = (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()
        return Flaw("the day number of a spreadsheet", message("{day}, if it is one", day=shown), message("write {reading}, or what is meant instead", reading=Verbatim(shown)))  # fmt: skip
    if short := _SHORT.fullmatch(text):
        a, b, c = (int(x) for x in short.groups())
        possible = [_day(2000 + a, b, c), _day(2000 + c, b, a), _day(2000 + c, a, b)]
        shown_ways = [w.isoformat() for w in dict.fromkeys(possible) if w is not None]
        return _either(shown_ways) if shown_ways else _flaw("no such day")
    if named := _NAMED.fullmatch(text):
        month = _english(named["m1"] or named["m2"])
        if month is not None:
            return _day(int(named["y"]), month, int(named["d1"] or named["d2"])) or _flaw("no such day")
    return _flaw("not a date")


def read_days(cells: Sequence[str]) -> list[date | Flaw | None]:
    """Days of columns that were filled in the same way (first and last days together); None where a cell is empty.

    >>> read_days(["01/02/2024", "28/02/2024"]), read_days(["2024年1月5日", "20240204"])
    ([datetime.date(2024, 2, 1), datetime.date(2024, 2, 28)], [datetime.date(2024, 1, 5), datetime.date(2024, 2, 4)])
    >>> read_days(["01/02/2024"])[0].allowed, read_days(["24-01-05"])[0].allowed
    ('2024-02-01 | 2024-01-02', '2024-01-05 | 2005-01-24')
    """
    pairs = [(int(f["a"]), int(f["b"])) for c in cells if (f := _YEAR_LAST.fullmatch(plain(c)))]
    day_first, month_first = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    proof = None if day_first == month_first else day_first
    return [None if is_missing(c) else _one_day(c, proof) for c in cells]


MONTH_CURE = "write the month as 2024-01"


def _month(text: str) -> tuple[int | None, int] | None:
    """Year and month of a text that names one month and nothing else."""
    if found := re.fullmatch(r"([0-9]{4}) ?[-/.年 ] ?([0-9]{1,2}) ?(?:月份?)?|([0-9]{4})([0-9]{2})", text):
        y, m = (int(x) for x in found.groups() if x is not None)
    elif found := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})", text):
        m, y = (int(x) for x in found.groups())
    elif found := re.fullmatch(r"([0-9]{2}) ?年 ?([0-9]{1,2}) ?月份?", text):
        y, m = 2000 + int(found[1]), int(found[2])
    elif found := re.fullmatch(r"([0-9]{1,2}) ?(?:月份?)?", text):
        return (None, int(found[1])) if 1 <= int(found[1]) <= 12 else None
    elif (name := re.sub(r"月份?$", "", text)) in MONTHS_ZH:
        return None, MONTHS_ZH.index(name) + 1
    elif found := re.fullmatch(r"(?:([0-9]{4})[ -/]*)?([a-z]+)\.?(?:[ ,/-]*'?([0-9]{4}|[0-9]{2}))?", text):
        month, year = _english(found[2]), found[1] or found[3]
        if month is None or (found[1] and found[3]):
            return None
        number = int(year) if year else None
        return (number + 2000 if number is not None and number < 100 else number), month
    else:
        return None
    return (y, m) if 1 <= m <= 12 and y in YEARS else None


def _quarter(text: str) -> tuple[int | None, int] | None:
    found = re.fullmatch(
        r"(?:([0-9]{4}) ?年? ?[-/]?)? ?(?:第?([一二三四1-4]) ?季度?|q([1-4]))(?:[ /-]?([0-9]{4}))?", text
    )
    if found is None or (found[1] and found[4]):
        return None
    year = int(found[1] or found[4]) if found[1] or found[4] else None
    number = found[2] or found[3]
    if year is not None and year not in YEARS:
        return None
    return year, MONTHS_ZH.index(number) + 1 if number in MONTHS_ZH else int(number)


_BETWEEN = re.compile(r" ?(?:~|至|到|—|–|--| to | - ) ?")
_HYPHEN = (
    re.compile(r"((?:[0-9]{4}年)?[0-9]{1,2}月?)-((?:[0-9]{4}年)?[0-9]{1,2}月)份?"),
    re.compile(r"([0-9]{4}[./][0-9]{1,2}(?:[./][0-9]{1,2})?)-([0-9]{4}[./][0-9]{1,2}(?:[./][0-9]{1,2})?|[0-9]{1,2}[./][0-9]{1,2})"),
    re.compile(r"([0-9]{8})-([0-9]{8})"),
    re.compile(r"([0-9]{6})-([0-9]{6})"),
    re.compile(r"((?:[0-9]{4}年)[0-9]{1,2}月[0-9]{1,2}[日号])-((?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}[日号])"),
)  # fmt: skip


def _range(text: str) -> Period | None:
    parts = _BETWEEN.split(text)
    if len(parts) != 2:
        found = next((f for p in _HYPHEN if (f := p.fullmatch(text))), None)
        if found is None:
            return None
        parts = [found[1], found[2]]
    begin, end = parts
    whole = re.match(r"([0-9]{4})([年/.-])", begin)
    if whole and not re.match(r"[0-9]{4}", end):
        end = f"{whole[1]}{whole[2]}{end}"
    if re.fullmatch(r"[0-9]{4}年[0-9]{1,2}", begin) or (re.fullmatch(r"[0-9]{1,2}", begin) and end.endswith("月")):
        begin += "月"
    days = [_one_day(p, None) for p in (begin, end)]
    if all(isinstance(d, date) for d in days):
        first, last = ((d.year, d.month, d.day) for d in days if isinstance(d, date))
        return Period(first, last) if first <= last else None
    from_month, to_month = _month(begin), _month(end)
    if from_month is None or to_month is None:
        return None
    (y, m), (y2, m2) = from_month, to_month
    if (y is None) != (y2 is None) or (y or 0, m) > (y2 or 0, m2):
        return None
    return Period((y, m, 1), (y2, m2, days_in(y2, m2)))


def _one_period(cell: str) -> Period | Flaw:
    text = re.sub(r"\s+", " ", plain(cell)).casefold()
    month = _month(text)
    if month is not None:
        return Period((*month, 1), (*month, days_in(*month)))
    quarter = _quarter(text)
    if quarter is not None:
        y, q = quarter
        return Period((y, 3 * q - 2, 1), (y, 3 * q, days_in(y, 3 * q)))
    period = _range(text)
    if period is not None:
        return period
    if re.fullmatch(r"[0-9]{2}[-/.][0-9]{1,2}", text) and (full := _month("20" + text)) is not None:
        return _either([f"{full[0]}-{full[1]:02d}"])
    day = _one_day(cell, None)
    if isinstance(day, date):
        if day.day == 1 and (re.match(r"[0-9]{4}", text)):
            return Period((day.year, day.month, 1), (day.year, day.month, days_in(day.year, day.month)))
        return Flaw("a day where a month is expected", message("{month}, or columns start and end", month=f"{day:%Y-%m}"), message("write {reading}, or what is meant instead", reading=Verbatim(f"{day:%Y-%m}")))  # fmt: skip
    if day.told != "not a date":
        return day
    return Flaw("no month, quarter or period of days", "2024-01 | 2024Q1 | 2024-01-05 ~ 2024-02-04", MONTH_CURE)


def read_periods(cells: Sequence[str]) -> list[Period | Flaw | None]:
    """Months, quarters or periods of days of one column; None where a cell is empty.

    >>> [p.first for p in read_periods(["2024年1月", "Jul-23", "三月份", "2024Q2", "2024年1-2月"])]
    [(2024, 1, 1), (2023, 7, 1), (None, 3, 1), (2024, 4, 1), (2024, 1, 1)]
    >>> [p.told for p in read_periods(["marmalade", "Q7", "week 3", "0001-02"])][:2]
    ['no month, quarter or period of days', 'no month, quarter or period of days']
    """
    out = [None if is_missing(c) else _one_period(c) for c in cells]
    texts = [plain(c) for c in cells]
    for k, text in enumerate(texts):
        # a spreadsheet shows October as 2024.1 when it took 2024.10 for a number
        if found := re.fullmatch(r"([0-9]{4})\.1", text):
            near = {*texts[max(k - 1, 0) : k], *texts[k + 1 : k + 2]} & {
                f"{found[1]}.9",
                f"{found[1]}.09",
                f"{found[1]}.11",
            }
            if near or texts.count(text) > 1:
                out[k] = _either([f"{found[1]}-10", f"{found[1]}-01"])
    return out
