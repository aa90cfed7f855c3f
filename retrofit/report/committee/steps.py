"""Three ordered steps: the smallest good one, the advice, what comes next; and what must be known before the first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from retrofit.report.committee.lights import own_prices
from retrofit.report.committee.model import Task
from retrofit.report.run.first_screen import joined_measures
from retrofit.report.run.headline import money
from retrofit.report.words.language import colon, joined, semicolon
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.optimise.results import Step
    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("committee")
COUNT = 3


def _within(small: PackageResult, large: PackageResult) -> bool:
    """Whether a package is a part of another, which costs no less."""
    return not Counter(small.measures) - Counter(large.measures) and (
        small.economics.capex_cny <= large.economics.capex_cny and small.name != large.name
    )


def chain(result: ProjectResult) -> list[PackageResult]:
    """The smallest good step where it is a part of the advice, and the advice."""
    best = result.best
    small = next((p for p in result.packages if p.name == result.choice.cheapest), None)
    out = [small] if small is not None and _within(small, best) else []
    return [*out, best] if best.measures else []


def _named(name: str, measures: str, language: str) -> str:
    """A package and what it is made of; once where it is called so."""
    return name if name.casefold() == measures.casefold() else f"{name}{colon(language)}{measures}"


def _task(before: PackageResult | None, p: PackageResult, language: str) -> Task:
    had = Counter(before.measures) if before else Counter()
    added = tuple((Counter(p.measures) - had).elements())
    e = p.economics
    cost = e.capex_cny - (before.economics.capex_cny if before else 0.0)
    gain = e.annual_saving_cny - (before.economics.annual_saving_cny if before else 0.0)
    key = "saves a year" if gain > 0.0 else "costs a year"
    return Task(
        what=_named(p.name, joined_measures(added or p.measures, language), language),
        cost=money(cost, language),
        effect=word(key, language, saving=money(abs(gain), language)) if gain else "",
        before="",
    )


def _next(s: Step, best: PackageResult, language: str) -> Task:
    what = translate(s.text, language)
    effects = []
    saved = best.economics.annual_bill_cny - s.details.get("annual_bill_cny", best.economics.annual_bill_cny)
    if saved >= 1.0:
        effects.append(word("saves a year", language, saving=money(saved, language)))
    if s.closes:
        names = joined((word(k, language) for k in s.closes), language)
        effects.append(word("closes", language) + colon(language) + names)
    elif isinstance(share := s.details.get("gap_closed_share"), float):
        effects.append(word("less gap", language, share=share))
    effect = semicolon(language).join(effects)
    cost = money(s.capex_cny, language) if s.capex_cny else ""
    return Task(what=what[:1].upper() + what[1:], cost=cost, effect=effect, before="")


def _first(result: ProjectResult, package: PackageResult, language: str) -> str:
    """What to settle before the first step."""
    asked = []
    own, count = own_prices(package)
    if own < count:
        asked.append(word("two offers", language))
    if "pv" in package.measures:
        asked.append(word("bearing", language))
    if not result.bills:
        asked.append(word("twelve bills", language))
    return word("before", language) + colon(language) + semicolon(language).join(asked) if asked else ""


def steps(result: ProjectResult, language: str) -> tuple[Task, ...]:
    """The three steps; a later year's look at the bills where fewer were found."""
    put = setter(language)
    packages = chain(result)
    out = [
        _task(before, p, language) for before, p in zip([None, *packages[:-1]], packages, strict=True)
    ] if packages else []  # fmt: skip
    if out:
        asked = _first(result, packages[0], language)
        out[0] = Task(what=out[0].what, cost=out[0].cost, effect=out[0].effect, before=asked)
    out += [_next(s, result.best, language) for s in result.best.next_steps]
    spare = (Task(what=word(f"later {k}", language), cost="", effect=word(f"later {k} why", language), before="") for k in ("check", "again", "rooms"))  # fmt: skip
    while len(out) < COUNT:
        out.append(next(spare))
    return tuple(Task(what=put(t.what), cost=t.cost, effect=put(t.effect), before=put(t.before)) for t in out[:COUNT])
