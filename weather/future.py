"""A year of a future climate: any hourly year changed month by month, hours kept in their order.

Morphing of Belcher, Hacker and Powell 2005 (Building Services Engineering Research and Technology 26:49). With ``< >`` the mean of a
month:

* temperature, shift and stretch (eq. 1 to 3): ``T = T0 + dT + a (T0 - <T0>)``, ``a = (dTmax - dTmin) / (<T0max> - <T0min>)``;
* radiation and wind, stretch (eq. 2): ``x = (1 + change) x0``;
* relative humidity, shift (eq. 1), held between 1 and 100 % with the month's mean change still met;
* pressure, shift.

Dew point follows from temperature and humidity; infrared keeps its cloud and follows the clear sky of the new temperature and dew
point (Clark and Allen 1978, whose cloud factor cancels); soil warms by the annual mean of the change.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np

from foundation.cells.dates import Period, read_periods
from foundation.cells.numbers import NO_NUMBER, Flaw, Number, read_numbers
from foundation.cells.sheet import Sheet, read_sheet
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, joined, message
from foundation.tables import read_table
from weather import humidity
from weather.site import Site
from weather.stations.months import month_of_hours
from weather.sun import solar_position
from weather.year import WeatherYear

EAST_ASIA = (15.0, 55.0, 70.0, 150.0)
"""Latitudes and longitudes that the two regions of the table may speak for: their boxes (20 to 50 degN, 75 to 145 degE) with the rest of China."""
LIMITS: dict[str, tuple[float, float]] = {
    "temp_air_k": (-15.0, 15.0),
    "temp_max_k": (-20.0, 20.0),
    "temp_min_k": (-20.0, 20.0),
    "relative_humidity_points": (-50.0, 50.0),
    "ghi_pct": (-50.0, 50.0),
    "wind_pct": (-80.0, 100.0),
    "pressure_pa": (-2000.0, 2000.0),
}
"""Columns of a table of changes beside ``month``, and what is accepted. ``temp_air_k`` is needed, the others default to no change."""


@dataclass(frozen=True, eq=False)
class Changes:
    """Monthly changes of a climate, every array of shape (12,), January first.

    Attributes
    ----------
    temp_air_k : ndarray
        Mean temperature, K.
    temp_max_k, temp_min_k : ndarray
        Mean daily maximum and minimum, K; their difference stretches the days.
    relative_humidity_points, ghi_pct, wind_pct, pressure_pa : ndarray
        Percentage points; per cent; per cent; Pa.
    name, source, status : str
    """

    temp_air_k: np.ndarray
    name: str
    source: str
    status: str
    temp_max_k: np.ndarray = field(default_factory=lambda: np.full(12, np.nan))
    temp_min_k: np.ndarray = field(default_factory=lambda: np.full(12, np.nan))
    relative_humidity_points: np.ndarray = field(default_factory=lambda: np.zeros(12))
    ghi_pct: np.ndarray = field(default_factory=lambda: np.zeros(12))
    wind_pct: np.ndarray = field(default_factory=lambda: np.zeros(12))
    pressure_pa: np.ndarray = field(default_factory=lambda: np.zeros(12))


def region_of(site: Site) -> str:
    """``tibet_inner_asia`` (30 to 50 degN, west of 100 degE) or ``east_asia``: the boxes of IPCC AR4 WGI, Table 11.1."""
    return "tibet_inner_asia" if site.latitude >= 30.0 and site.longitude < 100.0 else "east_asia"


def scenarios() -> tuple[str, ...]:
    """Names of the scenarios and periods of the table, e.g. ``"ssp245 2041-2060"``."""
    return tuple(f"{r['scenario']} {r['period']}" for r in read_table("weather", "warming_global.csv"))


def scenario_changes(scenario: str, period: str, site: Site, place: str = "future") -> Changes:
    """Warming of a scenario at a site: the global one times the region's share by season. Temperature only.

    Raises
    ------
    InputError
        ``future-scenario`` if the table does not have it.
    """
    found = [
        r for r in read_table("weather", "warming_global.csv") if r["scenario"] == scenario and r["period"] == period
    ]
    if not found:
        raise InputError(
            Problem(
                "future-scenario",
                place,
                "no such scenario and period in the table",
                f"{scenario} {period}",
                ", ".join(scenarios()),
                "choose one of them, or give a table of changes",
            )
        )
    if not (EAST_ASIA[0] <= site.latitude <= EAST_ASIA[1] and EAST_ASIA[2] <= site.longitude <= EAST_ASIA[3]):
        raise InputError(
            Problem(
                "future-region",
                place,
                "the table of scenarios has the warming of East Asia only",
                message("{latitude:g}, {longitude:g}", latitude=site.latitude, longitude=site.longitude),
                message("latitude {a:g} to {b:g}, longitude {c:g} to {d:g}", a=EAST_ASIA[0], b=EAST_ASIA[1], c=EAST_ASIA[2], d=EAST_ASIA[3]),
                "give a table of changes of the place (--changes FILE, or weather.future.changes)",
            )
        )  # fmt: skip
    region = region_of(site)
    ratio = np.zeros(12)
    sources = [found[0]["source"]]
    for row in read_table("weather", "warming_regions.csv"):
        if row["region"] == region:
            ratio[[int(m) - 1 for m in row["months"].split()]] = float(row["ratio"])
            sources.append(row["source"])
    kelvin = float(found[0]["warming_k"]) * ratio
    name = message("{scenario} {period}, {region}", scenario=scenario, period=period, region=region)
    return Changes(kelvin, name, joined(sources, "; "), "unconfirmed")


def parse_scenario(text: str, place: str = "future") -> tuple[str, str]:
    """Scenario and period of ``"ssp245 2041-2060"`` (also with a colon or comma between).

    >>> parse_scenario("SSP2-4.5: 2041-2060")
    ('ssp245', '2041-2060')
    """
    parts = text.replace(":", " ").replace(",", " ").split()
    if len(parts) != 2:
        raise InputError(
            Problem(
                "future-scenario",
                place,
                "a scenario and a period are needed",
                text,
                ", ".join(scenarios()),
                "write for example ssp245:2041-2060",
            )
        )
    return parts[0].casefold().replace("-", "").replace(".", ""), parts[1]


def read_changes(path: str | Path) -> Changes:
    """A table of changes with ``month`` (1 to 12) and the columns of ``LIMITS``; ``source`` and ``status`` are optional.

    Raises
    ------
    InputError
        Every problem at once: ``file-not-found``, ``table-encoding``, ``table-quote``, ``changes-columns``, ``changes-months``,
        ``changes-value``.
    """
    sheet = read_sheet(path)
    names = [c.strip() for c in sheet.rows[0].cells] if sheet.rows else []
    rows = sheet.rows[1:]
    problems = _header_problems(names, sheet)
    if problems:
        raise InputError(problems)
    months = read_periods([r.cell(names.index("month")) for r in rows])
    order = [
        p.first[1] - 1 if isinstance(p, Period) and p.first[0] is None and p.first[1] == p.last[1] else -1
        for p in months
    ]
    if sorted(order) != list(range(12)):
        shown = Verbatim(" ".join(r.cell(names.index("month")) for r in rows)[:200])
        raise InputError(Problem("changes-months", sheet.place, "the table of changes needs every month once", shown, "1 to 12, twelve rows", "complete the months"))  # fmt: skip
    values: dict[str, np.ndarray] = {}
    for name in (n for n in names if n in LIMITS):
        cells = [r.cell(names.index(name)) for r in rows]
        values[name] = np.zeros(12)
        for row, month, cell, number in zip(rows, order, cells, read_numbers(cells, sheet.separator), strict=True):
            problem = _value_problem(number, cell, name, sheet.at(row))
            problems += [problem] if problem else []
            values[name][month] = number.value if isinstance(number, Number) else 0.0
    if problems:
        raise InputError(problems)
    said = {k: list(dict.fromkeys(r.cell(names.index(k)) for r in rows if r.cell(names.index(k)))) for k in ("source", "status") if k in names}  # fmt: skip
    return Changes(
        name=Path(path).name,
        source=Verbatim("; ".join(said.get("source", []))) or "the user's table",
        status="; ".join(said.get("status", [])) or "unconfirmed",
        **values,
    )


def _header_problems(names: list[str], sheet: Sheet) -> list[Problem]:
    """Columns that are not known, not there or there twice, and rows that hold more cells."""
    allowed = ("month", *LIMITS, "source", "status")
    unknown = [n or "-" for n in names if n not in allowed]
    twice = list(dict.fromkeys(n for n in names if names.count(n) > 1))
    lacking = [n for n in ("month", "temp_air_k") if n not in names]
    if ("temp_max_k" in names) != ("temp_min_k" in names):
        lacking += [n for n in ("temp_max_k", "temp_min_k") if n not in names]
    parts = []
    if unknown:
        parts.append(message("the table of changes has unknown columns: {names}", names=Verbatim(", ".join(unknown)[:200])))  # fmt: skip
    if twice:
        parts.append(message("the table of changes has columns twice: {names}", names=Verbatim(", ".join(twice)[:200])))
    if lacking:
        parts.append(message("the table of changes lacks columns: {names}", names=Verbatim(", ".join(lacking))))
    if parts:
        shown = Verbatim(", ".join(names)[:200])
        return [Problem("changes-columns", sheet.place, joined(parts, "; "), shown, ", ".join(allowed), "rename or add the columns")]  # fmt: skip
    return [
        Problem("table-row", sheet.at(r), "more cells than the heading names", Verbatim(r.shown), message("{count} cells", count=len(names)), "write numbers without commas")
        for r in sheet.rows[1:] if any(r.cells[len(names) :])
    ]  # fmt: skip


def _value_problem(number: Number | Flaw | None, cell: str, name: str, place: str) -> Problem | None:
    low, high = LIMITS[name]
    if isinstance(number, Number) and not number.unit and low <= number.value <= high:
        return None
    if isinstance(number, Flaw) and number != NO_NUMBER:
        return Problem("changes-value", f"{place}, {name}", number.told, Verbatim(cell), number.allowed, number.cure)
    return Problem("changes-value", f"{place}, {name}", "not a change that is accepted", Verbatim(cell), message("{low:g} to {high:g}", low=low, high=high), "correct it")  # fmt: skip


def _by_month(values: np.ndarray, month: np.ndarray) -> np.ndarray:
    count: np.ndarray = np.bincount(month, values, 12) / np.maximum(np.bincount(month, minlength=12), 1)
    return count


def _temperature(year: WeatherYear, changes: Changes, month: np.ndarray) -> np.ndarray:
    temp = year.column("temp_air")
    stretch = np.zeros(12)
    if np.isfinite(changes.temp_max_k).all():
        day, of_day = temp.reshape(-1, 24), month[::24]
        count = np.maximum(np.bincount(of_day, minlength=12), 1)
        span = np.bincount(of_day, day.max(axis=1) - day.min(axis=1), 12) / count
        stretch = np.maximum((changes.temp_max_k - changes.temp_min_k) / np.maximum(span, 0.1), -0.9)
    anomaly = temp - _by_month(temp, month)[month]
    return temp + changes.temp_air_k[month] + stretch[month] * anomaly


def _relative_humidity(year: WeatherYear, changes: Changes, month: np.ndarray) -> np.ndarray:
    """Shifted by month within 1 to 100 %; the shift is found by bisection, so that the month's mean change is the wanted one."""
    old = np.clip(year.column("relative_humidity"), 1.0, 100.0)
    if not changes.relative_humidity_points.any():
        return old
    want = np.clip(_by_month(old, month) + changes.relative_humidity_points, 1.0, 100.0)
    low, high = np.full(12, -100.0), np.full(12, 100.0)
    for _ in range(60):
        shift = (low + high) / 2.0
        less = _by_month(np.clip(old + shift[month], 1.0, 100.0), month) < want
        low, high = np.where(less, shift, low), np.where(less, high, shift)
    return np.clip(old + ((low + high) / 2.0)[month], 1.0, 100.0)


def morph(year: WeatherYear, changes: Changes) -> WeatherYear:
    """The year with the monthly changes; see the module for the equations.

    Parameters
    ----------
    year : WeatherYear
        Synthetic, from a file, 8760 or 8784 hours.
    changes : Changes

    Returns
    -------
    WeatherYear
        The mean of every month differs from the year's by exactly the change asked for (temperature, radiation, wind,
        pressure; humidity unless it would pass 1 or 100 %). The notes say what was changed, and from which source.

    References
    ----------
    Belcher, Hacker and Powell 2005, Building Services Engineering Research and Technology 26:49, eq. 1 to 3.
    """
    month = month_of_hours(year.index)
    temp = _temperature(year, changes, month)
    relative = _relative_humidity(year, changes, month)
    vapour = relative / 100.0 * humidity.saturation_pressure(temp)
    dew = np.minimum(humidity.dew_point(vapour), temp)
    none = np.zeros(len(temp))
    sky = humidity.sky_longwave(temp, dew, none) / humidity.sky_longwave(
        year.column("temp_air"), year.column("temp_dew"), none
    )
    sun = 1.0 + changes.ghi_pct[month] / 100.0
    table = year.table.assign(
        temp_air=temp,
        temp_dew=dew,
        relative_humidity=relative,
        pressure=year.column("pressure") + changes.pressure_pa[month],
        wind_speed=year.column("wind_speed") * (1.0 + changes.wind_pct[month] / 100.0),
        longwave_down=year.column("longwave_down") * sky,
        **{name: year.column(name) * sun for name in ("ghi", "dni", "dhi")},
    )
    over = int((table["dni"].to_numpy() > solar_position(year).dni_extra).sum())
    warming = float(np.mean(changes.temp_air_k[month]))
    arrays = [getattr(changes, f.name).tolist() for f in fields(changes) if f.name not in ("name", "source", "status")]
    digest = hashlib.sha256(repr((year.source.sha256, arrays)).encode()).hexdigest()
    told = message("{year}; future {name}", year=year.source.description, name=changes.name)
    source = replace(year.source, description=told, sha256=digest).noted(
        "future-morphed",
        "morphed by monthly changes ({name}; {status}): {kelvin:+.2f} K in the annual mean; {source}",
        name=changes.name,
        status=changes.status,
        kelvin=warming,
        source=changes.source,
    )
    if over:
        note = "the change of radiation gives {hours} hours more beam than reaches the top of the atmosphere"
        source = source.noted("future-beam", note, hours=over)
    ground = {**year.ground, "mean_c": year.ground["mean_c"] + warming} if "mean_c" in year.ground else year.ground
    return replace(year, table=table, source=source, ground=ground, warnings=(), cache={})
