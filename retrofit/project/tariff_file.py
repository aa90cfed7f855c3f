"""A tariff in a file of its own: ``economics: {tariff: file.yaml}`` stands for what the file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foundation.errors import InputError, Problem
from retrofit.project.document import place_of, plain, read_yaml

WHERE = ("economics", "tariff")


@dataclass(frozen=True, slots=True)
class TariffFile:
    """The file's document, or why it cannot be had; neither where the project names none."""

    path: Path = Path()
    document: Any = None
    problems: tuple[Problem, ...] = ()

    def put_into(self, data: dict[str, Any]) -> dict[str, Any]:
        """Project data with the tariff in its place; without a tariff where the file cannot be read."""
        if self.path == Path():
            return data
        money = {k: v for k, v in data[WHERE[0]].items() if k != WHERE[1]}
        if self.document is not None:
            money[WHERE[1]] = plain(self.document)
        return {**data, WHERE[0]: money}


def tariff_file(document: Any, project: Path) -> TariffFile:
    """The tariff file that a project's document names."""
    money = document.get(WHERE[0]) if isinstance(document, Mapping) else None
    name = money.get(WHERE[1]) if isinstance(money, Mapping) else None
    if not isinstance(name, str):
        return TariffFile()
    path = Path(name).expanduser()
    path = path if path.is_absolute() else project.parent / path
    try:
        found, typed = read_yaml(path)
    except InputError as error:
        where = place_of(project, document, WHERE)
        return TariffFile(path, None, tuple(replace(p, place=f"{where} -> {p.place}") for p in error.problems))
    return TariffFile(path, found, tuple(typed))
