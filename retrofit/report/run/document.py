"""A run as a document: the verdict on one screen, and packages side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from retrofit.netzero.definitions import KEYS
from retrofit.report.render.document import Document, Line, Notes, Section, Table, Tone
from retrofit.report.run.headline import headline, tradeoff
from retrofit.report.run.rows import (
    closing_text,
    comfort_text,
    comparison,
    decisive_text,
    gap_text,
    step_text,
    title,
    weather_text,
)
from retrofit.report.weather.quality import quality_lines
from retrofit.report.words.language import choose, joined
from retrofit.report.words.typeset import column
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult

MOST_DECISIVE = 4
"""Decisive assumptions that one screen has room for."""


def verdict(result: ProjectResult, language: str) -> Document:
    """Weather, definitions, what is met, what closes the rest, comfort, and what the verdict rests on."""
    weather = [Line(f"{word('weather', language)}: {weather_text(result, language)}")]
    if result.year.synthetic:
        weather.append(Line(word("synthetic", language), "warning"))
    weather += [Line(line, "warning") for line in quality_lines(result.year, language)]
    told = [Line(""), *_verdict(result, language), *_comfort(result, language)]
    least = result.decisive[:MOST_DECISIVE]
    if least:
        phrases = word("semicolon", language).join(decisive_text(a, language) for a in least)
        told.append(Line(f"{word('assumptions', language)}: {phrases}"))
    sections = (Notes(tuple(weather)), _definitions(result, language), Notes(tuple(told)))
    return Document(title(result, language), sections, language)


def compared(result: ProjectResult, language: str) -> Document:
    """The advice, and packages side by side."""
    advice = Line(choose(language, " ", "").join(headline(result, result.best, language)), "strong")
    told = (advice, *(Line(line) for line in tradeoff(result, result.best, language)))
    sections: list[Section] = [Notes(told), comparison_table(result, language)]
    if result.year.synthetic:
        sections.append(Notes((Line(word("synthetic", language), "warning"),)))
    return Document(title(result, language), tuple(sections), language)


def written(files: Sequence[Any], folder: str, language: str) -> Document:
    """Where the files of a run are, and which of them is the page."""
    listed = [str(f) for f in files]
    page = next((f for f in listed if f.endswith(".html")), listed[0])
    line = Line(f"{word('files', language)}: {folder} ({len(listed)}), {page}")
    return Document("", (Notes((line,)),), language)


def comparison_table(result: ProjectResult, language: str) -> Table:
    """A quantity a row, a package a column."""
    rows = tuple((name, *cells) for name, cells in comparison(result, language))
    names = tuple(p.name for p in result.packages)
    return Table(("", *names), rows, tuple(range(1, len(names) + 1)))


def _definitions(result: ProjectResult, language: str) -> Table:
    """A package a row, a definition a column."""
    head, columns = [word("package", language)], []
    for key in KEYS:
        definitions = [p.net_zero[key] for p in result.packages]
        unit, cells = column([d.balance for d in definitions], definitions[0].unit, language)
        head.append(f"{word(key, language)} ({unit})")
        columns.append([("✓ " if d.met else "✗ ") + c for d, c in zip(definitions, cells, strict=True)])
    rows = tuple((p.name, *(cells[k] for cells in columns)) for k, p in enumerate(result.packages))
    return Table(tuple(head), rows, tuple(range(1, len(head))))


def _gaps(p: PackageResult, language: str) -> list[Line]:
    return [
        Line(f"  {word(d.key, language)}: {gap_text(d, language)} -> {closing_text(d, language)}")
        for d in p.net_zero.values()
        if not d.met
    ]


def _verdict(result: ProjectResult, language: str) -> list[Line]:
    """Which definitions are met, what is short and what closes it, the next step."""
    first, best = result.packages[0], result.best
    open_ = _gaps(best, language)
    told = word("nothing", language)
    tone: Tone = "good"
    if open_:
        met = joined((word(k, language) for k, d in best.net_zero.items() if d.met), language)
        told, tone = f"{word('net zero', language)}: {met or word('none', language)}", "strong"
    lines = [Line(choose(language, " ", "").join(headline(result, best, language)), "strong")]
    lines += [Line(line) for line in tradeoff(result, best, language)]
    lines += [Line(f"{word('verdict', language)} ({best.name}): {told}", tone), *open_]
    if first is not best:
        lines += [Line(f"{first.name}{word('colon', language)}"), *_gaps(first, language)]
    source = best if open_ else first
    if source.next_steps:
        step = step_text(source.next_steps[0], language)
        lines.append(Line(f"{word('next', language)} ({source.name}): {step}", "strong"))
    elif open_:
        lines.append(Line(f"{word('next', language)}: {word('no step', language)}"))
    return lines


def _comfort(result: ProjectResult, language: str) -> list[Line]:
    shares = "  ".join(f"{p.name} {p.annual['comfort_share']:.0%}" for p in result.packages)
    lost = [p for p in result.packages if p.comfort_verdict.lost]
    return [
        Line(f"{word('comfort', language)}: {shares} {word('comfort share', language)}"),
        *(Line(f"! {p.name}: {comfort_text(p, language)}", "bad") for p in lost),
    ]
