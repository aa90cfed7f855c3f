"""All net-zero definitions at once (Torcellini et al. 2006): a definition is a file of this folder and an entry of ``RULES``.

Boundary of all: the meters and fuel deliveries of the project's buildings and its plant over one year. Energy made and used on
site crosses no meter; it counts by what it does not let in.
"""

from __future__ import annotations

from retrofit.energy.factors import FactorSet
from retrofit.energy.results import Balance
from retrofit.money.tariffs.structure import Tariff
from retrofit.netzero import cost, emissions, primary, site
from retrofit.netzero.base import Inputs, Rule
from retrofit.netzero.results import Definition

RULES: tuple[Rule, ...] = (site.RULE, primary.RULE, emissions.RULE, cost.RULE)
"""In the order of tables and figures."""
KEYS = tuple(rule.key for rule in RULES)
UNITS = {rule.key: rule.unit for rule in RULES}


def judge(rule: Rule, inputs: Inputs) -> Definition:
    """One definition's verdict: balance = weighted export less weighted import, met where it is not negative."""
    weighed = rule.weigh(inputs)
    imported = sum(w.import_kwh * w.weight_import for w in weighed.rows) + sum(weighed.extra.values())
    exported = sum(w.export_kwh * w.weight_export for w in weighed.rows)
    value = exported - imported
    return Definition(
        key=rule.key,
        met=value >= 0.0,
        balance=value,
        unit=rule.unit,
        gap=max(0.0, -value),
        weighted_import=imported,
        weighted_export=exported,
        boundary=rule.boundary,
        factor_year=weighed.year,
        carriers=weighed.rows,
        extra=weighed.extra,
    )


def assess(
    balance: Balance, factors: FactorSet, prices: Tariff, methane_kg: float = 0.0, biogas_kwh: float = 0.0
) -> dict[str, Definition]:
    """Every definition by its key, in the order of ``RULES``; the parameters are those of ``Inputs``.

    References
    ----------
    Torcellini, Pless, Deru and Crawley 2006, NREL/CP-550-39833.
    """
    inputs = Inputs(balance=balance, factors=factors, prices=prices, methane_kg=methane_kg, biogas_kwh=biogas_kwh)
    return {rule.key: judge(rule, inputs) for rule in RULES}
