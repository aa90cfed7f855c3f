"""Candidates for the next-best step: whole variants of a package, each simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from foundation.messages import Verbatim, message
from retrofit.netzero.results import Definition
from retrofit.optimise.gap import Candidate
from retrofit.packages.package import PackageYear, prefetch, simulate
from retrofit.project.objects.roofs import capacity_of
from retrofit.project.schema import project
from retrofit.solar.roof.capacity import capacity_from_roof

if TYPE_CHECKING:
    from retrofit.packages.context import Context

# building measures that are tried where the package has none of the kind
BUILDING_STEPS: tuple[tuple[project.BuildingMeasure, str], ...] = (
    (project.Led(measure="led"), "change the lighting to LED (4 W/m2)"),
    (project.RoofInsulation(measure="roof_insulation"), "insulate the roof (80 mm XPS)"),
    (project.WallInsulation(measure="wall_insulation"), "insulate the walls (80 mm EPS)"),
    (project.NightVentilation(measure="night_ventilation"), "open windows at night while it is warm"),
    (project.Windows(measure="windows"), "fit low-e double glazing"),
    (project.HotWaterMeasure(measure="hot_water", kind="solar_electric"), "heat water by the sun"),
    (project.HeatPump(measure="heat_pump"), "heat and cool with efficient heat pumps"),
    (project.CookingMeasure(measure="cooking", carrier="electricity"), "cook with induction instead of fuel"),
)


def _roof_room(ctx: Context, package: Sequence[Any]) -> list[tuple[str, float]]:
    """Capacity left on every roof, kWp."""
    used: dict[int, float] = {}
    for m in package:
        if isinstance(m, project.Pv):
            index = ctx.project.roof_index(m.roof)
            if index is not None:
                used[index] = used.get(index, 0.0) + capacity_of(
                    ctx.project, m, ctx.planes[index], ctx.year.site.latitude
                )
    out = []
    for i, plane in enumerate(ctx.planes):
        left = capacity_from_roof(plane, ctx.year.site.latitude) - used.get(i, 0.0)
        if left > 0.5:
            out.append((plane.name, left))
    return out


def _pv_candidates(
    ctx: Context, variant: PackageYear, package: Sequence[Any], definitions: dict[str, Definition]
) -> list[tuple[str, str, list[Any]]]:
    """More PV on free roof: as much as closes the largest closable gap, at most what fits."""
    needs = sorted({round(d.closing["pv_kwp"], 1) for d in definitions.values() if d.closing.get("pv_kwp")})  # type: ignore[arg-type]
    out = []
    for name, left in _roof_room(ctx, package):
        for kwp in dict.fromkeys([*(n * 1.005 for n in needs if n * 1.005 < left), left]):
            kwp = round(kwp, 1) if kwp < left else left
            out.append(
                (
                    f"pv {name} {kwp:.1f}",
                    message("add {kwp:.1f} kWp of PV on {name}", kwp=kwp, name=Verbatim(name)),
                    [*package, project.Pv(measure="pv", roof=name, capacity_kwp=kwp)],
                )
            )
    return out


def candidates(
    ctx: Context, variant: PackageYear, package: Sequence[Any], definitions: dict[str, Definition]
) -> list[Candidate]:
    """All steps worth trying from a package, simulated; empty where every definition is met."""
    tried: list[tuple[str, str, list[Any]]] = []
    present = {m.measure for m in package}
    for measure, text in BUILDING_STEPS:
        kind = str(measure.measure)  # type: ignore[attr-defined]
        if kind not in present:
            tried.append((kind, text, [*package, measure]))
    tried += _pv_candidates(ctx, variant, package, definitions)
    if ctx.feed is not None and "digester" not in present:
        from retrofit.biogas.plant.sizing import suggest_volume

        volume = float(round(suggest_volume(ctx.year, ctx.feed)))
        spec = project.DigesterSpec(measure="digester", volume_m3=max(volume, 1.0), digestate_storage="covered")
        tried.append(
            (
                "digester",
                message(
                    "build a digester of {volume:.0f} m3 with a covered digestate store for the feedstocks at hand",
                    volume=volume,
                ),
                [*package, spec],
            )
        )
    capex_now = sum(i.capex_cny for i in variant.items)
    out = []
    prefetch(ctx, (steps for _, _, steps in tried))
    for key, text, steps in tried:
        v = simulate(ctx, steps)
        if not v.items and not steps:
            continue
        out.append(
            Candidate(
                key,
                key.partition(" ")[0],
                text,
                v.net_zero,
                sum(i.capex_cny for i in v.items) - capex_now,
                v.comfort_share,
                {"annual_bill_cny": -v.net_zero["cost"].balance},
            )
        )
    return out
