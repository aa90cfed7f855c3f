"""What the columns of the result tables are, in Chinese: their names stay the same in every language, for programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from retrofit.report.words.table import rows_of
from retrofit.report.words.words import word, words

UNITS = {
    "_kwh_m2": "kWh/m²", "_kwh": "kWh", "_kwp": "kWp", "_kw": "kW", "_c": "°C", "_m2": "m²", "_kh": "K·h", "_hours": "小时",
    "_nm3": "Nm³", "_kgco2e": "kgCO₂e", "_cny": "元", "_kg": "kg",
}  # fmt: skip
"""Endings of names and their units, the longer ones first."""
NET_ZERO = {"site": "kWh", "primary": "kWh一次能源", "emissions": "kgCO₂e", "cost": "元"}


@cache
def _names() -> dict[str, str]:
    return {r["key"]: r["zh"] for r in rows_of("columns")}


def column_text(name: str) -> tuple[str, str]:
    """Meaning and unit of a column.

    >>> column_text("cooking_lpg_kw"), column_text("load_gas_kwh"), column_text("net_zero_site_gap")
    (('炊事用液化气', 'kW'), ('用天然气合计', 'kWh'), ('净零缺口：场地能耗', 'kWh'))
    """
    if name.startswith("net_zero_"):
        _, _, key, what = name.split("_")
        return f"净零{'缺口' if what == 'gap' else '平衡'}：{word(key, 'zh')}", NET_ZERO[key]
    ending = next((e for e in UNITS if name.endswith(e) and name != "hours" + e), "")
    base, unit = name.removesuffix(ending), UNITS.get(ending, "小时" if name.startswith("hours_") else "-")
    if base in _names():
        return _names()[base], unit
    if base.startswith("load_"):
        return f"用{word(base.removeprefix('load_'), 'zh')}合计", unit
    if base.endswith("_import"):
        return f"外购{word(base.removesuffix('_import'), 'zh')}", unit
    use, _, carrier = base.rpartition("_")
    use = "digester_use" if use == "digester" else use
    return (f"{word(use, 'zh')}用{word(carrier, 'zh')}", unit) if use in words() else (name, unit)


def write_columns(names: Iterable[str], path: Path) -> Path:
    """A table of column names with meaning and unit."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("列名", "含义", "单位"))
        writer.writerows((name, *column_text(name)) for name in dict.fromkeys(names))
    return path


def names_in(tables: Iterable[Path]) -> list[str]:
    """Columns of written CSV tables; of ``annual.csv`` the rows, which are its quantities."""
    out: list[str] = []
    for table in tables:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            head = next(reader)
            out += [row[0] for row in reader] if head[0] == "quantity" else head
    return out
