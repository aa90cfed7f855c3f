"""Changes to a building: pure functions ``Building -> Building``. Costs and choices live in ``retrofit.measures``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from buildings.archetypes.envelope import enlarged
from buildings.model import Building, Construction, Gain, Glazing, Layer, Surface, Zone

ROOF_TILT_MAX_DEG = 60.0
"""Outdoor surfaces below this tilt are roofs, between this and 120 degrees walls, above it exposed floors."""
FLOOR_TILT_MIN_DEG = 120.0


def is_roof(surface: Surface) -> bool:
    """An outdoor surface that faces up."""
    return surface.boundary == "outdoor" and surface.tilt_deg < ROOF_TILT_MAX_DEG


def is_wall(surface: Surface) -> bool:
    """An outdoor surface that faces sideways."""
    return surface.boundary == "outdoor" and ROOF_TILT_MAX_DEG <= surface.tilt_deg <= FLOOR_TILT_MIN_DEG


def is_floor(surface: Surface) -> bool:
    """A floor on the ground or above outdoor air."""
    return surface.boundary in ("ground", "sheltered") or (
        surface.boundary == "outdoor" and surface.tilt_deg > FLOOR_TILT_MIN_DEG
    )


def map_zones(building: Building, change: Callable[[Zone], Zone]) -> Building:
    """The building with every zone changed."""
    return replace(building, zones=tuple(change(zone) for zone in building.zones))


def map_surfaces(
    building: Building, where: Callable[[Surface], bool], change: Callable[[Surface], Surface]
) -> Building:
    """The building with every surface that satisfies ``where`` changed."""

    def zone(z: Zone) -> Zone:
        return replace(z, surfaces=tuple(change(s) if where(s) else s for s in z.surfaces))

    return map_zones(building, zone)


def has_windows(building: Building) -> bool:
    """Some surface of the building has a window."""
    return any(w.area_m2 > 0.0 for z in building.zones for s in z.surfaces for w in s.windows)


def area_m2(building: Building, where: Callable[[Surface], bool], opaque: bool = True) -> float:
    """Area of the surfaces that satisfy ``where``: opaque part, or the windows in them, m2 of one building."""
    return sum(
        s.opaque_area_m2 if opaque else sum(w.area_m2 / w.glazing.developed for w in s.windows)
        for zone in building.zones
        for s in zone.surfaces
        if where(s)
    )


def insulate(
    building: Building, where: Callable[[Surface], bool], layer: Layer, side: str = "outside", suffix: str = ""
) -> Building:
    """Add ``layer`` on the outside (or inside) face of the surfaces that satisfy ``where``."""

    def construction(c: Construction) -> Construction:
        layers = (layer, *c.layers) if side == "outside" else (*c.layers, layer)
        return replace(c, name=f"{c.name}+{suffix or layer.name}", layers=layers)

    return map_surfaces(building, where, lambda s: replace(s, construction=construction(s.construction)))


def reglaze(building: Building, glazing: Glazing) -> Building:
    """Put ``glazing`` into every window."""

    def change(surface: Surface) -> Surface:
        old = surface.windows[0].glazing.developed
        return enlarged(replace(surface, windows=tuple(replace(w, glazing=glazing) for w in surface.windows)), old)

    return map_surfaces(building, lambda s: bool(s.windows), change)


def set_infiltration(building: Building, ach: float) -> Building:
    """Infiltration of every zone, fixed air changes per hour instead of what it had."""
    return map_zones(building, lambda z: replace(z, air=replace(z.air, infiltration_ach=ach, leakage_area_cm2=0.0)))


def set_heat_recovery(building: Building, effectiveness: float, fan_w_per_m3_s: float) -> Building:
    """Mechanical fresh air with heat recovery in the zones that have scheduled ventilation."""

    def change(zone: Zone) -> Zone:
        if not np.any(np.asarray(zone.air.ventilation_m3_s) > 0.0):
            return zone
        return replace(zone, air=replace(zone.air, heat_recovery=effectiveness, fan_w_per_m3_s=fan_w_per_m3_s))

    return map_zones(building, change)


def set_capacity(building: Building, heating_w: float, cooling_w: float) -> Building:
    """Largest heating and cooling of every zone, W; infinite where the plant is sized by the loads."""
    return map_zones(
        building,
        lambda z: replace(
            z, thermostat=replace(z.thermostat, heating_capacity_w=heating_w, cooling_capacity_w=cooling_w)
        ),
    )


def scale_gains(building: Building, end_use: str, factor: float) -> Building:
    """Multiply the power of an internal-gain end use by ``factor``."""

    def gain(g: Gain) -> Gain:
        return replace(g, power_w=g.power_w * factor) if g.end_use == end_use else g

    return map_zones(building, lambda z: replace(z, gains=tuple(gain(g) for g in z.gains)))


def gain_power_w_m2(building: Building, end_use: str) -> float:
    """Peak power of an end use over the building's floor area, W/m2."""
    power = sum(g.power_w for z in building.zones for g in z.gains if g.end_use == end_use)
    return power / building.floor_area_m2 if building.floor_area_m2 else 0.0


def set_roof_absorptance(building: Building, absorptance: float) -> Building:
    """Solar absorptance of the outside of the roofs (cool roof paint)."""
    return map_surfaces(
        building,
        is_roof,
        lambda s: replace(s, construction=replace(s.construction, solar_absorptance_out=absorptance)),
    )
