"""The hourly balance by carrier: on-site generation, battery by rule, import and export. kW, hourly means."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from buildings.results import Demand
from foundation.carriers import CARRIERS, ELECTRICITY, TABLE
from foundation.compiled import compiled
from retrofit.energy.results import Balance

ROUNDS = 6
"""Years at most until a battery ends as it began."""
CLOSED = 1e-9
"""Share of the capacity by which end and beginning may differ."""


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery behind the meter.

    ``round_trip_efficiency`` 0.90 AC to AC (lithium iron phosphate with inverter, general knowledge); the usable window is
    ``min_soc`` to 1 of ``capacity_kwh``.
    """

    capacity_kwh: float
    power_kw: float
    round_trip_efficiency: float = 0.90
    min_soc: float = 0.10


@compiled()
def _run(net: np.ndarray, capacity: float, power: float, one_way: float, floor: float, start: float):  # type: ignore[no-untyped-def]
    """Charge from surplus (net > 0), discharge into deficit; content in kWh at the cells."""
    n = net.shape[0]
    charge = np.zeros(n)
    discharge = np.zeros(n)
    content = np.zeros(n)
    e = start
    for t in range(n):
        if net[t] > 0.0:
            c = min(net[t], power, max(capacity - e, 0.0) / one_way)
            e += c * one_way
            charge[t] = c
        elif net[t] < 0.0:
            d = min(-net[t], power, max(e - floor, 0.0) * one_way)
            e -= d / one_way
            discharge[t] = d
        content[t] = e
    return charge, discharge, content


def _stored(net_kw: np.ndarray, battery: Battery | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Charge, discharge and content of a battery in its periodic state, and what it loses, kWh; zeros without one."""
    charge = discharge = content = np.zeros(len(net_kw))
    if battery is None or battery.capacity_kwh <= 0.0:
        return charge, discharge, content, 0.0
    one_way = math.sqrt(battery.round_trip_efficiency)
    floor = battery.min_soc * battery.capacity_kwh
    start = floor
    for _ in range(ROUNDS):
        charge, discharge, content = _run(net_kw, battery.capacity_kwh, battery.power_kw, one_way, floor, start)
        if abs(content[-1] - start) < CLOSED * battery.capacity_kwh:
            break
        start = float(content[-1])
    loss = float(charge.sum() * (1.0 - one_way) + discharge.sum() * (1.0 / one_way - 1.0))
    return charge, discharge, content, loss


@compiled()
def _rest(net: np.ndarray, capacity: float, power: float, one_way: float, floor: float):  # type: ignore[no-untyped-def]
    """What a battery in its periodic state leaves of several net loads, shape (n, hours); as ``_run`` within ``_stored``."""
    rest = np.empty_like(net)
    per_way = 1.0 / one_way
    for k in range(net.shape[0]):
        start = floor
        for _ in range(ROUNDS):
            e = start
            for t in range(net.shape[1]):
                x = net[k, t]
                if x > 0.0:
                    c = min(x, power, max(capacity - e, 0.0) * per_way)
                    e += c * one_way
                    rest[k, t] = x - c
                else:
                    d = min(-x, power, max(e - floor, 0.0) * one_way)
                    e -= d * per_way
                    rest[k, t] = x + d
            if abs(e - start) < CLOSED * capacity:
                break
            start = e
    return rest


def exchanges(
    load_kw: np.ndarray,
    pv_kw: np.ndarray,
    chp_kw: np.ndarray,
    battery: Battery | None = None,
    export_limit_kw: float | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Import and export of ``balance`` alone, kW, for several PV outputs at once: ``pv_kw`` of shape (n, hours), each result too."""
    rest = pv_kw + (chp_kw - load_kw)
    if battery is not None and battery.capacity_kwh > 0.0:
        floor = battery.min_soc * battery.capacity_kwh
        rest = _rest(rest, battery.capacity_kwh, battery.power_kw, math.sqrt(battery.round_trip_efficiency), floor)
    if export_limit_kw is not None:
        rest -= np.minimum(np.maximum(rest - export_limit_kw, 0.0), pv_kw)
    sold = np.maximum(rest, 0.0)
    return sold - rest, sold


def _fuels(demand: Demand) -> dict[str, np.ndarray]:
    """Columns of every carrier but electricity: all of it is imported, but for on-site biogas."""
    columns = {}
    for carrier in CARRIERS:
        if carrier == ELECTRICITY:
            continue
        need = demand.carrier_kw(carrier)
        columns[f"load_{carrier}_kw"] = need
        columns[f"{carrier}_import_kw" if TABLE[carrier].bought else f"{carrier}_generation_kw"] = need
    return columns


def balance(
    demand: Demand,
    pv_kw: np.ndarray,
    chp_kw: np.ndarray,
    battery: Battery | None = None,
    export_limit_kw: float | None = None,
) -> Balance:
    """The balance of a year.

    Parameters
    ----------
    demand : Demand
        Items on carrier ``biogas`` are already served by on-site gas.
    pv_kw, chp_kw : ndarray, shape (hours,)
        AC generation, >= 0.
    battery : Battery, optional
        Rule: surplus charges, deficit discharges, never to or from the grid; run in its periodic state (the year ends
        with the content it began with).
    export_limit_kw : float, optional
        Most that the grid takes. PV above it (after load and battery) is curtailed: ``pv_ac_kw`` is then what is left, and
        ``pv_curtailed_kw`` what is lost. CHP is not curtailed.

    Returns
    -------
    Balance
        See its docstring for the columns and the closure.
    """
    load = demand.carrier_kw("electricity")
    net = pv_kw + chp_kw - load
    charge, discharge, content, loss = _stored(net, battery)
    rest = net - charge + discharge
    curtailed = np.zeros(len(load))
    if export_limit_kw is not None:
        curtailed = np.minimum(np.maximum(rest - export_limit_kw, 0.0), pv_kw)
        rest, pv_kw = rest - curtailed, pv_kw - curtailed
    columns: dict[str, np.ndarray] = {
        "load_electricity_kw": load,
        "pv_ac_kw": pv_kw,
        "chp_electricity_kw": chp_kw,
        "battery_charge_kw": charge,
        "battery_discharge_kw": discharge,
        "battery_kwh": content,
        "electricity_import_kw": np.maximum(-rest, 0.0),
        "electricity_export_kw": np.maximum(rest, 0.0),
    }
    if export_limit_kw is not None:
        columns["pv_curtailed_kw"] = curtailed
    columns |= _fuels(demand)
    generation = float((pv_kw + chp_kw).sum())
    exported, imported = float(columns["electricity_export_kw"].sum()), float(columns["electricity_import_kw"].sum())
    total = float(load.sum())
    return Balance(
        index=demand.index,
        columns=columns,
        self_consumption=(generation - exported) / generation if generation > 0.0 else math.nan,
        self_sufficiency=1.0 - imported / total if total > 0.0 else math.nan,
        battery_loss_kwh=loss,
    )
