"""Finished packages of a long calculation, one line each as they come: a run that was killed goes on where it stood."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from retrofit.money.results import Bills, CostItem
from retrofit.netzero.results import CarrierWeight, Definition
from retrofit.packages.results import Outcome


class Journal:
    """A file of one JSON line a package, by a key of all that decides it; without a path nothing is kept on disk.

    Parameters
    ----------
    path : Path, optional
        Appended to. A line that a kill has cut off is left out and written anew.
    key : str
        Hash of project, weather and program: lines of another are not read.
    """

    def __init__(self, path: Path | None = None, key: str = "") -> None:
        self._key = key
        self._held: dict[str, Outcome] = {}
        self._stream: TextIO | None = None
        if path is not None:
            whole = self._read(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = path.open("a", encoding="utf-8")
            if not whole:
                self._stream.write("\n")  # ends the line that was cut off

    def _read(self, path: Path) -> bool:
        """Keep the lines of the same key; False where the file does not end with a whole line."""
        if not path.exists():
            return True
        with path.open(encoding="utf-8") as stream:
            line = "\n"
            for line in stream:
                try:
                    entry = json.loads(line)
                    if entry["key"] == self._key:
                        self._held[entry["name"]] = _outcome(entry["outcome"])
                except (ValueError, KeyError, TypeError):
                    continue
        return line.endswith("\n")

    def __len__(self) -> int:
        return len(self._held)

    def get(self, name: str) -> Outcome | None:
        """What is known of a package, or None."""
        return self._held.get(name)

    def put(self, name: str, outcome: Outcome) -> Outcome:
        """Write a finished package down, as a whole line."""
        self._held[name] = outcome
        if self._stream is not None:
            document = {"key": self._key, "name": name, "outcome": _document(outcome)}
            self._stream.write(json.dumps(document, ensure_ascii=False) + "\n")
            self._stream.flush()
        return outcome

    def close(self) -> None:
        """Everything on disk."""
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._stream = None


def _lists(value: Any) -> Any:
    return {k: v.tolist() for k, v in value.items()} if isinstance(value, dict) else value.tolist()


def _arrays(value: Any) -> Any:
    return {k: np.array(v) for k, v in value.items()} if isinstance(value, dict) else np.array(value)


def _document(o: Outcome) -> dict[str, Any]:
    return {
        "net_zero": {k: asdict(d) for k, d in o.net_zero.items()},
        "bills": {f.name: _lists(getattr(o.bills, f.name)) for f in fields(o.bills)},
        "items": [{f.name: getattr(i, f.name) for f in fields(i)} for i in o.items],
        "comfort": o.comfort,
        "load_kwh": o.load_kwh,
    }


def _outcome(d: dict[str, Any]) -> Outcome:
    return Outcome(
        net_zero={
            k: Definition(**{**v, "carriers": tuple(CarrierWeight(**c) for c in v["carriers"])})
            for k, v in d["net_zero"].items()
        },
        bills=Bills(**{f.name: _arrays(d["bills"][f.name]) for f in fields(Bills)}),
        items=tuple(CostItem(**i) for i in d["items"]),
        comfort=d["comfort"],
        load_kwh=d["load_kwh"],
    )
