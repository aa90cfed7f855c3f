"""The cases of ASHRAE 140 as buildings of our model, and the example results that they are compared with."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from buildings.model import (
    Air,
    Building,
    Construction,
    Gain,
    Gap,
    Glazing,
    Layer,
    Pane,
    Shade,
    Surface,
    Thermostat,
    Window,
    Zone,
)
from buildings.thermal.heat_balance import FINE

HERE = Path(__file__).resolve().parent


DEFAULT_EPW = HERE.parent.parent / "shared" / "weather" / "725650TYCST.epw"


CLEAR = Pane(0.003048, 1.0, 0.834, 0.075, 0.075)


GLAZING = {
    "double": Glazing("double clear", (CLEAR, CLEAR), (Gap(0.012),)),
    "lowe": Glazing(
        "low-e argon",
        (
            Pane(
                thickness_m=0.00318,
                conductivity_w_mk=1.0,
                solar_transmittance=0.452,
                solar_reflectance_front=0.359,
                solar_reflectance_back=0.397,
                emittance_front=0.84,
                emittance_back=0.047,
                coated=True,
            ),
            CLEAR,
        ),
        (Gap(0.012, "argon"),),
    ),
    "single": Glazing("single clear", (CLEAR,)),
}


LIGHT_WALL = (
    Layer("siding", 0.009, 0.14, 530, 900),
    Layer("quilt", 0.066, 0.04, 12, 840),
    Layer("plasterboard", 0.012, 0.16, 950, 840),
)


HEAVY_WALL = (
    Layer("siding", 0.009, 0.14, 530, 900),
    Layer("foam", 0.0615, 0.04, 10, 1400),
    Layer("block", 0.1, 0.51, 1400, 1000),
)


WALLS = {
    ("light", "standard"): LIGHT_WALL,
    ("heavy", "standard"): HEAVY_WALL,
    ("light", "insulated"): (LIGHT_WALL[0], Layer("foam", 0.250, 0.04, 10, 1400), LIGHT_WALL[2]),
    ("heavy", "insulated"): (HEAVY_WALL[0], Layer("foam", 0.2452, 0.04, 10, 1400), HEAVY_WALL[2]),
}


ROOFS = {
    key: (
        Layer("deck", 0.019, 0.14, 530, 900),
        Layer("quilt", d, 0.04, 12, 840),
        Layer("plasterboard", 0.010, 0.16, 950, 840),
    )
    for key, d in (("standard", 0.1118), ("insulated", 0.400))
}


FLOORS = {
    "light": (Layer("insulation", 1.003, 0.04), Layer("timber", 0.025, 0.14, 650, 1200)),
    "heavy": (Layer("insulation", 1.007, 0.04), Layer("slab", 0.080, 1.13, 1400, 1000)),
}


HIGH_CONDUCTANCE = (
    Layer("glass", 0.003048, 1.0, 2470, 750),
    Layer("gap", 0.012, 0.012 / 0.192),
    Layer("glass", 0.003048, 1.0, 2470, 750),
)


VENT_FAN_M3_S = 1700.0 / 3600.0


METRICS = ("annual_heating_MWh", "annual_cooling_MWh", "peak_heating_kW", "peak_cooling_kW")


FREE_FLOAT_METRICS = ("mean_temperature_C", "min_temperature_C", "max_temperature_C")


REQUIRED = ("600", "620", "650", "900", "920", "950", "600FF", "900FF")


def cases() -> dict[str, dict[str, str]]:
    """Rows of the case table by case number."""
    with (HERE / "data" / "ashrae140_cases.csv").open(encoding="utf-8") as file:
        return {row["case"]: row for row in csv.DictReader(file)}


def reference() -> dict[str, Any]:
    """Example results and EnergyPlus values."""
    result: dict[str, Any] = json.loads((HERE / "data" / "ashrae140.json").read_text(encoding="utf-8"))
    return result


def _surfaces(row: dict[str, str]) -> tuple[Surface, ...]:
    finish = {
        "solar_absorptance_out": float(row["alpha_out"]),
        "solar_absorptance_in": float(row["alpha_in"]),
        "emittance_out": float(row["eps_out"]),
        "emittance_in": float(row["eps_in"]),
    }
    wall = Construction("wall", WALLS[row["mass"], row["wall"]], **finish)
    roof = Construction("roof", ROOFS[row["wall"]], **finish)
    floor = Construction("floor", FLOORS[row["mass"]], **finish)
    glass = Construction("high-conductance wall", HIGH_CONDUCTANCE, roughness="very_smooth", **finish)
    glazing = GLAZING[row["glazing"]]
    south_windows = (
        tuple(Window("window", 3.0, 2.0, glazing, place_m=(x, 0.2)) for x in (0.5, 4.5))
        if row["south"] == "glass"
        else ()
    )
    side_windows = (Window("window", 3.0, 2.0, glazing, place_m=(1.5, 0.2)),) if row["east_west"] == "glass" else ()
    overhang = (Shade("overhang", 2.7, 0.0, 8.0, 1.0),) if row["shade"] == "overhang" else ()
    fins: tuple[Shade, ...] = ()
    if row["shade"] == "overhang_fins":
        fins = (
            Shade("overhang", 2.7, 1.5, 4.5, 1.0),
            Shade("fin", 1.5, 0.0, 2.7, 1.0),
            Shade("fin", 4.5, 0.0, 2.7, 1.0),
        )
    south_area = 21.6 - (12.0 if row["south"] == "opaque" else 0.0)
    out = [
        Surface("north", 21.6, 90, 0, wall),
        Surface("east", 16.2, 90, 90, wall, windows=side_windows, shades=fins, width_m=6.0),
        Surface("south", south_area, 90, 180, wall, windows=south_windows, shades=overhang, width_m=8.0),
        Surface("west", 16.2, 90, 270, wall, windows=side_windows, shades=fins, width_m=6.0),
        Surface("roof", 48.0, 0, 180, roof, height_m=2.7),
        Surface("floor", 48.0, 180, 180, floor, boundary="sheltered"),
    ]
    if row["south"] == "opaque":
        out.append(Surface("south glass", 12.0, 90, 180, glass, height_m=1.2))
    return tuple(out)


def build(case: str, hours: int = 8760) -> Building:
    """The building of a case."""
    row = cases()[case]
    hour = np.arange(hours) % 24
    heat: Any = float(row["heat_c"] or math.nan)
    cool: Any = float(row["cool_c"] or math.nan)
    ventilation: Any = 0.0
    if row["schedule"] == "setback":  # 10 to 20 degC linearly between 7:00 and 8:00
        ramp = 10.0 + 10.0 / FINE * (np.arange(FINE) + 1)
        heat = np.where((hour < 7) | (hour >= 23), 10.0, 20.0)[:, None].repeat(FINE, axis=1)
        heat[hour == 7] = ramp
        heat = heat.ravel()
    elif row["schedule"] == "night_vent":
        night = (hour < 7) | (hour >= 18)
        ventilation = np.where(night, VENT_FAN_M3_S, 0.0)
        cool = np.where(night, math.nan, cool)
    gains = (Gain("internal", "equipment", float(row["gain_w"]), radiant_fraction=0.6),)
    zone = Zone("zone", 48.0, 129.6, _surfaces(row), gains, Air(float(row["ach"]), ventilation), Thermostat(heat, cool))
    return Building(case, 48.0, 48.0, 1, (zone,))


def sunspace(hours: int = 8760) -> Building:
    """Case 960: a light back zone behind a heavy, free-floating sun zone, a 0.2 m concrete wall between them."""
    row = cases()["600"]
    light = {s.name: s for s in _surfaces({**row, "south": ""})}
    heavy = {s.name: s for s in _surfaces(cases()["900"])}
    concrete = Construction("common wall", (Layer("concrete", 0.2, 0.51, 1400, 1000),))
    back = [light[n] for n in ("north", "east", "west", "roof", "floor")]
    back.append(Surface("common", 21.6, 90, 180, concrete, boundary="zone", adjacent=("sun", "common")))
    window = Window("window", 3.0, 2.0, GLAZING["double"])
    sun = [replace(heavy[n], area_m2=5.4, windows=(), width_m=2.0) for n in ("east", "west")]
    sun += [replace(heavy[n], area_m2=16.0) for n in ("roof", "floor")]
    sun.append(Surface("south", 21.6, 90, 180, heavy["south"].construction, windows=(window, window)))
    sun.append(Surface("common", 21.6, 90, 0, concrete, boundary="zone", adjacent=("back", "common")))
    gain = (Gain("internal", "equipment", 200.0, radiant_fraction=0.6),)
    zones = (
        Zone("back", 48.0, 129.6, tuple(back), gain, Air(0.5), Thermostat(20.0, 27.0)),
        Zone("sun", 16.0, 43.2, tuple(sun), (), Air(0.5)),
    )
    return Building("960", 64.0, 64.0, 1, zones)
