"""Do the columns fit each other, the header, the calendar and the map?"""

from __future__ import annotations

import numpy as np

from foundation.messages import message
from foundation.tables import read_table
from weather import humidity
from weather.quality.clock import radiation_clock
from weather.quality.finding import Finding
from weather.quality.zone import WRONG_ZONE_H, ZONE_GAP_H, offset_error_h, zone_gap_h
from weather.site import Site
from weather.stations import table
from weather.stations.reach import TOO_FAR_KM, beyond_reach
from weather.sun import solar_position
from weather.year import WeatherYear

FROZEN_HOURS = 24
LEAST_LATITUDE = 10.0
"""Nearer to the equator the days are too alike to tell the hemispheres apart."""
PROJECT_KM, PROJECT_M = 50.0, 200.0
"""Farther than this (200 m are 1.3 K at 6.5 K/km) a file is another place's weather."""
STATION_KM, STATION_M = 20.0, 100.0
"""A header this far from its own station's row in the climate table names another place (rounding of a degree's minutes is 2 km)."""


def longest_run(flags: np.ndarray) -> int:
    """Length of the longest run of True.

    >>> longest_run(np.array([True, False, True, True]))
    2
    """
    padded = np.concatenate([[False], flags, [False]])
    edges = np.flatnonzero(np.diff(padded.astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


LATE = "the radiation runs about {minutes:.0f} min late (+- {uncertainty:.0f}) against the sun; east and west roofs are judged wrongly"
EARLY = "the radiation runs about {minutes:.0f} min early (+- {uncertainty:.0f}) against the sun; east and west roofs are judged wrongly"


def clock_findings(year: WeatherYear, place: str) -> list[Finding]:
    """The finding ``weather-clock``, if the estimate is significant; ``weather-mean-sun``, if the radiation lacks the equation of time."""
    clock = radiation_clock(year)
    found = []
    if clock.significant:
        late = clock.late_min
        cure = message("set weather.align_minutes: auto, or {minutes}", minutes=round(late / 5) * 5)
        if getattr(year.source.description, "values", {}).get("side") == "start" and 45.0 < late < 75.0:
            cure = message("set weather.csv.label: end, if the stamps name the end of the hour; else weather.align_minutes: auto")  # fmt: skip
        found.append(
            Finding.of("weather-clock", place,
                    LATE if late > 0 else EARLY, round(late), "within 15 min, or within the uncertainty", cure,
                    late=late, minutes=abs(late), uncertainty=clock.uncertainty_min, repair="align")
        )  # fmt: skip
    if clock.mean_sun:
        found.append(
            Finding.of("weather-mean-sun", place,
                    "the radiation keeps mean solar time: single months are up to 16 min beside the sun (it follows {share:.0%} +- {uncertainty:.0%} of the equation of time)",
                    round(clock.mean_share, 2), "0, the true sun", "set weather.align_minutes: auto",
                    share=clock.mean_share, uncertainty=clock.mean_share_uncertainty, repair="align")
        )  # fmt: skip
    return found


def humidity_findings(year: WeatherYear, place: str) -> list[Finding]:
    """Dew point above dry bulb; relative humidity against dew point."""
    found = []
    temp, dew = year.column("temp_air"), year.column("temp_dew")
    over = int((dew > temp + 0.5).sum())
    if over:
        found.append(
            Finding.of("weather-dew", place, "{hours} hours with the dew point above the dry bulb", over, "0", "check the humidity columns",
                    hours=over, repair="humidity")
        )  # fmt: skip
    expected = np.minimum(100.0 * humidity.saturation_pressure(dew) / humidity.saturation_pressure(temp), 100.0)
    off = float(np.mean(np.abs(expected - np.minimum(year.column("relative_humidity"), 100.0))))
    if off > 5.0:
        found.append(
            Finding.of("weather-humidity", place, "relative humidity and dew point disagree (mean absolute difference {points:.1f} points)", round(off, 1), "<= 5",
                    "check the humidity columns", points=off, repair="humidity")
        )  # fmt: skip
    return found


def _table_row(wmo: str) -> dict[str, str] | None:
    """The station's row of the climate table."""
    return next((r for r in read_table("weather", "stations.csv") if wmo and r["wmo"] == wmo), None)


def _clock_of_place(year: WeatherYear, place: str) -> list[Finding]:
    """The clock against the longitude and against the radiation; day lengths against the latitude."""
    site, found = year.site, []
    lit, up = (np.bincount(np.asarray(year.index.month), flags, 13)[1:] for flags in (year.column("ghi") > 5.0, solar_position(year).cos_zenith > 0.0))  # fmt: skip
    if abs(site.latitude) > LEAST_LATITUDE and float(np.ptp(lit)) > 0.0 and np.corrcoef(lit, up)[0, 1] < -0.5:
        found.append(
            Finding.of("weather-hemisphere", place, "the days are long when they are short at latitude {latitude:g}: the radiation is of the other hemisphere",
                    site.latitude, message("{latitude:g}", latitude=-site.latitude), "check the sign of the latitude", latitude=site.latitude)
        )  # fmt: skip
    off = offset_error_h(site, year.column("ghi"))
    gap = zone_gap_h(site)
    if abs(off) > WRONG_ZONE_H:
        fits = site.utc_offset_h - off
        fits = round(fits) if abs(fits - round(fits)) < 0.35 else round(2.0 * fits) / 2.0
        csv = year.source.kind == "csv" and "side" in getattr(year.source.description, "values", {})
        cure = message("set weather.csv.utc_offset_h: {offset:g}", offset=fits) if csv else message("set the time zone of the header to {offset:g}, or correct the longitude", offset=fits)  # fmt: skip
        found.append(
            Finding.of("weather-zone", place, "the radiation follows a clock of UTC{fits:+g}, the file's clock is UTC{told:+g}", f"UTC{site.utc_offset_h:+g}", message("UTC{fits:+g}", fits=fits), cure,
                    fits=fits, told=site.utc_offset_h, hours=off)
        )  # fmt: skip
    elif abs(gap) > ZONE_GAP_H:
        found.append(
            Finding.of("weather-zone", place, "the clock runs {hours:+.1f} h against the longitude", round(gap, 2), "within 3 h", "check time zone and longitude",
                    hours=gap)
        )  # fmt: skip
    return found


def place_findings(year: WeatherYear, place: str) -> list[Finding]:
    """Pressure against altitude, time zone against longitude, header against the climate table."""
    found = []
    site = year.site
    mean = float(year.column("pressure").mean())
    if abs(mean / site.pressure_pa - 1.0) > 0.03:
        found.append(
            Finding.of("weather-pressure", place, "mean pressure {pressure:.0f} Pa does not fit the altitude of {altitude:.0f} m", round(mean),
                    message("{pressure:.0f} Pa within 3 %", pressure=site.pressure_pa), "check altitude and pressure",
                    pressure=mean, expected=site.pressure_pa, altitude=site.altitude_m, repair="pressure")
        )  # fmt: skip
    found += _clock_of_place(year, place)
    row = None if year.synthetic else _table_row(site.wmo)
    if row is not None:
        latitude, longitude, altitude = (float(row[k]) for k in ("latitude", "longitude", "altitude_m"))
        km = table.distance_km(site.latitude, site.longitude, latitude, longitude)
        rise = site.altitude_m - altitude
        if km > STATION_KM or abs(rise) > STATION_M:
            found.append(
                Finding.of("weather-station", place, "the header's place is {km:.0f} km from station {wmo} ({station}) of the climate table and {rise:+.0f} m above it",
                        f"{site.latitude:g}, {site.longitude:g}, {site.altitude_m:g} m",
                        message("{latitude:g}, {longitude:g}, {altitude:g} m within {km:g} km and {metres:g} m", latitude=latitude, longitude=longitude, altitude=altitude, km=STATION_KM, metres=STATION_M),
                        "check latitude, longitude, altitude and the WMO number of the header",
                        km=km, rise=rise, station=row["station"], wmo=site.wmo)
            )  # fmt: skip
    return found


def distance_findings(year: WeatherYear, site: Site) -> list[Finding]:
    """The finding ``weather-distance``: the year's station is far from the project's site."""
    own = year.site
    km = table.distance_km(site.latitude, site.longitude, own.latitude, own.longitude)
    rise = site.altitude_m - own.altitude_m
    if km <= PROJECT_KM and abs(rise) <= PROJECT_M:
        return []
    place = year.source.path or year.source.description
    if beyond_reach(site, own):
        told = message("the weather is of a place {km:.0f} km from the project's site: {latitude:g}, {longitude:g}", km=km, latitude=own.latitude, longitude=own.longitude)  # fmt: skip
        allowed = message("within {km:g} km, in the same hemisphere", km=TOO_FAR_KM)
        cure = message("set site.latitude: {latitude:g}, site.longitude: {longitude:g} and site.altitude_m: {altitude:g}, or take a file of the site", latitude=own.latitude, longitude=own.longitude, altitude=own.altitude_m)  # fmt: skip
        return [Finding("weather-distance", place, told, round(km), allowed, cure, severity="error", numbers={"km": km, "rise": rise})]  # fmt: skip
    return [
        Finding.of("weather-distance", place,
                "the station of the weather is {km:.0f} km from the project's site, which lies {rise:+.0f} m above it",
                round(km), message("<= {km:g} km and {metres:g} m", km=PROJECT_KM, metres=PROJECT_M),
                "take a nearer station's file, or source: synthetic for the nearest station of the table", km=km, rise=rise)
    ]  # fmt: skip


def frozen_findings(year: WeatherYear, place: str) -> list[Finding]:
    """Values that stand still, days that are repeated, and 29 February."""
    found = []
    run = longest_run(np.diff(year.column("temp_air")) == 0.0) + 1
    if run >= FROZEN_HOURS:
        found.append(
            Finding.of("weather-frozen", place, "dry bulb does not change for {hours} hours", run, message("< {hours} h", hours=FROZEN_HOURS), "check the source", hours=run)
        )  # fmt: skip
    days = np.stack([year.column(c).reshape(-1, 24) for c in ("temp_air", "ghi")], axis=1).reshape(-1, 48)
    _, first, count = np.unique(days, axis=0, return_index=True, return_counts=True)
    again = int((count - 1).sum())
    if again:
        day = year.index[24 * int(first[int(count.argmax())])].strftime("%m-%d")
        found.append(
            Finding.of("weather-repeated", place, "{days} days that repeat another day's temperature and radiation hour by hour (first: {day})", again, "0",
                    "check how the gaps of this file were filled", days=again, day=day)
        )  # fmt: skip
    if year.hours == 8784:
        found.append(
            Finding.of("weather-leap", place, "the year has a 29 February: annual sums hold 366 days (+0.3 %)", 8784, "8760 to compare with typical years",
                    "keep it for a measured year; else take a year of 365 days")
        )  # fmt: skip
    return found
