"""What is asked of an archetype, and the tables that answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from buildings.archetypes import schedules
from foundation.provenance import Assumption
from foundation.tables import read_table

BUILT = 2000
"""Year of construction where none is given; illustrative."""


@dataclass(frozen=True, slots=True)
class ArchetypeRequest:
    """What a project says about a building; ``None`` means: from the archetype."""

    name: str
    archetype: str
    climate_zone: str
    floor_area_m2: float | None = None
    storeys: int | None = None
    built: int | None = None
    orientation_deg: float = 180.0
    window_wall_ratio: float | None = None
    aspect: float | None = None
    occupants: float | None = None
    meals_per_day: float | None = None
    count: int = 1
    comfort: Literal["habit", "setpoints", "code"] = "habit"
    heating: str | None = None
    cooling: str | None = None
    hot_water: str | None = None
    cooking: str | None = None
    lighting_w_m2: float | None = None
    equipment_w_m2: float | None = None
    infiltration_ach: float | None = None
    n50_ach: float | None = None
    shelter_class: int = 4
    heating_capacity_kw: float | None = None
    cooling_capacity_kw: float | None = None
    calendar: Literal["every_day", "workdays", "school_days"] | None = None
    heating_setpoint_c: float | None = None
    cooling_setpoint_c: float | None = None
    served_share: float | None = None


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Rows of ``archetypes.csv`` by key."""
    return {r["key"]: r for r in read_table("buildings", "archetypes.csv")}


def habit(zone: str, row: dict[str, str], built: int | None) -> dict[str, str]:
    """Heating and cooling habit of a climate zone, building class (village houses have their own) and year of construction."""
    kind = "village" if row["key"].startswith("village_house") else row["class"]
    year = built or BUILT
    return next(
        r
        for r in read_table("buildings", "habits.csv")
        if r["zone"] == zone[0] and r["class"] == kind and int(r["built_from"]) <= year <= int(r["built_to"])
    )


@dataclass(frozen=True, slots=True)
class Use:
    """When a building is used: profile, factor of the days off, and whether school vacations are days off."""

    schedule: str
    weekend_factor: float
    school: bool

    def hours(self, kind: str, index: pd.DatetimeIndex) -> np.ndarray:
        """Hourly multiplier of a kind of use (``occupancy``, ``lighting``, ``equipment``), shape (hours,)."""
        return schedules.hours_of(self.schedule, kind, index, self.weekend_factor, self.school)


def use_of(request: ArchetypeRequest, row: dict[str, str]) -> Use:
    """The archetype's use, on the days that the project says."""
    school = row["schedule"] == "school_teaching"
    if request.calendar is None:
        return Use(row["schedule"], float(row["weekend_factor"]), school)
    return Use(row["schedule"], 1.0 if request.calendar == "every_day" else 0.0, request.calendar == "school_days")


def gb_loads(schedule: str) -> dict[str, str]:
    """GB 55015-2021 loads of a use type (``house`` is ``residential``)."""
    kind = "residential" if schedule == "house" else schedule
    return next(r for r in read_table("buildings", "gb55015_loads.csv") if r["type"] == kind)


class Notes:
    """Collects assumptions."""

    def __init__(self, building: str) -> None:
        self.building = building
        self.items: list[Assumption] = []

    def add(self, key: str, value: object, unit: str, source: str, status: str, note: str = "") -> None:
        self.items.append(Assumption(f"{self.building}.{key}", value, unit, source, status, note))
