"""The gap in units a person can act on, and the next-best step. Pure: the caller passes functions that re-run the balance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from retrofit.netzero.definitions import KEYS
from retrofit.netzero.results import Definition
from retrofit.optimise.results import Step
from retrofit.packages import comfort_verdict

TOLERANCE = 1e-3
EXPAND = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """What can close a gap.

    ``with_pv(extra_kwp)`` and ``with_saving(kwh)`` re-run the balance and return the four definitions; ``m2_per_kwp`` is roof per
    kWp; ``with_digester(m3)`` likewise with a digester of that volume, None where there is no feed; ``digester_max_m3`` is the
    largest volume that still helps, ``digester_now_m3`` today's.
    """

    with_pv: Callable[[float], dict[str, Definition]]
    m2_per_kwp: float
    with_saving: Callable[[float], dict[str, Definition]]
    saving_max_kwh: float
    with_digester: Callable[[float], dict[str, Definition]] | None = None
    digester_now_m3: float = 0.0
    digester_max_m3: float = 0.0
    digester_min_m3: float = 0.0
    """The smallest tank whose loading is accepted for the feed."""


def smallest(balance_at: Callable[[float], float], first: float, limit: float) -> float | None:
    """Smallest ``x`` in (0, limit] with ``balance_at(x) >= 0`` to three digits, by doubling and bisection; None if none is.

    >>> round(smallest(lambda x: 3 * x - 12, 1.0, 100.0), 2), smallest(lambda x: -1.0, 1.0, 100.0)
    (4.0, None)
    """
    low, high = 0.0, min(first, limit)
    for _ in range(EXPAND):
        if balance_at(high) >= 0.0:
            break
        if high >= limit:
            return None
        low, high = high, min(2.0 * high, limit)
    else:
        return None
    while high - low > TOLERANCE * high:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if balance_at(middle) >= 0.0 else (middle, high)
    return high


def closing(definition: Definition, levers: Levers) -> dict[str, float | None]:
    """What each lever alone would have to be to close the gap: extra kWp (and its roof), digester m3 in all, kWh saved a year.

    Simulated, not linear: extra PV is mostly exported and earns the export price, for instance.
    """
    if definition.met:
        return {}
    key = definition.key
    first_kwp = max(definition.gap / max(definition.weighted_import, 1e-9), 0.05) * 20.0
    kwp = smallest(lambda x: levers.with_pv(x)[key].balance, first_kwp, 2.0e5)
    saving = (
        smallest(lambda x: levers.with_saving(x)[key].balance, levers.saving_max_kwh / 4.0, levers.saving_max_kwh)
        if levers.saving_max_kwh > 0.0
        else None
    )
    volume = None
    if levers.with_digester is not None and levers.digester_max_m3 > levers.digester_now_m3:
        start, run = max(levers.digester_now_m3, levers.digester_min_m3), levers.with_digester
        if run(start)[key].balance >= 0.0:
            volume = start
        elif levers.digester_max_m3 > start:
            room = levers.digester_max_m3 - start
            extra = smallest(lambda x: run(start + x)[key].balance, room / 8.0, room)
            volume = None if extra is None else start + extra
    return {
        "pv_kwp": kwp,
        "roof_m2": None if kwp is None else kwp * levers.m2_per_kwp,
        "digester_m3": volume,
        "saving_kwh_electricity": saving,
    }


def with_closing(definitions: dict[str, Definition], levers: Levers) -> dict[str, Definition]:
    """The definitions with their gaps said in units to act on."""
    return {k: replace(d, closing=closing(d, levers)) for k, d in definitions.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible next step, simulated as a whole variant of the package."""

    key: str
    family: str
    text: str
    net_zero: dict[str, Definition]
    capex_cny: float
    comfort_share: float
    details: dict[str, Any] = field(default_factory=dict)


def relative_gap(definitions: dict[str, Definition], against: dict[str, Definition]) -> float:
    """Sum over the definitions of gap over what ``against`` imports, weighted: how far from net zero, 0 when all are met.

    One measure for all that is compared: over its own import a building without generation stands at 1 however much it saves.
    """
    return sum(d.gap / against[k].weighted_import for k, d in definitions.items() if against[k].weighted_import > 0.0)


def next_steps(
    now: dict[str, Definition], comfort_now: float, candidates: Sequence[Candidate], most: int = 3
) -> tuple[Step, ...]:
    """Candidates in order of merit: most definitions closed first, then gap closed per yuan.

    A candidate that closes no part of any gap, or that makes the building more than two points less comfortable, is left out.
    """
    open_now = [k for k in KEYS if not now[k].met]
    start = relative_gap(now, now)
    ranked = []
    for c in candidates:
        closed = tuple(k for k in open_now if c.net_zero[k].met)
        gained = start - relative_gap(c.net_zero, now)
        lost = any(now[k].met and not c.net_zero[k].met for k in KEYS)
        if (
            (open_now and gained <= 1e-6)
            or (not open_now)
            or lost
            or c.comfort_share < comfort_now - comfort_verdict.TOLERANCE
        ):
            continue
        merit = gained / max(c.capex_cny, 1.0)
        ranked.append((len(closed), merit, c, closed, gained))
    ranked.sort(key=lambda r: (-r[0], -r[1]))
    best: dict[str, tuple[int, float, Candidate, tuple[str, ...], float]] = {}
    for row in ranked:  # one step of a kind: the best size of a PV roof, not three sizes of it
        best.setdefault(row[2].family, row)
    return tuple(
        Step(
            c.text,
            closed,
            c.capex_cny,
            {
                **c.details,
                "key": c.key,
                "gap_closed_share": gained / start if start > 0.0 else 0.0,
                "comfort_share": c.comfort_share,
            },
        )
        for _, _, c, closed, gained in list(best.values())[:most]
    )
