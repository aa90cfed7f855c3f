"""Layered glazing by angle of incidence: transmitted and absorbed solar radiation, gap conductance, U and SHGC.

Index and extinction of each pane follow from its normal transmittance and reflectance (Fresnel, both polarisations); coated
panes scale their normal values with the angular curve of clear glass (transmittance) and its reflectance; panes are combined
with all inter-reflections (Arasteh and Finlayson, WINDOW 4; EnergyPlus Engineering Reference, window chapter).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from buildings.model import Gap, Glazing, Pane
from buildings.thermal.simple_glazing import angular_factors

SIGMA = 5.670374419e-8
MAX_GAP_M = 0.013
"""Above about 13 mm convection sets in and a wider gap insulates no better (ISO 15099; Nu = 1 up to there)."""
ANGLES_DEG = np.linspace(0.0, 90.0, 91)
GRAZING_MAX = 1.0 - 1e-9
"""Reflectance at 90 degrees, just below one so that inter-reflections stay finite."""
COATED_TRANSMITTANCE = {
    "clear": (-0.0015, 3.355, -3.840, 1.460, 0.0288),
    "bronze": (-0.002, 2.813, -2.341, -0.05725, 0.599),
}
COATED_SUM = {"clear": (0.999, -0.563, 2.043, -2.532, 1.054), "bronze": (0.997, -1.868, 6.513, -7.862, 3.225)}
"""Angular factors of coated glass: polynomials in the cosine of incidence for transmittance, and for transmittance plus
reflectance; the clear curve above a normal transmittance of 0.645, the bronze curve below (Arasteh, Finlayson et al.;
EnergyPlus Engineering Reference, coated glass)."""


@dataclass(frozen=True, eq=False, slots=True)
class GlazingOptics:
    """System properties at ``ANGLES_DEG`` (front incidence) and hemispherical (front and back).

    ``absorbed_*`` has shape (panes, 91) or (panes,).
    """

    transmittance: np.ndarray
    reflectance: np.ndarray
    absorbed: np.ndarray
    transmittance_diffuse: float
    reflectance_diffuse: float
    absorbed_diffuse: np.ndarray
    transmittance_back: float
    reflectance_back: float
    absorbed_back: np.ndarray


def _fresnel(n: float, cos1: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Interface reflectances of both polarisations and the cosine inside the glass."""
    sin1 = np.sqrt(np.maximum(0.0, 1.0 - cos1**2))
    cos2 = np.sqrt(1.0 - (sin1 / n) ** 2)
    perpendicular = ((cos1 - n * cos2) / (cos1 + n * cos2)) ** 2
    parallel = ((n * cos1 - cos2) / (n * cos1 + cos2)) ** 2
    return perpendicular, parallel, cos2


def _slab(r: np.ndarray, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Transmittance and reflectance of a slab with interface reflectance ``r`` and internal transmittance ``a``."""
    denominator = 1.0 - (r * a) ** 2
    return a * (1.0 - r) ** 2 / denominator, r + r * a * a * (1.0 - r) ** 2 / denominator


def pane_angular(pane: Pane) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Transmittance, front and back reflectance of one pane at ``ANGLES_DEG``.

    References
    ----------
    Duffie and Beckman 2013, Solar Engineering of Thermal Processes, 4th edition, eq. 5.1.1 to 5.1.4 (Fresnel, Snell), 5.2.2 (absorption) and 5.3.1 to 5.3.3 (one cover).
    """
    t, r_front, r_back = pane.solar_transmittance, pane.solar_reflectance_front, pane.solar_reflectance_back
    if pane.rated is not None:
        factor_t, factor_r = angular_factors(*pane.rated, np.cos(np.radians(ANGLES_DEG)))
        tau = np.minimum(t * factor_t, 1.0)
        rho = np.minimum(r_front * (1.0 - factor_r) + factor_r, np.minimum(1.0 - tau, GRAZING_MAX))
        return tau, rho, rho.copy()
    if pane.coated or abs(r_front - r_back) > 1e-6:
        c = np.cos(np.radians(ANGLES_DEG))
        kind = "clear" if t > 0.645 else "bronze"
        shape_t = np.clip(np.polynomial.polynomial.polyval(c, COATED_TRANSMITTANCE[kind]), 0.0, 1.0)
        shape_r = np.clip(np.polynomial.polynomial.polyval(c, COATED_SUM[kind]) - shape_t, 0.0, 1.0)
        shape_t[-1] = 0.0
        tau = t * shape_t
        front = np.minimum(r_front * (1.0 - shape_r) + shape_r, 1.0 - tau)
        back = np.minimum(r_back * (1.0 - shape_r) + shape_r, 1.0 - tau)
        return tau, np.minimum(front, GRAZING_MAX), np.minimum(back, GRAZING_MAX)
    # interface reflectance at normal incidence from (t, r): beta of the slab equations, then n and extinction
    beta = t * t - r_front * r_front + 2.0 * r_front + 1.0
    rho0 = (beta - math.sqrt(beta * beta - 4.0 * (2.0 - r_front) * r_front)) / (2.0 * (2.0 - r_front))
    n = (1.0 + math.sqrt(rho0)) / (1.0 - math.sqrt(rho0))
    internal = (r_front - rho0) / (rho0 * t)
    cos1 = np.cos(np.radians(np.minimum(ANGLES_DEG, 89.999)))
    perpendicular, parallel, cos2 = _fresnel(n, cos1)
    a = internal ** (1.0 / cos2)
    tp, rp = _slab(perpendicular, a)
    ts, rs = _slab(parallel, a)
    tau, rho = 0.5 * (tp + ts), 0.5 * (rp + rs)
    tau[-1], rho[-1] = 0.0, GRAZING_MAX
    return tau, rho, rho.copy()


def _combine(
    t: list[np.ndarray], rf: list[np.ndarray], rb: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Transmittance, reflectance and absorbed share by pane of a stack for front incidence.

    Solves the up and down fluxes between panes exactly (2 per gap) from the back to the front.
    """
    n = len(t)
    # reflectance of everything behind interface k, seen from the front
    behind = [np.zeros_like(t[0]) for _ in range(n + 1)]
    for k in range(n - 1, -1, -1):
        behind[k] = rf[k] + t[k] ** 2 * behind[k + 1] / (1.0 - rb[k] * behind[k + 1])
    forward = np.ones_like(t[0])
    absorbed = np.zeros((n, *t[0].shape))
    for k in range(n):
        after = forward * t[k] / (1.0 - rb[k] * behind[k + 1])
        back = after * behind[k + 1]
        absorbed[k] = forward * (1.0 - t[k] - rf[k]) + back * (1.0 - t[k] - rb[k])
        forward = after
    return forward, behind[0], absorbed


def _hemispherical(values: np.ndarray) -> np.ndarray:
    """Average over the hemisphere: ``2 int f cos sin dtheta``."""
    theta = np.radians(ANGLES_DEG)
    weight = 2.0 * np.cos(theta) * np.sin(theta)
    return np.asarray(np.trapezoid(values * weight, theta, axis=-1) / np.trapezoid(weight, theta))


@lru_cache(maxsize=256)
def optics(glazing: Glazing) -> GlazingOptics:
    """Solar properties of the glazed part by angle (cached).

    References
    ----------
    Finlayson, Arasteh, Huizenga, Rubin and Reilly 1993, WINDOW 4.0, LBL-33943 (inter-reflection of panes by angle).
    """
    panes = [pane_angular(p) for p in glazing.panes]
    t, rf, rb = [p[0] for p in panes], [p[1] for p in panes], [p[2] for p in panes]
    tau, rho, absorbed = _combine(t, rf, rb)
    tau_b, rho_b, absorbed_b = _combine(t[::-1], rb[::-1], rf[::-1])
    return GlazingOptics(
        transmittance=tau, reflectance=rho, absorbed=absorbed,
        transmittance_diffuse=float(_hemispherical(tau)), reflectance_diffuse=float(_hemispherical(rho)), absorbed_diffuse=_hemispherical(absorbed),
        transmittance_back=float(_hemispherical(tau_b)), reflectance_back=float(_hemispherical(rho_b)), absorbed_back=_hemispherical(absorbed_b)[::-1].copy(),
    )  # fmt: skip


def gas_conductivity(gap: Gap) -> tuple[float, float]:
    """``(a, b)`` of ``k(T) = a + b T``, T in K, W/(m K) (ISO 15099 annex B)."""
    return (2.873e-3, 7.76e-5) if gap.gas == "air" else (2.285e-3, 5.149e-5)


def gap_terms(glazing: Glazing) -> np.ndarray:
    """Per gap ``(a / d, b / d, 4 sigma / (1/e1 + 1/e2 - 1))``: conductance = c0 + c1 T + c2 T^3, W/(m2 K); shape (gaps, 3).

    References
    ----------
    ISO 15099:2003, annex B (gas) and the radiation between parallel panes, 4 sigma T^3 / (1/e1 + 1/e2 - 1).
    """
    rows = []
    for k, gap in enumerate(glazing.gaps):
        a, b = gas_conductivity(gap)
        d = min(gap.thickness_m, MAX_GAP_M)
        e1, e2 = glazing.panes[k].emittance_back, glazing.panes[k + 1].emittance_front
        rows.append((a / d, b / d, 4.0 * SIGMA / (1.0 / e1 + 1.0 / e2 - 1.0)))
    return np.array(rows).reshape(-1, 3)


def pane_resistance(glazing: Glazing) -> float:
    """Sum of thickness over conductivity of the panes, m2K/W."""
    return sum(p.thickness_m / p.conductivity_w_mk for p in glazing.panes)


def face_split(glazing: Glazing, temperature_k: float = 283.15) -> np.ndarray:
    """Share of what each pane absorbs that reaches the inner face node when both faces are held, shape (panes,).

    A source in the middle of a chain of resistances splits in inverse proportion to the resistances to its ends.
    """
    gaps = [1.0 / (c0 + c1 * temperature_k + c2 * temperature_k**3) for c0, c1, c2 in gap_terms(glazing)]
    position, run = [], 0.0
    for k, pane in enumerate(glazing.panes):
        r = pane.thickness_m / pane.conductivity_w_mk
        position.append(run + 0.5 * r)
        run += r + (gaps[k] if k < len(gaps) else 0.0)
    return np.array(position) / run


def centre_u_value(glazing: Glazing, h_in: float, h_out: float, temperature_k: float = 273.15) -> float:
    """Centre-of-glass U-value for given total films, W/(m2 K).

    References
    ----------
    EN 673:2011: films, panes and gaps in series; ISO 15099:2003.
    """
    r = pane_resistance(glazing) + sum(
        1.0 / (c0 + c1 * temperature_k + c2 * temperature_k**3) for c0, c1, c2 in gap_terms(glazing)
    )
    return 1.0 / (1.0 / h_in + r + 1.0 / h_out)


def u_value(glazing: Glazing, h_in: float = 8.0, h_out: float = 23.0) -> float:
    """Whole-window U-value with the Chinese standard films (JGJ/T 151: 8 and 23 W/(m2 K)), glass and frame by area.

    References
    ----------
    JGJ/T 151-2008 (boundary conditions, area weighting of glass and frame).
    """
    f = glazing.frame_fraction
    frame = 1.0 / (1.0 / h_in + 1.0 / glazing.frame_conductance_w_m2k + 1.0 / h_out) if f > 0.0 else 0.0
    return (1.0 - f) * centre_u_value(glazing, h_in, h_out) + f * frame


def shgc(glazing: Glazing, h_in: float = 8.0, h_out: float = 23.0) -> float:
    """Whole-window solar heat gain coefficient at normal incidence: transmitted plus the inward share of what is absorbed.

    References
    ----------
    JGJ/T 151-2008; ISO 9050:2003 (transmitted plus inward part of what is absorbed).
    """
    o = optics(glazing)
    position = face_split(glazing)
    r = 1.0 / centre_u_value(glazing, h_in, h_out)
    body = r - 1.0 / h_in - 1.0 / h_out
    inward = (1.0 / h_out + position * body) / r
    glass = float(o.transmittance[0] + np.sum(o.absorbed[:, 0] * inward))
    f = glazing.frame_fraction
    if f <= 0.0:
        return glass
    frame_u = 1.0 / (1.0 / h_in + 1.0 / glazing.frame_conductance_w_m2k + 1.0 / h_out)
    return (1.0 - f) * glass + f * glazing.frame_solar_absorptance * frame_u / h_out
