"""Gains and set points of an IDF's zones as our model holds them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np

from buildings.idf.read.schedules import Schedules
from buildings.idf.read.source import Obj, Source
from buildings.idf.read.systems import Served, SystemsReader
from buildings.model import Gain, Hourly, Thermostat
from foundation.errors import InputError, Problem

UNKNOWN_C = 22.0
"""Room air where a zone has no set point at the time."""
COLD_C, WARM_C = 10.0, 20.0
"""Outdoor air at or below which a room is taken to be at its heating set point, at or above which at its cooling set point; linear between.
Own choice; it decides only people's sensible share and temperature terms of air flows."""
EQUIPMENT = ("ElectricEquipment", "GasEquipment", "HotWaterEquipment", "SteamEquipment", "OtherEquipment")
ZONE_KEY = "Zone_or_ZoneList_or_Space_or_SpaceList_Name"


@dataclass(frozen=True, slots=True)
class Room:
    """What the zones' objects are measured by: area, volume, outer area and wall, people, local wind and site."""

    name: str
    floor_m2: float
    volume_m3: float
    outer_m2: float
    outer_wall_m2: float
    wind_m_s: Hourly
    wind_from_deg: Hourly
    temp_air_c: Hourly | None


@dataclass(frozen=True, slots=True)
class Target:
    """A zone that an object acts on, with the share of a quantity that the object gives as a whole (a space of a zone)."""

    zone: str
    floor_m2: float


class Targets:
    """Zones, zone lists, spaces and space lists by name."""

    def __init__(self, source: Source, floors: dict[str, float]) -> None:
        self._zones = {z.name.lower(): z.name for z in source.all("Zone")}
        self._floors = floors
        self._spaces: dict[str, Target] = {}
        per_zone = Counter(s.text("Zone_Name").lower() for s in source.all("Space"))
        for s in source.all("Space"):
            zone = self._zones.get(s.text("Zone_Name").lower(), "")
            area = s.number("Floor_Area", self._floors.get(zone, 0.0) / max(per_zone[zone.lower()], 1))
            self._spaces[s.name.lower()] = Target(zone, area)
        self._lists = {o.name.lower(): [v for v in o.rest(1) if v] for o in source.all("ZoneList", "SpaceList")}

    def of(self, o: Obj, key: str = ZONE_KEY) -> list[Target]:
        """Raises InputError ``idf-zone`` where the name is of nothing."""
        names = self._lists.get(o.text(key).lower(), [o.text(key)])
        out = []
        for name in names:
            low = name.lower()
            if low in self._zones:
                out.append(Target(self._zones[low], self._floors.get(self._zones[low], 0.0)))
            elif low in self._spaces:
                out.append(self._spaces[low])
            else:
                raise InputError(Problem("idf-zone", f"{o.kind} {o.name}", "its zone does not exist", name, "a zone, space or list of the file", "correct the IDF"))  # fmt: skip
        return out


def sensible_fraction(met_w: np.ndarray, air_c: np.ndarray) -> np.ndarray:
    """Sensible share of a person's heat by activity, W, and air temperature (EnergyPlus Input Output Reference, People; a fit to ASHRAE
    tables)."""
    m, t = met_w, air_c
    sensible = (
        6.461927 + 0.946892 * m + 2.55737e-5 * m**2 + 7.139322 * t - 0.0627909 * t * m + 5.89172e-5 * t * m**2
        - 0.198550 * t**2 + 9.40018e-4 * t**2 * m - 1.49532e-6 * t**2 * m**2
    )  # fmt: skip
    return np.clip(sensible / np.maximum(m, 1e-9), 0.0, 1.0)


def _power(o: Obj, level: str, area: str, target: Target, people: float) -> float:
    """Design level by the object's method, W."""
    method = o.text("Design_Level_Calculation_Method").lower()
    per_area, per_person = o.number(area), o.number(area.replace("Floor_Area", "Person"))
    if method == "watts/area" or method == "power/area":
        return per_area * target.floor_m2
    if method in ("watts/person", "power/person"):
        return per_person * people
    return o.number(level)


class ZoneReader:
    """Reads what acts in zones; ``rooms`` by zone name."""

    def __init__(self, source: Source, schedules: Schedules, rooms: dict[str, Room]) -> None:
        self.source, self.schedules, self.rooms = source, schedules, rooms
        self.targets = Targets(source, {n: r.floor_m2 for n, r in rooms.items()})
        self.people = self._people()
        self.systems = SystemsReader(source, schedules, {n.lower(): n for n in rooms})
        self.served = self.systems.served()
        self._thermostats: dict[str, Thermostat] | None = None

    def _people(self) -> dict[str, float]:
        """Design number of people of every zone."""
        out = dict.fromkeys(self.rooms, 0.0)
        for o in self.source.all("People"):
            for t in self.targets.of(o):
                out[t.zone] += self._heads(o, t)
        return out

    @staticmethod
    def _heads(o: Obj, t: Target) -> float:
        method = o.text("Number_of_People_Calculation_Method", "People").lower()
        if method == "people/area":
            return o.number("People_per_Floor_Area") * t.floor_m2
        if method == "area/person":
            per = o.number("Floor_Area_per_Person")
            return t.floor_m2 / per if per > 0.0 else 0.0
        return o.number("Number_of_People")

    def gains(self) -> dict[str, tuple[Gain, ...]]:
        """Gains of every zone.

        Raises
        ------
        InputError
            ``idf-schedule``, ``idf-zone``, ``idf-value``.
        """
        out: dict[str, list[Gain]] = {n: [] for n in self.rooms}
        for o in self.source.all("People"):
            for t in self.targets.of(o):
                out[t.zone] += self._person(o, t)
        for o in self.source.all("Lights"):
            for t in self.targets.of(o):
                out[t.zone].append(self._light(o, t))
        for o in self.source.all(*EQUIPMENT):
            for t in self.targets.of(o):
                out[t.zone] += self._device(o, t)
        return {n: tuple(g for g in gains if abs(g.power_w) > 1e-6) for n, gains in out.items()}

    def _person(self, o: Obj, t: Target) -> tuple[Gain, Gain]:
        """Sensible and latent heat of people as two gains: where the file leaves their shares open, these follow activity and room air."""
        activity = self.schedules.hourly(o.text("Activity_Level_Schedule_Name"), 120.0)
        sensible = np.full(8760, o.number("Sensible_Heat_Fraction", math.nan))
        if np.isnan(sensible).any():
            sensible = sensible_fraction(activity, self.expected_air(t.zone))
            self.source.notes.add("people-sensible", "People", o.name)
        heat = self._heads(o, t) * activity * self.schedules.hourly(o.text("Number_of_People_Schedule_Name"))
        dry, moist = heat * sensible, heat * (1.0 - sensible)
        peaks = [max(float(x.max()), 1e-9) for x in (dry, moist)]
        return (
            Gain(o.name, "people", peaks[0], dry / peaks[0], o.number("Fraction_Radiant", 0.3)),
            Gain(f"{o.name} moisture", "people", peaks[1], moist / peaks[1], 0.0, 1.0),
        )

    def _light(self, o: Obj, t: Target) -> Gain:
        power = _power(o, "Lighting_Level", "Watts_per_Floor_Area", t, self.people[t.zone])
        if o.number("Return_Air_Fraction") > 0.0:
            self.source.notes.add("return-air", "Lights", o.name)
        radiant = o.number("Fraction_Radiant") + o.number("Fraction_Visible")
        return Gain(o.name, "lighting", power, self.schedules.hourly(o.text("Schedule_Name")), min(radiant, 1.0))

    def _device(self, o: Obj, t: Target) -> list[Gain]:
        """Heat of an appliance; of an OtherEquipment it may be below zero, as a sink, by its power or by its schedule."""
        per_area = "Watts_per_Floor_Area" if o.kind.lower() == "electricequipment" else "Power_per_Floor_Area"
        power = _power(o, "Design_Level", per_area, t, self.people[t.zone])
        sink = o.kind.lower() == "otherequipment"
        if power < 0.0 and not sink:
            raise InputError(Problem("idf-value", f"{o.kind} {o.name}", "its power is below zero, which EnergyPlus allows of OtherEquipment only", power, ">= 0 W", "correct the IDF, or make it an OtherEquipment"))  # fmt: skip
        lost, latent, radiant = (o.number(f"Fraction_{k}") for k in ("Lost", "Latent", "Radiant"))
        electric = o.kind.lower() == "electricequipment" or o.text("Fuel_Type").lower() == "electricity"
        if not electric and not (sink and o.text("Fuel_Type", "None").lower() == "none"):
            self.source.notes.add("fuel-not-billed", o.kind, o.name)
        elif electric and lost > 0.0:
            self.source.notes.add("lost-not-billed", o.kind, o.name)
        kept = 1.0 - lost
        if kept <= 0.0:
            return []
        latent_share = min(latent / kept, 1.0)
        dry = kept - latent
        if power == 0.0:
            return []
        share = self.schedules.hourly(o.text("Schedule_Name"))
        if float(share.min()) < 0.0:
            raise InputError(Problem("idf-value", f"{o.kind} {o.name}", "its schedule is below zero, which EnergyPlus refuses", float(share.min()), ">= 0", "give an OtherEquipment the power below zero instead"))  # fmt: skip
        use: Literal["equipment", "people"] = "equipment" if electric and power > 0.0 else "people"
        return [Gain(o.name, use, power * kept, share, min(radiant / dry, 1.0) if dry > 0.0 else 0.0, latent_share)]

    def thermostats(self) -> dict[str, Thermostat]:
        """Set points of every zone; a zone without a thermostat floats."""
        if self._thermostats is None:
            self._thermostats = self._read_thermostats()
        return self._thermostats

    def _read_thermostats(self) -> dict[str, Thermostat]:
        off = np.full((8760, 6), np.nan)
        heating = dict.fromkeys(self.rooms, off)
        cooling = dict.fromkeys(self.rooms, off)
        points = self.source.named(*(f"ThermostatSetpoint:{k}" for k in ("DualSetpoint", "SingleHeating", "SingleCooling", "SingleHeatingOrCooling")))  # fmt: skip
        for o in self.source.all("ZoneControl:Thermostat"):
            kinds = self.schedules.parts(o.text("Control_Type_Schedule_Name"))
            if o.number("Temperature_Difference_Between_Cutout_And_Setpoint") > 0.0:
                self.source.notes.add("thermostat-cutout", o.kind, o.name)
            for t in self.targets.of(o, "Zone_or_ZoneList_Name"):
                for k in range(1, 5):
                    point = points.get(o.text(f"Control_{k}_Name").lower())
                    if point is None:
                        continue
                    code, heat, cool = self._set_points(point)
                    active = kinds == code
                    if heat:
                        heating[t.zone] = np.where(active, self.schedules.parts(heat), heating[t.zone])
                    if cool:
                        cooling[t.zone] = np.where(active, self.schedules.parts(cool), cooling[t.zone])
        self._template_points(heating, cooling)
        return {n: self._thermostat(heating[n], cooling[n], self.served.get(n)) for n in self.rooms}

    def _template_points(self, heating: dict[str, np.ndarray], cooling: dict[str, np.ndarray]) -> None:
        """Set points of the zones that a template conditions, of whichever family."""
        templates = self.source.named("HVACTemplate:Thermostat")
        for zone, o in self.systems.templates():
            found = templates.get(o.text("Template_Thermostat_Name").lower())
            if found is None:
                if o.text("Template_Thermostat_Name"):
                    raise InputError(Problem("idf-zone", f"{o.kind} {zone}", "its template thermostat does not exist", o.text("Template_Thermostat_Name"), ", ".join(t.name for t in templates.values()), "correct the IDF"))  # fmt: skip
                continue
            for way, out in (("Heating", heating), ("Cooling", cooling)):
                schedule, constant = found.text(f"{way}_Setpoint_Schedule_Name"), found.number(f"Constant_{way}_Setpoint", np.nan)  # fmt: skip
                if schedule or not np.isnan(constant):
                    out[zone] = self.schedules.parts(schedule, constant)

    @staticmethod
    def _thermostat(heating: np.ndarray, cooling: np.ndarray, served: Served | None) -> Thermostat:
        """Set points while the systems are on, and their limits."""
        if served is None:
            return Thermostat(_shortest(heating, -50.0), _shortest(cooling, 60.0))
        return Thermostat(
            _shortest(np.where(served.heating_on, heating, np.nan), -50.0),
            _shortest(np.where(served.cooling_on, cooling, np.nan), 60.0),
            served.heating_capacity_w,
            served.cooling_capacity_w,
        )

    def expected_air(self, zone: str) -> np.ndarray:
        """Room air of every hour as far as it can be told before a simulation, degC: between the set points by outdoor temperature."""
        t, room = self.thermostats()[zone], self.rooms[zone]
        heat, cool = (hourly_set_point(v) for v in (t.heating_c, t.cooling_c))
        heat, cool = np.where(np.isnan(heat), cool, heat), np.where(np.isnan(cool), heat, cool)
        outside = np.full(8760, 0.5 * (COLD_C + WARM_C)) if room.temp_air_c is None else np.asarray(room.temp_air_c)
        warm = np.clip((outside - COLD_C) / (WARM_C - COLD_C), 0.0, 1.0)
        return np.asarray(np.nan_to_num(heat + warm * (cool - heat), nan=UNKNOWN_C))

    @staticmethod
    def _set_points(point: Obj) -> tuple[int, str, str]:
        """Control type and the schedules of heating and cooling."""
        kind = point.kind.lower().split(":")[1]
        if kind == "dualsetpoint":
            return (
                4,
                point.text("Heating_Setpoint_Temperature_Schedule_Name"),
                point.text("Cooling_Setpoint_Temperature_Schedule_Name"),
            )
        name = point.text("Setpoint_Temperature_Schedule_Name")
        return {"singleheating": (1, name, ""), "singlecooling": (2, "", name)}.get(kind, (3, name, name))


def hourly_set_point(value: Hourly) -> np.ndarray:
    """Set points as hourly means, NaN where off, shape (8760,)."""
    a = np.atleast_1d(np.asarray(value, dtype=float))
    return a.reshape(8760, -1).mean(axis=1) if len(a) > 8760 else np.array(np.broadcast_to(a, (8760,)))


def _shortest(parts: np.ndarray, never: float) -> Hourly:
    """Set points as a constant, by the hour or by ten minutes, whichever holds them; beyond ``never`` means off."""
    values = np.where(parts <= never, np.nan, parts) if never < 0.0 else np.where(parts >= never, np.nan, parts)
    same = (values == values[:, :1]) | (np.isnan(values) & np.isnan(values[:, :1]))
    if not same.all():
        return values.ravel()
    hourly = values[:, 0]
    if np.isnan(hourly).all() or (hourly == hourly[0]).all():
        return float(hourly[0])
    return np.ascontiguousarray(hourly)
