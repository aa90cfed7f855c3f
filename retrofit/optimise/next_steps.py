"""Candidates for the next-best step: whole variants of a package, each simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from retrofit.measures.base import BuildingMeasure, MeasureSpec
from retrofit.measures.registry import measures, missing
from retrofit.netzero.results import Definition
from retrofit.optimise.gap import Candidate
from retrofit.packages.package import PackageYear, prefetch, simulate

if TYPE_CHECKING:
    from retrofit.packages.context import Caches, Context


def _applies(spec: MeasureSpec, variant: PackageYear) -> bool:
    """Some building has what the measure changes."""
    return not isinstance(spec, BuildingMeasure) or any(missing(b, spec) is None for b in variant.buildings)


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
    capex_now = sum(i.capex_cny for i in variant.items)
    out = []
    prefetch(ctx, caches, ([*package, proposal.spec] for _, proposal in tried))
    for family, proposal in tried:
        v = simulate(ctx, caches, [*package, proposal.spec], whole=False)
        out.append(
            Candidate(
                key=proposal.key,
                family=family,
                text=proposal.text,
                net_zero=v.net_zero,
                capex_cny=sum(i.capex_cny for i in v.items) - capex_now,
                comfort_share=v.comfort_share,
                details={"annual_bill_cny": -v.net_zero["cost"].balance},
            )
        )
    return out
