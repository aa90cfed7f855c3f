"""What stands between the sky and a plane: rows in front, boxes nearby; and the light on the back of a module.

The horizon is in ``weather.horizon``. Shares are of the beam (with the sky around the sun) or of the rest of the sky.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foundation.light_import import submodule
from weather.sun import SunYear


@dataclass(frozen=True, slots=True)
class Rows:
    """Parallel rows on racks: ground cover ratio (module slope length over pitch) and how many rows there are.

    ``blocks``: parts along the slope that fall out whole once their lower edge is shaded (bypass diodes: 3 for one module in
    landscape, 1 for a string in portrait); 0: only the shaded part is lost (thin film, or an optimistic bound).
    """

    gcr: float
    count: int | None = None
    """None: many, so the first row does not count."""
    blocks: int = 3

    @property
    def share_behind(self) -> float:
        """Share of the rows that have a row in front."""
        return 1.0 if self.count is None else (self.count - 1) / self.count


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box with sides to the points of the compass, m from the centre of the array's plane (east, north, up)."""

    east_m: tuple[float, float]
    north_m: tuple[float, float]
    up_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bifacial:
    """Rows whose back takes light: height of the module's centre above the ground or roof, slope length, ground cover ratio."""

    height_m: float
    slope_length_m: float
    gcr: float
    bifaciality: float
    structure_shading: float = 0.05
    """Share of the back's light that rails take (PVsyst default of the structure shading factor)."""


def row_beam_loss(rows: Rows, tilt_deg: float, azimuth_deg: float, sun: SunYear) -> np.ndarray:
    """Share of the beam that is lost to the rows in front, 0..1, shape (hours,).

    Shaded part of the slope by pvlib ``shading.shaded_fraction1d`` (Anderson and Jensen 2024); with ``blocks`` the loss is that of
    Martinez-Moreno et al. 2010, equation for the direct part: ``1 - (1 - shaded) (1 - shaded blocks / (blocks + 1))``.
    """
    shading = submodule("pvlib", "shading")

    up = sun.zenith < 90.0
    part = np.zeros(sun.zenith.shape)
    if tilt_deg > 0.0 and rows.share_behind > 0.0:
        part[up] = np.nan_to_num(
            np.asarray(
                shading.shaded_fraction1d(
                    sun.zenith[up], sun.azimuth[up], azimuth_deg - 90.0, tilt_deg, collector_width=rows.gcr, pitch=1.0
                )
            )
        )
    part = np.clip(part, 0.0, 1.0)
    loss = part
    if rows.blocks:
        loss = 1.0 - (1.0 - part) * (1.0 - np.ceil(part * rows.blocks - 1e-9) / (rows.blocks + 1))
        loss = np.where(part >= 1.0, 1.0, loss)
    result: np.ndarray = loss * rows.share_behind
    return result


def row_sky_loss(rows: Rows, tilt_deg: float) -> float:
    """Share of a plane's isotropic sky light that the row in front hides, mean over the slope (view factor of pvlib's infinite sheds).

    References
    ----------
    Mikofski, Darawali, Hamer, Neubert and Newmiller 2019, IEEE PVSC 46 (infinite sheds).
    """
    utils = submodule("pvlib", "bifacial.utils")

    if tilt_deg <= 0.0:
        return 0.0
    free = (1.0 + np.cos(np.radians(tilt_deg))) / 2.0
    return float(1.0 - utils.vf_row_sky_2d_integ(tilt_deg, rows.gcr) / free) * rows.share_behind


def row_ground_loss(rows: Rows, tilt_deg: float) -> float:
    """Share of the light from the ground that rows take: the row in front hides ground (view factor of pvlib's infinite sheds), and what
    is seen lies between rows that cover ``gcr cos(tilt)`` of it.

    References
    ----------
    Mikofski, Darawali, Hamer, Neubert and Newmiller 2019, IEEE PVSC 46 (infinite sheds).
    """
    utils = submodule("pvlib", "bifacial.utils")

    if tilt_deg <= 0.0:
        return 0.0
    angle = np.radians(tilt_deg)
    seen = float(utils.vf_row_ground_2d_integ(tilt_deg, rows.gcr)) / ((1.0 - np.cos(angle)) / 2.0)
    return float(1.0 - seen * max(1.0 - rows.gcr * np.cos(angle), 0.0)) * rows.share_behind


def plane_points(area_m2: float, tilt_deg: float, azimuth_deg: float, side: int = 5) -> np.ndarray:
    """``side`` by ``side`` points of a square plane of this area, m east, north and up of its centre, shape (points, 3)."""
    t, a = np.radians(tilt_deg), np.radians(azimuth_deg)
    across = np.array([-np.cos(a), np.sin(a), 0.0])
    up_slope = np.array([-np.sin(a) * np.cos(t), -np.cos(a) * np.cos(t), np.sin(t)])
    s = ((np.arange(side) + 0.5) / side - 0.5) * np.sqrt(area_m2)
    u, v = np.meshgrid(s, s)
    points: np.ndarray = u.reshape(-1, 1) * across + v.reshape(-1, 1) * up_slope
    return points


def directions(zenith_deg: np.ndarray, azimuth_deg: np.ndarray) -> np.ndarray:
    """Unit vectors (east, north, up) towards sky points, shape (n, 3)."""
    z, a = np.radians(zenith_deg), np.radians(azimuth_deg)
    return np.stack([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)], axis=-1)


def hidden(points: np.ndarray, boxes: tuple[Box, ...], rays: np.ndarray) -> np.ndarray:
    """Which points do not see along which rays because a box is in the way: bool, shape (points, rays).

    Slab method (Kay and Kajiya 1986): a ray enters a box where it has passed the last of the three near planes before the
    first of the three far ones.
    """
    blocked = np.zeros((len(points), len(rays)), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = 1.0 / rays
        for box in boxes:
            enter = np.full(blocked.shape, -np.inf)
            leave = np.full(blocked.shape, np.inf)
            for axis, (low, high) in enumerate((box.east_m, box.north_m, box.up_m)):
                a = (low - points[:, axis, None]) * inverse[None, :, axis]
                b = (high - points[:, axis, None]) * inverse[None, :, axis]
                # a ray within a face's plane gives 0/0: it neither enters nor leaves there
                enter = np.fmax(enter, np.fmin(a, b))
                leave = np.fmin(leave, np.fmax(a, b))
            blocked |= (leave >= np.maximum(enter, 0.0)) & (leave > 0.0)
    return blocked


def box_beam_loss(points: np.ndarray, boxes: tuple[Box, ...], sun: SunYear) -> np.ndarray:
    """Share of a plane's points from which boxes hide the mid-hour sun, shape (hours,); 0 at night."""
    loss = np.zeros(sun.zenith.shape)
    up = np.flatnonzero(sun.zenith < 90.0)
    loss[up] = hidden(points, boxes, directions(sun.zenith[up], sun.azimuth[up])).mean(axis=0)
    return loss


def box_sky_loss(points: np.ndarray, boxes: tuple[Box, ...], tilt_deg: float, azimuth_deg: float) -> float:
    """Share of a plane's isotropic sky light that boxes hide: 72 by 45 directions, weighted with solid angle and cosine."""
    z = (np.arange(45) + 0.5) * 2.0
    a = (np.arange(72) + 0.5) * 5.0
    zz, aa = (g.ravel() for g in np.meshgrid(z, a))
    rays = directions(zz, aa)
    normal = directions(np.array([tilt_deg]), np.array([azimuth_deg]))[0]
    weight = np.maximum(rays @ normal, 0.0) * np.sin(np.radians(zz))
    return float((hidden(points, boxes, rays).mean(axis=0) * weight).sum() / weight.sum())


def rear_irradiance(
    spec: Bifacial, plane: tuple[float, float], sun: SunYear, sky: tuple[np.ndarray, np.ndarray], albedo: np.ndarray | float
) -> np.ndarray:  # fmt: skip
    """Light on the back that counts, W/m2 of front, shape (hours,): infinite sheds (pvlib), times bifaciality.

    Parameters
    ----------
    plane : (tilt_deg, azimuth_deg)
    sky : (dni, dhi)

    References
    ----------
    Mikofski, Darawali, Hamer, Neubert and Newmiller 2019, IEEE PVSC 46 (infinite sheds).
    """
    infinite_sheds = submodule("pvlib", "bifacial.infinite_sheds")

    dni, dhi = sky
    up = np.flatnonzero(sun.zenith < 89.0)
    ground = albedo[up] if isinstance(albedo, np.ndarray) else albedo
    parts = infinite_sheds.get_irradiance_poa(
        surface_tilt=180.0 - plane[0], surface_azimuth=(plane[1] + 180.0) % 360.0, solar_zenith=sun.zenith[up], solar_azimuth=sun.azimuth[up], gcr=spec.gcr, height=spec.height_m,
        pitch=spec.slope_length_m / spec.gcr, ghi=dhi[up] + dni[up] * sun.cos_zenith[up], dhi=dhi[up], dni=dni[up], albedo=ground,
    )  # fmt: skip
    out = np.zeros(sun.zenith.shape)
    out[up] = np.maximum(np.nan_to_num(np.asarray(parts["poa_global"])), 0.0)
    result: np.ndarray = out * spec.bifaciality * (1.0 - spec.structure_shading)
    return result
