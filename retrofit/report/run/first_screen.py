"""What the first screen of a run answers: which package, how much, back when, what next; net zero by four definitions; how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrofit.money.cash_flow import mean_life_years
from retrofit.netzero.definitions import KEYS
from retrofit.report.render.colours import MEASURES
from retrofit.report.render.svg import number
from retrofit.report.run.headline import headline, money, rounded, state, years
from retrofit.report.run.rows import closing_text, comfort_text, decisive_text, weather_text
from retrofit.report.words.language import choose, colon, comma, is_chinese, joined, semicolon
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import amount, setter
from retrofit.report.words.words import measure_word, vocabulary

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("screen")
STATUSES = ("confirmed", "corroborated", "unconfirmed", "illustrative")
NEXT = 2
"""Next steps that are shown after the package."""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A number with what it is and what is known of it."""

    name: str
    value: str
    unit: str
    below: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A definition: met or not, and the balance over what is used today."""

    name: str
    met: bool
    told: str
    share: str
    start: float
    """Where the bar begins, per cent of its column, zero in the middle."""
    long: float
    closing: str


@dataclass(frozen=True, kw_only=True)
class PackageRow:
    """A package beside the others; ``bar`` is its saving in per cent of the largest."""

    name: str
    best: bool
    invest: str
    saving: str
    bar: float
    colour: str
    payback: str
    lost: bool


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to do, what it costs and what it brings."""

    what: str
    cost: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class Sure:
    """A line of certainty."""

    status: str
    text: str


def key_figures(best: PackageResult, language: str) -> list[KeyFigure]:
    """Investment, saving of a year and payback; until their ranges are computed they are said to be unknown."""
    e = best.economics
    unknown = word("range unknown", language)
    out = []
    for name, value in (("capex", e.capex_cny), ("saving a year", e.annual_saving_cny)):
        unit, told = (
            (word("10k CNY", language), rounded(value / 1e4))
            if is_chinese(language) and abs(value) >= 1e4
            else (word("CNY", language), rounded(value))
        )
        out.append(KeyFigure(name=word(name, language), value=told.replace("-", "−"), unit=unit, below=unknown))
    below = unknown
    if e.items:
        below = f"{unknown}{comma(language)}{word('mean life', language, years=years(mean_life_years(e.items)))}"
    payback = e.simple_payback_years
    if payback is None or e.capex_cny <= 0.0:
        return [*out, KeyFigure(name=word("payback short", language), value="—", unit="", below=below)]
    told = f"{payback:.1f}"
    return [
        *out,
        KeyFigure(name=word("payback short", language), value=told, unit=word("years", language), below=below),
    ]


def verdicts(result: ProjectResult, best: PackageResult, language: str) -> list[Verdict]:
    """The four definitions of the advised package, each over what the first package uses."""
    out = []
    for key in KEYS:
        d = best.net_zero[key]
        base = result.packages[0].net_zero[key].weighted_import
        share = d.balance / base if base > 0.0 else 0.0
        half = min(abs(share), 1.0) * 50.0
        out.append(
            Verdict(
                name=word(key, language),
                met=d.met,
                told=word("is met" if d.met else "is not met", language),
                share=f"{word('surplus' if d.met else 'short', language)} {'<1%' if 0.0 < abs(share) < 0.005 else f'{abs(share):.0%}'}",
                start=50.0 if d.balance >= 0.0 else 50.0 - half,
                long=half,
                closing="" if d.met else closing_text(d, language),
            )
        )
    return out


def money_column(values: Sequence[float], language: str) -> tuple[str, list[str]]:
    """Money that stands together: its unit for the head, and the numbers (10,000 CNY in Chinese, 1,000 CNY in English, from there up)."""
    largest = max((abs(v) for v in values), default=0.0)
    if largest < 1e4:
        return word("CNY", language), [number(v, 0) for v in values]
    unit, size = ("10k CNY", 1e4) if is_chinese(language) else ("1k CNY", 1e3)
    digits = 0 if largest / size >= 999.5 else 1
    return word(unit, language), ["0" if v == 0.0 else number(v / size, digits) for v in values]


def package_rows(result: ProjectResult, best: PackageResult, language: str) -> tuple[tuple[str, str], list[PackageRow]]:
    """Units of investment and saving, and a row a package."""
    packages = result.packages
    invest_unit, invest = money_column([p.economics.capex_cny for p in packages], language)
    saving_unit, saving = money_column([p.economics.annual_saving_cny for p in packages], language)
    largest = max((p.economics.annual_saving_cny for p in packages), default=0.0)
    rows = []
    for p, cost, gain in zip(packages, invest, saving, strict=True):
        e = p.economics
        colour = next((c for m, c in MEASURES.items() if m in p.measures), "p2")
        payback = "—"
        if e.simple_payback_years is not None and e.capex_cny > 0.0:
            late = e.simple_payback_years > mean_life_years(e.items)
            payback = f"{e.simple_payback_years:.1f}" + ("*" if late else "")
        bar = 100.0 * max(e.annual_saving_cny, 0.0) / largest if largest > 0.0 else 0.0
        rows.append(
            PackageRow(
                name=p.name,
                best=p is best,
                invest=cost,
                saving=gain,
                bar=bar,
                colour=colour,
                payback=payback,
                lost=p.comfort_verdict.lost,
            )
        )
    return (invest_unit, saving_unit), rows


def tasks(best: PackageResult, language: str) -> list[Task]:
    """The advised package, then the steps that come nearest to net zero from there."""
    put = setter(language)
    out = []
    e = best.economics
    if best.measures:
        what = f"{best.name}{colon(language)}{joined_measures(best.measures, language)}"
        effect = ""
        if e.annual_saving_cny > 0.0:
            effect = word("saves a year", language, saving=money(e.annual_saving_cny, language))
        out.append(Task(what=put(what), cost=money(e.capex_cny, language), effect=put(effect)))
    for s in best.next_steps[:NEXT]:
        what = translate(s.text, language)
        effect = ""
        if s.closes:
            effect = (
                word("closes", language) + colon(language) + joined((word(k, language) for k in s.closes), language)
            )
        elif isinstance(share := s.details.get("gap_closed_share"), float):
            effect = word("less gap", language, share=share)
        cost = money(s.capex_cny, language) if s.capex_cny is not None and s.capex_cny > 0.0 else ""
        out.append(Task(what=put(what[:1].upper() + what[1:]), cost=cost, effect=put(effect)))
    return out


def joined_measures(measures: Sequence[str], language: str) -> str:
    """All kinds of measures of a package."""
    return joined(dict.fromkeys(measure_word(m, language) for m in measures), language)


def _counted(statuses: Sequence[str], language: str) -> tuple[str, str]:
    """The least certain status of several, and how many there are of each."""
    counts = Counter(statuses)
    present = [s for s in STATUSES if counts[s]]
    told = joined((word("count of", language, count=counts[s], status=word(s, language)) for s in present), language)
    return (present[-1] if present else "unconfirmed"), told


def certainty(result: ProjectResult, best: PackageResult, assumptions: Sequence[Any], language: str) -> list[Sure]:
    """Weather, prices and assumptions with their discs, and what is least certain."""
    lines = [("unconfirmed" if result.year.synthetic else "corroborated", "weather", weather_text(result, language))]
    if best.economics.items:
        status, told = _counted([i.status for i in best.economics.items], language)
        lines.append((status, "unit costs", told))
    status, told = _counted([a.status for a in assumptions], language)
    lines.append((status, "assumptions", told))
    least = result.decisive[:3]
    if least:
        lines.append(("", "least certain", semicolon(language).join(decisive_text(a, language) for a in least)))
    put = setter(language)
    return [Sure(status=s, text=put(f"{word(key, language)}{colon(language)}{told}")) for s, key, told in lines]


def year_sentence(best: PackageResult, language: str) -> str:
    """Generation, own use and purchase of the year, and the net present value."""
    a, e = best.annual, best.economics
    parts = []
    made = a.get("pv_ac_kwh", 0.0) + a.get("chp_electricity_kwh", 0.0)
    bought = amount(float(rounded(a["electricity_import_kwh"]).replace(",", "")), "kWh", language)
    if made > 0.0:
        parts.append(
            word("year with pv", language).format(
                made=amount(float(rounded(made).replace(",", "")), "kWh", language),
                own=f"{a['self_consumption']:.0%}",
                bought=bought,
                covered=f"{a['self_sufficiency']:.0%}",
            )
        )
    else:
        parts.append(word("year without pv", language).format(bought=bought))
    if best.measures:
        parts.append(
            word("worth", language).format(
                years=e.years, rate=f"{e.discount_rate_real:.0%}", npv=money(e.npv_cny, language).replace("-", "−")
            )
        )
    return setter(language)(choose(language, " ", "").join(parts))


def first_screen(
    result: ProjectResult, best: PackageResult, assumptions: Sequence[Any], language: str
) -> dict[str, Any]:
    """Everything that the template of the first screen shows."""
    units, rows = package_rows(result, best, language)
    return {
        "state": state(result, best),
        "headline": headline(result, best, language),
        "keys": key_figures(best, language) if best.measures else [],
        "year": year_sentence(best, language),
        "comfort": comfort_text(best, language),
        "comfort_lost": best.comfort_verdict.lost,
        "verdicts": verdicts(result, best, language),
        "tasks": tasks(best, language),
        "units": units,
        "rows": rows,
        "late": any(r.payback.endswith("*") for r in rows),
        "lost": any(r.lost for r in rows),
        "sure": certainty(result, best, assumptions, language),
        "name": best.name,
    }
