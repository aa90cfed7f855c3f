"""The hourly heat balance of a building's zones, compiled: arrays in, arrays out, nothing else.

Per step: history fluxes from the kept conduction modes; film and radiative coefficients from the last temperatures; outer, then
inner faces eliminated to ``Ti = P + ka Ta + km Tm``; the radiant star closes to ``Tm(Ta)``; the air balance ``a Ta = r + Q`` floats, or
is clamped to a set point within the capacity. A partition has one element in each of its two zones; each takes the other's face as its
outer temperature, Gauss-Seidel over the zones. An hour in which a set point moves is solved in ``FINE`` short steps. Sources:
docs/load_model.md.

Element kinds: 0 outdoor, 1 sheltered, 2 ground, 3 adiabatic (both faces in the same room), 4 window, 5 partition.

The elements of a zone stand in blocks of ``WIDTH``, filled up with elements of no area; the numbers of a block are rows of ``WIDTH`` in
one flat array, ``x[b + R_NAME + i]``, so that the algebra of eight faces is a few vector instructions and a compiler sees that no two
rows overlap. What differs from face to face (columns of the weather, gaps of windows, the other side of a partition) is written into
rows one by one before. ``packing.py`` makes the blocks and calls ``year``.
"""

from __future__ import annotations

import numpy as np

from buildings.thermal.arrays import Faces, Modes, Span, State, Weather, Zones
from foundation.compiled import compiled

SIGMA = 5.670374419e-8
KELVIN = 273.15
OUTDOOR, SHELTERED, GROUND, ADIABATIC, WINDOW, PARTITION = 0, 1, 2, 3, 4, 5
LEAD = 0.5
"""With one update a step the coefficients come from temperatures carried on by this share of their last change."""
FINE = 6
"""Short steps of an hour in which a set point moves."""

# columns of the elements' parameters
(
    P_AREA, P_ALPHA_OUT, P_EPS_OUT, P_SKY, P_ROUGH, P_NAT_OUT_UP, P_NAT_OUT_DOWN, P_NAT_IN_UP, P_NAT_IN_DOWN, P_FPRIME,
    P_WINDOW_FILM, P_RADIANT, P_SOLAR_BEAM, P_PANE_R, P_GROUND_H, N_PARAMS,
) = range(16)  # fmt: skip
# columns of the output, per step
O_TA, O_TM, O_HEAT, O_COOL, O_CONV, O_SURF, O_INF, O_VENT, O_MIX, O_STORE, O_SOLAR, O_UNDER, O_OVER, O_FLOW, N_OUT = range(15)  # fmt: skip
# columns of the zones' hourly inputs
H_CONV, H_RAD, H_INF, H_VENT, H_OPEN, H_HEAT, H_COOL, H_GROUND, N_HOURLY = range(9)
# columns of the zones' constants
C_VENT_EFF, C_OPEN_ABOVE, C_CAP_HEAT, C_CAP_COOL, C_AIR, C_LEAK, C_STACK, C_WIND, C_BYPASS, N_CONSTANT = range(10)

WIDTH = np.uint64(8)
ONE = np.uint64(1)
# rows of a block: constants of its elements; conductances of the ordinary and of the short step (seven rows each), and those in use;
# what the step brings; temperatures; the solution
(
    R_AREA, R_STAR, R_RAD_OUT, R_SKY, R_ROUGH, R_GROUND, R_SAME, R_OPEN, R_CUBE, R_RADIANT, R_BEAM,
    R_IN_UP, R_IN_DOWN, R_OUT_UP, R_OUT_DOWN, R_ORDINARY, R_SHORT, R_GOO, R_GIO, R_GII, R_LINK, R_HOO, R_HIO, R_HII,
    R_SOURCE, R_SUN, R_FORCED, R_OTHER, R_TO, R_TI, R_TO_OLD, R_TI_OLD, R_TO_WAS, R_TI_WAS, R_HIST_O, R_HIST_I,
    R_P, R_KA, R_KM, R_RHS, R_RATIO, R_AHC, R_BEND, BLOCK,
) = (np.uint64(8 * row) for row in (*range(16), 22, *range(29, 56)))  # fmt: skip

OK, NOT_CLOSED, UNSTABLE = 0, 1, 2
"""Status: fine; the air balance of a step does not close; a temperature is not a number or beyond any building."""
CLOSURE = 1e-6
LEAST_FILM = 0.1
HOTTEST_C = 300.0

# The helpers are inlined and take arrays only there: an array handed to a compiled function is reference-counted, which cost
# 20 ns an access when measured, and the numpy error model saves a branch at every division (inputs are validated before). Indices are
# unsigned where they can be: a signed one is asked at every access whether it counts from the end (7 to 10 % of the year).


@compiled(inline="always", error_model="numpy")
def _cbrt(u: float) -> float:
    """Cube root between 0.1 and 4.5 by a rational function fitted for this table: relative error below 1e-4.

    Of the fourth root of a temperature difference: 1e-4 to 410 K. Below, the least film decides.
    """
    above = 0.21768657276643716 + u * (6.764075825530477 + u * (14.818489203189266 + u * 2.899902391722291))
    return above / (1.0 + u * (11.35554765925001 + u * (11.51861228071538 + u * 0.823779293430047)))


@compiled(inline="always", error_model="numpy")
def _sources(  # type: ignore[no-untyped-def]
    b0, b1, w0, w1, width, t, radiant, t_ground, count, kind, params, window, sun_index, win_index, film_index, sun, win, films, shares, x,
):  # fmt: skip
    """What a step brings to the faces of a zone: wind, sun outside, short wave and radiant gains inside, W/m2.

    Returns what the windows transmit, W.
    """
    beam = 0.0
    solar = 0.0
    for block in range(b0, b1):
        for i in range(count[block]):
            e = block * WIDTH + i
            at = block * BLOCK + i
            if kind[e] == OUTDOOR:
                x[at + R_SUN] = params[e, P_ALPHA_OUT] * sun[t, sun_index[e]]
                x[at + R_FORCED] = films[t, film_index[e]]
            elif kind[e] == WINDOW:
                x[at + R_SUN] = win[t, win_index[e], 2]
                x[at + R_FORCED] = films[t, film_index[e]]
                beam += params[e, P_AREA] * win[t, win_index[e], 0]
                solar += params[e, P_AREA] * win[t, win_index[e], 1]
            elif kind[e] == GROUND:
                x[at + R_SUN] = params[e, P_GROUND_H] * t_ground
    for block in range(b0, b1):
        b = block * BLOCK
        for i in range(width):
            x[b + R_SOURCE + i] = radiant * x[b + R_RADIANT + i] + beam * x[b + R_BEAM + i]
    if solar > 0.0:
        for w in range(w0, w1):
            e = window[w]
            diffuse = params[e, P_AREA] * win[t, win_index[e], 1]
            for block in range(b0, b1):
                for i in range(width):
                    x[block * BLOCK + R_SOURCE + i] += diffuse * shares[w, block * WIDTH + i]
    for w in range(w0, w1):
        e = window[w]
        x[(e // WIDTH) * BLOCK + R_SOURCE + e % WIDTH] += win[t, win_index[e], 3]
    return beam + solar


@compiled(inline="always", error_model="numpy")
def _windows(w0, w1, window, params, gap_start, gaps, x):  # type: ignore[no-untyped-def]
    """Conductance of the windows of a zone from the last temperatures, panes and gaps in series."""
    for w in range(w0, w1):
        e = window[w]
        at = (e // WIDTH) * BLOCK + e % WIDTH
        tk = 0.5 * (x[at + R_TO] + x[at + R_TI]) + KELVIN
        r = params[e, P_PANE_R]
        k, last = gap_start[w], gap_start[w + ONE]
        while k < last:
            r += 1.0 / (gaps[k, 0] + gaps[k, 1] * tk + gaps[k, 2] * tk * tk * tk)
            k += ONE
        x[at + R_GOO] = x[at + R_GIO] = x[at + R_GII] = 1.0 / r


@compiled(inline="always", error_model="numpy")
def _partitions(p0, p1, partitions, partner, x):  # type: ignore[no-untyped-def]
    """The last temperature of the other side of the partitions of a zone."""
    for k in range(p0, p1):
        e = partitions[k]
        other = partner[e]
        x[(e // WIDTH) * BLOCK + R_OTHER + e % WIDTH] = x[(other // WIDTH) * BLOCK + R_TI + other % WIDTH]


@compiled(inline="always", error_model="numpy")
def _faces(b0, b1, width, ta_out, t_sky, t_air, t_mean, x):  # type: ignore[no-untyped-def]
    """Eliminate outer, then inner faces of a zone to ``Ti = P + ka Ta + km Tm``; coefficients from the last temperatures.

    Returns the star ``Tm = m0 + m1 Ta`` and what the faces give the air, ``r - a Ta`` in W: ``(m0, m1, a, r)``.
    """
    tak = ta_out + KELVIN
    tsk = t_sky + KELVIN
    s0 = 0.0
    s1 = 0.0
    s2 = 0.0
    air_film = 0.0
    air_star = 0.0
    air_rest = 0.0
    for block in range(b0, b1):
        b = block * BLOCK
        for i in range(width):
            ti = x[b + R_TI + i]
            to = x[b + R_TO + i]
            cube = x[
                b + R_CUBE + i
            ]  # 1 where the film goes with the cube root of the difference, 0 (windows) with the fourth root
            d = ti - t_air
            u = np.sqrt(np.sqrt(abs(d)))
            up, down = x[b + R_IN_UP + i], x[b + R_IN_DOWN + i]
            hc = (up if d > 0.0 else down) * u * (1.0 - cube + cube * _cbrt(u))
            # the film's flux is linear in the temperatures around the guess: (1 + slope) hc (Ti - Ta) - bend
            slope = 0.25 + cube * (1.0 / 3.0 - 0.25) if hc > LEAST_FILM else 0.0
            hc = max(hc, LEAST_FILM)
            bend = slope * hc * d
            hc += slope * hc
            tmk = 0.5 * (ti + t_mean) + KELVIN
            hr = x[b + R_STAR + i] * tmk * tmk * tmk
            d = to - ta_out
            u = np.sqrt(np.sqrt(abs(d)))
            up, down = x[b + R_OUT_UP + i], x[b + R_OUT_DOWN + i]
            natural = (up if d > 0.0 else down) * u * _cbrt(u)
            forced = x[b + R_FORCED + i]
            tok = to + KELVIN
            rad = x[b + R_RAD_OUT + i]
            sky = x[b + R_SKY + i]
            h_air = natural + x[b + R_ROUGH + i] * (np.sqrt(natural * natural + forced * forced) - natural)
            h_air += (1.0 - sky) * rad * (tok * tok + tak * tak) * (tok + tak)
            h_sky = sky * rad * (tok * tok + tsk * tsk) * (tok + tsk)
            other = x[b + R_OTHER + i]
            rhs = x[b + R_SUN + i] + x[b + R_OPEN + i] * x[b + R_HIST_O + i] + other + h_air * ta_out + h_sky * t_sky
            gio = x[b + R_GIO + i]
            outer = x[b + R_GOO + i] + x[b + R_GROUND + i] + h_air + h_sky
            over = 1.0 / outer
            inverse = outer / (outer * (x[b + R_GII + i] + hc + hr) - gio * gio)
            ratio = gio * over
            p = (x[b + R_SOURCE + i] + x[b + R_HIST_I + i] + x[b + R_LINK + i] * other + bend + ratio * rhs) * inverse
            ka = hc * inverse
            km = hr * inverse
            area = x[b + R_AREA + i]
            ahc = area * hc
            ahr = area * hr
            bend *= area
            x[b + R_P + i] = p
            x[b + R_KA + i] = ka
            x[b + R_KM + i] = km
            x[b + R_RHS + i] = rhs * over
            x[b + R_RATIO + i] = ratio + x[b + R_SAME + i]
            x[b + R_AHC + i] = ahc
            x[b + R_BEND + i] = bend
            air_film += ahc * (1.0 - ka)
            air_star += ahc * km
            air_rest += ahc * p - bend
            s0 += ahr * p
            s1 += ahr * ka
            s2 += ahr * (1.0 - km)
    m0 = s0 / s2
    m1 = s1 / s2
    return m0, m1, air_film - air_star * m1, air_rest + air_star * m0


@compiled(inline="always", error_model="numpy")
def _settle(b0, b1, width, ta, tm, x):  # type: ignore[no-untyped-def]
    """Temperatures of the faces of a zone; returns the heat that they give its air, W."""
    heat = 0.0
    for block in range(b0, b1):
        b = block * BLOCK
        for i in range(width):
            ti = x[b + R_P + i] + x[b + R_KA + i] * ta + x[b + R_KM + i] * tm
            x[b + R_TI + i] = ti
            x[b + R_TO + i] = x[b + R_RHS + i] + x[b + R_RATIO + i] * ti
            heat += x[b + R_AHC + i] * (ti - ta) - x[b + R_BEND + i]
    return heat


@compiled(inline="always", error_model="numpy")
def _air(a, r, ta_out, m_max, above, heat_at, cool_at, cap_heat, cap_cool):  # type: ignore[no-untyped-def]
    """Air balance ``a Ta = r + Q`` of a zone: opened windows, free float, set points, capacities.

    Opened windows pass as much air as holds the zone at the opening temperature, up to ``m_max`` (W/K). Returns the air
    temperature, the ideal load (heating positive) and the opened flow.
    """
    ta = r / a
    m_open = 0.0
    # windows stay shut while cooling is on and outdoors is no cooler than its set point (NaN = off compares false)
    if m_max > 0.0 and ta > above and ta_out < ta and not ta_out >= cool_at:
        m_open = m_max
        if above > ta_out:
            m_open = min(m_max, (r - a * above) / (above - ta_out))
        a += m_open
        r += m_open * ta_out
        ta = r / a
    q = 0.0
    if ta < heat_at:
        q = min(a * heat_at - r, cap_heat)
        ta = (r + q) / a
    elif ta > cool_at:
        q = max(a * cool_at - r, -cap_cool)
        ta = (r + q) / a
    return ta, q, m_open


@compiled(inline="always", error_model="numpy")
def _use(v, first, rows, blocks, width, x):  # type: ignore[no-untyped-def]
    """Take ``rows`` conductances from ``first`` of the ordinary (v = 0) or of the short step into use."""
    source = R_ORDINARY if v == 0 else R_SHORT
    for block in range(blocks):
        for i in range(rows * width):
            x[block * BLOCK + R_GOO + first * width + i] = x[block * BLOCK + source + first * width + i]


@compiled(inline="always", error_model="numpy")
def _advance(  # type: ignore[no-untyped-def]
    v, following, lead, blocks, width, partitions, partner, kept, mode_at, mode, z, x,
):  # fmt: skip
    """Modes and old face temperatures at the end of a step of length ``v``, history fluxes of the next, of length ``following``.

    ``lead`` carries the faces on by that share of their last change, as a first guess for the next step's coefficients.
    """
    for k in range(partitions.shape[0]):
        e = partitions[k]
        other = partner[e]
        x[(e // WIDTH) * BLOCK + R_TO + e % WIDTH] = x[(other // WIDTH) * BLOCK + R_TI + other % WIDTH]
    for block in range(blocks):
        b = block * BLOCK
        for i in range(width):
            to, ti = x[b + R_TO + i], x[b + R_TI + i]
            to_old, ti_old = x[b + R_TO_OLD + i], x[b + R_TI_OLD + i]
            x[b + R_HIST_O + i] = x[b + R_HOO + i] * to + x[b + R_HIO + i] * ti
            x[b + R_HIST_I + i] = x[b + R_HIO + i] * to + x[b + R_HII + i] * ti
            x[b + R_TO + i] = to + lead * (to - to_old)
            x[b + R_TI + i] = ti + lead * (ti - ti_old)
            x[b + R_TO_OLD + i] = to
            x[b + R_TI_OLD + i] = ti
            x[b + R_TO_WAS + i] = to_old
            x[b + R_TI_WAS + i] = ti_old
    for m in range(kept[max(v, following)]):
        at = mode_at[m]
        old = mode[v, m, 1] * x[at + R_TO_WAS] + mode[v, m, 2] * x[at + R_TI_WAS]
        new = mode[v, m, 1] * x[at + R_TO_OLD] + mode[v, m, 2] * x[at + R_TI_OLD]
        z[m] = mode[v, m, 0] * z[m] + mode[v, m, 3] * old + mode[v, m, 4] * new
        y = mode[following, m, 0] * z[m]
        x[at + R_HIST_O] += mode[following, m, 1] * y
        x[at + R_HIST_I] += mode[following, m, 2] * y


@compiled(inline="always", error_model="numpy")
def _record(  # type: ignore[no-untyped-def]
    k, t, b0, b1, share, dt, ta_out, rho_cp, conv, vent_flow, heat_at, cool_at, ta, tm, t_old, load, opened, leak, mixed, solar, surface, constant, x, out, status,
):  # fmt: skip
    """Add a step of a zone to the output, by its share of the output's step, and check that its air balance closes."""
    infiltration = leak * rho_cp * (ta_out - ta)
    vent = (vent_flow * (1.0 - constant[k, C_VENT_EFF]) * rho_cp + opened) * (ta_out - ta)
    storage = constant[k, C_AIR] / dt * (t_old - ta)
    rest = load + conv + surface + infiltration + vent + mixed + storage
    scale = abs(load) + abs(surface) + abs(infiltration) + abs(vent) + abs(mixed) + abs(storage) + 1.0
    if status[0] == OK and not (abs(ta) < HOTTEST_C and abs(tm) < HOTTEST_C):
        status[0], status[1], status[2], status[3] = UNSTABLE, k, t, -1
        for block in range(b0, b1):
            for i in range(WIDTH):
                if not abs(x[block * BLOCK + R_TI_OLD + i]) < HOTTEST_C:
                    status[3] = block * WIDTH + i
    elif status[0] == OK and not abs(rest) < CLOSURE * scale:
        status[0], status[1], status[2], status[3] = NOT_CLOSED, k, t, -1
    out[k, t, O_TA] += share * ta
    out[k, t, O_TM] += share * tm
    out[k, t, O_HEAT] += share * max(load, 0.0)
    out[k, t, O_COOL] += share * max(-load, 0.0)
    out[k, t, O_CONV] += share * conv
    out[k, t, O_SURF] += share * surface
    out[k, t, O_INF] += share * infiltration
    out[k, t, O_VENT] += share * vent
    out[k, t, O_MIX] += share * mixed
    out[k, t, O_STORE] += share * storage
    out[k, t, O_SOLAR] += share * solar
    # air past the heat recovery is fresh air already
    beside = max(opened / rho_cp - constant[k, C_BYPASS] * vent_flow * constant[k, C_VENT_EFF], 0.0)
    out[k, t, O_FLOW] += share * (leak + vent_flow + beside)
    if ta < heat_at:
        out[k, t, O_UNDER] += share * (heat_at - ta)
    if ta > cool_at:
        out[k, t, O_OVER] += share * (ta - cool_at)


@compiled(error_model="numpy", fastmath={"contract", "reassoc", "nsz", "arcp"}, nogil=True, _nrt=False)
def year(faces: Faces, modes: Modes, weather: Weather, zones: Zones, span: Span, state: State) -> None:
    """``packing.building_year`` on arrays that the caller has made: compiled without reference counts, it cannot make its own.

    References
    ----------
    Walton 1983, NBSIR 83-2655 (inside and natural outside films); Yazdanian and Klems 1994 (forced film); Carroll 1980 (radiant star).
    """
    width, block_start, window_start, partition_start, count, kind, partner, window, partitions, params, shares = faces
    gap_start, gaps, kept, mode_at, mode = modes
    sun, win, films, sun_index, win_index, film_index, t_out, t_sky, rho_cp, wind = weather
    hourly, constant, mixing, moving_row, moving = zones
    steps, sweeps, warm_hours = span
    z, x, air, out, status = state
    nz = block_start.shape[0] - 1
    blocks = block_start[nz]
    nt = t_out.shape[0]
    hours = nt // steps
    t_air, t_old, t_mean, tm_old, load, opened, leak, mix_flow, mix_heat, solar, heat_at, cool_at, surface, coming = (
        air[0], air[1], air[2], air[3], air[4], air[5], air[6], air[7], air[8], air[9], air[10], air[11], air[12], air[13],
    )  # fmt: skip
    first_hour = hours - warm_hours if warm_hours else 0
    first = 1 if moving_row[first_hour] >= 0 else 0
    # history of a steady 20 degC
    _use(first, np.uint64(0), np.uint64(7), blocks, width, x)
    _advance(first, first, 0.0, blocks, width, partitions, partner, kept, mode_at, mode, z, x)
    for k in range(nz):
        coming[k] = _sources(
            block_start[k], block_start[k + 1], window_start[k], window_start[k + 1], width, np.uint64(first_hour * steps), hourly[k, first_hour, H_RAD],
            hourly[k, first_hour, H_GROUND], count, kind, params, window, sun_index, win_index, film_index, sun, win, films, shares, x,
        )  # fmt: skip
    for run in range(hours + warm_hours):
        h = run - warm_hours
        if h < 0:
            h += hours
        row = moving_row[h]
        v = 1 if row >= 0 else 0
        parts = FINE if row >= 0 else steps
        share = steps / parts
        dt = 3600.0 / parts
        following = 1 if moving_row[h + 1 if h + 1 < hours else 0] >= 0 else 0
        for part in range(parts):
            t = h * steps + part * steps // parts
            ta_out = t_out[t]
            if row >= 0:  # linear between the ordinary steps' ends
                before = t_out[t - 1 if t > 0 else nt - 1]
                ta_out = before + (ta_out - before) * ((part + 1) * share - part * steps // parts)
            for k in range(nz):
                _windows(window_start[k], window_start[k + 1], window, params, gap_start, gaps, x)
                solar[k] = coming[k]
                heat_at[k], cool_at[k] = hourly[k, h, H_HEAT], hourly[k, h, H_COOL]
                if row >= 0:
                    heat_at[k], cool_at[k] = moving[row, k, part, 0], moving[row, k, part, 1]
                leak[k] = hourly[k, h, H_INF]
                if constant[k, C_LEAK] > 0.0:
                    leak[k] += constant[k, C_LEAK] * np.sqrt(
                        constant[k, C_STACK] * abs(t_old[k] - ta_out) + constant[k, C_WIND] * wind[t] * wind[t]
                    )
            for sweep in range(sweeps):
                for k in range(nz):
                    b0, b1 = block_start[k], block_start[k + 1]
                    if sweep > 0:
                        _windows(window_start[k], window_start[k + 1], window, params, gap_start, gaps, x)
                    _partitions(partition_start[k], partition_start[k + 1], partitions, partner, x)
                    m0, m1, a, r = _faces(b0, b1, width, ta_out, t_sky[t], t_air[k], t_mean[k], x)
                    m = (leak[k] + hourly[k, h, H_VENT] * (1.0 - constant[k, C_VENT_EFF])) * rho_cp[t]
                    store = constant[k, C_AIR] / dt
                    a += store + m
                    r += store * t_old[k] + m * ta_out + hourly[k, h, H_CONV]
                    flow, heat = 0.0, 0.0
                    for j in range(nz):
                        flow += mixing[k, j] * rho_cp[t]
                        heat += mixing[k, j] * rho_cp[t] * t_air[j]
                    mix_flow[k], mix_heat[k] = flow, heat
                    a += flow
                    r += heat
                    ta, load[k], opened[k] = _air(
                        a, r, ta_out, hourly[k, h, H_OPEN] * rho_cp[t], constant[k, C_OPEN_ABOVE],
                        heat_at[k], cool_at[k], constant[k, C_CAP_HEAT], constant[k, C_CAP_COOL],
                    )  # fmt: skip
                    tm = m0 + m1 * ta
                    t_air[k], t_mean[k] = ta, tm
                    surface[k] = _settle(b0, b1, width, ta, tm, x)
            # What the next step brings, before the work at the end of this one: eight numbers written one by one must have reached the
            # cache when a vector instruction asks for them together, else it waits (a sixth of the year, more or less by chance).
            hour = h if part < parts - 1 else h + 1 if h + 1 < hours else 0
            soon = h * steps + (part + 1) * steps // parts if part < parts - 1 else hour * steps
            for k in range(nz):
                coming[k] = _sources(
                    block_start[k], block_start[k + 1], window_start[k], window_start[k + 1], width, np.uint64(soon), hourly[k, hour, H_RAD],
                    hourly[k, hour, H_GROUND], count, kind, params, window, sun_index, win_index, film_index, sun, win, films, shares, x,
                )  # fmt: skip
            lead = LEAD if sweeps == 1 and row < 0 else 0.0
            after = following if part == parts - 1 else v
            if after != v:  # the history of a step of another length
                _use(after, np.uint64(4), np.uint64(3), blocks, width, x)
            _advance(v, after, lead, blocks, width, partitions, partner, kept, mode_at, mode, z, x)
            if after != v:
                _use(after, np.uint64(0), np.uint64(4), blocks, width, x)
            for k in range(nz):
                if run >= warm_hours:
                    _record(
                        k, t, block_start[k], block_start[k + 1], share, dt, ta_out, rho_cp[t], hourly[k, h, H_CONV], hourly[k, h, H_VENT],
                        heat_at[k], cool_at[k], t_air[k], t_mean[k], t_old[k], load[k], opened[k], leak[k],
                        mix_heat[k] - mix_flow[k] * t_air[k], solar[k], surface[k], constant, x, out, status,
                    )  # fmt: skip
            for k in range(nz):
                change = t_air[k] - t_old[k]
                t_old[k] = t_air[k]
                t_air[k] += lead * change
                change = t_mean[k] - tm_old[k]
                tm_old[k] = t_mean[k]
                t_mean[k] += lead * change
