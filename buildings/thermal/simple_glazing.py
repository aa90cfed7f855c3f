"""A window known only by U-factor and solar heat gain coefficient, as one fictitious pane.

Arasteh, Kohler and Griffith 2009, *Modeling Windows in EnergyPlus with Simple Performance Indices*, LBNL-2804E (steps 1 to 7), with the
angular curves as EnergyPlus 25.2 holds them (``data/simple_glazing.csv``).
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from buildings.model import Glazing, Pane
from foundation.tables import read_table

U_KNOTS = (1.4195, 1.7034, 3.4068, 4.5424)
"""U-factors, W/(m2 K), at which the sets of curves below hold; between them the curves are interpolated."""
SETS: tuple[tuple[tuple[float, str], ...], ...] = (
    ((0.35, "J"), (0.45, "E")),
    ((0.25, "FH"), (0.30, "FGHI"), (0.50, "FGHI"), (0.55, "E")),
    ((0.25, "FH"), (0.30, "FGHI"), (0.50, "FGHI"), (0.55, "E")),
    ((0.30, "D"), (0.45, "BDCD"), (0.60, "BDCD"), (0.65, "A")),
)
"""For every knot: heat gain coefficients and the mean of curves that holds there."""
U_MAX = 5.85
"""Above it the inner film of the report's first branch does not hold."""
INDOORS_K, OUTDOORS_K, WIND_FILM = 294.15, 255.15, 26.0
"""Winter conditions of a rating: 21 and -18 degC, and the convection outside at 5.5 m/s, W/(m2 K) (NFRC 100-2010)."""
LARGEST_FACTOR = 2.0
SIGMA = 5.670374419e-8


def films(u: float) -> tuple[float, float]:
    """Inner and outer film resistance in winter, m2 K/W (steps 1 and 2).

    References
    ----------
    Arasteh, Kohler and Griffith 2009, LBNL-2804E, steps 1 and 2.
    """
    inner = 1.0 / (0.359073 * math.log(u) + 6.949915) if u < U_MAX else 1.0 / (1.788041 * u - 2.886625)
    return inner, 1.0 / (0.025342 * u + 29.163853)


def _transmittance(u: float, shgc: float) -> float:
    """Solar transmittance at normal incidence (step 4), linear in U between 3.4 and 4.5 W/(m2 K)."""
    single = 0.939998 * shgc**2 + 0.20332 * shgc if shgc < 0.7206 else 1.30415 * shgc - 0.30515
    double = 0.41040 * shgc if shgc <= 0.15 else 0.085775 * shgc**2 + 0.963954 * shgc - 0.084958
    return float(np.interp(u, (3.4, 4.5), (double, single)))


def _summer_films(u: float, absorbed: float) -> tuple[float, float]:
    """Inner and outer film resistance in summer (step 5), from SHGC less transmittance."""
    x = absorbed
    inner = (
        1.0 / (199.8208128 * x**3 - 90.639733 * x**2 + 19.737055 * x + 6.766575),
        1.0 / (29.436546 * x**3 - 21.943415 * x**2 + 9.945872 * x + 7.426151),
    )
    outer = (1.0 / (5.763355 * x + 20.541528), 1.0 / (2.225824 * x + 20.577080))
    return float(np.interp(u, (3.4, 4.5), inner)), float(np.interp(u, (3.4, 4.5), outer))


def equivalent_pane(u: float, shgc: float) -> Pane:
    """The fictitious pane of a window with winter U-factor ``u`` (with films), W/(m2 K), and SHGC at normal incidence.

    Raises
    ------
    ValueError
        Where U leaves no resistance between the films (above about 9.8 W/(m2 K)) or SHGC is not between 0 and 1.

    References
    ----------
    Arasteh, Kohler and Griffith 2009, LBNL-2804E, steps 1 to 6.
    """
    if not (0.0 < shgc < 1.0 and u > 0.0):
        raise ValueError("U-factor must be positive and SHGC between 0 and 1")
    inner, outer = films(u)
    resistance = 1.0 / u - inner - outer
    if resistance <= 0.0:
        raise ValueError("the U-factor leaves no resistance to the glass")
    thickness = 0.002 if 1.0 / resistance > 7.0 else 0.05914 - 0.00714 / resistance
    tau = _transmittance(u, shgc)
    ri, ro = _summer_films(u, shgc - tau)
    inward = (ro + 0.5 * resistance) / (ro + resistance + ri)
    reflectance = min(max(1.0 - tau - (shgc - tau) / inward, 1e-4), 1.0 - tau)
    return Pane(thickness, thickness / resistance, tau, reflectance, reflectance, 0.84, 0.84, rated=(u, shgc))


def simple_glazing(name: str, u: float, shgc: float) -> Glazing:
    """A frameless glazing of one equivalent pane; U and SHGC hold frame and glass together.

    References
    ----------
    Arasteh, Kohler and Griffith 2009, LBNL-2804E, steps 1 to 7.
    """
    return Glazing(name, (equivalent_pane(u, shgc),))


def _window_film(face_k: float) -> float:
    """Natural convection at a vertical window 1 m high beside air of ``INDOORS_K``, W/(m2 K).

    References
    ----------
    ISO 15099:2003, equations 131 to 136 (``Nu = 0.56 Ra**0.25``), air by its table B.
    """
    film_k = INDOORS_K + 0.25 * (face_k - INDOORS_K)
    density = 101325.0 / (287.042 * film_k)
    conductivity, viscosity = 2.873e-3 + 7.76e-5 * film_k, 3.723e-6 + 4.94e-8 * film_k
    cp = 1002.737 + 1.2324e-2 * film_k
    rayleigh = density**2 * 9.81 * cp * abs(face_k - INDOORS_K) / (film_k * viscosity * conductivity)
    return 0.56 * conductivity * float(rayleigh) ** 0.25


def rated_u(pane: Pane, factor_out: float = 1.0, factor_in: float = 1.0) -> float:
    """U of a single pane at winter conditions, W/(m2 K): ``1 / (1/(h_r + f h_c) + d/k + 1/(h_r + f h_c))``, a factor ``f`` for each side.

    References
    ----------
    NFRC 100-2010 (conditions); ISO 15099:2003 (films).
    """
    resistance = pane.thickness_m / pane.conductivity_w_mk
    outer, inner = OUTDOORS_K, INDOORS_K - 15.0
    u = 0.0
    for _ in range(60):
        h_out = pane.emittance_front * SIGMA * 0.5 * (OUTDOORS_K + outer) ** 3 + factor_out * WIND_FILM
        h_in = pane.emittance_back * SIGMA * 0.5 * (INDOORS_K + inner) ** 3 + factor_in * _window_film(inner)
        u = 1.0 / (1.0 / h_out + resistance + 1.0 / h_in)
        flux = u * (INDOORS_K - OUTDOORS_K)
        outer, inner = 0.5 * (outer + OUTDOORS_K + flux / h_out), 0.5 * (inner + INDOORS_K - flux / h_in)
    return u


@cache
def film_factor(pane: Pane) -> float:
    """By how much the convection at both faces of a window is enlarged so that its pane has the rated U, between 1 and 2.

    A U-factor above that of bare glass holds frames that conduct well: their wetted area is larger than the window's. 1 for panes that
    are known by their own properties. As EnergyPlus 25.2 finds it: its rating takes the mean of the inner convection and the one before,
    times the factor, and so ends with ``f / (2 - f)`` inside.

    References
    ----------
    EnergyPlus Engineering Reference 25.2, simple window model (adjusted film coefficients).
    """
    if pane.rated is None or rated_u(pane) >= pane.rated[0]:
        return 1.0
    low, high = 1.0, LARGEST_FACTOR
    while high - low > 1e-4:
        middle = 0.5 * (low + high)
        short = rated_u(pane, middle, middle / (2.0 - middle)) < pane.rated[0]
        low, high = (middle, high) if short else (low, middle)
    return high


@cache
def _curves() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Polynomials in the cosine of incidence of transmittance, and of transmittance plus reflectance, by letters."""
    out = {}
    for r in read_table("buildings", "simple_glazing.csv"):
        t = np.array([0.0, *(float(r[f"t{k}"]) for k in range(1, 5))])
        s = np.array([1.0, *(float(r[f"s{k}"]) for k in range(1, 5))])
        out[r["curve"]] = (t, s)
    for letters in ("FH", "FGHI", "BDCD"):
        out[letters] = (
            np.mean([out[c][0] for c in letters], axis=0),
            np.mean([out[c][1] for c in letters], axis=0),
        )
    return out


def _at(curves: tuple[tuple[float, str], ...], shgc: float) -> np.ndarray:
    """Both polynomials of a set at a heat gain coefficient, shape (2, 5)."""
    rows = np.array([_curves()[c] for _, c in curves])
    x = [s for s, _ in curves]
    return np.array([[np.interp(shgc, x, rows[:, i, k]) for k in range(5)] for i in range(2)])


def angular_factors(u: float, shgc: float, cosine: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Factors of transmittance (1 at normal incidence) and of reflectance (0 there, 1 at grazing), step 7.

    References
    ----------
    Arasteh, Kohler and Griffith 2009, LBNL-2804E, step 7, ten curves.
    """
    sets = np.array([_at(s, shgc) for s in SETS])
    t, both = (np.array([np.interp(u, U_KNOTS, sets[:, i, k]) for k in range(5)]) for i in range(2))
    tau = np.polynomial.polynomial.polyval(cosine, t)
    rho = np.polynomial.polynomial.polyval(cosine, both) - tau
    normal = cosine > 1.0 - 1e-12
    return np.where(normal, 1.0, np.clip(tau, 0.0, None)), np.where(normal, 0.0, np.clip(rho, 0.0, 1.0))
