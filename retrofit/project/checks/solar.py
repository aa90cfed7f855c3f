"""Checks of roofs and of the measure ``pv``: outlines, footprints, modules, inverters, what fits. No simulation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from retrofit.measures.pv import Pv
from retrofit.project.schema.project import Project

Place = Callable[..., str]
FOOTPRINT_MARGIN = 1.02
"""Roofs may pass the footprint by 2 % (rounding of areas)."""
AREA_MARGIN = 1.25
"""Capacity asked for may pass the area rule's by 25 % (better modules), a laid roof's by rounding only."""
LAID_MARGIN = 1.005


def footprint_problem(
    area_m2: float, tilt_deg: float, footprint_m2: float, place: str, cure: str = "correct the roof's area"
) -> Problem | None:
    """A roof whose horizontal projection is larger than its building's footprint."""
    projected = area_m2 * math.cos(math.radians(tilt_deg))
    if projected <= footprint_m2 * FOOTPRINT_MARGIN:
        return None
    largest = footprint_m2 / math.cos(math.radians(tilt_deg)) if tilt_deg < 89.0 else math.inf
    return Problem(
        "roof-footprint",
        place,
        "roof is larger than the building's footprint",
        area_m2,
        message("<= {largest:.0f} m2", largest=largest),
        message("{cure}, or the building's floor area and storeys", cure=cure),
    )


def _shape_problems(project: Project, k: int, place: Place) -> list[Problem]:
    """Outlines that are none, and obstacles beside the roof."""
    from retrofit.project.objects.roofs import outline_of, outline_problem, shape_of
    from retrofit.solar.roof import geometry

    roof = project.roofs[k]
    outline = outline_of(roof)
    if outline is None:
        return []
    found = []
    for points, where in (
        (outline, ("polygon",)),
        *(
            (item.polygon, (kind, n, "polygon"))
            for kind in ("obstacles", "walkways")
            for n, item in enumerate(getattr(roof, kind))
            if item.polygon is not None
        ),
    ):
        text = outline_problem(points)
        if text:
            cure = "give the corners in order, around the outline"
            found.append(Problem("roof-outline", place("roofs", k, *where), text, None, "a simple polygon", cure))
    if found:
        return found
    shape = shape_of(roof)
    assert shape is not None
    edge = np.array(shape.outline)
    for n, item in enumerate(shape.obstacles):
        corners = np.array(item.corners)
        middle = corners.mean(axis=0)
        reach = (corners.max(axis=0) < edge.min(axis=0)) | (corners.min(axis=0) > edge.max(axis=0))
        if reach.any() and not geometry.contains(edge, middle[:1], middle[1:]).any():
            kind = ("walkways", n - len(roof.obstacles)) if item.walkway else ("obstacles", n)
            found.append(
                Problem(
                    "roof-obstacle",
                    place("roofs", k, *kind),
                    message("{name!r} lies beside the roof", name=Verbatim(item.name)),
                    None,
                    "inside the outline",
                    "correct x and y: they start at the outline's own zero, in metres",
                    severity="warning",
                )
            )
    return found


def roof_problems(project: Project, place: Place, footprint_of: Callable[[Any], float | None]) -> list[Problem]:
    """Outlines, and roofs against the footprints of their buildings."""
    from retrofit.project.objects.roofs import shape_of

    names = [b.name for b in project.buildings]
    found: list[Problem] = []
    used: dict[str, float] = {}
    for k, roof in enumerate(project.roofs):
        broken = _shape_problems(project, k, place)
        found += broken
        if roof.building not in names or any(p.severity == "error" for p in broken):
            continue
        building = project.buildings[names.index(roof.building)]
        footprint = footprint_of(building)
        if footprint is None:
            continue
        footprint *= building.count
        shape = shape_of(roof)
        area = roof.area_m2 if shape is None else round(shape.area_m2 * shape.count, 1)
        assert area is not None
        key = "area_m2" if shape is None else "polygon" if roof.polygon is not None else "length_m"
        cure = "correct the roof's area" if shape is None else "correct the outline"
        tilt = 0.0 if roof.mounting == "open_rack" else roof.tilt_deg
        problem = footprint_problem(area, tilt, footprint, place("roofs", k, key), cure)
        if problem:
            found.append(problem)
            continue
        used[roof.building] = used.get(roof.building, 0.0) + area * math.cos(math.radians(tilt))
        if used[roof.building] > footprint * FOOTPRINT_MARGIN:
            found.append(
                Problem(
                    "roof-footprint",
                    place("roofs", k, key),
                    "the roofs of this building together are larger than its footprint",
                    round(used[roof.building]),
                    message("<= {footprint:.0f} m2 projected", footprint=footprint),
                    "correct the areas",
                )
            )
    return found


def _equipment_problems(project: Project, m: Pv, where: tuple[Any, ...], place: Place) -> list[Problem]:
    from retrofit.project.objects.roofs import inverter_of, module_of

    found: list[Problem] = []
    for key, name, find in (("module", m.module, module_of), ("inverter", m.inverter, inverter_of)):
        if name is None:
            continue
        try:
            find(project, name, place(*where, key))
        except InputError as error:
            found += error.problems
    return found


def _most(project: Project, index: int, m: Pv, latitude: float) -> tuple[float, str]:
    """What fits on a roof with the measure's module, kWp, and how that was found."""
    from retrofit.project.objects.roofs import module_of, plane_of
    from retrofit.solar.roof.capacity import capacity_from_roof

    plane = plane_of(project, index, latitude)
    if plane.shape is None:
        return capacity_from_roof(plane, latitude), f"on {plane.area_m2:g} m2 (5.3 m2/kWp)"
    module = module_of(project, m.module)
    return capacity_from_roof(plane, latitude, module), f"with {module.name} laid on the outline"


def pv_problems(project: Project, place: Place, latitude: float) -> list[Problem]:
    """Equipment by name, and capacity against what fits on the roof; call only with sound roofs."""
    found: list[Problem] = []
    for package, measures in project.packages.items():
        share: dict[int, float] = {}
        module: dict[int, str | None] = {}
        for k, m in enumerate(measures):
            where = ("packages", package, k)
            if not isinstance(m, Pv):
                continue
            broken = _equipment_problems(project, m, where, place)
            found += broken
            index = project.roof_index(m.roof)
            if index is None or broken:
                continue
            try:
                most, how = _most(project, index, m, latitude)
            except InputError as error:
                found += [Problem(**{**p.as_dict(), "place": place("roofs", index)}) for p in error.problems]
                continue
            laid = project.roofs[index].area_m2 is None
            name = project.roof_name(index)
            if most <= 0.0:
                cure = "smaller setbacks or a smaller module, or leave this roof out"
                text = message("not one module fits on the roof {name!r}", name=Verbatim(name))
                found.append(Problem("roof-empty", place(*where, "roof"), text, None, "", cure))
                continue
            if laid and module.setdefault(index, m.module) != m.module:
                text = message("two kinds of module on the outline of {name!r}", name=Verbatim(name))
                cure = "give each its own roof with its own outline"
                found.append(Problem("pv-module-mix", place(*where, "module"), text, m.module, "one kind a roof", cure))
            share[index] = share.get(index, 0.0) + (m.capacity_kwp or most) / most
            if share[index] > (LAID_MARGIN if laid else AREA_MARGIN):
                found.append(
                    Problem(
                        "pv-capacity",
                        place(*where, "capacity_kwp"),
                        message("more modules than the roof {name!r} can carry", name=Verbatim(name)),
                        round(share[index] * most, 1),
                        message("<= {most:.1f} kWp {how}", most=most, how=how),
                        "lower the capacity, or correct the roof",
                    )
                )
    return list(dict.fromkeys(found))
