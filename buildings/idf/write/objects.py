"""IDF text: objects, field by field, and hourly arrays as compact schedules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np


def clean(name: str, used: dict[str, str] | None = None) -> str:
    """A name that IDF can carry: no comma, semicolon, exclamation mark or line end; at most 100 characters."""
    text = re.sub(r"[,;!\r\n\t]+", " ", name).strip()[:100] or "unnamed"
    if used is None:
        return text
    base, k = text, 2
    while used.get(text.lower(), name) != name:
        text, k = f"{base} {k}", k + 1
    used[text.lower()] = name
    return text


def number(value: float) -> str:
    """A number with enough digits to come back equal to 1e-9 relative."""
    return f"{value:.10g}"


def obj(kind: str, fields: Sequence[tuple[str, object]]) -> str:
    """One object; each field is ``(what it is, value)``. ``None`` leaves a field blank."""
    lines = [f"{kind},"]
    for k, (label, value) in enumerate(fields):
        text = "" if value is None else number(value) if isinstance(value, float) else str(value)
        end = ";" if k == len(fields) - 1 else ","
        lines.append(f"  {text + end:<40s} !- {label}")
    return "\n".join(lines) + "\n"


def constant(name: str, value: float) -> str:
    return obj("Schedule:Constant", [("Name", name), ("Type limits", "Any Number"), ("Value", float(value))])


def compact(name: str, values: np.ndarray) -> str:
    """A Schedule:Compact of 8760 values, or a multiple, in the order of a year that is not a leap year.

    Equal days that follow each other share one "Through" block, equal hours one "Until" field.
    """
    days = np.asarray(values, dtype=float).reshape(365, -1)
    parts = days.shape[1]
    minutes = 1440 // parts
    fields: list[tuple[str, object]] = [("Name", name), ("Type limits", "Any Number")]
    start = date(2001, 1, 1)
    k = 0
    while k < 365:
        last = k
        while last + 1 < 365 and np.array_equal(days[last + 1], days[k]):
            last += 1
        day = start + timedelta(days=last)
        fields += [("through", f"Through: {day.month}/{day.day}"), ("for", "For: AllDays")]
        for h in range(parts):
            if h == parts - 1 or days[k, h + 1] != days[k, h]:
                fields += [
                    ("until", f"Until: {(h + 1) * minutes // 60:02d}:{(h + 1) * minutes % 60:02d}"),
                    ("value", float(days[k, h])),
                ]
        k = last + 1
    return obj("Schedule:Compact", fields)


class Schedules:
    """Schedules of a file, each array written once."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self._names: dict[bytes, str] = {}

    def add(self, name: str, values: float | np.ndarray) -> str:
        """Name of the schedule that holds these values."""
        array = np.atleast_1d(np.asarray(values, dtype=float))
        if len(array) > 1 and bool((array == array[0]).all()):
            array = array[:1]
        elif len(array) > 8760 and bool((array.reshape(8760, -1) == array.reshape(8760, -1)[:, :1]).all()):
            array = array.reshape(8760, -1)[:, 0]
        key = array.tobytes()
        if key not in self._names:
            title = f"{name} {len(self._names) + 1}"
            self.text.append(constant(title, float(array[0])) if len(array) == 1 else compact(title, array))
            self._names[key] = title
        return self._names[key]


@dataclass(slots=True)
class IdfFile:
    """What has been written so far; equal materials and constructions are written once."""

    parts: list[str] = field(default_factory=list)
    schedules: Schedules = field(default_factory=Schedules)
    names: dict[str, str] = field(default_factory=dict)
    known: dict[object, str] = field(default_factory=dict)

    def add(self, kind: str, fields: Sequence[tuple[str, object]]) -> None:
        self.parts.append(obj(kind, fields))

    def once(self, key: object, title: str) -> tuple[str, bool]:
        """Name of an object that is shared, and whether it must be written now."""
        if key in self.known:
            return self.known[key], False
        self.known[key] = clean(f"{title} {len(self.known) + 1}", self.names)
        return self.known[key], True


def join(parts: Iterable[str]) -> str:
    return "\n".join(parts)
