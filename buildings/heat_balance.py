"""The hourly heat balance of a building's zones, compiled: arrays in, arrays out, nothing else.

Per step: history fluxes from the kept conduction modes; film and radiative coefficients from the last temperatures; outer, then
inner faces eliminated to ``Ti = P + ka Ta + km Tm``; the radiant star closes to ``Tm(Ta)``; the air balance ``a Ta = r + Q`` floats, or
is clamped to a set point within the capacity. A partition has one element in each of its two zones; each takes the other's face as its
outer temperature, Gauss-Seidel over the zones. Sources: docs/load_model.md.

Element kinds: 0 outdoor, 1 sheltered, 2 ground, 3 adiabatic, 4 window, 5 partition. The columns of ``params`` are ``P_*`` below.
"""

from __future__ import annotations

import numpy as np

from weather.compiled import compiled

SIGMA = 5.670374419e-8
KELVIN = 273.15
OUTDOOR, SHELTERED, GROUND, ADIABATIC, WINDOW, PARTITION = 0, 1, 2, 3, 4, 5

(
    P_AREA, P_GOO, P_GIO, P_GII, P_HOO, P_HIO, P_HII, P_ALPHA_OUT, P_EPS_OUT, P_SKY, P_ROUGH, P_NAT_OUT_UP, P_NAT_OUT_DOWN,
    P_NAT_IN_UP, P_NAT_IN_DOWN, P_FPRIME, P_WINDOW_FILM, P_RADIANT, P_SOLAR_BEAM, P_PANE_R, P_GROUND_H, N_PARAMS,
) = range(22)  # fmt: skip

# columns of the output, per step
O_TA, O_TM, O_HEAT, O_COOL, O_CONV, O_SURF, O_INF, O_VENT, O_STORE, O_SOLAR, O_UNDER, O_OVER, N_OUT = range(13)

_CBRT_MAX = 64.0
_CBRT_N = 4096
_CBRT = np.cbrt(np.arange(_CBRT_N + 2) * (_CBRT_MAX / _CBRT_N))


@compiled(inline="always", error_model="numpy")
def _cbrt(x: float, table: np.ndarray) -> float:
    """Cube root by linear interpolation (0 .. 64; relative error below 1e-4 above 0.1), exact outside."""
    if x >= 64.0:
        return x ** (1.0 / 3.0)
    y = x * 64.0
    k = int(y)
    return table[k] + (y - k) * (table[k + 1] - table[k])


# The helpers are inlined and take arrays only there: an array handed to a compiled function is reference-counted, which cost
# 20 ns an access when measured, and the numpy error model saves a branch at every division (inputs are validated before).
# rows of the state, per element
S_TO, S_TI, S_TO_OLD, S_TI_OLD, S_HIST_O, S_HIST_I, S_SOURCE, S_P, S_KA, S_KM, S_RHS, S_DEN, S_GIO, S_HC, N_STATE = (
    range(15)
)
# columns of the zones' hourly inputs
H_CONV, H_RAD, H_INF, H_VENT, H_OPEN, H_HEAT, H_COOL, H_GROUND, N_HOURLY = range(9)
# columns of the zones' constants
C_VENT_EFF, C_OPEN_ABOVE, C_CAP_HEAT, C_CAP_COOL, C_AIR, N_CONSTANT = range(6)


@compiled(inline="always", error_model="numpy")
def _sources(e0, e1, t, radiant, kind, params, win_index, win, dist_diffuse, s):  # type: ignore[no-untyped-def]
    """Short wave and radiant gains absorbed by the inner faces of a zone, W; returns what its windows transmit."""
    beam = 0.0
    solar = 0.0
    for e in range(e0, e1):
        if kind[e] == WINDOW:
            area = params[e, P_AREA]
            beam += area * win[t, win_index[e], 0]
            solar += area * (win[t, win_index[e], 0] + win[t, win_index[e], 1])
    for e in range(e0, e1):
        absorbed = beam * params[e, P_SOLAR_BEAM]
        if solar > 0.0:
            for k in range(e0, e1):
                if kind[k] == WINDOW:
                    absorbed += params[k, P_AREA] * win[t, win_index[k], 1] * dist_diffuse[k, e]
        s[S_SOURCE, e] = absorbed + radiant * params[e, P_RADIANT]
    return solar


@compiled(inline="always", error_model="numpy")
def _history(params, kind, mode_start, mode, z, s):  # type: ignore[no-untyped-def]
    """History fluxes of all opaque elements."""
    for e in range(kind.shape[0]):
        if kind[e] == WINDOW:
            continue
        ho = params[e, P_HOO] * s[S_TO_OLD, e] + params[e, P_HIO] * s[S_TI_OLD, e]
        hi = params[e, P_HIO] * s[S_TO_OLD, e] + params[e, P_HII] * s[S_TI_OLD, e]
        for m in range(mode_start[e], mode_start[e + 1]):
            y = mode[m, 0] * z[m]
            ho += mode[m, 1] * y
            hi += mode[m, 2] * y
        s[S_HIST_O, e] = ho
        s[S_HIST_I, e] = hi


@compiled(inline="always", error_model="numpy")
def _outside(kd, to, t_ground, ta_out, t_sky, h_ground, natural, rad, sky, rough, forced):  # type: ignore[no-untyped-def]
    """Outer film times temperature, and the outer film: ``(rhs, h)``, W/m2 and W/(m2 K). Scalars only: arrays would be counted."""
    rhs = 0.0
    h = 0.0
    if kd == GROUND:
        rhs = h_ground * t_ground
        h = h_ground
    elif kd != ADIABATIC:
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
def _faces(  # type: ignore[no-untyped-def]
    e0, e1, t, t_ground, ta_out, t_sky, t_air, t_mean, kind, partner, params, mode_start, mode, sun_index, win_index, film_index, sun, win, films, s, table,
):  # fmt: skip
    """Eliminate outer, then inner faces of a zone to ``Ti = P + ka Ta + km Tm``; returns the star ``Tm = m0 + m1 Ta``."""
    s0 = 0.0
    s1 = 0.0
    s2 = 0.0
    for e in range(e0, e1):
        kd = kind[e]
        area = params[e, P_AREA]
        ti = s[S_TI, e]
        d = ti - t_air
        if kd == WINDOW:
            hc = params[e, P_WINDOW_FILM] * np.sqrt(np.sqrt(abs(d)))
        else:
            coefficient = params[e, P_NAT_IN_UP] if d > 0.0 else params[e, P_NAT_IN_DOWN]
            hc = coefficient * _cbrt(abs(d), table)
        if hc < 0.1:
            hc = 0.1
        tmk = 0.5 * (ti + t_mean) + KELVIN
        hr = 4.0 * SIGMA * params[e, P_FPRIME] * tmk * tmk * tmk
        goo = params[e, P_GOO]
        gi = params[e, P_GIO]
        gii = params[e, P_GII]
        si = s[S_SOURCE, e] / area + s[S_HIST_I, e]
        if kd == PARTITION:
            other = s[S_TI, partner[e]]
            inner = gii + hc + hr
            s[S_P, e] = (si + gi * other) / inner
            s[S_RHS, e], s[S_DEN, e], s[S_GIO, e] = other, 1.0, 0.0
        else:
            to = s[S_TO, e]
            d = to - ta_out
            coefficient = params[e, P_NAT_OUT_UP] if d > 0.0 else params[e, P_NAT_OUT_DOWN]
            natural = coefficient * _cbrt(abs(d), table)
            exposed = kd in (OUTDOOR, WINDOW)
            forced = films[t, film_index[e]] if exposed else 0.0
            rhs, h_out = _outside(
                kd,
                to,
                t_ground,
                ta_out,
                t_sky,
                params[e, P_GROUND_H],
                natural,
                params[e, P_EPS_OUT] * SIGMA,
                params[e, P_SKY],
                params[e, P_ROUGH],
                forced,
            )
            if kd == OUTDOOR:
                rhs += params[e, P_ALPHA_OUT] * sun[t, sun_index[e]]
            if kd == WINDOW:
                w = win_index[e]
                tk = 0.5 * (s[S_TO, e] + ti) + KELVIN
                r = params[e, P_PANE_R]
                for k in range(mode_start[e], mode_start[e + 1]):
                    r += 1.0 / (mode[k, 0] + mode[k, 1] * tk + mode[k, 2] * tk * tk * tk)
                goo = gi = gii = 1.0 / r
                rhs += win[t, w, 2]
                si += win[t, w, 3]
            rhs += s[S_HIST_O, e]
            den = goo + h_out
            ratio = gi / den
            inner = gii + hc + hr - gi * ratio
            s[S_P, e] = (si + ratio * rhs) / inner
            s[S_RHS, e], s[S_DEN, e], s[S_GIO, e] = rhs, den, gi
        s[S_KA, e] = hc / inner
        s[S_KM, e] = hr / inner
        s[S_HC, e] = hc
        ahr = area * hr
        s0 += ahr * s[S_P, e]
        s1 += ahr * s[S_KA, e]
        s2 += ahr * (1.0 - s[S_KM, e])
    return s0 / s2, s1 / s2


@compiled(inline="always", error_model="numpy")
def _air(e0, e1, m0, m1, a, r, ta_out, m_max, k, h, hourly, constant, params, s):  # type: ignore[no-untyped-def]
    """Air balance ``a Ta = r + Q`` of a zone: opened windows, free float, set points, capacities.

    Opened windows pass as much air as holds the zone at the opening temperature, up to ``m_max`` (W/K). Returns the air
    temperature, the ideal load (heating positive) and the opened flow.
    """
    for e in range(e0, e1):
        ahc = params[e, P_AREA] * s[S_HC, e]
        a += ahc * (1.0 - s[S_KA, e] - s[S_KM, e] * m1)
        r += ahc * (s[S_P, e] + s[S_KM, e] * m0)
    ta = r / a
    m_open = 0.0
    above = constant[k, C_OPEN_ABOVE]
    # windows stay shut while cooling is on and outdoors is no cooler than its set point (NaN = off compares false)
    if m_max > 0.0 and ta > above and ta_out < ta and not ta_out >= hourly[k, h, H_COOL]:
        m_open = m_max
        if above > ta_out:
            m_open = min(m_max, (r - a * above) / (above - ta_out))
        a += m_open
        r += m_open * ta_out
        ta = r / a
    q = 0.0
    if ta < hourly[k, h, H_HEAT]:
        q = min(a * hourly[k, h, H_HEAT] - r, constant[k, C_CAP_HEAT])
        ta = (r + q) / a
    elif ta > hourly[k, h, H_COOL]:
        q = max(a * hourly[k, h, H_COOL] - r, -constant[k, C_CAP_COOL])
        ta = (r + q) / a
    return ta, q, m_open


@compiled(inline="always", error_model="numpy")
def _advance(kind, partner, mode_start, mode, z, s):  # type: ignore[no-untyped-def]
    """Modes and old face temperatures at the end of a step."""
    for e in range(kind.shape[0]):
        if kind[e] == PARTITION:
            s[S_TO, e] = s[S_TI, partner[e]]
    for e in range(kind.shape[0]):
        if kind[e] != WINDOW:
            for m in range(mode_start[e], mode_start[e + 1]):
                old = mode[m, 1] * s[S_TO_OLD, e] + mode[m, 2] * s[S_TI_OLD, e]
                new = mode[m, 1] * s[S_TO, e] + mode[m, 2] * s[S_TI, e]
                z[m] = mode[m, 0] * z[m] + mode[m, 3] * old + mode[m, 4] * new
        s[S_TO_OLD, e] = s[S_TO, e]
        s[S_TI_OLD, e] = s[S_TI, e]


@compiled(error_model="numpy")
def building_year(  # type: ignore[no-untyped-def]
    zone_start, kind, partner, params, mode_start, mode, sun_index, win_index, film_index, sun, win, films, dist_diffuse, t_out, t_sky, rho_cp,
    hourly, constant, dt, steps, sweeps, warm_steps, table,
):  # fmt: skip
    """Simulate the zones of a building for a year.

    Parameters (arrays float64, C order)
    ----------
    zone_start (nz + 1,) int64: elements of zone k are ``zone_start[k]`` to ``zone_start[k + 1]``; kind, partner (ne,) int64;
    params (ne, N_PARAMS); mode_start (ne + 1,) int64; mode (modes, 6): phi, b_out, b_in, gain0, gain1, start value, or, for a window,
    its gap terms (c0, c1, c2); sun_index, win_index, film_index (ne,) int64: column of ``sun`` (nt, no) W/m2, of ``win`` (nt, nw, 4) W/m2
    and of ``films`` (nt, nf); dist_diffuse (ne, ne): share of the diffuse through window k absorbed by element e;
    stepwise inputs (nt,): t_out, t_sky degC, rho_cp J/(m3 K); hourly (nz, hours, N_HOURLY): ``H_*``, W, m3/s, degC (NaN = off);
    constant (nz, N_CONSTANT): ``C_*``, -, degC, W, W, J/K.

    Returns
    -------
    out : (nz, nt, N_OUT) float64
        Step values, ``O_*``; W and degC. Closure: ``O_HEAT - O_COOL + O_CONV + O_SURF + O_INF + O_VENT + O_STORE = 0``.
    """
    ne = kind.shape[0]
    nz = zone_start.shape[0] - 1
    nt = t_out.shape[0]
    out = np.zeros((nz, nt, N_OUT))
    z = mode[:, 5].copy()
    s = np.zeros((N_STATE, ne))
    s[:4, :] = 20.0
    t_air = np.full(nz, 20.0)
    t_old = np.full(nz, 20.0)
    t_mean = np.full(nz, 20.0)
    load = np.zeros(nz)
    opened = np.zeros(nz)
    solar = np.zeros(nz)
    for run in range(nt + warm_steps):
        t = run - warm_steps
        if t < 0:
            t += nt
        h = t // steps
        for k in range(nz):
            solar[k] = _sources(
                zone_start[k], zone_start[k + 1], t, hourly[k, h, H_RAD], kind, params, win_index, win, dist_diffuse, s
            )
        _history(params, kind, mode_start, mode, z, s)
        for _sweep in range(sweeps):
            for k in range(nz):
                e0, e1 = zone_start[k], zone_start[k + 1]
                m0, m1 = _faces(
                    e0, e1, t, hourly[k, h, H_GROUND], t_out[t], t_sky[t], t_air[k], t_mean[k], kind, partner, params, mode_start, mode,
                    sun_index, win_index, film_index, sun, win, films, s, table,
                )  # fmt: skip
                m = (hourly[k, h, H_INF] + hourly[k, h, H_VENT] * (1.0 - constant[k, C_VENT_EFF])) * rho_cp[t]
                store = constant[k, C_AIR] / dt
                ta, load[k], opened[k] = _air(
                    e0, e1, m0, m1, store + m, store * t_old[k] + m * t_out[t] + hourly[k, h, H_CONV], t_out[t], hourly[k, h, H_OPEN] * rho_cp[t], k, h, hourly, constant, params, s,
                )  # fmt: skip
                t_air[k] = ta
                t_mean[k] = m0 + m1 * ta
                for e in range(e0, e1):
                    s[S_TI, e] = s[S_P, e] + s[S_KA, e] * ta + s[S_KM, e] * t_mean[k]
                    s[S_TO, e] = (s[S_RHS, e] + s[S_GIO, e] * s[S_TI, e]) / s[S_DEN, e]
        _advance(kind, partner, mode_start, mode, z, s)
        for k in range(nz):
            if run >= warm_steps:
                ta = t_air[k]
                surface = 0.0
                for e in range(zone_start[k], zone_start[k + 1]):
                    surface += params[e, P_AREA] * s[S_HC, e] * (s[S_TI, e] - ta)
                out[k, t, O_TA], out[k, t, O_TM] = ta, t_mean[k]
                out[k, t, O_HEAT], out[k, t, O_COOL] = max(load[k], 0.0), max(-load[k], 0.0)
                out[k, t, O_CONV], out[k, t, O_SURF] = hourly[k, h, H_CONV], surface
                out[k, t, O_INF] = hourly[k, h, H_INF] * rho_cp[t] * (t_out[t] - ta)
                out[k, t, O_VENT] = (hourly[k, h, H_VENT] * (1.0 - constant[k, C_VENT_EFF]) * rho_cp[t] + opened[k]) * (
                    t_out[t] - ta
                )
                out[k, t, O_STORE] = constant[k, C_AIR] / dt * (t_old[k] - ta)
                out[k, t, O_SOLAR] = solar[k]
                if ta < hourly[k, h, H_HEAT]:
                    out[k, t, O_UNDER] = hourly[k, h, H_HEAT] - ta
                if ta > hourly[k, h, H_COOL]:
                    out[k, t, O_OVER] = ta - hourly[k, h, H_COOL]
            t_old[k] = t_air[k]
    return out


def cube_root_table() -> np.ndarray:
    """The table that the kernel interpolates."""
    return _CBRT
