"""Net zero site energy: a kWh is a kWh, whatever it is carried by."""

from __future__ import annotations

from retrofit.energy.factors import Factor
from retrofit.netzero.base import Inputs, Rule, Weighed, by_factor

ONE = Factor(1.0, "kWh/kWh", "definition", "-", "confirmed")


def weigh(inputs: Inputs) -> Weighed:
    """Every carrier by 1.

    References
    ----------
    Torcellini, Pless, Deru and Crawley 2006, NREL/CP-550-39833, net zero site energy.
    """
    return Weighed(by_factor(inputs.flows, dict.fromkeys(inputs.flows, ONE)), {}, "-")


RULE = Rule(
    key="site",
    unit="kWh",
    boundary="energy delivered to and exported from the site at the meters, one kWh of every carrier alike (fuels by lower heating value)",
    weigh=weigh,
)
