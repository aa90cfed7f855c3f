"""Gains, outdoor air and set points of an IDF's zones as our model holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from buildings.idf.read_schedules import Schedules
from buildings.idf.source import Obj, Source
from buildings.model import Air, Gain, Hourly, Thermostat
from weather.errors import InputError, Problem

PEOPLE_AT_C = 23.5
"""Air temperature at which the sensible part of people's heat is taken where the file leaves it to EnergyPlus."""
EQUIPMENT = ("ElectricEquipment", "GasEquipment", "HotWaterEquipment", "SteamEquipment", "OtherEquipment")
ZONE_KEY = "Zone_or_ZoneList_or_Space_or_SpaceList_Name"
DESIGN_WIND_M_S = 4.4704
"""10 miles an hour, at which the infiltration coefficient of DOE-2 (0.224 s/m) is 1; used only where no weather is given."""
INFILTRATION = ("ZoneInfiltration:DesignFlowRate", "ZoneInfiltration:EffectiveLeakageArea")
VENTILATION = ("ZoneVentilation:DesignFlowRate", "ZoneVentilation:WindandStackOpenArea")


@dataclass(frozen=True, slots=True)
class Room:
    """What the zones' objects are measured by: area, volume, outer area and wall, people, local wind and site."""

    name: str
    floor_m2: float
    volume_m3: float
    outer_m2: float
    outer_wall_m2: float
    wind_m_s: Hourly
    temp_air_c: Hourly | None


@dataclass(frozen=True, slots=True)
class OutdoorAir:
    """Design flow of outdoor air of a zone and the name of its schedule ("" = always)."""

    design_m3_s: float
    schedule: str


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


def sensible_fraction(met_w: np.ndarray, air_c: float = PEOPLE_AT_C) -> np.ndarray:
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

    def _people(self) -> dict[str, float]:
        """Design number of people of every zone."""
        out = {n: 0.0 for n in self.rooms}
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
                out[t.zone].append(self._person(o, t))
        for o in self.source.all("Lights"):
            for t in self.targets.of(o):
                out[t.zone].append(self._light(o, t))
        for o in self.source.all(*EQUIPMENT):
            for t in self.targets.of(o):
                gain = self._device(o, t)
                if gain is not None:
                    out[t.zone].append(gain)
        return {n: tuple(g for g in gains if g.power_w > 0.0) for n, gains in out.items()}

    def _person(self, o: Obj, t: Target) -> Gain:
        presence = self.schedules.hourly(o.text("Number_of_People_Schedule_Name"))
        activity = self.schedules.hourly(o.text("Activity_Level_Schedule_Name"), 120.0)
        given = o.text("Sensible_Heat_Fraction").lower()
        mean = float(np.average(activity, weights=presence)) if presence.sum() > 0 else float(activity.mean())
        if given in ("", "autocalculate"):
            sensible = float(sensible_fraction(np.array([mean]))[0])
            self.source.notes.add("people-sensible", "People", o.name, f"{PEOPLE_AT_C:g} degC")
        else:
            sensible = o.number("Sensible_Heat_Fraction")
        peak = max(float(activity.max()), 1e-9)
        return Gain(o.name, "people", self._heads(o, t) * peak, presence * activity / peak, o.number("Fraction_Radiant", 0.3), 1.0 - sensible)  # fmt: skip

    def _light(self, o: Obj, t: Target) -> Gain:
        power = _power(o, "Lighting_Level", "Watts_per_Floor_Area", t, self.people[t.zone])
        if o.number("Return_Air_Fraction") > 0.0:
            self.source.notes.add("return-air", "Lights", o.name)
        radiant = o.number("Fraction_Radiant") + o.number("Fraction_Visible")
        return Gain(o.name, "lighting", power, self.schedules.hourly(o.text("Schedule_Name")), min(radiant, 1.0))

    def _device(self, o: Obj, t: Target) -> Gain | None:
        per_area = "Watts_per_Floor_Area" if o.kind.lower() == "electricequipment" else "Power_per_Floor_Area"
        power = _power(o, "Design_Level", per_area, t, self.people[t.zone])
        if power < 0.0:
            self.source.notes.add("negative-gain", o.kind, o.name)
            return None
        lost, latent, radiant = (o.number(f"Fraction_{k}") for k in ("Lost", "Latent", "Radiant"))
        electric = o.kind.lower() == "electricequipment" or o.text("Fuel_Type").lower() == "electricity"
        if not electric:
            self.source.notes.add("fuel-not-billed", o.kind, o.name)
        elif lost > 0.0:
            self.source.notes.add("lost-not-billed", o.kind, o.name)
        kept = 1.0 - lost
        if kept <= 0.0:
            return None
        latent_share = min(latent / kept, 1.0)
        dry = kept - latent
        return Gain(
            o.name, "equipment" if electric else "people", power * kept, self.schedules.hourly(o.text("Schedule_Name")),
            min(radiant / dry, 1.0) if dry > 0.0 else 0.0, latent_share,
        )  # fmt: skip

    def air(self) -> dict[str, Air]:
        """Outdoor air of every zone: infiltration, ventilation, openings, the outdoor air of the systems."""
        flows = {n: np.zeros(8760) for n in self.rooms}
        fresh = {n: np.zeros(8760) for n in self.rooms}
        opening = {n: np.zeros(8760) for n in self.rooms}
        above: dict[str, list[tuple[float, float]]] = {n: [] for n in self.rooms}
        leak: dict[str, tuple[float, float, float]] = {}
        for o in self.source.all("ZoneInfiltration:DesignFlowRate"):
            for t in self.targets.of(o):
                flows[t.zone] += self._flow(o, t)
        for o in self.source.all("ZoneInfiltration:EffectiveLeakageArea"):
            for t in self.targets.of(o, "Zone_or_Space_Name"):
                leak[t.zone] = self._leak(o, t, leak.get(t.zone))
        for o in self.source.all(*VENTILATION):
            stack = o.kind.lower().endswith("openarea")
            for t in self.targets.of(o, "Zone_or_Space_Name" if stack else ZONE_KEY):
                flow = self._stack(o, t) if stack else self._flow(o, t)
                limit = o.number("Minimum_Indoor_Temperature", -100.0)
                by_schedule = o.text("Minimum_Indoor_Temperature_Schedule_Name")
                if by_schedule:
                    limit = float(self.schedules.hourly(by_schedule).mean())
                if limit > -50.0:
                    self.source.notes.add("opening-as-needed", o.kind, o.name)
                    opening[t.zone] += flow
                    above[t.zone].append((limit, float(flow.max())))
                else:
                    fresh[t.zone] += flow
                    if stack or o.number("Delta_Temperature", -100.0) > -50.0:
                        self.source.notes.add("ventilation-always", o.kind, o.name)
        for zone, outdoor in self.outdoor_air().items():
            fresh[zone] += outdoor.design_m3_s * self.schedules.hourly(outdoor.schedule)
        mixing = self._mixing()
        out = {}
        for name, room in self.rooms.items():
            per_hour = 3600.0 / room.volume_m3
            steps = [x for x in above[name] if x[1] > 0.0]
            area, stack_c, wind_c = leak.get(name, (0.0, 0.0, 0.0))
            limits = {}
            if steps:
                limits["opening_above_c"] = float(np.average([a for a, _ in steps], weights=[w for _, w in steps]))
            out[name] = Air(
                infiltration_ach=flows[name] * per_hour, ventilation_m3_s=fresh[name], opening_ach=opening[name] * per_hour,
                leakage_area_cm2=area, stack_coefficient=stack_c, wind_coefficient=wind_c, mixing_m3_s=mixing.get(name, ()), **limits,
            )  # fmt: skip
        return out

    def _design(self, o: Obj, t: Target) -> float:
        """Design flow of an infiltration, ventilation or mixing object, m3/s."""
        room = self.rooms[t.zone]
        method = o.text("Design_Flow_Rate_Calculation_Method", "Flow/Zone").lower()
        surface = o.number("Flow_Rate_per_Exterior_Surface_Area")
        table: dict[str, Callable[[], float]] = {
            "flow/zone": lambda: o.number("Design_Flow_Rate"),
            "flow/area": lambda: o.number("Flow_Rate_per_Floor_Area") * t.floor_m2,
            "flow/exteriorarea": lambda: surface * room.outer_m2,
            "flow/exteriorwallarea": lambda: surface * room.outer_wall_m2,
            "airchanges/hour": lambda: o.number("Air_Changes_per_Hour") * room.volume_m3 / 3600.0,
            "flow/person": lambda: o.number("Flow_Rate_per_Person") * self.people[t.zone],
        }
        if method not in table:
            raise InputError(Problem("idf-value", f"{o.kind} {o.name}", "an unknown way to give a flow", method, ", ".join(table), "correct the IDF"))  # fmt: skip
        return table[method]()

    def _flow(self, o: Obj, t: Target) -> np.ndarray:
        """Hourly flow, m3/s: design, schedule, coefficients of wind and temperature difference."""
        room = self.rooms[t.zone]
        wind = room.wind_m_s
        a, b, c, d = (o.number(f"{k}_Term_Coefficient", v) for k, v in (("Constant", 1.0), ("Temperature", 0.0), ("Velocity", 0.0), ("Velocity_Squared", 0.0)))  # fmt: skip
        factor = a + c * np.asarray(wind) + d * np.asarray(wind) ** 2
        if b:
            inside = self.middle(t.zone)
            outside = np.full(8760, inside.mean()) if room.temp_air_c is None else np.asarray(room.temp_air_c)
            factor = factor + b * np.abs(inside - outside)
            self.source.notes.add("infiltration-temperature", o.kind, o.name)
        if (c or d) and room.temp_air_c is None:
            self.source.notes.add("infiltration-wind", o.kind, o.name, f"{DESIGN_WIND_M_S:g} m/s")
        return np.maximum(self._design(o, t) * self.schedules.hourly(o.text("Schedule_Name")) * factor, 0.0)

    def _leak(self, o: Obj, t: Target, before: tuple[float, float, float] | None) -> tuple[float, float, float]:
        schedule = self.schedules.hourly(o.text("Schedule_Name"))
        if float(np.ptp(schedule)) > 0.0:
            self.source.notes.add("leakage-always", o.kind, o.name)
        area = o.number("Effective_Air_Leakage_Area") * float(schedule.mean())
        return area + (before[0] if before else 0.0), o.number("Stack_Coefficient"), o.number("Wind_Coefficient")

    def _stack(self, o: Obj, t: Target) -> np.ndarray:
        """Wind-driven flow through an open area; effectiveness 0.3 (midway of the Input Output Reference's range) where left to EnergyPlus."""
        share = self.schedules.hourly(o.text("Opening_Area_Fraction_Schedule_Name"))
        effect = o.number("Opening_Effectiveness", 0.3)
        self.source.notes.add("stack-left-out", o.kind, o.name)
        return np.asarray(o.number("Opening_Area") * share * effect * np.asarray(self.rooms[t.zone].wind_m_s))

    def _mixing(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """Constant air between zones where it is balanced; the rest is noted."""
        names = {n.lower(): n for n in self.rooms}
        net = {n: 0.0 for n in self.rooms}
        found: dict[str, list[tuple[str, float]]] = {}
        objects = self.source.all("ZoneMixing", "ZoneCrossMixing")
        for o in objects:
            for t in self.targets.of(o, "Zone_or_Space_Name"):
                other = names.get(o.text("Source_Zone_or_Space_Name").lower(), "")
                flow = self._design(o, t) * float(self.schedules.hourly(o.text("Schedule_Name")).mean())
                both = [(t.zone, other)] + ([(other, t.zone)] if o.kind.lower() == "zonecrossmixing" else [])
                for here, there in both:
                    if there and here != there and flow > 0.0:
                        found.setdefault(here, []).append((there, flow))
                        net[here] += flow
                        net[there] -= flow
                if float(np.ptp(self.schedules.hourly(o.text("Schedule_Name")))) > 0.0:
                    self.source.notes.add("mixing-mean", o.kind, o.name)
        if any(abs(v) > 1e-9 for v in net.values()):
            for o in objects:
                self.source.notes.add("mixing-unbalanced", o.kind, o.name)
            return {}
        return {zone: tuple(rows) for zone, rows in found.items()}

    def outdoor_air(self) -> dict[str, OutdoorAir]:
        """Outdoor air that the file's systems bring, by the design specification of the zone (Sizing:Zone) or of its template."""
        specifications = self.source.named("DesignSpecification:OutdoorAir")
        common = self._common_schedule()
        out: dict[str, OutdoorAir] = {}
        for o in self.source.all("Sizing:Zone"):
            spec = specifications.get(o.text("Design_Specification_Outdoor_Air_Object_Name").lower())
            if spec is None:
                continue
            schedule = spec.text("Outdoor_Air_Schedule_Name") or common
            for t in self.targets.of(o, "Zone_or_ZoneList_Name"):
                out[t.zone] = OutdoorAir(outdoor_flow(spec, self.rooms[t.zone], self.people[t.zone]), schedule)
                self.source.notes.add("outdoor-air", spec.kind, spec.name, schedule)
        for o in self.source.all("HVACTemplate:Zone:IdealLoadsAirSystem"):
            if o.text("Outdoor_Air_Method", "None").lower() == "none":
                continue
            room = self.rooms[self.targets.of(o, "Zone_Name")[0].zone]
            spec = specifications.get(o.text("Design_Specification_Outdoor_Air_Object_Name").lower(), o)
            out[room.name] = OutdoorAir(outdoor_flow(spec, room, self.people[room.name]), spec.text("Outdoor_Air_Schedule_Name"))
            self.source.notes.add("outdoor-air", o.kind, o.name)
        return {zone: air for zone, air in out.items() if air.design_m3_s > 0.0}

    def _common_schedule(self) -> str:
        """The minimum outdoor air schedule that most controllers of the file name."""
        names = Counter(o.text("Minimum_Outdoor_Air_Schedule_Name") for o in self.source.all("Controller:OutdoorAir"))
        return names.most_common(1)[0][0] if names else ""

    def thermostats(self) -> dict[str, Thermostat]:
        """Set points of every zone; a zone without a thermostat floats."""
        off = np.full((8760, 6), np.nan)
        heating = {n: off for n in self.rooms}
        cooling = {n: off for n in self.rooms}
        points = self.source.named(*(f"ThermostatSetpoint:{k}" for k in ("DualSetpoint", "SingleHeating", "SingleCooling", "SingleHeatingOrCooling")))  # fmt: skip
        for o in self.source.all("ZoneControl:Thermostat"):
            kinds = self.schedules.parts(o.text("Control_Type_Schedule_Name"))
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
        templates = self.source.named("HVACTemplate:Thermostat")
        for o in self.source.all("HVACTemplate:Zone:IdealLoadsAirSystem"):
            found = templates.get(o.text("Template_Thermostat_Name").lower())
            for t in self.targets.of(o, "Zone_Name") if found else []:
                heating[t.zone] = self.schedules.parts(found.text("Heating_Setpoint_Schedule_Name"), found.number("Constant_Heating_Setpoint", np.nan))  # type: ignore[union-attr]  # fmt: skip
                cooling[t.zone] = self.schedules.parts(found.text("Cooling_Setpoint_Schedule_Name"), found.number("Constant_Cooling_Setpoint", np.nan))  # type: ignore[union-attr]  # fmt: skip
        return {n: Thermostat(_shortest(heating[n], -50.0), _shortest(cooling[n], 60.0)) for n in self.rooms}

    def middle(self, zone: str) -> np.ndarray:
        """Middle of the set points of every hour, 20 degC where there is none."""
        t = self.thermostats()[zone]
        both = [np.broadcast_to(np.atleast_1d(v), (8760,)) if np.size(v) in (1, 8760) else np.reshape(v, (8760, 6)).mean(axis=1) for v in (t.heating_c, t.cooling_c)]  # fmt: skip
        pair = np.array(both)
        known = np.isfinite(pair)
        total = np.where(known, pair, 0.0).sum(axis=0)
        return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), 20.0)

    @staticmethod
    def _set_points(point: Obj) -> tuple[int, str, str]:
        """Control type and the schedules of heating and cooling."""
        kind = point.kind.lower().split(":")[1]
        if kind == "dualsetpoint":
            return 4, point.text("Heating_Setpoint_Temperature_Schedule_Name"), point.text("Cooling_Setpoint_Temperature_Schedule_Name")
        name = point.text("Setpoint_Temperature_Schedule_Name")
        return {"singleheating": (1, name, ""), "singlecooling": (2, "", name)}.get(kind, (3, name, name))


def outdoor_flow(spec: Obj, room: Room, people: float) -> float:
    """Design outdoor air of a DesignSpecification:OutdoorAir or an ideal-loads template, m3/s."""
    template = spec.kind.lower().startswith("hvactemplate")
    word = "Flow_Rate" if template else "Flow"
    per_person = spec.number(f"Outdoor_Air_{word}_per_Person", 0.00944) * people
    per_area = spec.number(f"Outdoor_Air_{word}_per_Zone_Floor_Area") * room.floor_m2
    per_zone = spec.number(f"Outdoor_Air_{word}_per_Zone")
    changes = spec.number("Outdoor_Air_Flow_Air_Changes_per_Hour") * room.volume_m3 / 3600.0
    method = spec.text("Outdoor_Air_Method", "Flow/Person").lower()
    known = {"flow/person": per_person, "flow/area": per_area, "flow/zone": per_zone, "airchanges/hour": changes}
    if method in known:
        return known[method]
    if method == "maximum":
        return max(per_person, per_area, per_zone, changes)
    return per_person + per_area + per_zone + changes


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
