"""The faces of a zone as the kernel's arrays: elements, radiant star, sharing of sun, conduction modes, ground path."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from buildings.model import Layer, Surface, Window, Zone
from buildings.thermal import glazing
from buildings.thermal import heat_balance as hb
from buildings.thermal.conduction import modal_wall
from buildings.thermal.shading import sky_left
from buildings.thermal.simple_glazing import film_factor
from weather.year import WeatherYear

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

MIN_GROUND_M2K_W = 1e-3
"""Contact of an outer face with soil of a given temperature."""


@dataclass(frozen=True, eq=False, slots=True)
class Element:
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
    film_factor: float = 1.0
    """Of the convection at both faces."""
    ground_h: float = 0.0
    ground_depth: float = 0.0


def ground_path(surface: Surface) -> tuple[float, float]:
    """Conductance from the soil layer to the ground temperature, W/(m2 K), and the depth of that temperature, m.

    ISO 13370 slab on ground: the steady U-value of the floor with its characteristic dimension ``B' = A / (P / 2)``; what is
    left after floor, films and half a metre of soil is a virtual resistance. The boundary is the undisturbed soil at the
    depth that this resistance is worth in soil, between 0.5 and 4 m. With a ``ground_resistance_m2k_w`` of its own: that resistance to the
    soil at half a metre.
    """
    if surface.ground_resistance_m2k_w is not None:
        return 1.0 / max(surface.ground_resistance_m2k_w, MIN_GROUND_M2K_W), SOIL.thickness_m
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


KINDS = {
    "outdoor": hb.OUTDOOR,
    "sheltered": hb.SHELTERED,
    "ground": hb.GROUND,
    "adiabatic": hb.ADIABATIC,
    "zone": hb.PARTITION,
}
"""Boundary of a surface -> kind of element."""


def _opaque(s: Surface, plane: int) -> Element:
    """The opaque part of a surface."""
    c = s.construction
    ground_h, depth, layers = 0.0, 0.0, c.layers
    if s.boundary == "ground":
        ground_h, depth = ground_path(s)
        layers = (SOIL, *layers) if s.ground_resistance_m2k_w is None else layers
    return Element(
        KINDS[s.boundary], s.opaque_area_m2, s, plane, layers, alpha_out=c.solar_absorptance_out, alpha_in=c.solar_absorptance_in,
        eps_out=c.emittance_out, eps_in=c.emittance_in, rough=ROUGHNESS[c.roughness], ground_h=ground_h, ground_depth=depth,
    )  # fmt: skip


def _glass_and_frame(s: Surface, w: Window, plane: int) -> list[Element]:
    """The glass of a window, and its frame if it has one."""
    g = w.glazing
    glass = w.area_m2 * (1.0 - g.frame_fraction)
    out = [
        Element(
            hb.WINDOW, glass, s, plane, glazing=g, window=w, height=w.height_m, eps_out=g.panes[0].emittance_front,
            eps_in=g.panes[-1].emittance_back, rough=1.0, film_factor=film_factor(g.panes[0]) if len(g.panes) == 1 else 1.0,
        )
    ]  # fmt: skip
    if g.frame_fraction > 0.0:
        out.append(
            Element(
                KINDS[s.boundary], w.area_m2 - glass, s, plane, conductance=g.frame_conductance_w_m2k, window=w,
                alpha_out=g.frame_solar_absorptance, rough=ROUGHNESS["smooth"],
            )
        )  # fmt: skip
    return out


def elements_of(zone: Zone) -> list[Element]:
    """The faces of a zone: of every surface its opaque part, then its windows."""
    out: list[Element] = []
    for plane, s in enumerate(zone.surfaces):
        if s.opaque_area_m2 > 1e-9:
            out.append(_opaque(s, plane))
        for w in s.windows:
            out += _glass_and_frame(s, w, plane)
    return out


def _star_factors(area: np.ndarray, emittance: np.ndarray) -> np.ndarray:
    """Carroll 1980: ``F = 1 / (1 - A F / sum(A F))`` iterated, and in series with the surface's own emittance."""
    f = np.ones(len(area))
    for _ in range(40):
        seen = area * f
        last, f = f, 1.0 / np.maximum(1.0 - seen / seen.sum(), 0.2)
        if np.abs(f - last).max() < 1e-12:
            break
    result: np.ndarray = 1.0 / (1.0 / f + (1.0 - emittance) / emittance)
    return result


def solar_shares(elements: list[Element]) -> tuple[np.ndarray, np.ndarray]:
    """Share of transmitted beam (ne,) and of the diffuse through each window (ne, ne) that each element absorbs.

    Beam: the floor first; diffuse: first to all surfaces by area but those in the window's own plane; what is reflected is
    spread over all surfaces by absorptance times area (EnergyPlus Engineering Reference, interior short-wave). Windows absorb
    and transmit out again, so the shares sum to less than one.

    References
    ----------
    EnergyPlus Engineering Reference 25.2, interior solar distribution (beam to the floor first).
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


@dataclass(frozen=True, eq=False, slots=True)
class Packed:
    """The elements of a zone as arrays: parameters (ne, N_PARAMS), conduction (2, ne, 6), modes of each element (2, ne), mode rows
    (2, modes, 5) and first values (modes,); index 0 is the ordinary step, 1 the short one."""

    params: np.ndarray
    conduct: np.ndarray
    count: np.ndarray
    mode: np.ndarray
    start: np.ndarray


def element_params(elements: list[Element], year: WeatherYear) -> np.ndarray:
    """Element parameters but for conduction, (ne, N_PARAMS).

    References
    ----------
    Carroll 1980, 'MRT method' (radiant star), as in EnergyPlus Engineering Reference 25.2; Walton 1983, NBSIR 83-2655 (films).
    """
    p = np.zeros((len(elements), hb.N_PARAMS))
    area = np.array([e.area for e in elements])
    eps = np.array([e.eps_in for e in elements])
    p[:, hb.P_FPRIME] = _star_factors(area, eps)
    p[:, hb.P_RADIANT] = eps / np.sum(area * eps)  # per m2
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
        p[i, hb.P_SKY] = (1.0 + tilt) / 2.0 * math.sqrt(max((1.0 + tilt) / 2.0, 0.0)) * sky_left(e.surface, e.window)
        p[i, hb.P_ROUGH] = e.rough
        p[i, hb.P_GROUND_H] = e.ground_h
        if e.kind == hb.WINDOW:
            p[i, hb.P_PANE_R] = glazing.pane_resistance(e.glazing)
            conductivity, viscosity, cp, film_k = 0.0257, 1.81e-5, 1006.0, 293.15
            rayleigh = air_density**2 * 9.81 * cp * e.height**3 / (film_k * viscosity * conductivity)
            p[i, hb.P_WINDOW_FILM] = 0.56 * conductivity / e.height * rayleigh**0.25  # ISO 15099, vertical
            p[i, [hb.P_WINDOW_FILM, hb.P_NAT_OUT_UP, hb.P_NAT_OUT_DOWN]] *= e.film_factor
    return p


def pack(elements: list[Element], year: WeatherYear, step_s: float) -> Packed:
    """All arrays of a zone's elements."""
    n = len(elements)
    fine_s = 3600.0 / hb.FINE
    conduct = np.zeros((2, n, 6))
    count = np.zeros((2, n), dtype=np.int64)
    rows: list[np.ndarray] = []
    first: list[np.ndarray] = []
    for i, e in enumerate(elements):
        if e.kind == hb.WINDOW:
            terms = glazing.gap_terms(e.glazing)
            both = np.hstack([terms, np.zeros((len(terms), 2))])
            count[:, i] = len(terms)
            rows.append(np.stack([both, both]))
            first.append(np.zeros(len(terms)))
            continue
        if not e.layers:
            conduct[:, i, :3] = e.conductance
            continue
        pair = [modal_wall(e.layers, step, fine_s) for step in (step_s, fine_s)]
        for v, wall in enumerate(pair):
            conduct[v, i] = wall.g_oo, wall.g_io, wall.g_ii, wall.h_oo, wall.h_io, wall.h_ii
            count[v, i] = wall.slow
        wall = pair[0]
        rows.append(np.stack([np.column_stack([w.phi, w.b_out, w.b_in, w.gain0, w.gain1]) for w in pair]))
        first.append(20.0 * (wall.b_out + wall.b_in) / wall.mu)
    mode = np.concatenate(rows, axis=1) if rows else np.zeros((2, 0, 5))
    return Packed(element_params(elements, year), conduct, count, mode, np.concatenate(first) if first else np.zeros(0))
