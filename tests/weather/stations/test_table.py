from __future__ import annotations

import pytest

from foundation.errors import InputError
from weather.stations.table import find_station, nearest_station, station_zone, stations


def test_table_is_whole():
    assert len(stations()) == 270
    assert all(s.source and len(s.monthly["temp_air_mean_c"]) == 12 for s in stations())
    assert len({s.site.wmo for s in stations()}) == 270


@pytest.mark.parametrize(
    "text", ["Kunming", "kunming", "KUNMING", "昆明", "昆明市", "567780", "56778", "Kunming, Yunnan", "昆明,云南"]
)
def test_one_station_by_many_names(text):
    assert find_station(text).site.wmo == "567780"


def test_misspelt_station_suggests():
    with pytest.raises(InputError) as error:
        find_station("Kunmin")
    assert error.value.problems[0].code == "unknown-station"
    assert "Kunming" in error.value.problems[0].cure
    assert error.value.exit_code == 2


def test_two_stations_of_one_name_are_not_guessed():
    with pytest.raises(InputError) as error:
        find_station("Chaoyang")
    assert error.value.problems[0].code == "ambiguous-station"
    assert find_station("Chaoyang, Liaoning").site.province == "Liaoning"


def test_nearest_says_distance_and_height():
    match = nearest_station(24.88, 102.83, 1910.0)
    assert match.station.site.name == "Kunming"
    assert match.distance_km == pytest.approx(21.7, abs=0.2)
    assert match.altitude_difference_m == pytest.approx(17.6, abs=0.1)


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Kunming", "5A"), ("Guiyang", "5A"), ("Guangzhou", "4B"), ("Changsha", "3A"), ("Wuhan", "3A"), ("Jinan", "2B"), ("Xian", "2B"), ("Lhasa", "2A"), ("Harbin", "1B"), ("Shenyang", "1C"), ("Haikou", "4B")],
)  # fmt: skip
def test_climate_zones_of_known_cities(name, zone):
    """GB 50176-2016 annex A. Beijing (2B there, by 94 K d over a limit of 90) is a border case: its typical year gives 2A."""
    assert station_zone(find_station(name)) == zone
