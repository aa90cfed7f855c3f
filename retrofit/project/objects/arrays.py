"""A project's ``pv`` measures as arrays of the yield chain, with the surroundings and the choices of its key ``solar``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from retrofit.measures.pv import Pv
from retrofit.project.objects.roofs import module_of
from retrofit.project.schema.project import Project
from retrofit.project.schema.solar_yield import YieldSpec
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.shading import Bifacial, Box
from weather.horizon import Horizon, read_horizon
from weather.sun import SkyOptions


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
    module = s.module or module_of(project, measure.module)
    dc: Literal["pvwatts", "single_diode"] = "single_diode" if spec.dc == "single_diode" and module.cec is not None else "pvwatts"  # fmt: skip
    back = None
    if spec.bifacial_clearance_m is not None and s.rows is not None and module.bifaciality > 0.0:
        back = Bifacial(spec.bifacial_clearance_m, module.length_m, s.rows.gcr, module.bifaciality)
    settings = replace(
        s, losses=s.losses | modelled | {str(k): v for k, v in spec.losses.items()}, models=replace(s.models, dc=dc, sky=SkyOptions(spec.sky)),
        module=module, albedo=s.albedo if spec.albedo is None else spec.albedo, soiling_monthly=spec.soiling_monthly,
        horizon=horizon, obstacles=boxes, bifacial=back,
    )  # fmt: skip
    return replace(array, settings=settings)
