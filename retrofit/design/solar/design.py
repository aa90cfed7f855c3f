"""The design that an engineer hands over: modules on roofs, strings on inverters, quantities, yield, findings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from foundation.errors import InputError, Problem
from foundation.messages import joined, message
from foundation.provenance import Assumption
from foundation.tables import read_table
from retrofit.design.solar.model import GroupDesign, RoofDesign, SolarDesign
from retrofit.design.solar.quantities import quantities
from retrofit.measures.pv import Pv, pv_cost
from retrofit.money.results import CostItem
from retrofit.packages.context import Context
from retrofit.project.objects.arrays import surrounded
from retrofit.project.objects.roofs import capacity_of, inverter_of, module_of, settings_of
from retrofit.project.schema import project as schema
from retrofit.solar.chain import year as solar
from retrofit.solar.chain.dc import dc_year
from retrofit.solar.chain.notes import notes_of
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.settings import assumptions as pv_assumptions
from retrofit.solar.products.model import Inverter
from retrofit.solar.roof.layout import Layout, layout_of
from retrofit.solar.roof.shape import layout_defaults
from retrofit.solar.strings.model import PlaneModules
from retrofit.solar.strings.sizing import design_strings
from retrofit.solar.strings.voltages import HourlyVoltages, hot_cell_c, hourly_voltages, rule_voltages
from weather.extremes import Extremes, extremes

CANDIDATES = "pv_inverters.csv"


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
            ", ".join(have) or "none has pv",
            "add {measure: pv, roof: 1} to a package" if not have else "choose one of these with --package",
        )
    )


def expected_extremes(ctx: Context) -> Extremes:
    """Coldest and hottest air: the project's own, else the EPW's design line, else the year's with margins."""
    own, site = layout_defaults(), ctx.project.site
    source = next(r["source"] for r in read_table("retrofit", "pv_layout.csv") if r["key"] == "coldest_margin_k")
    found = extremes(
        ctx.year, own["coldest_margin_k"], own["hottest_margin_k"], message("margin: {source}", source=source)
    )
    if site.coldest_c is None and site.hottest_c is None:
        return found
    cold = found.coldest_c if site.coldest_c is None else site.coldest_c
    hot = found.hottest_c if site.hottest_c is None else site.hottest_c
    both = site.coldest_c is not None and site.hottest_c is not None
    note = "" if both else f"the other: {found.source}; {found.note}"
    return Extremes(cold, hot, "the project file", "confirmed" if both else found.status, note)


def _trimmed(layout: Layout, modules: int) -> Layout:
    return layout if modules >= layout.modules else replace(layout, placed=layout.placed[:modules])


def roof_designs(ctx: Context, package: Sequence[object]) -> tuple[RoofDesign, ...]:
    """Modules of every ``pv`` measure: all that fit, or as many as the wished capacity holds."""
    latitude = ctx.year.site.latitude
    taken: dict[int, int] = {}
    out: list[RoofDesign] = []
    for k, m in enumerate(package):
        if not isinstance(m, Pv):
            continue
        index = ctx.project.roof_index(m.roof)
        assert index is not None  # the project was checked
        plane, module = ctx.planes[index], module_of(ctx.project, m.module)
        layout = layout_of(plane, module, latitude)
        count = layout.shape.count if layout is not None else 1
        wished = math.floor(capacity_of(ctx.project, m, plane, latitude) * 1000.0 / module.pdc_stc_w + 1e-6) // count
        if layout is not None:
            before = taken.get(index, 0)
            layout = replace(layout, placed=layout.placed[before:])
            layout = _trimmed(layout, wished)
            wished = layout.modules
            taken[index] = before + wished
        name = plane.name if all(r.place != plane.name for r in out) else f"{plane.name} ({k + 1})"
        group = m.inverter_group or name
        out.append(
            RoofDesign(
                place=name,
                plane=plane,
                module=module,
                modules=wished,
                count=count,
                layout=layout,
                group=group,
                measure=m,
                strung=wished,
            )
        )
    return tuple(out)


def _hourly(ctx: Context, roof: RoofDesign) -> HourlyVoltages:
    year = dc_year(ctx.year, option_array(ctx, roof, 1.0, roof.measure.dc_ac))
    return hourly_voltages(roof.module, year.light.absorbed, year.cell_c)


def choose_inverter(planes: Sequence[PlaneModules], dc_ac: float, place: str) -> Inverter:
    """The inverter of the built-in table that fits best: no error, a sound DC/AC ratio, the fewest machines, all modules used."""
    from retrofit.solar.products.equipment import find_inverter

    def badness(inverter: Inverter) -> tuple[float, ...]:
        d = design_strings(planes, inverter, place, dc_ac=dc_ac)
        errors = sum(f.severity == "error" for f in d.findings)
        ratio = any(f.code == "dc-ac-ratio" for f in d.findings)
        away = abs(math.log(max(d.dc_ac, 1e-6) / dc_ac)) if d.strings else math.inf
        return (errors, ratio, d.inverters, sum(d.left.values()), away)

    return min((find_inverter(r["name"]) for r in read_table("retrofit", CANDIDATES)), key=badness)


def _first(roofs: Sequence[RoofDesign], key: str) -> Any:
    """What the measures of a group say under a key: the first that says anything."""
    return next((v for r in roofs if (v := getattr(r.measure, key)) is not None), None)


def group_designs(ctx: Context, roofs: Sequence[RoofDesign], expected: Extremes) -> tuple[GroupDesign, ...]:
    """Strings of roofs that share inverters; roofs of another number of equal ones stay apart."""
    keys = dict.fromkeys((r.group, r.count) for r in roofs)
    out = []
    for name, count in keys:
        mine = tuple(r for r in roofs if (r.group, r.count) == (name, count))
        planes = []
        for r in mine:
            hot = hot_cell_c(r.module, expected.hottest_c, r.plane.mounting)
            voltages = rule_voltages(r.module, expected.coldest_c, hot)
            planes.append(PlaneModules(r.place, r.module, r.modules, voltages, _hourly(ctx, r)))
        place = f"packages: pv on {', '.join(r.place for r in mine)}"
        named, number, length = (_first(mine, key) for key in ("inverter", "inverters", "string_length"))
        dc_ac = mine[0].measure.dc_ac
        inverter = inverter_of(ctx.project, named) if named is not None else choose_inverter(planes, dc_ac, place)
        strings = design_strings(planes, inverter, place, number, length, dc_ac)
        mine = tuple(
            replace(r, strung=r.modules - strings.left[r.place] if strings.strings else r.modules) for r in mine
        )
        out.append(GroupDesign(name, count, mine, tuple(planes), strings, named is None))
    return tuple(out)


def option_array(
    ctx: Context, roof: RoofDesign, capacity_kwp: float, dc_ac: float, inverter: Inverter | None = None
) -> PVArray:
    """A roof as an array before its strings are known: its module's single diode, its rows, an inverter of the ratio ``dc_ac``
    with the nominal efficiency of ``inverter``."""
    settings = settings_of(roof.plane, roof.layout, dc_ac, roof.module)
    if inverter is not None and inverter.pdc_max_w > 0:
        settings = replace(settings, inverter_efficiency=min(inverter.pac_max_w / inverter.pdc_max_w, 0.995))
    dc: Literal["pvwatts", "single_diode"] = "pvwatts" if roof.module.cec is None else "single_diode"
    settings = replace(settings, models=replace(settings.models, dc=dc))
    array = PVArray(replace(roof.plane, name=roof.place), capacity_kwp, settings)
    return surrounded(ctx.project, ctx.horizon, array, roof.measure)


def array_of(ctx: Context, roof: RoofDesign, group: GroupDesign) -> PVArray:
    """A roof of the design as an array: module, strings and inverters as they are."""
    own = group.strings
    array = option_array(ctx, roof, roof.capacity_kwp, own.dc_ac if own.dc_ac > 0 else roof.measure.dc_ac)
    lengths = [s.modules for s in own.strings if s.plane == roof.place]
    if own.inverter.sandia is None or not lengths:
        return array
    s = array.settings
    settings = replace(
        s,
        models=replace(s.models, inverter="sandia"),
        inverter=own.inverter,
        inverters=own.inverters * group.count,
        modules_per_string=max(set(lengths), key=lengths.count),
    )
    return replace(array, settings=settings, inverter_group=f"{group.name} x {group.count}")


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
