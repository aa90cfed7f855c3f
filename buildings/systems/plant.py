"""The heating and cooling plant of a building: nameplate sizes, what the coils take, what the machines need, what stays unmet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from buildings.model import Building
from buildings.results import Loads, ZoneLoads
from buildings.systems import heat_pumps
from buildings.systems.coil import Coil, drying
from buildings.systems.design_load import INTERMITTENT, design_day_c, design_heat_w
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


def day_size_w(load_w: np.ndarray, capacity_ratio: np.ndarray) -> float:
    """Rated output of a heat pump that carries each day's heat within the hours of the day in which it is asked, W.

    The largest of ``sum(load) / (max(n, PICK_UP_H) mean(ratio))`` over the days, with ``n`` hours of load and the mean of the capacity ratio
    over them: a machine that starts in the morning is given the day to warm the rooms.

    Parameters
    ----------
    load_w, capacity_ratio : ndarray, shape (hours,)
        Heat that is asked; what a machine can give over its rating.
    """
    load, ratio = load_w.reshape(-1, 24), capacity_ratio.reshape(-1, 24)
    on = load > 0.0
    count = on.sum(axis=1)
    mean = np.divide((ratio * on).sum(axis=1), count, out=np.ones(len(count)), where=count > 0)
    return float((load.sum(axis=1) / (np.maximum(count, PICK_UP_H) * mean)).max())


def beyond(load_w: np.ndarray, capacity_w: np.ndarray) -> np.ndarray:
    """Load that a machine cannot carry on its day, W, shape (hours,): what is still owed after the day's last hour of load.

    What an hour asks beyond ``capacity_w`` is carried later in the hours of load of the same day; the rest is spread over the day's load.
    """
    load = load_w.reshape(-1, 24)
    given = np.where(load > 0.0, capacity_w.reshape(-1, 24), 0.0)
    total = np.cumsum(load - given, axis=1)
    owed = total[:, -1] - np.minimum(np.minimum.accumulate(total, axis=1)[:, -1], 0.0)
    day = load.sum(axis=1)
    share = np.divide(owed, day, out=np.zeros(len(day)), where=day > 0.0)
    return np.asarray((load * share[:, None]).ravel())


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


def _pump_size_w(building: Building, heat_w: np.ndarray, control: heat_pumps.Control, year: WeatherYear) -> float:
    """Rated output of a heat pump before any margin: by the days of the year, at most by the design load with its intermittent use, W."""

    def ratio(temp_air_c: np.ndarray) -> np.ndarray:
        return np.maximum(heat_pumps.largest_ratio("heating", control, temp_air_c), SIZED_RATIO)

    temp = year.column("temp_air")
    by_days = day_size_w(heat_w, ratio(temp))
    steady = design_heat_w(building, year) * INTERMITTENT / float(ratio(np.array([design_day_c(temp)]))[0])
    return min(by_days, steady) if steady > 0.0 else by_days


def _heating(building: Building, loads: Loads, year: WeatherYear) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Nameplate, input, auxiliary heat and pumps, W."""
    heat, zero = loads.heating_w, np.zeros(year.hours)
    system = building.systems.heating
    if system is None:
        return 0.0, zero, zero, zero
    oversize = heat_pumps.constants()["oversize_heating"]
    limits = [z.thermostat.heating_capacity_w for z in building.zones if np.isfinite(z.thermostat.heating_capacity_w)]
    if system.kind in ("split_heat_pump", "vrf"):
        control = "vrf" if system.kind == "vrf" else system.control
        nameplate = sum(limits) if limits else _pump_size_w(building, heat, control, year) * oversize
        largest = heat_pumps.largest_ratio("heating", control, year.column("temp_air"))
        auxiliary = beyond(heat, nameplate * largest)
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
