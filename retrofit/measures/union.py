"""The measures of a package, as the project file has them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foundation.schema import Name, NotNegative, Strict
from retrofit.project.schema.solar import Pv


class BuildingMeasure(Strict):
    """Common to measures on buildings."""

    buildings: tuple[Name, ...] | None = Field(None, description="Only these buildings; default: all.")
    cost_cny: NotNegative | None = Field(None, description="Your own price for the measure; default: cost table.")


class WallInsulation(BuildingMeasure):
    measure: Literal["wall_insulation"]
    thickness_mm: float = Field(80.0, gt=0, le=400)
    material: Literal["eps", "xps", "rock_wool", "pu"] = "eps"


class RoofInsulation(BuildingMeasure):
    measure: Literal["roof_insulation"]
    thickness_mm: float = Field(80.0, gt=0, le=400)
    material: Literal["eps", "xps", "rock_wool", "pu"] = "xps"


class FloorInsulation(BuildingMeasure):
    measure: Literal["floor_insulation"]
    thickness_mm: float = Field(50.0, gt=0, le=300)
    material: Literal["eps", "xps", "rock_wool", "pu"] = "xps"


class Windows(BuildingMeasure):
    measure: Literal["windows"]
    type: Literal[
        "single_pvc",
        "double_al",
        "double_pvc",
        "double_tb",
        "double_lowe_tb",
        "double_lowe_ar_tb",
        "triple_lowe",
        "tint_single",
    ] = "double_lowe_tb"


class Airtightness(BuildingMeasure):
    measure: Literal["airtightness"]
    ach: float = Field(0.5, ge=0.02, le=5, description="Natural air changes per hour after sealing.")
    n50_ach: Annotated[float, Field(ge=0.05, le=20)] | None = Field(
        None, description="Instead of ach: air changes per hour at 50 Pa after sealing, driven by wind and stack."
    )
    shelter_class: Annotated[int, Field(ge=1, le=5)] = Field(4, description="As for buildings.")


class NightVentilation(BuildingMeasure):
    measure: Literal["night_ventilation"]
    ach: float = Field(4.0, gt=0, le=30, description="Largest air change by windows open at night, 1/h.")
    above_c: float = Field(23.0, ge=15, le=30, description="Windows open where the room is warmer than this, degC.")


class Led(BuildingMeasure):
    measure: Literal["led"]
    w_m2: float = Field(4.0, gt=0, le=30, description="Installed lighting after the measure, W/m2.")


class CoolRoof(BuildingMeasure):
    measure: Literal["cool_roof"]
    absorptance: float = Field(0.3, ge=0.05, le=0.9)


class HeatRecovery(BuildingMeasure):
    measure: Literal["heat_recovery"]
    effectiveness: float = Field(0.7, gt=0, le=0.95)


class HeatPump(BuildingMeasure):
    measure: Literal["heat_pump"]
    cop: float = Field(3.2, ge=1.5, le=6, description="Heating COP at 7 degC outdoors.")
    cooling_cop: float = Field(3.6, ge=1.5, le=8, description="Cooling COP at 35 degC outdoors.")
    control: Literal["inverter", "fixed", "vrf"] = Field(
        "inverter", description="Variable speed, on/off, or a multi-split with one outdoor unit (VRF)."
    )


class HotWaterMeasure(BuildingMeasure):
    measure: Literal["hot_water"]
    kind: Literal["solar_electric", "heat_pump", "electric"] = "solar_electric"
    collector_area_m2: Annotated[float, Field(gt=0, le=1e4)] | None = None
    collector: Literal["vacuum_tube", "flat_plate"] = "vacuum_tube"


class CookingMeasure(BuildingMeasure):
    measure: Literal["cooking"]
    carrier: Literal["electricity", "lpg", "gas"] = "electricity"


class Comfort(BuildingMeasure):
    measure: Literal["comfort"]
    level: Literal["habit", "setpoints", "code"] = "setpoints"


class BatterySpec(Strict):
    measure: Literal["battery"]
    capacity_kwh: Annotated[float, Field(gt=0, le=1e6)]
    power_kw: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Default: half the capacity per hour."
    )
    cost_cny: NotNegative | None = None


class DigesterSpec(Strict):
    measure: Literal["digester"]
    volume_m3: Annotated[float, Field(gt=0, le=1e5)]
    type: Literal["household_dome", "tubular_bag", "small_plant", "cstr", "plug_flow", "uasb"] | None = Field(
        None, description="Default: household_dome up to 12 m3, cstr if heated, else small_plant."
    )
    heated: bool = False
    temperature_c: float = Field(35.0, ge=20, le=58, description="Set point of a heated tank.")
    feed_ts: float | None = Field(
        None, gt=0, le=0.5, description="Total solids that thick feed is thinned to with water; default by type."
    )
    depth_m: float | None = Field(None, ge=0, le=10, description="Middle of the tank below ground; default by type.")
    insulation_mm: float = Field(0.0, ge=0, le=300, description="Board added to walls, floor and cover.")
    greenhouse: bool = Field(False, description="A film greenhouse over the tank.")
    heat_sources: tuple[Literal["chp", "solar", "boiler", "electricity"], ...] | None = Field(
        None,
        description="Heat for a heated tank, in order; default chp, solar, boiler. Heat that none delivers cools the tank; electricity at the end bills it.",
    )
    solar_m2: float = Field(0.0, ge=0, le=1e4, description="Solar collectors that heat the tank.")
    heater_kw: Annotated[float, Field(gt=0, le=1e5)] | None = Field(
        None, description="Heating power; default 1.3 times the coldest day."
    )
    store_nm3: Annotated[float, Field(gt=0, le=1e5)] | None = Field(
        None, description="Gas store; default half a day's gas."
    )
    chp_kw: float = Field(0.0, ge=0, le=1e4, description="Electric power of a gas engine.")
    chp_min_run_h: Annotated[int, Field(ge=1, le=168)] | None = Field(
        None, description="Shortest run of the engine, hours; default 3."
    )
    hot_water: bool = Field(
        False, description="Gas water heaters beside the electric ones take the gas that stoves leave."
    )
    flare: bool | None = None
    leakage: Annotated[float, Field(ge=0, le=0.5)] | None = Field(
        None, description="Share of the methane made; default by type."
    )
    digestate_storage: Literal["none", "open", "covered"] | None = Field(
        None,
        description="none: spread at once; open: what is undigested makes methane; covered: that gas goes to the store. Default by type.",
    )
    storage_days: float | None = Field(None, ge=0, le=365, description="How long digestate is stored; default by type.")
    manure_baseline: Literal["none", "liquid", "pit", "lagoon", "solid", "daily_spread"] = Field(
        "none", description="How the manure would be kept without the digester; avoided methane is told only for this."
    )
    cost_cny: NotNegative | None = None


Measure = Annotated[
    WallInsulation
    | RoofInsulation
    | FloorInsulation
    | Windows
    | Airtightness
    | NightVentilation
    | Led
    | CoolRoof
    | HeatRecovery
    | HeatPump
    | HotWaterMeasure
    | CookingMeasure
    | Comfort
    | Pv
    | BatterySpec
    | DigesterSpec,
    Field(discriminator="measure"),
]
