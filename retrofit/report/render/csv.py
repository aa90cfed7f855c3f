"""A table of words as CSV, in UTF-8 with a mark, so that Excel opens Chinese rightly."""

from __future__ import annotations

import csv
from pathlib import Path

from retrofit.report.render.document import Table


def write(table: Table, path: Path) -> Path:
    """Head and rows; returns the path."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.head)
        writer.writerows(table.rows)
    return path
