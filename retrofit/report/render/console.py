"""Any document on a console, and problems as lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from foundation.visible import visible
from retrofit.report.render.document import Document, Facts, Findings, Line, Notes, Section, Table
from retrofit.report.words.language import colon
from retrofit.report.words.translate import allowed_text, problem_text, value_text
from retrofit.report.words.typeset import setter
from retrofit.report.words.width import PIECE, columns_of, folded
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from foundation.errors import Problem

STYLES = {"": "", "strong": "bold", "good": "bold green", "warning": "yellow", "bad": "bold red"}


def show(document: Document) -> None:
    """Print a document: its title, then section by section, an empty line before each that has a title.

    Raises
    ------
    BrokenPipeError
        The reader has gone.
    """
    from rich.console import Console

    class Told(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would leave the program, and the files would not be written

    console = Told(highlight=False, markup=False, emoji=False)
    if document.title:
        _lines(console, [Line(document.title, "strong")], document.language)
    for section in document.sections:
        _section(console, section, document.language)


def _lines(console: Any, lines: Iterable[Line], language: str) -> None:
    from rich.text import Text

    put = setter(language)
    for line in lines:
        console.print(Text(put(line.text), style=STYLES[line.tone]), soft_wrap=True)


def _section(console: Any, section: Section, language: str) -> None:
    if isinstance(section, Findings):
        console.print()
        mark = colon(language)
        told = [
            Line(f"  [{f.severity}] {f.text}; {word('cure', language)}{mark}{f.cure}", f.tone) for f in section.rows
        ]
        _lines(console, [section.title, *told], language)
        return
    if section.title:
        console.print()
        _lines(console, [Line(section.title, "strong")], language)
    if isinstance(section, Notes):
        _lines(console, section.lines, language)
    elif isinstance(section, Facts):
        console.print(_grid(Table(("", ""), section.rows), language, console.width))
    else:
        console.print(_grid(section, language, console.width))


GAP = 2
"""Columns between two cells."""
SHORT = 8
"""A text of so many columns (four Chinese signs) stays on its line."""


def _fitted(cells: list[list[str]], numeric: Collection[int], room: int) -> list[list[str]]:
    """Cells with breaks where a table is wider than its room: heads and texts give way, between words; numbers never break."""
    wide = [max(columns_of(c) for c in column) for column in cells]
    if sum(wide) + GAP * (len(cells) - 1) <= room:
        return cells
    least = [
        max(columns_of(c) if k in numeric and n else max(min(columns_of(c), SHORT), *map(columns_of, PIECE.findall(c)), 0) for n, c in enumerate(column))
        for k, column in enumerate(cells)
    ]  # fmt: skip
    spare = max(room - GAP * (len(cells) - 1) - sum(least), 0)
    need = sum(wide) - sum(least)
    widths = [low + int(spare * (most - low) / need) if need else low for low, most in zip(least, wide, strict=True)]
    return [["\n".join(folded(c, w)) for c in column] for column, w in zip(cells, widths, strict=True)]


def _grid(table: Table, language: str, room: int) -> Any:
    """A table of the console; what does not fit is folded."""
    from rich.table import Table as Grid
    from rich.text import Text

    put = setter(language)
    lines = [table.head, *table.rows]
    cells = _fitted([[put(line[k]) for line in lines] for k in range(len(table.head))], table.numeric, room)
    grid = Grid(show_header=any(table.head), box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for k, column in enumerate(cells):
        grid.add_column(Text(column[0]), justify="right" if k in table.numeric else "left", overflow="fold")
    for n in range(len(table.rows)):
        grid.add_row(*(Text(column[n + 1]) for column in cells), style="bold" if n in table.marked else "")
    return grid


def problem_lines(problems: Iterable[Problem], language: str = "en") -> list[str]:
    """Problems as readable lines: place and message, then value, range and cure."""
    put = setter(language)
    lines = []
    for p in problems:
        message, cure = problem_text(p, language)
        head = put(f"{word(p.severity, language)} [{p.code}]")
        lines.append(f"{head} {p.place}: {message}" if p.place else f"{head} {message}")
        mark = colon(language)
        details = []
        if p.value is not None:
            details.append(f"{word('found', language)}{mark}{value_text(p, language)}")
        if p.allowed:
            details.append(f"{word('allowed', language)}{mark}{allowed_text(p, language)}")
        if details:
            lines.append("    " + word("semicolon", language).join(details))
        if cure:
            lines.append(f"    {word('cure', language)}{mark}{cure}")
    return [visible(line) for line in lines]
