"""The design that an engineer hands over: modules on roofs, strings on inverters, quantities, yield, findings."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, joined
from foundation.provenance import Assumption
from foundation.tables import read_table
from retrofit.design.solar.model import SolarDesign
from retrofit.design.solar.quantities import quantities
from retrofit.measures.pv import Pv, pv_cost
from retrofit.money.results import CostItem
from retrofit.packages.context import Context
from retrofit.project.objects.pv_design import (
    GroupDesign,
    RoofDesign,
    array_of,
    expected_extremes,
    group_designs,
    roof_designs,
)
from retrofit.project.schema import project as schema
from retrofit.solar.chain import year as solar
from retrofit.solar.chain.notes import notes_of
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.settings import assumptions as pv_assumptions
from weather.extremes import Extremes


def solar_package(project: schema.Project, name: str | None) -> str:
    """The package asked for, or the first with PV.

    Raises
    ------
    InputError
        ``no-pv`` where the package, or every package, has no measure ``pv``.
    """
    have = [n for n, measures in project.packages.items() if any(isinstance(m, Pv) for m in measures)]
    if name is not None and name in project.packages and name in have:
        return name
    if name is None and have:
        return have[0]
    known = name is None or name in project.packages
    raise InputError(
        Problem(
            "no-pv" if known else "unknown-reference",
            "packages" if name is None else f"packages.{name}",
            "no measure pv to design" if known else "no such package",
            name,
            Verbatim(", ".join(have)) if have else "none has pv",
            "add {measure: pv, roof: 1} to a package" if not have else "choose one of these with --package",
        )
    )


def _arrays(ctx: Context, groups: Sequence[GroupDesign]) -> list[PVArray]:
    return [array_of(ctx, r, g) for g in groups for r in g.roofs]


def _costs(roofs: Sequence[RoofDesign]) -> tuple[CostItem, ...]:
    return tuple(pv_cost(r.place, r.capacity_kwp, r.measure.cost_cny) for r in roofs if r.capacity_kwp > 0)


def _assumptions(ctx: Context, expected: Extremes, groups: Sequence[GroupDesign]) -> tuple[Assumption, ...]:
    rows = {r["key"]: r for r in read_table("retrofit", "pv_layout.csv")}
    out = [
        Assumption("site.coldest_c", round(expected.coldest_c, 1), "degC", expected.source, expected.status, expected.note),
        Assumption("site.hottest_c", round(expected.hottest_c, 1), "degC", expected.source, expected.status, expected.note),
    ]  # fmt: skip
    for key in ("edge_setback_m", "obstacle_setback_m", "module_gap_m", "isc_factor"):
        r = rows[key]
        out.append(Assumption(f"pv.{key}", float(r["value"]), r["unit"], r["source"], r["status"], r["note"]))
    for g in groups:
        inverter = g.strings.inverter
        out.append(Assumption(f"pv.inverter {g.name}", inverter.name, "-", inverter.source, inverter.status, "chosen by the program" if g.chosen else ""))  # fmt: skip
        for module in {r.module.name: r.module for r in g.roofs}.values():
            out.append(Assumption(f"pv.module {g.name}", module.name, "-", module.source, module.status))
    if any(r.layout is None for g in groups for r in g.roofs):
        note = "no outline: modules by area, no drawing; give the roof a polygon, or length_m and width_m"
        out.append(Assumption("pv.layout", "area rule", "-", rows["edge_setback_m"]["source"], "illustrative", note))
    return tuple(out)


def _chain_assumptions(arrays: Sequence[PVArray]) -> list[Assumption]:
    """What the yield rests on, once for all arrays that share it; the products stand with their groups."""
    named = (
        "pv.gamma_pdc",
        "pv.inverter_efficiency",
        "pv.module_power_w_m2",
        "pv.dc_ac_ratio",
        "pv.module",
        "pv.inverter",
    )
    out: dict[tuple[str, object], Assumption] = {}
    for array in arrays:
        s = array.settings
        for a in pv_assumptions(s):
            if a.key not in named:
                out.setdefault((a.key, a.value), a)
        models = joined([s.models.dc, s.models.inverter, s.models.thermal, s.models.incidence])
        out.setdefault(("pv.models", models), Assumption("pv.models", models, "-", "docs/solar.md", "corroborated", "DC, inverter, cell temperature, incidence"))  # fmt: skip
    return list(out.values())


def design(ctx: Context, package: str) -> SolarDesign:
    """The solar design of a package.

    Parameters
    ----------
    ctx : Context
    package : str
        Its name; see ``solar_package``.
    """
    roofs = roof_designs(ctx, ctx.project.packages[package])
    expected = expected_extremes(ctx)
    groups = group_designs(ctx, roofs, expected)
    strung = {r.place: r for g in groups for r in g.roofs}
    roofs = tuple(strung[r.place] for r in roofs)
    arrays = _arrays(ctx, groups)
    findings = tuple(f for g in groups for f in g.strings.findings)
    return SolarDesign(
        package=package,
        project=ctx.project,
        year=ctx.year,
        extremes=expected,
        roofs=roofs,
        groups=groups,
        solar=solar.simulate(ctx.year, arrays),
        quantities=quantities(roofs, groups),
        cost=_costs(roofs),
        findings=findings,
        assumptions=(*_assumptions(ctx, expected, groups), *_chain_assumptions(arrays), *notes_of(arrays)),
    )
