"""A workbook of typed cells: text is always text, a formula always has the value that we computed, sheets print on A4."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

FORMATS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "indent": 1},
    "wrap": {"valign": "top", "indent": 1, "text_wrap": True},
    "strong": {"bold": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#4A5763", "font_size": 9},
    "head": {"bold": True, "bottom": 1, "valign": "bottom", "align": "center", "text_wrap": True},
    "best": {"bold": True, "bg_color": "#F3F5F7"},
    "int": {"num_format": "#,##0", "valign": "top"},
    "flow": {"num_format": '#,##0;-#,##0;"–"', "valign": "top"},
    "one": {"num_format": "#,##0.0", "valign": "top"},
    "two": {"num_format": "#,##0.00", "valign": "top"},
    "many": {"num_format": "#,##0.0000", "valign": "top"},
    "factor": {"num_format": "0.000000", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "tiny": {"num_format": "0.0E+00", "valign": "top"},
}
LONGEST_NAME = 31
"""Letters of a sheet's name (Excel)."""
WIDEST, NARROWEST, WRAPPED = 60.0, 6.0, 26.0
LINE = 15.0
"""Height of a line, points."""


def _told(text: Any) -> float:
    """Width of a text in letters; a Chinese sign takes two."""
    return sum(2.0 if ord(c) > 0x2E7F else 1.0 for c in str(text))


class Sheet:
    """A sheet that knows its name and the widths of what it holds."""

    def __init__(self, book: Book, name: str) -> None:
        self.name = name
        self._book = book
        self._sheet = book.file.add_worksheet(name)
        self._widths: dict[int, float] = {}
        self._lines: dict[int, int] = {}
        self.rows = self.columns = 0

    def _seen(self, row: int, column: int, width: float) -> None:
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        self._widths[column] = max(self._widths.get(column, NARROWEST), min(width + 1.5, WIDEST))

    def text(self, row: int, column: int, text: Any, form: str = "text", fits: bool = True) -> None:
        """A text, never a formula whatever it begins with; ``fits`` False: it may run over its neighbours."""
        self._seen(row, column, min(_told(text), WRAPPED if form == "wrap" else WIDEST) if fits else 0.0)
        self._sheet.write_string(row, column, str(text), self._book.form(form))
        if form == "wrap":
            self._lines[row] = max(self._lines.get(row, 1), math.ceil(_told(text) / WRAPPED))

    def number(self, row: int, column: int, value: float | None, form: str = "int") -> None:
        """A number; an empty cell where there is none."""
        if value is None or not math.isfinite(value):
            self._seen(row, column, 0.0)
            self._sheet.write_blank(row, column, None, self._book.form(form))
            return
        self._seen(row, column, len(f"{value:,.1f}"))
        self._sheet.write_number(row, column, float(value), self._book.form(form))

    def formula(self, row: int, column: int, formula: str, value: float | str, form: str = "int") -> None:
        """A formula and what we computed for it."""
        told = f"{value:,.1f}" if isinstance(value, float | int) else value
        self._seen(row, column, _told(told))
        self._sheet.write_formula(row, column, formula, self._book.form(form), value)

    def head(self, row: int, texts: Sequence[str], least: float = 7.0) -> None:
        """A line of heads, broken where they are long."""
        for k, text in enumerate(texts):
            self.rows, self.columns = max(self.rows, row + 1), max(self.columns, k + 1)
            self._widths[k] = max(self._widths.get(k, NARROWEST), min(max(_told(text), least), 13.0))
            self._sheet.write_string(row, k, text, self._book.form("head"))

    def cell(self, row: int, column: int) -> str:
        """A fixed address that other sheets can use."""
        return f"{quote_sheetname(self.name)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def range(self, row: int, column: int, last_row: int, last_column: int | None = None) -> str:
        """A fixed range that other sheets can use."""
        last = column if last_column is None else last_column
        return f"{quote_sheetname(self.name)}!{xl_range_abs(row, column, last_row, last)}"

    def done(self, frozen: tuple[int, int] = (0, 0), repeat: int | None = None, filtered: int | None = None) -> None:
        """Widths, frozen heads and the set-up of the page."""
        for column, width in self._widths.items():
            self._sheet.set_column(column, column, width)
        for row, lines in self._lines.items():
            if lines > 1:
                self._sheet.set_row(row, LINE * lines)
        if any(frozen):
            self._sheet.freeze_panes(*frozen)
        if repeat is not None:
            self._sheet.repeat_rows(repeat)
        if filtered is not None and self.rows > filtered + 1:
            self._sheet.autofilter(filtered, 0, self.rows - 1, self.columns - 1)
        self._sheet.set_paper(9)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self._sheet.set_footer("&L&A&R&P / &N")


class Book:
    """A file of sheets, the same bytes for the same content and day."""

    def __init__(self, path: Path, title: str, day: date) -> None:
        self.file = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})  # fmt: skip
        self.file.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
        self.file.set_calc_mode("auto")
        self._forms: dict[str, Any] = {}
        self._names: set[str] = set()

    def form(self, key: str) -> Any:
        if key not in self._forms:
            self._forms[key] = self.file.add_format(FORMATS[key])
        return self._forms[key]

    def sheet(self, name: str) -> Sheet:
        """A new sheet; what a name cannot hold is left out, and a name that is there gets a number."""
        plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:LONGEST_NAME] or "-"
        unique, n = plain, 2
        while unique.casefold() in self._names:
            unique, n = f"{plain[: LONGEST_NAME - 4]} {n}", n + 1
        self._names.add(unique.casefold())
        return Sheet(self, unique)

    def close(self) -> None:
        self.file.close()
