"""Four net-zero definitions at once (Torcellini et al. 2006), and load matching (Sartori, Napolitano and Voss 2012).

Boundary of all four: the meters and fuel deliveries of the project's buildings and its plant over one year. Energy made and used on
site crosses no meter; it counts by what it does not let in.
"""

from __future__ import annotations

import numpy as np

from foundation.carriers import CARRIERS
from retrofit.energy.factors import FactorSet
from retrofit.energy.results import Balance
from retrofit.money.tariffs import Tariff, energy_bill
from retrofit.netzero.results import CarrierWeight, Definition

KEYS = ("site", "primary", "emissions", "cost")
BOUNDARY = {
    "site": "energy delivered to and exported from the site at the meters, one kWh of every carrier alike (fuels by lower heating value)",
    "primary": "energy delivered and exported, weighted by primary energy factors; exports credited with the import factor",
    "emissions": "energy delivered and exported, weighted by emission factors (location-based grid average), plus methane from the digester; biogenic CO2 counts zero",
    "cost": "the year's energy bills less the revenue from exports; investments are not in it",
}
UNITS = {"site": "kWh", "primary": "kWh primary", "emissions": "kgCO2e", "cost": "CNY"}


def _flows(balance: Balance) -> dict[str, tuple[float, float]]:
    """Annual import and export of every carrier that crosses the boundary, kWh."""
    out = {"electricity": (balance.total("electricity_import_kw"), balance.total("electricity_export_kw"))}
    for carrier in CARRIERS:
        if carrier not in ("electricity", "biogas"):
            out[carrier] = (balance.total(f"{carrier}_import_kw"), 0.0)
    return out


def _definition(key: str, weights: list[CarrierWeight], extra: dict[str, float], year: str) -> Definition:
    imported = sum(w.import_kwh * w.weight_import for w in weights) + sum(extra.values())
    exported = sum(w.export_kwh * w.weight_export for w in weights)
    value = exported - imported
    return Definition(
        key,
        value >= 0.0,
        value,
        UNITS[key],
        max(0.0, -value),
        imported,
        exported,
        BOUNDARY[key],
        year,
        tuple(weights),
        {},
        extra,
    )


def assess(
    balance: Balance, factors: FactorSet, prices: Tariff, methane_kg: float = 0.0, biogas_kwh: float = 0.0
) -> dict[str, Definition]:
    """The four definitions.

    Parameters
    ----------
    balance : Balance
    factors : FactorSet
    prices : Tariff
    methane_kg : float
        Methane from the digester to the air in the year.
    biogas_kwh : float
        On-site gas burnt; its CH4 and N2O count in the emissions.

    Returns
    -------
    dict
        ``site``, ``primary``, ``emissions``, ``cost`` -> ``Definition``.

    References
    ----------
    Torcellini, Pless, Deru and Crawley 2006, NREL/CP-550-39833 (site, source, cost, emissions).
    """
    flows = _flows(balance)
    used = {c: f for c, f in flows.items() if c == "electricity" or f[0] > 0.0}
    site = [CarrierWeight(c, i, e, 1.0, 1.0, "definition", "-", "confirmed") for c, (i, e) in used.items()]
    primary, emissions, cost = [], [], []
    for c, (i, e) in used.items():
        p, f = factors.primary[c], factors.emissions[c]  # type: ignore[index]
        primary.append(CarrierWeight(c, i, e, p.value, p.value, p.source, p.year, p.status))
        emissions.append(CarrierWeight(c, i, e, f.value, f.value, f.source, f.year, f.status))
    extra: dict[str, float] = {}
    if methane_kg > 0.0:
        extra["digester methane kgCO2e"] = methane_kg * factors.methane_gwp.value
    if biogas_kwh > 0.0:
        extra["biogas combustion CH4 and N2O kgCO2e"] = biogas_kwh * factors.emissions["biogas"].value
    bought, _ = energy_bill(balance, prices)
    electricity = flows["electricity"]
    fuels = sum(i * prices.fuel_price[c] for c, (i, _) in used.items() if c != "electricity")
    mean_import = (
        (bought - fuels - prices.fixed_cny_year) / electricity[0]
        if electricity[0] > 0.0
        else float(np.mean(prices.import_price))
    )
    note = {a.key: a for a in prices.assumptions}
    for c, (i, e) in used.items():
        a = note[f"tariff.{c}"]
        price = mean_import if c == "electricity" else prices.fuel_price[c]
        cost.append(
            CarrierWeight(
                c, i, e, price, prices.export_price if c == "electricity" else 0.0, a.source, "2024-2026", a.status
            )
        )
    fixed = {"fixed charges CNY": prices.fixed_cny_year} if prices.fixed_cny_year else {}
    return {
        "site": _definition("site", site, {}, "-"),
        "primary": _definition("primary", primary, {}, factors.primary["electricity"].year),
        "emissions": _definition("emissions", emissions, extra, str(factors.grid_year)),
        "cost": _definition("cost", cost, fixed, "2024-2026"),
    }
