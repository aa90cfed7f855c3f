"""Row pitch of racks on flat roofs: the winter-solstice rule of GB 50797-2012, and the shadows it rests on."""

from __future__ import annotations

import math

import numpy as np

from foundation.errors import InputError, Problem
from foundation.messages import message

DECLINATION_DEG = 23.45
MORNING_DEG = 45.0
"""Hour angle of 9:00 and 15:00 true solar time."""


def highest_latitude() -> float:
    """Where the sun of the winter solstice rises at 9:00 true solar time, degrees: beyond it the rule has no answer.

    >>> round(highest_latitude(), 2)
    58.47

    References
    ----------
    GB 50797-2012, row spacing: no shade from 9:00 to 15:00 true solar time at winter solstice.
    """
    return math.degrees(math.atan(0.707 / 0.4338))


def _refuse_far_north(latitude: float) -> None:
    if abs(latitude) >= highest_latitude() - 0.5:
        raise InputError(
            Problem(
                "row-pitch-latitude",
                "site.latitude",
                "the row pitch rule of GB 50797 has no answer: at 9:00 on the winter solstice the sun is below or at the horizon",
                latitude,
                message("up to {latitude:.1f} degrees from the equator", latitude=highest_latitude() - 0.5),
                "choose row_pitch_m or ground_cover_ratio for the roof",
            )
        )


def row_pitch_factor(latitude: float) -> float:
    """Shadow length per unit of height for no row shading 9:00 to 15:00 solar time at winter solstice (GB 50797-2012).

    For rows that face the equator. Raises ``InputError`` (``row-pitch-latitude``) where the sun is not up at 9:00.

    >>> [round(row_pitch_factor(p), 4) for p in (23.17, 25.02, 28.22)]
    [1.4125, 1.5138, 1.7149]
    """
    _refuse_far_north(latitude)
    t = math.tan(math.radians(abs(latitude)))
    return (0.707 * t + 0.4338) / (0.707 - 0.4338 * t)


def solstice_sun(latitude: float) -> np.ndarray:
    """Directions to the sun at winter solstice, 9:00 to 15:00 true solar time, half-hourly: (east, north, up), shape (13, 3).

    References
    ----------
    Duffie and Beckman 2013, Solar Engineering of Thermal Processes, 4th edition, eq. 1.6.5 and 1.6.6, at a declination of -23.45 degrees.
    """
    omega = np.radians(np.linspace(-MORNING_DEG, MORNING_DEG, 13))
    phi = math.radians(latitude)
    delta = math.radians(-DECLINATION_DEG if latitude >= 0 else DECLINATION_DEG)
    east = -math.cos(delta) * np.sin(omega)
    north = math.cos(phi) * math.sin(delta) - math.sin(phi) * math.cos(delta) * np.cos(omega)
    up = math.sin(phi) * math.sin(delta) + math.cos(phi) * math.cos(delta) * np.cos(omega)
    return np.column_stack([east, north, up])


def shadow_factor(latitude: float, azimuth_deg: float) -> float:
    """Shadow length behind a row per unit of its height for rows facing any azimuth.

    Towards the equator the formula of the code itself; for other azimuths the same hours by solar geometry.

    >>> round(shadow_factor(25.02, 180.0), 4), round(shadow_factor(25.02, 150.0), 3)
    (1.5138, 2.084)

    References
    ----------
    GB 50797-2012, row spacing; other azimuths by Duffie and Beckman 2013, Solar Engineering of Thermal Processes, 4th edition, eq. 1.6.5 and 1.6.6.
    """
    facing = 180.0 if latitude >= 0 else 0.0
    if abs((azimuth_deg - facing + 180.0) % 360.0 - 180.0) < 0.5:
        return row_pitch_factor(latitude)
    _refuse_far_north(latitude)
    east, north, up = solstice_sun(latitude).T
    a = math.radians(azimuth_deg)
    return float(max(np.max((east * math.sin(a) + north * math.cos(a)) / up), 0.0))


def row_pitch(length_m: float, tilt_deg: float, latitude: float, azimuth_deg: float | None = None) -> float:
    """Distance from row to row, m: ``D = L cos b + L sin b * factor`` (GB 50797-2012).

    >>> [round(row_pitch(2.0, 25.0, p), 2) for p in (23.17, 25.02, 28.22)]
    [3.01, 3.09, 3.26]
    """
    b = math.radians(tilt_deg)
    facing = (180.0 if latitude >= 0 else 0.0) if azimuth_deg is None else azimuth_deg
    return length_m * (math.cos(b) + math.sin(b) * (shadow_factor(latitude, facing) if tilt_deg > 0 else 0.0))


def shadow_on_roof(height_m: float, tilt_deg: float, azimuth_deg: float, latitude: float) -> np.ndarray:
    """Where the top of a vertical post throws its shadow on a roof between 9:00 and 15:00 at winter solstice.

    Parameters
    ----------
    height_m : float
        Above the roof, vertical.
    tilt_deg, azimuth_deg : float
        Of the roof; its frame is u along the eave, v up the slope (v points to ``azimuth_deg`` + 180).

    Returns
    -------
    ndarray (k, 2)
        Shadow tips from the foot of the post in (u, v), metres; hours with the sun behind the roof or within 3 degrees of its
        plane are left out.
    """
    sun = solstice_sun(latitude)
    a, b = math.radians(azimuth_deg), math.radians(tilt_deg)
    ahead = sun[:, 0] * math.sin(a) + sun[:, 1] * math.cos(a)
    along = -sun[:, 0] * math.cos(a) + sun[:, 1] * math.sin(a)
    up_slope = -ahead * math.cos(b) + sun[:, 2] * math.sin(b)
    normal = ahead * math.sin(b) + sun[:, 2] * math.cos(b)
    lit = normal > math.sin(math.radians(3.0))
    t = height_m * math.cos(b) / normal[lit]
    return np.column_stack([-t * along[lit], height_m * math.sin(b) - t * up_slope[lit]])
