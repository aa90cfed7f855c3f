"""The CEC single diode of a module: its maximum power point for every hour, and its six parameters from a data sheet (pvlib)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from foundation.errors import InputError, Problem
from foundation.light_import import submodule
from foundation.messages import message

BANDGAP_EV = {"c-si": (1.121, -0.0002677), "cdte": (1.475, -0.0003), "cigs": (1.15, -0.0002677)}
"""Band gap at 25 degC, eV, and its temperature coefficient, 1/K (De Soto et al. 2006; pvlib ``calcparams_desoto``)."""


RAISED_ISC = (0.0, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03)
THERMAL_VOLTAGE = 0.025693
"""k T / q at 25 degC, V."""


@dataclass(frozen=True, slots=True)
class SingleDiode:
    """The CEC six-parameter model (Dobos 2012) at 1000 W/m2 and 25 degC: A, V, ohm; ``adjust`` in percent, ``alpha_sc`` in A/K."""

    alpha_sc: float
    a_ref: float
    i_l_ref: float
    i_o_ref: float
    r_s: float
    r_sh_ref: float
    adjust: float
    eg_ref: float = 1.121
    deg_dt: float = -0.0002677


def _bandgap(technology: str) -> tuple[float, float]:
    kind = technology.lower()
    return BANDGAP_EV["cdte" if "cdte" in kind else "cigs" if "cigs" in kind else "c-si"]


def gamma_of(diode: SingleDiode) -> float:
    """Temperature coefficient of the maximum power at 25 degC of a single diode, 1/K (central difference of 1 K)."""
    power = max_power_point(diode, np.full(3, 1000.0), np.array([24.0, 25.0, 26.0]))[0]
    return float((power[2] - power[0]) / (2.0 * power[1]))


def max_power_point(
    diode: SingleDiode, effective_w_m2: np.ndarray, cell_c: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Power (W), voltage (V) and current (A) at the maximum power point of one module; arrays of one shape.

    CEC model, Dobos 2012, solved by pvlib (``calcparams_cec``, ``max_power_point`` by Newton). Dark hours are zero.
    """
    pvsystem = submodule("pvlib", "pvsystem")

    g = np.asarray(effective_w_m2, dtype=float)
    lit = g > 0.0
    out = np.zeros((3, *g.shape))
    if lit.any():
        parameters = pvsystem.calcparams_cec(
            effective_irradiance=g[lit], temp_cell=np.broadcast_to(cell_c, g.shape)[lit], alpha_sc=diode.alpha_sc, a_ref=diode.a_ref, I_L_ref=diode.i_l_ref, I_o_ref=diode.i_o_ref,
            R_sh_ref=diode.r_sh_ref, R_s=diode.r_s, Adjust=diode.adjust, EgRef=diode.eg_ref, dEgdT=diode.deg_dt,
        )  # fmt: skip
        point = pvsystem.max_power_point(*parameters, method="newton")
        for k, name in enumerate(("p_mp", "v_mp", "i_mp")):
            out[k][lit] = np.maximum(np.nan_to_num(np.asarray(point[name], dtype=float)), 0.0)
    return out[0], out[1], out[2]


def current_at_voltage(
    diode: SingleDiode, effective_w_m2: np.ndarray, cell_c: np.ndarray, module_v: np.ndarray
) -> np.ndarray:
    """Current of one module, A, at a voltage that is not its best; negative above the open circuit.

    References
    ----------
    Dobos 2012, Journal of Solar Energy Engineering 134:021011 (CEC single diode).
    """
    pvsystem = submodule("pvlib", "pvsystem")

    parameters = pvsystem.calcparams_cec(
        effective_irradiance=effective_w_m2, temp_cell=cell_c, alpha_sc=diode.alpha_sc, a_ref=diode.a_ref, I_L_ref=diode.i_l_ref, I_o_ref=diode.i_o_ref, R_sh_ref=diode.r_sh_ref, R_s=diode.r_s,
        Adjust=diode.adjust, EgRef=diode.eg_ref, dEgdT=diode.deg_dt,
    )  # fmt: skip
    return np.asarray(pvsystem.i_from_v(module_v, *parameters), dtype=float)


@dataclass(frozen=True, slots=True)
class DataSheet:
    """What a module's data sheet says of 1000 W/m2 and 25 degC: V, A, A/K, V/K, 1/K."""

    v_mp: float
    i_mp: float
    v_oc: float
    i_sc: float
    alpha_isc: float
    beta_voc: float
    gamma_pmp: float
    cells_in_series: int
    technology: str = "Mono-c-Si"


def _five(sheet: DataSheet, adjust: float, i_sc: float) -> SingleDiode:
    """The five parameters of De Soto et al. 2006 for a given ``adjust`` (percent) and short-circuit current.

    Raises
    ------
    RuntimeError
        Where pvlib finds no physical solution from any of four starts.
    """
    sdm = submodule("pvlib", "ivtools.sdm")

    eg, deg = _bandgap(sheet.technology)
    v_mp, i_mp, v_oc, cells = sheet.v_mp, sheet.i_mp, sheet.v_oc, sheet.cells_in_series
    alpha, beta = sheet.alpha_isc * (1.0 - adjust / 100.0), sheet.beta_voc * (1.0 + adjust / 100.0)
    for ideality in (1.05, 1.3, 0.95, 1.5):
        a = ideality * THERMAL_VOLTAGE * cells
        bend = a * math.log1p((i_sc - i_mp) / i_sc * math.exp(v_oc / a))
        guess = {
            "a_0": a, "IL_0": i_sc, "Io_0": i_sc * math.exp(-v_oc / a), "Rsh_0": 300.0,
            "Rs_0": max((bend - v_mp) / i_mp, 0.02 * v_oc / i_sc),
        }  # fmt: skip
        try:
            p, _ = sdm.fit_desoto(
                v_mp=v_mp, i_mp=i_mp, v_oc=v_oc, i_sc=i_sc, alpha_sc=alpha, beta_voc=beta, cells_in_series=cells, EgRef=eg, dEgdT=deg, init_guess=guess, root_kwargs={"method": "lm"}
            )  # fmt: skip
        except RuntimeError:
            continue
        a_ref, i_l, i_o, r_s, r_sh = (float(p[k]) for k in ("a_ref", "I_L_ref", "I_o_ref", "R_s", "R_sh_ref"))
        if min(a_ref, i_l, i_o, r_s, r_sh) > 0.0:
            return SingleDiode(
                alpha_sc=sheet.alpha_isc,
                a_ref=a_ref,
                i_l_ref=i_l,
                i_o_ref=i_o,
                r_s=r_s,
                r_sh_ref=r_sh,
                adjust=adjust,
                eg_ref=eg,
                deg_dt=deg,
            )
    raise RuntimeError("no solution of the five equations")


@lru_cache(maxsize=64)
def fit_single_diode(sheet: DataSheet) -> SingleDiode:
    """The six CEC parameters of a module from its data sheet (Dobos 2012).

    For a given ``adjust`` the five parameters of De Soto et al. 2006 are solved by pvlib (``ivtools.sdm.fit_desoto``) with
    ``alpha (1 - adjust/100)`` and ``beta (1 + adjust/100)``; ``adjust`` is the root where the model's coefficient of the maximum
    power is the data sheet's.

    Where the sheet's fill factor is too high for a diode with a shunt, the short-circuit current is raised by the least of
    ``RAISED_ISC`` that gives the power; the library's own parameters do the same (TSM-370DE14H: 1 %).

    Raises
    ------
    InputError
        ``module-datasheet`` where no single diode has these values.
    """
    from scipy.optimize import brentq

    def miss(adjust: float, isc: float) -> float:
        return gamma_of(_five(sheet, adjust, isc)) - sheet.gamma_pmp

    reason = "coefficients that do not go together"
    for isc in (sheet.i_sc * (1.0 + extra) for extra in RAISED_ISC):
        try:
            reach = next(r for r in (10.0, 25.0, 45.0) if miss(-r, isc) * miss(r, isc) < 0.0)
            diode = _five(sheet, float(brentq(miss, -reach, reach, args=(isc,), xtol=1e-3)), isc)
        except (RuntimeError, StopIteration) as error:
            reason = str(error) or reason
            continue
        power = max_power_point(diode, np.array([1000.0]), np.array([25.0]))[0][0]
        if abs(power / (sheet.v_mp * sheet.i_mp) - 1.0) < 2e-4:
            return diode
    raise InputError(
        Problem(
            "module-datasheet", "module", message("no single diode has these data sheet values ({reason})", reason=reason), None,
            "coefficients of I_sc, V_oc and P_max that go together, in A/K, V/K and 1/K", "compare each value and unit with the sheet",
        )
    )  # fmt: skip
