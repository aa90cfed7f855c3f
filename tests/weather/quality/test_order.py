"""Findings have an order: no cure is offered while a more basic fault stands, and each cure, applied, makes it better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from weather.quality import check, repair
from weather.quality.closure import closure
from weather.quality.columns import rayleigh_diffuse, swapped_pair, too_little_diffuse
from weather.quality.finding import ORDER
from weather.quality.repairs import CURES, decompose, rebuild_beam
from weather.readers.epw import read_epw
from weather.readers.epw_write import write_epw
from weather.stations.table import find_station
from weather.sun import solar_position
from weather.synthetic import synthetic_year
from weather.year import WeatherYear


def late(minutes: float) -> WeatherYear:
    station = find_station("Kunming")
    west = replace(station, site=replace(station.site, longitude=station.site.longitude - minutes / 4.0))
    year = synthetic_year(west, None, 1)
    return WeatherYear(station.site, year.table, replace(year.source, kind="epw"), year.ground)


def changed(year: WeatherYear, **columns: np.ndarray) -> WeatherYear:
    return replace(year, table=year.table.assign(**columns), cache={})


def swap(year: WeatherYear, a: str, b: str) -> WeatherYear:
    return changed(year, **{a: year.column(b), b: year.column(a)})


def little_diffuse(year: WeatherYear) -> WeatherYear:
    """A third of the hours of high sun with a tenth of global as diffuse, the rest as beam, as some stations' files have it."""
    cosz, ghi = solar_position(year).cos_zenith, year.column("ghi")
    low = (cosz > 0.5) & (np.arange(year.hours) % 3 == 0) & (ghi < 400.0)
    dhi = np.where(low, np.minimum(0.1 * ghi, 20.0), year.column("dhi"))
    dni = np.where(low, (ghi - dhi) / np.maximum(cosz, 0.1), year.column("dni"))
    return changed(year, dhi=dhi, dni=dni)


YEARS = {
    "late": lambda: late(50.0),
    "global and beam swapped": lambda: swap(late(0.0), "ghi", "dni"),
    "beam and diffuse swapped": lambda: swap(late(0.0), "dni", "dhi"),
    "swapped and late": lambda: swap(late(50.0), "ghi", "dni"),
    "beam too low": lambda: changed(late(0.0), dni=late(0.0).column("dni") * 0.85),
    "late and beam too low": lambda: changed(late(50.0), dni=late(50.0).column("dni") * 0.85),
    "too little diffuse": lambda: little_diffuse(late(0.0)),
}


@pytest.mark.parametrize("name", YEARS)
def test_each_cure_in_turn_makes_it_better_until_none_is_left(name):
    year = YEARS[name]()
    assert check(year)
    for _ in range(5):
        found = check(year)
        offered = [f for f in found if f.repair]
        standing = {f.code for f in found if not f.first}
        for basic, hidden in ORDER:
            if standing & set(basic):
                assert not [f.code for f in offered if f.code in hidden and f.code not in basic], name
        if not offered:
            break
        cured = CURES[offered[0].repair](year)
        assert offered[0].code not in {f.code for f in check(cured)}
        assert closure(cured).rms_w_m2 <= closure(year).rms_w_m2 + 1e-9 or offered[0].repair == "align"
        year = cured
    assert not [f.code for f in check(year) if f.code.startswith("weather-") and f.repair]
    truth = late(0.0)
    assert year.column("ghi").sum() == pytest.approx(truth.column("ghi").sum(), rel=0.005)


def test_swapped_columns_are_told_as_such_and_the_key_puts_them_back():
    year = swap(late(0.0), "ghi", "dni")
    (finding,) = [f for f in check(year) if f.code == "weather-swapped"]
    assert finding.cure == "set weather.swap: ghi-dni" and swapped_pair(year) == "ghi-dni"
    back = repair(year, swap=finding.cure.rpartition(" ")[2])
    assert np.array_equal(back.column("ghi"), late(0.0).column("ghi"))
    assert swapped_pair(late(0.0)) == "" and swapped_pair(late(50.0)) == ""
    with pytest.raises(ValueError):
        repair(year, swap="ghi-temp")


def test_the_rayleigh_sky_of_the_source():
    """Long and Shi 2008: the polynomial at the zenith and sea level sums to 53.3 W/m2; none at the horizon; less at altitude."""
    one = np.array([1.0])
    assert float(rayleigh_diffuse(one, np.array([101325.0]))[0]) == pytest.approx(
        209.3 - 708.3 + 1128.7 - 911.2 + 287.85 + 0.046725 * 1013.25
    )
    assert float(rayleigh_diffuse(np.array([0.0]), np.array([101325.0]))[0]) == 0.0
    assert rayleigh_diffuse(one, np.array([65000.0])) < rayleigh_diffuse(one, np.array([101325.0]))


def test_too_little_diffuse_is_found_told_and_cured():
    sound, low = late(0.0), little_diffuse(late(0.0))
    assert too_little_diffuse(sound).sum() < 50 < too_little_diffuse(low).sum()
    (finding,) = [f for f in check(low) if f.code == "weather-diffuse"]
    assert finding.cure == "set weather.components: ghi"
    cured = repair(low, components="ghi")
    assert too_little_diffuse(cured).sum() < 50
    assert cured.column("ghi").sum() == low.column("ghi").sum()


def test_rebuilt_components_are_never_negative():
    for seed in range(3):
        year = synthetic_year(find_station("Kunming"), seed=seed)
        odd = changed(year, dhi=year.column("ghi") * (1.0 - 1e-16), ghi=year.column("ghi") * 1.1)
        for made in (rebuild_beam(odd), decompose(odd), repair(odd, 37.0, "ghi+dhi")):
            assert min(made.column(c).min() for c in ("ghi", "dni", "dhi")) >= 0.0


def test_a_latitude_of_the_wrong_sign_is_told():
    year = late(0.0)
    south = replace(year, site=replace(year.site, latitude=-year.site.latitude), cache={})
    found = check(south)
    assert found[0].code == "weather-hemisphere" and not any(
        f.repair for f in found if f.code in ("weather-clock", "weather-closure")
    )


def test_a_zone_that_the_radiation_does_not_follow_is_told_and_the_cure_works(tmp_path):
    year = synthetic_year(find_station("Kunming"))
    wrong = replace(year, site=replace(year.site, utc_offset_h=0.0), cache={})
    path = write_epw(wrong, tmp_path / "a.epw")
    lines = path.read_text(encoding="utf-8").splitlines()
    found = check(read_epw(path))
    assert (
        found[0].code == "weather-zone"
        and "8" in found[0].cure
        and not any(f.repair for f in found if f.code == "weather-clock")
    )
    cells = lines[0].split(",")
    cells[8] = "8"
    path.write_text("\n".join([",".join(cells), *lines[1:]]), encoding="utf-8")
    assert "weather-zone" not in {f.code for f in check(read_epw(path))}
