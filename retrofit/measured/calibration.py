"""Fitting a few numbers of an archetype to utility bills, with what the bills can and cannot tell.

A bounded least-squares fit of scaled parameters ``x`` (0 = prior, 1 = one standard deviation of the prior): the sum of squared bill errors,
each over its standard error, plus ``x**2``, is least (a maximum a posteriori estimate with independent normal priors). The
covariance at the fit, ``(J'J + 1)^-1``, says how much of the prior's spread the bills took away. NMBE and CV(RMSE) after ASHRAE
Guideline 14-2014 (section 5.3.2.4; monthly limits 5 % and 15 %, one parameter).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from buildings import systems
from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest, catalogue, gb_loads
from buildings.model import Building
from buildings.thermal import loads
from foundation.carriers import TABLE
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from foundation.tables import read_table
from retrofit.measured.bills import Bill, weights
from retrofit.measured.calibration_result import WEAK, Calibration, Fit, Parameter, guideline14
from retrofit.packages.context import Context
from retrofit.packages.thermal_cache import MODE
from retrofit.project.schema import project as schema

BILL_ERROR = 0.05
"""Standard error of a bill and of the model behind it, as a share of the carrier's mean bill."""
STEP = 0.05
"""Finite difference in units of the prior's standard deviation."""
FARTHEST = 10.0
"""Bills over model, in sum of a carrier, beyond which the bills are of something else: the priors' spread is a factor of 1.4 to 1.6."""
TOGETHER = 0.8
"""Correlation from which two parameters are only known together."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A parameter: key of the project file, centre, standard deviation on a ``log`` or ``linear`` scale, bounds."""

    key: str
    centre: float
    log: bool
    sd: float
    low: float
    high: float
    digits: int

    def value(self, x: float) -> float:
        """Parameter at ``x`` standard deviations from the centre, inside its bounds."""
        raw = self.centre * np.exp(self.sd * x) if self.log else self.centre + self.sd * x
        return float(min(max(raw, self.low), self.high))

    def scaled(self, value: float) -> float:
        """``x`` of a value."""
        return float((np.log(value / self.centre) if self.log else value - self.centre) / self.sd)


def pick(project: schema.Project, name: str | None) -> schema.BuildingSpec:
    """The building that the bills belong to.

    Raises
    ------
    InputError
        ``unknown-building``; ``calibrate-building`` when there are several and none is named.
    """
    names = [b.name for b in project.buildings]
    if name is None and len(names) > 1:
        raise InputError(
            Problem(
                "calibrate-building", "--building", "which building are the bills of?", None, Verbatim(", ".join(names)), "say --building NAME"
            )
        )  # fmt: skip
    chosen = next((b for b in project.buildings if b.name == (name or names[0])), None)
    if chosen is None:
        raise InputError(
            Problem("unknown-building", "--building", "the project has no such building", name, Verbatim(", ".join(names)), "take one of these names")
        )  # fmt: skip
    return chosen


def _centres(spec: schema.BuildingSpec, building: Building) -> dict[str, float]:
    """What the archetype says of every parameter that this building has."""
    row = catalogue()[spec.archetype]
    table = gb_loads(row["schedule"]) if spec.comfort == "code" else row
    served = building.zones[0]
    out = {
        "equipment_w_m2": float(table["equipment_w_m2"]) if spec.equipment_w_m2 is None else spec.equipment_w_m2,
        "lighting_w_m2": float(table["lighting_w_m2"]) if spec.lighting_w_m2 is None else spec.lighting_w_m2,
        "occupants": building.floor_area_m2 / float(row["area_m2_per_person"])
        if spec.occupants is None
        else spec.occupants,
    }
    meals = float(row["meals_default"]) if spec.meals_per_day is None else spec.meals_per_day
    if meals > 0.0 and building.systems.cooking is not None and row["class"] != "residential":
        out["meals_per_day"] = meals
    if spec.n50_ach is not None:
        out["n50_ach"] = spec.n50_ach
    elif building.infiltration_ach is not None:
        out["infiltration_ach"] = building.infiltration_ach
    if spec.comfort == "habit":
        points = {
            "heating_setpoint_c": np.asarray(served.thermostat.heating_c),
            "cooling_setpoint_c": np.asarray(served.thermostat.cooling_c),
        }
        on = {k: float(np.nanmax(v)) for k, v in points.items() if not np.isnan(v).all()}
        out |= on
        if on:
            out["served_share"] = served.floor_area_m2 / building.floor_area_m2
    return {k: v for k, v in out.items() if v > 0.0}


def priors_of(spec: schema.BuildingSpec, building: Building) -> tuple[Prior, ...]:
    """Priors around what the project or its archetype says (``calibration_priors.csv``)."""
    centres = _centres(spec, building)
    out = []
    for r in read_table("retrofit", "calibration_priors.csv"):
        if r["key"] in centres:
            low, high = float(r["low"]), float(r["high"])
            centre = min(max(centres[r["key"]], low), high)
            out.append(Prior(r["key"], centre, r["scale"] == "log", float(r["sd"]), low, high, int(r["digits"])))
    return tuple(out)


def model_of(
    ctx: Context, spec: schema.BuildingSpec, bills: Sequence[Bill]
) -> Callable[[tuple[tuple[str, float], ...]], np.ndarray]:
    """kWh by bill as a function of the parameters (key, value); of one building; remembered."""
    share = weights(bills, ctx.year.index)
    carriers = [b.carrier for b in bills]
    measured = np.array([b.kwh for b in bills])
    base = spec.archetype_values() | {"count": 1}

    @cache
    def run(values: tuple[tuple[str, float], ...]) -> np.ndarray:
        building = build.build(ArchetypeRequest(climate_zone=ctx.zone, **(base | dict(values))), ctx.year)
        try:
            thermal = loads.simulate(building, ctx.year, MODE)
        except loads.SimulationError:
            told = "the building would have to be hotter than any building is, to use what the bills say"
            raise _other_building(spec.name, told, f"{measured.sum():,.0f} kWh") from None
        demand = systems.demand(building, thermal, ctx.year)
        hourly = {c: demand.carrier_kw(c) for c in dict.fromkeys(carriers)}
        return np.array([row @ hourly[c] for row, c in zip(share, carriers, strict=True)])

    return run


def _fits(bills: Sequence[Bill], measured: np.ndarray, model: np.ndarray) -> tuple[Fit, ...]:
    carriers = np.array([b.carrier for b in bills])
    return tuple(
        guideline14(measured[carriers == c], model[carriers == c], c) for c in dict.fromkeys(carriers.tolist())
    )


def _covariance(jacobian: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Posterior covariance in units of the priors; where the bills are followed worse than their error says, they count for less."""
    n, p = jacobian.shape
    tight = jacobian.T @ jacobian
    effective = float(np.trace(np.linalg.solve(tight + np.eye(p), tight)))
    scale = max(1.0, float(left @ left) / max(n - effective, 1.0))
    return np.asarray(np.linalg.inv(tight / scale + np.eye(p)))


def _parameter(prior: Prior, x: float, sd: float) -> Parameter:
    value = prior.value(x)
    return Parameter(
        key=prior.key, prior=prior.centre, prior_low=prior.value(-1.0), prior_high=prior.value(1.0), value=round(value, prior.digits), low=prior.value(x - sd), high=prior.value(x + sd),
        share=sd, moved=float(x), at_bound=bool(np.isclose(value, prior.low) or np.isclose(value, prior.high)),
    )  # fmt: skip


def _fit(
    errors: Callable[[np.ndarray], np.ndarray], priors: Sequence[Prior], free: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Most likely ``x`` with only the ``free`` parameters moved, and the bills' Jacobian over all parameters there, (bills, parameters)."""
    from scipy.optimize import least_squares

    top = np.array([p.scaled(p.high) for p in priors])

    def whole(part: np.ndarray) -> np.ndarray:
        x = start.copy()
        x[free] = part
        return x

    def jacobian(x: np.ndarray, moved: np.ndarray) -> np.ndarray:
        base = errors(x)
        steps = np.where((x > 0.0) | (x + STEP > top), -STEP, STEP)  # a bound is never passed
        columns = [(errors(x + steps[i] * np.eye(len(x))[i]) - base) / steps[i] for i in np.flatnonzero(moved)]
        return np.stack(columns, axis=1)

    def residuals(part: np.ndarray) -> np.ndarray:
        return np.concatenate([errors(whole(part)), part])

    def slope(part: np.ndarray) -> np.ndarray:
        return np.vstack([jacobian(whole(part), free), np.eye(len(part))])

    if not free.any():
        return start, np.empty((0, len(start)))
    low, high = (np.array([p.scaled(getattr(p, side)) for p in priors])[free] for side in ("low", "high"))
    found = least_squares(
        residuals, np.clip(start[free], low, high), slope, bounds=(low - 1e-6, high + 1e-6), xtol=1e-3, ftol=1e-4, gtol=1e-4, max_nfev=20,
    )  # fmt: skip
    x = whole(found.x)
    return x, jacobian(x, np.ones(len(x), dtype=bool))


def _refuse_unused(name: str, carriers: np.ndarray, measured: np.ndarray, before: np.ndarray) -> None:
    """Refuse bills of a carrier that the building as described does not use.

    Raises
    ------
    InputError
        ``bills-carrier``.
    """
    for c in dict.fromkeys(carriers.tolist()):
        if measured[carriers == c].sum() > 0.0 and before[carriers == c].sum() <= 0.0:
            raise InputError(
                Problem("bills-carrier", name, "the building as described does not use this carrier", c, "", "set heating, hot_water or cooking in the project file, or leave these bills out")
            )  # fmt: skip


def _other_building(name: str, told: str, value: str, allowed: str = "") -> InputError:
    cure = (
        "check the unit and the carrier of the bills, the floor area, and whether the bills are of this building alone"
    )
    return InputError(Problem("bills-building", name, told, value, allowed, cure))


def _refuse_far(name: str, carriers: np.ndarray, measured: np.ndarray, before: np.ndarray) -> None:
    """Refuse bills that no fit of people, devices and set points leads to.

    Raises
    ------
    InputError
        ``bills-building``.
    """
    for c in dict.fromkeys(carriers.tolist()):
        bills, model = float(measured[carriers == c].sum()), float(before[carriers == c].sum())
        if bills > FARTHEST * model:
            told = message("the bills of {carrier} are {times:.0f} times what the building as described uses", carrier=TABLE[c].en, times=bills / model)  # fmt: skip
            raise _other_building(name, told, f"{bills:,.0f} kWh", message("<= {most:,.0f} kWh", most=FARTHEST * model))


def _together(priors: Sequence[Prior], covariance: np.ndarray) -> tuple[tuple[str, str, float], ...]:
    """Pairs of parameters that the bills tell only together, with their correlation."""
    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd)
    return tuple(
        (priors[i].key, priors[j].key, float(correlation[i, j]))
        for i in range(len(priors))
        for j in range(i)
        if abs(correlation[i, j]) > TOGETHER
    )


def calibrate(ctx: Context, spec: schema.BuildingSpec, bills: Sequence[Bill]) -> Calibration:
    """Fit the parameters of one building to its bills.

    First all parameters move; those whose spread the bills hardly narrow go back to their prior, and the others are fitted again, so that
    what is pasted into the project file follows the bills by itself.

    Parameters
    ----------
    ctx : Context
        Site, weather and climate zone.
    spec : BuildingSpec
        The building; ``count`` is ignored, the bills are of one.
    bills : sequence of Bill
        Of one or more carriers.

    Raises
    ------
    InputError
        ``bills-carrier``: a carrier that the building as described does not use; ``bills-building``: bills far above what it uses.
    """
    building = build.build(
        ArchetypeRequest(climate_zone=ctx.zone, **(spec.archetype_values() | {"count": 1})), ctx.year
    )
    priors = priors_of(spec, building)
    run = model_of(ctx, spec, bills)
    measured = np.array([b.kwh for b in bills])
    carriers = np.array([b.carrier for b in bills])
    error = np.array([max(BILL_ERROR * measured[carriers == c].mean(), 1.0) for c in carriers])

    def model(x: np.ndarray) -> np.ndarray:
        return run(tuple((p.key, p.value(v)) for p, v in zip(priors, x, strict=True)))

    before = model(np.zeros(len(priors)))
    _refuse_unused(spec.name, carriers, measured, before)
    _refuse_far(spec.name, carriers, measured, before)

    def errors(x: np.ndarray) -> np.ndarray:
        return (model(x) - measured) / error

    x, jacobian = _fit(errors, priors, np.ones(len(priors), dtype=bool), np.zeros(len(priors)))
    covariance = _covariance(jacobian, errors(x))
    sd = np.sqrt(np.diag(covariance))
    free = sd < WEAK
    x, _ = _fit(errors, priors, free, np.where(free, x, 0.0))
    after = model(x)
    return Calibration(
        building=spec.name,
        bills=tuple(bills),
        before=before,
        after=after,
        fit_before=_fits(bills, measured, before),
        fit_after=_fits(bills, measured, after),
        parameters=tuple(_parameter(p, v, s) for p, v, s in zip(priors, x, sd, strict=True)),
        together=_together(priors, covariance),
        singular_values=tuple(float(v) for v in np.linalg.svd(jacobian, compute_uv=False)),
        simulations=run.cache_info().currsize,  # type: ignore[attr-defined]
        notes=getattr(bills, "notes", ()),
    )
