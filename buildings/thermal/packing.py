"""The elements of a building as blocks for the compiled heat balance, and its call."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from buildings.thermal import arrays
from buildings.thermal import heat_balance as hb

_WIDTH = int(hb.WIDTH)
_ROWS = int(hb.BLOCK) // _WIDTH


def _row(name: np.uint64) -> int:
    return int(name) // _WIDTH


def _blocks(zone_start: np.ndarray, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First block of every zone (nz + 1,), elements in every block (nb,), and the place of every element (ne,) in the blocks."""
    per_zone = np.diff(zone_start)
    blocks = -(-per_zone // _WIDTH)
    start = np.concatenate([[0], np.cumsum(blocks)])
    count = np.full(start[-1], _WIDTH)
    count[start[1:] - 1] = per_zone - (blocks - 1) * _WIDTH
    place = np.arange(len(kind)) + np.repeat(_WIDTH * start[:-1] - zone_start[:-1], per_zone)
    return start, count, place


def _constants(kind: np.ndarray, params: np.ndarray, conduct: np.ndarray) -> np.ndarray:
    """Rows of the blocks at the start, a steady 20 degC, by element: (ne, rows)."""
    outside = (kind == hb.OUTDOOR) | (kind == hb.WINDOW) | (kind == hb.SHELTERED)
    exposed = outside & (kind != hb.SHELTERED)
    indoors = (kind == hb.ADIABATIC) | (kind == hb.PARTITION)
    x = np.zeros((len(kind), _ROWS))
    x[:, _row(hb.R_AREA)] = params[:, hb.P_AREA]
    x[:, _row(hb.R_STAR)] = 4.0 * hb.SIGMA * params[:, hb.P_FPRIME]
    x[:, _row(hb.R_RAD_OUT)] = np.where(outside, hb.SIGMA * params[:, hb.P_EPS_OUT], 0.0)
    x[:, _row(hb.R_SKY)] = np.where(exposed, params[:, hb.P_SKY], 0.0)
    x[:, _row(hb.R_ROUGH)] = np.where(exposed, params[:, hb.P_ROUGH], 0.0)
    x[:, _row(hb.R_GROUND)] = np.where(kind == hb.GROUND, params[:, hb.P_GROUND_H], np.where(indoors, 1.0, 0.0))
    x[:, _row(hb.R_SAME)] = kind == hb.ADIABATIC
    x[:, _row(hb.R_OPEN)] = ~indoors
    x[:, _row(hb.R_CUBE)] = kind != hb.WINDOW
    x[:, _row(hb.R_IN_UP)] = np.where(kind == hb.WINDOW, params[:, hb.P_WINDOW_FILM], params[:, hb.P_NAT_IN_UP])
    x[:, _row(hb.R_IN_DOWN)] = np.where(kind == hb.WINDOW, params[:, hb.P_WINDOW_FILM], params[:, hb.P_NAT_IN_DOWN])
    x[:, _row(hb.R_OUT_UP)] = np.where(outside, params[:, hb.P_NAT_OUT_UP], 0.0)
    x[:, _row(hb.R_OUT_DOWN)] = np.where(outside, params[:, hb.P_NAT_OUT_DOWN], 0.0)
    x[:, _row(hb.R_RADIANT)] = params[:, hb.P_RADIANT]
    x[:, _row(hb.R_BEAM)] = params[:, hb.P_SOLAR_BEAM]
    for first, c in zip((_row(hb.R_ORDINARY), _row(hb.R_SHORT)), conduct, strict=True):
        goo, gio, gii = c[:, 0], c[:, 1], c[:, 2]
        x[:, first] = np.where(indoors, 0.0, goo)
        x[:, first + 1] = np.where(indoors, 0.0, gio)
        x[:, first + 2] = np.where(kind == hb.ADIABATIC, gii - gio, gii)
        x[:, first + 3] = np.where(kind == hb.PARTITION, gio, 0.0)
        x[:, first + 4 : first + 7] = c[:, 3:6]
    x[:, _row(hb.R_TO) : _row(hb.R_TI_OLD) + 1] = 20.0
    return x


def _aligned(length: int) -> np.ndarray:
    """An array of zeros that begins with a cache line: a row of a block is one, a row across two costs 4 % of the year."""
    room = np.zeros(length + _WIDTH)
    first = (-room.ctypes.data % 64) // room.itemsize
    return room[first : first + length]


def _start(padded: int, place: np.ndarray, elements: np.ndarray) -> np.ndarray:
    """The blocks' rows with the elements (ne, rows) at their places, as the kernel's flat array."""
    rows = np.zeros((padded, _ROWS))
    for row in (
        _row(hb.R_GROUND),
        _row(hb.R_ORDINARY) + 2,
        _row(hb.R_SHORT) + 2,
    ):  # elements of no area: finite in any weather
        rows[:, row] = 1.0
    rows[:, _row(hb.R_TO) : _row(hb.R_TI_OLD) + 1] = 20.0
    rows[place] = elements
    x = _aligned(padded * _ROWS)
    x.reshape(-1, _ROWS, _WIDTH)[:] = rows.reshape(-1, _WIDTH, _ROWS).transpose(0, 2, 1)
    return x


def _index(values: np.ndarray) -> np.ndarray:
    """As the kernel takes indices: unsigned."""
    return values.astype(np.uint64)


def _modes(
    kind: np.ndarray, mode_start: np.ndarray, mode_count: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """Rows of windows' gaps; rows of kept conduction modes, those of the ordinary step first; how many these are; each row's element."""
    element = np.repeat(np.arange(len(kind)), mode_count[1])
    glass = kind[element] == hb.WINDOW
    ordinary = np.arange(len(element)) - mode_start[element] < mode_count[0][element]
    first, later = np.flatnonzero(~glass & ordinary), np.flatnonzero(~glass & ~ordinary)
    return np.flatnonzero(glass), np.concatenate([first, later]), len(first), element


class Elements(NamedTuple):
    """The elements of a building's zones, one after the other; float64 or int64, C order."""

    zone_start: np.ndarray
    """(nz + 1,): elements of zone k are ``zone_start[k]`` to ``zone_start[k + 1]``."""
    kind: np.ndarray
    """(ne,)."""
    partner: np.ndarray
    """(ne,): the other face of a partition, -1 elsewhere."""
    params: np.ndarray
    """(ne, N_PARAMS)."""
    conduct: np.ndarray
    """(2, ne, 6): ``Goo Gio Gii Hoo Hio Hii`` for the ordinary and the short step."""
    mode_start: np.ndarray
    """(ne,): first of ``mode``."""
    mode_count: np.ndarray
    """(2, ne): modes in the ordinary and in the short step."""
    mode: np.ndarray
    """(2, modes, 5): phi, b_out, b_in, gain0, gain1, or, for a window, its gap terms (c0, c1, c2)."""
    start: np.ndarray
    """(modes,): first values."""
    dist_diffuse: np.ndarray
    """(ne, ne): share of the diffuse through window k that each m2 of element e absorbs."""


def building_year(
    elements: Elements, weather: arrays.Weather, zones: arrays.Zones, span: arrays.Span
) -> tuple[np.ndarray, np.ndarray]:
    """Simulate the zones of a building for a year; the columns of ``weather`` are those of ``elements``.

    Returns
    -------
    out : (nz, nt, N_OUT) float64
        Step values, ``O_*``; W and degC. Closure: ``O_HEAT - O_COOL + O_CONV + O_SURF + O_INF + O_VENT + O_MIX + O_STORE = 0``.
    status : (4,) int64
        ``OK`` or what went wrong first, its zone, step and element (-1 = the air).
    """
    e = elements
    nz = e.zone_start.shape[0] - 1
    block_start, count, place = _blocks(e.zone_start, e.kind)
    padded = _WIDTH * int(block_start[-1])
    window, partitions = np.flatnonzero(e.kind == hb.WINDOW), np.flatnonzero(e.kind == hb.PARTITION)
    gap_rows, mode_rows, ordinary, element = _modes(e.kind, e.mode_start, e.mode_count)
    at = place[element[mode_rows]]
    wide = np.zeros((padded, hb.N_PARAMS))
    wide[place] = e.params
    columns = np.zeros((4, padded), dtype=np.uint64)
    # the partner is that of a partition; it is not asked for elsewhere
    columns[:, place] = weather.sun_index, weather.win_index, weather.film_index, place[e.partner]
    kinds = np.zeros(padded, dtype=np.int64)
    kinds[place] = e.kind
    shares = _aligned(len(window) * padded).reshape(len(window), padded)
    shares[:, place] = e.dist_diffuse[window]
    out = np.zeros((nz, weather.t_out.shape[0], hb.N_OUT))
    status = np.zeros(4, dtype=np.int64)
    air = np.zeros((14, nz))
    air[:4] = 20.0
    faces = arrays.Faces(
        width=hb.WIDTH,
        block_start=_index(block_start),
        window_start=_index(np.searchsorted(window, e.zone_start)),
        partition_start=_index(np.searchsorted(partitions, e.zone_start)),
        filled=_index(count),
        kind=kinds,
        partner=columns[3],
        window=_index(place[window]),
        partitions=_index(place[partitions]),
        params=wide,
        shares=shares,
    )
    modes = arrays.Modes(
        gap_start=_index(np.concatenate([[0], np.cumsum(e.mode_count[0][window])])),
        gaps=np.ascontiguousarray(e.mode[0, gap_rows, :3]),
        kept=_index(np.array([ordinary, len(mode_rows)])),
        mode_at=_index(at // _WIDTH * int(hb.BLOCK) + at % _WIDTH),
        mode=np.ascontiguousarray(e.mode[:, mode_rows]),
    )
    placed = weather._replace(sun_index=columns[0], win_index=columns[1], film_index=columns[2])
    x = _start(padded, place, _constants(e.kind, e.params, e.conduct))
    hb.year(faces, modes, placed, zones, span, arrays.State(e.start[mode_rows], x, air, out, status))
    if status[0] != hb.OK and status[3] >= 0:
        found = np.flatnonzero(place == status[3])
        status[3] = found[0] if len(found) else -1  # a face that only fills a block
    return out, status
