"""What a topic says, as data: a title and sections in the reader's language, which a renderer turns into a console, JSON or CSV.

A topic makes its document; it prints nothing. A renderer knows sections, not topics; it decides nothing and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "strong", "good", "warning", "bad"]
"""How a line stands out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """Sentences one under the other."""

    lines: tuple[Line, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Quantities and their values, one each."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Head and rows; ``numeric`` columns are set to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    """Rows that stand out."""
    title: str = ""

    def only(self, columns: tuple[int, ...]) -> Table:
        """The table with some of its columns, in their order."""
        return Table(
            tuple(self.head[k] for k in columns),
            tuple(tuple(row[k] for k in columns) for row in self.rows),
            tuple(n for n, k in enumerate(columns) if k in self.numeric),
            self.marked,
            self.title,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a design or a file, with what is allowed and what to do."""

    severity: str
    text: str
    cure: str
    tone: Tone = "warning"


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings one under the other; where there are none, what is said instead."""

    rows: tuple[Finding, ...]
    title: Line


Section = Notes | Facts | Table | Findings


@dataclass(frozen=True, slots=True)
class Document:
    """A topic in one language."""

    title: str
    sections: tuple[Section, ...]
    language: str
