"""A run as plain data: the document of ``--json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrofit.report.render.json import clean
from retrofit.report.run.rows import comfort_text
from retrofit.report.words.translate import problem_dict, translate
from retrofit.report.words.typeset import typeset

if TYPE_CHECKING:
    from retrofit.netzero.results import Definition
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
        "economics": {
            "capex_cny": e.capex_cny,
            "annual_bill_cny": e.annual_bill_cny,
            "annual_opex_cny": e.annual_opex_cny,
            "annual_saving_cny": e.annual_saving_cny,
            "simple_payback_years": e.simple_payback_years,
            "npv_cny": e.npv_cny,
            "discount_rate_real": e.discount_rate_real,
            "years": e.years,
        },
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
        "decisive": [a.key for a in result.decisive],
        "packages": [package_dict(p) for p in result.packages],
        "assumptions": [_assumption(a) for a in result.assumptions],
        "version": result.version,
        "inputs_sha256": result.inputs_sha256,
    }
    cleaned: dict[str, Any] = clean(document)
    return cleaned
