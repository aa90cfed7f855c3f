"""Loads to carriers: one list of end uses. kW, hourly means."""

from __future__ import annotations

import numpy as np

from buildings.model import Building
from buildings.results import Demand, EndUse, Loads
from buildings.systems.hot_water import BOILER_BIOGAS_EFFICIENCY, hot_water_items
from buildings.systems.plant import PlantYear, plant_year
from weather.year import WeatherYear


def demand(building: Building, loads: Loads, year: WeatherYear, plant: PlantYear | None = None) -> Demand:
    """All end uses of a building on their carriers, times ``building.count``.

    ``useful_kw`` is the service (cooling: sensible and latent; hot water by sun: the part the backup delivers), ``input_kw`` the carrier.
    ``plant`` may be given where it is at hand.
    """
    n = float(building.count)
    p = plant or plant_year(building, loads, year)
    items: list[EndUse] = []

    def add(end_use: str, carrier: str, useful: np.ndarray, used: np.ndarray, biogas: float = 0.0) -> None:
        if used.any():
            items.append(EndUse(end_use, carrier, n * useful, n * used, biogas))

    s = building.systems
    if s.heating is not None:
        biogas = BOILER_BIOGAS_EFFICIENCY if s.heating.kind == "boiler" else 0.0
        add("space_heating", s.heating.carrier, loads.heating_w / 1000.0, p.heating_input_w / 1000.0, biogas)
        add("pumps", "electricity", p.pump_w / 1000.0, p.pump_w / 1000.0)
    if s.cooling is not None:
        add("space_cooling", "electricity", (loads.cooling_w + p.latent_w) / 1000.0, p.cooling_input_w / 1000.0)
    for end_use, watt in (
        ("lighting", loads.lighting_w),
        ("equipment", loads.equipment_w),
        ("refrigeration", loads.refrigeration_w),
        ("ventilation", loads.fan_w),
    ):
        add(end_use, "electricity", watt / 1000.0, watt / 1000.0)
    for carrier, useful, used, biogas in hot_water_items(building, year):
        add("hot_water", carrier, useful, used, biogas)
    if s.cooking is not None:
        useful = s.cooking.useful_kwh_year * s.cooking.schedule
        # who has changed to induction has no gas stove that biogas could take over
        gas_stove = 0.0 if s.cooking.carrier == "electricity" else s.cooking.biogas_efficiency
        add("cooking", s.cooking.carrier, useful, useful / s.cooking.efficiency, gas_stove)
    return Demand(loads.index, tuple(items))
