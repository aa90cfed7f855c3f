"""A table of a text file or a workbook as rows of cells with their lines, whole or refused with the line where it breaks."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from foundation.cells.text import Exact
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from foundation.text_file import read_bytes

SEPARATORS = "\t;,|\uff0c\uff1b"
MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
LONGEST_CELL = 10_000
MOST_ROWS = 200_000
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""First bytes of .xlsx (zip) and .xls (compound file)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: the line of the file where it begins, and its cells without spaces around them."""

    line: int
    cells: tuple[str, ...]

    def cell(self, k: int) -> str:
        """A cell; empty past the end of a short row."""
        return self.cells[k] if k < len(self.cells) else ""

    @property
    def shown(self) -> str:
        return ", ".join(self.cells)[:200]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a table, ``separator`` empty for a workbook."""

    place: str
    rows: tuple[Row, ...]
    separator: str

    def at(self, row: Row) -> str:
        """Place of a row."""
        return f"{self.place}:{row.line}"


def read_sheet(path: str | Path, name: str | None = None, comment: str = "") -> Sheet:
    """The only table of a CSV or text file (UTF-8, UTF-16 or GBK) or of a workbook (xlsx, xls).

    Parameters
    ----------
    name : str, optional
        How the file is called in messages.
    comment : str
        Lines and rows that begin with it are left out.

    Raises
    ------
    InputError
        ``file-not-found``, ``file-unreadable``, ``table-encoding``, ``table-quote``, ``table-row``, ``table-workbook``.
    """
    place = name or str(path)
    raw = read_bytes(path, place)
    if len(raw) > MOST_BYTES:
        raise InputError(Problem("file-unreadable", place, "far too large for such a table", len(raw), message("<= {most} bytes", most=MOST_BYTES), "give the table alone"))  # fmt: skip
    if raw.startswith(WORKBOOKS):
        return _workbook(raw, place, comment)
    return parse_sheet(decode_strictly(raw, place), place, comment)


def decode_strictly(raw: bytes, place: str) -> str:
    """Text of bytes in UTF-8, UTF-16 (with its mark) or GB 18030; nothing else is guessed."""
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    names = [name for mark, name in marks if raw.startswith(mark)] or ["utf-8-sig", "gb18030"]
    for name in names:
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise InputError(Problem("table-encoding", place, "neither UTF-8, UTF-16 nor GBK text", None, "UTF-8, UTF-16 or GBK", "save as CSV UTF-8"))  # fmt: skip
    for line, part in enumerate(text.splitlines(), start=1):
        bad = next((c for c in part if (c < " " and c != "\t") or c in "\x7f\ufffd\ufffe\uffff"), None)
        if bad is not None:
            raise InputError(Problem("table-encoding", f"{place}:{line}", message("a control character in the text (code {code})", code=ord(bad)), part[:60], "text", "save the table again as CSV UTF-8"))  # fmt: skip
    return text


def parse_sheet(text: str, place: str, comment: str = "") -> Sheet:
    """The table of a text."""
    if comment:
        text = re.sub(rf"(?m)^[ \t]*{re.escape(comment)}.*$", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [x for x in io.StringIO(text.removeprefix("\ufeff"), newline=None).read().split("\n") if x.strip()]
    head = lines[0] if lines else ""
    told = head.strip().casefold()
    named = told[4:] if told.startswith("sep=") and len(told) == 5 else ""  # as a spreadsheet writes it
    separator = named or _separator(lines)
    rows = _Reader(text.removeprefix("\ufeff"), separator, place).rows()
    rows = [r for r in rows if any(r.cells)]
    if named:
        rows = rows[1:]
    if len(rows) > MOST_ROWS:
        raise InputError(Problem("table-row", place, "too many rows", len(rows), message("<= {most} rows", most=MOST_ROWS), "give the table alone"))  # fmt: skip
    return Sheet(place, tuple(rows), separator)


def _separator(lines: list[str]) -> str:
    """What parts the cells: what most of the first rows have the same number of, above all the first row that has any."""
    first = next((x for x in lines[:10] if any(s in x for s in SEPARATORS)), "")
    counts = {s: first.count(s) for s in SEPARATORS if s in first}
    if not counts:
        return ","
    sample = lines[:50]
    return max(counts, key=lambda s: (Counter(x.count(s) for x in sample)[counts[s]], counts[s]))


class _Reader:
    """Cells of a text; a quote that is opened is closed, and holds no row."""

    def __init__(self, text: str, separator: str, place: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.separator, self.place = separator, place
        self.parts = next((x.count(separator) for x in self.text.split("\n") if x.strip()), 0)

    def rows(self) -> list[Row]:
        out, lines, k = [], self.text.split("\n"), 0
        while k < len(lines):
            begin, line = k, lines[k]
            while '"' in line and self._is_open(line) and k + 1 < len(lines):
                k += 1
                within = lines[k].partition('"')[0].count(self.separator)
                if within >= max(self.parts, 1) or len(line) > LONGEST_CELL:
                    self._fail_quote(begin, lines[begin])  # a row within a cell: the quote was never meant to be one
                line += "\n" + lines[k]
            out.append(Row(begin + 1, self._cells(line, begin)))
            k += 1
        return out

    def _fail_quote(self, line: int, text: str) -> None:
        raise InputError(Problem("table-quote", f"{self.place}:{line + 1}", "a quotation mark is opened and not closed in its cell", text[:120], "quotation marks in pairs around a cell", "delete the quotation mark, or write it twice within a quoted cell"))  # fmt: skip

    def _is_open(self, line: str) -> bool:
        """Whether a quoted cell goes on past the end of the text."""
        try:
            return self._split(line) is None
        except ValueError:
            return False

    def _split(self, line: str) -> list[str] | None:
        """Cells; None where a quote stays open; a ``ValueError`` where text follows a closing quote."""
        cells, k, n = [], 0, len(line)
        while True:
            while k < n and line[k] == " ":
                k += 1
            if k < n and line[k] == '"':
                cell, k = "", k + 1
                while True:
                    end = line.find('"', k)
                    if end < 0:
                        return None
                    cell += line[k:end]
                    k = end + 1
                    if line[k : k + 1] != '"':
                        break
                    cell, k = cell + '"', k + 1
                end = line.find(self.separator, k)
                end = n if end < 0 else end
                if line[k:end].strip():
                    raise ValueError("text after a closing quotation mark")
            else:
                end = line.find(self.separator, k)
                end = n if end < 0 else end
                cell = line[k:end]
            cells.append(cell.strip())
            if end >= n:
                return cells
            k = end + len(self.separator)

    def _cells(self, line: str, number: int) -> tuple[str, ...]:
        if '"' not in line:
            cells: list[str] | None = [c.strip() for c in line.split(self.separator)]
        else:
            try:
                cells = self._split(line)
            except ValueError:
                cells = None
        if cells is None:
            self._fail_quote(number, line)
        assert cells is not None
        if max(map(len, cells)) > LONGEST_CELL:
            raise InputError(Problem("table-row", f"{self.place}:{number + 1}", "a cell is far too long", max(map(len, cells)), message("<= {most} characters", most=LONGEST_CELL), "check quotation marks and line ends"))  # fmt: skip
        return tuple(cells)


def _workbook(raw: bytes, place: str, comment: str) -> Sheet:
    """The only filled sheet of a workbook."""
    try:
        import python_calamine
    except ImportError:  # a part of the program: only a broken installation lacks it
        raise InputError(Problem("table-workbook", place, "a workbook, and python-calamine is not installed", None, "CSV", "save the sheet as CSV UTF-8")) from None  # fmt: skip
    filled: dict[str, list[list[Any]]] = {}
    try:
        if raw.startswith(WORKBOOKS[0]):
            unpacked = sum(i.file_size for i in zipfile.ZipFile(io.BytesIO(raw)).infolist())
            if unpacked > MOST_UNPACKED:
                raise ValueError(f"{unpacked} bytes unpacked")
        book = python_calamine.load_workbook(io.BytesIO(raw))
        hidden = [m.name for m in book.sheets_metadata if str(m.visible).rpartition(".")[2] != "Visible"]
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if name not in hidden and any(c not in ("", None) for r in rows for c in r):
                filled[name] = rows
    except Exception as error:  # the reader breaks as it may on a damaged or protected file
        raise InputError(Problem("table-workbook", place, message("not a workbook that can be read: {what}", what=str(error)[:120]), None, "xlsx or xls without a password", "save the sheet as CSV UTF-8")) from None  # fmt: skip
    if len(filled) != 1:
        told = message("the workbook has {count} filled sheets", count=len(filled))
        raise InputError(Problem("table-workbook", place, told, Verbatim(", ".join(filled)), "one sheet", "save the sheet that holds the table as CSV UTF-8"))  # fmt: skip
    rows = next(iter(filled.values()))
    made = [Row(k, tuple(_typed(c) for c in r)) for k, r in enumerate(rows, start=1)]
    kept = [r for r in made if any(r.cells) and not (comment and r.cells[0].startswith(comment))]
    return Sheet(place, tuple(kept), "")


def _typed(cell: Any) -> str:
    """A cell of a workbook as text; numbers and dates say that they were such."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return Exact(int(cell)) if math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15 else Exact(repr(cell))
    if isinstance(cell, datetime):
        return Exact(cell.date().isoformat() if cell.time() == time() else cell.isoformat(" "))
    if isinstance(cell, date):
        return Exact(cell.isoformat())
    return str(cell).strip()
