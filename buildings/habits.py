"""How people use a building: set points, gains, hot water, cooking and the systems that serve them."""

from __future__ import annotations

import math

import numpy as np

from buildings import schedules
from buildings.model import (
    Cooking,
    CoolingSystem,
    Gain,
    HeatingSystem,
    HotWater,
    Systems,
    Thermostat,
)  # fmt: skip
from buildings.request import ArchetypeRequest, Notes, gb_loads
from weather.year import WeatherYear

PERSON_W = 120.0
"""Metabolic rate of a seated person doing light work, W, sensible and latent (ASHRAE Fundamentals, table of heat gain by activity)."""


PERSON_LATENT = 0.40


MJ_FUEL_PER_MEAL = 2.5


STOVE_EFFICIENCY: dict[str, float] = {
    "lpg": 0.55,
    "gas": 0.58,
    "electricity": 0.86,
    "wood": 0.15,
    "coal": 0.25,
    "biogas": 0.55,
}
"""Household stoves (dhw_cooking.csv); a canteen's large wok burner has 0.40."""


CANTEEN_STOVE_EFFICIENCY = 0.40


def thermostat_of(
    request: ArchetypeRequest, row: dict[str, str], h: dict[str, str], year: WeatherYear, notes: Notes
) -> Thermostat:
    """Hourly set points of the served zone."""
    index, schedule = year.index, row["schedule"]
    if request.comfort != "habit":
        kind = "residential_living_cont" if schedule == "house" else schedule
        work = schedules.is_workday(index, school=schedule == "school_teaching")
        days = len(index) // 24

        def both(name: str) -> np.ndarray:
            return np.where(
                work,
                np.tile(schedules.profile(kind, name, "workday"), days),
                np.tile(schedules.profile(kind, name, "nonworkday"), days),
            )

        heat, cool = both("heating_setpoint_c"), both("cooling_setpoint_c")
        notes.add(
            "set points",
            "18 to 20 / 26",
            "degC",
            "GB 55015-2021 App. C",
            "confirmed",
            f"comfort: {request.comfort}, whole building",
        )
        if request.climate_zone[0] == "4":
            heat = np.full(len(index), math.nan)
        return Thermostat(heat, cool)
    on = schedules.hours_of(schedule, "comfort", index, row["weekend_factor"] != "0.0") > 0.1
    heat = np.full(len(index), math.nan)
    cool = np.full(len(index), math.nan)
    if h["heating_c"] and request.heating != "none":
        used = on | (h["heating_system"] == "district_heat")  # district heat runs day and night
        heat = np.where(
            used & schedules.in_season(index, h["heating_from"], h["heating_to"]), float(h["heating_c"]), math.nan
        )
    if h["cooling_c"] and request.cooling != "none":
        cool = np.where(
            on & schedules.in_season(index, h["cooling_from"], h["cooling_to"]), float(h["cooling_c"]), math.nan
        )
    notes.add(
        "heating habit",
        h["heating_c"] or "none",
        "degC",
        h["source"],
        h["status"],
        f"{h['heating_from']} to {h['heating_to']}, in use hours, {float(h['served_share']):.0%} of the space",
    )
    notes.add(
        "cooling habit",
        h["cooling_c"] or "none",
        "degC",
        h["source"],
        h["status"],
        f"{h['cooling_from']} to {h['cooling_to']}, in use hours",
    )
    return Thermostat(heat, cool)


def gains_of(
    request: ArchetypeRequest, row: dict[str, str], area: float, people: float, year: WeatherYear, notes: Notes
) -> tuple[Gain, ...]:
    """Internal gains of the whole building (split by floor share later)."""
    index, schedule, weekend = year.index, row["schedule"], float(row["weekend_factor"])
    code = request.comfort == "code"
    loads = gb_loads(schedule)
    lighting = (
        request.lighting_w_m2 if request.lighting_w_m2 is not None else float((loads if code else row)["lighting_w_m2"])
    )
    equipment = (
        request.equipment_w_m2
        if request.equipment_w_m2 is not None
        else float((loads if code else row)["equipment_w_m2"])
    )
    use_l, use_e = (1.0, 1.0) if code else (float(row["lighting_diversity"]), float(row["equipment_diversity"]))
    source, status = ("GB 55015-2021 App. C", "confirmed") if code else (row["source"], row["status"])
    notes.add("lighting", lighting, "W/m2", source, status, f"times a diversity of {use_l:g}")
    notes.add("equipment", equipment, "W/m2", source, status, f"times a diversity of {use_e:g}")
    out = [
        Gain(
            "people",
            "people",
            people * PERSON_W,
            schedules.hours_of(schedule, "occupancy", index, weekend),
            0.5,
            PERSON_LATENT,
        ),
        Gain(
            "lighting",
            "lighting",
            lighting * use_l * area,
            schedules.hours_of(schedule, "lighting", index, weekend),
            0.6,
        ),
        Gain(
            "equipment",
            "equipment",
            equipment * use_e * area,
            schedules.hours_of(schedule, "equipment", index, weekend),
            0.4,
        ),
    ]
    fridge = float(row["refrigeration_w"])
    if fridge > 0:
        out.append(Gain("refrigeration", "refrigeration", fridge * area / float(row["floor_area_m2"]), 1.0, 0.2))
        notes.add(
            "refrigeration", round(fridge * area / float(row["floor_area_m2"])), "W mean", row["source"], row["status"]
        )
    return tuple(out)


def hot_water_of(
    request: ArchetypeRequest, row: dict[str, str], people: float, meals: float, year: WeatherYear, notes: Notes
) -> HotWater | None:
    kind = request.hot_water or row["hot_water"]
    litres = float(row["litres_per_day"]) * (meals if row["litres_basis"] == "meal" else people)
    if not kind or kind == "none" or litres <= 0:
        return None
    efficiency = {"electric": 0.9, "heat_pump": 3.2, "solar_electric": 0.9, "gas": 0.85, "lpg": 0.85}[kind]
    collector = 0.0
    if kind == "solar_electric":
        collector = max(1.8, litres / 60.0)  # dhw_cooking.csv: 1.8 m2 a household; about 60 L a day per m2
    notes.add(
        "hot water",
        round(litres),
        "L/day at 60 degC",
        "dhw_cooking.csv (GB 50015) with habit factor; archetype",
        "unconfirmed",
        kind,
    )
    index = year.index
    openness = schedules.hours_of(row["schedule"], "occupancy", index, float(row["weekend_factor"]))
    return HotWater(
        kind,  # type: ignore[arg-type]
        litres,
        60.0,
        schedules.draw(schedules.WASHING, index, openness),
        efficiency,
        collector,
        60.0 * max(collector, 1.0),
    )


def cooking_of(
    request: ArchetypeRequest, row: dict[str, str], people: float, meals: float, year: WeatherYear, notes: Notes
) -> Cooking | None:
    carrier = request.cooking or row["cooking"]
    if not carrier or carrier == "none":
        return None
    draw = schedules.draw(schedules.MEALS, year.index)
    if row["class"] == "residential":
        # GB 50028 index, 2.3 to 2.9 GJ gas per person and year for urban kitchens; villages cook less on bought fuel
        useful = people * (2.6 if row["key"] == "apartment_block" else 1.3) / 3.6 * 1000.0 * 0.55
        efficiency = STOVE_EFFICIENCY[carrier]
        notes.add(
            "cooking",
            round(useful),
            "kWh useful a year",
            "dhw_cooking.csv (GB 50028 index, halved for villages)",
            "unconfirmed",
            f"{carrier}, stove {efficiency:g}",
        )
    else:
        if meals <= 0:
            return None
        # 2.5 MJ of fuel per meal in a wok burner of 0.40: the useful heat is what another stove must deliver
        useful = meals * len(year.index) / 24.0 * MJ_FUEL_PER_MEAL / 3.6 * CANTEEN_STOVE_EFFICIENCY
        efficiency = STOVE_EFFICIENCY[carrier] if carrier == "electricity" else CANTEEN_STOVE_EFFICIENCY
        notes.add(
            "cooking",
            MJ_FUEL_PER_MEAL,
            "MJ fuel a meal",
            "dhw_cooking.csv (GB 50028 index)",
            "unconfirmed",
            f"{meals:g} meals a day, {carrier}, burner {efficiency:g}",
        )
        draw = schedules.draw(schedules.MEALS, year.index)
    gas_stove = STOVE_EFFICIENCY["biogas"] if row["class"] == "residential" else CANTEEN_STOVE_EFFICIENCY
    return Cooking(carrier, useful, efficiency, draw, gas_stove)  # type: ignore[arg-type]


def systems_of(
    request: ArchetypeRequest,
    row: dict[str, str],
    h: dict[str, str],
    people: float,
    meals: float,
    year: WeatherYear,
    notes: Notes,
) -> Systems:
    kind, carrier, efficiency = h["heating_system"], h["heating_carrier"], float(h["heating_efficiency"])
    if request.heating and request.heating != "none":
        kind, carrier, efficiency = {
            "split_heat_pump": ("split_heat_pump", "electricity", 3.0),
            "electric_heater": ("electric_heater", "electricity", 1.0),
            "gas_boiler": ("boiler", "gas", 0.88),
            "lpg_boiler": ("boiler", "lpg", 0.88),
            "coal_boiler": ("boiler", "coal", 0.65),
            "coal_stove": ("stove", "coal", 0.45),
            "wood_stove": ("stove", "wood", 0.35),
            "district_heat": ("district_heat", "heat", 0.95),
        }[request.heating]
    elif not request.heating:
        notes.add("heating system", kind, f"{carrier}, {efficiency:g}", h["source"], h["status"])
    heating = HeatingSystem(kind, carrier, efficiency)  # type: ignore[arg-type]
    return Systems(
        heating,
        CoolingSystem("split", float(h["cooling_cop"])),
        hot_water_of(request, row, people, meals, year, notes),
        cooking_of(request, row, people, meals, year, notes),
    )
