"""The weather that a project asks for: sources, repairs on the record with their yields, findings with what they are worth."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import InputError
from retrofit.project import load
from retrofit.project.objects import site
from retrofit.project.objects.weather_effects import (
    PLANES,
    centre_loads,
    cured_yields,
    pv_yields,
    with_effects,
    zone_of,
)
from retrofit.report.weather.figures import quality_svg
from retrofit.report.weather.quality import finding_lines, note_texts, quality_lines
from weather.quality import check
from weather.readers.epw_write import write_epw
from weather.stations.table import find_station, station_zone
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

PROJECT = """schema_version: 1
name: test
site: {station: Kunming}
weather: %s
buildings:
  - {name: centre, archetype: community_centre, floor_area_m2: 600, built: 1998}
packages:
  baseline: []
"""


def late_year(late_min: float) -> WeatherYear:
    station = find_station("Kunming")
    site = station.site
    year = synthetic_year(replace(station, site=replace(site, longitude=site.longitude - late_min / 4.0)))
    return WeatherYear(site, year.table, year.source, year.ground)


@pytest.fixture(scope="module")
def late():
    return late_year(60.0)


@pytest.fixture(scope="module")
def folder(late, tmp_path_factory):
    folder = tmp_path_factory.mktemp("天气")
    write_epw(late, folder / "late.epw")
    table = late.table[["temp_air", "temp_dew", "wind_speed", "ghi", "dni", "dhi"]].round(2)
    table.insert(0, "时间", late.index.strftime("%Y/%m/%d %H:%M"))
    (folder / "late.csv").write_text(table.to_csv(index=False), encoding="gbk")
    return folder


def year_of(folder, weather):
    path = folder / "p.yaml"
    path.write_text(PROJECT % weather, encoding="utf-8")
    year, _, _ = site.weather_of(load.load(path), folder)
    return year


CSV = "{source: csv, path: late.csv, csv: {time: 时间, label: start, columns: {temp_air: temp_air, temp_dew: temp_dew, wind_speed: wind_speed, ghi: ghi, dni: dni, dhi: dhi}}%s}"


def test_findings_tell_what_they_are_worth(folder):
    year = year_of(folder, "{source: epw, path: late.epw}")
    (clock,) = [w for w in year.warnings if w.code == "weather-clock"]
    before, after = clock.effect["pv_25e"]
    true = pv_yields(synthetic_year(find_station("Kunming")))["pv_25e"]
    assert before < 0.93 * after
    assert after == pytest.approx(true, rel=0.02)  # the cure brings the yield of the year that was never late
    assert clock.effect["heating_kh"][0] == clock.effect["heating_kh"][1]
    assert set(clock.effect) >= {*PLANES, "heating", "cooling"}
    for language in ("en", "zh"):
        assert any("kWh/kWp" in line for line in quality_lines(year, language))


@pytest.mark.parametrize("weather", ["{source: epw, path: late.epw, align_minutes: auto, components: ghi+dhi}", CSV % ", align_minutes: auto, components: ghi+dhi"])  # fmt: skip
def test_repairs_are_on_the_record_with_their_yields(folder, weather):
    year = year_of(folder, weather)
    codes = [f.code for f in year.source.facts if f.code.startswith("repair")]
    assert codes == ["repair-align", "repair-effect", "repair-ghi-dhi", "repair-effect"]
    first, second = [f.numbers for f in year.source.facts if f.code == "repair-effect"]
    assert first["pv_25e"][1] == pytest.approx(second["pv_25e"][0])
    assert second["pv_25e"][1] == pytest.approx(pv_yields(year)["pv_25e"])
    assert "weather-clock" not in {w.code for w in year.warnings}
    zh = note_texts(year.source, "zh")
    assert len(zh) == len(year.source.notes)
    assert sum("分钟" in n or "直射" in n or "光伏" in n for n in zh) >= 4


def test_csv_and_epw_of_one_year_agree(folder):
    epw, csv = (year_of(folder, w) for w in ("{source: epw, path: late.epw}", CSV % ""))
    assert np.abs(epw.column("ghi") - csv.column("ghi")).max() < 0.06
    assert csv.column("longwave_down").mean() == pytest.approx(epw.column("longwave_down").mean(), abs=15.0)


@pytest.mark.parametrize(
    "weather",
    [
        "{source: csv, path: late.csv}",
        "{source: epw}",
        "{source: nasa_power}",
        "{source: synthetic, year: 2020}",
        "{source: epw, path: late.epw, fill_gaps_hours: 100}",
        CSV.replace("label: start", "label: middle") % "",
        CSV.replace("ghi: ghi", "ghi: global") % "",
        "{source: epw, path: late.epw, decomposition: guess}",
    ],
)
def test_bad_weather_keys_end_in_a_list(folder, weather):
    with pytest.raises(InputError) as error:
        year_of(folder, weather)
    assert error.value.exit_code == 2


def test_a_file_far_from_the_site_is_told(folder):
    path = folder / "far.yaml"
    path.write_text((PROJECT % "{source: epw, path: late.epw}").replace("Kunming", "Guiyang"), encoding="utf-8")
    found = {p.code: p for p in load.check(path)}
    assert found["weather-distance"].severity == "warning"
    a, b = (np.radians([s.site.latitude, s.site.longitude]) for s in map(find_station, ("Kunming", "Guiyang")))
    angle = np.arccos(np.sin(a[0]) * np.sin(b[0]) + np.cos(a[0]) * np.cos(b[0]) * np.cos(a[1] - b[1]))
    assert found["weather-distance"].value == pytest.approx(6371.0 * angle, abs=2.0)
    year, _, _ = site.weather_of(load.load(path), folder)
    assert "weather-distance" in {w.code for w in year.warnings}


def test_effects_of_a_sound_year_are_none(kunming):
    assert with_effects(kunming, check(kunming)) == ()
    assert zone_of(kunming) == station_zone(find_station("Kunming"))
    loads = centre_loads(kunming)
    assert loads["heating"] > loads["cooling"] > 0.0


def test_figure_speaks_both_languages(late):
    before, after = pv_yields(late), cured_yields(late)
    for language, title in (("en", "Closure"), ("zh", "三分量闭合")):
        svg = quality_svg(late, before, after, language)
        assert title in svg
        assert f"{after['pv_25e']:,.0f}" in svg
    assert "aligned" not in quality_svg(late, before, None, "en")


def test_notes_of_a_synthetic_year_in_chinese(kunming):
    assert all(any("\u4e00" <= ch <= "\u9fff" for ch in n) for n in note_texts(kunming.source, "zh"))
    assert note_texts(kunming.source, "en") == list(kunming.source.notes)


def call(*args):
    return CliRunner().invoke(main, [str(a) for a in args])


def test_commands(folder, monkeypatch, tmp_path):
    figure = tmp_path / "q.svg"
    shown = call("weather", "check", folder / "late.epw", "--figure", figure, "--language", "zh")
    assert shown.exit_code == 0
    assert "weather-clock" in shown.output
    assert figure.read_text(encoding="utf-8").startswith("<svg")
    assert call("weather", "check", folder / "late.epw", "--figure", figure).exit_code == 2
    document = json.loads(call("weather", "check", folder / "late.epw", "--json").stdout)
    assert document["radiation_late_min"] == pytest.approx(60.0, abs=5.0)
    assert document["findings"][0]["effect"]["pv_25e"]
    assert document["pv_kwh_kwp_repaired"]["pv_25e"] > document["pv_kwh_kwp"]["pv_25e"]
    made = call("weather", "repair", folder / "late.epw", "--out", tmp_path / "new.epw", "--align", "auto")
    assert made.exit_code == 0
    assert "25 east" in made.output
    again = json.loads(call("weather", "check", tmp_path / "new.epw", "--json").stdout)
    assert abs(again["radiation_late_min"]) < 5.0
    assert call("weather", "repair", folder / "late.epw", "--out", tmp_path / "x.epw", "--align", "soon").exit_code == 2
    (folder / "csv.yaml").write_text(PROJECT % (CSV % ""), encoding="utf-8")
    assert "CSV late.csv" in call("weather", "check", folder / "csv.yaml").output

    table = call("weather", "show", folder / "late.epw", "--language", "zh").output
    assert "总辐射 kWh/m²" in table
    assert "北纬25.02°，东经102.68°" in table

    import requests

    def get(*_, **__):
        raise requests.ConnectionError

    monkeypatch.setenv("NETZERO_RETROFIT_CACHE", str(tmp_path / "store"))
    monkeypatch.setattr(requests, "get", get)
    offline = call("weather", "fetch", "pvgis", "25.0,102.7")
    assert offline.exit_code == 2
    assert "weather-offline" in offline.output
    assert call("weather", "fetch", "pvgis", "95,0").exit_code == 2


def test_finding_lines_refer_back(folder):
    year = year_of(folder, "{source: epw, path: late.epw}")
    lines = finding_lines(year.warnings, "en")
    assert sum("PV 25° E" in line for line in lines) <= 2
    assert any("first mend weather-clock" in line for line in lines)
