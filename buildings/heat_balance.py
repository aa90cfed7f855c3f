"""The hourly heat balance of a building's zones, compiled: arrays in, arrays out, nothing else.

Per step: history fluxes from the kept conduction modes; film and radiative coefficients from the last temperatures; outer, then
inner faces eliminated to ``Ti = P + ka Ta + km Tm``; the radiant star closes to ``Tm(Ta)``; the air balance ``a Ta = r + Q`` floats, or
is clamped to a set point within the capacity. A partition has one element in each of its two zones; each takes the other's face as its
outer temperature, Gauss-Seidel over the zones. An hour in which a set point moves is solved in ``FINE`` short steps. Sources:
docs/load_model.md.

Element kinds: 0 outdoor, 1 sheltered, 2 ground, 3 adiabatic (both faces in the same room), 4 window, 5 partition.
"""

from __future__ import annotations

import numpy as np

from weather.compiled import compiled

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
# rows of the state, per element
(
    S_TO, S_TI, S_TO_OLD, S_TI_OLD, S_HIST_O, S_HIST_I, S_P, S_KA, S_KM, S_RHS, S_GIO, S_AHC, S_BEND, S_HC, S_HR, S_SLOPE, S_OUTER,
    S_OUTER_T, N_STATE,
) = range(19)  # fmt: skip
# columns of the zones' hourly inputs
H_CONV, H_RAD, H_INF, H_VENT, H_OPEN, H_HEAT, H_COOL, H_GROUND, N_HOURLY = range(9)
# columns of the zones' constants
C_VENT_EFF, C_OPEN_ABOVE, C_CAP_HEAT, C_CAP_COOL, C_AIR, C_LEAK, C_STACK, C_WIND, C_BYPASS, N_CONSTANT = range(10)

OK, NOT_CLOSED, UNSTABLE = 0, 1, 2
"""Status: fine; the air balance of a step does not close; a temperature is not a number or beyond any building."""
CLOSURE = 1e-6
HOTTEST_C = 300.0

_CBRT_MAX = 64.0
_CBRT_N = 4096
_CBRT = np.cbrt(np.arange(_CBRT_N + 2) * (_CBRT_MAX / _CBRT_N))

# The helpers are inlined and take arrays only there: an array handed to a compiled function is reference-counted, which cost
# 20 ns an access when measured, and the numpy error model saves a branch at every division (inputs are validated before). Indices are
# unsigned where they can be: a signed one is asked at every access whether it counts from the end (7 to 10 % of the year). Two short loops over the faces beat
# one long one, because what one face waits for (a root, a division) then hides behind the next ones.


@compiled(inline="always", error_model="numpy")
def _cbrt(x: float, table: np.ndarray) -> float:
    """Cube root by linear interpolation (0 .. 64; relative error below 1e-4 above 0.1), exact outside."""
    if x >= 64.0:
        return x ** (1.0 / 3.0)
    y = x * 64.0
    k = int(y)
    return table[k] + (y - k) * (table[k + 1] - table[k])


@compiled(inline="always", error_model="numpy")
def _sources(e0, e1, t, radiant, kind, params, shares, win_index, win, source):  # type: ignore[no-untyped-def]
    """Short wave and radiant gains absorbed by the inner faces of a zone, W/m2; returns what its windows transmit, W."""
    beam = 0.0
    solar = 0.0
    for e in range(e0, e1):
        source[e] = radiant * shares[0, e]
    for k in range(e0, e1):
        if kind[k] == WINDOW:
            direct = params[k, P_AREA] * win[t, win_index[k], 0]
            diffuse = params[k, P_AREA] * win[t, win_index[k], 1]
            beam += direct
            solar += direct + diffuse
            if diffuse > 0.0:
                for e in range(e0, e1):
                    source[e] += diffuse * shares[k + 2, e]
    if beam > 0.0:
        for e in range(e0, e1):
            source[e] += beam * shares[1, e]
    return solar


@compiled(inline="always", error_model="numpy")
def _outside(kd, to, t_ground, ta_out, t_sky, h_ground, natural, rad, sky, rough, forced):  # type: ignore[no-untyped-def]
    """Outer film times temperature, and the outer film: ``(rhs, h)``, W/m2 and W/(m2 K). Scalars only: arrays would be counted."""
    rhs = h_ground * t_ground
    h = h_ground
    if kd != GROUND:
        tok = to + KELVIN
        tak = ta_out + KELVIN
        h_air = rad * (tok * tok + tak * tak) * (tok + tak)
        if kd == SHELTERED:
            h = natural + h_air
            rhs = h * ta_out
        else:
            h = natural + rough * (np.sqrt(natural * natural + forced * forced) - natural) + h_air * (1.0 - sky)
            tsk = t_sky + KELVIN
            h_sky = rad * (tok * tok + tsk * tsk) * (tok + tsk) * sky
            rhs = h * ta_out + h_sky * t_sky
            h += h_sky
    return rhs, h


@compiled(inline="always", error_model="numpy")
def _films(  # type: ignore[no-untyped-def]
    v, e0, e1, t, t_ground, ta_out, t_sky, t_air, t_mean, kind, params, conduct, mode_start, mode_count, mode, film_index, films, s, table,
):  # fmt: skip
    """Coefficients of a zone's faces from the last temperatures: films, radiation, window gaps."""
    for e in range(e0, e1):
        kd = kind[e]
        ti = s[e, S_TI]
        d = ti - t_air
        if kd == WINDOW:
            hc = params[e, P_WINDOW_FILM] * np.sqrt(np.sqrt(abs(d)))
            slope = 0.25
        else:
            coefficient = params[e, P_NAT_IN_UP] if d > 0.0 else params[e, P_NAT_IN_DOWN]
            hc = coefficient * _cbrt(abs(d), table)
            slope = 1.0 / 3.0
        if hc < 0.1:
            hc, slope = 0.1, 0.0
        # the film's flux is linear in the temperatures around the guess: (1 + slope) hc (Ti - Ta) - slope hc d
        s[e, S_HC] = hc + slope * hc
        s[e, S_SLOPE] = slope * hc * d
        tmk = 0.5 * (ti + t_mean) + KELVIN
        s[e, S_HR] = 4.0 * SIGMA * params[e, P_FPRIME] * tmk * tmk * tmk
        if kd < ADIABATIC or kd == WINDOW:
            to = s[e, S_TO]
            d = to - ta_out
            coefficient = params[e, P_NAT_OUT_UP] if d > 0.0 else params[e, P_NAT_OUT_DOWN]
            natural = coefficient * _cbrt(abs(d), table)
            forced = films[t, film_index[e]] if kd in (OUTDOOR, WINDOW) else 0.0
            s[e, S_OUTER_T], s[e, S_OUTER] = _outside(
                kd, to, t_ground, ta_out, t_sky, params[e, P_GROUND_H], natural, params[e, P_EPS_OUT] * SIGMA, params[e, P_SKY],
                params[e, P_ROUGH], forced,
            )  # fmt: skip
            if kd == WINDOW:
                tk = 0.5 * (to + ti) + KELVIN
                r = params[e, P_PANE_R]
                for k in range(mode_start[e], mode_start[e] + mode_count[v, e]):
                    r += 1.0 / (mode[v, k, 0] + mode[v, k, 1] * tk + mode[v, k, 2] * tk * tk * tk)
                conduct[v, e, 0] = conduct[v, e, 1] = conduct[v, e, 2] = 1.0 / r


@compiled(inline="always", error_model="numpy")
def _faces(v, e0, e1, t, kind, partner, params, conduct, sun_index, win_index, sun, win, source, s):  # type: ignore[no-untyped-def]
    """Eliminate outer, then inner faces of a zone to ``Ti = P + ka Ta + km Tm``.

    Returns the star ``Tm = m0 + m1 Ta`` and what the faces give the air, ``r - a Ta`` in W: ``(m0, m1, a, r)``.
    """
    s0 = 0.0
    s1 = 0.0
    s2 = 0.0
    air_film = 0.0
    air_star = 0.0
    air_rest = 0.0
    for e in range(e0, e1):
        kd = kind[e]
        bend, hc, hr = s[e, S_SLOPE], s[e, S_HC], s[e, S_HR]
        goo = conduct[v, e, 0]
        gi = conduct[v, e, 1]
        gii = conduct[v, e, 2]
        si = source[e] + s[e, S_HIST_I] + bend
        if kd == PARTITION:
            other = s[partner[e], S_TI]
            inverse = 1.0 / (gii + hc + hr)
            s[e, S_P] = (si + gi * other) * inverse
            s[e, S_RHS], s[e, S_GIO] = other, 0.0
        elif kd == ADIABATIC:  # the outer face is as warm as the inner one
            inverse = 1.0 / (gii - gi + hc + hr)
            s[e, S_P] = si * inverse
            s[e, S_RHS], s[e, S_GIO] = 0.0, 1.0
        else:
            rhs, h_out = s[e, S_OUTER_T], s[e, S_OUTER]
            if kd == OUTDOOR:
                rhs += params[e, P_ALPHA_OUT] * sun[t, sun_index[e]]
            if kd == WINDOW:
                w = win_index[e]
                rhs += win[t, w, 2]
                si += win[t, w, 3]
            else:
                rhs += s[e, S_HIST_O]
            outer = goo + h_out
            over = 1.0 / outer
            inverse = outer / (outer * (gii + hc + hr) - gi * gi)
            ratio = gi * over
            s[e, S_P] = (si + ratio * rhs) * inverse
            s[e, S_RHS], s[e, S_GIO] = rhs * over, ratio
        ka = hc * inverse
        km = hr * inverse
        s[e, S_KA] = ka
        s[e, S_KM] = km
        ahc = params[e, P_AREA] * hc
        bend *= params[e, P_AREA]
        s[e, S_AHC] = ahc
        s[e, S_BEND] = bend
        air_film += ahc * (1.0 - ka)
        air_star += ahc * km
        air_rest += ahc * s[e, S_P] - bend
        ahr = params[e, P_AREA] * hr
        s0 += ahr * s[e, S_P]
        s1 += ahr * ka
        s2 += ahr * (1.0 - km)
    m0 = s0 / s2
    m1 = s1 / s2
    return m0, m1, air_film - air_star * m1, air_rest + air_star * m0


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
def _advance(  # type: ignore[no-untyped-def]
    v, following, lead, zone_start, zone_of, kind, partner, conduct, mode_start, mode_count, mode, t_air, t_mean, surface, z, s,
):  # fmt: skip
    """Faces and modes at the end of a step of length ``v``, history fluxes of the next, of length ``following``.

    ``lead`` carries the faces on by that share of their last change, as a first guess for the next step's coefficients. ``surface``
    becomes the heat from the faces of each zone to its air, W.
    """
    for k in range(zone_start.shape[0] - 1):
        ta, tm = t_air[k], t_mean[k]
        heat = 0.0
        for e in range(zone_start[k], zone_start[k + 1]):
            ti = s[e, S_P] + s[e, S_KA] * ta + s[e, S_KM] * tm
            to = s[e, S_RHS] + s[e, S_GIO] * ti
            heat += s[e, S_AHC] * (ti - ta) - s[e, S_BEND]
            kd = kind[e]
            if kd == PARTITION:
                other = partner[e]
                j = zone_of[other]
                to = s[other, S_P] + s[other, S_KA] * t_air[j] + s[other, S_KM] * t_mean[j]
            if kd != WINDOW:
                ho = conduct[following, e, 3] * to + conduct[following, e, 4] * ti
                hi = conduct[following, e, 4] * to + conduct[following, e, 5] * ti
                first = mode_start[e]
                for m in range(first, first + mode_count[max(v, following), e]):
                    old = mode[v, m, 1] * s[e, S_TO_OLD] + mode[v, m, 2] * s[e, S_TI_OLD]
                    new = mode[v, m, 1] * to + mode[v, m, 2] * ti
                    z[m] = mode[v, m, 0] * z[m] + mode[v, m, 3] * old + mode[v, m, 4] * new
                    y = mode[following, m, 0] * z[m]
                    ho += mode[following, m, 1] * y
                    hi += mode[following, m, 2] * y
                s[e, S_HIST_O] = ho
                s[e, S_HIST_I] = hi
            s[e, S_TO] = to + lead * (to - s[e, S_TO_OLD])
            s[e, S_TI] = ti + lead * (ti - s[e, S_TI_OLD])
            s[e, S_TO_OLD] = to
            s[e, S_TI_OLD] = ti
        surface[k] = heat


@compiled(inline="always", error_model="numpy")
def _record(  # type: ignore[no-untyped-def]
    k, t, e0, e1, share, dt, ta_out, rho_cp, conv, vent_flow, heat_at, cool_at, ta, tm, t_old, load, opened, leak, mixed, solar, surface, constant, s, out, status,
):  # fmt: skip
    """Add a step of a zone to the output, by its share of the output's step, and check that its air balance closes."""
    infiltration = leak * rho_cp * (ta_out - ta)
    vent = (vent_flow * (1.0 - constant[k, C_VENT_EFF]) * rho_cp + opened) * (ta_out - ta)
    storage = constant[k, C_AIR] / dt * (t_old - ta)
    rest = load + conv + surface + infiltration + vent + mixed + storage
    scale = abs(load) + abs(surface) + abs(infiltration) + abs(vent) + abs(mixed) + abs(storage) + 1.0
    if status[0] == OK and not (abs(ta) < HOTTEST_C and abs(tm) < HOTTEST_C):
        status[0], status[1], status[2], status[3] = UNSTABLE, k, t, -1
        for e in range(e0, e1):
            if not abs(s[e, S_TI_OLD]) < HOTTEST_C:
                status[3] = e
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
def _year(  # type: ignore[no-untyped-def]
    zone_start, kind, partner, params, conduct, mode_start, mode_count, mode, sun_index, win_index, film_index, sun, win, films,
    shares, t_out, t_sky, rho_cp, wind, hourly, constant, mixing, moving_row, moving, steps, sweeps, coupled, warm_hours, table, zone_of, z,
    source, s, air, out, status,
):  # fmt: skip
    """``building_year`` on arrays that the caller has made: compiled without reference counts, it cannot make its own."""
    nz = zone_start.shape[0] - 1
    nt = t_out.shape[0]
    hours = nt // steps
    t_air, t_old, t_mean, tm_old, load, opened, leak, mix_flow, mix_heat, solar, heat_at, cool_at, surface = (
        air[0], air[1], air[2], air[3], air[4], air[5], air[6], air[7], air[8], air[9], air[10], air[11], air[12],
    )  # fmt: skip
    first_hour = hours - warm_hours if warm_hours else 0
    first = 1 if moving_row[first_hour] >= 0 else 0
    # history of a steady 20 degC
    _advance(
        first, first, 0.0, zone_start, zone_of, kind, partner, conduct, mode_start, mode_count, mode, t_air, t_mean, surface, z, s,
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
            at = np.uint64(t)
            ta_out = t_out[t]
            if row >= 0:  # linear between the ordinary steps' ends
                before = t_out[t - 1 if t > 0 else nt - 1]
                ta_out = before + (ta_out - before) * ((part + 1) * share - part * steps // parts)
            for k in range(nz):
                e0, e1 = zone_start[k], zone_start[k + 1]
                solar[k] = _sources(e0, e1, at, hourly[k, h, H_RAD], kind, params, shares, win_index, win, source)
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
                    e0, e1 = zone_start[k], zone_start[k + 1]
                    _films(
                        v, e0, e1, at, hourly[k, h, H_GROUND], ta_out, t_sky[t], t_air[k], t_mean[k], kind, params, conduct,
                        mode_start, mode_count, mode, film_index, films, s, table,
                    )  # fmt: skip
                    m0, m1, a, r = _faces(
                        v, e0, e1, at, kind, partner, params, conduct, sun_index, win_index, sun, win, source, s
                    )
                    m = (leak[k] + hourly[k, h, H_VENT] * (1.0 - constant[k, C_VENT_EFF])) * rho_cp[t]
                    store = constant[k, C_AIR] / dt
                    a += store + m
                    r += store * t_old[k] + m * ta_out + hourly[k, h, H_CONV]
                    if coupled:
                        mix_flow[k], mix_heat[k] = 0.0, 0.0
                        for j in range(nz):
                            mix_flow[k] += mixing[k, j] * rho_cp[t]
                            mix_heat[k] += mixing[k, j] * rho_cp[t] * t_air[j]
                        a += mix_flow[k]
                        r += mix_heat[k]
                    ta, load[k], opened[k] = _air(
                        a, r, ta_out, hourly[k, h, H_OPEN] * rho_cp[t], constant[k, C_OPEN_ABOVE],
                        heat_at[k], cool_at[k], constant[k, C_CAP_HEAT], constant[k, C_CAP_COOL],
                    )  # fmt: skip
                    tm = m0 + m1 * ta
                    t_air[k], t_mean[k] = ta, tm
                    if coupled or sweep < sweeps - 1:
                        for e in range(e0, e1):
                            s[e, S_TI] = s[e, S_P] + s[e, S_KA] * ta + s[e, S_KM] * tm
                            s[e, S_TO] = s[e, S_RHS] + s[e, S_GIO] * s[e, S_TI]
            lead = LEAD if sweeps == 1 and row < 0 else 0.0
            after = following if part == parts - 1 else v
            _advance(
                v, after, lead, zone_start, zone_of, kind, partner, conduct, mode_start, mode_count, mode, t_air, t_mean, surface, z, s,
            )  # fmt: skip
            for k in range(nz):
                if run >= warm_hours:
                    _record(
                        k, t, zone_start[k], zone_start[k + 1], share, dt, ta_out, rho_cp[t], hourly[k, h, H_CONV], hourly[k, h, H_VENT],
                        heat_at[k], cool_at[k], t_air[k], t_mean[k], t_old[k], load[k], opened[k], leak[k],
                        mix_heat[k] - mix_flow[k] * t_air[k], solar[k], surface[k], constant, s, out, status,
                    )  # fmt: skip
            for k in range(nz):
                change = t_air[k] - t_old[k]
                t_old[k] = t_air[k]
                t_air[k] += lead * change
                change = t_mean[k] - tm_old[k]
                tm_old[k] = t_mean[k]
                t_mean[k] += lead * change


def building_year(  # type: ignore[no-untyped-def]
    zone_start, kind, partner, params, conduct, mode_start, mode_count, mode, start, sun_index, win_index, film_index, sun, win, films,
    dist_diffuse, t_out, t_sky, rho_cp, wind, hourly, constant, mixing, moving_row, moving, steps, sweeps, warm_hours, table,
):  # fmt: skip
    """Simulate the zones of a building for a year.

    Parameters (arrays float64, C order)
    ----------
    zone_start (nz + 1,) uint64: elements of zone k are ``zone_start[k]`` to ``zone_start[k + 1]``; kind, partner (ne,) int64; params
    (ne, N_PARAMS); conduct (2, ne, 6): ``Goo Gio Gii Hoo Hio Hii`` for the ordinary and the short step; mode_start (ne,), mode_count
    (2, ne) uint64; mode (2, modes, 5): phi, b_out, b_in, gain0, gain1, or, for a window, its gap terms (c0, c1, c2); start (modes,): first
    values; sun_index, win_index, film_index (ne,) uint64: column of ``sun`` (nt, no) W/m2, of ``win`` (nt, nw, 4) W/m2 and of ``films``
    (nt, nf); dist_diffuse (ne, ne): share of the diffuse
    through window k absorbed by each m2 of element e; stepwise inputs (nt,): t_out, t_sky
    degC, rho_cp J/(m3 K), wind m/s; hourly (nz, hours, N_HOURLY): ``H_*``, W, m3/s, degC (NaN = off); constant (nz, N_CONSTANT):
    ``C_*``; mixing (nz, nz) m3/s: air that zone k takes from zone j; moving_row (hours,) int64: row of ``moving`` (rows, nz, FINE, 2),
    heating and cooling set point at the end of each short step, or -1.

    Returns
    -------
    out : (nz, nt, N_OUT) float64
        Step values, ``O_*``; W and degC. Closure: ``O_HEAT - O_COOL + O_CONV + O_SURF + O_INF + O_VENT + O_MIX + O_STORE = 0``.
    status : (4,) int64
        ``OK`` or what went wrong first, its zone, step and element (-1 = the air).
    """
    nz = zone_start.shape[0] - 1
    out = np.zeros((nz, t_out.shape[0], N_OUT))
    status = np.zeros(4, dtype=np.int64)
    state = np.zeros((kind.shape[0], N_STATE))
    state[:, :4] = 20.0
    state[:, S_P] = 20.0
    state[:, S_GIO] = 1.0
    source = np.zeros(kind.shape[0])
    shares = np.vstack([params[:, P_RADIANT], params[:, P_SOLAR_BEAM], dist_diffuse])
    zone_of = np.repeat(np.arange(nz, dtype=np.uint64), np.diff(zone_start.astype(np.int64)))
    coupled = bool(mixing.any() or (kind == PARTITION).any())
    air = np.zeros((13, nz))
    air[:4] = 20.0
    _year(
        zone_start, kind, partner, params, conduct.copy(), mode_start, mode_count, mode, sun_index, win_index, film_index, sun, win, films,
        shares, t_out, t_sky, rho_cp, wind, hourly, constant, mixing, moving_row, moving, steps, sweeps, coupled, warm_hours, table, zone_of,
        start.copy(), source, state, air, out, status,
    )  # fmt: skip
    return out, status


def cube_root_table() -> np.ndarray:
    """The table that the kernel interpolates."""
    return _CBRT
