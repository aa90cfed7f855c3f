"""The columns of a table of bills: what every heading means, in which unit, and of which carrier."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from foundation.carriers import BOUGHT, ELECTRICITY, TABLE
from foundation.cells.sheet import Row
from foundation.cells.units import Unit, in_heading, unit_of
from foundation.errors import Problem
from foundation.messages import Verbatim, message

HEADINGS: dict[str, tuple[str, ...]] = {
    "start": (
        "start", "from", "begin", "start date", "begin date", "period start", "previous reading date", "开始", "起", "开始日期", "起始日期", "起始", "起日",
        "开始时间", "起始时间", "计费开始日期", "上次抄表日期", "上次抄表日", "上期抄表日期", "上期抄表日", "上次抄表时间", "上期抄表时间",
    ),
    "end": (
        "end", "to", "until", "end date", "period end", "current reading date", "结束", "止", "结束日期", "截止日期", "截止", "终止日期", "止日", "结束时间",
        "截止时间", "终止时间", "计费结束日期", "本次抄表日期", "本次抄表日", "本期抄表日期", "本期抄表日", "本次抄表时间", "本期抄表时间",
    ),
    "reading": ("reading date", "meter reading date", "read date", "抄表日期", "抄表日", "抄表时间", "读数日期", "读表日期"),
    "month": (
        "month", "period", "billing month", "billing period", "bill month", "quarter", "year month", "月份", "月", "年月", "账期", "抄表月份", "电费年月", "计费月份", "计费周期",
        "结算月份", "用电月份", "缴费月份", "账单月份", "账单周期", "季度", "时段", "日期", "date", "时间",
    ),
    "year": ("year", "年", "年份", "年度"),
    "carrier": ("carrier", "fuel", "energy", "energy type", "能源", "能源种类", "能源类型", "能源品种", "品种", "种类", "类型"),
    "unit": ("unit", "units", "单位", "计量单位"),
    "meter": ("meter", "meter number", "meter no", "meter id", "account", "account number", "户号", "用户编号", "客户编号", "表号", "电表号", "电表编号", "电表", "表计", "表计编号", "计量点", "抄表号"),
}  # fmt: skip
AMOUNTS = (
    "amount", "use", "usage", "used", "consumption", "quantity", "energy use", "energy consumption", "energy", "用量", "使用量", "消耗量", "消费量", "用能量", "能耗", "能耗量", "数量",
    "本期用量", "总用量", "实际用量", "合计用量",
)  # fmt: skip
OF_CARRIER: dict[str, tuple[str, ...]] = {
    "electricity": ("用电量", "电量", "度数", "电度", "电度数", "用电度数", "总电量", "总用电量", "本期电量", "有功电量", "有功总电量", "抄见电量", "结算电量", "计费电量", "合计电量", "市电用量", "实用电量", "实际用电量"),
    "gas": ("用气量", "气量", "本期用气量", "总用气量"),
    "coal": ("用煤量", "耗煤量"),
    "wood": ("用柴量",),
    "heat": ("用热量", "供热量", "热量", "耗热量"),
}  # fmt: skip
"""Headings of one carrier's amount beside its name with one of ``AMOUNTS``."""
PART = re.compile(r"(?:尖峰?|峰段?|高峰|平段?|平时|谷段?|低谷|深谷|尖峰时?段?)(?:时段|段)?(?:用?电量)?|(?:peak|sharp|shoulder|flat|valley|off-peak|off peak|deep valley)(?: (?:usage|use|energy|consumption))?")  # fmt: skip
"""Headings of the parts of a day's tariff."""
TOTALS = (
    "合计",
    "总计",
    "总和",
    "累计",
    "全年",
    "全年合计",
    "年合计",
    "年度合计",
    "total",
    "sum",
    "totals",
    "grand total",
)
UNIT_LINE = re.compile(r"(?:单位|unit) ?[:：] ?(?P<unit>[^\s,;，；)）]+)", re.IGNORECASE)
HEAD_ROWS = 12
"""Rows that are looked at for a heading."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of amounts: of which carrier (None: told in each row), in which unit (None: not told)."""

    column: int
    heading: str
    carrier: str | None
    unit: Unit | None


@dataclass(slots=True)
class Columns:
    """Where everything stands."""

    row: Row
    at: dict[str, int] = field(default_factory=dict)
    amounts: list[Amount] = field(default_factory=list)
    parts: list[Amount] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether a period and an amount were found."""
        timed = bool({"month", "reading"} & set(self.at)) or {"start", "end"} <= set(self.at)
        return timed and bool(self.amounts or self.parts)


def _carrier_of(core: str) -> str | None:
    """The carrier that a heading of amounts names."""
    for key in BOUGHT:
        if core in OF_CARRIER.get(key, ()):
            return key
        for name in TABLE[key].spellings:
            if core == name or any(core in (f"{name}{a}", f"{name} {a}", f"{a} {name}") for a in AMOUNTS):
                return key
    return None


def _units(units: list[str], heading: str, place: str, problems: list[Problem]) -> Unit | None:
    """The one unit of a heading."""
    known = [unit_of(u) for u in units]
    if any(u is None for u in known):
        strange = ", ".join(u for u, found in zip(units, known, strict=True) if found is None)
        problems.append(Problem("bills-unit", place, "no such unit of energy or fuel", Verbatim(strange), "kWh, MWh, 万kWh, GJ; m3, kg, t", "correct the unit in the heading"))  # fmt: skip
        return None
    different = list(dict.fromkeys(u for u in known if u is not None))
    if len(different) > 1:
        either = message("either {a} or {b}", a=Verbatim(different[0].name), b=Verbatim(different[1].name))
        problems.append(Problem("bills-unit", place, "the heading names two units", Verbatim(heading), either, "name one unit in the heading"))  # fmt: skip
        return None
    return different[0] if different else None


def columns_of(row: Row, place: str) -> Columns:
    """What the headings of a row mean."""
    out = Columns(row)
    cores = [in_heading(cell) for cell in row.cells]
    with_carrier = any(core in HEADINGS["carrier"] and not units for core, units in cores)
    for k, (cell, (core, units)) in enumerate(zip(row.cells, cores, strict=True)):
        where = place
        key = next((n for n, names in HEADINGS.items() if core in names and (n != "carrier" or not units)), None)
        carrier = _carrier_of(core)
        if key is not None:
            if key in out.at:
                out.problems.append(Problem("bills-header", where, message("two columns mean the same: {a} and {b}", a=Verbatim(row.cells[out.at[key]]), b=Verbatim(cell)), None, "one column each", "delete or rename one of them"))  # fmt: skip
            out.at.setdefault(key, k)
        elif carrier is not None or core in AMOUNTS or (core == "" and units):
            unit = _units(units, cell, where, out.problems)
            if core == "" and unit is not None and unit.dimension == "energy" and not with_carrier:
                carrier = ELECTRICITY
            out.amounts.append(Amount(k, cell, None if with_carrier else carrier, unit))
        elif PART.fullmatch(core):
            out.parts.append(Amount(k, cell, ELECTRICITY, _units(units, cell, where, out.problems)))
        elif cell:
            dimension = {u.dimension for t in units if (u := unit_of(t)) is not None}
            if dimension & {"energy", "volume", "mass"}:
                out.problems.append(Problem("bills-header", where, "a column of amounts, and it is not said of which carrier", Verbatim(cell), ", ".join(BOUGHT), "name the carrier in the heading, or delete the column"))  # fmt: skip
            out.unused.append(cell)
    return out


def _same(columns: Columns, place: str) -> list[Problem]:
    """Two columns for the amounts of one carrier."""
    out = []
    counts = Counter(a.carrier for a in columns.amounts)
    for carrier, n in counts.items():
        if n > 1 or (carrier is None and len(columns.amounts) > 1):
            headings = ", ".join(a.heading for a in columns.amounts if a.carrier == carrier or carrier is None)
            out.append(Problem("bills-header", place, "two columns hold the amount of one carrier", Verbatim(headings), "one column for each carrier", "delete one of them, or name each after its carrier (electricity kWh, gas m3)"))  # fmt: skip
            break
    return out


def find_columns(rows: tuple[Row, ...], place: str) -> tuple[int, Columns]:
    """Position of the heading among the rows, and its columns with their problems."""
    for k, row in enumerate(rows[:HEAD_ROWS]):
        found = columns_of(row, f"{place}:{row.line}")
        if found.whole or (found.at and found.problems):
            found.problems += _same(found, f"{place}:{row.line}")
            return k, found
    first = next((r for r in rows[:HEAD_ROWS] if sum(map(bool, r.cells)) > 1), rows[0])
    problem = Problem("bills-header", f"{place}:{first.line}", "no column of the period, or none of the amount", Verbatim(first.shown), "month, or start and end; kwh", "name the columns month,kwh")  # fmt: skip
    return 0, Columns(first, problems=[problem])
