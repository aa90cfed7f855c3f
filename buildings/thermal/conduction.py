"""Exact one-dimensional conduction through layers, reduced to few modes (spectral reduction).

Fine cells give ``dz/dt = -mu z + b u`` in modal coordinates with ``u = (T_out, T_in)`` at the massless faces; a first-order hold
makes one step exact for inputs that run linearly. Modes that are fast against the step are replaced by their quasi-static
terms, which keeps the steady U-value exact. Fluxes into the wall at the end of a step are

``q_out = Goo To - Gio Ti - hist_out``, ``q_in = Gii Ti - Gio To - hist_in``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from buildings.model import Construction, Layer

CELL_PERIOD_S = 120.0
"""Cells are about half the diffusion length of this time (load_model notes: 2 min)."""
MAX_CELLS = 40
FILM_S = 1e-2
"""A layer whose heat capacity times resistance is shorter is a resistance only: its cells (a foil of 25 nm: 3e-10 s) would drown the slow
modes in rounding, and the wall would make heat from nothing."""
FAST_MODE = 4.0
"""Modes with ``mu dt`` above this are quasi-static."""


@dataclass(frozen=True, eq=False, slots=True)
class ModalWall:
    """Discrete modal model of a construction for one step length; conductances in W/(m2 K)."""

    g_oo: float
    g_io: float
    g_ii: float
    h_oo: float
    """Coefficient of the previous outer temperature in the outer history flux (all modes); likewise ``h_io``, ``h_ii``."""
    h_io: float
    h_ii: float
    phi: np.ndarray
    b_out: np.ndarray
    b_in: np.ndarray
    gain0: np.ndarray
    gain1: np.ndarray
    mu: np.ndarray
    resistance: float
    slow: int = 0
    """The first ``slow`` modes have a memory longer than the step."""


def _cells(layers: tuple[Layer, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Heat capacities of the cells, J/(m2 K), and the resistances between face, cells and face, m2K/W (one more)."""
    capacity: list[float] = []
    gaps: list[float] = [0.0]
    for layer in layers:
        c = layer.density_kg_m3 * layer.specific_heat_j_kgk
        if c * layer.thickness_m * layer.resistance_m2k_w <= FILM_S:
            gaps[-1] += layer.resistance_m2k_w
            continue
        diffusivity = layer.conductivity_w_mk / c
        dx = 0.5 * np.sqrt(np.pi * diffusivity * CELL_PERIOD_S)
        n = int(np.clip(np.ceil(layer.thickness_m / dx), 3, MAX_CELLS))
        cell = layer.thickness_m / n
        half = 0.5 * cell / layer.conductivity_w_mk
        for _ in range(n):
            gaps[-1] += half
            capacity.append(c * cell)
            gaps.append(half)
    return np.array(capacity), np.array(gaps)


@lru_cache(maxsize=4096)
def modal_wall(layers: tuple[Layer, ...], step_s: float, shortest_s: float | None = None) -> ModalWall:
    """Reduce a construction for a step of ``step_s`` seconds (cached).

    With ``shortest_s`` the modes that only steps of that length need are kept too, after the others, as quasi-static ones
    (``phi = 0``): a model with both step lengths can hand over between them.

    Raises
    ------
    ValueError
        If the layers have no resistance at all.
    """
    resistance = sum(layer.resistance_m2k_w for layer in layers)
    if not resistance > 0.0:
        raise ValueError("a construction needs a resistance above zero")
    capacity, gaps = _cells(layers)
    empty = np.zeros(0)
    if len(capacity) == 0:
        g = 1.0 / resistance
        return ModalWall(
            g_oo=g,
            g_io=g,
            g_ii=g,
            h_oo=0.0,
            h_io=0.0,
            h_ii=0.0,
            phi=empty,
            b_out=empty,
            b_in=empty,
            gain0=empty,
            gain1=empty,
            mu=empty,
            resistance=resistance,
        )
    g = 1.0 / np.maximum(gaps, 1e-9)
    n = len(capacity)
    root = 1.0 / np.sqrt(capacity)
    # symmetric form of K v = mu C v: C^-1/2 K C^-1/2
    stiffness = np.zeros((n, n))
    i = np.arange(n)
    stiffness[i, i] = (g[:-1] + g[1:]) * root * root
    stiffness[i[:-1], i[1:]] = stiffness[i[1:], i[:-1]] = -g[1:-1] * root[:-1] * root[1:]
    mu, vectors = np.linalg.eigh(stiffness)
    v = vectors * root[:, None]
    b_out, b_in = g[0] * v[0], g[-1] * v[-1]
    fast = mu * step_s > FAST_MODE
    phi = np.where(fast, 0.0, np.exp(-mu * step_s))
    small = 1.0 / (mu * mu * step_s)
    gain1 = np.where(fast, 1.0 / mu - small, 1.0 / mu - (1.0 - phi) * small)
    gain0 = np.where(fast, small, (1.0 - phi) * small - phi / mu)
    keep = mu * min(step_s, shortest_s or step_s) <= FAST_MODE
    return ModalWall(
        g_oo=float(g[0] - np.sum(gain1 * b_out * b_out)),
        g_io=float(np.sum(gain1 * b_out * b_in)),
        g_ii=float(g[-1] - np.sum(gain1 * b_in * b_in)),
        h_oo=float(np.sum(gain0 * b_out * b_out)),
        h_io=float(np.sum(gain0 * b_out * b_in)),
        h_ii=float(np.sum(gain0 * b_in * b_in)),
        phi=phi[keep],
        b_out=b_out[keep],
        b_in=b_in[keep],
        gain0=gain0[keep],
        gain1=gain1[keep],
        mu=mu[keep],
        resistance=resistance,
        slow=int(np.sum(~fast)),
    )


def periodic_response(construction: Construction, period_s: float) -> tuple[complex, complex]:
    """Exact admittance and transmittance for a sinusoid, W/(m2 K) (ISO 13786 transfer matrices, no films).

    Returns ``(Y_in, Y_through)``: inner flux per inner temperature with the outer face held, and inner flux per outer
    temperature with the inner face held. Used to test the modal model.
    """
    z = np.eye(2, dtype=complex)
    omega = 2.0 * np.pi / period_s
    for layer in reversed(construction.layers):
        c = layer.density_kg_m3 * layer.specific_heat_j_kgk
        if c <= 0.0:
            m = np.array([[1.0, layer.resistance_m2k_w], [0.0, 1.0]], dtype=complex)
        else:
            s = np.sqrt(1j * omega * c / layer.conductivity_w_mk)
            d, k = layer.thickness_m, layer.conductivity_w_mk
            m = np.array([[np.cosh(s * d), np.sinh(s * d) / (k * s)], [k * s * np.sinh(s * d), np.cosh(s * d)]])
        z = z @ m
    # (T_in, q_in) = z (T_out, q_out), q positive towards the outside
    return complex(z[1, 1] / z[0, 1]), complex((z[1, 0] * z[0, 1] - z[1, 1] * z[0, 0]) / z[0, 1])
