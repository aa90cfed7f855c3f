"""Parametric archetypes: a few numbers in, a ``Building`` out, every default that decides a result listed as an assumption.

Geometry: a box of equal storeys, the long facade facing ``orientation_deg``. Habit (``comfort="habit"``): part-time, part-space, so the
building is split into a served and an unserved zone that share every surface in proportion; ``comfort="setpoints"``: GB 55015-2021 set
points in the whole building, loads as by habit; ``comfort="code"``: set points and loads of GB 55015-2021.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from buildings import envelope, schedules
from buildings.model import (
    Air,
    Assumption,
    Building,
    Carrier,
    Construction,
    Cooking,
    CoolingSystem,
    Gain,
    HeatingSystem,
    HotWater,
    Surface,
    Systems,
    Thermostat,
    Window,
    Zone,
)  # fmt: skip
from weather.errors import InputError, Problem
from weather.tables import read_table
from weather.year import WeatherYear

PERSON_W = 120.0
"""Metabolic rate of a seated person doing light work, W, sensible and latent (ASHRAE Fundamentals, table of heat gain by activity)."""
PERSON_LATENT = 0.40
FURNITURE_J_M2K = 10000.0
"""Furniture and stored goods at air temperature per floor area (ISO 52016-1, default of 10 000 J/(m2 K))."""
PARTITION_M2_PER_M2 = 1.0
"""Faces of inner walls per floor area; general knowledge, unconfirmed."""
MJ_FUEL_PER_MEAL = 2.5
OPENING_ACH = 5.0
WINDOW_HEIGHT_M = 1.5
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


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Rows of ``archetypes.csv`` by key."""
    return {r["key"]: r for r in read_table("buildings", "archetypes.csv")}


def habit(zone: str, row: dict[str, str]) -> dict[str, str]:
    """Heating and cooling habit of a climate zone and building class (village houses have their own)."""
    kind = "village" if row["key"].startswith("village_house") else row["class"]
    return next(r for r in read_table("buildings", "habits.csv") if r["zone"] == zone[0] and r["class"] == kind)


def gb_loads(schedule: str) -> dict[str, str]:
    """GB 55015-2021 loads of a use type (``house`` is ``residential``)."""
    kind = "residential" if schedule == "house" else schedule
    return next(r for r in read_table("buildings", "gb55015_loads.csv") if r["type"] == kind)


class _Notes:
    """Collects assumptions."""

    def __init__(self, building: str) -> None:
        self.building = building
        self.items: list[Assumption] = []

    def add(self, key: str, value: object, unit: str, source: str, status: str, note: str = "") -> None:
        self.items.append(Assumption(f"{self.building}.{key}", value, unit, source, status, note))


def _constructions(
    request: ArchetypeRequest, row: dict[str, str], wwr: float, storeys: int, notes: _Notes
) -> tuple[Construction, Construction, Construction, str]:
    """Wall, roof, floor and the window key of the era."""
    built = request.built or 2000
    if request.built is None:
        notes.add("built", built, "year", "archetype default", "illustrative")
    edition = envelope.era(built)
    wall, roof = envelope.assembly(row["wall_old"]), envelope.assembly(row["roof_old"])
    floor = envelope.assembly("floor_earth" if row["key"] == "village_house_earthen" else "floor_slab")
    window = row["window_old"]
    earthen = row["key"] == "village_house_earthen"
    cold_pre = edition == "pre-2005" and request.climate_zone[0] in "12" and not earthen
    if (edition != "pre-2005" and not earthen) or cold_pre:
        found = {
            e: envelope.limit(edition, row["class"], request.climate_zone, e, round(wwr, 3), storeys)
            for e in ("wall", "roof", "window")
        }
        if found["wall"]:
            wall = envelope.with_u_value(wall, float(found["wall"]["u_w_m2k"]))
        if found["roof"]:
            roof = envelope.with_u_value(roof, float(found["roof"]["u_w_m2k"]), "xps")
        if found["window"]:
            window = envelope.window_for_limit(float(found["window"]["u_w_m2k"]))
        for element, limit in found.items():
            if limit:
                notes.add(
                    f"{element}_u",
                    float(limit["u_w_m2k"]),
                    "W/(m2 K)",
                    limit["source"],
                    limit["status"],
                    f"limit of {edition}, zone {request.climate_zone}",
                )
    else:
        notes.add("wall", wall.name, f"U {wall.u_value():.2f} W/(m2 K)", "archetype, building as found", row["status"])
        notes.add("roof", roof.name, f"U {roof.u_value():.2f} W/(m2 K)", "archetype, building as found", row["status"])
    notes.add(
        "window",
        window,
        f"U {float(envelope.windows()[window]['u_w_m2k']):.1f} W/(m2 K)",
        envelope.windows()[window]["source"],
        envelope.windows()[window]["status"],
    )
    return wall, roof, floor, window


def _infiltration(request: ArchetypeRequest, row: dict[str, str], notes: _Notes) -> float:
    """Natural air changes by age (infiltration.csv)."""
    if request.infiltration_ach is not None:
        return request.infiltration_ach
    built = request.built or 2000
    if row["key"] == "village_house_earthen":
        value, source, status = 2.0, "infiltration.csv: village earthen house 1 to 4", "unconfirmed"
    elif built < 2006:
        value, source, status = 1.2, "infiltration.csv: 1980s/1990s stock (An, Changsha manuscript)", "confirmed"
    elif built < 2016:
        value, source, status = 0.8, "infiltration.csv: 2000s stock (An, Changsha manuscript)", "confirmed"
    else:
        value, source, status = 0.5, "infiltration.csv: 2010s stock (An, Changsha manuscript)", "confirmed"
    notes.add("infiltration_ach", value, "1/h", source, status)
    return value


def _surfaces(
    row: dict[str, str], footprint: float, storeys: int, aspect: float, wwr: float, orientation: float,
    constructions: tuple[Construction, Construction, Construction], window_key: str, share: float,
) -> tuple[Surface, ...]:  # fmt: skip
    """All surfaces of the box, scaled to a zone's share."""
    wall, roof, floor = constructions
    length = math.sqrt(footprint * aspect)
    depth = footprint / length
    height = float(row["storey_height_m"]) * storeys
    glass = envelope.window_glazing(window_key)
    out = []
    for name, width, turn in (
        ("front", length, 0.0),
        ("right", depth, -90.0),
        ("back", length, 180.0),
        ("left", depth, 90.0),
    ):
        area = width * height * share
        ratio = wwr if name in ("front", "back") else 0.4 * wwr
        n = area * ratio / (1.5 * WINDOW_HEIGHT_M)
        panes = (Window("window", 1.5, WINDOW_HEIGHT_M, glass, n),) if n > 0 else ()
        out.append(Surface(name, area, 90.0, (orientation + turn) % 360.0, wall, windows=panes, height_m=height / 2.0))
    out.append(Surface("roof", footprint * share, 0.0, orientation, roof, height_m=height))
    out.append(
        Surface(
            "ground floor",
            footprint * share,
            180.0,
            0.0,
            floor,
            boundary="ground",
            exposed_perimeter_m=2.0 * (length + depth) * share,
        )
    )
    slab, partition = envelope.assembly("inner_slab"), envelope.assembly("inner_wall")
    if storeys > 1:
        inner = footprint * (storeys - 1) * share
        out.append(Surface("upper floors", inner, 180.0, 0.0, slab, boundary="adiabatic"))
        out.append(Surface("ceilings", inner, 0.0, 0.0, slab, boundary="adiabatic"))
    out.append(
        Surface(
            "partitions", footprint * storeys * share * PARTITION_M2_PER_M2, 90.0, 0.0, partition, boundary="adiabatic"
        )
    )
    return tuple(out)


def _thermostat(
    request: ArchetypeRequest, row: dict[str, str], h: dict[str, str], year: WeatherYear, notes: _Notes
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


def _gains(
    request: ArchetypeRequest, row: dict[str, str], area: float, people: float, year: WeatherYear, notes: _Notes
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


def _hot_water(
    request: ArchetypeRequest, row: dict[str, str], people: float, meals: float, year: WeatherYear, notes: _Notes
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


def _cooking(
    request: ArchetypeRequest, row: dict[str, str], people: float, meals: float, year: WeatherYear, notes: _Notes
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


def _systems(
    request: ArchetypeRequest,
    row: dict[str, str],
    h: dict[str, str],
    people: float,
    meals: float,
    year: WeatherYear,
    notes: _Notes,
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
        _hot_water(request, row, people, meals, year, notes),
        _cooking(request, row, people, meals, year, notes),
    )


def build(request: ArchetypeRequest, year: WeatherYear) -> Building:
    """A building from an archetype and what the project says about it.

    Parameters
    ----------
    request : ArchetypeRequest
    year : WeatherYear
        Its index decides weekdays and seasons.

    Returns
    -------
    Building
        One zone (``comfort="code"`` or everything served), or a served and an unserved one.

    Raises
    ------
    InputError
        ``unknown-archetype``.
    """
    row = catalogue().get(request.archetype)
    if row is None:
        raise InputError(
            Problem(
                "unknown-archetype",
                "archetype",
                "no such archetype",
                request.archetype,
                ", ".join(catalogue()),
                "choose one of these",
            )
        )
    notes = _Notes(request.name)
    area = request.floor_area_m2 or float(row["floor_area_m2"])
    storeys = request.storeys or int(row["storeys"])
    wwr = request.window_wall_ratio if request.window_wall_ratio is not None else float(row["wwr"])
    aspect = request.aspect or float(row["aspect"])
    for key, given, value, unit in (
        ("floor_area_m2", request.floor_area_m2, area, "m2"), ("storeys", request.storeys, storeys, "-"),
        ("window_wall_ratio", request.window_wall_ratio, wwr, "-"), ("aspect", request.aspect, aspect, "-"),
    ):  # fmt: skip
        if given is None:
            notes.add(key, value, unit, "archetype default", row["status"])
    people = request.occupants if request.occupants is not None else area / float(row["area_m2_per_person"])
    meals = request.meals_per_day if request.meals_per_day is not None else float(row["meals_default"])
    h = habit(request.climate_zone, row)
    wall, roof, floor, window = _constructions(request, row, wwr, storeys, notes)
    ach = _infiltration(request, row, notes)
    gains = _gains(request, row, area, people, year, notes)
    thermostat = _thermostat(request, row, h, year, notes)
    served = 1.0 if request.comfort != "habit" else float(h["served_share"])
    occupied = schedules.hours_of(row["schedule"], "occupancy", year.index, float(row["weekend_factor"])) > 0.05
    fresh = np.zeros(year.hours)
    if request.comfort == "code" and gb_loads(row["schedule"])["fresh_air_m3_h_person"]:
        fresh[:] = people * float(gb_loads(row["schedule"])["fresh_air_m3_h_person"]) / 3600.0 * occupied
    opening = np.where(occupied, OPENING_ACH, 0.0)
    notes.add(
        "window opening",
        OPENING_ACH,
        "1/h at most",
        "windows opened in use hours where outdoors is cooler; general knowledge",
        "unconfirmed",
        f"above {h['opening_above_c']} degC",
    )
    never = Thermostat()
    zones = []
    for name, share, control in (("served", served, thermostat), ("unserved", 1.0 - served, never)):
        if share < 1e-6:
            continue
        zones.append(
            Zone(
                name=name,
                floor_area_m2=area * share,
                volume_m3=area * float(row["storey_height_m"]) * share,
                surfaces=_surfaces(
                    row,
                    area / storeys,
                    storeys,
                    aspect,
                    wwr,
                    request.orientation_deg,
                    (wall, roof, floor),
                    window,
                    share,
                ),
                gains=tuple(replace(g, power_w=g.power_w * share) for g in gains),
                air=Air(ach, fresh * share, 0.0, opening, float(h["opening_above_c"])),
                thermostat=control,
                internal_mass_j_k=FURNITURE_J_M2K * area * share,
            )
        )
    systems = _systems(request, row, h, people, meals, year, notes)
    return Building(
        request.name,
        area,
        area / storeys,
        storeys,
        tuple(zones),
        systems,
        request.archetype,
        tuple(notes.items),
        request.count,
    )


def carriers() -> tuple[Carrier, ...]:
    """Carriers that a stove can burn or take."""
    return ("electricity", "lpg", "gas", "coal", "wood")
