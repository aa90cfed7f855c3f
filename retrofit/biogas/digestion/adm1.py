"""ADM1: a digester with acids, pH, ammonia and hydrogen. A cross-check beside the first-order law, not a design default.

The kernel is in ``adm1_kernel.py``; parameters in ``adm1_parameters.csv``. A feed of ours becomes an influent in ``adm1_feed.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from foundation.errors import InputError, Problem
from foundation.tables import read_table
from retrofit.biogas.digestion import adm1_kernel as kernel
from retrofit.biogas.digestion.adm1_kernel import BACTERIA, LIQUID, STATES, Chemistry, Rates
from retrofit.biogas.digestion.kinetics import rate_factor

NORMAL_BAR, NORMAL_K = 1.01325, 273.15
BSM2_LIQUID_M3 = 3400.0
CARBON_OF = {
    "S_su": "C_su", "S_aa": "C_aa", "S_fa": "C_fa", "S_va": "C_va", "S_bu": "C_bu", "S_pro": "C_pro", "S_ac": "C_ac", "S_ch4": "C_ch4",
    "S_I": "C_sI", "X_xc": "C_xc", "X_ch": "C_ch", "X_pr": "C_pr", "X_li": "C_li", "X_su": "C_bac", "X_aa": "C_bac", "X_fa": "C_bac",
    "X_c4": "C_bac", "X_pro": "C_bac", "X_ac": "C_bac", "X_h2": "C_bac", "X_I": "C_xI",
}  # fmt: skip
NITROGEN_OF = {
    "S_aa": "N_aa", "S_I": "N_I", "X_xc": "N_xc", "X_pr": "N_aa", "X_su": "N_bac", "X_aa": "N_bac", "X_fa": "N_bac", "X_c4": "N_bac",
    "X_pro": "N_bac", "X_ac": "N_bac", "X_h2": "N_bac", "X_I": "N_I",
}  # fmt: skip
NO_COD = ("S_IC", "S_IN", "S_cat", "S_an")


@dataclass(frozen=True, slots=True)
class Reactor:
    """Liquid and head space, m3; flow, m3/d; temperature, degC; air pressure, bar. BSM2's own tank by default."""

    liquid_m3: float = BSM2_LIQUID_M3
    gas_m3: float = 300.0
    flow_m3_day: float = 170.0
    temp_c: float = 35.0
    pressure_bar: float = 1.013

    @property
    def retention_days(self) -> float:
        return self.liquid_m3 / self.flow_m3_day


@dataclass(frozen=True, eq=False, slots=True)
class State:
    """What a reactor's states mean. Gas as flow at the outlet and dry at 0 degC and 1.01325 bar; inhibition 1 = none."""

    values: dict[str, float]
    ph: float
    gas_m3_day: float
    """Wet, at tank temperature and pressure."""
    methane_nm3_day: float
    biogas_nm3_day: float
    partial_bar: dict[str, float]
    inhibition: dict[str, float]
    free_ammonia_mg_l: float
    """NH3-N."""
    acids_kg_cod_m3: float


@cache
def parameters() -> dict[str, float]:
    """Values of ``adm1_parameters.csv`` by key."""
    return {r["key"]: float(r["value"]) for r in read_table("retrofit", "adm1_parameters.csv")}


def content(kind: str, p: Mapping[str, float]) -> np.ndarray:
    """Content of the 26 liquid states per unit of state, shape (26,): ``cod``, ``carbon`` (kmol) or ``nitrogen`` (kmol).

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, table of carbon and nitrogen contents.
    """
    if kind == "cod":
        return np.array([0.0 if s in NO_COD else 1.0 for s in LIQUID])
    table, own = (CARBON_OF, "S_IC") if kind == "carbon" else (NITROGEN_OF, "S_IN")
    return np.array([1.0 if s == own else p[table[s]] if s in table else 0.0 for s in LIQUID])


def stoichiometry(p: Mapping[str, float]) -> np.ndarray:
    """Petersen matrix, shape (19, 26), kg COD (or kmol) per kg COD of the process (Rosen and Jeppsson 2006, tables 2.1 and 2.2).

    The columns S_IC and S_IN are what closes carbon and nitrogen.
    """
    nu = np.zeros((len(kernel.PROCESSES), len(LIQUID)))
    at = LIQUID.index

    def put(process: str, **parts: float) -> None:
        for state, value in parts.items():
            nu[kernel.PROCESSES.index(process), at(state)] += value

    put(
        "disintegration",
        X_xc=-1.0, S_I=p["f_sI_xc"], X_I=p["f_xI_xc"], X_ch=p["f_ch_xc"], X_pr=p["f_pr_xc"], X_li=p["f_li_xc"],
    )  # fmt: skip
    put("hydrolysis_ch", X_ch=-1.0, S_su=1.0)
    put("hydrolysis_pr", X_pr=-1.0, S_aa=1.0)
    put("hydrolysis_li", X_li=-1.0, S_su=1.0 - p["f_fa_li"], S_fa=p["f_fa_li"])
    for food in ("su", "aa"):
        rest = 1.0 - p[f"Y_{food}"]
        made = {f"S_{s}": rest * p[f"f_{s}_{food}"] for s in ("h2", "va", "bu", "pro", "ac") if f"f_{s}_{food}" in p}
        put(f"uptake_{food}", **{f"S_{food}": -1.0, f"X_{food}": p[f"Y_{food}"]}, **made)
    for food, eater, made in (
        ("fa", "fa", {"S_ac": 0.7, "S_h2": 0.3}),
        ("va", "c4", {"S_pro": 0.54, "S_ac": 0.31, "S_h2": 0.15}),
        ("bu", "c4", {"S_ac": 0.8, "S_h2": 0.2}),
        ("pro", "pro", {"S_ac": 0.57, "S_h2": 0.43}),
        ("ac", "ac", {"S_ch4": 1.0}),
        ("h2", "h2", {"S_ch4": 1.0}),
    ):
        gain = p[f"Y_{eater}"]
        put(f"uptake_{food}", **{f"S_{food}": -1.0}, **{f"X_{eater}": gain})
        put(f"uptake_{food}", **{s: (1.0 - gain) * v for s, v in made.items()})
    for eater in BACTERIA:
        put(f"decay_{eater[2:]}", **{eater: -1.0, "X_xc": 1.0})
    for kind, state in (("carbon", "S_IC"), ("nitrogen", "S_IN")):
        nu[:, at(state)] = -(nu @ content(kind, p))
    return nu


def rates(p: Mapping[str, float], temp_c: float) -> Rates:
    """Rate constants at a temperature: BSM2's values are for 35 degC; elsewhere all are scaled by `kinetics.rate_factor`.

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, table of parameters.
    """
    factor = float(rate_factor(np.array(temp_c)))
    foods = ("su", "aa", "fa", "c4", "c4", "pro", "ac", "h2")
    k = [p["k_dis"], p["k_hyd_ch"], p["k_hyd_pr"], p["k_hyd_li"], *(p[f"k_m_{f}"] for f in foods), *[p["k_dec"]] * 7]
    half = np.ones(len(k))
    half[4:12] = [p[f"K_S_{f}"] for f in foods]
    upper, lower = (np.array([p[f"pH_{side}_{f}"] for f in ("aa", "ac", "h2")]) for side in ("UL", "LL"))
    return Rates(
        factor * np.array(k),
        half,
        p["K_S_IN"],
        p["K_I_nh3"],
        np.array([p["K_Ih2_fa"], p["K_Ih2_c4"], p["K_Ih2_pro"]]),
        10.0 ** (-(upper + lower) / 2.0),
        3.0 / (upper - lower),
    )


def chemistry(p: Mapping[str, float], temp_c: float) -> Chemistry:
    """Acid and gas equilibria at a temperature by van 't Hoff's equation (Rosen and Jeppsson 2006, section 2.3)."""
    t = temp_c + 273.15
    turn = (1.0 / p["T_base"] - 1.0 / t) / (100.0 * p["R"])

    def acid(name: str) -> float:
        return float(10.0 ** -p[f"pK_{name}"] * np.exp(p.get(f"dH_{name}", 0.0) * turn))

    def henry(name: str) -> float:
        return float(p[f"KH_{name}"] * np.exp(p[f"dHH_{name}"] * turn))

    vapour = p["p_h2o"] * float(np.exp(p["T_h2o"] * (1.0 / p["T_base"] - 1.0 / t)))
    constants = [acid(n) for n in ("w", "co2", "IN", "va", "bu", "pro", "ac")] + [
        henry(n) for n in ("h2", "ch4", "co2")
    ]
    return Chemistry._make([*constants, vapour, p["R"] * t, p["kLa"]])


def with_overrides(overrides: Mapping[str, float] | None) -> dict[str, float]:
    """Parameters of the table with some replaced."""
    return {**parameters(), **(overrides or {})}


def _arguments(
    reactor: Reactor, influent: Mapping[str, float], overrides: Mapping[str, float] | None = None
) -> tuple[Any, ...]:
    """Kernel arguments after the state."""
    p = with_overrides(overrides)
    outlet = p["k_P"] * reactor.liquid_m3 / BSM2_LIQUID_M3
    tank = kernel.Tank(reactor.liquid_m3, reactor.gas_m3, reactor.flow_m3_day, reactor.pressure_bar, outlet)
    incoming = np.array([float(influent.get(s, 0.0)) for s in LIQUID])
    return incoming, stoichiometry(p), rates(p, reactor.temp_c), chemistry(p, reactor.temp_c), tank


def check(reactor: Reactor, influent: Mapping[str, float]) -> None:
    """Refuse what ADM1 cannot run.

    Raises
    ------
    InputError
        ``adm1-reactor``, ``adm1-influent``: all at once.
    """
    problems = []
    for name in ("liquid_m3", "gas_m3", "flow_m3_day", "pressure_bar"):
        value = getattr(reactor, name)
        if not (np.isfinite(value) and value > 0.0):
            problems.append(
                Problem("adm1-reactor", f"adm1.{name}", "must be positive", value, "> 0", "correct the reactor")
            )
    if not (np.isfinite(reactor.temp_c) and 10.0 < reactor.temp_c <= 45.0):
        problems.append(
            Problem(
                "adm1-reactor",
                "adm1.temp_c",
                "ADM1's mesophilic constants do not reach this temperature",
                reactor.temp_c,
                "above 10 to 45 degC",
                "a warmer tank, or the first-order law",
            )
        )
    for name, value in influent.items():
        if name not in LIQUID or not (np.isfinite(value) and value >= 0.0):
            problems.append(
                Problem(
                    "adm1-influent",
                    f"adm1.influent.{name}",
                    "not a state of ADM1 with a value >= 0",
                    value,
                    ", ".join(LIQUID),
                    "correct the influent",
                )
            )
    if problems:
        raise InputError(problems)


def _absent(start: Mapping[str, float], influent: Mapping[str, float]) -> np.ndarray:
    """Bacteria that neither start nor influent bring: they stay absent, whatever the last digit of a linear solution says."""
    groups = range(kernel.X_SU, kernel.X_H2 + 1)
    return np.array([g for g in groups if start[STATES[g]] == 0.0 and influent.get(STATES[g], 0.0) == 0.0], dtype=int)


def integrate(
    reactor: Reactor,
    influent: Mapping[str, float],
    start: Mapping[str, float],
    days: np.ndarray,
    rtol: float = 1e-8,
    overrides: Mapping[str, float] | None = None,
) -> np.ndarray:
    """States at ``days`` (the first is the start) with a constant influent, shape (days, 29), by scipy's BDF.

    Raises
    ------
    InputError
        ``adm1-reactor``, ``adm1-influent``.
    RuntimeError
        When the solver fails.
    """
    from scipy.integrate import solve_ivp

    check(reactor, influent)
    arguments = _arguments(reactor, influent, overrides)
    absent = _absent(start, influent)

    def slope(_: float, y: np.ndarray) -> np.ndarray:
        out = np.empty(len(STATES))
        kernel.derivatives(y, *arguments, out)
        out[absent] = 0.0
        return out

    def jac(_: float, y: np.ndarray) -> np.ndarray:
        out = np.asarray(kernel.jacobian(y, *arguments))
        out[absent] = 0.0
        return out

    y0 = np.array([float(start[s]) for s in STATES])
    found = solve_ivp(
        slope, (days[0], days[-1]), y0, method="BDF", t_eval=days, jac=jac, rtol=rtol, atol=rtol * 1e-6 + 1e-16
    )
    if not found.success:
        raise RuntimeError(f"ADM1: {found.message}")
    y = np.asarray(found.y.T)
    y[:, absent] = 0.0
    return y


def steady(
    reactor: Reactor,
    influent: Mapping[str, float],
    start: Mapping[str, float],
    overrides: Mapping[str, float] | None = None,
) -> tuple[np.ndarray, float]:
    """Steady state, shape (29,), and the largest relative imbalance that is left.

    Time integration over 15 retentions (at least 200 d) finds the basin that the start leads to; Newton's method then removes what
    time has left. ``overrides`` replaces parameters of the table.
    """
    span = max(200.0, 15.0 * reactor.retention_days)
    y = integrate(reactor, influent, start, np.array([0.0, span]), 1e-6, overrides)[-1]
    arguments = _arguments(reactor, influent, overrides)
    slope = np.empty(len(STATES))
    size = np.maximum(np.abs(y), 1e-12)
    worst = np.inf
    absent = _absent(start, influent)
    for _ in range(20):
        kernel.derivatives(y, *arguments, slope)
        slope[absent] = 0.0
        now = float(np.max(np.abs(slope) / size)) * reactor.retention_days
        if now >= worst and now < 1e-8:
            break
        worst, best = min(now, worst), y.copy()
        scaled = np.asarray(kernel.jacobian(y, *arguments)) * size  # columns by the size of their state
        scaled[absent] = 0.0
        scaled[absent, absent] = 1.0
        y = y - size * np.linalg.solve(scaled, slope)
    return best, worst


def describe(reactor: Reactor, y: np.ndarray, overrides: Mapping[str, float] | None = None) -> State:
    """pH, gas, partial pressures and inhibition of a state vector, shape (29,)."""
    p = with_overrides(overrides)
    c = chemistry(p, reactor.temp_c)
    h = float(kernel.hydrogen_ions(y, c))
    factors, bar, transfer = np.empty(8), np.empty(4), np.empty(3)
    kernel.inhibition(y, h, rates(p, reactor.temp_c), c, factors)
    tank = _arguments(reactor, {})[-1]
    flow = float(kernel.gas_phase(y, h, c, tank, bar, transfer))
    normal = NORMAL_K / (reactor.temp_c + 273.15) / NORMAL_BAR
    ammonia = y[kernel.S_IN] * c.k_in / (c.k_in + h)
    acids = y[[kernel.S_VA, kernel.S_BU, kernel.S_PRO, kernel.S_AC]].sum()
    return State(
        values=dict(zip(STATES, y.tolist(), strict=True)),
        ph=float(-np.log10(h)),
        gas_m3_day=flow,
        methane_nm3_day=flow * float(bar[1]) * normal,
        biogas_nm3_day=flow * float(bar[:3].sum()) * normal,
        partial_bar={
            "h2": float(bar[0]),
            "ch4": float(bar[1]),
            "co2": float(bar[2]),
            "h2o": c.p_h2o,
            "total": float(bar[3]),
        },
        inhibition=dict(zip(kernel.INHIBITION, factors.tolist(), strict=True)),
        free_ammonia_mg_l=float(ammonia) * 14.0 * 1000.0,
        acids_kg_cod_m3=float(acids),
    )


def closure(
    reactor: Reactor, influent: Mapping[str, float], y: np.ndarray, overrides: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Relative gap of COD, carbon and nitrogen between what enters and what leaves a steady tank, liquid and gas.

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, tables 2.1 and 2.2 (COD, carbon and nitrogen balance of every process).
    """
    p = with_overrides(overrides)
    state = describe(reactor, y, overrides)
    flow, gas = reactor.flow_m3_day, state.gas_m3_day
    leaving = {
        "cod": gas * (y[kernel.G_H2] + y[kernel.G_CH4]),
        "carbon": gas * (y[kernel.G_CH4] * p["C_ch4"] + y[kernel.G_CO2]),
        "nitrogen": 0.0,
    }
    incoming = np.array([float(influent.get(s, 0.0)) for s in LIQUID])
    out = {}
    for kind, in_gas in leaving.items():
        per = content(kind, p)
        fed = flow * float(incoming @ per)
        out[kind] = (flow * float(y[: len(LIQUID)] @ per) + float(in_gas) - fed) / fed
    return out
