"""A year of all arrays: DC of each, one inverter for those that share it, the loss tree."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from retrofit.energy.results import Balance
from retrofit.solar.chain.dc import DCYear, dc_year
from retrofit.solar.chain.inverter import convert
from retrofit.solar.chain.losses import lifetime_ac_kwh
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.results import ArrayYield, SolarYear
from retrofit.solar.roof.plane import RoofPlane
from weather.year import WeatherYear

__all__ = ["lifetime_ac_kwh", "performance_ratio", "simulate", "specific_yield", "tree_to_export"]


def _merge(tree: dict[str, float], trees: Sequence[dict[str, float]]) -> dict[str, float]:
    """Sum of trees; a step that only some arrays have keeps the others' energy of the step before it."""
    names: list[str] = []
    for one in trees:
        at = 0
        for name in one:
            if name in names:
                at = names.index(name) + 1
            else:
                names.insert(at, name)
                at += 1
    for one in trees:
        last = next(iter(one.values()))
        for name in names:
            last = one.get(name, last)
            tree[name] = tree.get(name, 0.0) + last
    return tree


def _groups(arrays: Sequence[PVArray]) -> list[list[PVArray]]:
    """Arrays by inverter; the settings of the first decide what the inverter is."""
    out: dict[object, list[PVArray]] = {}
    for n, array in enumerate(arrays):
        if array.capacity_kwp > 0.0:
            out.setdefault(array.inverter_group or n, []).append(array)
    return list(out.values())


def _through_inverter(
    group: Sequence[PVArray], parts: Sequence[DCYear]
) -> tuple[list[ArrayYield], dict[str, float], float]:
    """AC of the arrays of one inverter (shared by their DC), its part of the tree, and its use at night, kWh."""
    dc = np.sum([p.dc_w for p in parts], axis=0)
    volts = [(p.string_v, p.dc_w) for p in parts if p.string_v is not None]
    string_v = None
    if len(volts) == len(parts):  # several trackers: the Sandia model at their mean voltage, weighted with power
        weight = np.maximum(dc, 1e-9)
        string_v = np.sum([v * w for v, w in volts if v is not None], axis=0) / weight
        string_v = np.where(dc > 0.0, string_v, volts[0][0])
    nominal = 1000.0 * sum(a.capacity_kwp for a in group)
    ac = convert(dc, string_v, nominal, group[0].settings)
    share = np.divide(1.0, dc, out=np.zeros_like(dc), where=dc > 0.0)
    yields = []
    for array, part in zip(group, parts, strict=True):
        mine = part.dc_w * share
        yields.append(
            ArrayYield(
                array.plane.name, array.capacity_kwp, array.plane.tilt_deg, array.plane.azimuth_deg,
                float(part.light.poa.sum()) / 1000.0, ac.ac_w * mine / 1000.0, float(((ac.unlimited_w - ac.ac_w) * mine).sum()) / 1000.0,
            )
        )  # fmt: skip
    tree = _merge({}, [p.steps for p in parts])
    tree["inverter"] = float(ac.unlimited_w.sum()) / 1000.0
    tree["clipping"] = tree["ac"] = float(ac.ac_w.sum()) / 1000.0
    return yields, tree, float(ac.night_w.sum()) / 1000.0


def simulate(year: WeatherYear, arrays: Sequence[PVArray]) -> SolarYear:
    """A year of all arrays.

    Parameters
    ----------
    year : WeatherYear
    arrays : sequence of PVArray
        Each with its own inverter unless they name the same ``inverter_group``.

    Returns
    -------
    SolarYear
        ``ac_kw`` (hours,), the arrays, and the loss tree: annual kWh left after each step from ``poa`` (capacity times plane
        irradiation) to ``ac``.
    """
    order = {id(a): n for n, a in enumerate(arrays)}
    yields: list[tuple[int, ArrayYield]] = []
    trees: list[dict[str, float]] = []
    night = 0.0
    for group in _groups(arrays):
        ours, tree, dark = _through_inverter(group, [dc_year(year, a) for a in group])
        yields += [(order[id(a)], y) for a, y in zip(group, ours, strict=True)]
        trees.append(tree)
        night += dark
    ordered = tuple(y for _, y in sorted(yields, key=lambda pair: pair[0]))
    total = np.sum([y.ac_kw for y in ordered], axis=0) if ordered else np.zeros(year.hours)
    return SolarYear(total, ordered, _merge({}, trees) if trees else {}, night)


def specific_yield(year: WeatherYear, plane: RoofPlane) -> float:
    """kWh AC per kWp and year on a plane with the default settings."""
    return simulate(year, [PVArray(plane, 1.0)]).ac_kwh


def performance_ratio(result: ArrayYield) -> float:
    """IEC 61724-1: final yield over reference yield.

    References
    ----------
    IEC 61724-1:2021, performance ratio.
    """
    return result.specific_yield_kwh_kwp / result.poa_kwh_m2 if result.poa_kwh_m2 > 0 else math.nan


def tree_to_export(solar: SolarYear, balance: Balance) -> dict[str, float]:
    """The loss tree continued behind the inverter, kWh left: ``curtailed`` by an export limit, ``self_use`` taken off, ``export``.

    PV and CHP share the export of an hour by what they make in it.
    """
    h = balance.hourly
    pv, chp = h["pv_ac_kw"].to_numpy(), h["chp_electricity_kw"].to_numpy()
    both = pv + chp
    share = np.divide(pv, both, out=np.zeros_like(pv), where=both > 0.0)
    sold = float((np.minimum(h["electricity_export_kw"].to_numpy(), both) * share).sum())
    tree = dict(solar.loss_tree)
    if "pv_curtailed_kw" in h:
        tree["curtailed"] = float(pv.sum())
    tree["self_use"] = tree["export"] = sold
    return tree
