"""All combinations of measures on a screen: what leads, what is worth a look, what each measure does, in what order to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrofit.report.render.document import Document, Line, Notes, Section, Table
from retrofit.report.words.language import joined, named
from retrofit.report.words.typeset import amount, column, setter
from retrofit.report.words.words import measure_word, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrofit.optimise.combine import Combined
    from retrofit.packages.combined import Combination

say = vocabulary("combine")
SHOWN = 8
"""Packages, and points of the front, that a screen has room for."""


def label_text(label: str, language: str) -> str:
    """An option: its measure, and the keys that tell it from others of its kind."""
    kind, _, keys = label.partition(" ")
    return f"{measure_word(kind, language)} {keys}".strip()


def name_text(measures: Sequence[str], language: str) -> str:
    """What a package adds to the first one."""
    return joined((label_text(m, language) for m in measures), language) or say("nothing added", language)


def worth_a_look(r: Combined) -> list[Combination]:
    """The leading package, then those that no other beats and that keep comfort, by net present value."""
    best = r.named(r.choice.best)
    rest = [p for p in r.packages if p.name not in r.dominated and not p.comfort_verdict.lost and p is not best]
    return [best, *sorted(rest, key=lambda p: -p.npv_cny)][:SHOWN]


def document(r: Combined, language: str) -> Document:
    """Everything on one or two screens."""
    p = r.project
    sections: tuple[Section, ...] = (
        _head(r, language),
        *_packages(r, language),
        *_effects(r, language),
        _orders(r, language),
        _path(r, language),
        _front(r, language),
    )
    return Document(named(language, p.name, p.name_zh), sections, language)


def _years(value: float | None, language: str) -> str:
    return say("never", language) if value is None else f"{value:.1f}"


def _head(r: Combined, language: str) -> Notes:
    best = r.named(r.choice.best)
    e = best.economics
    cold = sum(p.comfort_verdict.lost for p in r.packages)
    told = say(
        "count",
        language,
        packages=len(r.packages),
        options=len(r.choices.labels),
        beaten=len(r.dominated),
        cold=cold,
    )
    count = Line(setter(language)(told))
    if best.measures:
        lead = say(
            f"lead {r.choice.standing}",
            language,
            name=name_text(best.measures, language),
            cost=amount(e.capex_cny, "CNY", language),
            saving=amount(e.annual_saving_cny, "CNY", language),
            years=_years(e.simple_payback_years, language),
        )
    else:
        lead = say("lead stays", language)
    lines = [Line(setter(language)(lead), "strong"), count]
    if r.choice.furthest:
        far = r.named(r.choice.furthest)
        text = say(
            "furthest",
            language,
            name=name_text(far.measures, language),
            cost=amount(far.capex_cny, "CNY", language),
            npv=amount(far.npv_cny, "CNY", language),
        )
        lines.append(Line(setter(language)(text)))
    return Notes(tuple(lines))


def _packages(r: Combined, language: str) -> list[Section]:
    """Numbers of the packages worth a look, and below what each of them is."""
    rows = worth_a_look(r)
    economics = [p.economics for p in rows]
    columns: list[tuple[str, list[str]]] = []
    for key, unit, values in (
        ("investment", "CNY", [e.capex_cny for e in economics]),
        ("saving", "CNY", [e.annual_saving_cny for e in economics]),
        ("npv", "CNY", [e.npv_cny for e in economics]),
        ("emissions", "kgCO2e", [p.emissions_kgco2e for p in rows]),
    ):
        told, cells = column(values, unit, language)
        columns.append((f"{say(key, language)} ({told})", cells))
    columns.insert(2, (say("payback", language), [_years(e.simple_payback_years, language) for e in economics]))
    columns.append((say("cold", language), [f"{p.outcome.comfort['hours_too_cold']:.0f}" for p in rows]))
    table = Table(
        ("", *(head for head, _ in columns)),
        tuple((str(k + 1), *(cells[k] for _, cells in columns)) for k in range(len(rows))),
        tuple(range(1, 7)),
        (0,),
        say("worth", language),
    )
    names = (Line(f"{k + 1}  {name_text(p.measures, language)}") for k, p in enumerate(rows))
    return [table, Notes(tuple(names))]


def _effects(r: Combined, language: str) -> list[Section]:
    """Alone, last and fair share of each option, in money and in emissions."""
    out: list[Section] = [Notes((), say("effects", language))]
    for number, unit in (("npv_cny", "CNY"), ("emissions_kgco2e", "kgCO2e")):
        parts = ("alone", "last", "fair")
        columns = [column([getattr(e.shares[number], part) for e in r.effects], unit, language) for part in parts]
        head = (f"{say(number, language)} ({columns[0][0]})", *(say(part, language) for part in parts))
        names = [label_text(e.label, language) for e in r.effects]
        rows = tuple((name, *(cells[k] for _, cells in columns)) for k, name in enumerate(names))
        out.append(Table(head, rows, (1, 2, 3)))
    return out


def _orders(r: Combined, language: str) -> Table:
    """The order of the measures by net import, by emissions and by money: they differ where the grid is clean."""
    head = ("", *(say(f"by {n}", language) for n in r.orders))
    rows = tuple(
        (str(k + 1), *(label_text(order[k], language) for order in r.orders.values())) for k in range(len(r.effects))
    )
    return Table(head, rows, (0,), (), say("orders", language))


def _path(r: Combined, language: str) -> Section:
    if not r.path:
        return Notes((Line(say("no path", language)),), say("path", language))
    cost = column([s.capex_cny for s in r.path], "CNY", language)
    value = column([s.npv_cny for s in r.path], "CNY", language)
    saved = column([s.saved_kgco2e for s in r.path], "kgCO2e", language)
    head = (
        "",
        say("step", language),
        f"{say('investment', language)} ({cost[0]})",
        f"{say('npv', language)} ({value[0]})",
        f"{say('saved', language)} ({saved[0]})",
        say("per t", language),
    )
    rows = tuple(
        (
            str(k + 1),
            label_text(s.adds, language),
            cost[1][k],
            value[1][k],
            saved[1][k],
            say("earns", language) if s.cny_per_t is None else f"{s.cny_per_t:,.0f}",
        )
        for k, s in enumerate(r.path)
    )
    return Table(head, rows, (2, 3, 4, 5), (), say("path", language))


def _front(r: Combined, language: str) -> Table:
    points = r.front[:SHOWN]
    value = column([p.npv_cny for p in points], "CNY", language)
    saved = column([p.saved_kgco2e for p in points], "kgCO2e", language)
    head = (
        say("package", language),
        f"{say('npv', language)} ({value[0]})",
        f"{say('saved', language)} ({saved[0]})",
        say("next t", language),
    )
    rows = tuple(
        (
            name_text(r.named(p.name).measures, language),
            value[1][k],
            saved[1][k],
            "" if p.cny_per_t is None else f"{p.cny_per_t:,.0f}",
        )
        for k, p in enumerate(points)
    )
    return Table(head, rows, (1, 2, 3), (), say("front", language))
