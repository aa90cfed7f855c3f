"""The design that an engineer hands over: modules on roofs, strings on inverters, quantities, yield, findings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, joined, message
from foundation.provenance import Assumption
from foundation.tables import read_table
from retrofit.design.solar.model import SolarDesign
from retrofit.design.solar.quantities import quantities
from retrofit.measures.pv import Pv, pv_cost
from retrofit.money.results import CostItem
from retrofit.packages.context import Context
from retrofit.project.objects.pv_design import (
    GroupDesign,
    array_of,
    expected_extremes,
    group_designs,
    inverter_ratio,
    roof_designs,
)
from retrofit.project.schema import project as schema
from retrofit.solar.chain import year as solar
from retrofit.solar.chain.notes import notes_of
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.settings import assumptions as pv_assumptions
from retrofit.solar.results import ArrayYield
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


def _costs(groups: Sequence[GroupDesign]) -> tuple[CostItem, ...]:
    return tuple(
        item
        for g in groups
        for r in g.roofs
        if r.capacity_kwp > 0
        for item in pv_cost(r.place, r.capacity_kwp, r.capacity_kwp / inverter_ratio(g, r), r.measure)
    )


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
    for roof in {r.plane.name: r for g in groups for r in g.roofs}.values():
        height = (
            max((o.height_m for o in roof.layout.shape.obstacles if o.parapet), default=0.0) if roof.layout else 0.0
        )
        if height > 0.0:
            note = "the ground that it shades at winter solstice, 9:00 to 15:00 true solar time, stays free; modules in partial shade are not computed"
            out.append(Assumption(f"pv.parapet {roof.plane.name}", height, "m", "the project file", "confirmed", note))
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


WORTH_A_WORD = 1.05
"""A roof whose other side would give this many times as much is told."""


def pole_findings(ctx: Context, arrays: Sequence[PVArray], yields: Sequence[ArrayYield]) -> list[Problem]:
    """Roofs that face away from the sun, with the yield of the opposite azimuth."""
    out = []
    by_name = {y.name: y for y in yields}
    for a in arrays:
        mine = by_name.get(a.plane.name)
        other = (a.plane.azimuth_deg + 180.0) % 360.0
        if (
            mine is None
            or a.plane.tilt_deg <= 0.0
            or math.cos(math.radians(a.plane.azimuth_deg)) * ctx.year.site.latitude <= 0.0
        ):
            continue
        turned = replace(a, plane=replace(a.plane, azimuth_deg=other), inverter_group="")
        there = solar.simulate(ctx.year, [turned]).arrays[0].specific_yield_kwh_kwp
        here = solar.simulate(ctx.year, [replace(a, inverter_group="")]).arrays[0].specific_yield_kwh_kwp
        if there < WORTH_A_WORD * here:
            continue
        text = message("{plane!r} faces away from the sun: {here:.0f} kWh/kWp; the opposite azimuth {other:g} would give {there:.0f}", plane=Verbatim(a.plane.name), here=here, other=other, there=there)  # fmt: skip
        cure = "azimuths count from north: 180 is south; keep it if this side of the ridge is meant"
        out.append(Problem("roof-azimuth", a.plane.name, text, a.plane.azimuth_deg, "", cure, "warning"))
    return out


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
    result = solar.simulate(ctx.year, arrays)
    findings = (*(f for g in groups for f in g.strings.findings), *pole_findings(ctx, arrays, result.arrays))
    return SolarDesign(
        package=package,
        project=ctx.project,
        year=ctx.year,
        extremes=expected,
        roofs=roofs,
        groups=groups,
        solar=result,
        quantities=quantities(roofs, groups),
        cost=_costs(groups),
        findings=findings,
        assumptions=(*_assumptions(ctx, expected, groups), *_chain_assumptions(arrays), *notes_of(arrays)),
    )
