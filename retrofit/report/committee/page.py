"""The committee's page put together, from the numbers of the run alone."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from retrofit.money.cash_flow import OWNER
from retrofit.report.committee.lights import lights, tips
from retrofit.report.committee.model import Page
from retrofit.report.committee.rows import shown, table
from retrofit.report.committee.shares import gained, paid, parties_in, shares
from retrofit.report.committee.steps import steps
from retrofit.report.render.svg import number
from retrofit.report.run.data import per_household
from retrofit.report.run.headline import headline, money, rounded, tradeoff
from retrofit.report.run.rows import comfort_text, title
from retrofit.report.words.language import colon, is_chinese, joined
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("committee")
UNIT = re.compile(r"(?<=[0-9]) (?=[A-Za-z%])")
"""A number and its unit do not part at a line end."""
NAMED = 3
"""Buildings that are named; of more, how many there are."""


def _whose(result: ProjectResult, language: str) -> str:
    """Which buildings, and how many."""
    specs = result.project.buildings
    names = [b.name if b.count == 1 else word("times", language, name=b.name, count=b.count) for b in specs]
    told = (
        joined(names, language)
        if len(names) <= NAMED
        else word("buildings", language, count=sum(b.count for b in specs))
    )
    return f"{told} · {word('for the vote', language)}"


def _emissions(now: PackageResult, best: PackageResult, language: str) -> str:
    """From how many tonnes to how many."""
    before, after = (p.annual["emissions_kgco2e"] / 1000.0 for p in (now, best))
    key = "emissions from to" if after >= 0.0 else "emissions below zero"
    return word(key, language, before=number(before, 1), after=number(abs(after), 1))


def _household(best: PackageResult, language: str) -> str:
    told = per_household(best)
    if told is None or abs(told["annual_saving_cny"]) < 1.0:
        return ""
    key = "household saves" if told["annual_saving_cny"] > 0.0 else "household pays"
    saving = money(abs(told["annual_saving_cny"]), language)
    return word(key, language, count=told["households"], saving=saving)


def _electricity(kwh: float, language: str) -> str:
    """An amount of electricity as lay people say it."""
    large = is_chinese(language) and abs(kwh) >= 1e4
    return word("10k kWh" if large else "kWh", language, value=rounded(kwh / 1e4 if large else kwh))


def _year(best: PackageResult, language: str) -> str:
    """What is made and bought in a year, and what the package is worth."""
    a, e = best.annual, best.economics
    made = a.get("pv_ac_kwh", 0.0) + a.get("chp_electricity_kwh", 0.0)
    bought = _electricity(a["electricity_import_kwh"], language)
    own = f"{a['self_consumption']:.0%}"
    told = word("made and bought" if made > 0.0 else "bought only", language, made=_electricity(made, language), own=own, bought=bought)  # fmt: skip
    if not best.measures:
        return told
    npv = money(e.npv_cny, language).replace("-", "−")
    return told + word("worth", language, years=e.years, rate=f"{e.discount_rate_real:.0%}", npv=npv)


def _told(result: ProjectResult, language: str) -> tuple[str, ...]:
    """Sentences under the headline; what the advice does not solve is among them."""
    now, best = result.packages[0], result.best
    comfort = word("comfort", language) + colon(language) + comfort_text(best, language) + word("stop", language)
    parts = [_year(best, language)]
    if best is not now:
        parts.append(_emissions(now, best, language))
    parts += [_household(best, language), comfort, *tradeoff(result, best, language)]
    return tuple(UNIT.sub("\u00a0", setter(language)(p)) for p in parts if p)


def _money_note(best: PackageResult, parties: tuple[str, ...], language: str) -> str:
    """That the owner pays all, or what the package is worth to the owner after all contracts and taxes."""
    if set(parties) <= {OWNER}:
        return word("no financing", language)
    worth = money(best.economics.owner_npv_cny, language).replace("-", "−")
    return setter(language)(word("financing", language, npv=worth, years=best.economics.years))


def committee_page(result: ProjectResult, language: str, today: date) -> Page:
    """The sheet of a run; ``today`` stands on it where the project gives no date."""
    best, spec = result.best, result.project.report
    e = best.economics
    columns, rows = table(result, language)
    left = len(result.packages) - len(shown(result))
    pays, gains = paid(e), gained(e)
    parties = parties_in(pays, gains)
    sha = result.inputs_sha256
    return Page(
        title=title(result, language),
        whose=_whose(result, language),
        warning=word("synthetic", language) if result.year.synthetic else "",
        headline=tuple(headline(result, best, language)),
        told=_told(result, language),
        table=word("compared", language, count=len(result.packages)),
        table_note=word("scale note", language),
        columns=columns,
        rows=rows,
        more=word("more packages", language, count=left) if left else "",
        steps=steps(result, language),
        pays=shares(pays, parties, language),
        pays_head=word("pays", language, cny=money(e.capex_cny, language)),
        gains=shares(gains, parties, language),
        gains_head=word("gains", language, cny=money(sum(gains.values()), language).replace("-", "−")),
        money_note=_money_note(best, parties, language),
        lights=lights(result, language),
        tips=tips(result, language),
        foot=(
            (spec.date or today).isoformat(),
            word("revision", language, revision=spec.revision),
            word("hash", language, begin=sha[:16], end=sha[-4:]),
            word("made by", language, version=result.version),
        ),
    )
