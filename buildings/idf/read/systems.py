"""What conditions the zones of an IDF: ideal loads with their schedules and limits, template systems, other equipment by what it can do."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from buildings.idf.read.schedules import Schedules
from buildings.idf.read.source import Obj, Source

IDEAL = "zonehvac:idealloadsairsystem"
TEMPLATE = "hvactemplate:zone:"
AVAILABLE = ("System_Availability_Schedule_Name", "Availability_Schedule_Name")
"""Key of the availability of an ideal-loads template and of an ideal-loads system."""
HEAT_ONLY = re.compile(r"^zonehvac:(baseboard|unitheater|hightemperatureradiant|lowtemperatureradiant:electric)")
COOL_ONLY = re.compile(r"^zonehvac:(evaporativecooler|windowairconditioner|coolingpanel|refrigerationchillerset)")
NEITHER = re.compile(r"^(fan:zoneexhaust|zonehvac:energyrecoveryventilator|zonehvac:dehumidifier|waterheater:heatpump)")
NO_COIL = ("none", "noheating", "nocooling")
CYCLING = ("ptac", "pthp", "watertoairheatpump", "vrf", "unitary")
"""Template families whose fan stops between two runs unless a schedule of its operating mode says otherwise."""
SUPPLY_HOT_C, SUPPLY_COLD_C = 50.0, 13.0
"""Supply temperatures of an ideal-loads system that gives none (defaults of the data dictionary)."""
HEATED_C, COOLED_C = 20.0, 24.0
"""Room air at which a limit of flow is taken as one of power, where a set point does not say it. Own choice."""
SEA_LEVEL_PA = 101325.0
AIR_J_M3K_PA = 1006.0 / (287.042 * 293.15)
"""Heat capacity of air at 20 degC by its pressure, J/(m3 K Pa)."""


@dataclass(frozen=True, eq=False, slots=True)
class Served:
    """What a zone's systems can do: when they heat and cool, shape (8760, 6), and with how much at most, W, of all its copies together."""

    heating_on: np.ndarray
    cooling_on: np.ndarray
    heating_capacity_w: float = math.inf
    cooling_capacity_w: float = math.inf

    @property
    def limited(self) -> bool:
        """False where it is on all the year without a limit."""
        finite = math.isfinite(self.heating_capacity_w) or math.isfinite(self.cooling_capacity_w)
        return finite or not (self.heating_on.all() and self.cooling_on.all())


def density_cp(source: Source) -> float:
    """Heat capacity of the site's air at 20 degC, J/(m3 K), by its altitude (standard atmosphere)."""
    site = source.first("Site:Location")
    height = site.number("Elevation") if site else 0.0
    return SEA_LEVEL_PA * (1.0 - 2.25577e-5 * min(max(height, -500.0), 11000.0)) ** 5.25588 * AIR_J_M3K_PA


class SystemsReader:
    """Reads what serves each zone."""

    def __init__(self, source: Source, schedules: Schedules, zones: dict[str, str]) -> None:
        """``zones``: names by their lower case."""
        self.source, self.schedules, self.zones = source, schedules, zones
        self.ideal = source.named("ZoneHVAC:IdealLoadsAirSystem")
        self.lists = source.named("ZoneHVAC:EquipmentList")
        self.equipment = dict(self._equipment())

    def _equipment(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Class and name of what each zone's equipment list holds, both in lower case; by the zone's own name."""
        for o in self.source.all("ZoneHVAC:EquipmentConnections"):
            zone = self.zones.get(o.text("Zone_Name").lower())
            if zone is None:
                continue
            found = self.lists.get(o.text("Zone_Conditioning_Equipment_List_Name").lower())
            rows = found.rest(1) if found else []
            at = [k for k, v in enumerate(rows) if ":" in v and k + 1 < len(rows)]
            if found and any("Sequential" in k and found.text(k) for k in found.fields):
                self.source.notes.add("sequential-fraction", found.kind, found.name)
            yield zone, [(rows[k].lower(), rows[k + 1].lower()) for k in at]

    def templates(self) -> Iterator[tuple[str, Obj]]:
        """Zones that a template conditions, each with its object."""
        for kind in self.source.objects:
            if kind.startswith(TEMPLATE):
                for o in self.source.objects[kind]:
                    zone = self.zones.get(o.text("Zone_Name").lower())
                    if zone is not None:
                        yield zone, o

    def parent(self, o: Obj) -> Obj | None:
        """The template of the system that serves a template's zone (not its dedicated outdoor air system)."""
        names = [o.text(k).lower() for k in o.fields if re.fullmatch(r"Template_.*_System_Name", k)]
        kinds = [k for k in self.source.objects if k.startswith("hvactemplate:system:")]
        return next((s for k in kinds for s in self.source.objects[k] if s.name.lower() in names), None)

    def served(self) -> dict[str, Served]:
        """By zone; a zone of which nothing is known is not in it."""
        out = {zone: self._by_equipment(zone, rows) for zone, rows in self.equipment.items()}
        out |= {zone: self._by_template(o) for zone, o in self.templates()}
        self._tell_uncontrolled(set(out))
        return out

    def _tell_uncontrolled(self, known: set[str]) -> None:
        """EnergyPlus refuses a thermostat in a zone without equipment; ideal loads stand for it here."""
        lists = {o.name.lower(): o.rest(1) for o in self.source.all("ZoneList")}
        for o in self.source.all("ZoneControl:Thermostat"):
            name = o.text("Zone_or_ZoneList_Name").lower()
            for zone in lists.get(name, [name]):
                if self.zones.get(zone.lower()) not in known:
                    self.source.notes.add("thermostat-alone", o.kind, o.name)

    def _on(self, o: Obj | None, *keys: str) -> np.ndarray:
        """When all the schedules under these keys are above zero, shape (8760, 6)."""
        on = np.ones((8760, 6), dtype=bool)
        for key in keys:
            name = o.text(key) if o is not None else ""
            if name:
                on &= self.schedules.parts(name) > 0.0
        return on

    def _by_equipment(self, zone: str, rows: list[tuple[str, str]]) -> Served:
        heating, cooling = np.zeros((2, 8760, 6), dtype=bool)
        watts = [0.0, 0.0]
        for kind, name in rows:
            o = self.ideal.get(name) if kind == IDEAL else None
            if o is not None:
                one = self._ideal(o)
                heating, cooling = heating | one.heating_on, cooling | one.cooling_on
                watts = [watts[0] + one.heating_capacity_w, watts[1] + one.cooling_capacity_w]
            elif not NEITHER.match(kind):
                if not COOL_ONLY.match(kind):
                    heating[:], watts[0] = True, math.inf
                if not HEAT_ONLY.match(kind):
                    cooling[:], watts[1] = True, math.inf
        if rows and heating.any() != cooling.any():
            self.source.notes.add("one-way", "ZoneHVAC:EquipmentList", zone)
        return Served(heating, cooling, *(w if w > 0.0 else math.inf for w in watts))

    def available(self, o: Obj) -> np.ndarray:
        """Share of each hour in which an ideal-loads system or its template is on, shape (8760,)."""
        return np.asarray(self._on(o, AVAILABLE[o.kind.lower() == IDEAL]).mean(axis=1))

    def _ideal(self, o: Obj) -> Served:
        """An ideal-loads system: its three schedules, and its limits as sensible power."""
        on = self._on(o, AVAILABLE[o.kind.lower() == IDEAL])
        return Served(
            on & self._on(o, "Heating_Availability_Schedule_Name"), on & self._on(o, "Cooling_Availability_Schedule_Name"),
            self._limit(o, "Heating"), self._limit(o, "Cooling"),
        )  # fmt: skip

    def _limit(self, o: Obj, way: str) -> float:
        """Largest sensible power, W; infinite without a limit."""
        limit = o.text(f"{way}_Limit", "NoLimit").lower()
        out = math.inf
        if "capacity" in limit:
            key = "Maximum_Sensible_Heating_Capacity" if way == "Heating" else "Maximum_Total_Cooling_Capacity"
            out = self._given(o, key)
            dry = o.text("Dehumidification_Control_Type", "ConstantSensibleHeatRatio").lower() == "none"
            if way == "Cooling" and not dry and math.isfinite(out):
                self.source.notes.add("limit-total", o.kind, o.name)
        if "flowrate" in limit:
            flow = self._given(o, f"Maximum_{way}_Air_Flow_Rate")
            supply = o.number("Maximum_Heating_Supply_Air_Temperature", SUPPLY_HOT_C) - HEATED_C if way == "Heating" else COOLED_C - o.number("Minimum_Cooling_Supply_Air_Temperature", SUPPLY_COLD_C)  # fmt: skip
            if math.isfinite(flow):
                self.source.notes.add(
                    "limit-flow", o.kind, o.name, f"{HEATED_C if way == 'Heating' else COOLED_C:g} degC"
                )
                out = min(out, flow * density_cp(self.source) * max(supply, 0.0))
        return out

    def _given(self, o: Obj, key: str) -> float:
        """A limit of the file; infinite, with a note, where EnergyPlus is to size it or nothing is given."""
        value = o.number(key, math.inf)
        if math.isinf(value):
            self.source.notes.add("limit-sized", o.kind, o.name)
        return value

    def _by_template(self, o: Obj) -> Served:
        """A template's zone: the schedules of its system and coils; a night cycle and baseboards hold the set points beside them."""
        if o.kind.lower().endswith("idealloadsairsystem"):
            return self._ideal(o)
        self.source.notes.add("template", o.kind, o.name)
        parent = self.parent(o)
        for holder in (o, parent):
            sizes = [k for k in holder.fields if "Capacity" in k and "Ratio" not in k] if holder is not None else []
            if holder is not None and any(math.isfinite(holder.number(k, math.inf)) for k in sizes if _is_number(holder, k)):  # fmt: skip
                self.source.notes.add("template-size", holder.kind, holder.name)
        if o.kind.lower().endswith("baseboardheat"):
            on = self._on(o, "Baseboard_Heating_Availability_Schedule_Name")
            self.source.notes.add("one-way", o.kind, o.name)
            return Served(on, np.zeros_like(on))
        own = self._on(o, "System_Availability_Schedule_Name")
        cycles = parent is not None and parent.text("Night_Cycle_Control", "StayOff").lower().startswith("cycleon")
        if not cycles:
            own &= self._on(parent, "System_Availability_Schedule_Name")
        out = []
        for way in ("Heating", "Cooling"):
            on = own.copy()
            for holder in (o, parent):
                keys = (f"{way}_Coil_Availability_Schedule_Name", f"Heat_Pump_{way}_Coil_Availability_Schedule_Name")
                reheated = (
                    way == "Heating" and holder is parent and o.text("Reheat_Coil_Type", "None").lower() not in NO_COIL
                )
                if holder is not None and not reheated:
                    on &= self._on(holder, *(k for k in keys if k in holder.fields))
                    if any(holder.text(f"{w}{way}_Coil_Type").lower() in NO_COIL for w in ("", "Heat_Pump_")):
                        on &= holder is parent and o.text("Reheat_Coil_Type", "None").lower() not in NO_COIL
            out.append(on)
        if o.text("Baseboard_Heating_Type", "None").lower() != "none":
            out[0] |= self._on(o, "Baseboard_Heating_Availability_Schedule_Name")
        return Served(out[0], out[1])

    def fan_runs(self, o: Obj) -> np.ndarray | None:
        """When a template's system moves outdoor air, hourly share; None where its fan stops between two runs."""
        parent = self.parent(o)
        family = o.kind.lower().removeprefix(TEMPLATE)
        mode = next((h.text("Supply_Fan_Operating_Mode_Schedule_Name") for h in (o, parent) if h is not None and h.text("Supply_Fan_Operating_Mode_Schedule_Name")), "")  # fmt: skip
        on = self._on(o, "System_Availability_Schedule_Name") & self._on(parent, "System_Availability_Schedule_Name")
        if o.text("Dedicated_Outdoor_Air_System_Name"):
            name = o.text("Dedicated_Outdoor_Air_System_Name").lower()
            doas = self.source.named("HVACTemplate:System:DedicatedOutdoorAir").get(name)
            return np.asarray(self._on(doas, "System_Availability_Schedule_Name").mean(axis=1))
        stops = o.text("Capacity_Control_Method").lower() == "cyclingfan" if family == "fancoil" else family in CYCLING
        if stops and not mode:
            return None
        if mode:
            on &= self.schedules.parts(mode) > 0.0
        return np.asarray(on.mean(axis=1))


def _is_number(o: Obj, key: str) -> bool:
    try:
        float(o.text(key))
    except ValueError:
        return False
    return True
