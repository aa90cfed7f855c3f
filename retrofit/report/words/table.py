"""The tables of this room."""

from __future__ import annotations

import csv

from foundation.tables import read_file


def rows_of(name: str) -> list[dict[str, str]]:
    """Rows of ``NAME.csv``."""
    text = read_file("retrofit", "report", "words", f"{name}.csv").decode("utf-8")
    return list(csv.DictReader(text.splitlines()))
