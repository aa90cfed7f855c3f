"""Building + weather -> ``Loads``: packs zones into arrays, runs the kernel, collects hourly results."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from buildings import boundary, glazing, shading
from buildings import heat_balance as hb
from buildings.conduction import modal_wall
from buildings.model import Building, Hourly, Layer, Surface, Window, Zone
from buildings.results import Loads, ZoneLoads
from buildings.validate import check
from weather.errors import InputError
from weather.ground import soil_temperature
from weather.year import WeatherYear

Mode = Literal["fast", "standard"]
STEPS: dict[Mode, tuple[int, int]] = {"fast": (1, 1), "standard": (2, 2)}
"""Steps an hour and coefficient updates a step."""
WARM_UP_DAYS = 25
ROUGHNESS = {
    "very_rough": 2.17,
    "rough": 1.67,
    "medium_rough": 1.52,
    "medium_smooth": 1.13,
    "smooth": 1.11,
    "very_smooth": 1.0,
}
"""Multipliers of the DOE-2 outside film (EnergyPlus Engineering Reference, table of roughness)."""
SOIL = Layer("soil", 0.5, 1.5, 2000.0, 1000.0)
"""Half a metre of soil under a ground floor (ISO 13370: 1.5 W/(m K), 2.0e6 J/(m3 K) for clay or silt)."""


@dataclass(frozen=True, eq=False, slots=True)
class _Element:
    """One face pair of a zone: an opaque surface, a frame or a window."""

    kind: int
    area: float
    surface: Surface
    plane: int
    layers: tuple[Layer, ...] = ()
    conductance: float = 0.0
    glazing: Any = None
    window: Window | None = None
    height: float = 1.0
    alpha_out: float = 0.6
    alpha_in: float = 0.6
    eps_out: float = 0.9
    eps_in: float = 0.9
    rough: float = 1.67
    ground_h: float = 0.0
    ground_depth: float = 0.0


def ground_path(surface: Surface) -> tuple[float, float]:
    """Conductance from the soil layer to the ground temperature, W/(m2 K), and the depth of that temperature, m.

    ISO 13370 slab on ground: the steady U-value of the floor with its characteristic dimension ``B' = A / (P / 2)``; what is
    left after floor, films and half a metre of soil is a virtual resistance. The boundary is the undisturbed soil at the
    depth that this resistance is worth in soil, between 0.5 and 4 m.
    """
    perimeter = surface.exposed_perimeter_m or 4.0 * math.sqrt(surface.area_m2)
    b = surface.area_m2 / (0.5 * perimeter)
    conductivity = SOIL.conductivity_w_mk
    r_floor = surface.construction.resistance_m2k_w
    d_t = 0.3 + conductivity * (0.17 + r_floor + 0.04)
    if d_t < b:
        u = 2.0 * conductivity / (math.pi * b + d_t) * math.log(math.pi * b / d_t + 1.0)
    else:
        u = conductivity / (0.457 * b + d_t)
    virtual = max(1.0 / u - 0.17 - r_floor - SOIL.resistance_m2k_w, 0.05)
    return 1.0 / virtual, min(max(SOIL.thickness_m + conductivity * virtual, 0.5), 4.0)


def _elements(zone: Zone) -> list[_Element]:
    kinds = {
        "outdoor": hb.OUTDOOR,
        "sheltered": hb.SHELTERED,
        "ground": hb.GROUND,
        "adiabatic": hb.ADIABATIC,
        "zone": hb.PARTITION,
    }
    out: list[_Element] = []
    for plane, s in enumerate(zone.surfaces):
        c = s.construction
        ground_h, depth, layers = 0.0, 0.0, c.layers
        if s.boundary == "ground":
            ground_h, depth = ground_path(s)
            layers = (SOIL, *layers)
        if s.opaque_area_m2 > 1e-9:
            out.append(
                _Element(
                    kinds[s.boundary],
                    s.opaque_area_m2,
                    s,
                    plane,
                    layers,
                    alpha_out=c.solar_absorptance_out,
                    alpha_in=c.solar_absorptance_in,
                    eps_out=c.emittance_out,
                    eps_in=c.emittance_in,
                    rough=ROUGHNESS[c.roughness],
                    ground_h=ground_h,
                    ground_depth=depth,
                )
            )
        for w in s.windows:
            g = w.glazing
            glass = w.area_m2 * (1.0 - g.frame_fraction)
            out.append(
                _Element(
                    hb.WINDOW,
                    glass,
                    s,
                    plane,
                    glazing=g,
                    window=w,
                    height=w.height_m,
                    eps_out=g.panes[0].emittance_front,
                    eps_in=g.panes[-1].emittance_back,
                    rough=1.0,
                )
            )
            if g.frame_fraction > 0.0:
                out.append(
                    _Element(
                        kinds[s.boundary],
                        w.area_m2 - glass,
                        s,
                        plane,
                        conductance=g.frame_conductance_w_m2k,
                        window=w,
                        alpha_out=g.frame_solar_absorptance,
                        rough=ROUGHNESS["smooth"],
                    )
                )
    return out


def _star_factors(area: np.ndarray, emittance: np.ndarray) -> np.ndarray:
    """Carroll 1980: ``F = 1 / (1 - A F / sum(A F))`` iterated, and in series with the surface's own emittance."""
    f = np.ones(len(area))
    for _ in range(40):
        f = 1.0 / np.maximum(1.0 - area * f / np.sum(area * f), 0.2)
    result: np.ndarray = 1.0 / (1.0 / f + (1.0 - emittance) / emittance)
    return result


def solar_shares(elements: list[_Element]) -> tuple[np.ndarray, np.ndarray]:
    """Share of transmitted beam (ne,) and of the diffuse through each window (ne, ne) that each element absorbs.

    Beam: the floor first; diffuse: first to all surfaces by area but those in the window's own plane; what is reflected is
    spread over all surfaces by absorptance times area (EnergyPlus Engineering Reference, interior short-wave). Windows absorb
    and transmit out again, so the shares sum to less than one.
    """
    n = len(elements)
    area = np.array([e.area for e in elements])
    alpha = np.array([e.alpha_in for e in elements])
    kept = np.ones(n)
    for i, e in enumerate(elements):
        if e.kind == hb.WINDOW:
            o = glazing.optics(e.glazing)
            absorbed = float(o.absorbed_back.sum())
            alpha[i] = absorbed + o.transmittance_back
            kept[i] = absorbed / alpha[i]
    closure = alpha * area / np.sum(alpha * area)
    floor = np.array([e.surface.tilt_deg > 120.0 and e.kind != hb.WINDOW for e in elements])
    beam = np.zeros(n)
    rest = 1.0
    if floor.any() and not floor.all():
        beam[floor] = alpha[floor] * area[floor] / area[floor].sum()
        rest -= beam.sum()
    beam += rest * closure
    diffuse = np.zeros((n, n))
    planes = np.array([e.plane for e in elements])
    for k, e in enumerate(elements):
        if e.kind != hb.WINDOW:
            continue
        seen = np.where(planes == e.plane, 0.0, area)
        first = alpha * seen / seen.sum() if seen.sum() > 0 else np.zeros(n)
        diffuse[k] = first + (1.0 - first.sum()) * closure
    return beam * kept, diffuse * kept


def _params(elements: list[_Element], year: WeatherYear, step_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Element parameters (ne, N_PARAMS), mode offsets (ne + 1,) and mode rows (modes, 6)."""
    n = len(elements)
    p = np.zeros((n, hb.N_PARAMS))
    start = np.zeros(n + 1, dtype=np.int64)
    rows: list[np.ndarray] = []
    area = np.array([e.area for e in elements])
    eps = np.array([e.eps_in for e in elements])
    p[:, hb.P_FPRIME] = _star_factors(area, eps)
    p[:, hb.P_RADIANT] = area * eps / np.sum(area * eps)
    air_density = year.site.pressure_pa / (287.042 * 293.15)
    for i, e in enumerate(elements):
        tilt = math.cos(math.radians(e.surface.tilt_deg))
        enhanced, reduced = 9.482 / (7.238 - abs(tilt)), 1.810 / (1.382 + abs(tilt))  # Walton 1983 (TARP)
        up = tilt > 1e-6
        down = tilt < -1e-6
        p[i, hb.P_NAT_OUT_UP] = reduced if down else enhanced
        p[i, hb.P_NAT_OUT_DOWN] = reduced if up else enhanced
        p[i, hb.P_NAT_IN_UP] = reduced if up else enhanced
        p[i, hb.P_NAT_IN_DOWN] = reduced if down else enhanced
        p[i, hb.P_AREA] = e.area
        p[i, hb.P_ALPHA_OUT] = e.alpha_out
        p[i, hb.P_EPS_OUT] = e.eps_out
        p[i, hb.P_SKY] = (1.0 + tilt) / 2.0 * math.sqrt(max((1.0 + tilt) / 2.0, 0.0))
        p[i, hb.P_ROUGH] = e.rough
        p[i, hb.P_GROUND_H] = e.ground_h
        if e.kind == hb.WINDOW:
            terms = glazing.gap_terms(e.glazing)
            p[i, hb.P_PANE_R] = glazing.pane_resistance(e.glazing)
            conductivity, viscosity, cp, film_k = 0.0257, 1.81e-5, 1006.0, 293.15
            rayleigh = air_density**2 * 9.81 * cp * e.height**3 / (film_k * viscosity * conductivity)
            p[i, hb.P_WINDOW_FILM] = 0.56 * conductivity / e.height * rayleigh**0.25  # ISO 15099, vertical
            rows.append(np.hstack([terms, np.zeros((len(terms), 3))]))
            start[i + 1] = start[i] + len(terms)
            continue
        if not e.layers:
            p[i, [hb.P_GOO, hb.P_GIO, hb.P_GII]] = e.conductance
            start[i + 1] = start[i]
            continue
        wall = modal_wall(e.layers, step_s)
        p[i, [hb.P_GOO, hb.P_GIO, hb.P_GII]] = wall.g_oo, wall.g_io, wall.g_ii
        p[i, [hb.P_HOO, hb.P_HIO, hb.P_HII]] = wall.h_oo, wall.h_io, wall.h_ii
        first = 20.0 * (wall.b_out + wall.b_in) / wall.mu
        rows.append(np.column_stack([wall.phi, wall.b_out, wall.b_in, wall.gain0, wall.gain1, first]))
        start[i + 1] = start[i] + len(wall.phi)
    mode = np.ascontiguousarray(np.vstack(rows)) if rows else np.zeros((0, 6))
    return p, start, mode


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


def _orientation(e: _Element) -> boundary.Orientation:
    s = e.surface
    part = shading.exposure(s, e.window)
    if part is None:
        return boundary.Orientation(s.tilt_deg, s.azimuth_deg % 360.0, s.ground_reflectance)
    return boundary.Orientation(s.tilt_deg, s.azimuth_deg % 360.0, s.ground_reflectance, s.shades, *part)


def _exposure(e: _Element) -> tuple[float, float, float]:
    return (e.surface.tilt_deg, e.surface.azimuth_deg, round(e.surface.height_m, 1))


def _weather_columns(elements: list[_Element], year: WeatherYear, steps: int) -> tuple[np.ndarray, ...]:
    """Sun, window and film arrays [time, column] and the column of every element in each."""
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
        lambda k: boundary.forced_film(year, k[0], k[1], k[2], steps), (nt, 0),
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
    return sun, win, films, index[0].copy(), index[1].copy(), index[2].copy()


def _zone_inputs(zone: Zone, elements: list[_Element], year: WeatherYear) -> tuple[np.ndarray, np.ndarray]:
    """Hourly inputs (hours, N_HOURLY) and constants (N_CONSTANT,) of a zone."""
    hours, air = year.hours, zone.air
    h = np.zeros((hours, hb.N_HOURLY))
    for g in zone.gains:
        sensible = hourly(g.schedule, hours) * (g.power_w * (1.0 - g.latent_fraction))
        h[:, hb.H_RAD] += g.radiant_fraction * sensible
        h[:, hb.H_CONV] += (1.0 - g.radiant_fraction) * sensible
    h[:, hb.H_INF] = np.asarray(air.infiltration_ach) * (zone.volume_m3 / 3600.0)
    h[:, hb.H_VENT] = air.ventilation_m3_s
    h[:, hb.H_OPEN] = np.asarray(air.opening_ach) * (zone.volume_m3 / 3600.0)
    h[:, hb.H_HEAT] = zone.thermostat.heating_c
    h[:, hb.H_COOL] = zone.thermostat.cooling_c
    depths = [e.ground_depth for e in elements if e.kind == hb.GROUND]
    if depths:
        h[:, hb.H_GROUND] = soil_temperature(year, float(np.mean(depths)))
    capacity = zone.volume_m3 * year.site.pressure_pa / (287.042 * 293.15) * 1006.0 + zone.internal_mass_j_k
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
    return h, constant


def _partners(zones: tuple[Zone, ...], elements: list[_Element], starts: np.ndarray) -> np.ndarray:
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


def _zones(zones: tuple[Zone, ...], year: WeatherYear, mode: Mode) -> tuple[ZoneLoads, ...]:
    """Run the kernel on zones that are solved together."""
    steps, updates = STEPS[mode]
    hours, step_s = year.hours, 3600.0 / STEPS[mode][0]
    per_zone = [_elements(z) for z in zones]
    elements = [e for part in per_zone for e in part]
    starts = np.cumsum([0, *(len(part) for part in per_zone)])
    packed = [_params(part, year, step_s) for part in per_zone]
    diffuse = np.zeros((len(elements), len(elements)))
    for k, part in enumerate(per_zone):
        rows = slice(starts[k], starts[k + 1])
        packed[k][0][:, hb.P_SOLAR_BEAM], diffuse[rows, rows] = solar_shares(part)
    params = np.vstack([p for p, _, _ in packed])
    modes = np.ascontiguousarray(np.vstack([m for _, _, m in packed]))
    shift = np.cumsum([0, *(len(m) for _, _, m in packed)])
    mode_start = np.concatenate(
        [*(start[:-1] + shift[k] for k, (_, start, _) in enumerate(packed)), shift[-1:]]
    ).astype(np.int64)
    inputs = [_zone_inputs(z, part, year) for z, part in zip(zones, per_zone, strict=True)]
    sky = boundary.sky_year(year, steps)
    sun, win, films, sun_index, win_index, film_index = _weather_columns(elements, year, steps)
    kind = np.array([e.kind for e in elements], dtype=np.int64)
    sweeps = max(updates, 2) if (kind == hb.PARTITION).any() else updates
    out = hb.building_year(
        starts.astype(np.int64), kind, _partners(zones, elements, starts), params, mode_start, modes, sun_index, win_index, film_index, sun, win, films,
        diffuse, sky.temp_air, sky.temp_sky, sky.density_cp, np.stack([h for h, _ in inputs]), np.stack([c for _, c in inputs]), step_s, steps, sweeps,
        WARM_UP_DAYS * 24 * steps, hb.cube_root_table(),
    )  # fmt: skip
    return tuple(_collect(z.name, out[k], hours, steps) for k, z in enumerate(zones))


def _collect(name: str, out: np.ndarray, hours: int, steps: int) -> ZoneLoads:
    """Hourly means of a zone's step values."""
    mean = out.reshape(hours, steps, hb.N_OUT).mean(axis=1) if steps > 1 else out
    c = np.ascontiguousarray(mean.T)
    return ZoneLoads(
        name=name,
        temp_air_c=c[hb.O_TA],
        temp_operative_c=0.5 * (c[hb.O_TA] + c[hb.O_TM]),
        heating_w=c[hb.O_HEAT],
        cooling_w=c[hb.O_COOL],
        gain_convective_w=c[hb.O_CONV],
        surface_w=c[hb.O_SURF],
        infiltration_w=c[hb.O_INF],
        ventilation_w=c[hb.O_VENT],
        storage_w=c[hb.O_STORE],
        solar_transmitted_w=c[hb.O_SOLAR],
        heating_unmet_k=c[hb.O_UNDER],
        cooling_unmet_k=c[hb.O_OVER],
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
    zones = _zones(building.zones, year, mode)
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
