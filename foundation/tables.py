"""Reading the files that come with the program; of its CSV tables every row carries ``source`` and ``status``."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

ROOMS = Path(__file__).parent.parent


def read_file(room: str, *path: str) -> bytes:
    """Content of a file that lies in a room, by the loader of this module: it does not matter how Python has found the room."""
    content: bytes = __loader__.get_data(str(ROOMS.joinpath(room, *path)))  # type: ignore[name-defined]
    return content


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
    text = read_file(package, "data", name).decode("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
