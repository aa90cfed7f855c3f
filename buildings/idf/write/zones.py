"""Gains, outdoor air, opened windows, set points and ideal loads of a zone as IDF objects."""

from __future__ import annotations

import math

import numpy as np

from buildings.idf.write.objects import IdfFile, clean
from buildings.model import Zone
from buildings.thermal.loads import hourly, set_points
from buildings.thermal.moisture import SUPPLY_C, supply_humidity_ratio
from weather.year import WeatherYear

HEATING_OFF_C, COOLING_OFF_C = -60.0, 100.0
"""Set points that never act; EnergyPlus has no "off" in a dual set point."""
OPENING_STAGES, OPENING_BAND_K = 10, 0.4
"""Windows open in so many stages over so many kelvin."""


def gains_and_air(out: IdfFile, zone: Zone, zone_name: str, year: WeatherYear) -> None:
    hours, air = year.hours, zone.air
    for k, g in enumerate(zone.gains):
        out.add(
            "OtherEquipment", [("Name", f"{zone_name} {clean(g.name)} {k + 1}"), ("Fuel", "None"), ("Zone", zone_name),
            ("Schedule", out.schedules.add(clean(g.name), hourly(g.schedule, hours))), ("Method", "EquipmentLevel"), ("Power, W", float(g.power_w)),
            ("per area", None), ("per person", None), ("Latent", g.latent_fraction), ("Radiant", g.radiant_fraction * (1.0 - g.latent_fraction)), ("Lost", 0.0)],
        )  # fmt: skip
    flows: list[tuple[str, str, np.ndarray]] = [
        (
            "ZoneInfiltration:DesignFlowRate",
            "infiltration",
            (hourly(air.infiltration_ach, hours) + hourly(air.airing_ach, hours)) * zone.volume_m3 / 3600.0,
        ),
        (
            "ZoneVentilation:DesignFlowRate",
            "fresh air",
            hourly(air.ventilation_m3_s, hours) * (1.0 - air.heat_recovery),
        ),
        ("ZoneVentilation:DesignFlowRate", "opening", hourly(air.opening_ach, hours) * zone.volume_m3 / 3600.0),
    ]
    if air.leakage_area_cm2 > 0.0:
        out.add(
            "ZoneInfiltration:EffectiveLeakageArea", [("Name", f"{zone_name} leakage"), ("Zone", zone_name), ("Schedule", out.schedules.add("always", 1.0)),
            ("Area, cm2", float(air.leakage_area_cm2)), ("Stack", air.stack_coefficient), ("Wind", air.wind_coefficient)],
        )  # fmt: skip
    for other, mixed in air.mixing_m3_s:
        out.add(
            "ZoneMixing", [("Name", f"{zone_name} from {clean(other)}"), ("Zone", zone_name), ("Schedule", out.schedules.add("always", 1.0)),
            ("Method", "Flow/Zone"), ("Flow, m3/s", float(mixed)), ("per area", None), ("per person", None), ("air changes", None),
            ("Source zone", clean(other)), ("Temperature difference", 0.0)],
        )  # fmt: skip
    for kind, title, flow in flows:
        peak = float(flow.max())
        if peak <= 0.0:
            continue
        if title == "opening":
            _opening(out, zone, zone_name, flow, peak)
            continue
        rest: list[tuple[str, object]] = [
            ("per area", None),
            ("per person or exterior area", None),
            ("air changes", None),
        ]
        terms: list[tuple[str, object]] = [
            ("Constant", 1.0),
            ("Temperature", 0.0),
            ("Velocity", 0.0),
            ("Velocity squared", 0.0),
        ]
        if kind.startswith("ZoneVentilation"):
            rest += [("Type", "Natural"), ("Fan pressure, Pa", 0.0), ("Fan efficiency", 1.0)]
        out.add(
            kind, [("Name", f"{zone_name} {title}"), ("Zone", zone_name), ("Schedule", out.schedules.add(title, flow / peak)),
            ("Method", "Flow/Zone"), ("Flow, m3/s", peak), *rest, *terms],
        )  # fmt: skip


def _opening(out: IdfFile, zone: Zone, zone_name: str, flow: np.ndarray, peak: float) -> None:
    """Windows that open as far as it takes: EnergyPlus knows open and shut, so they open in ``OPENING_STAGES`` stages.

    The stages' temperatures lie around ``opening_above_c``, but below the cooling set point, which the air never passes.
    """
    cooling = set_points(zone.thermostat.cooling_c, len(flow))[:, -1]
    top = zone.air.opening_above_c + OPENING_BAND_K / 2.0
    if not np.isnan(cooling).all():
        top = min(top, float(np.nanmin(cooling)) - 0.02)
    warmest = out.schedules.add("opening limit", np.where(np.isnan(cooling), COOLING_OFF_C, cooling))
    schedule = out.schedules.add("opening", flow / peak)
    for k in range(OPENING_STAGES):
        above = top - OPENING_BAND_K * (1.0 - (k + 1) / OPENING_STAGES)
        out.add(
            "ZoneVentilation:DesignFlowRate", [("Name", f"{zone_name} opening {k + 1}"), ("Zone", zone_name), ("Schedule", schedule), ("Method", "Flow/Zone"),
            ("Flow, m3/s", peak / OPENING_STAGES), ("per area", None), ("per person", None), ("air changes", None), ("Type", "Natural"),
            ("Fan pressure, Pa", 0.0), ("Fan efficiency", 1.0), ("Constant", 1.0), ("Temperature", 0.0), ("Velocity", 0.0), ("Velocity squared", 0.0),
            ("Indoor at least, degC", above), ("its schedule", None), ("Indoor at most, degC", 100.0), ("its schedule", None),
            ("Indoor above outdoor, K", 0.0), ("its schedule", None), ("Outdoor at least, degC", -100.0), ("its schedule", None),
            ("Outdoor at most, degC", None), ("its schedule", warmest)],
        )  # fmt: skip


def thermostat(out: IdfFile, zone: Zone, zone_name: str, hours: int) -> bool:
    """Set points of a zone and their control; False where it has none."""
    heat, cool = (set_points(v, hours).ravel() for v in (zone.thermostat.heating_c, zone.thermostat.cooling_c))
    if np.isnan(heat).all() and np.isnan(cool).all():
        return False
    heating = out.schedules.add("heating", np.where(np.isnan(heat), HEATING_OFF_C, heat))
    cooling = out.schedules.add("cooling", np.where(np.isnan(cool), COOLING_OFF_C, cool))
    kind = "ThermostatSetpoint:DualSetpoint"
    out.add(kind, [("Name", f"{zone_name} set points"), ("Heating", heating), ("Cooling", cooling)])
    out.add(
        "ZoneControl:Thermostat", [("Name", f"{zone_name} thermostat"), ("Zone", zone_name), ("Control type", out.schedules.add("control", 4.0)),
        ("Object type", kind), ("Object", f"{zone_name} set points")],
    )  # fmt: skip
    return True


def ideal_loads(out: IdfFile, zone: Zone, zone_name: str, year: WeatherYear) -> None:
    """Ideal loads of a zone within its capacities, and its thermostat."""
    t = zone.thermostat
    if not thermostat(out, zone, zone_name, year.hours):
        return
    out.add(
        "ZoneHVAC:EquipmentConnections", [("Zone", zone_name), ("List", f"{zone_name} equipment"), ("Inlet node", f"{zone_name} supply"),
        ("Exhaust node", None), ("Air node", f"{zone_name} air"), ("Return node", f"{zone_name} return")],
    )  # fmt: skip
    out.add(
        "ZoneHVAC:EquipmentList", [("Name", f"{zone_name} equipment"), ("Scheme", "SequentialLoad"), ("Type", "ZoneHVAC:IdealLoadsAirSystem"),
        ("Equipment", f"{zone_name} ideal loads"), ("Cooling sequence", 1), ("Heating sequence", 1)],
    )  # fmt: skip

    def limit(capacity: float) -> list[tuple[str, object]]:
        bounded = math.isfinite(capacity)
        return [
            ("Limit", "LimitCapacity" if bounded else "NoLimit"),
            ("Flow", None),
            ("Capacity, W", float(capacity) if bounded else None),
        ]

    out.add(
        "ZoneHVAC:IdealLoadsAirSystem", [("Name", f"{zone_name} ideal loads"), ("Available", None), ("Supply node", f"{zone_name} supply"),
        ("Exhaust node", None), ("Inlet node", None), ("Supply at most, degC", 50.0), ("at least, degC", SUPPLY_C), ("Humidity at most", 0.0156),
        ("at least", supply_humidity_ratio(float(year.column("pressure").mean()))), *limit(t.heating_capacity_w), *limit(t.cooling_capacity_w), ("Heating available", None), ("Cooling available", None),
        ("Dehumidification", "ConstantSupplyHumidityRatio"), ("Sensible heat ratio", None), ("Humidification", "None")],
    )  # fmt: skip
