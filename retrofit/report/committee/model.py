"""What stands on the committee's page. Data only: text that is printed, with the number that it was made from beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A number of a package with its small bar, or its dot where it is a position; in per cent of the column."""

    text: str
    value: float | None
    """What ``text`` was rounded from, in the unit of the result; None where there is none."""
    note: str = ""
    start: float = 0.0
    long: float = 0.0
    zero: float | None = None
    """Where zero lies, in a column that has both signs."""
    dot: float | None = None
    cut: bool = False
    """The bar is longer than the column."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A package."""

    name: str
    note: str
    best: bool
    colour: str
    cells: tuple[Cell, ...]
    met: str
    """Definitions met, of all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A head: what, and its unit."""

    name: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One of the three steps."""

    what: str
    cost: str
    effect: str
    before: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What a party pays or gains."""

    party: str
    text: str
    value: float
    long: float
    """Per cent of the bar."""
    colour: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Light:
    """How well something is known: its status (``confirmed``, ``corroborated``, ``unconfirmed``), what, the status in a word, and why."""

    status: str
    name: str
    word: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The sheet, in one language."""

    title: str
    whose: str
    warning: str
    """Empty, or that the weather is made."""
    headline: tuple[str, ...]
    """In clauses that do not part at a line end."""
    told: tuple[str, ...]
    table: str
    table_note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    more: str
    steps: tuple[Task, ...]
    pays: tuple[Share, ...]
    pays_head: str
    gains: tuple[Share, ...]
    gains_head: str
    money_note: str
    lights: tuple[Light, ...]
    tips: tuple[str, ...]
    foot: tuple[str, ...]
