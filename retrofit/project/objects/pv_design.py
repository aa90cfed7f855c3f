"""A package's PV as it would be built: whole modules on roofs, strings on inverters, the arrays that follow. ``run`` and ``solar`` share it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from foundation.messages import message
from foundation.tables import read_table
from retrofit.measures.pv import Pv
from retrofit.project.objects.arrays import surrounded
from retrofit.project.objects.roofs import capacity_of, inverter_of, module_of, settings_of
from retrofit.project.schema.project import Project
from retrofit.solar.chain.dc import dc_year
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.products.model import Inverter, Module
from retrofit.solar.roof.layout import Layout, layout_of
from retrofit.solar.roof.plane import RoofPlane
from retrofit.solar.roof.shape import layout_defaults
from retrofit.solar.strings.choice import choose_inverter
from retrofit.solar.strings.model import PlaneModules, StringDesign
from retrofit.solar.strings.sizing import design_strings
from retrofit.solar.strings.voltages import HourlyVoltages, hot_cell_c, hourly_voltages, rule_voltages
from weather.extremes import Extremes, extremes
from weather.horizon import Horizon
from weather.year import WeatherYear


class SolarSite(Protocol):
    """What a design needs of a project's context."""

    @property
    def project(self) -> Project: ...
    @property
    def year(self) -> WeatherYear: ...
    @property
    def planes(self) -> tuple[RoofPlane, ...]: ...
    @property
    def horizon(self) -> Horizon | None: ...


@dataclass(frozen=True, eq=False, slots=True)
class RoofDesign:
    """One ``pv`` measure: its plane, modules and layout (of one of ``count`` equal roofs)."""

    place: str
    plane: RoofPlane
    module: Module
    modules: int
    count: int
    layout: Layout | None
    group: str
    measure: Pv

    strung: int = 0
    """Modules of one roof that are in strings; what is in none gives nothing."""

    @property
    def all_modules(self) -> int:
        return self.strung * self.count

    @property
    def capacity_kwp(self) -> float:
        return self.all_modules * self.module.pdc_stc_w / 1000.0


@dataclass(frozen=True, eq=False, slots=True)
class GroupDesign:
    """Roofs that share inverters; the strings are of one of ``count`` equal sets."""

    name: str
    count: int
    roofs: tuple[RoofDesign, ...]
    planes: tuple[PlaneModules, ...]
    strings: StringDesign
    chosen: bool
    """True when the inverter was chosen by the program."""


def expected_extremes(site: SolarSite) -> Extremes:
    """Coldest and hottest air: the project's own, else the EPW's design line, else the year's with margins."""
    own, given = layout_defaults(), site.project.site
    source = next(r["source"] for r in read_table("retrofit", "pv_layout.csv") if r["key"] == "coldest_margin_k")
    found = extremes(
        site.year, own["coldest_margin_k"], own["hottest_margin_k"], message("margin: {source}", source=source)
    )
    if given.coldest_c is None and given.hottest_c is None:
        return found
    cold = found.coldest_c if given.coldest_c is None else given.coldest_c
    hot = found.hottest_c if given.hottest_c is None else given.hottest_c
    both = given.coldest_c is not None and given.hottest_c is not None
    note = "" if both else f"the other: {found.source}; {found.note}"
    return Extremes(cold, hot, "the project file", "confirmed" if both else found.status, note)


def _trimmed(layout: Layout, modules: int) -> Layout:
    return layout if modules >= layout.modules else replace(layout, placed=layout.placed[:modules])


def roof_designs(site: SolarSite, package: Sequence[object]) -> tuple[RoofDesign, ...]:
    """Modules of every ``pv`` measure: all that fit, or as many as the wished capacity holds."""
    latitude = site.year.site.latitude
    taken: dict[int, int] = {}
    out: list[RoofDesign] = []
    for k, m in enumerate(package):
        if not isinstance(m, Pv):
            continue
        index = site.project.roof_index(m.roof)
        assert index is not None  # the project was checked
        plane, module = site.planes[index], module_of(site.project, m.module)
        layout = layout_of(plane, module, latitude)
        count = layout.shape.count if layout is not None else 1
        wished = math.floor(capacity_of(site.project, m, plane, latitude) * 1000.0 / module.pdc_stc_w + 1e-6) // count
        if layout is not None:
            before = taken.get(index, 0)
            layout = replace(layout, placed=layout.placed[before:])
            layout = _trimmed(layout, wished)
            wished = layout.modules
            taken[index] = before + wished
        name = plane.name if all(r.place != plane.name for r in out) else f"{plane.name} ({k + 1})"
        out.append(
            RoofDesign(
                place=name,
                plane=plane,
                module=module,
                modules=wished,
                count=count,
                layout=layout,
                group=m.inverter_group or name,
                measure=m,
                strung=wished,
            )
        )
    return tuple(out)


def _hourly(site: SolarSite, roof: RoofDesign) -> HourlyVoltages:
    """Voltages of a module over the year; kept beside the year, as many roofs face alike."""
    array = option_array(site, roof, 1.0, roof.measure.dc_ac)
    dc = dc_year(site.year, array)
    key = (
        "hourly voltages",
        roof.module.name,
        roof.module.cec,
        hash(dc.light.absorbed.tobytes()),
        hash(dc.cell_c.tobytes()),
    )
    if key not in site.year.cache:
        site.year.cache[key] = hourly_voltages(roof.module, dc.light.absorbed, dc.cell_c, dc.module_v)
    found: HourlyVoltages = site.year.cache[key]
    return found


def _first(roofs: Sequence[RoofDesign], key: str) -> Any:
    """What the measures of a group say under a key: the first that says anything."""
    return next((v for r in roofs if (v := getattr(r.measure, key)) is not None), None)


def group_designs(site: SolarSite, roofs: Sequence[RoofDesign], expected: Extremes) -> tuple[GroupDesign, ...]:
    """Strings of roofs that share inverters; roofs of another number of equal ones stay apart."""
    keys = dict.fromkeys((r.group, r.count) for r in roofs)
    out = []
    for name, count in keys:
        mine = tuple(r for r in roofs if (r.group, r.count) == (name, count))
        planes = []
        for r in mine:
            hot = hot_cell_c(r.module, expected.hottest_c, r.plane.mounting)
            voltages = rule_voltages(r.module, expected.coldest_c, hot)
            planes.append(PlaneModules(r.place, r.module, r.modules, voltages, _hourly(site, r)))
        place = f"packages: pv on {', '.join(r.place for r in mine)}"
        named, number, length = (_first(mine, key) for key in ("inverter", "inverters", "string_length"))
        dc_ac = mine[0].measure.dc_ac
        inverter = (
            inverter_of(site.project, named)
            if named is not None
            else choose_inverter(planes, dc_ac, place, number, length)
        )
        strings = design_strings(planes, inverter, place, number, length, dc_ac)
        mine = tuple(
            replace(r, strung=r.modules - strings.left[r.place] if strings.strings else r.modules) for r in mine
        )
        out.append(GroupDesign(name, count, mine, tuple(planes), strings, named is None))
    return tuple(out)


def inverter_ratio(group: GroupDesign, roof: RoofDesign) -> float:
    """Nominal DC over AC power of a roof: that of its group's strings, else as the measure asks."""
    return group.strings.dc_ac if group.strings.dc_ac > 0 else roof.measure.dc_ac


def option_array(site: SolarSite, roof: RoofDesign, capacity_kwp: float, dc_ac: float) -> PVArray:
    """A roof as an array before its strings are known: its module, its rows, PVWatts' inverter of the ratio ``dc_ac``."""
    settings = settings_of(roof.plane, roof.layout, dc_ac, roof.module)
    array = PVArray(replace(roof.plane, name=roof.place), capacity_kwp, settings)
    return surrounded(site.project, site.horizon, array, roof.measure)


def array_of(site: SolarSite, roof: RoofDesign, group: GroupDesign) -> PVArray:
    """A roof of the design as an array: module, strings and inverters as they are."""
    own = group.strings
    array = option_array(site, roof, roof.capacity_kwp, inverter_ratio(group, roof))
    array = replace(array, findings=tuple(f for f in own.findings if f.severity == "error"))
    lengths = [s.modules for s in own.strings if s.plane == roof.place]
    if own.inverter.sandia is None or not lengths:
        return array
    s = array.settings
    settings = replace(
        s,
        models=replace(s.models, inverter="sandia"),
        inverter=own.inverter,
        inverters=own.inverters * group.count,
        modules_per_string=max(set(lengths), key=lengths.count) if s.models.dc == "single_diode" else None,
    )
    return replace(array, settings=settings, inverter_group=f"{group.name} x {group.count}")


def sized(array: PVArray, inverter: Inverter, dc_ac: float) -> PVArray:
    """An array with one inverter of this kind that has the power which ``dc_ac`` asks; it stands at its nominal voltage."""
    own = inverter.resized(array.capacity_kwp * 1000.0 / dc_ac)
    s = array.settings
    if own.sandia is None:
        return array
    return replace(
        array, settings=replace(s, models=replace(s.models, inverter="sandia"), inverter=own, inverters=1)
    )  # fmt: skip


def arrays_of(site: SolarSite, package: Sequence[Pv]) -> list[PVArray]:
    """The arrays of a package's ``pv`` measures, in their order, with the modules, strings and inverters of its design."""
    roofs = roof_designs(site, package)
    groups = group_designs(site, roofs, expected_extremes(site))
    by_place = {r.place: array_of(site, r, g) for g in groups for r in g.roofs}
    return [by_place[r.place] for r in roofs]
