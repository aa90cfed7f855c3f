"""PVGIS and NASA POWER through pvlib's readers, kept on disk, so that a project that was run once runs again without a network.

PVGIS TMY: stamps in UTC, radiation of the instant that ``irradiance time offset`` names. PVGIS hourly (SARAH, ERA5): radiation of
the instant of the stamp; it has no humidity, pressure and infrared, which are taken from NASA POWER of the same year. NASA POWER
hourly: means of the hour that begins at the stamp, UTC.
"""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from foundation.errors import InputError, Problem
from foundation.messages import message
from foundation.user_folder import cache_folder
from foundation.whole_file import write_whole
from weather.readers.instants import at_instant
from weather.readers.raw import LIMITS, RawYear, ReadOptions, assemble
from weather.readers.series import Series, to_year
from weather.site import Site
from weather.year import Provenance, WeatherYear

SOURCES = ("pvgis", "nasa_power")
POWER_COLUMNS = (
    "ghi",
    "dni",
    "dhi",
    "temp_air",
    "temp_dew",
    "relative_humidity",
    "pressure",
    "wind_speed",
    "longwave_down",
)
TIMEOUT_S = 60
PART = "weather"
CREDIT = {
    "pvgis": "PVGIS, European Commission, Joint Research Centre",
    "nasa_power": "NASA POWER, Langley Research Center",
}


def _cached(key: str) -> Path:
    return cache_folder(PART) / f"{key}.json"


def _store(file: Path, data: pd.DataFrame, meta: dict[str, Any]) -> None:
    """Write a table and what is known about it, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "fetched": date.today().isoformat(),
        "meta": meta,
        "table": data.to_csv(date_format="%Y-%m-%dT%H:%M:%S"),
    }
    write_whole(file, json.dumps(document, ensure_ascii=False))


def _load(file: Path) -> tuple[pd.DataFrame, dict[str, Any], str]:
    """A stored table (index in UTC), its description and the day it was fetched.

    Raises
    ------
    InputError
        ``weather-cache``.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        data = pd.read_csv(io.StringIO(document["table"]), index_col=0)
        data.index = pd.DatetimeIndex(pd.to_datetime(data.index, format="%Y-%m-%dT%H:%M:%S"))
        return data.astype(float), dict(document["meta"]), str(document["fetched"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Problem("weather-cache", str(file), message("the stored answer cannot be read ({kind})", kind=error.__class__.__name__), None, "", "delete the file and fetch again")
        ) from None  # fmt: skip


def _ask(what: str, call: Any) -> Any:
    """An answer of a service, or one clear message.

    Raises
    ------
    InputError
        ``weather-offline``, ``weather-service``.
    """
    import requests

    try:
        return call()
    except (requests.ConnectionError, requests.Timeout):
        raise InputError(
            Problem("weather-offline", what, "no connection to the service, and no stored answer", None, "",
                    "run `retrofit weather fetch` where there is a network, or take source: synthetic or a file")
        ) from None  # fmt: skip
    except (requests.RequestException, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise InputError(
            Problem("weather-service", what, message("the service refused or answered in another form: {answer}", answer=str(error)[:200]), None, "",
                    "check place and year; the service may be down: try later")
        ) from None  # fmt: skip


def _power(site: Site, year: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    from pvlib.iotools import get_nasa_power

    # a day more at each end: the site's year is not UTC's
    begin, end = pd.Timestamp(year, 1, 1) - pd.Timedelta(days=1), pd.Timestamp(year, 12, 31) + pd.Timedelta(days=1)
    data, meta = get_nasa_power(site.latitude, site.longitude, begin, end, list(POWER_COLUMNS))
    return data[[c for c in POWER_COLUMNS if c in data.columns]].tz_localize(None), {
        "altitude": float(meta["altitude"])
    }


def _pvgis_hourly(site: Site, year: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    from pvlib.iotools import get_pvgis_hourly

    first, last = (year - 1, year) if site.utc_offset_h > 0 else (year, year + 1)
    if site.utc_offset_h == 0:
        first = last = year
    data, meta = get_pvgis_hourly(site.latitude, site.longitude, start=first, end=last, components=True, surface_tilt=0, timeout=TIMEOUT_S)[:2]  # fmt: skip
    table = pd.DataFrame(index=data.index.tz_localize(None))
    table["bhi"] = data["poa_direct"].to_numpy(dtype=float)
    table["dhi"] = data["poa_sky_diffuse"].to_numpy(dtype=float)
    table["temp_air"] = data["temp_air"].to_numpy(dtype=float)
    table["wind_speed"] = data["wind_speed"].to_numpy(dtype=float)
    return table, {"altitude": float(meta["inputs"]["location"]["elevation"])}


def _pvgis_tmy(site: Site) -> tuple[pd.DataFrame, dict[str, Any]]:
    from pvlib.iotools import get_pvgis_tmy

    answer = get_pvgis_tmy(site.latitude, site.longitude, map_variables=True, timeout=TIMEOUT_S, coerce_year=None)
    data, meta = answer[0], answer[-1]
    data = data.rename(columns={"IR(h)": "longwave_down"})
    inputs = meta["inputs"]
    place = inputs.get("location", inputs)
    known = {"altitude": float(place["elevation"]), "offset_h": float(place.get("irradiance time offset", place.get("irradiance_time_offset", 0.0)))}  # fmt: skip
    return data[[c for c in LIMITS if c in data.columns]].tz_localize(None), known


def fetch(kind: str, site: Site, year: int | None, refresh: bool = False) -> tuple[pd.DataFrame, dict[str, Any], str]:
    """The service's table for a place (index in UTC, our names and units), from the store if it is there.

    Parameters
    ----------
    kind : "pvgis" | "nasa_power" | "pvgis_hourly"
    year : int or None
        None: the typical year (PVGIS only).

    Raises
    ------
    InputError
        ``weather-offline``, ``weather-service``, ``weather-cache``.
    """
    key = f"{kind}_{site.latitude:.4f}_{site.longitude:.4f}_{year or 'tmy'}"
    file = _cached(key)
    if not file.is_file() or refresh:
        what = f"{kind} {year or 'typical year'} at {site.latitude:.4f}, {site.longitude:.4f}"
        call = {
            "pvgis": lambda: _pvgis_tmy(site),
            "pvgis_hourly": lambda: _pvgis_hourly(site, int(year or 0)),
            "nasa_power": lambda: _power(site, int(year or 0)),
        }[kind]
        data, meta = _ask(what, call)
        _store(file, data, meta)
    return _load(file)


def _one_year(data: pd.DataFrame, site: Site, year: int) -> pd.DataFrame:
    """Rows of the site's calendar year; stamps cut to the hour."""
    stamps = pd.DatetimeIndex(data.index).floor("h")
    local = stamps + pd.Timedelta(hours=site.utc_offset_h)
    return data.set_axis(stamps)[local.year == year]


def _raw(data: pd.DataFrame, site: Site, source: Provenance, place: str, typical: bool) -> RawYear:
    columns = {n: data[n].to_numpy(dtype=float) for n in LIMITS if n in data.columns}
    return to_year(Series(pd.DatetimeIndex(data.index), columns, 0.0, "start", typical), site, source, place)


def online_year(
    kind: str, site: Site, year: int | None = None, request: ReadOptions | None = None, refresh: bool = False
) -> WeatherYear:
    """A year of PVGIS (typical, or measured by satellite) or NASA POWER at a site.

    Parameters
    ----------
    kind : "pvgis" | "nasa_power"
    site : Site
    year : int, optional
        A calendar year; None: the typical year of PVGIS.
    request : Request, optional
        Gaps that may be filled; columns that are believed.
    refresh : bool
        Ask again though there is a stored answer.

    Raises
    ------
    InputError
        As ``fetch`` and ``assemble``; ``weather-year`` where a year is needed.
    """
    place = f"{kind} {year or 'TMY'}"
    if kind == "nasa_power" and year is None:
        raise InputError(Problem("weather-year", place, "NASA POWER has no typical year", None, "weather.year: 2001 or later", "set weather.year"))  # fmt: skip
    composed = kind == "pvgis" and year is not None
    data, meta, day = fetch("pvgis_hourly" if composed else kind, site, year, refresh)
    credit = CREDIT[kind]
    sha = hashlib.sha256(data.to_csv().encode()).hexdigest()
    source = Provenance(
        "online",
        message(
            "{credit}: {year} at {latitude:.3f}, {longitude:.3f}",
            credit=credit,
            year=year or "typical year",
            latitude=site.latitude,
            longitude=site.longitude,
        ),
        credit,
        "",
        sha,
    )
    source = source.noted("cached", "data of the service as stored on this machine (fetched {date})", date=day)
    minute = 30.0
    if composed and year is not None:
        minute = float(pd.DatetimeIndex(data.index).minute[0])
        data = _one_year(data, site, year)
        more, _, _ = fetch("nasa_power", site, year, refresh)
        others = ["temp_dew", "relative_humidity", "pressure", "longwave_down"]
        data = data.join(_one_year(more, site, year)[others])
        source = source.noted("composed", "humidity, pressure and infrared sky from NASA POWER of the same year")
        data = _with_beam(data, site, minute)
    elif year is not None:
        data = _one_year(data, site, year)
    else:
        minute = 60.0 * float(meta["offset_h"])
    return at_instant(assemble(_raw(data, site, source, place, typical=year is None), request), minute)


def _with_beam(data: pd.DataFrame, site: Site, minute: float) -> pd.DataFrame:
    """Beam from its horizontal part with the sun of the stamp's minute (as PVGIS made it); below 2 degrees it counts as diffuse."""
    from weather.sun import sun_at

    times = pd.DatetimeIndex(data.index).tz_localize("UTC") + pd.Timedelta(minutes=minute)
    cosz = sun_at(site, times).cos_zenith
    high = cosz > np.sin(np.radians(2.0))
    horizontal = data["bhi"].to_numpy(dtype=float)
    dni = np.divide(horizontal, cosz, out=np.zeros(len(data)), where=high)
    dni = np.minimum(dni, 1361.0)
    dhi = data["dhi"].to_numpy(dtype=float) + np.where(high, 0.0, horizontal)
    return data.assign(dni=dni, dhi=dhi, ghi=horizontal + data["dhi"].to_numpy(dtype=float)).drop(columns="bhi")
