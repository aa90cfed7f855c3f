"""Forms that weather files come in: each is read as it is meant, with a note, and gives what the plain file gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foundation.errors import InputError
from weather.quality.repairs import repair
from weather.readers.epw import read_epw
from weather.readers.epw_write import write_epw, write_repaired
from weather.readers.sam import read_sam
from weather.readers.table import CsvFormat, read_csv
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

NAMES = ("temp_air", "relative_humidity", "wind_speed", "ghi", "dni", "dhi")
COLUMNS = {n: n for n in NAMES}


@pytest.fixture(scope="module")
def year():
    return synthetic_year(find_station("Kunming"))


@pytest.fixture(scope="module")
def table(year):
    """The plain hours of 2023, rounded as a file would hold them."""
    return year.table[list(NAMES)].round(2).tz_localize(None)


def csv_of(table: pd.DataFrame, path, stamps=None, below: str = "", above: str = ""):
    out = table.copy()
    out.insert(0, "time", (table.index if stamps is None else pd.DatetimeIndex(stamps)).strftime("%Y-%m-%d %H:%M"))
    path.write_text(above + out.to_csv(index=False) + below, encoding="utf-8")
    return path


def read(path, year, label="start", **more):
    return read_csv(path, year.site, CsvFormat(COLUMNS, "time", label, **more))


def same(found, table, tolerance=1e-9):
    for name in NAMES:
        assert np.abs(found.column(name) - table[name].to_numpy()).max() <= tolerance, name


def facts(found):
    return {f.code for f in found.source.facts}


def mixed_years(index, years=(2005, 2012, 2009, 2016, 2007, 2006, 2011, 2013, 2008, 2015, 2010, 2014)):
    return [t.replace(year=years[t.month - 1]) for t in index]


def test_months_of_many_years_are_a_typical_year(year, table, tmp_path):
    found = read(csv_of(table, tmp_path / "a.csv", mixed_years(table.index)), year)
    same(found, table)
    assert "typical" in facts(found) and found.hours == 8760
    end = [t + pd.Timedelta(hours=1) for t in mixed_years(table.index)]
    same(read(csv_of(table, tmp_path / "b.csv", end), year, "end"), table)


def test_a_typical_year_in_utc_is_turned(year, table, tmp_path):
    rolled = table.apply(lambda c: np.roll(c, -8))
    found = read(csv_of(rolled, tmp_path / "a.csv", mixed_years(table.index)), year, utc_offset_h=0.0)
    same(found, table)
    assert {"typical", "wrapped"} <= facts(found)


def test_a_month_that_comes_twice_is_no_typical_year(year, table, tmp_path):
    stamps = [t.replace(month=1) if t.month == 3 and t.day <= 28 else t for t in mixed_years(table.index)]
    with pytest.raises(InputError) as error:
        read(csv_of(table, tmp_path / "a.csv", stamps), year)
    assert error.value.problems[0].code == "series-time"


@pytest.mark.parametrize("label", ["start", "end"])
def test_a_leap_year_without_29_february_is_taken_as_it_is(year, table, tmp_path, label):
    late = pd.Timedelta(hours=1 if label == "end" else 0)
    stamps = [t.replace(year=2024) + late for t in table.index]
    found = read(csv_of(table, tmp_path / "a.csv", stamps), year, label)
    same(found, table)
    assert found.hours == 8760 and "leap-cut" in facts(found)
    if label == "end":  # cut by the labels: 29 February 00:00 is gone, 1 March 00:00 stays
        stamps = [pd.Timestamp("2024-03-01") if t == pd.Timestamp("2024-02-29") else t for t in stamps]
        same(read(csv_of(table, tmp_path / "b.csv", stamps), year, label), table)


def test_a_leap_year_without_31_december_is_taken_as_it_is(year, table, tmp_path):
    found = read(csv_of(table, tmp_path / "a.csv", pd.date_range("2024-01-01", periods=8760, freq="h")), year)
    same(found, table)
    assert found.hours == 8760 and "leap-short" in facts(found)


def test_text_of_spreadsheets_is_read(year, table, tmp_path):
    path = csv_of(table, tmp_path / "a.csv")
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    same(read(path, year), table)


def test_end_labels_of_a_calendar_year_wrap_one_step(year, table, tmp_path):
    shown = table.apply(lambda c: np.roll(c, 1))
    found = read(csv_of(shown, tmp_path / "a.csv"), year, "end")
    same(found, table)
    assert "wrapped-end" in facts(found)
    late = csv_of(table, tmp_path / "b.csv", table.index + pd.Timedelta(hours=1))
    with pytest.raises(InputError) as error:
        read(late, year, "start")
    assert error.value.problems[0].cure == "set weather.csv.label: end"
    same(read(late, year, "end"), table)  # the cure, as it is told


def test_twelve_months_from_july_are_turned(year, table, tmp_path):
    july = 24 * 181
    rolled = table.apply(lambda c: np.roll(c, -july))
    found = read(csv_of(rolled, tmp_path / "a.csv", pd.date_range("2022-07-01", periods=8760, freq="h")), year)
    same(found, table)
    assert "turned-series" in facts(found)


@pytest.mark.parametrize("south", [False, True])
def test_a_clock_with_summer_time_is_taken_back(year, table, tmp_path, south):
    zone = "Europe/Berlin" if not south else "Pacific/Auckland"
    utc = pd.date_range("2023-01-01", periods=8760, freq="h") - pd.Timedelta(hours=12 if south else 1)
    stamps = utc.tz_localize("UTC").tz_convert(zone).tz_localize(None)
    found = read(csv_of(table, tmp_path / "a.csv", stamps), year)
    same(found, table)
    assert "summer-time" in facts(found)


def test_a_missing_hour_is_no_summer_time(year, table, tmp_path):
    with pytest.raises(InputError) as error:
        read(csv_of(table.drop(table.index[2000]), tmp_path / "a.csv"), year)
    assert {p.code for p in error.value.problems} == {"weather-missing"}


@pytest.mark.parametrize("after", [0, 15, 10])
def test_half_hour_instants_stand_for_the_hours_around_them(year, tmp_path, after):
    """A smooth course, given at instants, comes back as the means of the hours: east and west are alike."""
    minute = np.arange(8760 * 60)

    def course(at):
        return 600.0 * np.maximum(np.sin(np.pi * (at % 1440 / 60.0 - 7.0) / 12.5), 0.0)

    mean = course(minute + 0.5).reshape(-1, 60).mean(axis=1)
    stamps = pd.date_range("2023-01-01", periods=8760 * 2, freq="30min") + pd.Timedelta(minutes=after)
    frame = pd.DataFrame({n: np.full(len(stamps), 10.0) for n in NAMES}, index=stamps)
    frame["ghi"] = course(np.arange(after, 8760 * 60, 30))
    found = read(csv_of(frame, tmp_path / "a.csv"), year, "instant")
    assert np.abs(found.column("ghi") - mean).max() < 12.0  # 2 % of the peak, at the kinks of sunrise and sunset
    centre = (mean @ (np.arange(8760) % 24)) / mean.sum()
    assert (found.column("ghi") @ (np.arange(8760) % 24)) / found.column("ghi").sum() == pytest.approx(
        centre, abs=0.003
    )


def test_a_legend_under_the_table_is_left_out_with_a_note(year, table, tmp_path):
    found = read(
        csv_of(table, tmp_path / "a.csv", below="\nT2m: 2-m air temperature (degree Celsius)\nRH: humidity\n"), year
    )
    same(found, table)
    assert "footer" in facts(found)
    cut = csv_of(table, tmp_path / "b.csv", below="2024-01-01 00:00,1.0\n")
    with pytest.raises(InputError) as error:  # a row that was cut off is no legend
        read(cut, year)
    assert error.value.problems[0].code == "csv-row"


def test_small_negative_radiation_is_a_radiometer_at_night(year, table, tmp_path):
    low = table.copy()
    low.loc[low["ghi"] == 0.0, "ghi"] = -2.5
    found = read(csv_of(low, tmp_path / "a.csv"), year)
    same(found, table)
    assert "night-offset" in facts(found)
    low.iloc[0, low.columns.get_loc("ghi")] = -4.5
    with pytest.raises(InputError) as error:
        read(csv_of(low, tmp_path / "b.csv"), year)
    assert {p.code for p in error.value.problems} == {"weather-range"}


def sam_of(table: pd.DataFrame, path, offset: float, longitude: float = 102.68):
    i = table.index
    body = pd.DataFrame({"Year": i.year, "Month": i.month, "Day": i.day, "Hour": i.hour, "Minute": 30, "GHI": table["ghi"].to_numpy(), "DNI": table["dni"].to_numpy(),
                         "DHI": table["dhi"].to_numpy(), "Temperature": table["temp_air"].to_numpy(), "Relative Humidity": table["relative_humidity"].to_numpy(), "Wind Speed": table["wind_speed"].to_numpy()})  # fmt: skip
    head = f"Source,Latitude,Longitude,Time Zone,Elevation\nNSRDB,25.02,{longitude},{offset:g},1892\n"
    path.write_text(head + body.to_csv(index=False), encoding="utf-8")
    return path


def test_a_file_in_utc_is_turned_to_the_clock_of_its_place(table, tmp_path):
    local = read_sam(sam_of(table, tmp_path / "a.csv", 8.0))
    rolled = table.apply(lambda c: np.roll(c, -8))
    found = read_sam(sam_of(rolled, tmp_path / "b.csv", 0.0))
    assert found.site == local.site and "turned-clock" in facts(found)
    assert np.abs(found.table.to_numpy() - local.table.to_numpy()).max() < 1e-9
    # a header that says UTC above hours of the place's clock is wrong: nothing is turned
    wrong = read_sam(sam_of(table, tmp_path / "c.csv", 0.0))
    assert wrong.site.utc_offset_h == 0.0 and "turned-clock" not in facts(wrong)


@pytest.fixture(scope="module")
def epw(year, tmp_path_factory):
    return write_epw(year, tmp_path_factory.mktemp("forms") / "a.epw").read_text(encoding="utf-8").splitlines()


def written(lines, path, encoding="utf-8"):
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x[:6] + x[7:],
        lambda x: [*x[:7], "COMMENTS 3,more", *x[7:]],
        lambda x: [*x[:5], "", *x[5:7], "", *x[7:]],
        lambda x: ["", *x],
    ],
    ids=["no second comment", "a third comment", "blank lines", "a blank first line"],
)
def test_the_data_begin_under_data_periods(epw, tmp_path, change):
    plain, found = (read_epw(written(x, tmp_path / f"{k}.epw")) for k, x in enumerate((epw, change(epw))))
    assert found.table.equals(plain.table) and found.ground == plain.ground


def test_an_epw_without_data_periods_is_told_with_a_cure_that_works(epw, tmp_path):
    lines = epw[:7] + epw[8:]
    with pytest.raises(InputError) as error:
        read_epw(written(lines, tmp_path / "a.epw"))
    (problem,) = error.value.problems
    assert problem.code == "epw-header"
    line = problem.cure.partition(": ")[2]
    assert read_epw(written([*lines[:7], line, *lines[7:]], tmp_path / "b.epw")).hours == 8760


def test_several_records_an_hour_are_averaged(epw, tmp_path):
    rows = []
    for line in epw[8:]:
        cells = line.split(",")
        for minute, more in ((15, -20.0), (30, -10.0), (45, 10.0), (60, 20.0)):
            part = list(cells)
            part[4] = str(minute)
            part[13] = str(float(cells[13]) + more if float(cells[13]) > 50.0 else float(cells[13]))
            rows.append(",".join(part))
    found = read_epw(written([*epw[:7], "DATA PERIODS,1,4,Data,Sunday,1/1,12/31", *rows], tmp_path / "a.epw"))
    plain = read_epw(written(epw, tmp_path / "b.epw"))
    assert np.abs(found.column("ghi") - plain.column("ghi")).max() < 1e-9
    assert np.abs(found.column("temp_air") - plain.column("temp_air")).max() < 1e-9
    turn = np.abs(found.column("wind_direction") - plain.column("wind_direction"))
    assert np.minimum(turn, 360.0 - turn).max() < 1e-6
    assert "averaged-epw" in facts(found)


def test_an_epw_from_july_is_turned(epw, tmp_path):
    july = 8 + 24 * 181
    found = read_epw(
        written([*epw[:7], "DATA PERIODS,1,1,Data,Sunday,7/1,6/30", *epw[july:], *epw[8:july]], tmp_path / "a.epw")
    )
    assert found.table.equals(read_epw(written(epw, tmp_path / "b.epw")).table) and "turned" in facts(found)
    bad = [*epw[:7], "DATA PERIODS,1,1,Data,Sunday,7/1,6/30", *epw[july:], *epw[8:july]]
    bad[8 + 24 * 184] = bad[8 + 24 * 184].replace(",1,1,", ",1,x,", 1)
    with pytest.raises(InputError) as error:
        read_epw(written(bad, tmp_path / "c.epw"))
    assert error.value.problems[0].place.endswith(f":{8 + 24 * 184 + 1}")


@pytest.mark.parametrize(
    ("name", "encoding"), [("São Luís", "latin-1"), ("Zürich", "latin-1"), ("昆明", "gbk"), ("São Luís", "utf-8")]
)
def test_names_keep_their_accents(epw, tmp_path, name, encoding):
    lines = [epw[0].replace("Kunming", name, 1), *epw[1:]]
    assert read_epw(written(lines, tmp_path / "a.epw", encoding)).site.name == name


def test_a_repair_changes_only_what_it_repairs(epw, tmp_path):
    lines = list(epw)
    lines[1] = (
        "DESIGN CONDITIONS,1,Handbook,,Heating,1,Extremes,8,7,6,25.7,-2.1,28.9,1.9,1.1,-3.5,29.7,-4.6,30.3,-5.6,30.9,-6.9,31.7"
    )
    lines[8:] = [line.replace(",99,99,9999,", ",3,4,16.1,", 1) for line in lines[8:]]
    before = read_epw(written(lines, tmp_path / "a.epw"))
    after = repair(before, 30.0)
    out = write_repaired(before, after, tmp_path / "b.epw").read_text(encoding="utf-8").splitlines()
    assert out[:6] == lines[:6] and out[7] == lines[7] and out[6].startswith(lines[6]) and "+" not in out[6][:10]
    for old, new in zip(lines[8:], out[8:], strict=True):
        a, b = old.split(","), new.split(",")
        assert {k for k in range(len(a)) if a[k] != b[k]} <= {13, 14, 15}
    again = read_epw(tmp_path / "b.epw")
    assert np.abs(again.column("ghi") - after.column("ghi")).max() <= 0.051


@pytest.mark.parametrize("number", [5, 0, 99])
def test_a_numbered_year_of_a_sam_file_says_nothing(table, tmp_path, number):
    plain = read_sam(sam_of(table, tmp_path / "a.csv", 8.0))
    text = (tmp_path / "a.csv").read_text(encoding="utf-8").replace("\n2023,", f"\n{number},")
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    assert read_sam(tmp_path / "b.csv").table.equals(plain.table)


@pytest.mark.parametrize("year_text", ["0005", "9999", "1600"])
def test_years_of_no_record_are_told(year, table, tmp_path, year_text):
    path = csv_of(table, tmp_path / "a.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("\n2023-", f"\n{year_text}-"), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(path, year)
    assert error.value.problems[0].code in ("series-time", "csv-time")


def test_hourly_instants_are_told_and_the_cure_works(year, table, tmp_path):
    """PVGIS's hourly series: 00:11, 01:11, ..."""
    path = csv_of(table, tmp_path / "a.csv", table.index + pd.Timedelta(minutes=11))
    with pytest.raises(InputError) as error:
        read(path, year)
    assert "weather.csv.label: instant" in error.value.problems[0].cure
    found = read(path, year, "instant")
    assert "instant" in facts(found)
    assert found.column("ghi").sum() == pytest.approx(table["ghi"].sum(), rel=1e-6)


def test_a_csv_in_utc_that_does_not_say_so_is_told_and_the_cure_works(year, table, tmp_path):
    from weather.quality import check

    rolled = table.apply(lambda c: np.roll(c, -8))
    path = csv_of(rolled, tmp_path / "a.csv")
    found = [f for f in check(read(path, year)) if f.code == "weather-zone"]
    assert [f.cure for f in found] == ["set weather.csv.utc_offset_h: 0"]
    same(read(path, year, utc_offset_h=0.0), table)


def test_a_station_label_an_hour_off_names_the_label_first(year, table, tmp_path):
    from weather.quality import check

    path = csv_of(table.apply(lambda c: np.roll(c, 1)), tmp_path / "a.csv")
    clock = next(f for f in check(read(path, year)) if f.code == "weather-clock")
    assert clock.cure.startswith("set weather.csv.label: end")
    assert "weather-clock" not in {f.code for f in check(read(path, year, "end"))}
