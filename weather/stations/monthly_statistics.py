"""Monthly statistics of any hourly year in the columns of the climate table: a file becomes a ``Station`` like the table's."""

from __future__ import annotations

import numpy as np

from foundation.errors import InputError, Problem
from weather.ground import soil_temperature
from weather.humidity import humidity_ratio, saturation_pressure
from weather.stations.months import MONTH_OF_DAY, by_month_of_days, daily_mean, monthly_mean
from weather.stations.table import Station
from weather.sun import horizontal_extraterrestrial, solar_position
from weather.year import WeatherYear


def daily_clearness(year: WeatherYear) -> np.ndarray:
    """Daily global over daily extraterrestrial radiation, shape (days,)."""
    top = daily_mean(horizontal_extraterrestrial(year.site.latitude, solar_position(year)))
    return daily_mean(year.column("ghi")) / np.maximum(top, 1e-9)


def _temperature(year: WeatherYear, clearness: np.ndarray) -> dict[str, np.ndarray]:
    hourly = year.column("temp_air").reshape(-1, 24)
    daily = hourly.mean(axis=1)
    correlation = np.empty(12)
    for m in range(12):
        days = m == MONTH_OF_DAY
        correlation[m] = np.nan_to_num(np.corrcoef(clearness[days], daily[days])[0, 1])
    return {
        "temp_air_mean_c": monthly_mean(year.column("temp_air")),
        "temp_air_daily_max_c": by_month_of_days(hourly.max(axis=1), "mean"),
        "temp_air_daily_min_c": by_month_of_days(hourly.min(axis=1), "mean"),
        "temp_air_daily_std_c": by_month_of_days(daily, "std"),
        "temp_air_daily_autocorr": by_month_of_days(daily, "lag1"),
        "corr_temp_clearness": correlation,
    }


def _sun(year: WeatherYear, clearness: np.ndarray) -> dict[str, np.ndarray]:
    top = monthly_mean(horizontal_extraterrestrial(year.site.latitude, solar_position(year)))
    return {
        **{f"{name}_wh_m2_day": 24.0 * monthly_mean(year.column(name)) for name in ("ghi", "dni", "dhi")},
        "clearness_mean": monthly_mean(year.column("ghi")) / np.maximum(top, 1e-9),
        "clearness_daily_std": by_month_of_days(clearness, "std"),
        "clearness_daily_autocorr": by_month_of_days(clearness, "lag1"),
    }


def _air(year: WeatherYear) -> dict[str, np.ndarray]:
    ratio = humidity_ratio(saturation_pressure(year.column("temp_dew")), year.column("pressure"))
    wind = year.column("wind_speed")
    mean = monthly_mean(wind)
    return {
        "relative_humidity_pct": monthly_mean(year.column("relative_humidity")),
        "humidity_ratio_g_kg": 1000.0 * monthly_mean(ratio),
        "wind_speed_m_s": mean,
        "wind_speed_std_m_s": np.sqrt(np.maximum(monthly_mean(wind**2) - mean**2, 0.0)),
        "horizontal_infrared_w_m2": monthly_mean(year.column("longwave_down")),
        "pressure_pa": monthly_mean(year.column("pressure")),
    }


def station_of(year: WeatherYear) -> Station:
    """The monthly statistics of an hourly year as a station, in the columns of ``monthly.csv``.

    Raises
    ------
    InputError
        ``weather-hours`` if the year does not have 8760 hours.
    """
    if year.hours != 8760:
        raise InputError(
            Problem(
                "weather-hours",
                year.source.path or year.source.description,
                "monthly statistics need a common year",
                year.hours,
                "8760 hours",
                "leave out 29 February",
            )
        )
    clearness = daily_clearness(year)
    daily = daily_mean(year.column("temp_air"))
    low, p004, p996, high = np.percentile(year.column("temp_air"), (0.0, 0.4, 99.6, 100.0))
    depths = {"ground_temp_0p5m_c": 0.5, "ground_temp_2m_c": 2.0, "ground_temp_4m_c": 4.0}
    ground = {name: monthly_mean(soil_temperature(year, depth)) for name, depth in depths.items()}
    return Station(
        site=year.site,
        name_zh="",
        province_zh="",
        hdd18=float(np.maximum(18.0 - daily, 0.0).sum()),
        cdd26=float(np.maximum(daily - 26.0, 0.0).sum()),
        temp_air_tails_c=(float(low), float(p004), float(p996), float(high)),
        source=f"statistics of {year.source.description} ({year.source.source})",
        monthly={**_temperature(year, clearness), **_sun(year, clearness), **_air(year), **ground},
    )
