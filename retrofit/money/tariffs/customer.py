"""The tariff of a customer: that of the tables for its class and province, or the project's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from foundation.carriers import ELECTRICITY
from foundation.messages import Verbatim, message
from foundation.provenance import Assumption
from retrofit.money.tariffs import export, province
from retrofit.money.tariffs.fuels import usual_fuel_prices
from retrofit.money.tariffs.schedule import Schedule, flat
from retrofit.money.tariffs.structure import (
    EXPORT,
    ONE_METER,
    DemandCharge,
    ExportTerms,
    Meters,
    PowerFactor,
    Tariff,
    Tiers,
)

CUSTOMERS = ("residential", "community", "school", "general_commercial")
"""``community`` and ``school`` pay the residential combined price in most provinces (tariff notes)."""
OWN = "the project file"


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class OwnTariff:
    """A tariff that the project file gives, for the hours of any year."""

    name: str
    schedule: Schedule
    funds: float = 0.0
    tiers: Tiers | None = None
    demand: DemandCharge | None = None
    power_factor: PowerFactor | None = None
    fixed_cny_month: float = 0.0
    export: ExportTerms | None = None
    connected: date | None = None


def _rates(province_name: str, customer: str, own: float | None) -> tuple[province.Rates, Assumption]:
    """What a customer pays for electricity and where the price is from; ``own`` is the project's one price."""
    key = "tariff.electricity"
    if own is not None:
        rates = province.Rates(schedule=flat(own), source=OWN, status="confirmed")
        return rates, Assumption(key, own, "CNY/kWh", OWN, "confirmed")
    if customer == "general_commercial":
        rates = province.commercial(province_name)
        note = "time of use"
    elif customer == "residential":
        rates = province.residential(province_name)
        note = "residential price" if rates.tiers is None else "residential price of the first tier; higher tiers by meter and month"  # fmt: skip
    else:
        rates = province.combined(province_name)
        note = message("residential price, which a {customer} customer pays in most provinces", customer=customer)
    return rates, Assumption(key, 0.0, "CNY/kWh", rates.source, rates.status, note)


def _export(province_name: str, price: float | None, own: OwnTariff | None) -> tuple[ExportTerms, Assumption]:
    terms = own.export if own is not None else None
    if terms is not None:
        found = export.Found(terms, OWN, "confirmed")
    elif price is not None:
        found = export.Found(ExportTerms(price=price, market=price), OWN, "confirmed")
    else:
        found = export.usual(province_name, own.connected if own is not None else None)
    terms = found.terms
    note = ""
    if terms.low is not None and terms.high is not None and terms.low < terms.high:
        note = message("first year {low:.3f} to {high:.3f} CNY/kWh", low=terms.low, high=terms.high)
    value = round(terms.of_year(1.0), 6)
    return terms, Assumption("tariff.export", value, "CNY/kWh", found.source, found.status, note)


def _fuels(
    province_name: str, given: dict[str, float], typed: dict[str, str]
) -> tuple[dict[str, float], dict[str, Assumption]]:
    prices, origins = {}, {}
    for carrier, (value, status) in usual_fuel_prices(province_name).items():
        mine = carrier in given
        prices[carrier] = given[carrier] if mine else value
        origins[carrier] = Assumption(
            f"tariff.{carrier}",
            round(prices[carrier], 4),
            "CNY/kWh",
            OWN if mine else "fuel price table",
            "confirmed" if mine else status,
            Verbatim(typed[carrier]) if mine and carrier in typed else "",
        )
    return prices, origins


def _notes(own: OwnTariff | None, tiers: Tiers | None, meters: Meters) -> tuple[Assumption, ...]:
    """What a bill with tiers, demand or a power factor clause rests on."""
    out = []
    if tiers is not None:
        told = "the bill of each meter, then the sum; equal meters of a kind are a lower bound"
        out.append(Assumption("tariff.meters", meters.total, "meters", told, "unconfirmed"))
    if own is not None and own.demand is not None:
        value = float(own.demand.price.mean())
        by_kw = own.demand.capacity_kva is None
        note = "meters bill quarters of an hour: peaks of hourly means are a lower bound" if by_kw else "by capacity"
        out.append(Assumption("tariff.demand", value, "CNY/kW month" if by_kw else "CNY/kVA month", OWN, "confirmed", note))  # fmt: skip
    if own is not None and own.power_factor is not None:
        told = "power factor clause, Shui Dian Cai Zi [1983] No. 215"
        out.append(Assumption("tariff.power_factor", own.power_factor.load, "", told, "unconfirmed", "PV lowers kWh and not kvarh"))  # fmt: skip
    return tuple(out)


def tariff(
    province_name: str,
    customer: str,
    index: pd.DatetimeIndex,
    export_price: float | None = None,
    import_price: float | None = None,
    fuel_prices: dict[str, float] | None = None,
    *,
    typed: dict[str, str] | None = None,
    own: OwnTariff | None = None,
    meters: Meters = ONE_METER,
) -> Tariff:
    """Prices of a customer in a province.

    Parameters
    ----------
    province_name : str
        English name; unknown provinces get stated fallbacks.
    customer : str
        One of ``CUSTOMERS``.
    index : DatetimeIndex
        The hours of the year (time of use).
    export_price, import_price, fuel_prices
        The project's own prices replace the tables (CNY/kWh).
    typed : dict, optional
        How fuel prices were typed where they had a unit.
    own : OwnTariff, optional
        The project's own tariff of electricity, in place of the tables.
    meters : Meters
        Household meters, for tiers and fixed charges.
    """
    if own is not None:
        schedule, tiers, funds = own.schedule, own.tiers, own.funds
        note = Assumption("tariff.electricity", 0.0, "CNY/kWh", OWN, "confirmed", Verbatim(own.name))
    else:
        rates, note = _rates(province_name, customer, import_price)
        schedule, tiers, funds = rates.schedule, rates.tiers, rates.funds
    price = schedule.hourly(index)
    varies = bool((price != price[0]).any())
    value = round(float(price.mean()), 4) if varies else float(price[0])
    note = Assumption(note.key, value, "CNY/kWh mean" if varies else "CNY/kWh", note.source, note.status, note.note)
    terms, sold = _export(province_name, export_price, own)
    fuels, origins = _fuels(province_name, fuel_prices or {}, typed or {})
    used = meters if tiers is not None or (own is not None and own.fixed_cny_month > 0.0) else ONE_METER
    return Tariff(
        name=own.name if own is not None else f"{province_name or 'national'} {customer}",
        index=index,
        schedule=schedule,
        export=terms,
        fuel_price=fuels,
        origins={ELECTRICITY: note, EXPORT: sold, **origins},
        funds=funds,
        meters=used,
        tiers=tiers,
        demand=own.demand if own is not None else None,
        power_factor=own.power_factor if own is not None else None,
        fixed_cny_month=own.fixed_cny_month if own is not None else 0.0,
        notes=_notes(own, tiers, used),
    )
