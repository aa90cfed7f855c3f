"""Monthly statistics for a place that is not a station: moved from one station, or weighted between several."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from foundation.messages import joined, message, translated
from weather import humidity
from weather.site import Site
from weather.stations.months import MONTH_DAYS, MONTH_OF_DAY
from weather.stations.table import Station, distance_km, stations, tails_moved

LAPSE_K_M = 0.0065
"""Standard atmosphere (ISO 2533)."""
VERTICAL = 400.0
"""A kilometre of height counts as this many of distance."""
NEIGHBOURS = 6
_TEMPERATURES = (
    "temp_air_mean_c",
    "temp_air_daily_max_c",
    "temp_air_daily_min_c",
    "ground_temp_0p5m_c",
    "ground_temp_2m_c",
    "ground_temp_4m_c",
)


def monthly_extraterrestrial(latitude: float) -> np.ndarray:
    """Monthly mean extraterrestrial radiation on the horizontal, Wh/m2 per day, shape (12,) (Duffie and Beckman, eq. 1.10.3; Spencer 1971)."""
    b = 2.0 * np.pi * np.arange(365) / 365.0
    declination = (
        0.006918
        - 0.399912 * np.cos(b)
        + 0.070257 * np.sin(b)
        - 0.006758 * np.cos(2 * b)
        + 0.000907 * np.sin(2 * b)
        - 0.002697 * np.cos(3 * b)
        + 0.00148 * np.sin(3 * b)
    )
    distance = 1.00011 + 0.034221 * np.cos(b) + 0.00128 * np.sin(b) + 0.000719 * np.cos(2 * b) + 7.7e-5 * np.sin(2 * b)
    phi = np.radians(latitude)
    sunset = np.arccos(np.clip(-np.tan(phi) * np.tan(declination), -1.0, 1.0))
    mean = np.cos(phi) * np.cos(declination) * np.sin(sunset) + sunset * np.sin(phi) * np.sin(declination)
    day = 24.0 * 1367.0 / np.pi * distance * np.maximum(mean, 0.0)
    result: np.ndarray = np.bincount(MONTH_OF_DAY, day, 12) / MONTH_DAYS
    return result


def moved(station: Station, site: Site) -> Station:
    """The station's statistics at another place: sun of the place at the same clearness, temperature and pressure by height.

    Temperatures fall by 6.5 K/km (standard atmosphere), pressure with the standard atmosphere of both heights, relative
    humidity stays, infrared follows the clear sky of the new temperature and dew point. Daily ranges, spreads, wind,
    clearness and the diffuse share stay.

    References
    ----------
    Lapse rate and pressure: ISO 2533:1975.
    """
    place = replace(site, province=site.province or station.site.province, wmo=station.site.wmo)
    rise = place.altitude_m - station.site.altitude_m
    m = dict(station.monthly)
    if place.latitude != station.site.latitude:
        sun = monthly_extraterrestrial(place.latitude) / np.maximum(
            monthly_extraterrestrial(station.site.latitude), 1e-9
        )
        for name in ("ghi_wh_m2_day", "dni_wh_m2_day", "dhi_wh_m2_day"):
            m[name] = m[name] * sun
    if rise:
        for name in _TEMPERATURES:
            m[name] = m[name] - LAPSE_K_M * rise
        m["pressure_pa"] = m["pressure_pa"] * place.pressure_pa / station.site.pressure_pa
        before, after = _moisture(station.monthly), _saturated_share(station.monthly, m)
        m["humidity_ratio_g_kg"] = 1000.0 * humidity.humidity_ratio(after, m["pressure_pa"])
        old = humidity.sky_longwave(station.monthly["temp_air_mean_c"], humidity.dew_point(before), np.zeros(12))
        new = humidity.sky_longwave(m["temp_air_mean_c"], humidity.dew_point(after), np.zeros(12))
        m["horizontal_infrared_w_m2"] = m["horizontal_infrared_w_m2"] * new / old
    fall = -LAPSE_K_M * rise
    return replace(station, site=place, monthly=m, temp_air_tails_c=tails_moved(station.temp_air_tails_c, fall, fall))


def _moisture(m: dict[str, np.ndarray]) -> np.ndarray:
    """Mean vapour pressure, Pa."""
    return humidity.vapour_pressure(m["humidity_ratio_g_kg"] / 1000.0, m["pressure_pa"])


def _saturated_share(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> np.ndarray:
    """Vapour pressure at the new temperature with the old share of saturation, Pa."""
    share = _moisture(before) / humidity.saturation_pressure(before["temp_air_mean_c"])
    return share * humidity.saturation_pressure(after["temp_air_mean_c"])


def degree_days(monthly: dict[str, np.ndarray]) -> tuple[float, float]:
    """Heating degree days under 18 degC and cooling over 26 degC, K d, of normal days around each month's mean."""
    mean, std = monthly["temp_air_mean_c"], np.maximum(monthly["temp_air_daily_std_c"], 0.1)

    def excess(over: np.ndarray) -> float:
        z = over / std
        density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
        return float((MONTH_DAYS * (over * ndtr(z) + std * density)).sum())

    return excess(18.0 - mean), excess(mean - 26.0)


def neighbours(site: Site, without: str = "") -> tuple[tuple[Station, float], ...]:
    """The stations that speak for a site, with their weights (sum 1).

    Distance ``d`` in km counts height ``VERTICAL`` times: ``d^2 = s^2 + (VERTICAL dz)^2`` (dz in km), weight ``(1 - d / R) / d^2``
    inside ``R`` (the form of Zelenka et al. 1992 that Meteonorm uses); R reaches the seventh station. A station within 1 km
    of distance speaks alone.

    Parameters
    ----------
    without : str
        WMO id of a station to leave out (for tests of the method).
    """
    ranked = []
    for s in stations():
        if s.site.wmo != without:
            flat = distance_km(site.latitude, site.longitude, s.site.latitude, s.site.longitude)
            ranked.append((float(np.hypot(flat, VERTICAL * (site.altitude_m - s.site.altitude_m) / 1000.0)), s))
    ranked.sort(key=lambda pair: pair[0])
    if ranked[0][0] < 1.0:
        return ((ranked[0][1], 1.0),)
    reach = ranked[NEIGHBOURS][0]
    weights = [(1.0 - d / reach) / d**2 for d, _ in ranked[:NEIGHBOURS]]
    return tuple((s, w / sum(weights)) for (_, s), w in zip(ranked, weights, strict=False))


def between(site: Site, without: str = "") -> Station:
    """Monthly statistics of a site between stations: each neighbour's moved to the site, then weighted.

    Returns
    -------
    Station
        Its name and ``source`` tell the neighbours and their weights; ``site`` has the nearest neighbour's province and id.
    """
    near = neighbours(site, without)
    parts = [(moved(s, site), w) for s, w in near]
    monthly = {name: sum(w * p.monthly[name] for p, w in parts) for name in parts[0][0].monthly}
    hdd18, cdd26 = degree_days(monthly)  # type: ignore[arg-type]
    names = joined(
        [
            message("{name} ({wmo}) {share:.0%}", name=translated(s.site.name, s.name_zh), wmo=s.site.wmo, share=w)
            for s, w in near
            if w >= 0.005
        ]
    )
    low, p004, p996, high = (sum(w * p.temp_air_tails_c[k] for p, w in parts) for k in range(4))
    first = parts[0][0]
    title = near[0][0].site.name if len(near) == 1 else message("a site between {names}", names=names)
    return replace(
        first,
        site=replace(first.site, name=title),
        name_zh="",
        hdd18=hdd18,
        cdd26=cdd26,
        temp_air_tails_c=(low, p004, p996, high),
        source=message("{source}; weighted by distance and height between {names}", source=first.source, names=names),
        monthly=monthly,  # type: ignore[arg-type]
    )
