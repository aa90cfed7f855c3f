"""The embedded climate table: monthly statistics of the typical years (CSWD) of 270 Chinese stations."""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import math
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, joined, message, translated
from foundation.tables import read_file, read_table
from weather.site import Site


@dataclass(frozen=True, eq=False)
class Station:
    """A station of the table; ``monthly`` maps a column of ``monthly.csv`` to its twelve values."""

    site: Site
    name_zh: str
    province_zh: str
    hdd18: float
    cdd26: float
    temp_air_tails_c: tuple[float, float, float, float]
    """Lowest hour, 0.4 % and 99.6 % percentiles and highest hour of the typical year, degC; NaN where they are not known."""
    source: str
    monthly: dict[str, np.ndarray] = field(repr=False)

    @property
    def title(self) -> str:
        """The station's name, which knows its Chinese one."""
        return translated(self.site.name, self.name_zh) if self.name_zh else self.site.name


def tails_moved(
    tails: tuple[float, float, float, float], cold_k: float, hot_k: float
) -> tuple[float, float, float, float]:
    """Extremes of a year whose cold end is warmer by ``cold_k`` and whose hot end by ``hot_k``, degC."""
    low, p004, p996, high = tails
    return low + cold_k, p004 + cold_k, p996 + hot_k, high + hot_k


@dataclass(frozen=True, eq=False, slots=True)
class StationMatch:
    """The nearest station and how far it is."""

    station: Station
    distance_km: float
    altitude_difference_m: float
    """Place minus station."""


@cache
def _monthly() -> dict[str, dict[str, np.ndarray]]:
    raw = read_file("weather", "data", "monthly.csv.gz")
    reader = csv.reader(io.StringIO(gzip.decompress(raw).decode("utf-8")))
    header = next(reader)
    rows: dict[str, list[list[str]]] = {}
    for row in reader:
        rows.setdefault(row[0], []).append(row)
    out = {}
    for wmo, lines in rows.items():
        lines.sort(key=lambda r: int(r[1]))
        block = np.array([r[2:] for r in lines], dtype=float)
        out[wmo] = {name: block[:, k] for k, name in enumerate(header[2:])}
    return out


@cache
def stations() -> tuple[Station, ...]:
    """All stations, in the order of the table."""
    monthly = _monthly()
    return tuple(
        Station(
            site=Site(
                name=r["station"],
                latitude=float(r["latitude"]),
                longitude=float(r["longitude"]),
                altitude_m=float(r["altitude_m"]),
                utc_offset_h=float(r["utc_offset_h"]),
                province=r["province"],
                wmo=r["wmo"],
            ),
            name_zh=r["name_zh"],
            province_zh=r["province_zh"],
            hdd18=float(r["hdd18_kd"]),
            cdd26=float(r["cdd26_kd"]),
            temp_air_tails_c=(
                float(r["temp_air_min_c"]),
                float(r["temp_air_p004_c"]),
                float(r["temp_air_p996_c"]),
                float(r["temp_air_max_c"]),
            ),
            source=r["source"],
            monthly=monthly[r["wmo"]],
        )
        for r in read_table("weather", "stations.csv")
    )


def _key(text: str) -> str:
    plain = "".join(ch for ch in text.casefold() if ch.isalnum())
    return plain[:-1] if len(plain) > 2 and plain[-1] in "市县区" else plain


def stations_named(name: str) -> list[Station]:
    """Stations of a name, English, pinyin or Chinese."""
    key = _key(name)
    return [s for s in stations() if key in {_key(s.site.name), _key(s.name_zh)} - {""}]


def find_station(text: str, place: str = "station") -> Station:
    """The station of a name (English, pinyin or Chinese), ``"Name, Province"``, or WMO id (5 or 6 digits).

    Raises
    ------
    InputError
        ``unknown-station`` with suggestions, or ``ambiguous-station`` naming the candidates.

    >>> find_station("昆明市").site.wmo, find_station("kunming").site.altitude_m
    ('567780', 1892.4)
    """
    query = str(text).strip()
    name, _, province = (part.strip() for part in query.replace("，", ",").partition(","))
    key, province_key = _key(name), _key(province)
    found = []
    for s in stations():
        names = {_key(s.site.name), _key(s.name_zh)} - {""}
        if key in names or (key.isdigit() and key in (s.site.wmo, s.site.wmo[:5])):
            if province_key and province_key not in (_key(s.site.province), _key(s.province_zh)):
                continue
            found.append(s)
    if len(found) == 1:
        return found[0]
    if found:
        options = ", ".join(f"{s.site.name}, {s.site.province} ({s.site.wmo})" for s in found)
        raise InputError(
            Problem(
                "ambiguous-station",
                place,
                "several stations have this name",
                query,
                options,
                "add the province or give the WMO id",
            )
        )
    pool: dict[str, str] = {}
    for s in stations():
        pool[_key(s.site.name)] = s.site.name
        if s.name_zh:
            pool[_key(s.name_zh)] = f"{s.name_zh} ({s.site.name})"
    close = [pool[k] for k in difflib.get_close_matches(key, list(pool), n=3, cutoff=0.55)]
    cures = [message("did you mean {name}?", name=Verbatim(", ".join(close)))] if close else []
    raise InputError(
        Problem(
            "unknown-station",
            place,
            "no such station in the embedded climate table",
            query,
            "one of 270 Chinese stations by name, Chinese name or WMO id",
            joined([*cures, "give latitude and longitude alone to use the nearest station"], " "),
        )
    )


def distance_km(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Great-circle distance (haversine, mean radius 6371 km).

    >>> round(distance_km(25.02, 102.68, 24.88, 102.83), 1)
    21.7
    """
    a, b = math.radians(latitude_a), math.radians(latitude_b)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(longitude_b - longitude_a) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def nearest_station(latitude: float, longitude: float, altitude_m: float | None = None) -> StationMatch:
    """The station nearest to a coordinate, with the distance and the altitude difference said."""
    best = min(stations(), key=lambda s: distance_km(latitude, longitude, s.site.latitude, s.site.longitude))
    km = distance_km(latitude, longitude, best.site.latitude, best.site.longitude)
    return StationMatch(best, km, (altitude_m - best.site.altitude_m) if altitude_m is not None else 0.0)


def climate_zone(hdd18: float, cdd26: float, mean_january_c: float, mean_july_c: float) -> str:
    """Chinese building climate zone ``1A`` .. ``5B`` (GB 50176-2016 / GB 55015-2021 degree-day limits).

    Severe cold and cold zones follow from the degree days alone. Between 0 and 2000 K d the hot-summer and the mild zones
    share the heating limits and are told apart by the main criteria of GB 50176: the mild zone (5) has a July mean of
    18 to 25 degC, the hot-summer zones one above 25 degC.
    """
    if hdd18 >= 6000:
        return "1A"
    if hdd18 >= 5000:
        return "1B"
    if hdd18 >= 3800:
        return "1C"
    if hdd18 >= 2000:
        return "2B" if cdd26 > 90 else "2A"
    if mean_july_c <= 25.0 and cdd26 < 50 and mean_january_c < 15.0:
        return "5A" if hdd18 >= 700 else "5B"
    if hdd18 >= 1200:
        return "3A"
    if hdd18 >= 700:
        return "3B"
    return "4A" if hdd18 >= 500 else "4B"


def station_zone(station: Station) -> str:
    """Climate zone of a station from its typical year."""
    t = station.monthly["temp_air_mean_c"]
    return climate_zone(station.hdd18, station.cdd26, float(t[0]), float(t[6]))
