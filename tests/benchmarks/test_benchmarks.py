"""What the benchmarks promise holds: the issue's bars on synthetic weather, and commands that say what they miss."""

from __future__ import annotations

import json

import pytest

from benchmarks import bestest, solar, weather, weather_clock

CSWD = ["Yunnan.Kunming.567780", "Guangdong.Guangzhou.592870", "Hunan.Changsha.576870"]


@pytest.mark.parametrize("name", CSWD)
def test_synthetic_year_against_the_file(shared_dir, name):
    """Annual PV within 2 %, the community centre's heating and cooling within 5 % or 1 kWh/m2, temperatures that share 0.93.

    The aim for clearness is 0.9 and is not met everywhere (docs/synthetic_weather.md): 0.89 and 0.86 only guard what there is.

    A month's statistics do not know morning from afternoon: east and west are held together (Kunming's file, aligned, has
    3 % more afternoon than morning sun).
    """
    row = weather.compare(shared_dir / "weather" / f"CHN_{name}_CSWD.epw")
    assert row["statistics"] == "table"
    values = row["quantities"]
    for key in ("PV 10 S", "PV 25 S", "heating kWh/m2", "cooling kWh/m2"):
        assert values[key]["meets"], key
    both = {k: values["PV 25 E"][k] + values["PV 25 W"][k] for k in ("aligned", "synthetic")}
    assert both["synthetic"] == pytest.approx(both["aligned"], rel=0.02)
    assert row["distributions"]["temperature"]["overlap"] > 0.93
    assert row["distributions"]["clearness"]["overlap"] > 0.89
    assert row["distributions"]["daily clearness"]["overlap"] > 0.86


def test_synthetic_year_of_a_place_that_the_table_does_not_have(shared_dir):
    """Denver (TMY3), held out of every fit: monthly statistics of the file in, the file's year back.

    Its afternoons are cloudier than its mornings, so that east and west are held together.
    """
    row = weather.compare(shared_dir / "weather" / "725650TYCST.epw")
    assert row["statistics"] == "file"
    for key in ("PV 10 S", "PV 25 S", "heating kWh/m2"):
        assert row["quantities"][key]["meets"], key
    both = {k: row["quantities"]["PV 25 E"][k] + row["quantities"]["PV 25 W"][k] for k in ("aligned", "synthetic")}
    assert both["synthetic"] == pytest.approx(both["aligned"], rel=0.02)


@pytest.mark.parametrize("module", [bestest, solar, weather])
def test_without_weather_files_the_command_says_so(module, tmp_path, capsys):
    option = "--epw" if module is bestest else "--weather"
    assert module.main([option, str(tmp_path / "none")]) == 2
    assert "needs" in capsys.readouterr().out


def test_bestest_json(shared_dir, capsys):
    bestest.main(["--json", "--mode", "standard", "--epw", str(shared_dir / "weather" / "725650TYCST.epw")])
    document = json.loads(capsys.readouterr().out)
    assert document["mode"] == "standard"
    assert set(document["cases"]["600"]) == {
        "annual_heating_MWh",
        "annual_cooling_MWh",
        "peak_heating_kW",
        "peak_cooling_kW",
    }
    assert set(document["free_float"]["600FF"]) == {"mean_temperature_C", "min_temperature_C", "max_temperature_C"}


def test_clock_of_the_kunming_file(shared_dir):
    """The bars of the weather's quality: late by roughly an hour, east and west alike after the repair."""
    row = weather_clock.real_file(shared_dir / "weather" / f"CHN_{CSWD[0]}_CSWD.epw")
    assert 45.0 < row["late_min"] < 65.0
    assert row["east_west"] < 0.82
    assert 0.95 <= row["east_west_repaired"] <= 1.01
