"""A year's bill of all carriers from an hourly balance: electricity by its tariff, fuels by their price."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.carriers import PRICED
from retrofit.energy.results import Balance
from retrofit.money.tariffs.bill import MonthlyBills, monthly_bills, reactive_kvarh
from retrofit.money.tariffs.structure import Tariff


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBill:
    """Parts of a year's bill, CNY."""

    electricity_cny: float
    """By the kWh: prices of the periods and tiers."""
    basic_cny: float
    adjustment_cny: float
    fixed_cny: float
    fuels_cny: float
    export_cny: float

    @property
    def bought_cny(self) -> float:
        return self.electricity_cny + self.basic_cny + self.adjustment_cny + self.fixed_cny + self.fuels_cny


def statement(balance: Balance, prices: Tariff) -> MonthlyBills:
    """Monthly electricity bills of a package's first year."""
    h = balance.columns
    load = h["load_electricity_kw"]
    kvarh = reactive_kvarh(prices, load)
    return monthly_bills(prices, h["electricity_import_kw"], h["electricity_export_kw"], kvarh=kvarh)


def year_bill(balance: Balance, prices: Tariff) -> YearBill:
    """Parts of the bill of a balance; a tariff by the kWh alone needs no months (a search for the gap asks for thousands)."""
    fuels = sum(balance.total(f"{c}_import_kw") * prices.fuel_price[c] for c in PRICED)
    sold = balance.total("electricity_export_kw") * prices.export_price
    if prices.by_the_kwh:
        kw = balance.columns["electricity_import_kw"]
        return YearBill(
            electricity_cny=float(kw @ prices.import_price), basic_cny=0.0, adjustment_cny=0.0,
            fixed_cny=prices.fixed_cny_year, fuels_cny=fuels, export_cny=sold,
        )  # fmt: skip
    months = statement(balance, prices)
    return YearBill(
        electricity_cny=float(months.energy_cny.sum() + months.tiers_cny.sum()),
        basic_cny=float(months.basic_cny.sum()),
        adjustment_cny=float(months.adjustment_cny.sum()),
        fixed_cny=prices.fixed_cny_year,
        fuels_cny=fuels,
        export_cny=sold,
    )


def energy_bill(balance: Balance, prices: Tariff) -> tuple[float, float]:
    """Cost of all energy bought and revenue of electricity sold over the year, CNY."""
    parts = year_bill(balance, prices)
    return parts.bought_cny, parts.export_cny
