"""An hourly year from the monthly statistics of a station: deterministic for a seed, physically consistent, labelled synthetic.

Daily clearness index
    A lag-1 autoregressive Gaussian series mapped to a beta distribution with the month's mean and standard deviation; within
    a month the ranks are kept and the values are the distribution's quantiles, so that short months reproduce it.
Hourly clearness index
    Aguiar and Collares-Pereira 1992 (TAG, Solar Energy 49:167): mean profile, spread and autocorrelation by daily index and
    solar altitude; then scaled so that every day has its sum.
Diffuse
    Erbs, Klein and Duffie 1982 diffuse fraction ``kd``, raised to a monthly power so that the month's diffuse sum is the table's.
Temperature
    Daily means: autoregressive, correlated with clearness. Diurnal course: Erbs, Klein and Beckman 1983 harmonics in *solar* time,
    the daily range widened on clear days.
Humidity, wind, sky
    Humidity ratio of the table following temperature and held below saturation; Weibull wind with a diurnal course; infrared
    sky by Clark and Allen 1978 with cloud from the clearness index, fitted to the table's monthly infrared mean.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtr

from weather import ground, humidity
from weather.climate import Station
from weather.compiled import compiled
from weather.site import Site
from weather.sun import SunYear, sun_at
from weather.year import COLUMNS, Provenance, WeatherYear

NOMINAL_YEAR = 2023
"""Calendar of synthetic and typical years: a common year that starts on a Sunday, with a known Chinese holiday calendar."""
LAPSE_K_M = 0.0065
"""Standard atmosphere (ISO 2533)."""
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)
_MONTH_OF_HOUR = np.repeat(_MONTH_OF_DAY, 24)
_SUBSAMPLES = 4


def hours_index(site: Site, year: int = NOMINAL_YEAR, hours: int = 8760) -> pd.DatetimeIndex:
    """Start-of-hour labels of a nominal year at the site's fixed offset."""
    return pd.date_range(f"{year}-01-01", periods=hours, freq="h", tz=site.tz)


def _monthly_sum(values: np.ndarray) -> np.ndarray:
    return np.bincount(_MONTH_OF_HOUR, values, 12)


def _monthly_mean(values: np.ndarray) -> np.ndarray:
    return _monthly_sum(values) / (MONTH_DAYS * 24.0)


def _smooth_matrix(per_day: int) -> np.ndarray:
    """Maps 12 mid-month knots to a periodic piecewise-linear curve, shape (365 * per_day, 12)."""
    n = 365 * per_day
    t = (np.arange(n) + 0.5) / per_day
    edges = np.concatenate([[0.0], np.cumsum(MONTH_DAYS)])
    mid = (edges[:-1] + edges[1:]) / 2.0
    wide = np.concatenate([[mid[-1] - 365.0], mid, [mid[0] + 365.0]])
    left = np.searchsorted(wide, t, side="right") - 1
    share = (t - wide[left]) / (wide[left + 1] - wide[left])
    matrix = np.zeros((n, 12))
    rows = np.arange(n)
    np.add.at(matrix, (rows, (left - 1) % 12), 1.0 - share)
    np.add.at(matrix, (rows, left % 12), share)
    return matrix


_SMOOTH_HOURLY = _smooth_matrix(24)
_TO_KNOTS = np.linalg.inv(
    np.add.reduceat(_SMOOTH_HOURLY, np.concatenate([[0], np.cumsum(MONTH_DAYS * 24)[:-1]]))
    / (MONTH_DAYS * 24.0)[:, None]
)


def smooth(monthly_means: np.ndarray) -> np.ndarray:
    """Hourly curve without steps whose monthly means are exactly ``monthly_means``, shape (8760,)."""
    result: np.ndarray = _SMOOTH_HOURLY @ (_TO_KNOTS @ monthly_means)
    return result


@compiled()
def _autoregressive(noise: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """Unit-variance AR(1) series with a coefficient that varies by step; the start is drawn from the stationary law."""
    out = np.empty_like(noise)
    state = noise[-1]
    root = np.sqrt(1.0 - phi**2)
    for k in range(len(noise)):
        state = phi[k] * state + root[k] * noise[k]
        out[k] = state
    return out


def _daily_clearness(station: Station, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Daily clearness index and its Gaussian anomaly, shape (365,)."""
    mean, std = station.monthly["clearness_mean"], station.monthly["clearness_daily_std"]
    phi = np.clip(station.monthly["clearness_daily_autocorr"], 0.0, 0.95)[_MONTH_OF_DAY]
    z = _autoregressive(rng.standard_normal(365), phi)
    low, high = 0.02, 0.80 + min(0.05, station.site.altitude_m * 1.5e-5)
    daily = np.empty(365)
    anomaly = np.empty(365)
    for m in range(12):
        days = np.equal(_MONTH_OF_DAY, m)
        n = int(days.sum())
        rank = np.argsort(np.argsort(z[days]))
        quantile = (rank + 0.5) / n
        mu = float(np.clip((mean[m] - low) / (high - low), 0.02, 0.98))
        var = min((std[m] / (high - low)) ** 2, 0.95 * mu * (1.0 - mu))
        nu = mu * (1.0 - mu) / var - 1.0
        daily[days] = low + (high - low) * betaincinv(mu * nu, (1.0 - mu) * nu, quantile)
        anomaly[days] = (z[days] - z[days].mean()) / max(float(z[days].std()), 1e-9)
    return daily, anomaly


def _extraterrestrial(site: Site, index: pd.DatetimeIndex, sun: SunYear) -> np.ndarray:
    """Mean horizontal extraterrestrial irradiance over each hour (sub-sampled, sunlit part only), W/m2."""
    step = 3600 // _SUBSAMPLES
    cosz = np.zeros(len(index))
    for k in range(_SUBSAMPLES):
        cosz += np.maximum(sun_at(site, index + pd.Timedelta(seconds=step * k + step // 2)).cos_zenith, 0.0)
    return sun.dni_extra * cosz / _SUBSAMPLES


def _hourly_global(
    station: Station, daily_k: np.ndarray, i0: np.ndarray, sun: SunYear, rng: np.random.Generator
) -> np.ndarray:
    """Hourly global irradiance (Aguiar and Collares-Pereira 1992, eqs. 4 to 10), scaled to the daily and monthly sums."""
    k = np.repeat(daily_k, 24)
    sin_h = np.maximum(sun.cos_zenith, 0.05)
    mean = (-0.19 + 1.12 * k + 0.24 * np.exp(-8.0 * k)) + (0.32 - 1.6 * (k - 0.5) ** 2) * np.exp(
        -(0.19 + 2.27 * k**2 - 2.51 * k**3) / sin_h
    )
    spread = 0.14 * np.exp(-20.0 * (k - 0.35) ** 2) * np.exp((3.0 * (k - 0.45) ** 2 + 16.0 * k**5) * (1.0 - sin_h))
    phi = 0.38 + 0.06 * np.cos(7.4 * daily_k - 2.5)
    y = _autoregressive(rng.standard_normal(len(k)), np.repeat(phi, 24))
    cap = np.minimum(0.82 + station.site.altitude_m * 1.5e-5, 0.90) * np.clip(
        1.0 - 0.35 * np.exp(-sin_h / 0.12), 0.3, 1.0
    )
    kt = np.clip(mean + spread * y, 0.02, cap)
    target = station.monthly["ghi_wh_m2_day"] * MONTH_DAYS
    ghi = kt * i0
    limit = cap * i0
    for _ in range(6):  # scale days to their index, then months to the table; the cap takes back a little each time
        day = ghi.reshape(365, 24).sum(1)
        want = daily_k * i0.reshape(365, 24).sum(1)
        ghi = np.minimum(ghi * np.repeat(want / np.maximum(day, 1e-9), 24), limit)
        ghi = np.minimum(ghi * (target / _monthly_sum(ghi))[_MONTH_OF_HOUR], limit)
    return ghi * (target / _monthly_sum(ghi))[_MONTH_OF_HOUR]


def _diffuse(station: Station, ghi: np.ndarray, i0: np.ndarray, sun: SunYear) -> np.ndarray:
    """Diffuse horizontal irradiance: Erbs fraction to a monthly power that meets the table's diffuse sum."""
    kt = np.clip(np.divide(ghi, i0, out=np.zeros_like(ghi), where=i0 > 1.0), 0.0, 1.0)
    kd = np.where(
        kt <= 0.22,
        1.0 - 0.09 * kt,
        np.where(kt <= 0.80, 0.9511 - 0.1604 * kt + 4.388 * kt**2 - 16.638 * kt**3 + 12.336 * kt**4, 0.165),
    )
    # no beam without a mid-hour sun; beam normal at most what very clean, dry air lets through (the form of Meinel and
    # Meinel 1976, 0.7 ** (am ** 0.678), with 0.82 for the cleanest hours; the absolute air mass carries the altitude)
    am = np.maximum(sun.airmass, 1.0) * (station.site.pressure_pa / 101325.0)
    beam_limit = np.where(
        sun.cos_zenith > 0.02, sun.dni_extra * 0.82 ** (am**0.678) * np.maximum(sun.cos_zenith, 0.0), 0.0
    )
    floor = np.maximum(ghi - beam_limit, 0.0)
    want = station.monthly["dhi_wh_m2_day"] * MONTH_DAYS
    low, high = np.full(12, 0.02), np.full(12, 12.0)
    for _ in range(40):
        power = np.sqrt(low * high)
        dhi = np.clip(ghi * kd ** power[_MONTH_OF_HOUR], floor, ghi)
        more = _monthly_sum(dhi) > want
        low, high = np.where(more, power, low), np.where(more, high, power)
    return dhi


def _temperature(
    station: Station, daily_k: np.ndarray, anomaly_k: np.ndarray, solar_hour: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Hourly dry bulb, degC, with the table's monthly mean, daily spread, persistence and daily range."""
    m = station.monthly
    mean, std = m["temp_air_mean_c"], m["temp_air_daily_std_c"]
    season = smooth(mean)
    drift = np.array([season.reshape(365, 24).mean(1)[k == _MONTH_OF_DAY].std() for k in range(12)])
    sigma = np.sqrt(np.maximum(std**2 - drift**2, (0.3 * std) ** 2))[_MONTH_OF_DAY]
    rho = np.clip(m["corr_temp_clearness"], -0.95, 0.95)[_MONTH_OF_DAY]
    phi = np.clip(m["temp_air_daily_autocorr"], 0.0, 0.95)[_MONTH_OF_DAY]
    own = _autoregressive(rng.standard_normal(365), phi)
    day = sigma * (rho * anomaly_k + np.sqrt(1.0 - rho**2) * own)
    hour_of_year = np.arange(8760) / 24.0
    centre = np.arange(-1, 366) + 0.5

    def between(values: np.ndarray) -> np.ndarray:
        padded = np.concatenate([values[-1:], values, values[:1]])
        result: np.ndarray = np.interp(hour_of_year + 0.5 / 24, centre, padded)
        return result

    curve = between(day)
    for _ in range(4):  # interpolation between days and exact monthly means change the spread a little: restore it
        curve = curve - smooth(_monthly_mean(curve))
        daily = (season + curve).reshape(365, 24).mean(1)
        got = np.array([daily[k == _MONTH_OF_DAY].std() for k in range(12)])
        curve = curve * smooth(np.clip(std / np.maximum(got, 1e-6), 0.6, 1.6))
    curve = curve - smooth(_monthly_mean(curve))
    clear = 0.45 + 0.55 * daily_k / m["clearness_mean"][_MONTH_OF_DAY]
    width = between(np.clip(clear, 0.4, 1.6)) * smooth(m["temp_air_daily_max_c"] - m["temp_air_daily_min_c"])
    t = 2.0 * np.pi * (solar_hour - 1.0) / 24.0
    shape = (
        0.4632 * np.cos(t - 3.805)
        + 0.0984 * np.cos(2.0 * t - 0.360)
        + 0.0168 * np.cos(3.0 * t - 0.822)
        + 0.0138 * np.cos(4.0 * t - 3.513)
    )
    spread_day = curve + width * shape
    temp = season + spread_day
    for _ in range(3):
        daily = temp.reshape(365, 24)
        span = np.array([(daily.max(1) - daily.min(1))[k == _MONTH_OF_DAY].mean() for k in range(12)])
        width = width * smooth(np.clip((m["temp_air_daily_max_c"] - m["temp_air_daily_min_c"]) / span, 0.5, 2.0))
        temp = season + curve + width * shape
        temp = temp + smooth(mean - _monthly_mean(temp))
    return temp


def _humidity_ratio(station: Station, temp: np.ndarray, pressure: np.ndarray) -> np.ndarray:
    """Humidity ratio, kg/kg: the table's monthly means, following the slow part of temperature, below saturation."""
    target = station.monthly["humidity_ratio_g_kg"] / 1000.0
    season = smooth(station.monthly["temp_air_mean_c"])
    slow = np.repeat(temp.reshape(365, 24).mean(1), 24) - np.repeat(season.reshape(365, 24).mean(1), 24)
    saturated = 0.99 * humidity.humidity_ratio(humidity.saturation_pressure(temp), pressure)
    base = np.maximum(smooth(target), 0.2 * target.min()) * np.exp(0.035 * slow)
    scale = np.ones(12)
    for _ in range(12):
        w = np.minimum(base * np.maximum(smooth(scale), 0.05), saturated)
        scale = np.clip(scale * target / _monthly_mean(w), 0.05, 5.0)
    return np.minimum(base * np.maximum(smooth(scale), 0.05), saturated)


def _wind(station: Station, solar_hour: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Wind speed (Weibull by month, persistent, stronger in the afternoon) and direction (persistent, no preferred one)."""
    mean = np.maximum(station.monthly["wind_speed_m_s"], 0.05)
    cv = np.clip(station.monthly["wind_speed_std_m_s"] / mean, 0.2, 2.0)
    shape = np.clip(cv**-1.086, 0.5, 6.0)[_MONTH_OF_HOUR]  # Justus et al. 1978
    noise = rng.standard_normal((2, 8760))
    z = _autoregressive(noise[0], np.full(8760, 0.85))
    z = 0.9 * z + 0.43 * np.sqrt(2.0) * np.cos(2.0 * np.pi * (solar_hour - 14.5) / 24.0)
    u = np.clip(ndtr(z / np.sqrt(0.81 + 0.185)), 1e-6, 1 - 1e-6)
    speed = (-np.log1p(-u)) ** (1.0 / shape)
    speed *= (mean / _monthly_mean(speed))[_MONTH_OF_HOUR]
    turn = np.cumsum(noise[1] * 25.0)
    return np.minimum(speed, 35.0), turn % 360.0


def _longwave(station: Station, temp: np.ndarray, dew: np.ndarray, daily_k: np.ndarray) -> np.ndarray:
    """Infrared sky, W/m2: cloud falls with clearness, its monthly level fitted to the table's infrared mean (0..10 tenths)."""
    cloudy = np.repeat(np.clip((0.75 - daily_k) / 0.6, 0.0, 1.0), 24)
    target = station.monthly["horizontal_infrared_w_m2"]
    low, high = np.zeros(12), np.full(12, 3.0)
    for _ in range(30):
        level = (low + high) / 2.0
        cover = 10.0 * np.clip(cloudy + (level - 1.0)[_MONTH_OF_HOUR], 0.0, 1.0)
        longwave = humidity.sky_longwave(temp, dew, cover)
        more = _monthly_mean(longwave) > target
        low, high = np.where(more, low, level), np.where(more, level, high)
    return longwave


def synthetic_year(station: Station, site: Site | None = None, seed: int = 1) -> WeatherYear:
    """A synthetic hourly year from the monthly statistics of ``station``.

    Parameters
    ----------
    station : Station
    site : Site, optional
        Where the building stands; temperature, pressure and humidity are moved from the station's altitude to the
        site's (6.5 K/km, standard atmosphere), the sun is the site's own. Default: the station.
    seed : int
        The same seed gives the same year, bit for bit.

    Returns
    -------
    WeatherYear
        ``source.kind == "synthetic"``. Monthly means of dry bulb within 0.1 K and sums of global and diffuse radiation
        within 1 % of the table (before the altitude correction); ``ghi = dni cos(zenith) + dhi`` with the mid-hour sun.
    """
    place = (
        station.site
        if site is None
        else replace(site, province=site.province or station.site.province, wmo=station.site.wmo)
    )
    rng = np.random.Generator(np.random.PCG64(seed))
    index = hours_index(station.site)
    sun = sun_at(station.site, index + pd.Timedelta(minutes=30))
    i0 = _extraterrestrial(station.site, index, sun)
    daily_k, anomaly = _daily_clearness(station, rng)
    ghi = _hourly_global(station, daily_k, i0, sun, rng)
    dhi = _diffuse(station, ghi, i0, sun)
    dni = np.where(sun.cos_zenith > 0.02, (ghi - dhi) / np.maximum(sun.cos_zenith, 0.02), 0.0)
    dhi = np.where(sun.cos_zenith > 0.02, dhi, ghi)

    day = np.arange(8760) / 24.0
    b = 2.0 * np.pi * (day - 81.0) / 364.0
    equation_of_time_h = (9.87 * np.sin(2 * b) - 7.53 * np.cos(b) - 1.5 * np.sin(b)) / 60.0
    clock = np.arange(8760) % 24 + 0.5
    solar_hour = clock + (station.site.longitude - 15.0 * station.site.utc_offset_h) / 15.0 + equation_of_time_h
    temp = _temperature(station, daily_k, anomaly, solar_hour, rng)
    pressure = smooth(station.monthly["pressure_pa"])
    wind, direction = _wind(station, solar_hour, rng)
    w = _humidity_ratio(station, temp, pressure)

    rise = place.altitude_m - station.site.altitude_m
    notes = [
        "every hour is made from monthly statistics; no hour was measured",
        "wind direction has no preferred sector",
    ]
    missed = np.abs(_monthly_sum(dhi) / (station.monthly["dhi_wh_m2_day"] * MONTH_DAYS) - 1.0) > 0.01
    if missed.any():
        months = ", ".join(str(m + 1) for m in np.flatnonzero(missed))
        notes.append(
            f"the table's diffuse radiation of month {months} is out of any sky's reach and is not met within 1 %"
        )
    if abs(rise) > 1.0:
        temp = temp - LAPSE_K_M * rise
        pressure = pressure * place.pressure_pa / station.site.pressure_pa
        w = np.minimum(w, 0.99 * humidity.humidity_ratio(humidity.saturation_pressure(temp), pressure))
        notes.append(
            f"moved by {rise:+.0f} m from the station's altitude: {-LAPSE_K_M * rise:+.2f} K, pressure by the standard atmosphere"
        )
    vapour = humidity.vapour_pressure(w, pressure)
    dew = np.minimum(humidity.dew_point(vapour), temp)
    values = {
        "temp_air": temp,
        "temp_dew": dew,
        "relative_humidity": np.minimum(100.0 * vapour / humidity.saturation_pressure(temp), 100.0),
        "pressure": pressure,
        "wind_speed": wind,
        "wind_direction": direction,
        "ghi": ghi,
        "dni": dni,
        "dhi": dhi,
        "longwave_down": _longwave(station, temp, dew, daily_k),
    }
    if (
        rise or place is not station.site
    ):  # the sun of the place, not of the station: closure holds with the place's own sun
        own = sun_at(place, index + pd.Timedelta(minutes=30))
        low = own.cos_zenith <= 0.02
        values["dni"] = np.where(
            low, 0.0, np.minimum((ghi - dhi) / np.maximum(own.cos_zenith, 0.02), own.dni_extra * 0.95)
        )
        values["dhi"] = ghi - values["dni"] * np.maximum(own.cos_zenith, 0.0)
    depths = {0.5: "ground_temp_0p5m_c", 2.0: "ground_temp_2m_c", 4.0: "ground_temp_4m_c"}
    soil = ground.fit_depths({z: station.monthly[c] for z, c in depths.items()}, f"climate table, {station.site.name}")
    soil["mean_c"] -= LAPSE_K_M * rise
    digest = hashlib.sha256(
        repr((station.site, place, seed, [v.tolist() for v in station.monthly.values()])).encode()
    ).hexdigest()
    provenance = Provenance(
        kind="synthetic",
        description=f"synthetic year from the monthly statistics of {station.site.name} ({station.site.wmo}), seed {seed}",
        source=station.source,
        sha256=digest,
        seed=seed,
        notes=tuple(notes),
    )
    table = pd.DataFrame({c: values[c] for c in COLUMNS}, index=index, dtype=float)
    return WeatherYear(site=place, table=table, source=provenance, ground=soil)
