"""The heating and cooling plant of a building: nameplate sizes, what the coils take, what the machines need, what stays unmet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from buildings.model import Building
from buildings.results import Loads, ZoneLoads
from buildings.systems import heat_pumps
from buildings.systems.coil import Coil, drying
from buildings.thermal.moisture import ZoneMoisture, zone_moisture
from weather.year import WeatherYear

UNMET_K = 0.5
"""An hour is unmet when the room ends further from its set point than this (ASHRAE 90.1: half of a 1 K throttling range)."""
PICK_UP_H = 3
"""Hours in which a machine may catch up after a start; general knowledge, unconfirmed."""
SIZED_RATIO = 0.5
"""A heat pump is not sized for colder hours than give half of its rating: there its electric heater helps."""


@dataclass(frozen=True, eq=False, slots=True)
class PlantYear:
    """Heating and cooling of one building; arrays of shape (hours,), W.

    Nameplates are rated outputs: heat pumps at 7 degC, air conditioners at 35 degC outdoors and 27 / 19 degC indoors (total cooling).
    """

    heating_nameplate_w: float
    cooling_nameplate_w: float
    heating_input_w: np.ndarray
    """Of the carrier, auxiliary heater included."""
    cooling_input_w: np.ndarray
    auxiliary_w: np.ndarray
    """Heat that a heat pump's electric heater adds where the machine itself cannot carry the load."""
    latent_w: np.ndarray
    pump_w: np.ndarray
    heating_unmet_hours: float
    cooling_unmet_hours: float
    moisture: tuple[ZoneMoisture, ...] = field(default=())
    """Of every zone."""


def spread(load_w: np.ndarray) -> np.ndarray:
    """Mean of an hour and the two after it, periodic: a cold start is carried within ``PICK_UP_H`` hours, not in the first."""
    return np.asarray(np.mean([np.roll(load_w, -k) for k in range(PICK_UP_H)], axis=0))


def peak_w(load_w: np.ndarray, capacity_ratio: np.ndarray) -> float:
    """Rated output that carries the year: the largest spread load over what a machine can give in that hour, W."""
    return float((spread(load_w) / capacity_ratio).max())


def _coil(building: Building, zone: ZoneLoads, year: WeatherYear) -> Coil:
    """Coil of a zone, sized by its hourly sensible peak or the thermostat's capacity."""
    cooling = building.systems.cooling
    k = heat_pumps.constants()
    if cooling is None:
        return Coil(0.0)
    thermostat = next(z.thermostat for z in building.zones if z.name == zone.name)
    ratio = heat_pumps.full_load("cooling", year.column("temp_air"))[0]
    sensible = peak_w(zone.cooling_w, ratio) * k["oversize_cooling"]
    if np.isfinite(thermostat.cooling_capacity_w):
        sensible = thermostat.cooling_capacity_w
    control = "vrf" if cooling.kind == "vrf" else cooling.control
    return Coil(sensible / k["coil_shr"], control)


def _unmet(loads: Loads, name: str) -> float:
    """Hours in which some zone ends away from its set point."""
    missing = np.max([getattr(z, name) for z in loads.zones], axis=0)
    return float((missing > UNMET_K).sum())


def _heating(building: Building, loads: Loads, year: WeatherYear) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Nameplate, input, auxiliary heat and pumps, W."""
    heat, zero = loads.heating_w, np.zeros(year.hours)
    system = building.systems.heating
    if system is None:
        return 0.0, zero, zero, zero
    oversize = heat_pumps.constants()["oversize_heating"]
    limits = [z.thermostat.heating_capacity_w for z in building.zones if np.isfinite(z.thermostat.heating_capacity_w)]
    if system.kind in ("split_heat_pump", "vrf"):
        ratio = heat_pumps.full_load("heating", year.column("temp_air"))[0]
        nameplate = sum(limits) if limits else peak_w(heat, np.maximum(ratio, SIZED_RATIO)) * oversize
        control = "vrf" if system.kind == "vrf" else system.control
        largest = heat_pumps.largest_ratio("heating", control, year.column("temp_air"))
        auxiliary = np.minimum(np.maximum(spread(heat) - nameplate * largest, 0.0), heat)
        used = heat_pumps.input_w(
            "heating", control, system.efficiency, nameplate, heat - auxiliary, year.column("temp_air")
        )
        return nameplate, used + auxiliary, auxiliary, zero
    nameplate = sum(limits) if limits else float(spread(heat).max()) * oversize
    pump = heat * heat_pumps.constants()["pump_share"] if system.kind == "district_heat" else zero
    return nameplate, heat / system.efficiency, zero, pump


def plant_year(building: Building, loads: Loads, year: WeatherYear) -> PlantYear:
    """The plant's year for one building (whatever its ``count``).

    Parameters
    ----------
    building : Building
    loads : Loads
        Of the same building and year.
    year : WeatherYear

    Returns
    -------
    PlantYear
        ``cooling_input_w`` covers sensible and latent cooling; sizes from the hourly maximum (with the oversize of ``plant.csv``) unless
        the thermostat has a capacity.
    """
    temp, pressure = year.column("temp_air"), year.column("pressure")
    coils = [_coil(building, z, year) for z in loads.zones]

    def dry(coil: Coil, zone: ZoneLoads, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return drying(coil, zone.cooling_w, zone.temp_air_c, w, pressure, temp)

    moisture = tuple(
        zone_moisture(z, r, year, partial(dry, c) if c.nameplate_w > 0.0 else None)
        for z, r, c in zip(building.zones, loads.zones, coils, strict=True)
    )
    latent = np.sum([m.latent_cooling_w for m in moisture], axis=0)
    cooling = building.systems.cooling
    used = np.zeros(year.hours)
    nameplate = sum(c.nameplate_w for c in coils)
    if cooling is not None and nameplate > 0.0:
        used = heat_pumps.input_w("cooling", coils[0].control, cooling.cop, nameplate, loads.cooling_w + latent, temp)
    heating, heat_input, auxiliary, pump = _heating(building, loads, year)
    return PlantYear(
        heating_nameplate_w=heating, cooling_nameplate_w=nameplate, heating_input_w=heat_input, cooling_input_w=used, auxiliary_w=auxiliary, latent_w=latent, pump_w=pump, heating_unmet_hours=_unmet(loads, "heating_unmet_k"),
        cooling_unmet_hours=_unmet(loads, "cooling_unmet_k"), moisture=moisture,
    )  # fmt: skip
