"""Outdoor air of an IDF's zones as our model holds it: infiltration, ventilation, openings, the outdoor air of the systems."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from buildings.idf.read.source import Obj
from buildings.idf.read.systems import IDEAL
from buildings.idf.read.zones import ZONE_KEY, Room, Target, ZoneReader, hourly_set_point
from buildings.model import Air
from foundation.errors import InputError, Problem

VENTILATION = ("ZoneVentilation:DesignFlowRate", "ZoneVentilation:WindandStackOpenArea")
DESIGN_WIND_M_S = 4.4704
"""10 miles an hour, at which the infiltration coefficient of DOE-2 (0.224 s/m) is 1; used only where no weather is given."""
NEVER_C = -50.0
"""Temperature limits below it are none (EnergyPlus writes -100)."""
ALWAYS_C = 100.0
"""Temperature limits of at least this size are none."""
STANDARD_K = 293.15
"""Temperature of the standard density by which EnergyPlus gives systems their flow."""
DEFAULT_PERSON_M3_S = 0.00944
"""Outdoor air of a person where the file gives none (default of the data dictionary)."""
PERPENDICULAR, BEHIND = 0.55, 0.30
"""Effectiveness of an opening where the file leaves it to EnergyPlus: wind onto it, and from behind (Engineering Reference)."""


@dataclass(frozen=True, eq=False, slots=True)
class OutdoorAir:
    """Design flow of outdoor air of a zone, the name of its schedule ("" = always), when its system moves it (hourly share, None = always), and
    the share of the design flow in every hour. Systems move air of 20 degC by volume: in the cold less comes at outdoor density."""

    design_m3_s: float
    schedule: str
    runs: np.ndarray | None = None
    share: np.ndarray | float = 1.0
    recovery: float = 0.0
    """Sensible effectiveness of the system's heat recovery."""


class AirReader:
    """Reads what moves air; ``zones`` has read who is in them."""

    def __init__(self, zones: ZoneReader) -> None:
        self.source, self.schedules, self.rooms, self.targets, self.people = (
            zones.source,
            zones.schedules,
            zones.rooms,
            zones.targets,
            zones.people,
        )
        self.zones = zones

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
                flow = (self._stack(o, t) if stack else self._flow(o, t)) * self._allowed(o, t.zone)
                limit = self._limit(o, "Minimum_Indoor_Temperature", NEVER_C)
                if self._warmer(t.zone, limit, flow):
                    fresh[t.zone] += flow * self._cooler(o, t.zone)
                else:
                    self.source.notes.add("opening-as-needed", o.kind, o.name)
                    opening[t.zone] += flow
                    above[t.zone].append((float(limit.mean()), float(flow.max())))
        recovered = dict.fromkeys(self.rooms, 0.0)
        for zone, outdoor in self.outdoor_air().items():
            if outdoor.recovery > 0.0 and fresh[zone].any():
                self.source.notes.add("heat-recovery", "ZoneHVAC", zone)
            elif outdoor.recovery > 0.0:
                recovered[zone] = outdoor.recovery
            fresh[zone] += outdoor.design_m3_s * outdoor.share
        mixing, exhausted = self._mixing()
        out = {}
        for name, room in self.rooms.items():
            per_hour = 3600.0 / room.volume_m3
            steps = [x for x in above[name] if x[1] > 0.0]
            area, stack_c, wind_c = leak.get(name, (0.0, 0.0, 0.0))
            holds = (
                float(np.average([a for a, _ in steps], weights=[w for _, w in steps]))
                if steps
                else Air().opening_above_c
            )
            out[name] = Air(
                infiltration_ach=flows[name] * per_hour, ventilation_m3_s=fresh[name], opening_ach=opening[name] * per_hour,
                leakage_area_cm2=area, stack_coefficient=stack_c, wind_coefficient=wind_c, mixing_m3_s=mixing.get(name, ()), exhausted_m3_s=exhausted[name], opening_above_c=holds,
                heat_recovery=recovered[name], recovery_bypass=recovered[name] > 0.0,
            )  # fmt: skip
        return out

    def _limit(self, o: Obj, key: str, default: float) -> np.ndarray:
        """A temperature limit of every hour: a schedule's, else a number."""
        name = o.text(f"{key}_Schedule_Name")
        return self.schedules.hourly(name) if name else np.full(8760, o.number(key, default))

    def _warmer(self, zone: str, limit: np.ndarray, flow: np.ndarray) -> bool:
        """Whether the zone is always warmer than the limit while there is a flow: heating holds it there, or there is no limit."""
        heating = hourly_set_point(self.zones.thermostats()[zone].heating_c)
        with np.errstate(invalid="ignore"):
            return bool(((flow <= 0.0) | (limit <= NEVER_C) | (heating >= limit)).all())

    def _allowed(self, o: Obj, zone: str) -> np.ndarray:
        """Hours in which outdoor temperature and wind let air in; all without weather."""
        room = self.rooms[zone]
        if room.temp_air_c is None:
            return np.ones(8760, dtype=bool)
        outside = np.asarray(room.temp_air_c)
        ok = (outside >= self._limit(o, "Minimum_Outdoor_Temperature", -ALWAYS_C)) & (outside <= self._limit(o, "Maximum_Outdoor_Temperature", ALWAYS_C))  # fmt: skip
        ok &= np.asarray(room.wind_m_s) <= o.number("Maximum_Wind_Speed", 40.0)
        warmest = self._limit(o, "Maximum_Indoor_Temperature", ALWAYS_C)
        cooling = hourly_set_point(self.zones.thermostats()[zone].cooling_c)
        with np.errstate(invalid="ignore"):
            if not ((warmest >= ALWAYS_C) | (cooling <= warmest)).all():
                self.source.notes.add("ventilation-when-hot", o.kind, o.name)
        return ok

    def _cooler(self, o: Obj, zone: str) -> np.ndarray:
        """Hours in which it is cool enough outdoors against the room's expected air (openings of our model see to it themselves)."""
        outside = self.rooms[zone].temp_air_c
        difference = self._limit(o, "Delta_Temperature", -ALWAYS_C)
        if outside is None or (difference <= NEVER_C).all():
            return np.ones(8760, dtype=bool)
        self.source.notes.add("infiltration-temperature", o.kind, o.name)
        return np.asarray(self.zones.expected_air(zone) - np.asarray(outside) >= difference)

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
            inside = self.zones.expected_air(t.zone)
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
        """Flow through an open area by wind and stack (EnergyPlus Engineering Reference, wind and stack open area), m3/s; the room at its expected air."""
        room = self.rooms[t.zone]
        share = self.schedules.hourly(o.text("Opening_Area_Fraction_Schedule_Name"))
        inside = self.zones.expected_air(t.zone)
        outside = inside if room.temp_air_c is None else np.asarray(room.temp_air_c)
        difference = np.abs(inside - outside)
        angle = np.abs((o.number("Effective_Angle") - np.asarray(room.wind_from_deg) + 180.0) % 360.0 - 180.0)
        effect = o.number("Opening_Effectiveness", math.nan)
        by_angle = PERPENDICULAR - angle / 180.0 * (PERPENDICULAR - BEHIND)
        wind = (by_angle if math.isnan(effect) else effect) * np.asarray(room.wind_m_s)
        coefficient = o.number("Discharge_Coefficient_for_Opening", math.nan)
        discharge = 0.40 + 0.0045 * difference if math.isnan(coefficient) else coefficient
        stack = discharge * np.sqrt(
            2.0 * 9.81 * max(o.number("Height_Difference"), 0.0) * difference / (inside + 273.15)
        )
        self.source.notes.add("infiltration-temperature", o.kind, o.name)
        return np.asarray(o.number("Opening_Area") * share * np.hypot(wind, stack))

    def _mixing(self) -> tuple[dict[str, tuple[tuple[str, float], ...]], dict[str, float]]:
        """Constant air between zones by the zone that takes it, and what fans must take out of every zone in return."""
        names = {n.lower(): n for n in self.rooms}
        net = dict.fromkeys(self.rooms, 0.0)
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
        return {zone: tuple(rows) for zone, rows in found.items()}, net

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
        out |= self._of_ideal_loads(specifications)
        for zone, o in self.zones.systems.templates():
            air = self._of_template(o, self.rooms[zone], specifications)
            if air is not None:
                out[zone] = air
        return {zone: self._shared(zone, air) for zone, air in out.items() if air.design_m3_s > 0.0}

    def _shared(self, zone: str, air: OutdoorAir) -> OutdoorAir:
        share = self.schedules.hourly(air.schedule) * (1.0 if air.runs is None else air.runs)
        outside = self.rooms[zone].temp_air_c
        if outside is not None:
            share = share * (np.asarray(outside) + 273.15) / STANDARD_K
        return replace(air, share=share)

    def _of_ideal_loads(self, specifications: dict[str, Obj]) -> dict[str, OutdoorAir]:
        """Outdoor air that ideal-loads systems of the file bring themselves, whenever they are available."""
        out = {}
        for zone, rows in self.zones.systems.equipment.items():
            for kind, name in rows:
                o = self.zones.systems.ideal.get(name) if kind == IDEAL else None
                spec = specifications.get(o.text("Design_Specification_Outdoor_Air_Object_Name").lower()) if o else None
                if o is None or spec is None:
                    if zone in self.rooms and kind == IDEAL:  # without a specification of its own it brings none
                        out[zone] = OutdoorAir(0.0, "")
                    continue
                runs = self.zones.systems.available(o)
                room = self.rooms[zone]
                flow = outdoor_flow(spec, room, self.people[zone])
                out[zone] = OutdoorAir(flow, spec.text("Outdoor_Air_Schedule_Name"), runs, recovery=self._recovery(o))
        return out

    @staticmethod
    def _recovery(o: Obj) -> float:
        """Sensible effectiveness of an ideal-loads system's heat recovery, 0 without one."""
        if o.text("Heat_Recovery_Type", "None").lower() == "none":
            return 0.0
        return min(max(o.number("Sensible_Heat_Recovery_Effectiveness", 0.7), 0.0), 1.0)

    def _of_template(self, o: Obj, room: Room, specifications: dict[str, Obj]) -> OutdoorAir | None:
        """Outdoor air of a zone with a template system."""
        ideal = o.kind.lower().endswith("idealloadsairsystem")
        method = o.text("Outdoor_Air_Method", "None" if ideal else "Flow/Person").lower()
        if method == "none":
            return None
        keys = [k for k in o.fields if k.startswith("Design_Specification_Outdoor_Air_Object")]
        named = next((s for k in keys if (s := specifications.get(o.text(k).lower())) is not None), None)
        spec = named if method == "detailedspecification" and named is not None else o
        flow = outdoor_flow(spec, room, self.people[room.name])
        if flow <= 0.0:
            return None
        runs = self.zones.systems.available(o) if ideal else self.zones.systems.fan_runs(o)
        if runs is None:
            self.source.notes.add("outdoor-air-cycling", o.kind, room.name, f"{flow:.4g} m3/s")
            return None
        parent = self.zones.systems.parent(o)
        schedule = spec.text("Outdoor_Air_Schedule_Name") or (parent.text("Minimum_Outdoor_Air_Schedule_Name") if parent else "")  # fmt: skip
        self.source.notes.add("outdoor-air", o.kind, room.name, schedule)
        return OutdoorAir(flow, schedule, runs, recovery=self._recovery(o))

    def _common_schedule(self) -> str:
        """The minimum outdoor air schedule that most controllers of the file name."""
        names = Counter(o.text("Minimum_Outdoor_Air_Schedule_Name") for o in self.source.all("Controller:OutdoorAir"))
        return names.most_common(1)[0][0] if names else ""


def outdoor_flow(spec: Obj, room: Room, people: float) -> float:
    """Design outdoor air of a DesignSpecification:OutdoorAir or an ideal-loads template, m3/s."""
    template = spec.kind.lower().startswith("hvactemplate")
    word = "Flow_Rate" if template else "Flow"
    per_person = spec.number(f"Outdoor_Air_{word}_per_Person", DEFAULT_PERSON_M3_S) * people
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
