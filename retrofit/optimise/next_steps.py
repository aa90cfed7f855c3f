"""Candidates for the next-best step: whole variants of a package, each simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from foundation.messages import message
from retrofit.measures.base import BuildingMeasure, MeasureSpec, Supply
from retrofit.measures.registry import measures, missing
from retrofit.netzero.results import Definition
from retrofit.optimise.gap import Candidate
from retrofit.packages.package import PackageYear, prefetch, supplied
from retrofit.packages.sample import WHOLE_BELOW, with_measure

if TYPE_CHECKING:
    from retrofit.packages.context import Caches, Context


def _applies(spec: MeasureSpec, variant: PackageYear) -> bool:
    """Some building has what the measure changes."""
    return not isinstance(spec, BuildingMeasure) or any(missing(b, spec) is None for b in variant.served.buildings)


def _text(step: str, sampled: int, buildings: int) -> str:
    """The step, and what it is estimated from."""
    if not sampled:
        return step
    return message(
        "{step} (estimated from {sampled} of {buildings} buildings)", step=step, sampled=sampled, buildings=buildings
    )


def _capex(supply: Supply) -> float:
    return sum(i.capex_cny for i in supply.items)


def candidates(
    ctx: Context, caches: Caches, variant: PackageYear, package: Sequence[Any], definitions: dict[str, Definition]
) -> list[Candidate]:
    """All steps worth trying from a package, simulated; empty where every definition is met."""
    present = {m.measure for m in package}
    closing = [d.closing for d in definitions.values()]
    tried = [
        (kind.key, proposal)
        for kind in measures().values()
        if kind.propose is not None and (kind.repeats or kind.key not in present)
        for proposal in kind.propose(ctx.supply_inputs, package, closing)
        if _applies(proposal.spec, variant)
    ]
    supplies_now = _capex(variant.supply)
    out = []
    if len(ctx.project.buildings) <= WHOLE_BELOW:
        prefetch(ctx, caches, ([*package, proposal.spec] for _, proposal in tried))
    for family, proposal in tried:
        served = with_measure(ctx, caches, variant.served, package, proposal.spec)
        v = supplied(ctx, [*package, proposal.spec], served.buildings, caches.supplies)
        out.append(
            Candidate(
                key=proposal.key,
                family=family,
                text=_text(proposal.text, served.sampled, len(variant.served.buildings)),
                net_zero=v.net_zero,
                capex_cny=served.added_cny + _capex(v.supply) - supplies_now,
                comfort_share=served.comfort_share,
                details={"annual_bill_cny": -v.net_zero["cost"].balance},
            )
        )
    return out
