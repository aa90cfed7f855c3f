"""The biogas design sheet as one JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrofit.report.words.translate import problem_dict

if TYPE_CHECKING:
    from retrofit.design.biogas.sheet import DesignSheet


def _tank_json(sheet: DesignSheet) -> dict[str, Any]:
    """Type, temperature, shape and summary of the tank."""
    d = sheet.plant.digester
    return {
        "type": d.kind,
        "heated": d.heated,
        "temperature_c": d.temperature_c if d.heated else None,
        "shape": {k: getattr(d.shape, k) for k in ("shape", "diameter_m", "height_m", "length_m", "dome_m", "sump_m")},
        **sheet.result.summary,
    }


def _gas_json(sheet: DesignSheet) -> dict[str, Any]:
    """Gas of the year and what is in it."""
    r = sheet.result
    return {
        "biogas_nm3": r.biogas_nm3,
        "range_nm3": sheet.gas_range,
        "methane_fraction": r.methane_fraction,
        "heating_value_mj_m3": sheet.heating_value_mj_m3,
        "h2s_mg_nm3": sheet.sulphur.mg_nm3,
        "iron_oxide_kg_year": sheet.sulphur.iron_oxide_kg_year,
    }


def _store_json(sheet: DesignSheet) -> dict[str, Any]:
    """Sizes of the gas store, and what each size of days serves."""
    g = sheet.gas_store
    return {
        "size_nm3": g.size_nm3,
        "size_m3": g.size_m3,
        "no_shortage_nm3": g.smallest.no_shortage,
        "no_flare_nm3": g.smallest.no_flare,
        "daily_swing": g.daily_swing,
        "curve": [{"days": a, "served": b, "surplus": c} for a, b, c in g.curve],
    }


def _nutrients_json(sheet: DesignSheet) -> dict[str, Any]:
    """Nitrogen, phosphate and potash of a year."""
    n = sheet.nutrients
    return {
        "nitrogen_fed_kg": n.nitrogen_fed,
        "nitrogen_lost_kg": n.nitrogen_lost,
        "nitrogen_left_kg": n.nitrogen_left,
        "ammonium_share": n.ammonium_share,
        "p2o5_kg": n.p2o5,
        "k2o_kg": n.k2o,
        "fertiliser_kgco2e": n.fertiliser_kgco2e,
    }


def as_json(sheet: DesignSheet) -> dict[str, Any]:
    """The document of ``retrofit biogas --json``."""
    r = sheet.result
    return {
        "project": sheet.name,
        "package": sheet.package,
        "tank": _tank_json(sheet),
        "sizing": {
            "volume_m3": sheet.sizing.volume_m3,
            "binding": sheet.sizing.binding,
            "volumes_m3": sheet.sizing.volumes_m3,
            "coldest_month": sheet.sizing.coldest_month,
            "coldest_month_c": sheet.sizing.coldest_month_c,
        },
        "limits": [problem_dict(p) for p in r.limits],
        "months": {k: v.tolist() for k, v in sheet.months.items()},
        "gas": _gas_json(sheet),
        "store": _store_json(sheet),
        "heat": {"heater_kw": sheet.heater_kw, "exchanger_m2": sheet.exchanger_m2}
        | {f"{k}_kwh": float(v.sum()) for k, v in r.heat_kw.items()},
        "methane_kg": r.methane.by_way(),
        "gwp": {"set": sheet.gwp[0], "methane": sheet.gwp[1]},
        "avoided_manure_methane_kg": sheet.avoided_kg,
        "manure_baseline": sheet.manure_baseline,
        "nutrients": _nutrients_json(sheet),
        "closure": {
            k: {"fed": c.fed, "gas": c.gas, "out": c.out, "change": c.change, "error": c.error}
            for k, c in r.tank.closure.items()
        },
        "cost": [
            {"name": c.name, "capex_cny": c.capex_cny, "opex_cny_year": c.opex_cny_year, "status": c.status}
            for c in sheet.costs
        ],
        "start_up_days": sheet.start_up_days,
        "adm1": None
        if sheet.adm1 is None
        else {
            "ph": sheet.adm1.state.ph,
            "methane_nm3_day": sheet.adm1.adm1_nm3_day,
            "first_order_nm3_day": sheet.adm1.first_order_nm3_day,
            "findings": list(sheet.adm1.findings),
        },
        "safety": list(sheet.safety),
        "feed": list(sheet.feed_rows),
    }
