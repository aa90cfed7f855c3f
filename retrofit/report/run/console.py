"""What the console prints: the verdict on one screen, the comparison, problems."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from foundation.quantities import Quantity, position, quantity
from retrofit.netzero.definitions import KEYS
from retrofit.report.weather.place import year_text
from retrofit.report.words.column_text import name_of
from retrofit.report.words.language import is_chinese, joined, named
from retrofit.report.words.translate import label, problem_text, shown, translate
from retrofit.report.words.typeset import amount, column, setter
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from foundation.errors import Problem
    from foundation.provenance import Assumption
    from retrofit.netzero.results import Definition
    from retrofit.optimise.results import Step
    from retrofit.results import PackageResult, ProjectResult

MOST_DECISIVE = 4
"""Decisive assumptions that one screen has room for."""


def number(value: float, digits: int = 0) -> str:
    """A number with thousands separated.

    >>> number(1234567.8), number(12.345, 1)
    ('1,234,568', '12.3')
    """
    return "-" if not math.isfinite(value) else f"{value:,.{digits}f}"


def comfort_text(p: PackageResult, language: str) -> str:
    """What a package does to comfort, in a sentence; that its saving is none where comfort is lost."""
    c = p.comfort_verdict
    values = {
        "now": f"{c.share:.0%}",
        "base": f"{c.baseline_share:.0%}",
        "cold": f"{c.cold_share:.0%}",
        "cold_base": f"{c.baseline_cold_share:.0%}",
    }
    return word("comfort lost" if c.lost else "comfort kept", language).format(**values)


def closing_text(d: Definition, language: str) -> str:
    """The gap in units to act on: ``+16.8 kWp of PV (89 m2 of roof), or 20.6 m3 of digester, or ...``."""
    parts = []
    c = d.closing
    kwp, roof, digester, saving = (
        c.get("pv_kwp"),
        c.get("roof_m2"),
        c.get("digester_m3"),
        c.get("saving_kwh_electricity"),
    )
    if kwp is not None and roof is not None:
        parts.append(f"+{number(kwp, 1)} {word('kwp', language)} ({number(roof)} {word('roof', language)})")
    if digester is not None:
        parts.append(f"{number(digester, 1)} {word('digester', language)}")
    if saving is not None:
        parts.append(f"{number(saving)} {word('saving', language)}")
    joint = f" {word('or', language)} "
    return setter(language)(joint.join(parts)) if parts else word("cannot", language)


def step_text(s: Step, language: str) -> str:
    """A next-best step in a sentence."""
    text = translate(s.text, language)
    if s.capex_cny is not None and s.capex_cny > 0:
        text += f"; {word('costs', language)} {amount(s.capex_cny, 'CNY', language)}"
    if s.closes:
        text += f"; {word('closes', language)}: " + joined((word(k, language) for k in s.closes), language)
    share = s.details.get("gap_closed_share")
    if isinstance(share, float) and not s.closes:
        text += f" ({word('less gap', language).format(share=share)})"
    return setter(language)(text)


def weather_text(result: ProjectResult, language: str) -> str:
    """Where the weather comes from, and how far the station is."""
    return year_text(result.year, result.assumptions, language)


def title(result: ProjectResult, language: str) -> str:
    p = result.project
    return named(language, p.name, p.name_zh)


def _definitions(result: ProjectResult, language: str) -> Any:
    """A package a row, a definition a column."""
    from rich.table import Table

    put = setter(language)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(word("package", language), overflow="fold")
    columns = []
    for key in KEYS:
        definitions = [p.net_zero[key] for p in result.packages]
        unit, cells = column([d.balance for d in definitions], definitions[0].unit, language)
        table.add_column(put(f"{word(key, language)} ({unit})"), justify="right", overflow="fold")
        columns.append([("✓ " if d.met else "✗ ") + c for d, c in zip(definitions, cells, strict=True)])
    for k, p in enumerate(result.packages):
        table.add_row(p.name, *(cells[k] for cells in columns))
    return table


def gap_text(d: Definition, language: str) -> str:
    """How far a definition is from net zero: ``short by 2,563 kgCO2e``."""
    return setter(language)(f"{word('short by', language)} {amount(d.gap, d.unit, language)}")


def _verdict(result: ProjectResult, best: PackageResult, language: str) -> list[tuple[str, str]]:
    """Lines with their styles: which definitions are met, what is short and what closes it, the next step."""

    def gaps(p: PackageResult) -> list[tuple[str, str]]:
        return [
            (f"  {word(d.key, language)}: {gap_text(d, language)} -> {closing_text(d, language)}", "")
            for d in p.net_zero.values()
            if not d.met
        ]

    first = result.packages[0]
    open_ = gaps(best)
    told = word("nothing", language)
    if open_:
        met = joined((word(k, language) for k, d in best.net_zero.items() if d.met), language)
        told = f"{word('net zero', language)}: {met or word('none', language)}"
    lines = [(f"{word('verdict', language)} ({best.name}): {told}", "bold" if open_ else "bold green"), *open_]
    if first is not best:
        lines += [(f"{first.name}{word('colon', language)}", ""), *gaps(first)]
    source = best if open_ else first
    if source.next_steps:
        step = step_text(source.next_steps[0], language)
        lines.append((f"{word('next', language)} ({source.name}): {step}", "bold"))
    elif open_:
        lines.append((f"{word('next', language)}: {word('no step', language)}", ""))
    return lines


def _comfort(result: ProjectResult, language: str) -> list[tuple[str, str]]:
    shares = "  ".join(f"{p.name} {p.annual['comfort_share']:.0%}" for p in result.packages)
    lost = [p for p in result.packages if p.comfort_verdict.lost]
    return [
        (f"{word('comfort', language)}: {shares} {word('comfort share', language)}", ""),
        *((f"! {p.name}: {comfort_text(p, language)}", "bold red") for p in lost),
    ]


def _console() -> Any:
    from rich.console import Console

    class Told(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would leave the program, and the files would not be written

    return Told(highlight=False, soft_wrap=True, markup=False, emoji=False)


def print_files(files: Sequence[Any], language: str, out_dir: str) -> None:
    """Where the files of a run are, and which of them is the page."""
    listed = [str(f) for f in files]
    page = next((f for f in listed if f.endswith(".html")), listed[0])
    line = f"{word('files', language)}: {out_dir} ({len(listed)}), {page}"
    _console().print(setter(language)(line))


def print_run(result: ProjectResult, language: str) -> None:
    """The verdict on one screen."""
    from rich.text import Text

    from retrofit.report.weather.quality import quality_lines

    console = _console()
    put = setter(language)

    def tell(lines: Iterable[tuple[str, str]]) -> None:
        for line, style in lines:
            console.print(Text(put(line), style=style))

    best = result.best
    tell([(title(result, language), "bold"), (f"{word('weather', language)}: {weather_text(result, language)}", "")])
    if result.year.synthetic:
        tell([(word("synthetic", language), "yellow")])
    tell((line, "yellow") for line in quality_lines(result.year, language))
    console.print(_definitions(result, language))
    console.print()
    tell(_verdict(result, best, language))
    tell(_comfort(result, language))
    notes = result.decisive[:MOST_DECISIVE]
    if notes:
        tell(
            [
                (
                    f"{word('assumptions', language)}: "
                    + word("semicolon", language).join(decisive_text(a, language) for a in notes),
                    "",
                )
            ]
        )


def decisive_text(a: Assumption, language: str) -> str:
    """An assumption in one phrase; English readers look it up by its key."""
    unit = "" if a.unit == "-" else f" {translate(a.unit, language)}"
    if not is_chinese(language):
        return f"{a.key} {a.value}{unit} [{word(a.status, language)}]"
    return f"{label(a.key, language)} {shown(a.value, language)}{unit} [{word(a.status, language)}]"


def compared(packages: Sequence[PackageResult]) -> list[Quantity]:
    """The annual numbers that the comparison shows, in the order of ``quantities.csv``; of a carrier that nobody takes none."""
    found = {k: quantity(k) for k in dict.fromkeys(k for p in packages for k in p.annual)}
    kept = [
        q
        for k, q in found.items()
        if "compare" in q.shown and (not q.parts or any(p.annual.get(k, 0.0) for p in packages))
    ]
    return sorted(kept, key=lambda q: position(q.key))


def comparison(result: ProjectResult, language: str) -> list[tuple[str, list[str]]]:
    """Packages side by side: label and one cell a package."""
    put = setter(language)

    def row(name: str, unit: str, values: Sequence[float | None], digits: int = 0) -> tuple[str, list[str]]:
        told, cells = column([math.nan if v is None else v for v in values], unit, language, digits)
        return put(f"{name} ({told})"), cells

    def economy(key: str) -> tuple[str, list[str]]:
        q = quantity(key)
        values = [getattr(p.economics, key) if ok else None for p, ok in zip(packages, kept, strict=True)]
        return row(name_of(q, language), q.unit, values, q.digits)

    packages = result.packages
    out = []
    for q in compared(packages):
        factor, unit, digits = (100.0, "%", q.digits - 2) if q.unit == "share" else (1.0, q.unit, q.digits)
        values = [p.annual[q.key] * factor if q.key in p.annual else None for p in packages]
        out.append(row(name_of(q, language), unit, values, digits))
    kept = [not p.comfort_verdict.lost for p in packages]  # money saved by freezing pays nothing back
    out.append((word("comfort kept?", language), [word("yes" if ok else "no", language) for ok in kept]))
    for key in KEYS:
        definitions = [p.net_zero[key] for p in packages]
        name, cells = row(word(key, language), definitions[0].unit, [d.balance for d in definitions])
        out.append((name, [("✓ " if d.met else "✗ ") + c for d, c in zip(definitions, cells, strict=True)]))
    return [*out, economy("npv_cny"), economy("simple_payback_years")]


def print_compare(result: ProjectResult, language: str) -> None:
    """Packages side by side on the console."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, emoji=False)
    table = Table(title=title(result, language), box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for p in result.packages:
        table.add_column(p.name, justify="right", overflow="fold")
    for name, cells in comparison(result, language):
        table.add_row(name, *cells)
    console.print(table)
    if result.year.synthetic:
        console.print(word("synthetic", language), style="yellow")


def problem_lines(problems: Iterable[Problem], language: str = "en") -> list[str]:
    """Problems as readable lines: place and message, then value, range and cure."""
    put = setter(language)
    lines = []
    for p in problems:
        message, cure = problem_text(p, language)
        mark = word(p.severity, language)
        lines.append(put(f"{mark} [{p.code}] {p.place}: {message}" if p.place else f"{mark} [{p.code}] {message}"))
        details = []
        if p.value is not None:
            details.append(f"{word('found', language)}: {translate(p.value, language)}")
        if p.allowed:
            details.append(f"{word('allowed', language)}: {translate(p.allowed, language)}")
        if details:
            lines.append("    " + put(word("semicolon", language).join(details)))
        if cure:
            lines.append("    " + put(f"{word('cure', language)}: {cure}"))
    return lines
