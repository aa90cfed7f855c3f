"""What the console prints: the verdict on one screen, the comparison, problems; and the JSON documents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from retrofit.report.place_text import year_text
from retrofit.report.text import word

if TYPE_CHECKING:
    from retrofit.results import Definition, PackageResult, ProjectResult, Step
    from weather.errors import Problem

KEYS = ("site", "primary", "emissions", "cost")
RANK = {"illustrative": 0, "unconfirmed": 1, "corroborated": 2, "confirmed": 3}


def number(value: float, digits: int = 0) -> str:
    """A number with thousands separated.

    >>> number(1234567.8), number(12.345, 1)
    ('1,234,568', '12.3')
    """
    return "-" if not math.isfinite(value) else f"{value:,.{digits}f}"


def clean(value: Any) -> Any:
    """Plain JSON data: nan and infinity become null, numpy and tuples become numbers and lists."""
    if isinstance(value, dict):
        return {str(k): clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean(v) for v in value]
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float) or hasattr(value, "item"):
        number_ = float(value)
        return number_ if math.isfinite(number_) else None
    return str(value)


def definition_dict(d: Definition) -> dict[str, Any]:
    """One definition for ``--json``."""
    return {
        "met": d.met,
        "balance": d.balance,
        "unit": d.unit,
        "gap": d.gap,
        "weighted_import": d.weighted_import,
        "weighted_export": d.weighted_export,
        "boundary": d.boundary,
        "factor_year": d.factor_year,
        "closing": d.closing,
        "extra": d.extra,
        "carriers": [
            {
                "carrier": c.carrier,
                "import_kwh": c.import_kwh,
                "export_kwh": c.export_kwh,
                "weight_import": c.weight_import,
                "weight_export": c.weight_export,
                "source": c.source,
                "year": c.factor_year,
                "status": c.status,
            }
            for c in d.carriers
        ],
    }


def _assumption(a: Any) -> dict[str, Any]:
    return {"key": a.key, "value": a.value, "unit": a.unit, "source": a.source, "status": a.status, "note": a.note}


def package_dict(p: PackageResult) -> dict[str, Any]:
    """One package for ``--json``."""
    e, m = p.economics, p.load_match
    return {
        "name": p.name,
        "measures": p.measures,
        "annual": p.annual,
        "net_zero": {k: definition_dict(d) for k, d in p.net_zero.items()},
        "load_match": {
            "f_load": m.f_load,
            "gamma_load": m.gamma_load,
            "gamma_supply": m.gamma_supply,
            "f_grid": m.f_grid,
            "loss_of_load": m.loss_of_load,
            "generation_multiple": m.generation_multiple,
        },
        "economics": {
            "capex_cny": e.capex_cny,
            "annual_bill_cny": e.annual_bill_cny,
            "annual_opex_cny": e.annual_opex_cny,
            "annual_saving_cny": e.annual_saving_cny,
            "simple_payback_years": e.simple_payback_years,
            "npv_cny": e.npv_cny,
            "discount_rate": e.discount_rate,
            "years": e.years,
        },
        "comfort": p.comfort,
        "comfort_verdict": {
            "comfortable_share": p.comfort_verdict.share,
            "baseline_comfortable_share": p.comfort_verdict.baseline_share,
            "too_cold_share": p.comfort_verdict.cold_share,
            "baseline_too_cold_share": p.comfort_verdict.baseline_cold_share,
            "lost": p.comfort_verdict.lost,
            "text": comfort_text(p, "en"),
            "text_zh": comfort_text(p, "zh"),
        },
        "biogas": p.biogas.summary if p.biogas is not None else None,
        "next_steps": [
            {
                "text": s.text_en,
                "text_zh": s.text_zh,
                "closes": s.closes,
                "capex_cny": s.capex_cny,
                "details": s.details,
            }
            for s in p.next_steps
        ],
        "assumptions": [_assumption(a) for a in p.assumptions],
    }


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


def as_json(result: ProjectResult) -> dict[str, Any]:
    """The document of ``run --json``."""
    y = result.year
    document = {
        "project": {
            "name": result.project.name,
            "name_zh": result.project.name_zh,
            "buildings": [b.name for b in result.project.buildings],
            "province": y.site.province,
            "latitude": y.site.latitude,
            "longitude": y.site.longitude,
            "altitude_m": y.site.altitude_m,
        },
        "weather": {
            "source": y.source.kind,
            "synthetic": y.synthetic,
            "description": y.source.description,
            "origin": y.source.source,
            "path": y.source.path,
            "sha256": y.source.sha256,
            "seed": y.source.seed,
            "notes": y.source.notes,
            "warnings": [w.as_dict() for w in y.warnings],
        },
        "packages": [package_dict(p) for p in result.packages],
        "assumptions": [_assumption(a) for a in result.assumptions],
        "version": result.version,
        "inputs_sha256": result.inputs_sha256,
    }
    cleaned: dict[str, Any] = clean(document)
    return cleaned


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
    return joint.join(parts) if parts else word("cannot", language)


def step_text(s: Step, language: str) -> str:
    """A next-best step in a sentence."""
    text = s.text_zh if language == "zh" else s.text_en
    if s.capex_cny is not None and s.capex_cny > 0:
        text += f"; {word('costs', language)} {number(s.capex_cny)} {word('CNY', language)}"
    if s.closes:
        text += f"; {word('closes', language)}: " + ", ".join(word(k, language) for k in s.closes)
    share = s.details.get("gap_closed_share")
    if isinstance(share, float) and not s.closes:
        text += f" (-{share:.0%})"
    return text


def best_package(result: ProjectResult) -> PackageResult:
    """The package that meets most definitions; among equals the one with the smaller gaps, then the cheaper.

    A package that loses comfort against the first one comes after all that keep it.
    """

    from retrofit.gap import relative_gap

    def merit(p: PackageResult) -> tuple[float, float, float, float]:
        met = sum(d.met for d in p.net_zero.values())
        rest = relative_gap(p.net_zero, result.packages[0].net_zero)
        return (float(p.comfort_verdict.lost), -met, rest, p.economics.capex_cny)

    return min(result.packages, key=merit)


def decisive(result: ProjectResult, package: PackageResult, most: int = 4) -> list[Any]:
    """The least known assumptions of the run, the project's first."""
    rows = sorted((*result.assumptions, *package.assumptions), key=lambda a: RANK.get(a.status, 0))
    return [a for a in rows if a.status in ("illustrative", "unconfirmed")][:most]


def weather_text(result: ProjectResult, language: str) -> str:
    """Where the weather comes from, and how far the station is."""
    return year_text(result.year, result.assumptions, language)


def title(result: ProjectResult, language: str) -> str:
    p = result.project
    return p.name_zh if language == "zh" and p.name_zh else p.name


def print_run(result: ProjectResult, files: Iterable[Any], language: str, out_dir: str) -> None:
    """The verdict on one screen."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from retrofit.report.quality_text import quality_lines

    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    y = result.year
    console.print(Text(title(result, language), style="bold"))
    console.print(f"{word('weather', language)}: {weather_text(result, language)}")
    if y.synthetic:
        console.print(Text(word("synthetic", language), style="yellow"))
    for line in quality_lines(y, language):
        console.print(Text(line, style="yellow"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(word("package", language), overflow="fold")
    for key in KEYS:
        unit = word(result.packages[0].net_zero[key].unit, language)
        table.add_column(f"{word(key, language)} ({unit})", justify="right")
    for p in result.packages:
        cells = []
        for key in KEYS:
            d = p.net_zero[key]
            cells.append(Text(f"{'✓' if d.met else '✗'} {number(d.balance)}", style="green" if d.met else "red"))
        table.add_row(p.name, *cells)
    console.print(table)
    best = best_package(result)
    console.print()
    open_ = [d for d in best.net_zero.values() if not d.met]
    if not open_:
        console.print(
            Text(f"{word('verdict', language)} ({best.name}): {word('nothing', language)}", style="bold green")
        )
    else:
        met = ", ".join(word(k, language) for k, d in best.net_zero.items() if d.met) or word("none", language)
        console.print(
            Text(f"{word('verdict', language)} ({best.name}): {word('net zero', language)}: {met}", style="bold")
        )
        for d in open_:
            console.print(
                f"  {word(d.key, language)}: {word('short by', language)} {number(d.gap)} {word(d.unit, language)} -> {closing_text(d, language)}"
            )
    first = result.packages[0]
    if first is not best:
        console.print(f"{first.name}:")
        for d in first.net_zero.values():
            if not d.met:
                console.print(
                    f"  {word(d.key, language)}: {word('short by', language)} {number(d.gap)} {word(d.unit, language)} -> {closing_text(d, language)}"
                )
    source = best if open_ else first
    if source.next_steps:
        console.print(
            Text(f"{word('next', language)} ({source.name}): {step_text(source.next_steps[0], language)}", style="bold")
        )
    elif open_:
        console.print(f"{word('next', language)}: {word('no step', language)}")
    shares = "  ".join(f"{p.name} {p.annual['comfort_share']:.0%}" for p in result.packages)
    console.print(f"{word('comfort', language)}: {shares} {word('comfort share', language)}")
    for p in result.packages:
        if p.comfort_verdict.lost:
            console.print(Text(f"! {p.name}: {comfort_text(p, language)}", style="bold red"))
    notes = decisive(result, best)
    if notes:
        console.print(
            f"{word('assumptions', language)}: "
            + "; ".join(f"{a.key} {a.value} {a.unit} [{word(a.status, language)}]" for a in notes)
        )
    listed = [str(f) for f in files]
    if listed:
        console.print(
            f"{word('files', language)}: {out_dir} ({len(listed)}), {next((f for f in listed if f.endswith('.html')), listed[0])}"
        )


ROWS: tuple[tuple[str, str, str, int, float], ...] = (
    ("heating", "heating_demand_kwh", "kWh", 0, 1.0),
    ("cooling", "cooling_demand_kwh", "kWh", 0, 1.0),
    ("latent", "latent_cooling_kwh", "kWh", 0, 1.0),
    ("heating size", "heating_nameplate_kw", "kW", 1, 1.0),
    ("cooling size", "cooling_nameplate_kw", "kW", 1, 1.0),
    ("unmet heating", "heating_unmet_hours", "h", 0, 1.0),
    ("unmet cooling", "cooling_unmet_hours", "h", 0, 1.0),
    ("intensity", "electricity_intensity_kwh_m2", "kWh/m2", 1, 1.0),
    ("pv", "pv_ac_kwh", "kWh", 0, 1.0),
    ("biogas", "biogas_used_kwh", "kWh", 0, 1.0),
    ("import", "electricity_import_kwh", "kWh", 0, 1.0),
    ("export", "electricity_export_kwh", "kWh", 0, 1.0),
    ("self-consumption", "self_consumption", "%", 0, 100.0),
    ("self-sufficiency", "self_sufficiency", "%", 0, 100.0),
    ("emissions t", "emissions_kgco2e", "kgCO2e", 0, 1.0),
    ("bill", "bill_cny", "CNY", 0, 1.0),
    ("capex", "capex_cny", "CNY", 0, 1.0),
    ("comfort", "comfort_share", "%", 0, 100.0),
    ("too cold", "hours_too_cold", "h", 0, 1.0),
    ("too warm", "hours_too_warm", "h", 0, 1.0),
    ("underheating", "underheating_kh", "K h", 0, 1.0),
    ("overheating", "overheating_kh", "K h", 0, 1.0),
)
"""Rows of the comparison: word, annual key, unit, digits, factor."""


def comparison(result: ProjectResult, language: str) -> list[tuple[str, list[str]]]:
    """Packages side by side: label and one cell a package."""
    out = []
    for name, key, unit, digits, factor in ROWS:
        cells = [number(p.annual[key] * factor, digits) if key in p.annual else "-" for p in result.packages]
        out.append((f"{word(name, language)} ({word(unit, language)})", cells))
    out.append(
        (
            word("comfort kept?", language),
            [word("no" if p.comfort_verdict.lost else "yes", language) for p in result.packages],
        )
    )
    for key in KEYS:
        d0 = result.packages[0].net_zero[key]
        out.append(
            (
                f"{word(key, language)} ({word(d0.unit, language)})",
                [("✓ " if p.net_zero[key].met else "✗ ") + number(p.net_zero[key].balance) for p in result.packages],
            )
        )
    kept = [not p.comfort_verdict.lost for p in result.packages]  # money saved by freezing pays nothing back
    npv = [number(p.economics.npv_cny) if ok else "-" for p, ok in zip(result.packages, kept, strict=True)]
    out.append((f"{word('npv', language)} ({word('CNY', language)})", npv))
    years = [p.economics.simple_payback_years if ok else None for p, ok in zip(result.packages, kept, strict=True)]
    out.append(
        (
            f"{word('payback', language)} ({word('years', language)})",
            ["-" if y is None else number(y, 1) for y in years],
        )
    )
    return out


def print_compare(result: ProjectResult, language: str) -> None:
    """Packages side by side on the console."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, emoji=False)
    table = Table(title=title(result, language), box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for p in result.packages:
        table.add_column(p.name, justify="right", overflow="fold")
    for label, cells in comparison(result, language):
        table.add_row(label, *cells)
    console.print(table)
    if result.year.synthetic:
        console.print(word("synthetic", language), style="yellow")


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """Problems as readable lines: place and message, then value, range and cure."""
    lines = []
    for p in problems:
        mark = "error" if p.severity == "error" else "warning"
        lines.append(f"{mark} [{p.code}] {p.place}: {p.message}" if p.place else f"{mark} [{p.code}] {p.message}")
        details = []
        if p.value is not None:
            details.append(f"found: {p.value}")
        if p.allowed:
            details.append(f"allowed: {p.allowed}")
        if details:
            lines.append("    " + "; ".join(details))
        if p.cure:
            lines.append(f"    cure: {p.cure}")
    return lines
