"""What a run decides: the package that leads, what it is weighed against, and the assumptions that the decision rests on and that are known least.

The rule, in this order:

1. A package that loses comfort against today does not lead: what it saves by cold rooms is no saving.
2. A package **gains** where its net present value against today is not negative for its owner (after instruments and taxes, where some are named), something becomes better (a gap to net zero, or the money)
   and the emissions do not rise. Among those the one leads that meets most definitions, then the one with the largest net present value,
   then the one with the smaller gaps, then the cheaper.
3. Where none gains, one that **costs** more than it brings leads, if it comes nearer to net zero, emits no more and pays back within the
   life of its equipment: the one that loses least.
4. Else all **stays** as it is; what never pays back is not advised.

Beside the leading package stand the cheapest good step and, where another meets more definitions, what that would cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from foundation.provenance import Assumption
from retrofit.money.cash_flow import mean_life_years
from retrofit.money.results import Economics
from retrofit.netzero.results import Definition
from retrofit.optimise.gap import relative_gap
from retrofit.optimise.results import Choice, Standing
from retrofit.packages.results import ComfortVerdict


class Judged(Protocol):
    """What a package is judged by."""

    @property
    def name(self) -> str: ...
    @property
    def measures(self) -> tuple[str, ...]: ...
    @property
    def net_zero(self) -> dict[str, Definition]: ...
    @property
    def comfort_verdict(self) -> ComfortVerdict: ...
    @property
    def economics(self) -> Economics: ...


P = TypeVar("P", bound=Judged)
LEAST_KNOWN = ("illustrative", "unconfirmed")
"""Statuses of a source that decide whether a result can be relied on, the least known first."""
ORDER: tuple[Standing, ...] = ("gains", "costs", "stays", "worse", "cold")
NOTHING = 1e-6
"""Share of today's import, and CNY, below which nothing has changed."""


def standing(p: Judged, today: Mapping[str, Definition]) -> Standing:
    """How a package stands against today: ``gains``, ``costs``, ``stays``, ``worse`` or ``cold`` (rule above).

    ``stays`` is a package that changes nothing: no gap, no money, no emissions.
    """
    if p.comfort_verdict.lost:
        return "cold"
    e, now = p.economics, dict(today)
    nearer = relative_gap(now, now) - relative_gap(p.net_zero, now)
    scale = max(now["emissions"].weighted_import, 1.0)
    dirtier = now["emissions"].balance - p.net_zero["emissions"].balance > NOTHING * scale
    if not dirtier and e.owner_npv_cny >= -NOTHING and (nearer > NOTHING or e.owner_npv_cny > NOTHING):
        return "gains"
    if not dirtier and abs(nearer) <= NOTHING and abs(e.owner_npv_cny) <= NOTHING:
        return "stays"
    back = e.simple_payback_years
    if not dirtier and nearer > NOTHING and back is not None and 0.0 < back <= mean_life_years(e.items):
        return "costs"
    return "worse"


def _met(p: Judged) -> int:
    return sum(d.met for d in p.net_zero.values())


def _merit(p: Judged, today: Mapping[str, Definition]) -> tuple[float, ...]:
    """Smaller is better."""
    at = standing(p, today)
    gap, e = relative_gap(p.net_zero, dict(today)), p.economics
    if at in ("gains", "stays"):
        return (ORDER.index(at), -_met(p), -e.owner_npv_cny, gap, e.capex_cny)
    return (ORDER.index(at), -e.owner_npv_cny, -_met(p), gap, e.capex_cny)


def choose(packages: Sequence[P], today: Mapping[str, Definition]) -> Choice:
    """The package that leads and what it is weighed against.

    Parameters
    ----------
    packages : sequence
        Those to choose from.
    today : mapping
        Definitions of the project's first package, against which costs and comfort are told too.
    """
    best = min(packages, key=lambda p: _merit(p, today))
    stands = {p.name: standing(p, today) for p in packages}
    steps = [p for p in packages if stands[p.name] == "gains" and p.economics.capex_cny > 0.0]
    further = [p for p in packages if stands[p.name] != "cold" and _met(p) > _met(best)]
    cheapest = min(steps, key=lambda p: (p.economics.capex_cny, -p.economics.owner_npv_cny), default=None)
    furthest = min(further, key=lambda p: (-_met(p), p.economics.capex_cny, -p.economics.owner_npv_cny), default=None)
    return Choice(
        best=best.name,
        standing=stands[best.name],
        cheapest=None if cheapest is None else cheapest.name,
        furthest=None if furthest is None else furthest.name,
        stands=stands,
    )


def decisive(project: Sequence[Assumption], package: Sequence[Assumption]) -> tuple[Assumption, ...]:
    """The assumptions that nothing confirms, the least known first; the project's before the package's."""
    weak = [a for a in (*project, *package) if a.status in LEAST_KNOWN]
    return tuple(sorted(weak, key=lambda a: LEAST_KNOWN.index(a.status)))
