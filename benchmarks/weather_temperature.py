"""Temperature of synthetic years of all stations against the table's extremes: ``python -m benchmarks.weather_temperature [--json]``.

The table has for each of the 270 stations what its months do not say: the lowest and highest hour, the 0.4 % and 99.6 %
percentiles, and degree days of the daily means. A year is made twice: as it is, with the extremes as an input of the method, and
without them, which tells how far its own tails are off. Degree days are no input of either. Also here: readings in whole degrees
spread again, for comparing a file with a year without rounding.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

import numpy as np

from weather.stations.months import MONTH_OF_HOUR, by_month_of_days, daily_mean, monthly_mean
from weather.stations.table import Station, stations
from weather.synthetic import synthetic_year

UNKNOWN = (float("nan"),) * 4
MEASURES = ("lowest hour K", "0.4 % K", "99.6 % K", "highest hour K", "heating days K d", "cooling days K d")
GRID_SHARE = 1.0 / 3.0
"""A month with more readings than this on a grid of whole degrees was read so (by chance a tenth are on whole degC and 18 % on
whole degF of readings in tenths; files that interpolate every other hour keep a half)."""


def unrounded_months(values: np.ndarray) -> np.ndarray:
    """Hourly temperatures of a file spread evenly over the step in which they were read, degC, shape (8760,).

    A typical year joins months of several years, of which some were read in whole degC or degF (then written in tenths of degC) and
    some in tenths, with single interpolated hours between them. In every month the grid is found, and the readings on it are
    spread over its step; the others, and months in tenths, over a tenth.
    """
    result = np.array(values, dtype=float)
    for m in range(12):
        hours = np.flatnonzero(m == MONTH_OF_HOUR)
        reading = result[hours]
        grid, step = _grid(reading)
        on = np.abs(reading - grid) < 0.0501
        result[hours[~on]] = _spread(reading[~on], 0.1)
        result[hours[on]] = _spread(grid[on], step)
    return result


def _grid(reading: np.ndarray) -> tuple[np.ndarray, float]:
    """Nearest points of the grid of a month's readings, degC, and its step, K: whole degC, whole degF or tenths of degC."""
    celsius, fahrenheit = np.round(reading), (np.round(1.8 * reading + 32.0) - 32.0) / 1.8
    if np.mean(np.abs(reading - celsius) < 0.0501) > GRID_SHARE:
        return celsius, 1.0
    if np.mean(np.abs(reading - fahrenheit) < 0.0501) > GRID_SHARE:
        return fahrenheit, 5.0 / 9.0
    return reading, 0.1


def _spread(grid: np.ndarray, step: float) -> np.ndarray:
    """Equal values spread evenly over ``step`` around them, in their order."""
    number = np.round(grid / step * 10.0).astype(int)
    order = np.argsort(number, kind="stable")
    _, start, count = np.unique(number[order], return_index=True, return_counts=True)
    place = np.empty(len(grid))
    place[order] = (np.arange(len(grid)) - np.repeat(start, count) + 0.5) / np.repeat(count, count) - 0.5
    return grid + step * place


def against_table(station: Station, tails: bool, seed: int = 1) -> dict[str, float]:
    """What a year of the station has more than the table: extremes, degree days; and how far its months are off."""
    year = synthetic_year(station if tails else replace(station, temp_air_tails_c=UNKNOWN), seed=seed)
    temp = year.column("temp_air")
    days, m = daily_mean(temp), station.monthly
    hourly = temp.reshape(365, 24)
    span = by_month_of_days(hourly.max(axis=1) - hourly.min(axis=1), "mean")
    off = np.percentile(temp, (0.0, 0.4, 99.6, 100.0)) - np.array(station.temp_air_tails_c)
    heating = float(np.maximum(18.0 - days, 0.0).sum()) - station.hdd18
    cooling = float(np.maximum(days - 26.0, 0.0).sum()) - station.cdd26
    out = dict(zip(MEASURES, (*off.tolist(), heating, cooling), strict=True))
    out["months' mean K"] = float(np.abs(monthly_mean(temp) - m["temp_air_mean_c"]).max())
    out["daily range %"] = 100.0 * float(np.mean(span / (m["temp_air_daily_max_c"] - m["temp_air_daily_min_c"])) - 1.0)
    spread = by_month_of_days(days, "std") / np.maximum(m["temp_air_daily_std_c"], 1e-6)
    out["spread of days %"] = 100.0 * float(np.mean(spread) - 1.0)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weather_temperature", description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = {given: [against_table(s, given) for s in stations()] for given in (False, True)}
    if arguments.json:
        print(json.dumps({"without_extremes": rows[False], "as_it_is": rows[True]}, indent=1))
        return
    for given, label in ((False, "without the table's extremes"), (True, "as it is, with them")):
        print(f"{label}, {len(rows[given])} stations{'':8}bias    s.d.   largest")
        for name in rows[given][0]:
            x = np.array([r[name] for r in rows[given]])
            print(f"  {name:44}{x.mean():+8.2f}{x.std():8.2f}{np.abs(x).max():10.2f}")


if __name__ == "__main__":
    main()
