"""What the columns of the result tables are: name and unit in words; the columns' own names stay the same in every language, for programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from foundation.quantities import Quantity, find
from retrofit.netzero.definitions import UNITS
from retrofit.report.words.language import choose
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import word


def name_of(q: Quantity, language: str) -> str:
    """Name of a quantity, with the words of its carrier, end use or definition."""
    words = {k: word(v, language) for k, v in q.parts.items()}
    return setter(language)(choose(language, q.en, q.zh).format(**words))


def unit_of(q: Quantity, language: str) -> str:
    """Unit of a quantity; a share has none, ``{definition}`` is the definition's own."""
    unit = UNITS[q.parts["definition"]] if q.unit == "{definition}" else q.unit
    if unit in ("share", "-"):
        return "-"
    said = translate(unit, language)
    return setter(language)(word(unit, language) if said == unit else said)


def column_text(key: str, language: str) -> tuple[str, str]:
    """Name and unit of a column; the key itself where no row of ``quantities.csv`` fits.

    >>> column_text("cooking_lpg_kw", "zh"), column_text("load_gas_kwh", "zh"), column_text("net_zero_site_gap", "zh")
    (('炊事用液化气', 'kW'), ('用天然气合计', 'kWh'), ('净零缺口：场地能耗', 'kWh'))
    >>> column_text("temp_air_c", "en"), column_text("self_consumption", "en")
    (('Outdoor air', 'degC'), ('Self-consumption', '-'))
    """
    q = find(key)
    return (key, "-") if q is None else (name_of(q, language), unit_of(q, language))


def heading(key: str, language: str) -> str:
    """Name of a column with its unit in brackets.

    >>> heading("temp_air_c", "zh"), heading("self_consumption", "en")
    ('室外气温（°C）', 'Self-consumption')
    """
    name, unit = column_text(key, language)
    return name if unit == "-" else setter(language)(f"{name} ({unit})")


def write_columns(names: Iterable[str], path: Path) -> Path:
    """A table of column names with meaning and unit."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("列名", "含义", "单位"))
        writer.writerows((name, *column_text(name, "zh")) for name in dict.fromkeys(names))
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
