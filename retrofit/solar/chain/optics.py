"""What the cover glass lets through, and what the spectrum does to silicon: pvlib's models, and SAM's cover put together from them."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from foundation.light_import import submodule

N_AR = 1.3
"""Refractive index of the anti-reflective coat on the cover glass (SAM, PVWatts v8)."""
N_GLASS = 1.526
"""Refractive index of the cover glass (De Soto et al. 2006, table of the glazing)."""
AM_MONO_SI = (0.918093, 0.086257, -0.024459, 0.002816, -0.000126)
"""Air mass polynomial of mono-crystalline silicon, rising powers (De Soto et al. 2006, table 4)."""


STEPS = 90
"""Steps of Marion's integrals over each angle: the sky's modifier stands within 0.0001 of that by 720."""


def _normal_reflectance(n1: float, n2: float) -> float:
    return ((n1 - n2) / (n1 + n2)) ** 2


@cache
def diffuse_modifiers(model: str, tilt_deg: float) -> tuple[float, float]:
    """Incidence modifiers of sky and ground diffuse for a model and tilt.

    ``sam``: bare glass at the equivalent angles of Duffie and Beckman (equations 5.4.1 and 5.4.2), over SAM's normal transmittance.
    """
    iam = submodule("pvlib", "iam")

    if model == "physical_marion":
        function = partial(iam.physical, n_ar=N_AR)
        sky = float(iam.marion_integrate(function, tilt_deg, "sky", num=STEPS))
        return sky, float(iam.marion_integrate(function, tilt_deg, "ground", num=STEPS)) if tilt_deg > 1e-6 else 0.0
    if model == "martin_ruiz":
        both = iam.martin_ruiz_diffuse(tilt_deg)
        return float(both["sky"]), float(both["ground"])
    if model == "sam":
        angles = (59.7 - 0.1388 * tilt_deg + 0.001497 * tilt_deg**2, 90.0 - 0.5788 * tilt_deg + 0.002693 * tilt_deg**2)
        coat = 1.0 - _normal_reflectance(1.0, N_AR)
        return float(iam.physical(angles[0])) / coat, float(iam.physical(angles[1])) / coat
    return 1.0, 1.0


def beam_modifier(model: str, aoi_deg: np.ndarray) -> np.ndarray:
    """Incidence modifier of the beam, shape of ``aoi_deg``.

    ``sam``: coat and glass one after the other, each for unpolarised light, over the normal transmittance of glass against air
    behind the coat (so it stands above 1 near the normal), and never above 1.
    """
    iam = submodule("pvlib", "iam")

    if model == "none":
        return np.ones_like(aoi_deg)
    front = aoi_deg < 90.0
    result = np.zeros_like(aoi_deg)
    aoi = aoi_deg[front]
    if model == "ashrae":
        out = iam.ashrae(aoi)
    elif model == "martin_ruiz":
        out = iam.martin_ruiz(aoi)
    elif model == "sam":
        angle = np.clip(aoi, 1.0, 89.0)
        inside = np.degrees(np.arcsin(np.sin(np.radians(angle)) / N_AR))
        surplus = (1.0 - _normal_reflectance(N_AR, N_GLASS)) / (1.0 - _normal_reflectance(1.0, N_GLASS))
        out = np.minimum(
            iam.physical(angle, n=N_AR, K=0.0) * iam.physical(inside, n=N_GLASS / N_AR) * surplus, 1.0
        )  # fmt: skip
    else:
        out = iam.physical(aoi, n_ar=N_AR)
    result[front] = np.nan_to_num(np.asarray(out, dtype=float))
    return result


def desoto_spectral(apparent_zenith_deg: np.ndarray, altitude_m: float) -> np.ndarray:
    """Spectral factor from the absolute air mass (King et al. 1998 for the path, De Soto et al. 2006 for silicon); zenith at most 86."""
    z = np.clip(apparent_zenith_deg, 0.0, 86.0)
    air_mass = 1.0 / (np.cos(np.radians(z)) + 0.5057 * (96.080 - z) ** -1.634) * np.exp(-0.0001184 * altitude_m)
    result: np.ndarray = np.maximum(np.polynomial.polynomial.polyval(air_mass, AM_MONO_SI), 0.0)
    return result
