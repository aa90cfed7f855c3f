"""How far the model of a building is from its utility bills, without fitting anything: for every run of a project that names bills."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foundation.errors import InputError, Problem
from retrofit.measured.bills import Bills, read_bills
from retrofit.measured.calibration import model_of
from retrofit.measured.calibration_result import BillsFit, guideline14
from retrofit.packages.context import Context
from retrofit.project.load import load
from retrofit.project.schema.project import Project


def read_all(project: Project, folder: Path) -> dict[str, Bills]:
    """Bills by building name, of all buildings that name some.

    Raises
    ------
    InputError
        ``bills-missing`` and what `retrofit.measured.bills.read_bills` raises: of all files at once.
    """
    problems: list[Problem] = []
    out = {}
    for number, spec in enumerate(project.buildings):
        if spec.bills is None:
            continue
        name = Path(spec.bills).expanduser()
        path = name if name.is_absolute() else folder / name
        place = f"buildings[{number}].bills"
        if not path.is_file():
            cure = "write the bills there, or leave the key out"
            problems.append(Problem("bills-missing", place, "there is no such file", spec.bills, "", cure))
            continue
        try:
            out[spec.name] = read_bills(path)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return out


def beside(ctx: Context, bills: dict[str, Bills]) -> dict[str, BillsFit]:
    """NMBE and CV(RMSE) of every carrier, by building.

    Raises
    ------
    InputError
        ``bills-carrier``: bills of something that the building as described does not use.
    """
    out, problems = {}, []
    for number, spec in enumerate(ctx.project.buildings):
        if spec.name not in bills:
            continue
        mine = bills[spec.name]
        model = model_of(ctx, spec, mine)(())
        measured = np.array([b.kwh for b in mine])
        carriers = np.array([b.carrier for b in mine])
        fits = []
        for carrier in dict.fromkeys(carriers.tolist()):
            at = carriers == carrier
            if not model[at].any():
                told = "the building as described does not use this carrier"
                cure = "set heating, hot_water or cooking in the project file, or leave these bills out"
                problems.append(Problem("bills-carrier", f"buildings[{number}].bills", told, carrier, "", cure))
            else:
                fits.append(guideline14(measured[at], model[at], carrier))
        out[spec.name] = BillsFit(count=len(mine), measured_kwh=float(measured.sum()), model_kwh=float(model.sum()), fits=tuple(fits))  # fmt: skip
    if problems:
        raise InputError(problems)
    return out


def problems_of(path: Path) -> tuple[Problem, ...]:
    """What is wrong with the bills that a project file without mistakes names."""
    try:
        read_all(load(path), path.parent)
    except InputError as error:
        return tuple(error.problems)
    return ()
