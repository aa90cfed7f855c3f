"""One rule of distance for every command."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

from buildings.archetypes.usage import coldest_in_july
from cli import main
from foundation.errors import InputError
from retrofit.project.load import check, load
from retrofit.project.objects.site import site_of, weather_of
from weather.quality.zone import standard_offset_h
from weather.readers.epw_write import write_epw
from weather.stations.reach import reach_problems
from weather.stations.table import find_station
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

PROJECT = """schema_version: 1
name: test
site: {site}
weather: {weather}
buildings:
  - {{name: centre, archetype: community_centre, floor_area_m2: 1200, storeys: 2, built: 1998}}
packages:
  baseline: []
"""


def project(tmp_path, site, weather="{source: synthetic}"):
    path = tmp_path / "p.yaml"
    path.write_text(PROJECT.format(site=site, weather=weather), encoding="utf-8")
    return path


def codes(path):
    return {(p.code, p.severity) for p in check(path)}


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("{latitude: 51.5, longitude: -0.1, altitude_m: 20}", {("place-too-far", "error")}),
        ("{latitude: -33.9, longitude: 18.4, altitude_m: 20}", {("place-too-far", "error")}),
        ("{station: Kunming, latitude: -25, longitude: 102.7}", {("place-too-far", "error")}),
        ("{latitude: 28.1, longitude: 86.85, altitude_m: 5150}", {("place-far", "warning")}),
        ("{latitude: 25.02, longitude: 102.68, altitude_m: 2500}", {("place-far", "warning")}),
        ("{latitude: 24.88, longitude: 102.83, altitude_m: 1910}", set()),
        ("{station: 浏阳}", set()),
    ],
)
def test_check_tells_a_far_site(tmp_path, site, expected):
    path = project(tmp_path, site)
    assert codes(path) == expected
    if ("place-too-far", "error") in expected:
        with pytest.raises(InputError):
            load(path)
    else:
        year, _, _ = weather_of(load(path), tmp_path)
        assert {(p.code, p.severity) for p in year.warnings} == expected


def test_every_command_refuses_a_place_beyond_reach(tmp_path):
    path = project(tmp_path, "{latitude: 51.5, longitude: -0.1, altitude_m: 20}")
    out = str(tmp_path / "out")
    for args in (
        ["run", str(path), "--out", out],
        ["solar", str(path), "--out", out],
        ["biogas", str(path), "--out", out],
        ["weather", "check", str(path)],
        ["weather", "show", str(path)],
    ):
        result = CliRunner().invoke(main, args)
        assert result.exit_code == 2 and "place-too-far" in result.output, args
    for place in ("-33.9,18.4,10", "51.5,-0.1,20"):
        result = CliRunner().invoke(main, ["weather", "make", place, "--out", str(tmp_path / "a.epw")])
        assert result.exit_code == 2 and "place-too-far" in result.output


def test_a_named_place_is_the_site(tmp_path):
    station, site, notes = site_of(load(project(tmp_path, "{station: 洱源}")))
    assert station.site.name == "Lijiang" and site.province == "Yunnan"
    assert (site.latitude, site.altitude_m) == (pytest.approx(26.11, abs=0.02), pytest.approx(2052.0, abs=20.0))
    told = {a.key: a for a in notes}
    assert "洱源县" in told["site.place"].value and "GeoNames" in told["site.place"].source
    assert "km away" in told["site.station"].note
    year, _, _ = weather_of(load(project(tmp_path, "{station: 洱源}")), tmp_path)
    assert "between" in year.source.description and year.site.altitude_m == site.altitude_m


def southern_epw(tmp_path):
    """Kunming's year turned by half a year, at the mirrored latitude."""
    north = synthetic_year(find_station("Kunming"))
    from dataclasses import replace

    table = north.table.apply(lambda c: np.roll(c, 24 * 184)).set_axis(north.table.index)
    site = replace(north.site, name="South", latitude=-25.02, wmo="", province="")
    return write_epw(WeatherYear(site, table, north.source, north.ground), tmp_path / "south.epw")


def test_seasons_follow_the_files_own_temperatures(tmp_path):
    southern_epw(tmp_path)
    site = "{latitude: -25.02, longitude: 102.68, altitude_m: 1892, province: Yunnan}"
    path = project(tmp_path, site, "{source: epw, path: south.epw}")
    assert not [p for p in check(path) if p.severity == "error"]
    year, zone, _ = weather_of(load(path), tmp_path)
    assert coldest_in_july(year) and zone == "5A"
    from buildings.archetypes import build
    from buildings.archetypes.request import ArchetypeRequest
    from buildings.thermal import loads

    def heat(of, climate):
        return loads.simulate(build.build(ArchetypeRequest("c", "community_centre", climate, built=1998), of), of)

    south, north = heat(year, zone), heat(synthetic_year(find_station("Kunming")), "5A")
    assert south.heating_kwh > 0.0 and south.heating_kwh == pytest.approx(north.heating_kwh, rel=0.25)


def test_a_file_of_another_place_is_refused_and_the_cure_works(tmp_path):
    southern_epw(tmp_path)
    path = project(tmp_path, "{station: Kunming}", "{source: epw, path: south.epw}")
    (problem,) = [p for p in check(path) if p.severity == "error"]
    assert problem.code == "weather-distance" and "site.latitude: -25.02" in problem.cure
    site = "{latitude: -25.02, longitude: 102.68, altitude_m: 1892.4}"
    found = codes(project(tmp_path, site, "{source: epw, path: south.epw}"))
    assert ("station-far", "warning") in found and not [c for c in found if c[1] == "error"]


def test_the_clock_of_a_place():
    assert standard_offset_h(39.5, 76.0) == 8.0  # Kashi keeps Beijing's
    assert (standard_offset_h(-33.4, -70.7), standard_offset_h(51.5, -0.1)) == (-5.0, 0.0)
    assert standard_offset_h(32.5, 80.1) == 8.0 and standard_offset_h(28.6, 77.2) == 5.0  # Ngari, Delhi
    assert reach_problems(find_station("Kunming").site, find_station("Kunming")) == []


@pytest.mark.parametrize("args", [["-33.9,18.4,10"], ["--", "-33.9,18.4,10"], ["-33.9，18.4，10"]])
def test_a_southern_place_is_no_option(tmp_path, args):
    result = CliRunner().invoke(main, ["weather", "make", "--out", str(tmp_path / "a.epw"), *args])
    assert "No such option" not in result.output and "place-too-far" in result.output


def test_the_list_of_stations_and_the_completion_of_names(tmp_path):
    every = CliRunner().invoke(main, ["weather", "stations"]).output
    assert len(every.splitlines()) == 271
    found = CliRunner().invoke(main, ["weather", "stations", "浏阳"]).output
    assert "28.159, 113.627" in found and "Zhuzhou" in found and "GeoNames" in found
    assert CliRunner().invoke(main, ["weather", "stations", "xyzzy"]).exit_code == 2
    from commands.places import beginning

    assert {"Liuyang", "Liuzhou"} <= {name for name, _ in beginning("Liu")}
    assert "浏阳市" in {name for name, _ in beginning("浏")}
    environment = {"_RETROFIT_COMPLETE": "bash_complete", "COMP_WORDS": "retrofit weather show Liuy", "COMP_CWORD": "3"}
    assert "Liuyang" in CliRunner().invoke(main, [], env=environment, prog_name="retrofit").output


def test_the_future_of_another_continent_is_refused(tmp_path):
    southern_epw(tmp_path)
    made = CliRunner().invoke(
        main,
        [
            "weather",
            "make",
            str(tmp_path / "south.epw"),
            "--future",
            "ssp245:2041-2060",
            "--out",
            str(tmp_path / "f.epw"),
        ],
    )
    assert made.exit_code == 2 and "future-region" in made.output
    changes = tmp_path / "changes.csv"
    changes.write_text("month,temp_air_k\n" + "".join(f"{m},1.5\n" for m in range(1, 13)), encoding="utf-8")
    made = CliRunner().invoke(
        main,
        ["weather", "make", str(tmp_path / "south.epw"), "--changes", str(changes), "--out", str(tmp_path / "f.epw")],
    )
    assert made.exit_code == 0, made.output  # the cure
    site = "{latitude: -25.02, longitude: 102.68, altitude_m: 1892, province: Yunnan}"
    path = project(tmp_path, site, "{source: epw, path: south.epw, future: {scenario: ssp245, period: 2041-2060}}")
    assert ("future-region", "error") in codes(path)
    home = project(tmp_path, "{station: Sanya}", "{source: synthetic, future: {scenario: ssp245, period: 2041-2060}}")
    assert ("future-region", "error") not in codes(home)


@pytest.mark.parametrize(
    "key", ["fill_gaps_hours: 3", "components: ghi+dhi", "decomposition: disc", "swap: ghi-dni", "align_minutes: auto"]
)
def test_keys_of_files_are_told_with_a_synthetic_year(tmp_path, key):
    path = project(tmp_path, "{station: Kunming}", f"{{source: synthetic, {key}}}")
    assert codes(path) == {("key-unused", "warning")}


def test_components_of_a_synthetic_year_mend_the_tables_diffuse(tmp_path):
    """Lhasa: 489 hours of high sun with less diffuse than a clean sky gives, none after the cure; global stays."""
    from weather.quality.columns import too_little_diffuse

    plain, _, _ = weather_of(load(project(tmp_path, "{station: Lhasa}")), tmp_path)
    mended, _, _ = weather_of(
        load(project(tmp_path, "{station: Lhasa}", "{source: synthetic, components: ghi}")), tmp_path
    )
    assert too_little_diffuse(plain).sum() > 400 and too_little_diffuse(mended).sum() < 50
    assert mended.column("ghi").sum() == plain.column("ghi").sum()
    assert codes(project(tmp_path, "{station: Lhasa}", "{source: synthetic, components: ghi}")) == set()


def test_keys_of_synthetic_years_are_told_with_a_file(tmp_path):
    southern_epw(tmp_path)
    site = "{latitude: -25.02, longitude: 102.68, altitude_m: 1892, province: Yunnan}"
    path = project(tmp_path, site, "{source: epw, path: south.epw, seed: 3, decomposition: disc}")
    told = {p.place.rpartition(" ")[2] for p in check(path) if p.code == "key-unused"}
    assert told == {"weather.seed", "weather.decomposition"}


@pytest.mark.parametrize("minutes", ["700", "-151", ".nan", ".inf"])
def test_minutes_beyond_reach_are_refused(tmp_path, minutes):
    southern_epw(tmp_path)
    path = project(tmp_path, "{station: Kunming}", f"{{source: epw, path: south.epw, align_minutes: {minutes}}}")
    assert {p.severity for p in check(path)} == {"error"}


def test_a_coordinate_without_altitude_is_told_one_that_works():
    from retrofit.project.named_weather import named_year

    with pytest.raises(InputError) as caught:
        named_year("25,102")
    (problem,) = caught.value.problems
    assert problem.code == "missing-key"
    typed = str(problem.cure).removeprefix("write ")
    assert named_year(typed).site.altitude_m == pytest.approx(1824.0, abs=1.0)


def test_a_command_is_told_what_a_command_takes():
    from retrofit.project.named_weather import named_year

    for source in ("-33.9,151.2,20", "Nowhereville"):
        with pytest.raises(InputError) as caught:
            named_year(source)
        assert "site." not in caught.value.problems[0].cure and "weather:" not in caught.value.problems[0].cure
