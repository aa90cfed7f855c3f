"""What a demand asks of a gas plant, and the demand that is left when the gas has served it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from buildings.results import Demand, EndUse
from buildings.systems.hot_water import BOILER_BIOGAS_EFFICIENCY


def gas_request(items: tuple[EndUse, ...], cooking: bool, hours: int) -> np.ndarray:
    """Gas that would serve all items of a class, kW."""
    total = np.zeros(hours)
    for item in items:
        if item.biogas_efficiency > 0.0 and (item.end_use == "cooking") == cooking:
            total += item.useful_kw / item.biogas_efficiency
    return total


def with_gas_heaters(demand: Demand) -> Demand:
    """Electric hot water marked as something that a gas water heater can take over."""
    items = tuple(
        replace(i, biogas_efficiency=BOILER_BIOGAS_EFFICIENCY)
        if i.end_use == "hot_water" and i.carrier == "electricity"
        else i
        for i in demand.items
    )
    return Demand(demand.index, items)


def gas_requests(demand: Demand, hours: int, hot_water: bool = False) -> np.ndarray:
    """Gas that stoves, boilers and gas water heaters would take, kW by hour."""
    if hot_water:
        demand = with_gas_heaters(demand)
    return gas_request(demand.items, True, hours) + gas_request(demand.items, False, hours)


def serve(
    items: tuple[EndUse, ...], stove: np.ndarray, boiler: np.ndarray, chp_heat: np.ndarray
) -> tuple[list[EndUse], np.ndarray]:
    """Split every servable item into its share on biogas and the rest; then CHP heat takes what hot water and heating is left.

    Returns the items and the CHP heat that was used, kW.
    """
    hours = len(stove)
    share = {}
    for cooking, gas in ((True, stove), (False, boiler)):
        asked = gas_request(items, cooking, hours)
        share[cooking] = np.divide(gas, asked, out=np.zeros(hours), where=asked > 0.0)
    out: list[EndUse] = []
    for item in items:
        if item.biogas_efficiency <= 0.0:
            out.append(item)
            continue
        s = share[item.end_use == "cooking"]
        if s.any():
            served = item.useful_kw * s
            out.append(replace(item, carrier="biogas", useful_kw=served, input_kw=served / item.biogas_efficiency))
        out.append(replace(item, useful_kw=item.useful_kw * (1.0 - s), input_kw=item.input_kw * (1.0 - s)))
    if not chp_heat.any():
        return out, np.zeros(hours)
    heatable = [  # hot water, and space heating by a boiler: warm water cannot feed a room heat pump
        i
        for i in out
        if i.carrier != "biogas"
        and (i.end_use == "hot_water" or (i.end_use == "space_heating" and i.biogas_efficiency > 0.0))
    ]
    wanted = np.sum([i.useful_kw for i in heatable], axis=0) if heatable else np.zeros(hours)
    used = np.minimum(wanted, chp_heat)
    left = 1.0 - np.divide(used, wanted, out=np.zeros(hours), where=wanted > 0.0)
    out = [
        replace(i, useful_kw=i.useful_kw * left, input_kw=i.input_kw * left) if any(i is h for h in heatable) else i
        for i in out
    ]
    return out, used
