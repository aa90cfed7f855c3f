"""From the keys of the project file to roof planes, modules and inverters."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from foundation.errors import InputError, Problem, meant
from foundation.messages import Verbatim, message
from retrofit.measures.pv import Pv
from retrofit.project.schema.solar import AreaOnRoof, ObstacleSpec, RoofSpec
from retrofit.solar.chain.settings import PVSettings
from retrofit.solar.chain.shading import Rows
from retrofit.solar.roof import geometry
from retrofit.solar.roof.layout import Layout, usable_m2
from retrofit.solar.roof.plane import RoofPlane
from retrofit.solar.roof.shape import Obstacle, Points, RoofShape, in_row_frame, layout_defaults, parapets, rectangle

if TYPE_CHECKING:
    from retrofit.project.schema.project import Project
    from retrofit.solar.products.model import Inverter, Module

DATASHEET = "data sheet entered in the project"


def _corners(item: AreaOnRoof) -> Points:
    if item.polygon is not None:
        return item.polygon
    assert item.x is not None and item.y is not None and item.length_m is not None and item.width_m is not None
    return rectangle(item.x, item.y, item.length_m, item.width_m)


def outline_of(roof: RoofSpec) -> Points | None:
    """The outline as the user drew it, None where only an area is given."""
    if roof.polygon is not None:
        return roof.polygon
    if roof.length_m is not None and roof.width_m is not None:
        return rectangle(0.0, 0.0, roof.length_m, roof.width_m)
    return None


def shape_of(roof: RoofSpec) -> RoofShape | None:
    """The roof in its row frame, None where only an area is given."""
    outline = outline_of(roof)
    if outline is None:
        return None
    own = layout_defaults()
    rack = roof.mounting == "open_rack"
    away = (roof.azimuth_deg + 180.0) % 360.0
    bearing = away if roof.y_bearing_deg is None else roof.y_bearing_deg
    stretch = roof.outline == "plan" and not rack

    def frame(points: Points) -> Points:
        return in_row_frame(points, roof.tilt_deg, roof.azimuth_deg, bearing, stretch)[0]

    obstacles = []
    for k, item in enumerate([*roof.obstacles, *roof.walkways]):
        corners = frame(_corners(item))
        if isinstance(item, ObstacleSpec):
            setback = own["obstacle_setback_m"] if item.setback_m is None else item.setback_m
            obstacles.append(Obstacle(item.name or f"obstacle {k + 1}", corners, item.height_m, setback, item.shadow))
        else:
            obstacles.append(Obstacle(item.name or "walkway", corners, walkway=True))
    turned, turn = in_row_frame(outline, roof.tilt_deg, roof.azimuth_deg, bearing, stretch)
    if roof.parapet_height_m > 0.0:
        obstacles += parapets(turned, roof.parapet_height_m)
    return RoofShape(
        outline=turned,
        setback_m=own["edge_setback_m"] if roof.setback_m is None else roof.setback_m,
        obstacles=tuple(obstacles),
        orientation=roof.orientation,
        gap_m=own["module_gap_m"] if roof.module_gap_m is None else roof.module_gap_m,
        pitch_m=roof.row_pitch_m,
        ground_cover_ratio=roof.ground_cover_ratio,
        modules_up=roof.modules_up,
        turn_deg=turn if rack or stretch else 0.0,
        count=roof.count,
    )


def plane_of(project: Project, index: int, latitude: float) -> RoofPlane:
    """A roof of the project as a plane; with an outline its area is what setbacks, obstacles and walkways leave."""
    roof = project.roofs[index]
    shape = shape_of(roof)
    area = roof.area_m2 or 0.0
    if shape is not None:
        rack = roof.mounting == "open_rack"
        area = usable_m2(shape, 0.0 if rack else roof.tilt_deg, roof.azimuth_deg, latitude) * shape.count
    return RoofPlane(
        name=project.roof_name(index),
        building=roof.building,
        area_m2=area,
        tilt_deg=roof.tilt_deg,
        azimuth_deg=roof.azimuth_deg,
        mounting=roof.mounting,
        shape=shape,
        ground_cover=_cover(roof),
    )


def _cover(roof: RoofSpec) -> float | None:
    """Ground cover ratio that was chosen for racks without an outline (a pitch is taken for the default module's length)."""
    if roof.row_pitch_m is None or roof.area_m2 is None:
        return roof.ground_cover_ratio
    from retrofit.solar.products.equipment import default_module

    return min(default_module().length_m / roof.row_pitch_m, 1.0)


def outline_problem(points: Points) -> str:
    """What is wrong with an outline, or an empty string."""
    polygon = np.array(points, dtype=float)
    if geometry.crosses_itself(polygon):
        return "the outline crosses itself or gives a corner twice"
    return "" if geometry.area(polygon) >= 0.01 else "the outline has no area"


def _not_nearly(name: str, own: Sequence[str], place: str, what: str = "module") -> None:
    """Refuse a name that is nearly one of the project's own: a part of it may stand in a library for another product.

    Raises
    ------
    InputError
        ``unknown-module`` or ``unknown-inverter``.
    """
    near = difflib.get_close_matches(name, own, 1, 0.8)
    if near:
        told = message("no such {what}", what=f"{what} in the libraries")
        known = Verbatim(", ".join(own))
        raise InputError(Problem(f"unknown-{what}", place, told, name, known, meant(near, "")))


def module_of(project: Project, name: str | None, place: str = "module") -> Module:
    """The module of this name: from the project, the built-in table or the libraries; without a name the default.

    Raises
    ------
    InputError
        ``unknown-module``, ``module-datasheet`` or ``component-file``.
    """
    from retrofit.solar.products import datasheet, equipment, pvsyst

    if name is None:
        return equipment.default_module()
    own = project.modules.get(name)
    if own is None and pvsyst.is_component(name):
        return _component(pvsyst.read_pan, project.beside(name), place)
    if own is None:
        _not_nearly(name, tuple(project.modules), place)
        return equipment.find_module(name, place)
    return datasheet.module_from_datasheet(
        name=name, v_mp=own.v_mp, i_mp=own.i_mp, v_oc=own.v_oc, i_sc=own.i_sc, alpha_isc=own.alpha_isc_pct_k / 100.0 * own.i_sc,
        beta_voc=own.beta_voc_pct_k / 100.0 * own.v_oc, gamma_pmp=own.gamma_pmp_pct_k / 100.0, cells_in_series=own.cells_in_series,
        length_m=own.length_m, width_m=own.width_m, manufacturer=own.manufacturer, technology=own.technology,
        bifaciality=own.bifaciality, max_system_voltage=own.max_system_voltage, max_fuse_a=own.max_fuse_a, source=DATASHEET,
        p_max_w=own.p_max_w,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _read(read: Callable[[Path, str], Any], path: Path, place: str, changed_ns: int) -> Any:
    """A component file, once for as long as it does not change."""
    return read(path, place)


def _component(read: Callable[[Path, str], Any], path: Path, place: str) -> Any:
    """A module or inverter of a component file."""
    return _read(read, path, place, path.stat().st_mtime_ns if path.is_file() else 0)


def inverter_of(project: Project, name: str, place: str = "inverter") -> Inverter:
    """The inverter of this name: from the project, the built-in table or the CEC library.

    Raises
    ------
    InputError
        ``unknown-inverter``, ``inverter-datasheet`` or ``component-file``.
    """
    from retrofit.solar.products import datasheet, equipment, model, plausible, pvsyst

    own = project.inverters.get(name)
    if own is None and pvsyst.is_component(name):
        return _component(pvsyst.read_ond, project.beside(name), place)
    if own is None:
        _not_nearly(name, tuple(project.inverters), place, "inverter")
        return equipment.find_inverter(name, place)
    nominal = own.v_nominal or 0.5 * (own.mppt_low_v + own.mppt_high_v)
    sandia = datasheet.sandia_from_efficiency(own.pac_max_w, own.eta_max, own.eta_euro, nominal, own.night_w)
    out = model.Inverter(
        name=name, pac_max_w=own.pac_max_w, pdc_max_w=sandia["Pdco"], vdc_max=own.vdc_max, mppt_low_v=own.mppt_low_v, mppt_high_v=own.mppt_high_v, v_start=own.v_start or own.mppt_low_v,
        idc_max_a=own.idc_max_a, isc_max_a=own.isc_max_a, mppts=own.mppts, night_w=own.night_w, sandia=sandia, source=DATASHEET, status="confirmed",
    )  # fmt: skip
    problems = plausible.inverter_problems(out)
    if problems:
        raise InputError(problems)
    return out


def rows_of(layout: Layout) -> Rows:
    """Rows on racks for the shading of one by the next: three bypass parts of a module in landscape, one in portrait."""
    parts = 3 if layout.orientation == "landscape" else 1
    return Rows(min(layout.ground_cover_ratio, 1.0), max(layout.rows, 1), parts * layout.shape.modules_up)


def settings_of(plane: RoofPlane, layout: Layout | None, dc_ac: float, module: Module | None = None) -> PVSettings:
    """Settings of an array: rows of laid racks, at any tilt, shade each other in place of the lump loss for shading."""
    settings = PVSettings(dc_ac_ratio=dc_ac, module=module)
    if layout is None or plane.mounting != "open_rack":
        return settings
    return replace(settings, rows=rows_of(layout), losses={**settings.losses, "shading": 0.0})


def capacity_of(project: Project, measure: Pv, plane: RoofPlane, latitude: float) -> float:
    """kWp of a ``pv`` measure: as asked, or as much as fits."""
    from retrofit.solar.roof.capacity import capacity_from_roof

    if measure.capacity_kwp is not None:
        return measure.capacity_kwp
    module = module_of(project, measure.module) if plane.shape is not None else None
    return capacity_from_roof(plane, latitude, module)
