"""Net zero primary energy (source energy)."""

from __future__ import annotations

from foundation.carriers import ELECTRICITY
from retrofit.netzero.base import Inputs, Rule, Weighed, by_factor


def weigh(inputs: Inputs) -> Weighed:
    """Every carrier by its primary energy factor."""
    factors = inputs.factors.primary
    return Weighed(by_factor(inputs.flows, factors), {}, factors[ELECTRICITY].year)


RULE = Rule(
    key="primary",
    unit="kWh primary",
    boundary="energy delivered and exported, weighted by primary energy factors; exports credited with the import factor",
    weigh=weigh,
)
