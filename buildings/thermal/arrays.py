"""What goes into the compiled heat balance and comes out of it: named tuples of arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Faces(NamedTuple):
    """The elements of a building in blocks of ``WIDTH``; indices are uint64."""

    width: np.uint64
    block_start: np.ndarray
    """(nz + 1,): first block of every zone."""
    window_start: np.ndarray
    """(nz + 1,): first of ``window`` of every zone."""
    partition_start: np.ndarray
    """(nz + 1,): first of ``partitions`` of every zone."""
    filled: np.ndarray
    """(nb,): elements in every block."""
    kind: np.ndarray
    """(padded,) int64."""
    partner: np.ndarray
    """(padded,): the other face of a partition."""
    window: np.ndarray
    """(nw,): places of the windows."""
    partitions: np.ndarray
    """(np,): places of the partitions."""
    params: np.ndarray
    """(padded, N_PARAMS)."""
    shares: np.ndarray
    """(nw, padded): share of the diffuse through a window that each m2 of an element absorbs."""


class Modes(NamedTuple):
    """Gaps of windows and kept conduction modes of walls."""

    gap_start: np.ndarray
    """(nw + 1,): first of ``gaps`` of every window."""
    gaps: np.ndarray
    """(gaps, 3): terms c0, c1, c2 of a gap's conductance."""
    kept: np.ndarray
    """(2,): how many rows of ``mode`` are used in the ordinary and in the short step."""
    mode_at: np.ndarray
    """(modes,): place in the blocks."""
    mode: np.ndarray
    """(2, modes, 5): phi, b_out, b_in, gain0, gain1, for the ordinary and the short step."""


class Weather(NamedTuple):
    """Boundary conditions by step, shape (nt, ...)."""

    sun: np.ndarray
    """(nt, no): absorbed short wave outside by column, W/m2 of incident sun."""
    win: np.ndarray
    """(nt, nw, 4): beam and diffuse transmitted, absorbed outside and inside, W/m2."""
    films: np.ndarray
    """(nt, nf): forced part of the outside film, W/(m2 K)."""
    sun_index: np.ndarray
    """Column of ``sun`` of every element."""
    win_index: np.ndarray
    """Column of ``win`` of every element."""
    film_index: np.ndarray
    """Column of ``films`` of every element."""
    t_out: np.ndarray
    """(nt,) degC."""
    t_sky: np.ndarray
    """(nt,) degC."""
    rho_cp: np.ndarray
    """(nt,) J/(m3 K)."""
    wind: np.ndarray
    """(nt,) m/s."""


class Zones(NamedTuple):
    """What the zones bring."""

    hourly: np.ndarray
    """(nz, hours, N_HOURLY): columns ``H_*``, W, m3/s, degC (NaN = off)."""
    constant: np.ndarray
    """(nz, N_CONSTANT): columns ``C_*``."""
    mixing: np.ndarray
    """(nz, nz) m3/s: air that a zone takes from another."""
    moving_row: np.ndarray
    """(hours,): row of ``moving``, or -1."""
    moving: np.ndarray
    """(rows, nz, FINE, 2): heating and cooling set point at the end of each short step, degC."""


class Span(NamedTuple):
    """How the year is solved."""

    steps: int
    """Ordinary steps an hour."""
    sweeps: int
    """Updates of the coefficients in a step."""
    warm_hours: int
    """Hours before the year, taken from its end."""


class State(NamedTuple):
    """What the kernel writes into."""

    z: np.ndarray
    """(modes,): state of every mode."""
    x: np.ndarray
    """The blocks' rows, flat."""
    air: np.ndarray
    """(14, nz): air, star and what else is kept of a zone from step to step."""
    out: np.ndarray
    """(nz, nt, N_OUT): columns ``O_*``."""
    status: np.ndarray
    """(4,) int64: ``OK`` or what went wrong first, its zone, step and place (-1 = the air)."""
