"""Many buildings by a few: the same measure on a sample, and what it would do to all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from buildings.results import Demand, EndUse, gathered
from retrofit.measures.base import BuildingMeasure, MeasureSpec
from retrofit.packages.context import Caches, Context
from retrofit.packages.package import ServedBuildings, serve
from retrofit.project.schema.project import BuildingSpec

WHOLE_BELOW = 40
"""Up to so many buildings a step is tried on all."""
EACH = 3
"""Buildings of an archetype in the sample: of small, middle and large floor area."""


def sample_of(specs: Sequence[BuildingSpec], each: int = EACH) -> list[tuple[BuildingSpec, int]]:
    """A stratified sample: of every archetype and its systems ``each`` buildings evenly along their floor areas, with how many they stand for."""
    strata: dict[tuple[str | None, ...], list[BuildingSpec]] = defaultdict(list)
    for spec in specs:
        strata[spec.archetype, spec.heating, spec.cooling, spec.hot_water, spec.cooking].append(spec)
    out = []
    for members in strata.values():
        members.sort(key=lambda s: (s.floor_area_m2 or 0.0) * s.count)
        groups = np.array_split(np.arange(len(members)), min(each, len(members)))
        out += [(members[int(g[len(g) // 2])], len(g)) for g in groups]
    return out


def _standing_for(specs: Sequence[tuple[BuildingSpec, int]]) -> list[BuildingSpec]:
    return [s.model_copy(update={"count": s.count * n}) for s, n in specs]


@dataclass(frozen=True, eq=False, slots=True)
class Served:
    """Buildings with one more measure, beside what they are without it."""

    buildings: ServedBuildings
    added_cny: float
    """Investment in buildings beyond that of the package."""
    comfort_share: float
    sampled: int = 0
    """Buildings that it is estimated from; 0 where it is simulated for all."""


def with_measure(
    ctx: Context, caches: Caches, before: ServedBuildings, package: Sequence[Any], spec: MeasureSpec
) -> Served:
    """The buildings of a package (``before``) with one more measure: all of them, or many estimated from a sample."""
    changed = [*package, spec]
    if not isinstance(spec, BuildingMeasure):
        return Served(before, 0.0, before.comfort_share)
    if len(ctx.project.buildings) <= WHOLE_BELOW:
        then = serve(ctx, caches, changed, keep_loads=False)
        return Served(then, _capex(then) - _capex(before), then.comfort_share)
    return estimated(ctx, caches, before, package, changed)


def _capex(served: ServedBuildings) -> float:
    return sum(i.capex_cny for i in served.items)


def estimated(
    ctx: Context, caches: Caches, before: ServedBuildings, package: Sequence[Any], changed: Sequence[Any]
) -> Served:
    """All buildings of ``changed`` by a sample, from what they are with ``package`` (``before``).

    Every end use of ``before`` keeps its hours and is scaled by the year's ratio of the sample with ``changed`` to that with ``package``
    (ratio estimator); what is new is taken from the sample, each building of it standing for its stratum.
    Investment and comfort are those of the package with the sample's difference.
    """
    chosen = _standing_for(sample_of(ctx.project.buildings))
    now = serve(ctx, caches, package, specs=chosen, keep_loads=False)
    then = serve(ctx, caches, changed, specs=chosen, keep_loads=False)
    items = _estimated_items(before.demand, now.demand, then.demand)
    served = replace(then, demand=Demand(before.demand.index, tuple(items)))
    comfort = before.comfort_share + then.comfort_share - now.comfort_share
    return Served(served, _capex(then) - _capex(now), comfort, len(chosen))


def _key(item: EndUse) -> tuple[str, str, float]:
    return item.end_use, item.carrier, item.biogas_efficiency


def _estimated_items(whole: Demand, now: Demand, then: Demand) -> list[EndUse]:
    """Items of all buildings with the change that a sample shows; what the sample does not have stays."""
    all_now, sample_now, sample_then = ({_key(i): i for i in d.items} for d in (whole, now, then))
    items = []
    for key, a in all_now.items():
        if key not in sample_now:
            items.append(a)
        elif key in sample_then:
            ratio = float(sample_then[key].input_kw.sum()) / float(sample_now[key].input_kw.sum())
            useful = float(sample_then[key].useful_kw.sum()) / max(float(sample_now[key].useful_kw.sum()), 1e-9)
            items.append(replace(a, useful_kw=a.useful_kw * useful, input_kw=a.input_kw * ratio))
    items += [i for key, i in sample_then.items() if key not in sample_now]
    return list(gathered(whole.index, items).items)
