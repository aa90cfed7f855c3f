"""Emission factors by province and year; primary energy factors. Every factor carries its source, year and status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from foundation.carriers import CARRIERS, ELECTRICITY, HEAT, TABLE
from foundation.messages import message, translated
from foundation.tables import read_table

DEFAULT_GRID_YEAR = 2023
PRIMARY_SCHEMES = ("gbt51350", "en52000", "doe2015")


@dataclass(frozen=True, slots=True)
class Factor:
    """A weight per kWh (lower heating value for fuels)."""

    value: float
    unit: str
    source: str
    year: str
    status: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorSet:
    """Weights of every carrier for emissions (kgCO2e/kWh) and primary energy (kWh/kWh), and the methane GWP."""

    emissions: dict[str, Factor]
    primary: dict[str, Factor]
    methane_gwp: Factor
    province: str
    grid_year: int
    gwp: str
    primary_scheme: str


def same_province(province: str, name_en: str, name_zh: str = "") -> bool:
    """Whether a province as the climate table or a user writes it is a table's row.

    >>> same_province("Nei Mongol", "Inner Mongolia (west)"), same_province("Guangxi Zhuang", "Guangxi")
    (True, True)
    >>> same_province("云南省", "Yunnan", "云南"), same_province("Shanxi", "Shaanxi", "陕西")
    (True, False)
    """
    wanted = {"Nei Mongol": "Inner Mongolia"}.get(province, province)
    if not wanted:
        return False
    if name_en.partition(" (")[0] in (wanted, wanted.split()[0]):
        return True
    return name_zh != "" and name_zh.partition("(")[0] == wanted.rstrip("省市")


def grid_factor(province: str, year: int = DEFAULT_GRID_YEAR) -> Factor:
    """Average grid factor of a province (location-based), kgCO2/kWh; the national average where none is published.

    >>> grid_factor("Yunnan", 2022).value, grid_factor("云南", 2023).value
    (0.1073, 0.1333)

    References
    ----------
    MEE and NBS announcements of average grid factors (2024 No. 12, 2024 No. 33, 2025 No. 47); rows of ``grid_factors.csv``.
    """
    rows = [
        r for r in read_table("retrofit", "grid_factors.csv") if r["year"] == str(year) and r["metric"] == "average"
    ]
    for r in rows:
        if r["level"] == "provincial" and same_province(province, r["name_en"], r["name_zh"]):
            source = message("{source}, {place}", source=r["source"], place=translated(r["name_en"], r["name_zh"]))
            return Factor(float(r["kgco2_per_kwh"]), "kgCO2/kWh", source, str(year), r["status"])
    national = next((r for r in rows if r["level"] == "national"), None)
    if national is None:
        raise KeyError(f"no grid factors for {year}")
    return Factor(
        float(national["kgco2_per_kwh"]),
        "kgCO2/kWh",
        message(
            "{source}, national average (no provincial factor for {place})",
            source=national["source"],
            place=province or "this place",
        ),
        str(year),
        national["status"],
    )


@cache
def gwp_value(gas: str, assessment: str) -> Factor:
    """GWP100 of a gas by assessment report (``AR4``, ``AR5``, ``AR6``).

    References
    ----------
    IPCC AR4 WG1 table 2.14; AR5 WG1 table 8.A.1; AR6 WG1 table 7.15.
    """
    r = next(r for r in read_table("retrofit", "gwp.csv") if r["gas"] == gas)
    return Factor(float(r[f"gwp100_{assessment.lower()}"]), "kgCO2e/kg", r["source"], assessment, r["status"])


def fuel_factor(carrier: str, assessment: str) -> Factor:
    """Combustion emissions of a fuel, kgCO2e per kWh of lower heating value: fossil CO2 plus CH4 and N2O.

    Biogenic CO2 counts zero (a memo item in the fuel table); CH4 and N2O of wood and biogas count.

    >>> round(fuel_factor("lpg", "AR5").value, 4)
    0.2232

    References
    ----------
    IPCC 2006 Guidelines, volume 2, chapter 2, eq. 2.1.
    """
    name = TABLE[carrier].factor_row
    fuel = next(r for r in read_table("retrofit", "fuels.csv") if r["fuel"] == name)
    trace = next(r for r in read_table("retrofit", "fuel_ch4_n2o.csv") if r["fuel"] == name)
    origin = "CH4_non_fossil" if fuel["origin"] == "biogenic" else "CH4_fossil"
    co2 = float(fuel["fossil_tco2_per_tj"]) * 0.0036
    other = (
        float(trace["ch4_kg_per_tj"]) * gwp_value(origin, assessment).value
        + float(trace["n2o_kg_per_tj"]) * gwp_value("N2O", assessment).value
    ) * 3.6e-6
    return Factor(
        co2 + other,
        "kgCO2e/kWh",
        message(
            "{fuel}; CH4 and N2O {trace}, {assessment}",
            fuel=fuel["source"],
            trace=trace["source"],
            assessment=assessment,
        ),
        "2011" if "2011" in fuel["source"] else "2019",
        fuel["status"],
    )


def lhv_kwh(carrier: str) -> tuple[float, str]:
    """Lower heating value per sold unit and the unit (kg or m3)."""
    row = next(r for r in read_table("retrofit", "fuels.csv") if r["fuel"] == TABLE[carrier].factor_row)
    return float(row["lhv_kwh_per_unit"]), row["unit"]


TITLES = {"en52000": "EN ISO 52000-1:2017 Annex B default", "doe2015": "US DOE 2015 common definition"}
"""Name of each international scheme in its table."""
STANDARD_COAL_KWH_KG = 8.141
"""Heating value of a kilogram of standard coal, 29.3076 MJ (GB/T 2589)."""


def _primary_gbt51350() -> dict[str, Factor]:
    """GB/T 51350-2019; per kg of standard coal 8.14 kWh, its heating value 8.141 kWh."""
    rows = {r["carrier"]: r for r in read_table("retrofit", "primary_energy_gbt51350.csv")}

    def factor(carrier: str) -> Factor:
        row = rows[TABLE[carrier].primary_rows["gbt51350"]]
        per = {"kWh_pe/kWh_end": 1.0, "kWh_pe/kgce": STANDARD_COAL_KWH_KG}
        over = per[row["unit"]] if row["unit"] in per else lhv_kwh(carrier)[0]
        return Factor(float(row["factor"]) / over, "kWh/kWh", row["source"], "2019", row["status"])

    return {carrier: factor(carrier) for carrier in CARRIERS}


def primary_factors(scheme: str = "gbt51350") -> dict[str, Factor]:
    """Primary energy per kWh of every carrier.

    ``gbt51350``: GB/T 51350-2019 (gas 9.85 kWh/m3 over its lower heating value; coal and LPG 1.0 as kWh of standard coal;
    biomass 0.2, also for biogas, which is made on site and enters no balance).
    """
    if scheme == "gbt51350":
        return _primary_gbt51350()
    title = TITLES[scheme]
    table = {
        r["carrier"]: r for r in read_table("retrofit", "primary_energy_international.csv") if r["scheme"] == title
    }
    year = title.split()[-1] if scheme == "doe2015" else "2017"
    rows = {carrier: table[TABLE[carrier].primary_rows[scheme]] for carrier in CARRIERS}
    return {c: Factor(float(r["pe_total"]), "kWh/kWh", title, year, r["status"]) for c, r in rows.items()}


def factors(
    province: str, grid_year: int = DEFAULT_GRID_YEAR, gwp: str = "AR6", primary: str = "gbt51350"
) -> FactorSet:
    """All weights for a place and year."""
    heat = next(r for r in read_table("retrofit", "heat_water.csv") if r["item"] == TABLE[HEAT].factor_row)
    emissions = {
        ELECTRICITY: grid_factor(province, grid_year),
        HEAT: Factor(float(heat["value"]) * 3.6, "kgCO2/kWh", heat["source"], "2025", heat["status"]),
    }
    emissions |= {c: fuel_factor(c, gwp) for c, row in TABLE.items() if row.burnt}
    return FactorSet(
        emissions=emissions,
        primary=primary_factors(primary),
        methane_gwp=gwp_value("CH4_non_fossil", gwp),
        province=province,
        grid_year=grid_year,
        gwp=gwp,
        primary_scheme=primary,
    )
