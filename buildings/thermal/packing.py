"""The elements of a building as blocks for the compiled heat balance, and its call."""

from __future__ import annotations

import numpy as np

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


def building_year(  # type: ignore[no-untyped-def]
    zone_start, kind, partner, params, conduct, mode_start, mode_count, mode, start, sun_index, win_index, film_index, sun, win, films,
    dist_diffuse, t_out, t_sky, rho_cp, wind, hourly, constant, mixing, moving_row, moving, steps, sweeps, warm_hours,
):  # fmt: skip
    """Simulate the zones of a building for a year.

    Parameters (arrays float64 or int64, C order)
    ----------
    zone_start (nz + 1,): elements of zone k are ``zone_start[k]`` to ``zone_start[k + 1]``; kind (ne,), partner (ne,), -1 where no
    partition; params (ne, N_PARAMS); conduct (2, ne, 6): ``Goo Gio Gii Hoo Hio Hii`` for the ordinary and the short step; mode_start (ne,),
    mode_count (2, ne); mode (2, modes, 5): phi, b_out, b_in, gain0, gain1, or, for a window, its gap terms (c0, c1, c2); start (modes,):
    first values; sun_index, win_index, film_index (ne,): column of ``sun`` (nt, no) W/m2, of ``win`` (nt, nw, 4) W/m2 and of ``films``
    (nt, nf); dist_diffuse (ne, ne): share of the diffuse through window k absorbed by each m2 of element e; stepwise inputs (nt,): t_out,
    t_sky degC, rho_cp J/(m3 K), wind m/s; hourly (nz, hours, N_HOURLY): ``H_*``, W, m3/s, degC (NaN = off); constant (nz, N_CONSTANT):
    ``C_*``; mixing (nz, nz) m3/s: air that zone k takes from zone j; moving_row (hours,): row of ``moving`` (rows, nz, FINE, 2), heating
    and cooling set point at the end of each short step, or -1.

    Returns
    -------
    out : (nz, nt, N_OUT) float64
        Step values, ``O_*``; W and degC. Closure: ``O_HEAT - O_COOL + O_CONV + O_SURF + O_INF + O_VENT + O_MIX + O_STORE = 0``.
    status : (4,) int64
        ``OK`` or what went wrong first, its zone, step and element (-1 = the air).
    """
    nz = zone_start.shape[0] - 1
    block_start, count, place = _blocks(zone_start, kind)
    padded = _WIDTH * int(block_start[-1])
    window, partitions = np.flatnonzero(kind == hb.WINDOW), np.flatnonzero(kind == hb.PARTITION)
    gap_rows, mode_rows, ordinary, element = _modes(kind, mode_start, mode_count)
    gap_start = np.concatenate([[0], np.cumsum(mode_count[0][window])])
    at = place[element[mode_rows]]
    x = _start(padded, place, _constants(kind, params, conduct))
    wide = np.zeros((padded, hb.N_PARAMS))
    wide[place] = params
    columns = np.zeros((4, padded), dtype=np.uint64)
    columns[:, place] = sun_index, win_index, film_index, place[partner]  # of a partition; not asked for elsewhere
    kinds = np.zeros(padded, dtype=np.int64)
    kinds[place] = kind
    shares = _aligned(len(window) * padded).reshape(len(window), padded)
    shares[:, place] = dist_diffuse[window]
    out = np.zeros((nz, t_out.shape[0], hb.N_OUT))
    status = np.zeros(4, dtype=np.int64)
    air = np.zeros((14, nz))
    air[:4] = 20.0
    hb.year(
        hb.WIDTH, _index(block_start), _index(np.searchsorted(window, zone_start)), _index(np.searchsorted(partitions, zone_start)),
        _index(count), kinds, columns[3], _index(place[window]), _index(place[partitions]), wide, _index(gap_start),
        np.ascontiguousarray(mode[0, gap_rows, :3]), _index(np.array([ordinary, len(mode_rows)])),
        _index(at // _WIDTH * int(hb.BLOCK) + at % _WIDTH), np.ascontiguousarray(mode[:, mode_rows]), columns[0], columns[1], columns[2],
        sun, win, films, shares, t_out, t_sky, rho_cp, wind, hourly, constant, mixing, moving_row, moving, steps, sweeps, warm_hours,
        start[mode_rows], x, air, out, status,
    )  # fmt: skip
    if status[0] != hb.OK and status[3] >= 0:
        status[3] = np.flatnonzero(place == status[3])[0]
    return out, status
