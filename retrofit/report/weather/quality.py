"""Words about the quality of a weather year in English and Chinese: findings, their effects, notes of repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from retrofit.report.words.translate import problem_dict, problem_text, translate
from retrofit.report.words.typeset import setter
from retrofit.report.words.width import columns_of, wide
from retrofit.report.words.words import has_word, vocabulary

if TYPE_CHECKING:
    from foundation.errors import Problem
    from weather.quality.report import QualityReport
    from weather.year import Provenance, WeatherYear

label = vocabulary("weather")


def _named(key: str, language: str) -> str:
    """A label before its number."""
    return label("named", language, name=label(key, language))


def effect_text(problem: Problem, language: str) -> str:
    """What the cure changes: ``PV 25° E 903 -> 1,029 (+13.9 %), ...``; empty where no effect was computed."""
    effect = getattr(problem, "effect", {})
    parts = []
    for key, (before, after) in effect.items():
        if not has_word(key, "weather"):
            continue
        digits = 0 if key.startswith("pv") else 1
        change = f" ({after / before - 1.0:+.1%})" if before > 0.05 else ""
        parts.append(f"{_named(key, language)}{before:,.{digits}f} → {after:,.{digits}f}{change}")
    return ", ".join(parts)


def worst_effect(problem: Problem, language: str) -> str:
    """The roof whose yield the cure changes most: ``PV 25° E 903 → 1,029 kWh/kWp (+13.9 %)``."""
    roofs = {k: v for k, v in getattr(problem, "effect", {}).items() if k.startswith("pv_") and v[0] > 0.0}
    if not roofs:
        return ""
    key = max(roofs, key=lambda k: abs(roofs[k][1] / roofs[k][0] - 1.0))
    before, after = roofs[key]
    return f"{_named(key, language)}{before:,.0f} → {after:,.0f} kWh/kWp ({after / before - 1.0:+.1%})"


def note_texts(source: Provenance, language: str) -> list[str]:
    """The notes of a year in the language."""
    return [setter(language)(translate(note, language)) for note in source.notes]


def quality_rows(report: QualityReport, language: str) -> list[tuple[str, str]]:
    """The numbers of the tests, one row each: what, value."""
    c, k = report.closure, report.clock
    side = label("late" if k.late_min >= 0 else "early", language)
    missing = ", ".join(f"{name} {n}" for name, n in report.missing.items() if n) or label("none", language)
    return [
        (label("missing", language), missing),
        (
            label("clock", language),
            setter(language)(f"{abs(k.late_min):.0f} ± {k.uncertainty_min:.0f} {label('minutes', language)} {side}"),
        ),
        (
            label("closure", language),
            setter(language)(f"{c.share:+.1%} {label('of global', language)}, RMS {c.rms_w_m2:.0f} W/m2"),
        ),
        (label("clearness", language), f"{report.clearness:.2f}"),
    ]


def told_findings(
    problems: Iterable[Problem], language: str, effect_of: Callable[[Problem, str], str] = effect_text
) -> list[tuple[str, str, str, str]]:
    """Code, message, effect and cure of every finding; an effect that was told before is referred to."""
    rows: list[tuple[str, str, str, str]] = []
    told: dict[str, str] = {}
    for p in problems:
        message, cure = problem_text(p, language)
        effect = effect_of(p, language)
        first = told.setdefault(getattr(p, "repair", ""), p.code)
        if effect and first != p.code:
            effect = f"{label('as', language)} {first}"
        if not effect and not getattr(p, "repair", "") and not getattr(p, "first", ""):
            effect = label("no cure", language)
        rows.append((p.code, message, effect, cure))
    return rows


def finding_lines(problems: Iterable[Problem], language: str) -> list[str]:
    """Findings for the console: message, then effect and cure."""
    lines = []
    for code, message, effect, cure in told_findings(problems, language):
        lines.append(f"! [{code}] {message}")
        if effect:
            lines.append(f"    {label('effect', language)}: {effect}")
        if cure:
            lines.append(f"    {label('cure', language)}: {cure}")
    return lines


def quality_lines(year: WeatherYear, language: str) -> list[str]:
    """The short form of the weather's quality: repairs that were made, then findings with the worst roof's effect."""
    repairs = {f.note for f in year.source.facts if f.code.startswith("repair")}
    told = zip(year.source.notes, note_texts(year.source, language), strict=True)
    lines = [f"- {text}" for note, text in told if note in repairs]
    for code, message, effect, cure in told_findings(year.warnings, language, worst_effect):
        lines.append(f"! [{code}] {message}; {effect + '; ' if effect else ''}{cure}")
    return lines


def yields_text(before: dict[str, float], after: dict[str, float], language: str) -> str:
    """``PV 10° S 1,118 → 1,196 (+7.0%), ...``"""
    return ", ".join(
        f"{_named(k, language)}{b:,.0f} → {after[k]:,.0f}" + (f" ({after[k] / b - 1.0:+.1%})" if b > 0.0 else "")
        for k, b in before.items()
    )


def report_lines(
    report: QualityReport,
    findings: Iterable[Problem],
    yields: tuple[dict[str, float], dict[str, float]] | None,
    language: str,
) -> list[str]:
    """The whole report for the console; ``yields`` as they are and after both repairs, where there is something to repair."""
    rows = quality_rows(report, language)
    width = max(columns_of(a) for a, _ in rows)
    lines = [
        f"{translate(report.year.source.description, language)}: {report.year.hours} {label('hours', language)}",
        *(f"  {wide(a, width)}  {b}" for a, b in rows),
    ]
    lines += [f"  - {n}" for n in note_texts(report.year.source, language)]
    found = list(findings)
    put = setter(language)
    if not found:
        return [*map(put, lines), label("no findings", language)]
    lines += ["", *finding_lines(found, language)]
    if yields is not None:
        lines.append(f"{label('together', language)}: {yields_text(*yields, language)}")
    if any(getattr(p, "effect", None) for p in found):
        lines.append(f"({label('centre', language)})")
    return [put(line) for line in lines]


def as_dict(report: QualityReport, findings: Iterable[Problem]) -> dict[str, Any]:
    """Plain data for ``--json``, effects included."""
    return {**report.as_dict(), "findings": [problem_dict(p) for p in findings]}
