"""Net zero primary energy (source energy)."""

from __future__ import annotations

from foundation.carriers import ELECTRICITY
from retrofit.netzero.base import Inputs, Rule, Weighed, by_factor


def weigh(inputs: Inputs) -> Weighed:
    """Every carrier by its primary energy factor.

    References
    ----------
    Torcellini, Pless, Deru and Crawley 2006, NREL/CP-550-39833, net zero source energy.
    """
    factors = inputs.factors.primary
    return Weighed(by_factor(inputs.flows, factors), {}, factors[ELECTRICITY].year)


RULE = Rule(
    key="primary",
    unit="kWh primary",
    boundary="energy delivered and exported, weighted by primary energy factors; exports credited with the import factor",
    weigh=weigh,
)
