"""Every number of the annual table again, from what was written to disk: hourly table, printed factors and prices, project file.

Nothing of the program is imported here: the command runs as a user runs it, and pandas reads its files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from tests.paths import ROOT

EXAMPLES = sorted(p.stem for p in (ROOT / "examples").glob("*.yaml"))
GWP_CH4, GWP_N2O = 27.0, 273.0
"""AR6 WG1 table 7.15, 100 years, methane of biogenic origin."""
BIOGAS_CH4_KG_TJ, BIOGAS_N2O_KG_TJ = 5.0, 0.1
"""IPCC 2006 Guidelines vol. 2 table 2.5, biogas in the residential sector."""
SIZES = {"heating_nameplate_kw", "cooling_nameplate_kw", "pv_capacity_kwp"}
"""Sizes, of which the hours only tell that they suffice."""
FROM_THE_TANK = {"biogas_nm3", "methane_to_air_kg"}
"""Volumes of gas, of which the hours tell bounds: biogas is 40 to 80 % methane of 9.97 kWh/Nm3 (ISO 6976, lower heating value)."""


@pytest.fixture(scope="module", params=EXAMPLES)
def written(request, tmp_path_factory):
    """The document, the annual table and the hourly tables of an example."""
    folder = tmp_path_factory.mktemp("run") / "results"
    path = ROOT / "examples" / f"{request.param}.yaml"
    command = [
        sys.executable,
        str(ROOT / "cli.py"),
        "run",
        str(path),
        "--json",
        "--language",
        "en",
        "--out",
        str(folder),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    annual = pd.read_csv(folder / "annual.csv", index_col=0)
    hourly = {p: pd.read_csv(folder / f"hourly_{p}.csv", index_col=0) for p in annual.columns}
    project = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return json.loads(done.stdout), annual, hourly, project


def recomputed(document: dict, name: str, h: pd.DataFrame, project: dict) -> dict[str, float]:
    """The annual numbers of a package."""
    package = next(p for p in document["packages"] if p["name"] == name)
    out = {c.removesuffix("_kw") + "_kwh": h[c].sum() for c in h.columns if c.endswith("_kw")}
    sums = lambda *columns: sum(out.get(c, 0.0) for c in columns)  # noqa: E731
    areas = {b["name"]: b["floor_area_m2"] * b.get("count", 1) for b in project["buildings"]}
    area = sum(areas.values())
    own = sums("pv_ac_kwh", "chp_electricity_kwh")
    out |= {"floor_area_m2": area, "electricity_intensity_kwh_m2": out["load_electricity_kwh"] / area}
    # direct use and what passes the battery; its losses are not used on site
    if own:
        out["self_consumption"] = 1.0 - out["electricity_export_kwh"] / own
    out["self_sufficiency"] = 1.0 - out["electricity_import_kwh"] / out["load_electricity_kwh"]
    out["peak_import_kw"] = h["electricity_import_kw"].max()
    bought = {c: h[f"{c}_import_kw"].sum() if f"{c}_import_kw" in h else 0.0 for c in ("electricity", "lpg", "gas", "coal", "wood", "heat")}  # fmt: skip
    sold = out["electricity_export_kwh"]
    biogas = [x for x in h.columns if x.startswith("biogas_") and x not in ("biogas_store_kwh", "biogas_generation_kw")]
    if biogas:
        out["biogas_used_kwh"] = sums("biogas_stove_kwh", "biogas_boiler_kwh", "biogas_chp_kwh")
        out["biogas_flared_kwh"] = sums("biogas_flared_kwh", "biogas_vented_kwh")
    weights = {k: {c["carrier"]: c for c in package["net_zero"][k]["carriers"]} for k in package["net_zero"]}
    methane_kg = package["annual"].get("methane_to_air_kg", 0.0)
    burnt_tj = out.get("biogas_used_kwh", 0.0) * 3.6e-6
    extra = {
        "emissions": methane_kg * GWP_CH4 + burnt_tj * (BIOGAS_CH4_KG_TJ * GWP_CH4 + BIOGAS_N2O_KG_TJ * GWP_N2O),
        "cost": sum(package["net_zero"]["cost"]["extra"].values()),
    }
    for key, by_carrier in weights.items():
        balance = -extra.get(key, 0.0)
        for carrier, kwh in bought.items():
            if kwh > 0.0:
                balance -= kwh * by_carrier[carrier]["weight_import"]
        balance += sold * by_carrier["electricity"]["weight_export"] if sold else 0.0
        out |= {f"net_zero_{key}_balance": balance, f"net_zero_{key}_gap": max(0.0, -balance)}
    out |= {
        "emissions_kgco2e": -out["net_zero_emissions_balance"],
        "primary_energy_kwh": -out["net_zero_primary_balance"],
        "bill_cny": -out["net_zero_cost_balance"],
        "capex_cny": package["economics"]["capex_cny"],
    }
    comfort = package["comfort"]
    mean = lambda key: sum(comfort[b][key] * a for b, a in areas.items()) / area  # noqa: E731
    for key in ("hours_too_cold", "hours_too_warm", "underheating_kh", "overheating_kh"):
        out[key] = mean(key)
    occupied = mean("occupied_hours")
    out["comfort_share"] = 1.0 - (out["hours_too_cold"] + out["hours_too_warm"]) / occupied
    return out


def test_every_annual_number_follows_from_what_is_printed(written):
    document, annual, hourly, project = written
    counted = 0
    for name in annual.columns:
        again = recomputed(document, name, hourly[name], project)
        for key, value in annual[name].items():
            if np.isnan(value) or key in SIZES | FROM_THE_TANK:
                continue
            if key in ("latent_cooling_kwh", "auxiliary_heat_kwh", "heating_unmet_hours", "cooling_unmet_hours") and key not in again:  # fmt: skip
                assert value == 0.0, (name, key)  # left out of the hours where it never happens
                continue
            if value == 0.0 and key not in again:  # a carrier that nobody buys has no column
                assert key.endswith("_kwh"), (name, key)
                continue
            # the hourly table has four decimals: half a unit of the last place in each of 8760 hours
            assert again[key] == pytest.approx(value, rel=1e-6, abs=0.5), (name, key)
            counted += 1
    assert counted > 25 * len(annual.columns)


def test_sizes_suffice_for_every_hour(written):
    _, annual, hourly, _ = written
    for name in annual.columns:
        h, a = hourly[name], annual[name]
        assert h["pv_ac_kw"].max() <= 1.2 * a["pv_capacity_kwp"] + 1e-9
        if a["heating_unmet_hours"] == 0.0 and a["heating_demand_kwh"] > 0.0:
            assert a["heating_nameplate_kw"] > 0.0
        if "biogas_produced_kw" in h:
            methane_nm3 = h["biogas_produced_kw"].sum() / 9.97
            assert methane_nm3 / 0.8 < a["biogas_nm3"] < methane_nm3 / 0.4
            assert a["methane_to_air_kg"] >= 0.98 * h["biogas_leaked_kw"].sum() / 9.97 * 0.7175


def test_the_hours_close(written):
    _, annual, hourly, _ = written
    for name in annual.columns:
        h = hourly[name]
        into = h["pv_ac_kw"] + h["chp_electricity_kw"] + h["battery_discharge_kw"] + h["electricity_import_kw"]
        out_of = h["load_electricity_kw"] + h["battery_charge_kw"] + h["electricity_export_kw"]
        assert np.abs(into - out_of).max() < 5e-4


def test_payback_and_saving_follow_from_the_bills(written):
    document, *_ = written
    base = document["packages"][0]["economics"]["annual_bill_cny"]
    for package in document["packages"]:
        e = package["economics"]
        saving = base - e["annual_bill_cny"] - e["annual_opex_cny"]
        assert e["annual_saving_cny"] == pytest.approx(saving, abs=1e-6)
        if e["capex_cny"] > 0.0 and saving > 0.0:
            assert e["simple_payback_years"] == pytest.approx(e["capex_cny"] / saving, rel=1e-9)
        elif e["capex_cny"] > 0.0:
            assert e["simple_payback_years"] is None
