"""The verdict as a table of a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from retrofit.netzero.definitions import KEYS
from retrofit.report.run.rows import title
from retrofit.report.words.typeset import column
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from retrofit.results import ProjectResult


def verdict_html(result: ProjectResult, best: str, language: str) -> str:
    """A package a row, a definition a column; the best package in bold."""
    heads = [word("package", language)]
    cells: list[list[str]] = []
    for key in KEYS:
        definitions = [p.net_zero[key] for p in result.packages]
        unit, numbers = column([d.balance for d in definitions], definitions[0].unit, language)
        heads.append(f"{word(key, language)} ({unit})")
        cells.append([("✓ " if d.met else "✗ ") + n for d, n in zip(definitions, numbers, strict=True)])
    rows = []
    for k, p in enumerate(result.packages):
        name = f"<b>{escape(p.name)}</b>" if p.name == best else escape(p.name)
        rows.append(f"<tr><td>{name}</td>" + "".join(f"<td>{escape(c[k])}</td>" for c in cells) + "</tr>")
    note = f"<p>{escape(word('synthetic', language))}</p>" if result.year.synthetic else ""
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    return f"<h4>{escape(title(result, language))}</h4><table><tr>{head}</tr>{''.join(rows)}</table>{note}"
