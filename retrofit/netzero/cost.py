"""Net zero energy cost."""

from __future__ import annotations

import numpy as np

from foundation.carriers import ELECTRICITY
from retrofit.money.tariffs.energy_bill import year_bill
from retrofit.netzero.base import Inputs, Rule, Weighed
from retrofit.netzero.results import CarrierWeight

PRICE_YEARS = "2024-2026"
"""Years of the tables of prices."""


def weigh(inputs: Inputs) -> Weighed:
    """Every carrier by its price, electricity by the mean that was paid for what was taken; beside them what is not by the kWh: basic
    charge of a two-part tariff, power factor adjustment, fixed charges.

    References
    ----------
    Torcellini, Pless, Deru and Crawley 2006, NREL/CP-550-39833, net zero energy costs.
    """
    prices, flows = inputs.prices, inputs.flows
    bill = year_bill(inputs.balance, prices)
    imported = flows[ELECTRICITY][0]
    paid = bill.electricity_cny / imported if imported > 0.0 else float(np.mean(prices.import_price))
    rows = tuple(
        CarrierWeight(
            carrier=c,
            import_kwh=i,
            export_kwh=e,
            weight_import=paid if c == ELECTRICITY else prices.fuel_price[c],
            weight_export=prices.export_price if c == ELECTRICITY else 0.0,
            source=prices.origins[c].source,
            factor_year=PRICE_YEARS,
            status=prices.origins[c].status,
        )
        for c, (i, e) in flows.items()
    )
    beside = {
        "fixed charges CNY": bill.fixed_cny,
        "basic charge CNY": bill.basic_cny,
        "power factor adjustment CNY": bill.adjustment_cny,
    }
    return Weighed(rows, {k: v for k, v in beside.items() if v != 0.0}, PRICE_YEARS)


RULE = Rule(
    key="cost",
    unit="CNY",
    boundary="the year's energy bills less the revenue from exports; investments are not in it",
    weigh=weigh,
)
