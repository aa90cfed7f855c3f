"""The hourly heat balance of one zone, compiled: arrays in, arrays out, nothing else.

Per step: history fluxes from the kept conduction modes; film and radiative coefficients from the last temperatures; outer, then
inner faces eliminated to ``Ti = P + ka Ta + km Tm``; the radiant star closes to ``Tm(Ta)``; the air balance ``a Ta = r + Q`` floats, or
is clamped to a set point within the capacity. Sources: docs/load_model.md.

Element kinds: 0 outdoor, 1 sheltered, 2 ground, 3 adiabatic, 4 window. The columns of ``params`` are ``P_*`` below.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SIGMA = 5.670374419e-8
KELVIN = 273.15
OUTDOOR, SHELTERED, GROUND, ADIABATIC, WINDOW = 0, 1, 2, 3, 4

(
    P_AREA, P_GOO, P_GIO, P_GII, P_HOO, P_HIO, P_HII, P_ALPHA_OUT, P_EPS_OUT, P_SKY, P_ROUGH, P_NAT_OUT_UP, P_NAT_OUT_DOWN,
    P_NAT_IN_UP, P_NAT_IN_DOWN, P_FPRIME, P_WINDOW_FILM, P_RADIANT, P_SOLAR_BEAM, P_PANE_R, P_GROUND_H, N_PARAMS,
) = range(22)  # fmt: skip

# columns of the output, per step
O_TA, O_TM, O_HEAT, O_COOL, O_CONV, O_SURF, O_INF, O_VENT, O_STORE, O_SOLAR, O_UNDER, O_OVER, N_OUT = range(13)

_CBRT_MAX = 64.0
_CBRT_N = 4096
_CBRT = np.cbrt(np.arange(_CBRT_N + 2) * (_CBRT_MAX / _CBRT_N))


@njit(cache=True, inline="always")
def _cbrt(x: float, table: np.ndarray) -> float:
    """Cube root by linear interpolation (0 .. 64; relative error below 1e-4 above 0.1), exact outside."""
    if x >= 64.0:
        return x ** (1.0 / 3.0)
    y = x * 64.0
    k = int(y)
    return table[k] + (y - k) * (table[k + 1] - table[k])


@njit(cache=True)
def zone_year(  # type: ignore[no-untyped-def]
    kind, params, mode_start, mode, sun_index, win_index, film_index, sun, win, films, dist_diffuse,
    t_out, t_sky, rho_cp, gain_conv, gain_rad, inf_m3s, vent_m3s, vent_eff, open_m3s, open_above,
    t_heat, t_cool, cap_heat, cap_cool, t_ground, capacity_air, dt, steps, updates, warm_steps, cbrt_table,
):  # fmt: skip
    """Simulate one zone for a year.

    Parameters (arrays float64, C order)
    ----------
    kind (ne,) int64; params (ne, N_PARAMS); mode_start (ne + 1,) int64; mode (modes, 6): phi, b_out, b_in, gain0, gain1, start value;
    sun_index, win_index, film_index (ne,) int64: column of ``sun`` (nt, no) W/m2, of ``win`` (nt, nw, 4) W/m2 and of ``films`` (nt, nf);
    dist_diffuse (ne, ne): share of the diffuse that came through window k absorbed by element e;
    for a window, ``mode`` holds its gap terms (c0, c1, c2) instead of conduction modes;
    hourly inputs (hours,): gains W, air flows m3/s, set points degC (NaN = off), capacities W, ground degC;
    stepwise inputs (nt,): t_out, t_sky degC, rho_cp J/(m3 K).

    Returns
    -------
    out : (nt, N_OUT) float64
        Step values, ``O_*``; W and degC. Closure: ``O_HEAT - O_COOL + O_CONV + O_SURF + O_INF + O_VENT + O_STORE = 0``.
    """
    ne = kind.shape[0]
    nt = t_out.shape[0]
    out = np.zeros((nt, N_OUT))
    z = mode[:, 5].copy()
    to = np.full(ne, 20.0)
    ti = np.full(ne, 20.0)
    to_old = np.full(ne, 20.0)
    ti_old = np.full(ne, 20.0)
    hist_o = np.zeros(ne)
    hist_i = np.zeros(ne)
    source_i = np.zeros(ne)
    p_ = np.zeros(ne)
    ka = np.zeros(ne)
    km = np.zeros(ne)
    rhs_o = np.zeros(ne)
    den_o = np.zeros(ne)
    gio = np.zeros(ne)
    hc_in = np.zeros(ne)
    t_air = 20.0
    t_mean = 20.0
    for run in range(nt + warm_steps):
        t = run - warm_steps
        if t < 0:
            t += nt
        hour = t // steps
        ta_out = t_out[t]
        # solar inside: beam by fixed shares, diffuse by the window it came through
        beam_in = 0.0
        solar = 0.0
        for e in range(ne):
            if kind[e] == WINDOW:
                w = win_index[e]
                area = params[e, P_AREA]
                beam_in += area * win[t, w, 0]
                solar += area * (win[t, w, 0] + win[t, w, 1])
        for e in range(ne):
            absorbed = beam_in * params[e, P_SOLAR_BEAM]
            if solar > 0.0:
                for k in range(ne):
                    if kind[k] == WINDOW:
                        absorbed += params[k, P_AREA] * win[t, win_index[k], 1] * dist_diffuse[k, e]
            source_i[e] = absorbed + gain_rad[hour] * params[e, P_RADIANT]
        # history
        for e in range(ne):
            ho = params[e, P_HOO] * to_old[e] + params[e, P_HIO] * ti_old[e]
            hi = params[e, P_HIO] * to_old[e] + params[e, P_HII] * ti_old[e]
            for m in range(mode_start[e], mode_start[e + 1]):
                y = mode[m, 0] * z[m]
                ho += mode[m, 1] * y
                hi += mode[m, 2] * y
            hist_o[e] = ho
            hist_i[e] = hi
        m_inf = inf_m3s[hour] * rho_cp[t]
        m_vent = vent_m3s[hour] * rho_cp[t] * (1.0 - vent_eff)
        q = 0.0
        m_open = 0.0
        ta_new = t_air
        a_star = 0.0
        for _u in range(updates):
            s0 = 0.0
            s1 = 0.0
            s2 = 0.0
            for e in range(ne):
                kd = kind[e]
                area = params[e, P_AREA]
                goo = params[e, P_GOO]
                gi = params[e, P_GIO]
                gii = params[e, P_GII]
                si = source_i[e] / area
                # inside film
                d = ti[e] - ta_new
                if kd == WINDOW:
                    hc = params[e, P_WINDOW_FILM] * np.sqrt(np.sqrt(abs(d)))
                else:
                    coefficient = params[e, P_NAT_IN_UP] if d > 0.0 else params[e, P_NAT_IN_DOWN]
                    hc = coefficient * _cbrt(abs(d), cbrt_table)
                if hc < 0.1:
                    hc = 0.1
                # outside
                if kd == WINDOW:
                    w = win_index[e]
                    tk = 0.5 * (to[e] + ti[e]) + KELVIN
                    r = params[e, P_PANE_R]
                    for k in range(mode_start[e], mode_start[e + 1]):
                        r += 1.0 / (mode[k, 0] + mode[k, 1] * tk + mode[k, 2] * tk * tk * tk)
                    g = 1.0 / r
                    goo = g
                    gi = g
                    gii = g
                    inside = source_i[e] / area
                    # interior short wave and radiant gains absorbed in the panes: split between the faces
                    so = win[t, w, 2]
                    si = win[t, w, 3] + inside
                    hist_o[e] = 0.0
                    hist_i[e] = 0.0
                else:
                    so = 0.0
                if kd == ADIABATIC:
                    h_out = 0.0
                    rhs = 0.0
                elif kd == GROUND:
                    h_out = params[e, P_GROUND_H]
                    rhs = h_out * t_ground[hour]
                else:
                    d = to[e] - ta_out
                    coefficient = params[e, P_NAT_OUT_UP] if d > 0.0 else params[e, P_NAT_OUT_DOWN]
                    hn = coefficient * _cbrt(abs(d), cbrt_table)
                    h_out = hn
                    tok = to[e] + KELVIN
                    tak = ta_out + KELVIN
                    rad = params[e, P_EPS_OUT] * SIGMA
                    h_air = rad * (tok * tok + tak * tak) * (tok + tak)
                    sky = params[e, P_SKY]
                    if kd == SHELTERED:
                        rhs = (h_out + h_air) * ta_out
                        h_out += h_air
                    else:
                        f = films[t, film_index[e]]
                        h_out = hn + params[e, P_ROUGH] * (np.sqrt(hn * hn + f * f) - hn)
                        tsk = t_sky[t] + KELVIN
                        h_sky = rad * (tok * tok + tsk * tsk) * (tok + tsk) * sky
                        h_air *= 1.0 - sky
                        rhs = (h_out + h_air) * ta_out + h_sky * t_sky[t]
                        h_out += h_air + h_sky
                        if kd == OUTDOOR:
                            so = params[e, P_ALPHA_OUT] * sun[t, sun_index[e]]
                rhs += so + hist_o[e]
                den = goo + h_out
                # inside radiation to the mean radiant node
                tmk = 0.5 * (ti[e] + t_mean) + KELVIN
                hr = 4.0 * SIGMA * params[e, P_FPRIME] * tmk * tmk * tmk
                ratio = gi / den
                inner = gii + hc + hr - gi * ratio
                p_[e] = (si + hist_i[e] + ratio * rhs) / inner
                ka[e] = hc / inner
                km[e] = hr / inner
                rhs_o[e] = rhs
                den_o[e] = den
                gio[e] = gi
                hc_in[e] = hc
                ahr = area * hr
                s0 += ahr * p_[e]
                s1 += ahr * ka[e]
                s2 += ahr * (1.0 - km[e])
            m0 = s0 / s2
            m1 = s1 / s2
            # air: a Ta = r + Q
            a = capacity_air / dt + m_inf + m_vent
            r_ = capacity_air / dt * t_air + (m_inf + m_vent) * ta_out + gain_conv[hour]
            for e in range(ne):
                ahc = params[e, P_AREA] * hc_in[e]
                a += ahc * (1.0 - ka[e] - km[e] * m1)
                r_ += ahc * (p_[e] + km[e] * m0)
            # opened windows: as much as holds the zone at the opening temperature, up to the maximum
            m_open = 0.0
            ta = r_ / a
            if open_m3s[hour] > 0.0 and ta > open_above and ta_out < ta:
                m_max = open_m3s[hour] * rho_cp[t]
                m_open = m_max
                if open_above > ta_out:
                    m_open = min(m_max, (r_ - a * open_above) / (open_above - ta_out))
                a += m_open
                r_ += m_open * ta_out
                ta = r_ / a
            q = 0.0
            heat, cool = t_heat[hour], t_cool[hour]
            if ta < heat:
                q = min(a * heat - r_, cap_heat)
                ta = (r_ + q) / a
            elif ta > cool:
                q = max(a * cool - r_, -cap_cool)
                ta = (r_ + q) / a
            t_mean = m0 + m1 * ta
            a_star = 0.0
            for e in range(ne):
                ti[e] = p_[e] + ka[e] * ta + km[e] * t_mean
                to[e] = (rhs_o[e] + gio[e] * ti[e]) / den_o[e]
                a_star += params[e, P_AREA] * hc_in[e] * (ti[e] - ta)
            ta_new = ta
        # modes
        for e in range(ne):
            if kind[e] != WINDOW:
                for m in range(mode_start[e], mode_start[e + 1]):
                    old = mode[m, 1] * to_old[e] + mode[m, 2] * ti_old[e]
                    new = mode[m, 1] * to[e] + mode[m, 2] * ti[e]
                    z[m] = mode[m, 0] * z[m] + mode[m, 3] * old + mode[m, 4] * new
            to_old[e] = to[e]
            ti_old[e] = ti[e]
        if run >= warm_steps:
            out[t, O_TA] = ta_new
            out[t, O_TM] = t_mean
            if q > 0.0:
                out[t, O_HEAT] = q
            else:
                out[t, O_COOL] = -q
            out[t, O_CONV] = gain_conv[hour]
            out[t, O_SURF] = a_star
            out[t, O_INF] = m_inf * (ta_out - ta_new)
            out[t, O_VENT] = (m_vent + m_open) * (ta_out - ta_new)
            out[t, O_STORE] = capacity_air / dt * (t_air - ta_new)
            out[t, O_SOLAR] = solar
            if ta_new < t_heat[hour]:
                out[t, O_UNDER] = t_heat[hour] - ta_new
            if ta_new > t_cool[hour]:
                out[t, O_OVER] = ta_new - t_cool[hour]
        t_air = ta_new
    return out


def cube_root_table() -> np.ndarray:
    """The table that the kernel interpolates."""
    return _CBRT
