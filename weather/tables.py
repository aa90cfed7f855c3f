"""Reading the package's own CSV tables (every row carries ``source`` and ``status``)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def read_table(package: str, name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``<package>/data/<name>`` as dictionaries of strings; an empty cell is an empty string.

    Parameters
    ----------
    package : str
        Import name of the package that owns the table, e.g. ``"buildings"``.
    name : str
        File name, e.g. ``"materials.csv"``.
    """
    text = files(package).joinpath("data", name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
