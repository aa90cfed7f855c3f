"""Building + weather -> ``Loads``: packs zones into arrays, runs the kernel, collects hourly results."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import numpy as np

from buildings.model import Building, Hourly, Zone
from buildings.results import Loads, ZoneLoads
from buildings.thermal import arrays, boundary, packing, shading
from buildings.thermal import heat_balance as hb
from buildings.thermal.faces import Element, elements_of, pack, solar_shares
from buildings.thermal.validate import check
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from weather.ground import soil_temperature
from weather.year import WeatherYear

Mode = Literal["fast", "standard"]
STEPS: dict[Mode, tuple[int, int]] = {"fast": (1, 1), "standard": (2, 2)}
"""Steps an hour and coefficient updates a step."""
WARM_UP_DAYS = 25


class SimulationError(InputError):
    """The load model finds no year for the building as described: zone, hour and surface are named. A result is never returned from such a year."""


def _stack(
    year: WeatherYear, kind: str, keys: list[Any], make: Any, empty: tuple[int, ...]
) -> tuple[np.ndarray, dict[Any, int]]:
    """Columns for the distinct keys, [time, key] (cached in the year as a whole), and the key's column."""
    distinct = tuple(dict.fromkeys(keys))
    index = {k: i for i, k in enumerate(distinct)}
    if not distinct:
        return np.zeros(empty), index
    cache_key = ("stack", kind, distinct)
    if cache_key not in year.cache:
        year.cache[cache_key] = np.ascontiguousarray(np.stack([make(k) for k in distinct], axis=1))
    stacked: np.ndarray = year.cache[cache_key]
    return stacked, index


def hourly(value: Hourly, hours: int) -> np.ndarray:
    """A constant or an array as a float64 array of shape (hours,)."""
    if isinstance(value, int | float):
        return np.full(hours, float(value))
    return np.ascontiguousarray(value, dtype=np.float64)


def set_points(value: Hourly, hours: int) -> np.ndarray:
    """Set points at the end of every short step, shape (hours, ``heat_balance.FINE``); NaN = off.

    A constant, hourly values (a step at the start of the hour) or values every ten minutes.
    """
    a = np.atleast_1d(np.asarray(value, dtype=np.float64))
    if len(a) == hours * hb.FINE:
        return a.reshape(hours, hb.FINE)
    return np.broadcast_to(a.reshape(-1, 1), (hours, hb.FINE))


def _moves(value: Hourly, hours: int, sign: float) -> np.ndarray:
    """Hours in which a set point asks for more than before, heating (sign 1) rises or starts, cooling (-1) falls or starts, or in which
    it changes between short steps; shape (hours,)."""
    a = np.atleast_1d(np.asarray(value, dtype=np.float64))
    if len(a) == 1:
        return np.zeros(hours, dtype=bool)
    asked = np.where(np.isnan(a), -np.inf, sign * a)
    if len(a) == hours:
        return asked > np.roll(asked, 1)
    part = asked.reshape(hours, hb.FINE)
    result: np.ndarray = (part[:, 0] > np.roll(part[:, -1], 1)) | (part[:, 1:] != part[:, :-1]).any(axis=1)
    return result


def _orientation(e: Element) -> boundary.Orientation:
    s = e.surface
    part = shading.exposure(s, e.window)
    if part is None:
        return boundary.Orientation(s.tilt_deg, s.azimuth_deg % 360.0, s.ground_reflectance)
    return boundary.Orientation(s.tilt_deg, s.azimuth_deg % 360.0, s.ground_reflectance, s.shades, *part)


def _exposure(e: Element) -> tuple[float, float, float, float]:
    return (e.surface.tilt_deg, e.surface.azimuth_deg, round(e.surface.height_m, 1), e.film_factor)


def _boundary(elements: list[Element], year: WeatherYear, steps: int) -> arrays.Weather:
    """Sun, window and film arrays [time, column] with the column of every element in each, and the outdoor air by step."""
    sky = boundary.sky_year(year, steps)
    nt = year.hours * steps
    outdoor = [e for e in elements if e.kind == hb.OUTDOOR]
    glazed = [e for e in elements if e.kind == hb.WINDOW]
    sun, sun_at = _stack(
        year,
        f"sun{steps}",
        [_orientation(e) for e in outdoor],
        lambda k: boundary.plane_sun(year, k, steps).total,
        (nt, 0),
    )
    win, win_at = _stack(
        year, f"win{steps}", [(_orientation(e), e.glazing) for e in glazed],
        lambda k: np.stack(boundary.window_sun(year, k[0], k[1], steps), axis=1), (nt, 0, 4),
    )  # fmt: skip
    films, film_at = _stack(
        year, f"film{steps}", [_exposure(e) for e in outdoor + glazed],
        lambda k: k[3] * boundary.forced_film(year, k[0], k[1], k[2], steps), (nt, 0),
    )  # fmt: skip
    n = len(elements)
    index = np.zeros((3, n), dtype=np.int64)
    for i, e in enumerate(elements):
        if e.kind == hb.OUTDOOR:
            index[0, i] = sun_at[_orientation(e)]
        if e.kind == hb.WINDOW:
            index[1, i] = win_at[(_orientation(e), e.glazing)]
        if e.kind in (hb.OUTDOOR, hb.WINDOW):
            index[2, i] = film_at[_exposure(e)]
    return arrays.Weather(
        sun=sun,
        win=win,
        films=films,
        sun_index=index[0],
        win_index=index[1],
        film_index=index[2],
        t_out=sky.temp_air,
        t_sky=sky.temp_sky,
        rho_cp=sky.density_cp,
        wind=sky.wind,
    )


def air_capacity(zone: Zone, year: WeatherYear) -> float:
    """Heat capacity of a zone's air at 20 degC and the site's pressure, J/K."""
    return zone.volume_m3 * year.site.pressure_pa / (287.042 * 293.15) * 1006.0


def _zone_inputs(zone: Zone, elements: list[Element], year: WeatherYear) -> tuple[np.ndarray, np.ndarray]:
    """Hourly inputs (hours, N_HOURLY) and constants (N_CONSTANT,) of a zone."""
    hours, air = year.hours, zone.air
    h = np.zeros((hours, hb.N_HOURLY))
    for g in zone.gains:
        sensible = hourly(g.schedule, hours) * (g.power_w * (1.0 - g.latent_fraction))
        h[:, hb.H_RAD] += g.radiant_fraction * sensible
        h[:, hb.H_CONV] += (1.0 - g.radiant_fraction) * sensible
    h[:, hb.H_INF] = (np.asarray(air.infiltration_ach) + np.asarray(air.airing_ach)) * (zone.volume_m3 / 3600.0)
    h[:, hb.H_VENT] = air.ventilation_m3_s
    h[:, hb.H_OPEN] = np.asarray(air.opening_ach) * (zone.volume_m3 / 3600.0)
    if air.recovery_bypass:  # what recovery holds back can be let through like opened windows
        h[:, hb.H_OPEN] += np.asarray(air.ventilation_m3_s) * air.heat_recovery
    h[:, hb.H_HEAT] = set_points(zone.thermostat.heating_c, hours)[:, -1]
    h[:, hb.H_COOL] = set_points(zone.thermostat.cooling_c, hours)[:, -1]
    depths = [e.ground_depth for e in elements if e.kind == hb.GROUND]
    if depths:
        h[:, hb.H_GROUND] = soil_temperature(year, float(np.mean(depths)))
    capacity = air_capacity(zone, year) + zone.internal_mass_j_k
    constant = np.zeros(hb.N_CONSTANT)
    constant[hb.C_VENT_EFF], constant[hb.C_OPEN_ABOVE], constant[hb.C_AIR] = (
        air.heat_recovery,
        air.opening_above_c,
        capacity,
    )
    constant[hb.C_CAP_HEAT], constant[hb.C_CAP_COOL] = (
        zone.thermostat.heating_capacity_w,
        zone.thermostat.cooling_capacity_w,
    )
    constant[hb.C_LEAK] = air.leakage_area_cm2 * 1e-3  # Sherman and Grimsrud 1980: L/s per cm2, so m3/s
    constant[hb.C_STACK], constant[hb.C_WIND] = air.stack_coefficient, air.wind_coefficient
    constant[hb.C_BYPASS] = float(air.recovery_bypass)
    return h, constant


def _mixing(zones: tuple[Zone, ...]) -> np.ndarray:
    """Air that zone k takes from zone j, m3/s, shape (nz, nz)."""
    names = [z.name for z in zones]
    out = np.zeros((len(zones), len(zones)))
    for k, z in enumerate(zones):
        for other, flow in z.air.mixing_m3_s:
            out[k, names.index(other)] += flow
    return out


def _moving_set_points(zones: tuple[Zone, ...], hours: int) -> tuple[np.ndarray, np.ndarray]:
    """Row of every hour in the set points by short step, -1 where none moves, and these: (rows, nz, FINE, 2)."""
    found = np.zeros(hours, dtype=bool)
    for z in zones:
        found |= _moves(z.thermostat.heating_c, hours, 1.0) | _moves(z.thermostat.cooling_c, hours, -1.0)
    at = np.flatnonzero(found)
    row = np.full(hours, -1, dtype=np.int64)
    row[at] = np.arange(len(at))
    moving = np.empty((len(at), len(zones), hb.FINE, 2))
    for k, z in enumerate(zones):
        for i, value in enumerate((z.thermostat.heating_c, z.thermostat.cooling_c)):
            moving[:, k, :, i] = set_points(value, hours)[at]
    return row, moving


def _partners(zones: tuple[Zone, ...], elements: list[Element], starts: np.ndarray) -> np.ndarray:
    """For every partition element the element that is its other face, -1 elsewhere."""
    place = {}
    for k, zone in enumerate(zones):
        for i in range(starts[k], starts[k + 1]):
            if elements[i].kind == hb.PARTITION:
                place[zone.name, elements[i].surface.name] = i
    partner = np.full(len(elements), -1, dtype=np.int64)
    for i in place.values():
        adjacent = elements[i].surface.adjacent
        assert adjacent is not None  # validate.check
        partner[i] = place[adjacent]
    return partner


def _zones(building: Building, year: WeatherYear, mode: Mode) -> tuple[ZoneLoads, ...]:
    """Run the kernel on zones that are solved together."""
    zones = building.zones
    steps, updates = STEPS[mode]
    hours, step_s = year.hours, 3600.0 / STEPS[mode][0]
    per_zone = [elements_of(z) for z in zones]
    elements = [e for part in per_zone for e in part]
    starts = np.cumsum([0, *(len(part) for part in per_zone)])
    packed = [pack(part, year, step_s) for part in per_zone]
    diffuse = np.zeros((len(elements), len(elements)))
    for k, part in enumerate(per_zone):
        rows = slice(starts[k], starts[k + 1])
        beam, scattered = solar_shares(part)
        area = packed[k].params[:, hb.P_AREA]
        packed[k].params[:, hb.P_SOLAR_BEAM], diffuse[rows, rows] = beam / area, scattered / area
    count = np.concatenate([p.count for p in packed], axis=1)
    mode_start = np.concatenate([[0], np.cumsum(count[1])[:-1]])
    inputs = [_zone_inputs(z, part, year) for z, part in zip(zones, per_zone, strict=True)]
    kind = np.array([e.kind for e in elements], dtype=np.int64)
    mixing = _mixing(zones)
    sweeps = 3 if mixing.any() else max(updates, 2) if (kind == hb.PARTITION).any() else updates
    moving_row, moving = _moving_set_points(zones, hours)
    out, status = packing.building_year(
        packing.Elements(
            zone_start=starts,
            kind=kind,
            partner=_partners(zones, elements, starts),
            params=np.vstack([p.params for p in packed]),
            conduct=np.concatenate([p.conduct for p in packed], axis=1),
            mode_start=mode_start,
            mode_count=count,
            mode=np.concatenate([p.mode for p in packed], axis=1),
            start=np.concatenate([p.start for p in packed]),
            dist_diffuse=diffuse,
        ),
        _boundary(elements, year, steps),
        arrays.Zones(
            hourly=np.stack([h for h, _ in inputs]),
            constant=np.stack([c for _, c in inputs]),
            mixing=mixing,
            moving_row=moving_row,
            moving=moving,
        ),
        arrays.Span(steps, sweeps, WARM_UP_DAYS * 24),
    )
    if status[0] != hb.OK:
        raise _failure(status, building, elements, steps)
    return tuple(_collect(z, out[k], hours, steps) for k, z in enumerate(zones))


def _failure(status: np.ndarray, building: Building, elements: list[Element], steps: int) -> SimulationError:
    """What the kernel says went wrong, with zone, hour and surface."""
    code, k, t, e = (int(v) for v in status)
    where = f"zone {building.zones[k].name}" + (f", surface {elements[e].surface.name}" if e >= 0 else "")
    told = (
        message("the air balance does not close: {where}, hour {hour} of the year", where=Verbatim(where), hour=t // steps)
        if code == hb.NOT_CLOSED
        else message("a temperature is not a number or beyond 300 degC: {where}, hour {hour} of the year", where=Verbatim(where), hour=t // steps)
    )  # fmt: skip
    cure = "look at what heats and airs the building: people, lighting, equipment, air change and area belong together"
    return SimulationError(Problem("building-simulation", building.name, told, None, "within 300 degC", cure))


def _collect(zone: Zone, out: np.ndarray, hours: int, steps: int) -> ZoneLoads:
    """Hourly means of a zone's step values."""
    mean = out.reshape(hours, steps, hb.N_OUT).mean(axis=1) if steps > 1 else out
    c = np.ascontiguousarray(mean.T)
    return ZoneLoads(
        name=zone.name,
        floor_area_m2=zone.floor_area_m2,
        temp_air_c=c[hb.O_TA],
        temp_operative_c=0.5 * (c[hb.O_TA] + c[hb.O_TM]),
        heating_w=c[hb.O_HEAT],
        cooling_w=c[hb.O_COOL],
        gain_convective_w=c[hb.O_CONV],
        surface_w=c[hb.O_SURF],
        infiltration_w=c[hb.O_INF],
        ventilation_w=c[hb.O_VENT],
        mixing_w=c[hb.O_MIX],
        storage_w=c[hb.O_STORE],
        solar_transmitted_w=c[hb.O_SOLAR],
        heating_unmet_k=c[hb.O_UNDER],
        cooling_unmet_k=c[hb.O_OVER],
        outdoor_air_m3_s=c[hb.O_FLOW],
    )


def simulate(building: Building, year: WeatherYear, mode: Mode = "fast") -> Loads:
    """The building's thermal year.

    Parameters
    ----------
    building : Building
        Hourly inputs must have ``year.hours`` values.
    year : WeatherYear
    mode : "fast" | "standard"
        1 step an hour and 1 coefficient update, or 2 and 2.

    Returns
    -------
    Loads
        Of one building, whatever its ``count``.

    Raises
    ------
    InputError
        ``building-value``: every value that cannot be simulated.
    """
    if mode not in STEPS:
        raise ValueError(f"mode must be one of {', '.join(STEPS)}, not {mode!r}")
    problems = check(building, year.hours)
    if problems:
        raise InputError(problems)
    zones = _zones(building, year, mode)
    power = {"lighting": np.zeros(year.hours), "equipment": np.zeros(year.hours), "refrigeration": np.zeros(year.hours)}
    fan = np.zeros(year.hours)
    for z in building.zones:
        for g in z.gains:
            if g.end_use in power:
                power[g.end_use] += g.power_w * np.asarray(g.schedule, dtype=float)
        fan += z.air.fan_w_per_m3_s * np.asarray(z.air.ventilation_m3_s, dtype=float)
    return Loads(
        index=year.index,
        zones=zones,
        heating_w=np.sum([z.heating_w for z in zones], axis=0),
        cooling_w=np.sum([z.cooling_w for z in zones], axis=0),
        lighting_w=power["lighting"],
        equipment_w=power["equipment"],
        refrigeration_w=power["refrigeration"],
        fan_w=fan,
    )


def simulate_many(
    buildings: Iterable[Building], year: WeatherYear, mode: Mode = "fast", workers: int | None = None
) -> Iterator[Loads]:
    """The thermal years of many buildings at one site, in their order, as they become ready.

    The site's arrays are shared, the compiled kernel runs in ``workers`` threads (default: one a core). At most a few
    results wait at a time, so memory stays bounded however many buildings there are.

    Raises
    ------
    InputError
        As ``simulate``, when the building's turn comes.
    """
    count = workers or os.cpu_count() or 1
    queue = iter(buildings)
    with ThreadPoolExecutor(count) as pool:
        waiting = deque(pool.submit(simulate, b, year, mode) for b in itertools.islice(queue, 4 * count))
        while waiting:
            done = waiting.popleft()
            for building in itertools.islice(queue, 1):
                waiting.append(pool.submit(simulate, building, year, mode))
            yield done.result()
