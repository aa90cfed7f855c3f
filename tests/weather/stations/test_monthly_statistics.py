from __future__ import annotations

import numpy as np
import pytest

from foundation.errors import InputError
from weather.readers.epw import read_epw
from weather.stations.monthly_statistics import station_of
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

WITHIN = {
    "temp_air_mean_c": 0.006,
    "temp_air_daily_max_c": 0.006,
    "temp_air_daily_min_c": 0.006,
    "temp_air_daily_std_c": 0.006,
    "temp_air_daily_autocorr": 0.002,
    "relative_humidity_pct": 0.06,
    "humidity_ratio_g_kg": 0.035,
    "wind_speed_m_s": 0.006,
    "wind_speed_std_m_s": 0.006,
    "ghi_wh_m2_day": 0.6,
    "dni_wh_m2_day": 0.6,
    "dhi_wh_m2_day": 0.6,
    "clearness_mean": 0.004,
    "clearness_daily_std": 0.002,
    "clearness_daily_autocorr": 0.003,
    "corr_temp_clearness": 0.003,
    "horizontal_infrared_w_m2": 0.06,
    "pressure_pa": 1.0,
}


@pytest.mark.parametrize("name", ["Yunnan.Kunming.567780", "Guangdong.Guangzhou.592870", "Hunan.Changsha.576870"])
def test_statistics_of_a_file_are_the_rows_of_the_table(shared_dir, name):
    """The table was computed elsewhere from these files: the same definitions give the same numbers, to its digits."""
    own = station_of(read_epw(shared_dir / "weather" / f"CHN_{name}_CSWD.epw"))
    table = find_station(name[-6:])
    for column, bar in WITHIN.items():
        assert np.abs(own.monthly[column] - table.monthly[column]).max() < bar, column
    assert own.hdd18 == pytest.approx(table.hdd18, abs=1.0)


def test_statistics_of_a_synthetic_year_come_back():
    station = find_station("Lhasa")
    own = station_of(synthetic_year(station))
    for column, bar in (
        ("temp_air_mean_c", 0.01),
        ("ghi_wh_m2_day", 1.0),
        ("clearness_mean", 0.004),
        ("dhi_wh_m2_day", 2.0),
    ):
        assert np.abs(own.monthly[column] - station.monthly[column]).max() < bar, column


def test_a_leap_year_is_refused(kunming):
    from dataclasses import replace

    short = replace(kunming, table=kunming.table.iloc[:-24], cache={})
    with pytest.raises(InputError) as error:
        station_of(short)
    assert error.value.problems[0].code == "weather-hours"
