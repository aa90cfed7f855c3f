"""Rate laws of anaerobic digestion as free functions. Gas in Nm3 (dry, 0 degC, 101.325 kPa), days unless a name says hours.

The default is first order with a damping below 20 degC that was measured. Chen and Hashimoto's law stands beside it where it is
valid. Neither knows acids, pH or ammonia: for those there is ADM1 (``adm1.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from foundation.compiled import compiled
from foundation.errors import InputError, Problem
from foundation.messages import message

THETA = 1.062
"""Temperature factor of the rate per kelvin, 20 to 35 degC (Yang et al. 2016, Water Res. 102:464; low 1.035, high 1.09)."""
CEILING_C = (10.0, 15.0, 20.0, 25.0, 30.0, 35.0)
CEILING_NM3_M3_DAY = (0.0, 0.136, 0.796, 1.294, 1.527, 1.952)
"""Largest methane rate by temperature, Nm3 per m3 and day (Yang et al. 2016, swine wastewater, laboratory; 0 at 10 degC)."""
DRY_TS = (0.20, 0.25, 0.30, 0.35)
DRY_YIELD = (0.665, 0.532, 0.252, 0.178)
"""Biogas, L/g VS, of swine manure by total solids of the feed at 25 degC (Chen et al. 2015, Waste Management 38:436)."""
CHEN_HASHIMOTO_RANGE_C = (20.0, 60.0)
CHEN_HASHIMOTO_K = {"swine": (0.6, 0.0206, 0.051), "cattle": (0.8, 0.0016, 0.06)}
"""Kinetic constant ``K = a + b exp(c S0)``, S0 in kg VS/m3 (Hashimoto 1982 to 1984, after the design notes)."""


def rate_factor(temp_c: np.ndarray) -> np.ndarray:
    """Hydrolysis rate relative to 35 degC: ``theta ** (T - 35) * clip((T - 10) / 10, 0, 1) ** 2``.

    >>> [round(float(v), 3) for v in rate_factor(np.array([15.0, 20.0, 25.0, 30.0, 35.0]))]
    [0.075, 0.406, 0.548, 0.74, 1.0]
    """
    t = np.asarray(temp_c, dtype=float)
    return np.asarray(THETA ** (t - 35.0) * np.clip((t - 10.0) / 10.0, 0.0, 1.0) ** 2)


def ceiling_nm3_m3_day(temp_c: np.ndarray) -> np.ndarray:
    """Largest methane rate that was measured at a temperature, Nm3 per m3 of liquid and day (linear between; Yang et al. 2016).

    >>> ceiling_nm3_m3_day(np.array([5.0, 17.5, 35.0, 40.0])).tolist()
    [0.0, 0.466, 1.952, 1.952]
    """
    return np.interp(temp_c, CEILING_C, CEILING_NM3_M3_DAY)


def dry_factor(ts_fraction: float) -> float:
    """Yield of dry digestion relative to a feed of 20 % total solids (ammonia and unmixed solids; Chen et al. 2015).

    >>> [round(dry_factor(ts), 2) for ts in (0.08, 0.20, 0.25, 0.30, 0.40)]
    [1.0, 1.0, 0.8, 0.38, 0.27]
    """
    return float(np.interp(ts_fraction, DRY_TS, DRY_YIELD)) / DRY_YIELD[0]


def converted_share(k_1_day: ArrayLike, retention_days: float, tanks: float = 1) -> np.ndarray:
    """Share of the degradable matter that is digested in steady state, ``1 - (1 + k HRT / N) ** -N``.

    ``tanks`` 1 is one stirred tank, ``inf`` is plug flow, ``1 - exp(-k HRT)``.

    >>> [round(float(converted_share(0.1, 30.0, n)), 3) for n in (1, 2, 4, np.inf)]
    [0.75, 0.84, 0.893, 0.95]

    References
    ----------
    Levenspiel 1999, Chemical Reaction Engineering, 3rd edition, chapters 5 and 6 (first order, tanks in series and plug flow).
    """
    x = np.asarray(k_1_day, dtype=float) * retention_days
    if np.isinf(tanks):
        return np.asarray(-np.expm1(-x))
    return np.asarray(-np.expm1(-tanks * np.log1p(x / tanks)))


def steady_methane(potential: float, k_1_day: float, retention_days: float, tanks: float = 1) -> float:
    """First-order tank or tanks in series in steady state: methane potential times what is digested, Nm3/day.

    References
    ----------
    Levenspiel 1999, Chemical Reaction Engineering, 3rd edition, chapter 6 (first order, equal tanks in series).
    """
    return potential * float(converted_share(k_1_day, retention_days, tanks))


def chen_hashimoto_growth(temp_c: ArrayLike) -> np.ndarray:
    """Largest growth rate ``0.013 T - 0.129``, 1/day (Hashimoto, Chen and Varel 1981; stated for 20 to 60 degC)."""
    return 0.013 * np.asarray(temp_c, dtype=float) - 0.129


def chen_hashimoto_k(vs_kg_m3: float, kind: str) -> float:
    """Kinetic constant of ``swine`` or ``cattle`` manure at a concentration of the feed, kg VS/m3.

    References
    ----------
    Hashimoto, Chen and Varel 1981, Livestock Waste: A Renewable Resource, ASAE.
    """
    a, b, c = CHEN_HASHIMOTO_K[kind]
    return float(a + b * np.exp(c * vs_kg_m3))


def _chen_hashimoto_problems(temp_c: float, retention_days: float, kind: str) -> list[Problem]:
    """Where the law is not stated, or the tank is washed out."""
    low, high = CHEN_HASHIMOTO_RANGE_C
    problems = []
    if kind not in CHEN_HASHIMOTO_K:
        problems.append(
            Problem(
                "chen-hashimoto-kind",
                "kinetics",
                "no constants for this manure",
                kind,
                ", ".join(CHEN_HASHIMOTO_K),
                "use the first-order law, or the nearer of the two",
            )
        )
    if not low <= temp_c <= high:
        problems.append(
            Problem(
                "chen-hashimoto-range",
                "kinetics",
                "Chen and Hashimoto's law is stated for 20 to 60 degC; below 20 degC it promises gas that cold tanks do not give "
                "(73 % of its 35 degC yield at 15 degC, where the measured rate is 7 %)",
                temp_c,
                message("{low:.0f} to {high:.0f} degC", low=low, high=high),
                "use the first-order law, which is damped in the cold as measured",
            )
        )
    elif not retention_days > 1.0 / chen_hashimoto_growth(temp_c):
        problems.append(
            Problem(
                "digester-washout",
                "kinetics",
                "the bacteria are washed out faster than they grow",
                retention_days,
                message("> {days:.1f} d", days=1.0 / float(chen_hashimoto_growth(temp_c))),
                "a larger tank, less water in the feed, or a warmer tank",
            )
        )
    return problems


def chen_hashimoto(bmp: float, vs_kg_m3: float, temp_c: float, retention_days: float, kind: str = "swine") -> float:
    """Methane yield of a stirred tank, Nm3 CH4/kg VS: ``B0 (1 - K / (HRT mu + K - 1))``.

    Parameters
    ----------
    bmp : float
        Ultimate yield B0, Nm3 CH4/kg VS.
    vs_kg_m3 : float
        Volatile solids of the feed as it enters, kg/m3.
    temp_c, retention_days : float
        Tank temperature, degC, and hydraulic retention, days.
    kind : str
        ``swine`` or ``cattle``.

    Raises
    ------
    InputError
        ``chen-hashimoto-range`` outside 20 to 60 degC, ``chen-hashimoto-kind``, ``digester-washout`` where the retention is
        no longer than ``1 / mu``: all at once.

    >>> round(chen_hashimoto(0.29, 40.0, 35.0, 20.0), 4)
    0.255

    References
    ----------
    Chen and Hashimoto 1978, Biotechnology and Bioengineering Symposium 8:269.
    """
    problems = _chen_hashimoto_problems(temp_c, retention_days, kind)
    if problems:
        raise InputError(problems)
    k = chen_hashimoto_k(vs_kg_m3, kind)
    return float(bmp * (1.0 - k / (retention_days * chen_hashimoto_growth(temp_c) + k - 1.0)))


def growth_rate(temp_c: ArrayLike) -> np.ndarray:
    """Growth rate of the slowest bacteria at any temperature, 1/day.

    Chen and Hashimoto's line from 20 degC on; below, its value at 20 degC times the measured damping of the rate (the two laws
    agree at 20 degC within 1 %).

    >>> [round(float(v), 3) for v in growth_rate(np.array([5.0, 15.0, 20.0, 35.0]))]
    [0.0, 0.024, 0.131, 0.326]

    References
    ----------
    Hashimoto, Chen and Varel 1981 (from 20 degC on); below, the damping of ``rate_factor``.
    """
    t = np.asarray(temp_c, dtype=float)
    cold = chen_hashimoto_growth(20.0) * rate_factor(t) / rate_factor(np.array(20.0))
    return np.where(t < 20.0, cold, chen_hashimoto_growth(t))


def washout_days(temp_c: ArrayLike) -> np.ndarray:
    """Retention at and below which a stirred tank loses its bacteria, days (infinite at and below 10 degC).

    >>> [round(float(v)) for v in washout_days(np.array([15.0, 20.0, 35.0]))]
    [41, 8, 3]

    References
    ----------
    Hashimoto, Chen and Varel 1981: washout at a retention of 1 / mu.
    """
    rate = growth_rate(temp_c)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(rate > 0.0, 1.0 / rate, np.inf))


def start_up(temp_c: np.ndarray, retention_days: float | np.ndarray, inoculum: float) -> np.ndarray:
    """Activity of a tank by hour after it is filled with a share of inoculum: 0 none, 1 established.

    Logistic growth, ``da/dt = r a (1 - a)`` with ``r = mu(T) - 1/HRT``, exact over every hour; where the bacteria are washed out
    faster than they grow (r < 0) they decay by ``da/dt = r a``. Multiply the rates of `digest` by it.

    Parameters
    ----------
    temp_c : ndarray, shape (hours,)
        Tank temperature, degC.
    retention_days : float or ndarray, shape (hours,)
    inoculum : float
        Share of active sludge in the first fill, 0 < share <= 1 (20 to 30 % is usual).

    Returns
    -------
    ndarray, shape (hours,)
        Activity at the end of every hour.

    Raises
    ------
    InputError
        ``digester-inoculum``.
    """
    if not 0.0 < inoculum <= 1.0:
        raise InputError(
            Problem(
                "digester-inoculum",
                "digester",
                "the first fill needs active sludge",
                inoculum,
                "above 0, up to 1",
                "20 to 30 % of the volume from a working digester is usual",
            )
        )
    net = (growth_rate(temp_c) - 1.0 / np.broadcast_to(retention_days, np.shape(temp_c))) / 24.0
    return np.asarray(_activity(net, float(inoculum)))


@compiled()
def _activity(net, a):  # type: ignore[no-untyped-def]
    out = np.empty(net.shape[0])
    for t in range(net.shape[0]):
        grown = a * np.exp(net[t])
        a = grown / (1.0 - a + grown) if net[t] > 0.0 else grown
        out[t] = a
    return out


@dataclass(frozen=True, eq=False, slots=True)
class Digestion:
    """Methane by hour and component, Nm3/h, shape (hours, m); what left undigested, contents and hours of the last pass."""

    methane_nm3: np.ndarray
    outflow_nm3: np.ndarray
    """Potential in the outflow by component, shape (m,)."""
    content_start_nm3: np.ndarray
    content_end_nm3: np.ndarray
    """Potential in the tanks, shape (tanks, m)."""
    ceiling_hours: int


def digest(
    inflow: np.ndarray,
    rate: np.ndarray,
    dilution: np.ndarray,
    ceiling: np.ndarray,
    tanks: int = 1,
    start: np.ndarray | None = None,
    passes: int = 3,
) -> Digestion:
    """First-order digestion by hour in one stirred tank or several equal ones in series.

    ``dS/dt = F - D N S - k S`` in every tank, exact for values that are constant over the hour. Where the methane would pass the
    ceiling all rates are slowed in proportion; the rest stays in the tank.

    Parameters
    ----------
    inflow : ndarray, shape (hours, m)
        Methane potential fed, Nm3/h, by component.
    rate : ndarray, shape (hours, m)
        First-order rates, 1/h.
    dilution : ndarray, shape (hours,)
        Flow over the whole liquid volume, 1/h.
    ceiling : ndarray, shape (hours,)
        Largest methane of all tanks together, Nm3/h.
    tanks : int
        Number of tanks in series.
    start : ndarray, shape (tanks, m), optional
        Content at the start, Nm3; empty if left out.
    passes : int
        The year is repeated so often from where it ended; the last pass is returned (3 gives the periodic state).
    """
    m = rate.shape[1]
    state = np.zeros((tanks, m)) if start is None else np.array(start, dtype=float).reshape(tanks, m)
    first = state.copy()
    methane = np.zeros(rate.shape)
    out = np.zeros(m)
    limited = 0
    for _ in range(passes):
        first = state.copy()
        limited = _digest(inflow, rate, dilution, ceiling, state, methane, out)
    return Digestion(methane, out, first, state, int(limited))


@compiled()
def digest_hour(s, inflow, k, flow, scale, made, out, keep):  # type: ignore[no-untyped-def]
    """One hour of all tanks at ``scale`` of the rates; fills ``made`` and ``out``; moves ``s`` on if ``keep``. Total methane."""
    total = 0.0
    for j in range(k.shape[0]):
        feed = inflow[j]
        kk = scale * k[j]
        rate = kk + flow
        gone = -np.expm1(-rate)
        made[j] = 0.0
        for i in range(s.shape[0]):
            if rate > 1e-7:
                steady = feed / rate
                mean = steady + (s[i, j] - steady) * gone / rate
                end = steady + (s[i, j] - steady) * (1.0 - gone)
            else:  # next to no flow and no digestion
                mean = s[i, j] + 0.5 * (feed - rate * s[i, j])
                end = s[i, j] + feed - rate * mean
            made[j] += kk * mean
            feed = flow * mean
            if keep:
                s[i, j] = end
        out[j] = feed
        total += made[j]
    return total


@compiled()
def _digest(inflow, rate, dilution, ceiling, s, methane, out):  # type: ignore[no-untyped-def]
    n, m = rate.shape
    gone = np.zeros(m)
    out[:] = 0.0
    limited = 0
    for t in range(n):
        flow = dilution[t] * s.shape[0]
        scale = 1.0
        if digest_hour(s, inflow[t], rate[t], flow, 1.0, methane[t], gone, False) > ceiling[t]:
            limited += 1
            low, high = 0.0, 1.0
            for _ in range(30):
                scale = 0.5 * (low + high)
                if digest_hour(s, inflow[t], rate[t], flow, scale, methane[t], gone, False) > ceiling[t]:
                    high = scale
                else:
                    low = scale
            scale = low
        digest_hour(s, inflow[t], rate[t], flow, scale, methane[t], gone, True)
        out += gone
    return limited
