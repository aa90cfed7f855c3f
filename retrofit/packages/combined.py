"""All combinations of a project's choices: what they share is simulated once each, every finished package is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foundation.messages import message
from retrofit.measures.base import BuildingMeasure
from retrofit.money import cash_flow
from retrofit.money.results import Economics
from retrofit.netzero.carbon import CarbonYears, carbon_years
from retrofit.netzero.results import Definition
from retrofit.packages import comfort_verdict
from retrofit.packages.choices import Choices
from retrofit.packages.context import Caches, Context
from retrofit.packages.journal import Journal
from retrofit.packages.package import PackageYear, ServedBuildings, prefetch, serve, supplied, yearly_bills
from retrofit.packages.results import ComfortVerdict, Outcome
from retrofit.project.objects.money import terms_of

Progress = Callable[[str], None]
Pick = tuple[int, ...]


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Combination:
    """A package of the combinations beside the project's first."""

    pick: Pick
    name: str
    measures: tuple[str, ...]
    """Labels of what it adds to the first package."""
    outcome: Outcome
    economics: Economics
    comfort_verdict: ComfortVerdict
    carbon: CarbonYears

    @property
    def net_zero(self) -> dict[str, Definition]:
        return self.outcome.net_zero

    @property
    def capex_cny(self) -> float:
        return self.economics.capex_cny

    @property
    def npv_cny(self) -> float:
        return self.economics.npv_cny

    @property
    def total_kgco2e(self) -> float:
        """Greenhouse gases over the years of evaluation, those of making things too."""
        return self.carbon.total_kgco2e

    @property
    def comfort_share(self) -> float:
        return self.comfort_verdict.share

    @property
    def emissions_kgco2e(self) -> float:
        return -self.net_zero["emissions"].balance

    @property
    def site_kwh(self) -> float:
        """Net import over all carriers."""
        return -self.net_zero["site"].balance


def outcome_of(ctx: Context, v: PackageYear) -> Outcome:
    """What the journal keeps of a simulated package."""
    return Outcome(
        net_zero=v.net_zero,
        bills=yearly_bills(ctx, v),
        items=v.items,
        comfort=v.served.comfort_total,
        load_kwh=float(sum(i.input_kw.sum() for i in v.demand.items)),
    )


def by_building_state(choices: Choices, picks: list[Pick]) -> list[tuple[list[Any], list[Pick]]]:
    """Picks by what they do to the buildings: each such state is served once, whatever supplies follow."""
    states: dict[str, tuple[list[Any], list[Pick]]] = {}
    for pick in picks:
        package = choices.package(pick)
        building = [m for m in package if isinstance(m, BuildingMeasure)]
        key = repr([m.model_dump_json() for m in building])
        states.setdefault(key, (building, []))[1].append(pick)
    return list(states.values())


def simulate_all(
    ctx: Context, caches: Caches, choices: Choices, journal: Journal, say: Progress = lambda _line: None
) -> dict[Pick, Outcome]:
    """Every pick's outcome: from the journal, or simulated and then written into it.

    Thermal years are simulated in parallel, those of ``AHEAD`` states in one call; only they are held. A digester's year, an array's and a
    plant's are computed once for all packages that share them.
    """
    picks = list(choices.picks())
    done = {pick: found for pick in picks if (found := journal.get(choices.name(pick))) is not None}
    waiting = by_building_state(choices, [p for p in picks if p not in done])
    total, finished = len(picks), len(done)
    for number, (building, mine) in enumerate(waiting):
        if number % AHEAD == 0:
            say(message("{done} of {total} packages", done=finished, total=total))
            prefetch(ctx, caches, (b for b, _ in waiting[number : number + AHEAD]))
        served = serve(ctx, caches, building, keep_loads=False)
        for pick in mine:
            done[pick] = journal.put(choices.name(pick), _outcome(ctx, caches, choices, pick, served))
        finished += len(mine)
    return {pick: done[pick] for pick in picks}


AHEAD = 16
"""Building states whose thermal years are simulated in one parallel call."""


def _outcome(ctx: Context, caches: Caches, choices: Choices, pick: Pick, served: ServedBuildings) -> Outcome:
    return outcome_of(ctx, supplied(ctx, choices.package(pick), served, caches.supplies))


def weighed(ctx: Context, choices: Choices, outcomes: dict[Pick, Outcome]) -> tuple[Combination, ...]:
    """Every package beside the one that adds nothing, in the order of ``outcomes``."""
    base = next(o for pick, o in outcomes.items() if not any(pick))
    return tuple(_combination(ctx, choices, pick, o, base) for pick, o in outcomes.items())


def _combination(ctx: Context, choices: Choices, pick: Pick, o: Outcome, base: Outcome) -> Combination:
    spec = ctx.project.economics
    return Combination(
        pick=pick,
        name=choices.name(pick),
        measures=tuple(label for label, _ in choices.picked(pick)),
        outcome=o,
        economics=cash_flow.evaluate(
            o.bills, base.bills, o.items, spec.real_rate, terms_of(spec), baseline_items=base.items, whole=False
        ),
        comfort_verdict=comfort_verdict.judge(o.comfort, base.comfort),
        carbon=carbon_years(o.net_zero["emissions"], o.bills, o.items, ctx.project.factors.grid_change),
    )
