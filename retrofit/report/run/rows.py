"""Sentences and rows of a run, for the console, the page and JSON alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from foundation.quantities import Quantity, position, quantity
from retrofit.netzero.definitions import KEYS
from retrofit.report.weather.place import year_text
from retrofit.report.words.column_text import name_of
from retrofit.report.words.language import is_chinese, joined, named
from retrofit.report.words.translate import label, shown, translate
from retrofit.report.words.typeset import amount, column, setter
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from foundation.provenance import Assumption
    from retrofit.netzero.results import Definition
    from retrofit.optimise.results import Step
    from retrofit.results import PackageResult, ProjectResult


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


def gap_text(d: Definition, language: str) -> str:
    """How far a definition is from net zero: ``short by 2,563 kgCO2e``."""
    return setter(language)(f"{word('short by', language)} {amount(d.gap, d.unit, language)}")


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
    first = next(iter(result.project.packages))  # keeps nothing: it is what the others are compared with
    told = [
        "-" if p.name == first else word("yes" if ok else "no", language) for p, ok in zip(packages, kept, strict=True)
    ]
    out.append((word("comfort kept?", language), told))
    for key in KEYS:
        definitions = [p.net_zero[key] for p in packages]
        name, cells = row(word(key, language), definitions[0].unit, [d.balance for d in definitions])
        out.append((name, [("✓ " if d.met else "✗ ") + c for d, c in zip(definitions, cells, strict=True)]))
    return [*out, economy("npv_cny"), economy("simple_payback_years")]


def assumptions_of(result: ProjectResult) -> list[Assumption]:
    """Every assumption of the run once."""
    seen: dict[str, Assumption] = {}
    for a in (*result.assumptions, *(x for p in result.packages for x in p.assumptions)):
        seen.setdefault(f"{a.key}|{a.value}", a)
    return list(seen.values())
