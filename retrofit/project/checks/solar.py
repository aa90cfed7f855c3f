"""Checks of roofs and of the measure ``pv``: outlines, footprints, modules, inverters, what fits. No simulation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from retrofit.measures.pv import Pv
from retrofit.project.schema.project import Project
from retrofit.project.unsound import Unsound

Place = Callable[..., str]
FOOTPRINT_MARGIN = 1.02
"""Roofs may pass the footprint by 2 % (rounding of areas)."""
EAVES_M = 0.8
"""Eaves as wide as this all around are told, wider ones refused (village houses have 0.3 to 0.8 m; own choice)."""
AREA_MARGIN = 1.25
"""Capacity asked for may pass the area rule's by 25 % (better modules), a laid roof's by rounding only."""
LAID_MARGIN = 1.005
BEYOND_M = 0.1
"""Past the edge of the roof's extent, m, so much is rounding."""
FACING_TILT_DEG = 5.0
FACING_LATITUDE = 5.0
"""From this tilt and latitude on it matters on which side of the ridge modules lie."""
POLE_DEG = 67.5
"""Within this angle of the pole a plane faces it: north-west to north-east north of the equator."""


def with_eaves(footprint_m2: float, count: int = 1) -> float:
    """Largest plan area of a roof over footprints of this area together, with eaves all around of square buildings, m2."""
    return count * (math.sqrt(footprint_m2 / count) + 2.0 * EAVES_M) ** 2


def footprint_problem(
    area_m2: float,
    tilt_deg: float,
    footprint_m2: float,
    place: str,
    cure: str = "correct the roof's area",
    count: int = 1,
) -> Problem | None:
    """A roof whose horizontal projection is larger than its building's footprint: told within eaves, refused beyond."""
    projected = area_m2 * math.cos(math.radians(tilt_deg))
    if projected <= footprint_m2 * FOOTPRINT_MARGIN:
        return None
    largest = footprint_m2 / math.cos(math.radians(tilt_deg)) if tilt_deg < 89.0 else math.inf
    eaves = projected <= with_eaves(footprint_m2, count)
    return Problem(
        "roof-footprint",
        place,
        "roof reaches beyond the building's footprint, as one with eaves does" if eaves else "roof is larger than the building's footprint",
        area_m2,
        message("<= {largest:.0f} m2", largest=largest),
        message("keep it if the roof has eaves; else {cure}" if eaves else "{cure}, or the building's floor area and storeys", cure=message(cure)),
        severity="warning" if eaves else "error",
    )  # fmt: skip


def _shape_problems(project: Project, k: int, place: Place) -> list[Problem]:
    """Outlines that are none, and obstacles beside the roof."""
    from retrofit.project.objects.roofs import outline_of, outline_problem, shape_of

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
        if item.parapet:
            continue
        told = _beside(np.array(item.corners), edge)
        if told:
            kind = ("walkways", n - len(roof.obstacles)) if item.walkway else ("obstacles", n)
            found.append(
                Problem(
                    "roof-obstacle",
                    place("roofs", k, *kind),
                    message(told, name=Verbatim(item.name)),
                    None,
                    "inside the outline",
                    "correct x and y: they start at the outline's own zero, in metres",
                    severity="warning",
                )
            )
    return found


def _beside(corners: np.ndarray, edge: np.ndarray) -> str:
    """What is to be told of a thing beside or across the edge of a roof; empty where it lies within the roof's extent."""
    from retrofit.solar.roof import geometry

    low, high, middle = corners.min(axis=0), corners.max(axis=0), corners.mean(axis=0)
    if ((high < edge.min(axis=0)) | (low > edge.max(axis=0))).any():
        return "" if geometry.contains(edge, middle[:1], middle[1:]).any() else "{name!r} lies beside the roof"
    past = (low < edge.min(axis=0) - BEYOND_M) | (high > edge.max(axis=0) + BEYOND_M)
    return "{name!r} reaches past the edge of the roof: only what lies on it counts" if past.any() else ""


def roof_problems(
    project: Project, place: Place, footprint_of: Callable[[Any], float | None], unsound: Unsound
) -> tuple[list[Problem], set[int]]:
    """Outlines, and roofs against the footprints of their buildings; and the numbers of the roofs of which no more can be said."""
    from retrofit.project.objects.roofs import shape_of

    names = [b.name for b in project.buildings]
    found: list[Problem] = []
    used: dict[str, float] = {}
    bad = set(unsound.roofs)
    for k, roof in enumerate(project.roofs):
        if k in bad:
            continue
        broken = _shape_problems(project, k, place)
        found += broken
        if any(p.severity == "error" for p in broken):
            bad.add(k)
            continue
        if roof.building not in names or roof.building in unsound.buildings:
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
        problem = footprint_problem(area, tilt, footprint, place("roofs", k, key), cure, building.count)
        if problem:
            found.append(problem)
            if problem.severity == "error":
                bad.add(k)
                continue
        used[roof.building] = used.get(roof.building, 0.0) + area * math.cos(math.radians(tilt))
        if problem is None and used[roof.building] > footprint * FOOTPRINT_MARGIN:
            eaves = used[roof.building] <= with_eaves(footprint, building.count)
            found.append(
                Problem(
                    "roof-footprint",
                    place("roofs", k, key),
                    "the roofs of this building together are larger than its footprint",
                    round(used[roof.building]),
                    message("<= {footprint:.0f} m2 projected", footprint=footprint),
                    "keep them if the roofs have eaves; else correct the areas" if eaves else "correct the areas",
                    severity="warning" if eaves else "error",
                )
            )
    return found, bad


def _own_places(error: InputError, where: tuple[Any, ...], keys: set[str], place: Place) -> list[Problem]:
    """Problems of a product of the file at its own lines: ``module.v_mp`` is a key of the entry."""
    out = []
    for p in error.problems:
        key = p.place.rpartition(".")[2]
        out.append(replace(p, place=place(*where, *((key,) if key in keys else ()))))
    return out


def product_problems(project: Project, place: Place) -> list[Problem]:
    """Modules and inverters of the file, also those that no measure names."""
    from retrofit.project.objects.roofs import inverter_of, module_of
    from retrofit.project.schema.products import InverterSpec, ModuleSpec

    found: list[Problem] = []
    pairs: tuple[tuple[str, Any, Any], ...] = (
        ("modules", module_of, ModuleSpec),
        ("inverters", inverter_of, InverterSpec),
    )
    for key, find, spec in pairs:
        for name in getattr(project, key):
            try:
                find(project, name)
            except InputError as error:
                found += _own_places(error, (key, name), set(spec.model_fields), place)
    return found


def _equipment_problems(
    project: Project, m: Pv, where: tuple[Any, ...], place: Place, unsound: Unsound
) -> tuple[bool, list[Problem]]:
    """Whether the measure's products are sound, and what is wrong with those that are not of the file itself."""
    from retrofit.project.objects.roofs import inverter_of, module_of

    found: list[Problem] = []
    sound = True
    for key, name, find, own in (
        ("module", m.module, module_of, project.modules),
        ("inverter", m.inverter, inverter_of, project.inverters),
    ):
        if name is None:
            continue
        try:
            find(project, name, place(*where, key))
        except InputError as error:
            sound = False
            if name not in own and not unsound.product(name):
                found += error.problems
    return sound, found


def box_problems(project: Project, place: Place, latitude: float, unsound: Unsound) -> list[Problem]:
    """Nearby boxes that hold the modules themselves: most often the building under them, given as its own neighbour."""
    from retrofit.project.objects.roofs import plane_of
    from retrofit.solar.chain.shading import plane_points

    found = []
    for k, roof in enumerate(project.roofs):
        if not roof.nearby or k in unsound.roofs:
            continue
        try:
            plane = plane_of(project, k, latitude)
        except InputError:
            continue  # told with the roof
        points = np.vstack(
            [np.zeros((1, 3)), plane_points(plane.area_m2 / roof.count, plane.tilt_deg, plane.azimuth_deg)]
        )
        for n, box in enumerate(roof.nearby):
            sides = np.array([box.east_m, box.north_m, box.up_m])
            inside = np.asarray(((points > sides[:, 0]) & (points < sides[:, 1])).all(axis=1))
            if not inside.any():
                continue
            text = "the box holds the centre of the modules: is it the building under them?" if inside[0] else "the box holds a part of the modules, which are dark all the year"  # fmt: skip
            cure = "leave the own building out; up_m counts from the centre of the modules" if inside[0] else "give what stands on the roof as obstacles, and correct east_m and north_m of a neighbour"  # fmt: skip
            found.append(Problem("nearby-holds-roof", place("roofs", k, "nearby", n), text, None, "a box beside the modules", cure, "error" if inside[0] else "warning"))  # fmt: skip
    return found


def facing_problems(project: Project, place: Place, latitude: float, unsound: Unsound) -> list[Problem]:
    """Roofs that face the pole: it may be so, and it may be a convention that counts from south, or a default of the other hemisphere."""
    from retrofit.project.schema.bearing import direction

    found = []
    away = 0.0 if latitude > 0.0 else 180.0
    for k, roof in enumerate(project.roofs):
        if k in unsound.roofs:
            continue
        off = abs((roof.azimuth_deg - away + 180.0) % 360.0 - 180.0)
        if abs(latitude) < FACING_LATITUDE or roof.tilt_deg < FACING_TILT_DEG or off >= POLE_DEG:
            continue
        other = (roof.azimuth_deg + 180.0) % 360.0
        text = message("these modules face {name}, away from the sun; azimuths count from north (0 is north, 180 south)", name=message(direction(roof.azimuth_deg)))  # fmt: skip
        cure = message("azimuth_deg: {other:g} faces {name}; keep it if the roof does face the pole (retrofit solar says what the other side would give)", other=other, name=message(direction(other)))  # fmt: skip
        found.append(Problem("roof-azimuth", place("roofs", k, *(("azimuth_deg",) if "azimuth_deg" in roof.model_fields_set else ())), text, roof.azimuth_deg, "", cure, "warning"))  # fmt: skip
    return found


def _most(project: Project, index: int, m: Pv, latitude: float) -> tuple[float, str]:
    """What fits on a roof with the measure's module, kWp, and how that was found."""
    from retrofit.project.objects.roofs import module_of, plane_of
    from retrofit.solar.roof.capacity import capacity_from_roof

    plane = plane_of(project, index, latitude)
    if plane.shape is None:
        return capacity_from_roof(plane, latitude), message("on {area:g} m2 (5.3 m2/kWp)", area=plane.area_m2)
    module = module_of(project, m.module)
    return capacity_from_roof(plane, latitude, module), message(
        "with {name} laid on the outline", name=Verbatim(module.name)
    )


def _small(project: Project, m: Pv, place: str) -> list[Problem]:
    """A capacity that holds not one module."""
    from retrofit.project.objects.roofs import module_of

    module = module_of(project, m.module)
    least = module.pdc_stc_w / 1000.0
    if m.capacity_kwp is None or m.capacity_kwp >= least * 0.999:
        return []
    return [Problem("pv-capacity", place, message("not one module of {watts:.0f} W", watts=module.pdc_stc_w), m.capacity_kwp, message(">= {least:.2f} kWp", least=least), "capacity_kwp counts kW of modules")]  # fmt: skip


def pv_problems(project: Project, place: Place, latitude: float, unsound: Unsound) -> list[Problem]:
    """Equipment by name, and, of sound roofs, what stands on and beside them and the capacity that fits."""
    found = product_problems(project, place)
    found += box_problems(project, place, latitude, unsound) + facing_problems(project, place, latitude, unsound)
    for package, measures in project.packages.items():
        share: dict[int, float] = {}
        module: dict[int, str | None] = {}
        for k, m in enumerate(measures):
            where = ("packages", package, k)
            if not isinstance(m, Pv):
                continue
            sound, broken = _equipment_problems(project, m, where, place, unsound)
            found += broken
            index = project.roof_index(m.roof)
            if index is None or index in unsound.roofs or not sound:
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
            found += _small(project, m, place(*where, "capacity_kwp"))
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
