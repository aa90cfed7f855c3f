"""Usual prices of bought fuels and heat by province, and what a season of heat is per square metre."""

from __future__ import annotations

from foundation.carriers import PRICED, TABLE
from foundation.tables import read_table
from retrofit.energy import factors

PER_SEASON = "CNY/m2 season"
"""Unit of a price of district heat, which is billed by area."""
SEASON_KWH_M2 = 0.30 / 0.0036
"""Heat of a northern season, 0.3 GJ/m2."""
_GAS_PLACE = {"Yunnan": "Kunming", "Guangdong": "Zhongshan/Guangzhou", "Hunan": "Changsha", "Shandong": "Qingdao"}


def usual_fuel_prices(province: str) -> dict[str, tuple[float, str]]:
    """CNY per kWh of every bought fuel and heat, with status."""
    rows = read_table("retrofit", "fuel_prices.csv")

    def row(fuel: str, region: str) -> dict[str, str]:
        of_fuel = [r for r in rows if r["fuel"] == fuel]
        return next((r for r in of_fuel if r["region"] == region), of_fuel[0])

    out = {}
    for carrier in PRICED:
        found = row(TABLE[carrier].price_row, _GAS_PLACE.get(province, "any"))
        per_unit = SEASON_KWH_M2 if found["unit"] == PER_SEASON else factors.lhv_kwh(carrier)[0]
        out[carrier] = (float(found["mid"]) / per_unit, found["status"])
    return out
