"""A run as plain data: the document of ``--json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrofit.report.render.json import clean
from retrofit.report.run.money import economics_dict
from retrofit.report.run.rows import comfort_text
from retrofit.report.words.translate import problem_dict, translate
from retrofit.report.words.typeset import typeset

if TYPE_CHECKING:
    from retrofit.netzero.results import Definition
    from retrofit.packages.results import BuildingYear
    from retrofit.results import PackageResult, ProjectResult


def definition_dict(d: Definition) -> dict[str, Any]:
    """One definition for ``--json``."""
    return {
        "met": d.met,
        "balance": d.balance,
        "unit": d.unit,
        "gap": d.gap,
        "weighted_import": d.weighted_import,
        "weighted_export": d.weighted_export,
        "boundary": d.boundary,
        "factor_year": d.factor_year,
        "closing": d.closing,
        "extra": d.extra,
        "carriers": [
            {
                "carrier": c.carrier,
                "import_kwh": c.import_kwh,
                "export_kwh": c.export_kwh,
                "weight_import": c.weight_import,
                "weight_export": c.weight_export,
                "source": c.source,
                "year": c.factor_year,
                "status": c.status,
            }
            for c in d.carriers
        ],
    }


def _assumption(a: Any) -> dict[str, Any]:
    return {"key": a.key, "value": a.value, "unit": a.unit, "source": a.source, "status": a.status, "note": a.note}


def building_dict(b: BuildingYear) -> dict[str, Any]:
    """One of the equal buildings of a package for ``--json``."""
    return {
        "name": b.name,
        "count": b.count,
        "households": b.households,
        "floor_area_m2": b.floor_area_m2,
        "energy_kwh": b.energy_kwh,
        "comfortable_share": b.comfort_share,
        "hours_too_cold": b.hours_too_cold,
    }


def per_household(p: PackageResult) -> dict[str, Any] | None:
    """What a household of the project's homes demands, and the whole project's money over all households; None without households."""
    homes = [b for b in p.buildings if b.households]
    count = sum(b.count * b.households for b in homes)
    if not count:
        return None
    energy: dict[str, float] = {}
    for b in homes:
        for carrier, kwh in b.energy_kwh.items():
            energy[carrier] = energy.get(carrier, 0.0) + kwh * b.count / count
    e = p.economics
    return {
        "households": count,
        "homes_only": len(homes) == len(p.buildings),
        "energy_kwh": energy,
        "capex_cny": e.capex_cny / count,
        "annual_bill_cny": e.annual_bill_cny / count,
        "annual_saving_cny": e.annual_saving_cny / count,
    }


def package_dict(p: PackageResult) -> dict[str, Any]:
    """One package for ``--json``."""
    e, m = p.economics, p.load_match
    return {
        "name": p.name,
        "measures": p.measures,
        "annual": p.annual,
        "net_zero": {k: definition_dict(d) for k, d in p.net_zero.items()},
        "load_match": {
            "f_load": m.f_load,
            "gamma_load": m.gamma_load,
            "gamma_supply": m.gamma_supply,
            "f_grid": m.f_grid,
            "loss_of_load": m.loss_of_load,
            "generation_multiple": m.generation_multiple,
        },
        "economics": economics_dict(e),
        "comfort": p.comfort,
        "comfort_verdict": {
            "comfortable_share": p.comfort_verdict.share,
            "baseline_comfortable_share": p.comfort_verdict.baseline_share,
            "too_cold_share": p.comfort_verdict.cold_share,
            "baseline_too_cold_share": p.comfort_verdict.baseline_cold_share,
            "lost": p.comfort_verdict.lost,
            "text": comfort_text(p, "en"),
            "text_zh": comfort_text(p, "zh"),
        },
        "buildings": [building_dict(b) for b in p.buildings],
        "per_household": per_household(p),
        "biogas": p.biogas.summary if p.biogas is not None else None,
        "next_steps": [
            {
                "text": s.text,
                "text_zh": typeset(translate(s.text, "zh")),
                "closes": s.closes,
                "capex_cny": s.capex_cny,
                "details": s.details,
            }
            for s in p.next_steps
        ],
        "assumptions": [_assumption(a) for a in p.assumptions],
    }


def as_json(result: ProjectResult) -> dict[str, Any]:
    """The document of ``run --json``."""
    y = result.year
    document = {
        "project": {
            "name": result.project.name,
            "name_zh": result.project.name_zh,
            "buildings": [b.name for b in result.project.buildings],
            "province": y.site.province,
            "latitude": y.site.latitude,
            "longitude": y.site.longitude,
            "altitude_m": y.site.altitude_m,
        },
        "weather": {
            "source": y.source.kind,
            "synthetic": y.synthetic,
            "description": y.source.description,
            "origin": y.source.source,
            "path": y.source.path,
            "sha256": y.source.sha256,
            "seed": y.source.seed,
            "notes": y.source.notes,
            "warnings": [problem_dict(w) for w in y.warnings],
        },
        "best": result.best.name,
        "choice": {
            "best": result.choice.best,
            "standing": result.choice.standing,
            "cheapest": result.choice.cheapest,
            "furthest": result.choice.furthest,
            "stands": result.choice.stands,
        },
        "bills": {
            name: {
                "count": f.count,
                "measured_kwh": f.measured_kwh,
                "model_kwh": f.model_kwh,
                "fits": [
                    {"carrier": x.carrier, "nmbe_pct": x.nmbe, "cv_rmse_pct": x.cv_rmse, "ok": x.ok} for x in f.fits
                ],
                "ok": f.ok,
            }
            for name, f in result.bills.items()
        },
        "decisive": [a.key for a in result.decisive],
        "packages": [package_dict(p) for p in result.packages],
        "assumptions": [_assumption(a) for a in result.assumptions],
        "version": result.version,
        "inputs_sha256": result.inputs_sha256,
    }
    cleaned: dict[str, Any] = clean(document)
    return cleaned
