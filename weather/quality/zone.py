"""The clock of a place, and the one that a year's radiation follows."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from weather.site import Site

ZONE_GAP_H = 3.0
"""A clock further from its longitude's is no standard time (Kashi, by Beijing's, runs 2.9 h ahead)."""
WRONG_ZONE_H = 1.7
"""A year whose radiation is further from its clock has another zone than it tells; what is less is the radiation clock's business."""
STATION_KM, PLACE_KM = 200.0, 100.0
"""Within these distances of a station of the table, or of a place of the gazetteer, a place keeps Beijing's clock."""


def _wrapped(hours: float) -> float:
    """Hours between -12 and 12."""
    return (hours + 12.0) % 24.0 - 12.0


def zone_gap_h(site: Site) -> float:
    """Clock less mean solar time of the longitude, hours."""
    return _wrapped(site.utc_offset_h - site.longitude / 15.0)


@lru_cache(maxsize=64)
def standard_offset_h(latitude: float, longitude: float) -> float:
    """Offset from UTC that a place keeps, hours: in China that of the table's stations, else the whole hour of the longitude."""
    from weather.stations.gazetteer import places
    from weather.stations.table import distance_km, nearest_station

    near = nearest_station(latitude, longitude)
    offset = near.station.site.utc_offset_h
    if near.distance_km <= STATION_KM:
        return offset
    around = (p for p in places() if p.known and abs(p.latitude - latitude) < 1.0)
    if any(distance_km(latitude, longitude, p.latitude, p.longitude) < PLACE_KM for p in around):
        return offset
    return float(round(longitude / 15.0))


def radiation_offset_h(site: Site, ghi: np.ndarray) -> float:
    """Offset from UTC whose sun is highest when the radiation is, hours: circular mean of the clock, weighted with global radiation.

    Parameters
    ----------
    ghi : ndarray
        Global radiation of whole days, hour by hour, W/m2; NaN counts as none.
    """
    angle = 2.0 * np.pi * (np.arange(len(ghi)) % 24 + 0.5) / 24.0
    light = np.nan_to_num(ghi)
    centre = np.arctan2(float(light @ np.sin(angle)), float(light @ np.cos(angle))) * 12.0 / np.pi
    return _wrapped(centre - 12.0 + site.longitude / 15.0)


def offset_error_h(site: Site, ghi: np.ndarray) -> float:
    """The site's clock less the one that the radiation follows, hours; 0 where there is no radiation."""
    if not np.nan_to_num(ghi).any():
        return 0.0
    return _wrapped(site.utc_offset_h - radiation_offset_h(site, ghi))
