"""The whole walk: project -> weather -> buildings -> measures -> loads -> demand -> supply -> balance -> verdict.

Each arrow is one function call. Loads are simulated once for every distinct building of the project and kept for the run.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from foundation.provenance import Assumption
from foundation.version import program_version
from retrofit.energy import load_match
from retrofit.measured import beside_bills
from retrofit.measured.calibration_result import BillsFit
from retrofit.money.tariffs.lines import bill_lines
from retrofit.optimise import choice, gap
from retrofit.optimise.closing import levers_of
from retrofit.optimise.results import Choice
from retrofit.packages import comfort_verdict
from retrofit.packages.context import Caches, Context, caches_of, context_of
from retrofit.packages.economics import economics_of
from retrofit.packages.package import PackageYear, comfort_by_all_models, prefetch, simulate
from retrofit.packages.results import BuildingYear
from retrofit.project.objects.money import assumptions_of
from retrofit.project.objects.weather_effects import cured_yields, pv_yields
from retrofit.project.schema.project import Project
from retrofit.results import PackageResult, ProjectResult
from weather.year import WeatherYear

Progress = Callable[[str], None]


def run_package(ctx: Context, name: str, package: Sequence[Any], v: PackageYear, base: PackageYear) -> PackageResult:
    """A simulated package with its verdict and its cost against the first; what closes its gap is not searched yet."""
    cost = economics_of(ctx, package, v, base)
    h = v.balance.columns
    match = load_match.load_match(
        h["pv_ac_kw"] + h["chp_electricity_kw"],
        h["load_electricity_kw"],
        h["battery_charge_kw"] - h["battery_discharge_kw"],
    )
    return PackageResult(
        name=name,
        measures=tuple(m.measure for m in package),
        loads=v.served.loads,
        demand=v.demand,
        solar=v.solar,
        biogas=v.biogas,
        balance=v.balance,
        net_zero=v.net_zero,
        load_match=match,
        economics=cost,
        comfort=v.served.comfort,
        annual=annual_table(v, cost.annual_bill_cny, cost.capex_cny),
        next_steps=(),
        assumptions=tuple(dict.fromkeys(tuple(a for b in v.served.buildings for a in b.assumptions) + v.assumptions)),
        comfort_verdict=comfort_verdict.judge(v.served.comfort_total, base.served.comfort_total),
        latent_cooling_kw=v.served.plant.latent_cooling_kw,
        buildings=by_building(ctx, v),
        bill=bill_lines(v.balance, ctx.tariff),
    )


def by_building(ctx: Context, v: PackageYear) -> tuple[BuildingYear, ...]:
    """What one of each of the project's buildings demands, and how comfortable it is."""
    specs = {b.name: b for b in ctx.project.buildings}
    return tuple(
        BuildingYear(
            name=b.name,
            count=b.count,
            households=specs[b.name].homes,
            floor_area_m2=b.floor_area_m2,
            energy_kwh=v.served.energy_kwh[b.name],
            comfort_share=comfort_verdict.share(v.served.comfort[b.name]),
            hours_too_cold=v.served.comfort[b.name]["hours_too_cold"],
        )
        for b in v.served.buildings
    )


def with_steps(
    ctx: Context, caches: Caches, result: PackageResult, package: Sequence[Any], v: PackageYear
) -> PackageResult:
    """The package with its gap in units to act on, and the next-best steps."""
    from retrofit.optimise.next_steps import candidates

    definitions = gap.with_closing(v.net_zero, levers_of(ctx, v, package))
    if all(d.met for d in definitions.values()):
        return replace(result, net_zero=definitions)
    steps = gap.next_steps(definitions, v.served.comfort_share, candidates(ctx, caches, v, package, definitions))
    return replace(result, net_zero=definitions, next_steps=steps)


def annual_table(v: PackageYear, bill_cny: float, capex_cny: float) -> dict[str, float]:
    """The flat annual table; keys end in their unit."""
    counts = {b.name: b.count for b in v.served.buildings}
    area = sum(b.floor_area_m2 * b.count for b in v.served.buildings)
    out = {
        "floor_area_m2": area,
        "heating_demand_kwh": sum(r.heating_kwh * counts[n] for n, r in v.served.loads.items()),
        "cooling_demand_kwh": sum(r.cooling_kwh * counts[n] for n, r in v.served.loads.items()),
    }
    p = v.served.plant
    out |= {
        "latent_cooling_kwh": float(p.latent_cooling_kw.sum()),
        "heating_nameplate_kw": p.heating_nameplate_kw,
        "cooling_nameplate_kw": p.cooling_nameplate_kw,
        "auxiliary_heat_kwh": p.auxiliary_heat_kwh,
        "heating_unmet_hours": p.heating_unmet_hours,
        "cooling_unmet_hours": p.cooling_unmet_hours,
    }
    uses = v.demand.table().sum()
    out |= {f"{str(k).removesuffix('_kw')}_kwh": float(x) for k, x in uses.items()}
    out |= v.balance.annual_kwh()
    out["electricity_intensity_kwh_m2"] = out["load_electricity_kwh"] / area
    out["pv_capacity_kwp"] = v.solar.capacity_kwp
    if v.biogas is not None:
        b = v.biogas
        out |= {
            "biogas_produced_kwh": float(b.produced_kw.sum()),
            "biogas_used_kwh": float((b.stove_kw + b.boiler_kw + b.chp_kw).sum()),
            "biogas_leaked_kwh": float(b.leaked_kw.sum()),
            "biogas_flared_kwh": float(b.flared_kw.sum()),
            "biogas_vented_kwh": float(b.vented_kw.sum()),
            "biogas_nm3": b.biogas_nm3,
            "methane_to_air_kg": b.methane_leaked_kg,
        }
    out["self_consumption"] = v.balance.self_consumption
    out["self_sufficiency"] = v.balance.self_sufficiency
    out["peak_import_kw"] = float(v.balance.columns["electricity_import_kw"].max())
    out["emissions_kgco2e"] = -v.net_zero["emissions"].balance
    out["primary_energy_kwh"] = -v.net_zero["primary"].balance
    out["bill_cny"] = bill_cny
    out["capex_cny"] = capex_cny
    out["comfort_share"] = v.served.comfort_share
    out |= {k: x for k, x in v.served.comfort_total.items() if k != "occupied_hours"}
    return out


def inputs_hash(project: Project, year: WeatherYear) -> str:
    """SHA-256 of the project and the weather: equal inputs, equal hash."""
    document = json.dumps(project.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256((document + year.source.sha256).encode()).hexdigest()


def chosen_packages(project: Project, packages: Sequence[str] | None) -> list[str]:
    """The packages asked for, each once, or all.

    Raises
    ------
    InputError
        ``unknown-package``.
    """
    names = list(project.packages)
    wanted = list(dict.fromkeys(packages)) if packages else names
    unknown = [p for p in wanted if p not in names]
    if unknown:
        raise InputError(
            [
                Problem(
                    "unknown-package",
                    "--package",
                    "no such package",
                    p,
                    Verbatim(", ".join(names)),
                    "choose one of these",
                )
                for p in unknown
            ]
        )
    return wanted


def run(
    project: Project,
    folder: Path,
    packages: Sequence[str] | None = None,
    progress: Progress | None = None,
    verdict: Callable[[ProjectResult], bool] | None = None,
) -> ProjectResult:
    """Run a project.

    Parameters
    ----------
    project : Project
        Checked (``retrofit.project.load``).
    folder : Path
        Relative weather paths start here.
    packages : sequence of str, optional
        Only these; costs are always against the project's first package.
    progress : callable, optional
        Called with a line before each longer piece of work.
    verdict : callable, optional
        Called with the result as soon as its verdict stands: when the best and the first package know what closes their gaps,
        and before that is searched for the others. If it returns True, that is not done and this result is returned.

    Raises
    ------
    InputError
        ``unknown-package`` and what the weather or the digester raise.
    """
    say = progress or (lambda _line: None)
    wanted = chosen_packages(project, packages)
    timings: dict[str, float] = {}
    bills = beside_bills.read_all(project, folder)
    say("weather")
    clock = time.perf_counter()
    ctx, notes = context_of(project, folder)
    notes += assumptions_of(project.economics)
    caches = caches_of(project)
    fits = beside_bills.beside(ctx, bills)
    timings["weather"] = time.perf_counter() - clock
    say("buildings")
    first = next(iter(project.packages))
    years = _years(ctx, caches, list(dict.fromkeys([first, *wanted])), say, timings)
    results = {n: run_package(ctx, n, project.packages[n], years[n], years[first]) for n in wanted}
    chosen = choice.choose(tuple(results.values()), years[first].net_zero)
    best = chosen.best
    early = {best, wanted[0]}
    for name in sorted(wanted, key=lambda n: n not in early):
        if verdict is not None and name not in early:
            told = _result(ctx, notes, tuple(results.values()), chosen, fits, timings)
            if verdict(told):
                return told
            verdict = None
        say(message("package {name}", name=Verbatim(name)))
        with _timed(timings, f"steps {name}"):
            results[name] = with_steps(ctx, caches, results[name], project.packages[name], years[name])
    if verdict is not None:
        told = _result(ctx, notes, tuple(results.values()), chosen, fits, timings)
        if verdict(told):
            return told
    with _timed(timings, "comfort"):
        for name in wanted:
            results[name] = replace(results[name], comfort=comfort_by_all_models(ctx, caches, years[name].served))
    return _result(ctx, notes, tuple(results.values()), chosen, fits, timings)


def _years(
    ctx: Context, caches: Caches, names: Sequence[str], say: Progress, timings: dict[str, float]
) -> dict[str, PackageYear]:
    """Packages simulated, by name."""
    prefetch(ctx, caches, (ctx.project.packages[name] for name in names))
    years = {}
    for name in names:
        say(message("package {name}", name=Verbatim(name)))
        with _timed(timings, f"package {name}"):
            years[name] = simulate(ctx, caches, ctx.project.packages[name], say)
    return years


@contextmanager
def _timed(timings: dict[str, float], what: str) -> Iterator[None]:
    """Note how long a piece of work took, s."""
    start = time.perf_counter()
    yield
    timings[what] = time.perf_counter() - start


def _result(
    ctx: Context,
    notes: tuple[Assumption, ...],
    packages: tuple[PackageResult, ...],
    chosen: Choice,
    fits: dict[str, BillsFit],
    timings: dict[str, float],
) -> ProjectResult:
    best = next(p for p in packages if p.name == chosen.best)
    measured = not ctx.year.synthetic
    curable = any(getattr(w, "effect", None) for w in ctx.year.warnings)
    return ProjectResult(
        project=ctx.project,
        year=ctx.year,
        packages=packages,
        assumptions=notes,
        version=program_version(),
        inputs_sha256=inputs_hash(ctx.project, ctx.year),
        best=best,
        choice=chosen,
        bills=fits,
        decisive=choice.decisive(notes, best.assumptions),
        pv_yields=pv_yields(ctx.year) if measured else {},
        cured_pv_yields=cured_yields(ctx.year) if measured and curable else None,
        timings_s=timings,
    )
