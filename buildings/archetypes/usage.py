"""How people use a building: set points, gains, hot water, cooking and the systems that serve them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Literal

import numpy as np

from buildings.archetypes import schedules
from buildings.archetypes.request import ArchetypeRequest, Notes, gb_loads, use_of
from buildings.model import Cooking, CoolingSystem, Gain, HeatingSystem, HotWater, Systems, Thermostat  # fmt: skip
from foundation.carriers import BIOGAS, TABLE
from foundation.messages import message
from foundation.tables import read_table
from weather.year import WeatherYear

PERSON_W = 120.0
"""Metabolic rate of a seated person doing light work, W, sensible and latent (ASHRAE Fundamentals, table of heat gain by activity)."""
PERSON_LATENT = 0.40
MJ_FUEL_PER_MEAL = 2.5
CANTEEN_STOVE_EFFICIENCY = 0.40
"""A canteen's large wok burner (dhw_cooking.csv)."""


def stove_efficiency(carrier: str) -> float:
    """Efficiency of a household's stove (dhw_cooking.csv)."""
    efficiency = TABLE[carrier].stove_efficiency
    assert efficiency is not None
    return efficiency


CENTRAL = ("district_heat", "boiler")
"""Heating that goes on while a window is open; a heater of the room is switched off, or the window closed."""


@cache
def asked_set_points(zone: str) -> dict[str, str]:
    """Set points and seasons of a climate zone where a system is asked for and the habit has none."""
    return next(r for r in read_table("buildings", "asked_set_points.csv") if r["zone"] == zone[0])


def heating_kind(request: ArchetypeRequest, h: dict[str, str]) -> str:
    """Kind of the heating that there is: the one asked for, else the habit's; ``none`` where it is switched off."""
    if request.heating:
        return "none" if request.heating == "none" else REQUESTED_HEATING[request.heating][0]
    return h["heating_system"]


def _code_points(request: ArchetypeRequest, row: dict[str, str], year: WeatherYear, name: str) -> np.ndarray:
    """Hourly set points of GB 55015-2021 App. C for the use of an archetype, degC."""
    index, schedule = year.index, row["schedule"]
    kind = "residential_living_cont" if schedule == "house" else schedule
    work = schedules.is_workday(index, school=use_of(request, row).school)
    days = len(index) // 24
    return np.where(
        work,
        np.tile(schedules.profile(kind, name, "workday"), days),
        np.tile(schedules.profile(kind, name, "nonworkday"), days),
    )


def _set_back(request: ArchetypeRequest, row: dict[str, str], h: dict[str, str]) -> bool:
    """Whether heating is set back out of use hours and not off: boilers of schools and public buildings where it freezes."""
    central = heating_kind(request, h) == "boiler" and row["class"] in ("school", "public")
    return central and request.climate_zone[0] in "12"


def _code_thermostat(request: ArchetypeRequest, row: dict[str, str], year: WeatherYear, notes: Notes) -> Thermostat:
    """GB 55015 set points in the whole building, where there is the system for them."""
    off = np.full(year.hours, math.nan)
    heat, cool = (_code_points(request, row, year, f"{name}_setpoint_c") for name in ("heating", "cooling"))
    # where winters are warm the code heats nothing unless a system is asked for
    if request.heating == "none" or (request.climate_zone[0] == "4" and not request.heating):
        heat = off
    if request.cooling == "none":
        cool = off
    notes.add(
        "set points", "18 to 20 / 26", "degC", "GB 55015-2021 App. C", "confirmed", message(
            "comfort: {level}, whole building; heating {heat}, cooling {cool}", level=request.comfort,
            heat="off" if np.isnan(heat).all() else "on", cool="off" if np.isnan(cool).all() else "on",
        ),
    )  # fmt: skip
    return Thermostat(heat, cool)


def served_share(request: ArchetypeRequest, h: dict[str, str]) -> float:
    """Share of the floor that is heated and cooled."""
    if request.comfort != "habit":
        return 1.0
    return float(h["served_share"]) if request.served_share is None else request.served_share


def _season(
    request: ArchetypeRequest, h: dict[str, str], name: Literal["heating", "cooling"], notes: Notes
) -> tuple[float, str, str] | None:
    """Set point, first and last day of a season; None where the space is not heated (cooled)."""
    asked = request.heating if name == "heating" else request.cooling
    given = request.heating_setpoint_c if name == "heating" else request.cooling_setpoint_c
    source = h
    if asked == "none":
        notes.add(f"{name} habit", "none", "degC", "the project file", "confirmed")
        return None
    if (asked or given is not None) and not h[f"{name}_c"]:
        source = asked_set_points(request.climate_zone)
    c, first, last = (source[f"{name}_{key}"] for key in ("c", "from", "to"))
    if given is not None:
        c = f"{given:g}"
    note = ""
    if c:
        always = name == "heating" and not (source is not h and asked) and heating_kind(request, h) == "district_heat"
        when = "day and night" if always else "in use hours"
        note = message("{first} to {last}, {when}, {share:.0%} of the space", first=first, last=last, when=when, share=served_share(request, h))  # fmt: skip
    if source is not h and asked:
        note = message("{note}; by habit there is none, {asked} was asked for", note=note, asked=asked)
    origin = ("the project file", "confirmed") if given is not None else (source["source"], source["status"])
    notes.add(f"{name} habit", c or "none", "degC", *origin, note)
    return (float(c), first, last) if c else None


def coldest_in_july(year: WeatherYear) -> bool:
    """Whether the months around July are colder than those around January, as south of the equator."""
    month, temp = np.asarray(year.index.month), year.column("temp_air")
    return bool(temp[(month >= 5) & (month <= 9)].mean() < temp[(month <= 3) | (month >= 11)].mean() - 2.0)


def thermostat_of(
    request: ArchetypeRequest, row: dict[str, str], h: dict[str, str], year: WeatherYear, notes: Notes
) -> Thermostat:
    """Hourly set points of the served zone."""
    index = year.index
    if request.comfort != "habit":
        thermostat = _code_thermostat(request, row, year, notes)
    else:
        use = use_of(request, row)
        on = replace(use, weekend_factor=float(use.weekend_factor > 0.0)).hours("comfort", index) > 0.1
        always = heating_kind(request, h) == "district_heat"  # radiators of district heat run day and night
        points = []
        cold_july = coldest_in_july(year)
        if cold_july:
            notes.add("seasons", "6", "months", "the weather year's own temperatures", "confirmed", "half a year later than in the north: the coldest months are around July")  # fmt: skip
        for name, hours in (("heating", on | always), ("cooling", on)):
            season = _season(request, h, name, notes)  # type: ignore[arg-type]
            used = (
                hours & schedules.in_season(index, season[1], season[2], cold_july)
                if season
                else np.zeros(len(index), bool)
            )
            point = np.where(used, season[0] if season else 0.0, math.nan)
            if name == "heating" and season and _set_back(request, row, h):
                cold = schedules.in_season(index, season[1], season[2], cold_july)
                lower = np.minimum(_code_points(request, row, year, "heating_setpoint_c"), season[0])
                point = np.where(cold & np.isnan(point), lower, point)
                notes.add("heating set-back", float(np.nanmin(lower)), "degC", "GB 55015-2021 App. C; boilers are set back and not off (270 schools of Tianjin, Frontiers in Energy 9(2), 2015)", "corroborated", "boiler, out of use hours of the heating season; 12 and 18 degC before the day")  # fmt: skip
            points.append(point)
        thermostat = Thermostat(points[0], points[1])
    return replace(
        thermostat,
        heating_capacity_w=math.inf if request.heating_capacity_kw is None else 1000.0 * request.heating_capacity_kw,
        cooling_capacity_w=math.inf if request.cooling_capacity_kw is None else 1000.0 * request.cooling_capacity_kw,
    )


def installed_lighting_w_m2(request: ArchetypeRequest, row: dict[str, str]) -> float:
    """Installed lighting power by floor area, W/m2: as given, of the code, or of the archetype; before the diversity of its use."""
    if request.lighting_w_m2 is not None:
        return request.lighting_w_m2
    return float((gb_loads(row["schedule"]) if request.comfort == "code" else row)["lighting_w_m2"])


def gains_of(
    request: ArchetypeRequest, row: dict[str, str], area: float, people: float, year: WeatherYear, notes: Notes
) -> tuple[Gain, ...]:
    """Internal gains of the whole building (split by floor share later)."""
    index, schedule, use = year.index, row["schedule"], use_of(request, row)
    code = request.comfort == "code"
    loads = gb_loads(schedule)
    lighting = installed_lighting_w_m2(request, row)
    equipment = (
        request.equipment_w_m2
        if request.equipment_w_m2 is not None
        else float((loads if code else row)["equipment_w_m2"])
    )
    use_l, use_e = (1.0, 1.0) if code else (float(row["lighting_diversity"]), float(row["equipment_diversity"]))
    source, status = ("GB 55015-2021 App. C", "confirmed") if code else (row["source"], row["status"])
    notes.add("lighting", lighting, "W/m2", source, status, message("times a diversity of {share:g}", share=use_l))
    notes.add("equipment", equipment, "W/m2", source, status, message("times a diversity of {share:g}", share=use_e))
    out = [
        Gain(
            "people",
            "people",
            people * PERSON_W,
            use.hours("occupancy", index),
            0.5,
            PERSON_LATENT,
        ),
        Gain(
            "lighting",
            "lighting",
            lighting * use_l * area,
            use.hours("lighting", index),
            0.6,
        ),
        Gain(
            "equipment",
            "equipment",
            equipment * use_e * area,
            use.hours("equipment", index),
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
    """Hot water of an open day by the use or quota of ``dhw_cooking.csv`` and how it is heated."""
    kind = request.hot_water or row["hot_water"]
    if kind == "fuel":  # on the kitchen's gas, where there is any
        cooking = request.cooking or row["cooking"]
        kind = cooking if cooking in ("gas", "lpg") else "electric"
    if not kind or kind == "none" or not row["hot_water_quota"]:
        return None
    quota = next(r for r in read_table("buildings", "dhw_cooking.csv") if r["item"] == row["hot_water_quota"])
    share = float(row["hot_water_habit"])
    litres = share * float(quota["value"]) * (meals if row["litres_basis"] == "meal" else people)
    if litres <= 0:
        return None
    efficiency = {"electric": 0.9, "heat_pump": 3.2, "solar_electric": 0.9, "gas": 0.85, "lpg": 0.85}[kind]
    collector = 0.0
    if kind == "solar_electric":
        collector = max(1.8, litres / 60.0)  # dhw_cooking.csv: 1.8 m2 a household; about 60 L a day per m2
    notes.add(
        "hot water", round(litres), "L at 60 degC on an open day", message("dhw_cooking.csv {item}: {value} {unit}, of which {share:.0%} by habit", item=quota["item"], value=quota["value"], unit=quota["unit"], share=share),
        quota["status"] if share == 1.0 else "illustrative", kind if row["hot_water_quota"] == "dhw_residential" else message("{kind}; the quota is a design value" if share == 1.0 else "{kind}; the quota is a design value, few such buildings have the taps", kind=kind),
    )  # fmt: skip
    index = year.index
    openness = use_of(request, row).hours("occupancy", index)
    return HotWater(
        kind,  # type: ignore[arg-type]
        litres,
        60.0,
        schedules.daily(schedules.WASHING, index, openness),
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
    openness = use_of(request, row).hours("occupancy", year.index)
    days = float(schedules.open_days(openness).sum()) / 24.0
    if row["class"] == "residential":
        # gas as sold, GJ a person and year, in a stove of 0.55
        item = "cooking_residential" if row["key"] == "apartment_block" else "cooking_village"
        used = next(r for r in read_table("buildings", "dhw_cooking.csv") if r["item"] == item)
        useful = people * float(used["value"]) / 3.6 * 1000.0 * 0.55
        efficiency = stove_efficiency(carrier)
        notes.add(
            "cooking",
            round(useful),
            "kWh useful a year",
            message("dhw_cooking.csv {item}: {value} {unit}", item=item, value=used["value"], unit=used["unit"]),
            used["status"],
            message("{carrier}, stove {efficiency:g}", carrier=carrier, efficiency=efficiency),
        )
    else:
        if meals <= 0:
            return None
        # 2.5 MJ of fuel per meal in a wok burner of 0.40: the useful heat is what another stove must deliver
        useful = meals * days * MJ_FUEL_PER_MEAL / 3.6 * CANTEEN_STOVE_EFFICIENCY
        efficiency = stove_efficiency(carrier) if carrier == "electricity" else CANTEEN_STOVE_EFFICIENCY
        notes.add(
            "cooking",
            MJ_FUEL_PER_MEAL,
            "MJ fuel a meal",
            "dhw_cooking.csv (GB 50028 index)",
            "unconfirmed",
            message(
                "{meals:g} meals on each of {days:g} open days, {carrier}, burner {efficiency:g}",
                meals=meals,
                days=days,
                carrier=carrier,
                efficiency=efficiency,
            ),
        )
        draw = schedules.draw(schedules.MEALS, year.index, openness)
    gas_stove = stove_efficiency(BIOGAS) if row["class"] == "residential" else CANTEEN_STOVE_EFFICIENCY
    return Cooking(carrier, useful, efficiency, draw, gas_stove)


REQUESTED_HEATING: dict[str, tuple[str, str, float]] = {
    "split_heat_pump": ("split_heat_pump", "electricity", 3.0),
    "vrf": ("vrf", "electricity", 3.6),
    "electric_heater": ("electric_heater", "electricity", 1.0),
    "gas_boiler": ("boiler", "gas", 0.88),
    "lpg_boiler": ("boiler", "lpg", 0.88),
    "coal_boiler": ("boiler", "coal", 0.65),
    "coal_stove": ("stove", "coal", 0.45),
    "wood_stove": ("stove", "wood", 0.35),
    "district_heat": ("district_heat", "heat", 0.95),
}
"""Kind, carrier and efficiency (rated COP) of a heating system named in a project; general knowledge, unconfirmed."""
VRF_COOLING_COP = 3.4


def systems_of(
    request: ArchetypeRequest,
    row: dict[str, str],
    h: dict[str, str],
    people: float,
    meals: float,
    year: WeatherYear,
    notes: Notes,
) -> Systems:
    """What serves the loads; heating and cooling are None where they are switched off."""
    kind, carrier, efficiency = h["heating_system"], h["heating_carrier"], float(h["heating_efficiency"])
    if request.heating and request.heating != "none":
        kind, carrier, efficiency = REQUESTED_HEATING[request.heating]
        named = message("efficiency of a {system} where the project gives none", system=request.heating)
        notes.add(
            "heating system",
            kind,
            message("{carrier}, {efficiency:g}", carrier=carrier, efficiency=efficiency),
            "general knowledge",
            "unconfirmed",
            named,
        )
    elif not request.heating:
        notes.add(
            "heating system",
            kind,
            message("{carrier}, {efficiency:g}", carrier=carrier, efficiency=efficiency),
            h["source"],
            h["status"],
        )
    heating = None if request.heating == "none" else HeatingSystem(kind, carrier, efficiency)  # type: ignore[arg-type]
    cooling = CoolingSystem("split", float(h["cooling_cop"]))
    if request.cooling == "vrf":
        cooling = CoolingSystem("vrf", VRF_COOLING_COP)
    if request.cooling != "none":
        source = ("general knowledge", "unconfirmed") if request.cooling == "vrf" else (h["source"], h["status"])
        notes.add(
            "cooling system",
            cooling.kind,
            message("COP {cop:g} at 35 degC", cop=cooling.cop),
            *source,
            f"{cooling.control} speed",
        )
    return Systems(
        heating,
        None if request.cooling == "none" else cooling,
        hot_water_of(request, row, people, meals, year, notes),
        cooking_of(request, row, people, meals, year, notes),
    )
