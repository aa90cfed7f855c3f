"""Years that are asked for on the command line and in a project file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import InputError
from retrofit.project import load as projects
from retrofit.project.objects.made_years import asked_years, place_of, spread_of
from retrofit.project.objects.site import weather_of
from weather.future import scenario_changes
from weather.readers.epw import read_epw
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

PROJECT = """schema_version: 1
name: test
site: {site}
weather: {weather}
buildings:
  - {{name: centre, archetype: community_centre, floor_area_m2: 1200}}
packages: {{baseline: []}}
"""


def quiet(line: str) -> None:
    del line


def year_of(tmp_path: Path, weather: str, site: str = "{station: Kunming}"):
    file = tmp_path / "project.yaml"
    file.write_text(PROJECT.format(site=site, weather=weather), encoding="utf-8")
    year, _, notes = weather_of(projects.load(file), tmp_path)
    return year, {a.key: a for a in notes}


def call(*args):
    return CliRunner().invoke(main, [str(a) for a in args])


def test_future_in_a_project_file(tmp_path):
    base, _ = year_of(tmp_path, "{source: synthetic}")
    future, notes = year_of(tmp_path, "{source: synthetic, future: {scenario: ssp245, period: 2041-2060}}")
    change = scenario_changes("ssp245", "2041-2060", base.site).temp_air_k
    mean = [y.column("temp_air").reshape(365, 24)[:31].mean() for y in (base, future)]
    assert mean[1] - mean[0] == pytest.approx(change[0], abs=1e-9)
    assert "future ssp245 2041-2060" in notes["weather"].note
    assert "unconfirmed" in notes["weather"].note


def test_how_a_year_was_made_is_told_in_chinese(tmp_path):
    from retrofit.report.weather.place import description

    plain, _ = year_of(tmp_path, "{source: synthetic}")
    assert description(plain, "zh") == "由昆明（567780）月统计值生成的合成气象年，随机种子1"
    future = "future: {scenario: ssp245, period: 2041-2060}"
    warm, _ = year_of(tmp_path, f"{{source: synthetic, kind: warm, {future}}}", "{latitude: 22.52, longitude: 113.39}")
    text = description(warm, "zh")
    for words in ("周边台站（广州（", "可能气象年", "最热的一年", "未来气候ssp245 2041-2060，东亚"):
        assert words in text


def test_own_changes_beside_the_project_and_on_a_file(tmp_path):
    from weather.readers.epw_write import write_epw

    rows = "\n".join(f"{m},2.0,-5" for m in range(1, 13))
    (tmp_path / "mine.csv").write_text(f"month,temp_air_k,ghi_pct\n{rows}\n", encoding="utf-8")
    write_epw(synthetic_year(find_station("Kunming")), tmp_path / "k.epw")
    plain, _ = year_of(tmp_path, "{source: epw, path: k.epw}")
    future, notes = year_of(tmp_path, "{source: epw, path: k.epw, future: {changes: mine.csv}}")
    assert (future.column("temp_air") - plain.column("temp_air")).mean() == pytest.approx(2.0, abs=1e-9)
    assert future.column("ghi").sum() / plain.column("ghi").sum() == pytest.approx(0.95, abs=1e-9)
    assert notes["weather"].status == "unconfirmed"


@pytest.mark.parametrize(
    "weather",
    [
        "{source: synthetic, future: {scenario: ssp245}}",
        "{source: synthetic, future: {}}",
        "{source: synthetic, future: {scenario: ssp245, period: 2041-2060, changes: a.csv}}",
        "{source: synthetic, future: {changes: none.csv}}",
        "{source: synthetic, kind: wet}",
    ],
)
def test_what_makes_no_sense_is_told(tmp_path, weather):
    file = tmp_path / "project.yaml"
    file.write_text(PROJECT.format(site="{station: Kunming}", weather=weather), encoding="utf-8")
    found = projects.check(file)
    assert [p for p in found if p.severity == "error"]
    assert all("weather" in p.place for p in found)


def test_a_coordinate_alone_stands_between_stations(tmp_path):
    year, notes = year_of(tmp_path, "{source: synthetic}", "{latitude: 22.52, longitude: 113.39, altitude_m: 33}")
    assert "between Guangzhou (592870)" in year.source.description
    assert "weighted by distance and height" in notes["weather"].source
    assert year.site.name == "test"
    named, _ = year_of(tmp_path, "{source: synthetic}", "{station: Guangzhou}")
    assert "between" not in named.source.description


def test_warm_and_cold_years_of_a_project(tmp_path):
    years = {kind: year_of(tmp_path, f"{{source: synthetic, kind: {kind}}}")[0] for kind in ("typical", "warm", "cold")}
    hot = {k: np.maximum(y.column("temp_air") - 26.0, 0.0).sum() for k, y in years.items()}
    cold = {k: np.maximum(18.0 - y.column("temp_air"), 0.0).sum() for k, y in years.items()}
    assert hot["warm"] > hot["typical"]
    assert cold["cold"] > cold["typical"]


def test_make_writes_years_and_their_spread(tmp_path):
    out = tmp_path / "years.epw"
    done = call("weather", "make", "昆明", "--out", out, "--years", 3, "--json")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    files = [Path(y["written"]) for y in document["years"]]
    assert [f.name for f in files] == ["years_01.epw", "years_02.epw", "years_03.epw"]
    sums = [read_epw(f).column("ghi").sum() / 1000.0 for f in files]
    spread = document["spread"]["ghi_kwh_m2"]
    assert spread["least"] == pytest.approx(min(sums), abs=0.5)
    assert spread["p90"] < spread["p50"] < spread["p10"]
    assert call("weather", "make", "昆明", "--out", out, "--years", 3).exit_code == 2  # nothing is overwritten unasked
    chinese = call("weather", "make", "昆明", "--out", out, "--years", 2, "--force", "--language", "zh")
    assert "水平总辐射" in chinese.stdout


def test_make_morphs_a_file_and_a_place(tmp_path):
    out, hot = tmp_path / "place.epw", tmp_path / "hot.epw"
    assert call("weather", "make", "24.88,102.83,1910", "--out", out).exit_code == 0
    assert call("weather", "make", out, "--out", hot, "--future", "SSP5-8.5:2081-2100").exit_code == 0
    a, b = read_epw(out), read_epw(hot)
    assert (b.column("temp_air") - a.column("temp_air")).mean() == pytest.approx(3.55 * 3.3 / 2.65, abs=0.02)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["k.epw", "--years", "2"], "make-epw"),
        (["Kunming", "--future", "ssp245"], "future-scenario"),
        (["Kunming", "--future", "ssp245:2050"], "future-scenario"),
        (["Kunming", "--future", "ssp245:2041-2060", "--changes", "a.csv"], "future-twice"),
        (["Kunming", "--changes", "none.csv"], "file-not-found"),
        (["95,102,1000"], "place-range"),
        (["Atlantis"], "unknown-station"),
    ],
)
def test_make_tells_what_is_wrong_and_writes_nothing(tmp_path, args, code):
    out = tmp_path / "x.epw"
    done = call("weather", "make", *args, "--out", out, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"]["problems"][0]["code"] == code
    assert not list(tmp_path.glob("x*"))


def test_places_and_spread():
    assert place_of("Kunming, Yunnan") is None
    for text, cure in (("25,102", "write 25,102,1"), ("1,2", "write latitude,longitude,altitude")):
        with pytest.raises(InputError) as error:
            place_of(text)
        assert str(error.value.problems[0].cure).startswith(cure)
    with pytest.raises(InputError):
        place_of("24,200,5")
    years = asked_years("Guangzhou", "typical", range(1, 2), None, None, quiet)
    assert spread_of(years)["temp_air_mean_c"]["p50"] == pytest.approx(years[0].column("temp_air").mean())
