"""A table of words as CSV, in UTF-8 with a mark, so that Excel opens Chinese rightly."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from retrofit.report.render.document import Table

NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?%?")


def text_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what begins like one and is no number (OWASP, CSV injection).

    >>> text_cell("=1+1"), text_cell("-3.5"), text_cell("-"), text_cell("现状")
    ("'=1+1", '-3.5', '-', '现状')
    """
    if text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r") and len(text) > 1 and not NUMBER.fullmatch(text):
        return "'" + text
    return text


def write(table: Table, path: Path) -> Path:
    """Head and rows; returns the path."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(map(text_cell, table.head))
        writer.writerows(map(text_cell, row) for row in table.rows)
    return path
