"""Names of places as people type them, and the station that speaks for them."""

from __future__ import annotations

import time

import pytest

from foundation.errors import InputError
from weather.stations import gazetteer
from weather.stations.gazetteer import find_place
from weather.stations.lookup import find_spot


@pytest.mark.parametrize(
    ("text", "county", "province"),
    [
        ("大理", "大理市", "Yunnan"),
        ("大理市", "大理市", "Yunnan"),
        ("浏阳", "浏阳市", "Hunan"),
        ("中山", "中山市", "Guangdong"),
        ("洱源", "洱源县", "Yunnan"),
        ("洱源县", "洱源县", "Yunnan"),
        ("云南省大理白族自治州洱源县", "洱源县", "Yunnan"),
        ("湖南省长沙市浏阳市", "浏阳市", "Hunan"),
        ("云南大理", "大理市", "Yunnan"),
        ("大理，云南", "大理市", "Yunnan"),
        ("浏阳（湖南）", "浏阳市", "Hunan"),
        ("Liuyang", "浏阳市", "Hunan"),
        ("liuyang, hunan", "浏阳市", "Hunan"),
        ("Hunan, Liuyang", "浏阳市", "Hunan"),
        ("Eryuan County", "洱源县", "Yunnan"),
        ("Dali, Yunnan", "大理市", "Yunnan"),
        ("Yunnan Dali", "大理市", "Yunnan"),
        ("Zhongshan, Guangdong", "中山市", "Guangdong"),
        ("湖南 浏阳", "浏阳市", "Hunan"),
        ("430181", "浏阳市", "Hunan"),
        ("峨山", "峨山彝族自治县", "Yunnan"),
        ("峨山县", "峨山彝族自治县", "Yunnan"),
        ("浦东", "浦东新区", "Shanghai"),
        ("朝阳区, 北京", "朝阳区", "Beijing"),
        ("北京朝阳", "朝阳区", "Beijing"),
        ("长沙县", "长沙县", "Hunan"),
    ],
)
def test_a_name_gives_its_place(text, county, province):
    place = find_place(text)
    assert place is not None
    assert (place.county_zh, place.province) == (county, province)
    assert 18.0 < place.latitude < 54.0 and 73.0 < place.longitude < 136.0


def test_positions_and_altitudes_are_those_of_the_towns():
    """Of other sources: Eryuan 26.11 N 99.95 E, 2,060 m; Liuyang 28.16 N 113.63 E; Zhongshan 22.52 N 113.38 E."""
    for text, latitude, longitude, altitude in (
        ("洱源", 26.11, 99.95, 2060.0),
        ("浏阳", 28.16, 113.63, 80.0),
        ("中山", 22.52, 113.38, 10.0),
    ):
        place = find_place(text)
        assert place is not None
        assert (place.latitude, place.longitude) == pytest.approx((latitude, longitude), abs=0.05)
        assert place.altitude_m == pytest.approx(altitude, abs=30.0)


@pytest.mark.parametrize("text", ["朝阳", "鼓楼", "鼓楼区", "通州", "永定", "宝山区", "Suzhou", "Chaoyang"])
def test_an_ambiguous_name_asks_and_its_cure_works_literally(text):
    with pytest.raises(InputError) as error:
        find_place(text)
    (problem,) = error.value.problems
    assert problem.code == "ambiguous-place"
    readings = problem.allowed.split(" | ")
    assert len(readings) >= 2
    assert find_place(problem.cure.partition(": ")[2]) is not None
    for reading in readings:
        if all(p.known for p in gazetteer.find_places(reading)):
            assert find_place(reading) is not None
            continue
        with pytest.raises(InputError) as other:  # its position is not known: no other place is taken
            find_place(reading)
        assert other.value.problems[0].code == "place-without-position"


def test_every_county_is_found_by_the_path_that_is_shown():
    seen = 0
    for place in gazetteer.places()[::37]:
        if place.county_zh and place.known:
            found = find_place(place.path)
            assert found is not None and found.geonameid == place.geonameid, place.path
            seen += 1
    assert seen > 40


@pytest.mark.parametrize("text", ["行唐县", "赵县", "新华区", "中山区, 大连", "鼓楼区, 南京"])
def test_a_county_without_a_position_asks_for_coordinates(text):
    with pytest.raises(InputError) as error:
        find_place(text)
    assert error.value.problems[0].code == "place-without-position"
    assert "site.latitude" in error.value.problems[0].cure


@pytest.mark.parametrize("text", ["大理白族自治州", "海南", "云南", "万溪冲", "xyzzy", "", "，"])
def test_what_is_no_place_is_none(text):
    assert find_place(text) is None


def test_stations_go_before_places_of_their_name():
    for text in ("昆明", "昆明市", "Kunming", "567780", "56778"):
        spot = find_spot(text)
        assert spot.place is None and spot.station.site.wmo == "567780"


def test_a_district_is_not_the_station_of_another_city():
    """The station Chaoyang is in Liaoning, 400 km from the district in Beijing."""
    assert find_spot("朝阳区, 北京").site.latitude == pytest.approx(39.92, abs=0.1)
    with pytest.raises(InputError) as error:
        find_spot("朝阳区")
    assert error.value.problems[0].code == "ambiguous-place"


def test_a_place_knows_its_station_distance_and_altitude():
    spot = find_spot("洱源")
    assert spot.place is not None and spot.site.province == "Yunnan"
    assert spot.station.site.name == "Lijiang"
    assert 80.0 < spot.distance_km < 100.0 and -400.0 < spot.rise_m < -280.0


def test_an_unknown_name_gets_names_like_it():
    with pytest.raises(InputError) as error:
        find_spot("浏羊")
    assert "浏阳市" in error.value.problems[0].cure
    with pytest.raises(InputError) as error:
        find_spot("Kunmin")
    assert "Kunming" in error.value.problems[0].cure


def test_the_file_is_read_when_it_is_asked_for_and_fast():
    gazetteer.places.cache_clear()
    begin = time.perf_counter()
    find_place("浏阳")
    assert time.perf_counter() - begin < 3.0
