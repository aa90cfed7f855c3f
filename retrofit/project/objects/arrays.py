"""A project's ``pv`` measures as arrays of the yield chain, with the surroundings and the choices of its key ``solar``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.project.objects.roofs import array_of_measure, inverter_of, module_of
from retrofit.project.schema.project import Project
from retrofit.project.schema.solar import Pv
from retrofit.project.schema.solar_yield import YieldSpec
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.shading import Bifacial, Box
from retrofit.solar.roof.plane import RoofPlane
from weather.horizon import Horizon, read_horizon
from weather.sun import SkyOptions

QUIET_DC_AC = 1.15
"""Up to this DC/AC ratio clipping within the hour is not worth a word."""


def horizon_of(project: Project, folder: Path) -> Horizon | None:
    """The horizon profile that the project names, read once for a run.

    Raises
    ------
    InputError
        What ``weather.horizon.read_horizon`` raises.
    """
    if project.solar.horizon is None:
        return None
    path = Path(project.solar.horizon).expanduser()
    return read_horizon(path if path.is_absolute() else folder / path)


def surrounded(project: Project, horizon: Horizon | None, array: PVArray, measure: Pv) -> PVArray:
    """An array with the project's horizon, nearby boxes, dirt, reflectance, losses and models.

    Where horizon or boxes are computed the lump loss for shading goes, unless the project gives its own.
    """
    spec: YieldSpec = project.solar
    roof = project.roofs[project.roof_index(measure.roof) or 0]
    boxes = tuple(Box(b.east_m, b.north_m, b.up_m) for b in roof.nearby)
    s = array.settings
    modelled = {"shading": 0.0} if boxes or horizon is not None else {}
    module = s.module
    dc = s.models.dc
    if spec.dc == "single_diode":
        module = module or module_of(project, measure.module)
        dc = "single_diode" if module.cec is not None else dc
    back = None
    if spec.bifacial_clearance_m is not None and s.rows is not None and module is not None and module.bifaciality > 0.0:
        back = Bifacial(spec.bifacial_clearance_m, module.length_m, s.rows.gcr, module.bifaciality)
    settings = replace(
        s, losses=s.losses | modelled | {str(k): v for k, v in spec.losses.items()}, models=replace(s.models, dc=dc, sky=SkyOptions(spec.sky)),
        module=module, albedo=s.albedo if spec.albedo is None else spec.albedo, soiling_monthly=spec.soiling_monthly,
        horizon=horizon, obstacles=boxes, bifacial=back,
    )  # fmt: skip
    return replace(array, settings=settings)


def _with_inverter(project: Project, array: PVArray, measure: Pv) -> PVArray:
    """The named inverter by the Sandia model, as many as asked or as the DC/AC ratio needs; strings where their length is given."""
    if measure.inverter is None:
        return array
    inverter = inverter_of(project, measure.inverter)
    s = array.settings
    count = measure.inverters or max(1, round(array.capacity_kwp * 1000.0 / measure.dc_ac / inverter.pac_max_w))
    strings = measure.string_length if s.models.dc == "single_diode" else None
    settings = replace(
        s, models=replace(s.models, inverter="sandia"), inverter=inverter, inverters=count, modules_per_string=strings
    )  # fmt: skip
    return replace(array, settings=settings, inverter_group=measure.inverter_group or "")


def arrays_of(
    project: Project, planes: Sequence[RoofPlane], horizon: Horizon | None, latitude: float, package: Sequence[Any]
) -> list[tuple[Pv, PVArray]]:
    """Every ``pv`` measure of a package with its array."""
    out = []
    for m in package:
        if isinstance(m, Pv):
            plane = planes[project.roof_index(m.roof) or 0]
            array = surrounded(project, horizon, array_of_measure(project, m, plane, latitude), m)
            out.append((m, _with_inverter(project, array, m)))
    return out


def notes_of(arrays: Sequence[PVArray]) -> tuple[Assumption, ...]:
    """What the surroundings of arrays rest on."""
    notes = []
    ratio = max((a.settings.dc_ac_ratio for a in arrays), default=0.0)
    if ratio > QUIET_DC_AC:
        notes.append(
            Assumption(
                "pv.subhourly_clipping", 0.0, "-", "comparison of hourly and minute simulations in the literature", "unconfirmed",
                message("not counted: hourly means hide what is clipped within the hour, below 1 % at DC/AC 1.2, several percent at 1.5 (here {ratio:.2f})", ratio=ratio),
            )
        )  # fmt: skip
    for a in arrays:
        s = a.settings
        if s.rows is not None:
            notes.append(
                Assumption(
                    f"pv.rows {a.plane.name}", round(s.rows.gcr, 3), "-", "layout of the racks", "confirmed",
                    "ground cover ratio; the shade of row on row is computed hour by hour",
                )
            )  # fmt: skip
        if s.horizon is not None or s.obstacles:
            notes.append(
                Assumption(
                    f"pv.shading {a.plane.name}", s.losses.get("shading", 0.0), "-", "the project file", "confirmed",
                    "horizon and nearby boxes are computed hour by hour; this is what is taken beside them",
                )
            )  # fmt: skip
    return tuple(notes)
