"""PVGIS and NASA POWER: answers made here in the documented form, parsed by pvlib's own readers; the store; no network."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from foundation.errors import InputError
from weather.quality import radiation_clock
from weather.readers.online import online_year
from weather.stations.table import find_station
from weather.sun import solar_position
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

requests = pytest.importorskip("requests")


class Answer:
    def __init__(self, document):
        self.document, self.text, self.ok, self.status_code = document, json.dumps(document), True, 200
        self.content = self.text.encode()

    def json(self):
        return self.document

    def raise_for_status(self):
        return None


@pytest.fixture(scope="module")
def year():
    return synthetic_year(find_station("Kunming"))


def earlier(year, minutes: float) -> WeatherYear:
    """The year whose hour h holds the sun of ``minutes`` before its middle: what a service gives that tells an instant."""
    station = find_station("Kunming")
    site = station.site
    moved = replace(station, site=replace(site, longitude=site.longitude - minutes / 4.0))
    return replace(synthetic_year(moved), site=site, cache={})


def utc(year, k: int, minute: int = 0) -> pd.Timestamp:
    return year.index[k].tz_convert("UTC").tz_localize(None) + pd.Timedelta(minutes=minute)


def pvgis_tmy(year, offset_h: float):
    rows = []
    c = {n: year.column(n).round(2).tolist() for n in year.table}
    for k in range(8760):
        at = utc(year, k)
        at = at.replace(year=2005 + at.month % 7)
        rows.append({"time(UTC)": f"{at:%Y%m%d:%H%M}", "T2m": c["temp_air"][k], "RH": c["relative_humidity"][k], "G(h)": c["ghi"][k], "Gb(n)": c["dni"][k],
                     "Gd(h)": c["dhi"][k], "IR(h)": c["longwave_down"][k], "WS10m": c["wind_speed"][k], "WD10m": c["wind_direction"][k], "SP": c["pressure"][k]})  # fmt: skip
    rows.sort(key=lambda r: r["time(UTC)"][4:])
    place = {"latitude": 25.02, "longitude": 102.68, "elevation": 1890.0, "irradiance_time_offset": offset_h}
    months = [{"month": m, "year": 2005 + m % 7} for m in range(1, 13)]
    return {"inputs": {"location": place}, "outputs": {"months_selected": months, "tmy_hourly": rows}, "meta": {"inputs": {}}}  # fmt: skip


def pvgis_hourly(year):
    cosz = np.maximum(solar_position(year).cos_zenith, 0.0)
    beam, c = (year.column("dni") * cosz).round(2).tolist(), {n: year.column(n).round(2).tolist() for n in year.table}
    rows = []
    for calendar in (2022, 2023):
        for k in range(8760):
            at = utc(year, k, 30).replace(year=calendar) if utc(year, k).year == 2023 else utc(year, k, 30) - pd.DateOffset(years=2023 - calendar)  # fmt: skip
            rows.append({"time": f"{at:%Y%m%d:%H%M}", "Gb(i)": beam[k], "Gd(i)": c["dhi"][k], "Gr(i)": 0.0, "H_sun": 0.0, "T2m": c["temp_air"][k], "WS10m": c["wind_speed"][k], "Int": 0})  # fmt: skip
    rows.sort(key=lambda r: r["time"])
    place = {"latitude": 25.02, "longitude": 102.68, "elevation": 1890.0}
    return {"inputs": {"location": place}, "outputs": {"hourly": rows}, "meta": {"inputs": {}}}


def power(year, drop: int | None = None):
    names = {"ALLSKY_SFC_SW_DWN": "ghi", "ALLSKY_SFC_SW_DNI": "dni", "ALLSKY_SFC_SW_DIFF": "dhi", "T2M": "temp_air", "T2MDEW": "temp_dew",
             "RH2M": "relative_humidity", "PS": "pressure", "WS10M": "wind_speed", "ALLSKY_SFC_LW_DWN": "longwave_down"}  # fmt: skip
    times = pd.date_range("2022-12-31 00:00", "2024-01-01 23:00", freq="h")
    at = (np.arange(len(times)) - 16) % 8760
    out = {}
    for theirs, ours in names.items():
        values = year.column(ours)[at] / (1000.0 if ours == "pressure" else 1.0)
        out[theirs] = {f"{t:%Y%m%d%H}": round(float(v), 4) for t, v in zip(times, values, strict=True)}
        if drop is not None:
            out[theirs][f"{times[drop]:%Y%m%d%H}"] = -999.0
    return {"geometry": {"coordinates": [102.68, 25.02, 1890.0]}, "properties": {"parameter": out},
            "header": {"fill_value": -999.0}, "times": {}, "parameters": {}}  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("NETZERO_RETROFIT_CACHE", str(tmp_path / "存"))
    return tmp_path / "存" / "weather"


def serve(monkeypatch, **documents):
    asked = []

    def get(url, params=None, timeout=None, **_):
        asked.append(url)
        key = "power" if "power" in url else url.rsplit("/", 1)[-1]
        return Answer(documents[key])

    monkeypatch.setattr(requests, "get", get)
    return asked


def same(a, b, names, tolerance):
    for n in names:
        assert np.abs(a.column(n) - b.column(n)).max() < tolerance, n


def test_pvgis_typical_year(year, store, monkeypatch):
    asked = serve(monkeypatch, tmy=pvgis_tmy(year, 0.5))
    made = online_year("pvgis", year.site)
    same(made, year, ("temp_air", "ghi", "dni", "dhi", "wind_speed", "longwave_down"), 0.006)
    same(made, year, ("pressure",), 0.51)
    assert made.source.kind == "online"
    assert any("other end" in n for n in made.source.notes)
    assert len(list(store.glob("*.json"))) == 1
    assert not list(store.glob("*.tmp"))
    online_year("pvgis", year.site)
    assert len(asked) == 1  # the second time from the store
    online_year("pvgis", year.site, refresh=True)
    assert len(asked) == 2


def test_pvgis_instants_are_moved_to_the_hour(year, store, monkeypatch):
    """Radiation of minute 11 of each hour: the sun of 19 minutes before the middle."""
    serve(monkeypatch, tmy=pvgis_tmy(earlier(year, 19.0), 11.0 / 60.0))
    made = online_year("pvgis", year.site)
    assert radiation_clock(made).late_min == pytest.approx(0.0, abs=3.0)
    assert [f.numbers["minute"] for f in made.source.facts if f.code == "instant"] == [pytest.approx(11.0)]


def test_pvgis_hourly_takes_its_humidity_from_power(year, store, monkeypatch):
    serve(monkeypatch, seriescalc=pvgis_hourly(year), power=power(year))
    made = online_year("pvgis", year.site, 2023)
    assert made.index[0] == pd.Timestamp("2023-01-01", tz=year.site.tz)
    same(made, year, ("temp_air", "wind_speed", "temp_dew"), 0.006)
    high = solar_position(year).cos_zenith > 0.05
    assert np.abs(made.column("dni") - year.column("dni"))[high].max() < 0.5
    assert any("NASA POWER" in n for n in made.source.notes)


def test_nasa_power(year, store, monkeypatch):
    serve(monkeypatch, power=power(year))
    made = online_year("nasa_power", year.site, 2023)
    same(made, year, ("temp_air", "temp_dew", "ghi", "dni", "dhi", "wind_speed"), 0.001)
    same(made, year, ("pressure",), 0.2)


def test_a_gap_of_the_service_is_an_error(year, store, monkeypatch):
    serve(monkeypatch, power=power(year, drop=5000))
    with pytest.raises(InputError) as error:
        online_year("nasa_power", year.site, 2023)
    assert {p.code for p in error.value.problems} == {"weather-missing"}


def test_without_a_network(year, store, monkeypatch):
    def get(*_, **__):
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(requests, "get", get)
    with pytest.raises(InputError) as error:
        online_year("pvgis", year.site)
    (problem,) = error.value.problems
    assert problem.code == "weather-offline"
    assert "retrofit weather fetch" in problem.cure
    assert not store.exists()


@pytest.mark.parametrize(
    "document", [{}, {"message": "Location over the sea"}, {"inputs": {}, "outputs": [], "meta": {}}]
)
def test_another_answer(year, store, monkeypatch, document):
    serve(monkeypatch, tmy=document)
    with pytest.raises(InputError) as error:
        online_year("pvgis", year.site)
    assert error.value.problems[0].code == "weather-service"
    assert not list(store.glob("*")) if store.exists() else True


def test_a_damaged_store_is_told(year, store, monkeypatch):
    serve(monkeypatch, tmy=pvgis_tmy(year, 0.5))
    online_year("pvgis", year.site)
    (file,) = store.glob("*.json")
    file.write_text(file.read_text()[:5000])
    with pytest.raises(InputError) as error:
        online_year("pvgis", year.site)
    assert error.value.problems[0].code == "weather-cache"


def test_power_needs_a_year(year, store):
    with pytest.raises(InputError) as error:
        online_year("nasa_power", year.site)
    assert error.value.problems[0].code == "weather-year"
