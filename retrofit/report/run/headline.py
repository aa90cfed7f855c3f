"""The headline of a run: a sentence with numbers, made here for every page from the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrofit.money.cash_flow import mean_life_years
from retrofit.report.words.language import choose, is_chinese, joined
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import measure_word, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("screen")
FIRST = ("pv", "digester", "battery", "heat_pump")
"""Measures that are named before the others."""
NAMED = 3
"""So many measures are named; of more, two and how many there are."""


def rounded(value: float, digits: int = 3) -> str:
    """A number of three significant digits in a sentence, thousands separated.

    >>> rounded(548198.2), rounded(13.93), rounded(0.1234)
    ('548,000', '13.9', '0.123')
    """
    if value == 0.0:
        return "0"
    from math import floor, log10

    size = floor(log10(abs(value)))
    told = round(value, digits - 1 - size)
    return f"{told:,.{max(digits - 1 - size, 0)}f}"


def money(value: float, language: str) -> str:
    """An amount of money in a sentence.

    >>> money(548198.0, "zh"), money(1900.4, "zh"), money(548198.0, "en")
    ('54.8万元', '1,900元', '548,000 CNY')
    """
    if is_chinese(language) and abs(value) >= 1e4:
        return f"{rounded(value / 1e4)}{word('10k CNY', language)}"
    return setter(language)(f"{rounded(value)} {word('CNY', language)}")


def years(value: float) -> str:
    """A time in a sentence, which says that it is rounded.

    >>> years(13.93), years(0.84)
    ('14', '0.8')
    """
    return f"{value:.0f}" if value >= 1.95 else f"{value:.1f}"


def measures_text(measures: Sequence[str], language: str) -> str:
    """What a package is made of, in a few words.

    >>> measures_text(("led", "windows", "pv", "digester", "led"), "en")
    'PV, digester and 2 more'
    """
    kinds = sorted(dict.fromkeys(measures), key=lambda m: FIRST.index(m) if m in FIRST else len(FIRST))
    names = [measure_word(m, language) for m in kinds]
    if len(names) <= NAMED:
        return joined(names, language)
    named = NAMED - 1
    return word("and more", language, names=joined(names[:named], language), more=len(names) - named)


def state(result: ProjectResult, best: PackageResult) -> str:
    """Which sentence is due: ``empty``, ``stay``, ``free``, ``dearer``, ``never``, ``too long`` or ``pays``."""
    e = best.economics
    if not best.measures:
        return "empty" if all(not p.measures for p in result.packages) else "stay"
    if e.capex_cny <= 0.0:
        return "free" if e.annual_saving_cny > 0.0 else "dearer"
    if e.simple_payback_years is None:
        return "never"
    return "too long" if e.simple_payback_years > mean_life_years(e.items) else "pays"


def headline(result: ProjectResult, best: PackageResult, language: str) -> list[str]:
    """The sentence in clauses that do not part at a line end.

    A package that pays back later than its equipment lasts is never advised without these words.
    """
    e = best.economics
    values = {
        "name": best.name,
        "what": measures_text(best.measures, language),
        "cost": money(e.capex_cny, language),
        "saving": money(abs(e.annual_saving_cny), language),
        "years": years(e.simple_payback_years or 0.0),
        "life": years(mean_life_years(e.items)),
        "range": word("range unknown", language),
    }
    clauses = word(f"headline {state(result, best)}", language).split("|")
    return [setter(language)(c.format(**values)) for c in clauses]


def tradeoff(result: ProjectResult, best: PackageResult, language: str) -> list[str]:
    """What is weighed against the advice, a sentence each: that it costs more than it brings or is not advised, the smallest good step,
    and what net zero by further definitions would cost (``retrofit.optimise.choice``)."""
    put = setter(language)
    by_name = {p.name: p for p in result.packages}
    out = []
    e = best.economics
    standing = result.choice.stands[best.name]
    if standing == "costs":
        rate = f"{e.discount_rate_real:.0%}"
        out.append(word("costs more", language, years=e.years, rate=rate, loss=money(-e.owner_npv_cny, language)))
    elif standing in ("worse", "cold"):
        out.append(word("not advised", language))
    small = by_name.get(result.choice.cheapest or "")
    if small is not None and small is not best:
        cost, saving = money(small.economics.capex_cny, language), money(small.economics.annual_saving_cny, language)
        out.append(word("first step", language, name=small.name, cost=cost, saving=saving))
    far = by_name.get(result.choice.furthest or "")
    if far is not None:
        more = [k for k, d in far.net_zero.items() if d.met and not best.net_zero[k].met]
        names = joined((choose(language, word(k, language).lower(), word(k, language)) for k in more), language)
        cost, worth = money(far.economics.capex_cny, language), money(far.economics.npv_cny, language).replace("-", "−")
        out.append(
            word("further costs", language, definitions=names, name=far.name, cost=cost, npv=worth, years=e.years)
        )
    return [put(t) for t in out]
