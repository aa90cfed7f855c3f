"""Net zero emissions."""

from __future__ import annotations

from retrofit.netzero.base import Inputs, Rule, Weighed, by_factor


def weigh(inputs: Inputs) -> Weighed:
    """Every carrier by its emission factor, with methane that a digester loses and what burning its gas emits.

    References
    ----------
    Torcellini, Pless, Deru and Crawley 2006, NREL/CP-550-39833, net zero energy emissions.
    """
    f = inputs.factors
    extra: dict[str, float] = {}
    if inputs.methane_kg > 0.0:
        extra["digester methane kgCO2e"] = inputs.methane_kg * f.methane_gwp.value
    if inputs.biogas_kwh > 0.0:
        extra["biogas combustion CH4 and N2O kgCO2e"] = inputs.biogas_kwh * f.emissions["biogas"].value
    return Weighed(by_factor(inputs.flows, f.emissions), extra, str(f.grid_year))


RULE = Rule(
    key="emissions",
    unit="kgCO2e",
    boundary="energy delivered and exported, weighted by emission factors (location-based grid average), plus methane from the digester; biogenic CO2 counts zero",
    weigh=weigh,
)
