"""The solar design sheet as plain data: the document of ``--json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrofit.report.solar import rows as solar_rows
from retrofit.report.words.translate import problem_dict
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.design.solar.optimum import Option
    from retrofit.design.solar.sheet import SolarSheet
    from retrofit.solar.products.model import Module

word = vocabulary("solar")


def _option(o: Option) -> dict[str, Any]:
    names = ("tilt_deg", "pitch_m", "ground_cover_ratio", "by_rule", "modules", "capacity_kwp", "ac_kwh", "kwh_per_kwp", "lcoe_cny_kwh", "npv_cny")  # fmt: skip
    return {n: getattr(o, n) for n in names}


def _module(m: Module) -> dict[str, Any]:
    """A module as its data sheet has it, at 1000 W/m2 and 25 degC."""
    return {
        "power_w": m.pdc_stc_w, "v_oc_v": m.v_oc, "i_sc_a": m.i_sc, "v_mp_v": m.v_mp, "i_mp_a": m.i_mp, "length_m": m.length_m,
        "width_m": m.width_m, "bifaciality": m.bifaciality, "max_system_voltage_v": m.max_system_voltage, "max_fuse_a": m.max_fuse_a,
    }  # fmt: skip


def as_json(sheet: SolarSheet) -> dict[str, Any]:
    """The document of ``solar --json``."""
    d = sheet.design
    e = d.extremes
    return {
        "package": d.package,
        "sound": d.sound,
        "synthetic_weather": d.year.synthetic,
        "capacity_kwp": d.capacity_kwp,
        "ac_kwh": d.solar.ac_kwh,
        "quantiles_kwh": {n: s * d.solar.ac_kwh for n, s in sheet.quantiles.items()},
        "monthly_kwh": [float(v) for v in solar_rows.monthly_kwh(sheet)],
        "life_kwh": [float(v) for v in sheet.life_kwh],
        "self_used_kwh": sheet.self_used_kwh,
        "loss_tree_kwh": d.solar.loss_tree,
        "extremes": {"coldest_c": e.coldest_c, "hottest_c": e.hottest_c, "source": e.source, "status": e.status},
        "roofs": [
            {
                "name": r.place, "modules": r.all_modules, "count": r.count, "module": r.module.name, "capacity_kwp": r.capacity_kwp,
                "tilt_deg": r.plane.tilt_deg, "azimuth_deg": r.plane.azimuth_deg, "usable_m2": r.plane.area_m2,
                "gross_m2": r.layout.gross_m2 * r.count if r.layout else None, "rows": r.layout.rows if r.layout else None,
                "pitch_m": r.layout.pitch_m if r.layout else None, "laid": r.layout is not None,
            }
            for r in d.roofs
        ],
        "modules": {r.module.name: _module(r.module) for r in d.roofs},
        "inverters": [
            {
                "name": g.strings.inverter.name, "number": g.strings.inverters * g.count, "dc_ac": g.strings.dc_ac, "equal_sets": g.count,
                "left": g.strings.left,
                "limits": {n: {"voltage": v.by_voltage, "window": v.by_window, "low": v.low, "hourly_voltage": v.hourly_by_voltage, "hourly_low": v.hourly_low} for n, v in g.strings.limits.items()},
                "strings": [
                    {
                        "number": s.number, "roof": s.plane, "modules": s.modules, "inverter": s.inverter, "tracker": s.tracker,
                        "voc_cold_v": s.voc_cold_v, "vmp_cold_v": s.vmp_cold_v, "vmp_hot_v": s.vmp_hot_v, "design_isc_a": s.design_isc_a,
                    }
                    for s in g.strings.strings
                ],
            }
            for g in d.groups
        ],
        "optima": {o.roof: {"present": _option(o.present), **{k: _option(v) for k, v in o.best.items()}} for o in sheet.optima},
        "dc_ac_sweep": {
            n: [{"dc_ac": c.dc_ac, "ac_kwh": c.ac_kwh, "clipped_kwh": c.clipped_kwh, "hours": c.hours} for c in sweep]
            for n, sweep in sheet.sweeps
        },
        "quantities": [{"what": q.what, "name": q.name, "amount": q.amount, "unit": q.unit} for q in d.quantities],
        "capex_cny": sum(c.capex_cny for c in d.cost),
        "findings": [problem_dict(f) for f in d.findings],
        "assumptions": [{"key": a.key, "value": a.value, "unit": a.unit, "source": a.source, "status": a.status, "note": a.note} for a in d.assumptions],
    }  # fmt: skip
