"""An hourly year put together from its parts."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from foundation.messages import message
from weather import ground, humidity
from weather.site import Site
from weather.stations.months import MONTH_DAYS, hours_index, monthly_sum, smooth
from weather.stations.places import LAPSE_K_M, moved
from weather.stations.table import Station
from weather.sun import SunYear, horizontal_extraterrestrial, mid_hour_sun
from weather.synthetic import humidity_wind, sky
from weather.synthetic.temperature import temperature
from weather.year import COLUMNS, Provenance, WeatherYear


def _radiation(
    station: Station, sun: SunYear, rng: np.random.Generator
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Global, beam and diffuse, W/m2; daily clearness over that of a clear day; the days' anomaly."""
    extraterrestrial = horizontal_extraterrestrial(station.site.latitude, sun)
    ceiling = sky.clear_day(station, sun)
    daily_k, anomaly = sky.daily_clearness(station, ceiling, rng)
    ghi = sky.hourly_global(station, daily_k, ceiling, extraterrestrial, sun, rng)
    dhi = sky.diffuse(station, ghi, extraterrestrial, sun)
    for _ in range(2):
        ghi = sky.balanced(ghi, dhi, sun)
        dhi = sky.diffuse(station, ghi, extraterrestrial, sun)
    up = sun.cos_zenith > 0.02
    dni = np.where(up, (ghi - dhi) / np.maximum(sun.cos_zenith, 0.02), 0.0)
    return {"ghi": ghi, "dni": dni, "dhi": np.where(up, dhi, ghi)}, daily_k, anomaly


def _solar_hour(site: Site) -> np.ndarray:
    """Solar time at mid-hour, hours, shape (8760,) (equation of time: Duffie and Beckman, eq. 1.5.3, Spencer)."""
    b = 2.0 * np.pi * (np.arange(8760) / 24.0 - 81.0) / 364.0
    equation_h = (9.87 * np.sin(2 * b) - 7.53 * np.cos(b) - 1.5 * np.sin(b)) / 60.0
    result: np.ndarray = np.arange(8760) % 24 + 0.5 + (site.longitude - 15.0 * site.utc_offset_h) / 15.0 + equation_h
    return result


def _told(source: Provenance, station: Station, place: Station, dhi: np.ndarray) -> Provenance:
    """The provenance with its notes."""
    source = source.noted("synthetic-hours", "every hour is made from monthly statistics; no hour was measured")
    source = source.noted("synthetic-direction", "wind direction has no preferred sector")
    missed = np.abs(monthly_sum(dhi) / (place.monthly["dhi_wh_m2_day"] * MONTH_DAYS) - 1.0) > 0.01
    if missed.any():
        months = ", ".join(str(m + 1) for m in np.flatnonzero(missed))
        note = "the table's diffuse radiation of month {months} is out of any sky's reach and is not met within 1 %"
        source = source.noted("synthetic-diffuse", note, months=months)
    rise = place.site.altitude_m - station.site.altitude_m
    if abs(rise) > 1.0:
        note = (
            "moved by {rise:+.0f} m from the station's altitude: {kelvin:+.2f} K, pressure by the standard atmosphere"
        )
        source = source.noted("synthetic-moved", note, rise=rise, kelvin=-LAPSE_K_M * rise)
    return source


def synthetic_year(station: Station, site: Site | None = None, seed: int = 1) -> WeatherYear:
    """A synthetic hourly year from the monthly statistics of ``station``.

    Parameters
    ----------
    station : Station
        Of the embedded table, or of a file (``weather.statistics.station_of``).
    site : Site, optional
        Where the building stands; the statistics are moved there first (``weather.places.moved``). Default: the station.
    seed : int
        The same seed gives the same year, bit for bit.

    Returns
    -------
    WeatherYear
        ``source.kind == "synthetic"``. Monthly means of dry bulb within 0.1 K and sums of global and diffuse radiation
        within 1 % of the table (of the moved table at another site); ``ghi = dni cos(zenith) + dhi`` with the mid-hour sun.
    """
    at = station if site is None else moved(station, site)
    rng = np.random.Generator(np.random.PCG64(seed))
    index = hours_index(at.site)
    sun = mid_hour_sun(at.site, index)
    values, daily_k, anomaly = _radiation(at, sun, rng)
    solar_hour = _solar_hour(at.site)
    temp = temperature(at, daily_k, anomaly, solar_hour, rng)
    pressure = smooth(at.monthly["pressure_pa"])
    wind, direction = humidity_wind.wind(at, solar_hour, rng)
    vapour = humidity.vapour_pressure(humidity_wind.humidity_ratio(at, temp, pressure), pressure)
    dew = np.minimum(humidity.dew_point(vapour), temp)
    values |= {
        "temp_air": temp,
        "temp_dew": dew,
        "relative_humidity": np.minimum(100.0 * vapour / humidity.saturation_pressure(temp), 100.0),
        "pressure": pressure,
        "wind_speed": wind,
        "wind_direction": direction,
        "longwave_down": humidity_wind.longwave(at, temp, dew, daily_k),
    }
    depths = {0.5: "ground_temp_0p5m_c", 2.0: "ground_temp_2m_c", 4.0: "ground_temp_4m_c"}
    soil = ground.fit_depths({z: at.monthly[c] for z, c in depths.items()}, f"climate table, {station.site.name}")
    digest = hashlib.sha256(
        repr(
            (station.site, at.site, seed, station.temp_air_tails_c, [v.tolist() for v in station.monthly.values()])
        ).encode()
    ).hexdigest()
    provenance = Provenance(
        kind="synthetic",
        description=message(
            "synthetic year from the monthly statistics of {station} ({wmo}), seed {seed}",
            station=station.title,
            wmo=station.site.wmo,
            seed=seed,
        ),
        source=station.source,
        sha256=digest,
        seed=seed,
    )
    provenance = _told(provenance, station, at, values["dhi"])
    table = pd.DataFrame({c: values[c] for c in COLUMNS}, index=index, dtype=float)
    result = WeatherYear(site=at.site, table=table, source=provenance, ground=soil)
    result.cache["sun"] = sun
    return result
