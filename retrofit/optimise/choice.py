"""What a run decides: the best of its packages, and the assumptions that the decision rests on and that are known least."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from foundation.provenance import Assumption
from retrofit.money.results import Economics
from retrofit.netzero.results import Definition
from retrofit.optimise.gap import relative_gap
from retrofit.packages.results import ComfortVerdict


class Judged(Protocol):
    """What a package is judged by."""

    @property
    def net_zero(self) -> dict[str, Definition]: ...
    @property
    def comfort_verdict(self) -> ComfortVerdict: ...
    @property
    def economics(self) -> Economics: ...


P = TypeVar("P", bound=Judged)
LEAST_KNOWN = ("illustrative", "unconfirmed")
"""Statuses of a source that decide whether a result can be relied on, the least known first."""


def best_of(packages: Sequence[P]) -> P:
    """The package that meets most definitions; among equals the one with the smaller gaps, then the cheaper.

    A package that loses comfort against the first one comes after all that keep it.
    """

    def merit(p: P) -> tuple[float, float, float, float]:
        met = sum(d.met for d in p.net_zero.values())
        rest = relative_gap(p.net_zero, packages[0].net_zero)
        return (float(p.comfort_verdict.lost), -met, rest, p.economics.capex_cny)

    return min(packages, key=merit)


def decisive(project: Sequence[Assumption], package: Sequence[Assumption]) -> tuple[Assumption, ...]:
    """The assumptions that nothing confirms, the least known first; the project's before the package's."""
    weak = [a for a in (*project, *package) if a.status in LEAST_KNOWN]
    return tuple(sorted(weak, key=lambda a: LEAST_KNOWN.index(a.status)))
