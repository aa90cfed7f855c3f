"""Measures on buildings: each changes a ``Building`` and says what it costs and assumes.

A package is an ordered list of measures. PV, battery and digester change no building; ``retrofit.run`` reads them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from buildings.archetypes import envelope, usage
from buildings.model import Building, CoolingSystem, HeatingSystem, HotWater
from buildings.thermal.airtightness import leaky, night_opening
from foundation.messages import message, translated
from foundation.provenance import Assumption
from retrofit.measures import transform
from retrofit.money.costs import cost_item, unit_cost
from retrofit.money.results import CostItem
from retrofit.project.schema import project

GASKET_ACH = 0.5
"""Natural air changes after windows with gaskets are fitted (infiltration.csv, 1990s building)."""
SEALING_CNY_M2 = 10.0
"""Sealing of joints per floor area; no row in the cost table: illustrative."""
NIGHT_OPENING_CNY_M2 = 10.0
"""Screens, grilles and stays for windows that stay open at night, per floor area; no row in the cost table: illustrative."""
HEAT_RECOVERY_CNY_M2 = 120.0
"""Fresh-air unit with heat recovery and ducts per floor area; no row in the cost table: illustrative."""
FAN_W_PER_M3_S = 1620.0
"""0.45 W/(m3/h), the limit of GB/T 51350-2019 for heat-recovery units (unconfirmed)."""
SPLIT_UNIT_W = 3500.0
"""Capacity of a 1.5 hp split unit."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A changed building, what it costs (of all ``count`` buildings) and what was assumed."""

    building: Building
    items: tuple[CostItem, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


def _custom(name: str, quantity: float, unit: str, capex: float, life: float, source: str, status: str) -> CostItem:
    return CostItem(name, quantity, unit, capex, 0.0, life, source, status)


def _material(key: str) -> str:
    return translated(key, envelope.materials()[key]["name_zh"])


def _insulate(b: Building, m: Any, where: Callable[..., bool], cost_key: str, side: str = "outside") -> Effect:
    layer = envelope.layer(m.material, m.thickness_mm / 1000.0)
    area = transform.area_m2(b, where) * b.count
    name = message(
        "{measure} {material} {thickness:g} mm",
        measure=m.measure,
        material=_material(m.material),
        thickness=m.thickness_mm,
    )
    # the cost table's price is for about 80 mm; thickness itself is a small part of it (list prices 300 to 400 CNY/m3)
    return Effect(transform.insulate(b, where, layer, side), (cost_item(name, cost_key, area, capex_cny=m.cost_cny),))


def _wall(b: Building, m: project.WallInsulation) -> Effect:
    return _insulate(b, m, transform.is_wall, "wall_insulation_external")


def _roof(b: Building, m: project.RoofInsulation) -> Effect:
    return _insulate(b, m, transform.is_roof, "roof_insulation")


def _floor(b: Building, m: project.FloorInsulation) -> Effect:
    return _insulate(b, m, transform.is_floor, "roof_insulation", "inside")


def _windows(b: Building, m: project.Windows) -> Effect:
    row = envelope.windows()[m.type]
    area = transform.area_m2(b, lambda s: bool(s.windows), opaque=False) * b.count
    name = message("windows {type}", type=translated(m.type, row["name_zh"]))
    if m.cost_cny is not None or not row["cost_cny_m2"]:
        item = cost_item(name, "window_tb_lowe", area, capex_cny=m.cost_cny)
    else:
        item = _custom(
            name,
            area,
            "m2",
            area * float(row["cost_cny_m2"]),
            unit_cost("window_tb_lowe").life_years,
            row["source"],
            row["status"],
        )
    changed = transform.reglaze(b, envelope.window_glazing(m.type))
    notes: tuple[Assumption, ...] = ()
    if m.type not in ("tint_single", "single_pvc"):
        now = max(
            float(
                max(
                    z.air.infiltration_ach
                    if isinstance(z.air.infiltration_ach, float)
                    else z.air.infiltration_ach.max()
                    for z in b.zones
                )
            ),
            0.0,
        )
        if now > GASKET_ACH:
            changed = transform.set_infiltration(changed, GASKET_ACH)
            notes = (
                Assumption(
                    f"{b.name}.windows.infiltration_ach",
                    GASKET_ACH,
                    "1/h",
                    "infiltration.csv: retrofit with gasketed windows",
                    "unconfirmed",
                    message("before {now:g}", now=now),
                ),
            )
    return Effect(changed, (item,), notes)


def _airtightness(b: Building, m: project.Airtightness) -> Effect:
    area = b.floor_area_m2 * b.count
    capex = m.cost_cny if m.cost_cny is not None else area * SEALING_CNY_M2
    item = _custom(
        "airtightness",
        area,
        "m2",
        capex,
        20.0,
        "the project file" if m.cost_cny is not None else "10 CNY/m2, no row in the cost table",
        "confirmed" if m.cost_cny is not None else "illustrative",
    )
    sealed = transform.set_infiltration(b, m.ach) if m.n50_ach is None else leaky(b, m.n50_ach, m.shelter_class)
    return Effect(sealed, (item,))


def _night_ventilation(b: Building, m: project.NightVentilation) -> Effect:
    area = b.floor_area_m2 * b.count
    own = m.cost_cny is not None
    item = _custom(
        "night_ventilation",
        area,
        "m2",
        m.cost_cny if m.cost_cny is not None else area * NIGHT_OPENING_CNY_M2,
        20.0,
        "the project file" if own else "10 CNY/m2, no row in the cost table",
        "confirmed" if own else "illustrative",
    )
    hours = np.arange(max(np.size(z.air.opening_ach) for z in b.zones)) % 24
    note = Assumption(
        f"{b.name}.night_ventilation", m.ach, "1/h at most", "windows opened from 20:00 to 8:00 where outdoors is cooler; the project file or default", "unconfirmed", message("above {limit} degC", limit=f"{m.above_c:g}"),
    )  # fmt: skip
    return Effect(night_opening(b, hours, m.ach, m.above_c), (item,), (note,))


def _led(b: Building, m: project.Led) -> Effect:
    installed = next((float(a.value) for a in b.assumptions if a.key == f"{b.name}.lighting"), None)
    if installed is None:
        installed = transform.gain_power_w_m2(b, "lighting")
    factor = min(m.w_m2 / installed, 1.0) if installed > 0.0 else 1.0
    item = cost_item("led", "led_retrofit", b.floor_area_m2 * b.count, capex_cny=m.cost_cny)
    note = Assumption(
        f"{b.name}.led",
        m.w_m2,
        "W/m2",
        "the project file or default",
        "unconfirmed",
        message("before {installed:g} W/m2, same hours of use", installed=installed),
    )
    return Effect(transform.scale_gains(b, "lighting", factor), (item,), (note,))


def _cool_roof(b: Building, m: project.CoolRoof) -> Effect:
    area = transform.area_m2(b, transform.is_roof) * b.count
    return Effect(
        transform.set_roof_absorptance(b, m.absorptance),
        (cost_item("cool_roof", "cool_roof_paint", area, capex_cny=m.cost_cny),),
    )


def _heat_recovery(b: Building, m: project.HeatRecovery) -> Effect:
    area = b.floor_area_m2 * b.count
    capex = m.cost_cny if m.cost_cny is not None else area * HEAT_RECOVERY_CNY_M2
    item = _custom(
        "heat_recovery",
        area,
        "m2",
        capex,
        15.0,
        "the project file" if m.cost_cny is not None else "120 CNY/m2, no row in the cost table",
        "confirmed" if m.cost_cny is not None else "illustrative",
    )
    return Effect(transform.set_heat_recovery(b, m.effectiveness, FAN_W_PER_M3_S), (item,))


def _heat_pump(b: Building, m: project.HeatPump) -> Effect:
    served = sum(z.floor_area_m2 for z in b.zones if not _never(z.thermostat.heating_c))
    served = served or b.floor_area_m2
    units = math.ceil(served * 100.0 / SPLIT_UNIT_W) * b.count  # 100 W/m2 of served floor
    multi = m.control == "vrf"
    control: Literal["fixed", "inverter"] = "fixed" if m.control == "fixed" else "inverter"
    heating = HeatingSystem("vrf" if multi else "split_heat_pump", "electricity", m.cop, control)
    cooling = CoolingSystem("vrf" if multi else "split", m.cooling_cop, control)
    systems = replace(
        b.systems,
        heating=heating if b.systems.heating else None,
        cooling=cooling if b.systems.cooling else None,
    )
    notes = [
        Assumption(f"{b.name}.heat_pump.units", units, "units of 3.5 kW", "100 W/m2 of served floor, rule of thumb", "unconfirmed")
    ]  # fmt: skip
    for name in ("heating", "cooling"):
        if all(_never(getattr(z.thermostat, f"{name}_c")) for z in b.zones):
            text = message(
                "the building has no {name} set point: the heat pump does no {name}; name a {name} system of the building to switch it on",
                name=name,
            )
            notes.append(Assumption(f"{b.name}.heat_pump.{name}", "unused", "-", "by habit", "unconfirmed", text))
    return Effect(
        replace(b, systems=systems),
        (cost_item("heat_pump", "split_ac_1.5hp", units, capex_cny=m.cost_cny),),
        tuple(notes),
    )


def _never(set_point: Any) -> bool:
    values = [set_point] if isinstance(set_point, float | int) else set_point.tolist()
    return all(math.isnan(v) for v in values)


def _hot_water(b: Building, m: project.HotWaterMeasure) -> Effect:
    hw = b.systems.hot_water
    if hw is None:
        return Effect(b)
    area = 0.0
    if m.kind == "solar_electric":
        area = m.collector_area_m2 or max(1.8, hw.litres_per_day / 60.0)
        item = cost_item("solar hot water", "solar_hot_water", area * b.count, capex_cny=m.cost_cny)
        new = HotWater(
            "solar_electric", hw.litres_per_day, hw.delivery_c, hw.schedule, 0.9, area, 60.0 * area, m.collector
        )
    elif m.kind == "heat_pump":
        units = math.ceil(hw.litres_per_day / 200.0) * b.count
        item = cost_item("heat-pump hot water", "hpwh_200l", units, capex_cny=m.cost_cny)
        new = replace(hw, kind="heat_pump", efficiency=3.2)
    else:
        item = _custom("electric hot water", 1, "set", m.cost_cny or 0.0, 10.0, "the project file", "unconfirmed")
        new = replace(hw, kind="electric", efficiency=0.9)
    return Effect(replace(b, systems=replace(b.systems, hot_water=new)), (item,))


def _cooking(b: Building, m: project.CookingMeasure) -> Effect:
    cooking = b.systems.cooking
    if cooking is None:
        return Effect(b)
    if m.carrier == "electricity":
        efficiency = usage.STOVE_EFFICIENCY["electricity"]
    else:
        efficiency = cooking.biogas_efficiency if cooking.biogas_efficiency < 0.5 else usage.STOVE_EFFICIENCY[m.carrier]
    if m.carrier == "electricity":
        peak_kw = cooking.useful_kwh_year * float(cooking.schedule.max()) / efficiency * 1.5
        quantity = max(peak_kw, 2.0) * b.count
        item = cost_item("induction cooking", "induction_cooker_canteen", quantity, capex_cny=m.cost_cny)
    else:
        source = "the project file" if m.cost_cny is not None else "no row in the cost table, counted as 0"
        item = _custom(
            message("{carrier} cooking", carrier=m.carrier),
            b.count,
            "kitchen",
            m.cost_cny or 0.0,
            10.0,
            source,
            "unconfirmed",
        )
    new = replace(cooking, carrier=m.carrier, efficiency=efficiency)
    return Effect(replace(b, systems=replace(b.systems, cooking=new)), (item,))


APPLY: dict[str, Callable[..., Effect]] = {
    "wall_insulation": _wall,
    "roof_insulation": _roof,
    "floor_insulation": _floor,
    "windows": _windows,
    "airtightness": _airtightness,
    "night_ventilation": _night_ventilation,
    "led": _led,
    "cool_roof": _cool_roof,
    "heat_recovery": _heat_recovery,
    "heat_pump": _heat_pump,
    "hot_water": _hot_water,
    "cooking": _cooking,
}


def apply(building: Building, measure: project.BuildingMeasure) -> Effect:
    """The building after a measure; unchanged when the measure names other buildings.

    ``comfort`` is not applied here: it changes how the archetype is built (see ``retrofit.run``).
    """
    if measure.buildings is not None and building.name not in measure.buildings:
        return Effect(building)
    change = APPLY.get(str(getattr(measure, "measure", "")))
    return change(building, measure) if change else Effect(building)
