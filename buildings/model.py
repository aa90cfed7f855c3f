"""The building as plain typed data. No physics, no I/O; a changed building is a new building (``dataclasses.replace``).

Conventions: SI units (W, m, K, Pa) unless the name says otherwise; layers run from outside to inside; tilt 0 is a roof
facing up, 90 a wall, 180 a floor facing down; azimuth in degrees clockwise from north (180 = south), as in pvlib.
Hourly inputs are a float (constant) or an array of shape (hours,) aligned with the weather year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from foundation.provenance import Assumption

Hourly: TypeAlias = float | np.ndarray
Boundary: TypeAlias = Literal["outdoor", "sheltered", "ground", "adiabatic", "zone"]
"""``outdoor``: sun, wind and sky; ``sheltered``: outdoor air, no sun, no wind (raised floor); ``ground``: soil; ``adiabatic``: both faces
in rooms at the same temperature (inner walls and floors; each face then sees half of the mass); ``zone``: the other face of a
partition, named by ``Surface.adjacent``."""
Roughness: TypeAlias = Literal["very_rough", "rough", "medium_rough", "medium_smooth", "smooth", "very_smooth"]


@dataclass(frozen=True, slots=True)
class Layer:
    """A homogeneous layer; ``density_kg_m3 = 0`` makes it a pure resistance ``thickness / conductivity``."""

    name: str
    thickness_m: float
    conductivity_w_mk: float
    density_kg_m3: float = 0.0
    specific_heat_j_kgk: float = 0.0

    @property
    def resistance_m2k_w(self) -> float:
        return self.thickness_m / self.conductivity_w_mk


@dataclass(frozen=True, slots=True)
class Construction:
    """Opaque layers from outside to inside and the properties of the two faces."""

    name: str
    layers: tuple[Layer, ...]
    solar_absorptance_out: float = 0.6
    solar_absorptance_in: float = 0.6
    emittance_out: float = 0.9
    emittance_in: float = 0.9
    roughness: Roughness = "rough"

    @property
    def resistance_m2k_w(self) -> float:
        """Surface to surface, without films."""
        return sum(layer.resistance_m2k_w for layer in self.layers)

    def u_value(self, r_si: float = 0.11, r_se: float = 0.04) -> float:
        """U-value with the standard films of GB 50176 (wall), W/(m2 K)."""
        return 1.0 / (r_si + self.resistance_m2k_w + r_se)


@dataclass(frozen=True, slots=True)
class Pane:
    """A glass pane: normal-incidence solar transmittance and reflectances, hemispherical infrared emittances (front = outside)."""

    thickness_m: float
    conductivity_w_mk: float
    solar_transmittance: float
    solar_reflectance_front: float
    solar_reflectance_back: float
    emittance_front: float = 0.84
    emittance_back: float = 0.84
    coated: bool = False
    rated: tuple[float, float] | None = None
    """U-factor and SHGC of the window that this fictitious pane stands for (``buildings.simple_glazing``); its angular curves follow them."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gas gap between two panes."""

    thickness_m: float
    gas: Literal["air", "argon"] = "air"


@dataclass(frozen=True, slots=True)
class Glazing:
    """Panes from outside to inside with ``len(panes) - 1`` gaps, and an optional frame.

    ``frame_fraction`` of the window area is an opaque massless frame with conductance ``frame_conductance_w_m2k``
    (surface to surface); 0 means frameless.
    """

    name: str
    panes: tuple[Pane, ...]
    gaps: tuple[Gap, ...] = ()
    frame_fraction: float = 0.0
    frame_conductance_w_m2k: float = 0.0
    frame_solar_absorptance: float = 0.6
    developed: float = 1.0
    """Area of the window as modelled over its area in the wall: bare metal frames give off heat by their developed surface, which is larger
    than what they cover. Whoever puts the glazing into a wall enlarges window and wall by it (``envelope.enlarged``)."""


@dataclass(frozen=True, slots=True)
class Shade:
    """An overhang (horizontal, at height ``position_m``, from x to x) or a fin (vertical, at x ``position_m``, from z to z).

    Coordinates of the wall seen from outside, metres from its lower left corner; it stands ``depth_m`` out of the wall.
    """

    kind: Literal["overhang", "fin"]
    position_m: float
    from_m: float
    to_m: float
    depth_m: float


@dataclass(frozen=True, slots=True)
class Window:
    """``count`` equal windows in a surface.

    ``place_m`` (x, z of its lower left corner) is needed only in a wall with ``shades``, where ``count`` must be 1.
    """

    name: str
    width_m: float
    height_m: float
    glazing: Glazing
    count: float = 1.0
    place_m: tuple[float, float] | None = None

    @property
    def area_m2(self) -> float:
        return self.width_m * self.height_m * self.count


@dataclass(frozen=True, slots=True)
class Surface:
    """An opaque plane of a zone with the windows in it.

    ``area_m2`` is gross (windows included); ``height_m`` is the height of its centre above the ground, for the wind.
    """

    name: str
    area_m2: float
    tilt_deg: float
    azimuth_deg: float
    construction: Construction
    boundary: Boundary = "outdoor"
    windows: tuple[Window, ...] = ()
    height_m: float = 1.35
    ground_reflectance: float = 0.2
    exposed_perimeter_m: float = 0.0
    """Of a ground floor, for ISO 13370; 0 = that of a square of the same area."""
    ground_resistance_m2k_w: float | None = None
    """Between the outer face of a ground surface and the soil temperature; ``None`` = ISO 13370 with half a metre of soil."""
    shades: tuple[Shade, ...] = ()
    """Overhangs and fins of a vertical wall; they need ``width_m`` and the windows' places."""
    width_m: float = 0.0
    adjacent: tuple[str, str] | None = None
    """Zone and surface that is the other face of a partition (its layers in reverse order)."""

    @property
    def window_area_m2(self) -> float:
        return sum(w.area_m2 for w in self.windows)

    @property
    def opaque_area_m2(self) -> float:
        return self.area_m2 - self.window_area_m2


@dataclass(frozen=True, eq=False, slots=True)
class Gain:
    """An internal gain: ``power_w * schedule``, sensible and latent together.

    ``end_use`` "people" costs no energy; "lighting", "equipment", "refrigeration" are electricity of the building.
    """

    name: str
    end_use: Literal["people", "lighting", "equipment", "refrigeration"]
    power_w: float
    schedule: Hourly = 1.0
    radiant_fraction: float = 0.5
    latent_fraction: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Air:
    """Outdoor air of a zone.

    Attributes
    ----------
    infiltration_ach : Hourly
        Air changes per hour at outdoor density, always.
    airing_ach : Hourly
        Air changes per hour by windows that people open for fresh air, on top of the infiltration; sealing joints leaves it as it is.
    ventilation_m3_s : Hourly
        Mechanical or scheduled fresh air, m3/s.
    heat_recovery : float
        Sensible effectiveness on ``ventilation_m3_s``, 0 to 1.
    opening_ach : Hourly
        Largest extra air change by opened windows. In hours in which the zone would be warmer than ``opening_above_c`` and
        outdoors is cooler than the zone, they open as far as it takes to hold that temperature.
    opening_above_c : float
    fan_w_per_m3_s : float
        Specific fan power of ``ventilation_m3_s``; its electricity is an end use, its heat is not counted.
    recovery_bypass : bool
        When the zone would be warmer than ``opening_above_c`` and outdoors is cooler, fresh air passes beside the heat recovery.
    leakage_area_cm2 : float
        Effective leakage area at 4 Pa; adds ``A sqrt(Cs |dT| + Cw v2)`` L/s to the infiltration (Sherman and Grimsrud 1980), ``Cs`` in
        (L/s)2/(cm4 K), ``Cw`` in (L/s)2/(cm4 (m/s)2), ``v`` at 10 m.
    mixing_m3_s : tuple of (zone, m3/s)
        Air taken from other zones through doors; give both directions, so that air is conserved.
    exhausted_m3_s : float
        Net air that fans take out of the zone (negative: bring into it) to balance ``mixing_m3_s``; it carries no heat of its own.
    """

    infiltration_ach: Hourly = 0.5
    ventilation_m3_s: Hourly = 0.0
    heat_recovery: float = 0.0
    opening_ach: Hourly = 0.0
    opening_above_c: float = 24.0
    fan_w_per_m3_s: float = 0.0
    recovery_bypass: bool = False
    leakage_area_cm2: float = 0.0
    stack_coefficient: float = 0.000145
    wind_coefficient: float = 0.000104
    """Of one storey in shelter class 4 (ASHRAE Fundamentals, ventilation and infiltration, basic model)."""
    mixing_m3_s: tuple[tuple[str, float], ...] = ()
    exhausted_m3_s: float = 0.0
    airing_ach: Hourly = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Thermostat:
    """Set points on zone air temperature; NaN means off. Capacities in W (ideal, convective).

    A constant, hourly values (each from the start of its hour), or values every ten minutes, shape (6 hours,), each holding at the end of
    its ten minutes (a ramp). An hour in which a set point asks for more is solved in ten-minute steps.
    """

    heating_c: Hourly = math.nan
    cooling_c: Hourly = math.nan
    heating_capacity_w: float = math.inf
    cooling_capacity_w: float = math.inf


@dataclass(frozen=True, eq=False, slots=True)
class Zone:
    """A room or group of rooms at one air temperature."""

    name: str
    floor_area_m2: float
    volume_m3: float
    surfaces: tuple[Surface, ...]
    gains: tuple[Gain, ...] = ()
    air: Air = field(default_factory=Air)
    thermostat: Thermostat = field(default_factory=Thermostat)
    internal_mass_j_k: float = 0.0
    """Furniture and light partitions at air temperature, J/K, on top of the air itself."""


@dataclass(frozen=True, slots=True)
class HeatingSystem:
    """What makes the heat. ``efficiency`` is the seasonal efficiency of a heater or boiler with its distribution, or the
    rated COP (7 degC outdoors) of a heat pump."""

    kind: Literal["split_heat_pump", "vrf", "electric_heater", "boiler", "stove", "district_heat"]
    carrier: str
    efficiency: float
    control: Literal["fixed", "inverter"] = "fixed"
    """Of the compressor of a split heat pump."""


@dataclass(frozen=True, slots=True)
class CoolingSystem:
    """Room air conditioner or multi-split (VRF); ``cop`` of sensible and latent cooling together, at 35 degC outdoors, 27 / 19 degC indoors."""

    kind: Literal["split", "vrf"]
    cop: float
    control: Literal["fixed", "inverter"] = "fixed"


@dataclass(frozen=True, eq=False, slots=True)
class HotWater:
    """``litres_per_day`` at ``delivery_c`` on an open day, drawn by ``schedule``: share of an open day's draw in every hour, shape (hours,),
    0 on closed days."""

    kind: Literal["electric", "heat_pump", "solar_electric", "gas", "lpg"]
    litres_per_day: float
    delivery_c: float
    schedule: np.ndarray
    efficiency: float
    collector_area_m2: float = 0.0
    storage_l: float = 0.0
    collector: str = "vacuum_tube"
    """Row of ``collectors.csv``."""


@dataclass(frozen=True, eq=False, slots=True)
class Cooking:
    """Useful cooking heat of the year, drawn by ``schedule`` (sum = 1); the fuel input is useful / efficiency."""

    carrier: str
    useful_kwh_year: float
    efficiency: float
    schedule: np.ndarray
    biogas_efficiency: float = 0.55
    """Efficiency of a gas burner of the same kitchen, on which biogas can take over (not from induction)."""


@dataclass(frozen=True, slots=True)
class Systems:
    """How the loads are served; ``None`` = the building has none."""

    heating: HeatingSystem | None = None
    cooling: CoolingSystem | None = None
    hot_water: HotWater | None = None
    cooking: Cooking | None = None


@dataclass(frozen=True, slots=True)
class Building:
    """A building of one or more zones, thermally coupled where they share partitions."""

    name: str
    floor_area_m2: float
    footprint_m2: float
    storeys: int
    zones: tuple[Zone, ...]
    systems: Systems = field(default_factory=Systems)
    archetype: str = ""
    assumptions: tuple[Assumption, ...] = ()
    count: int = 1
    """Number of identical buildings (a village of 400 houses); loads are of one, demand is of all."""
    lighting_w_m2: float | None = None
    """Installed lighting by floor area before the diversity of its use; None where only its gains are known."""
    infiltration_ach: float | None = None
    """Natural air changes per hour that the archetype was built with; None where leakage follows a blower door."""
