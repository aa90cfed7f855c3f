"""The project's site, its climate station, and the weather year with its climate zone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foundation.messages import message, translated
from foundation.provenance import Assumption
from retrofit.project.objects.weather import weather_year
from retrofit.project.schema.project import Project
from weather.site import Site
from weather.stations import table
from weather.year import WeatherYear


@dataclass(frozen=True, slots=True)
class StationNote(Assumption):
    """The climate station that stands for a site."""

    distance_km: float = 0.0


def site_of(project: Project) -> tuple[table.Station, Site, tuple[Assumption, ...]]:
    """Station and site; how far they are apart is an assumption worth telling."""
    s = project.site
    if s.station is not None:
        station = table.find_station(str(s.station), "site.station")
    else:
        station = table.nearest_station(float(s.latitude or 0.0), float(s.longitude or 0.0), s.altitude_m).station
    base = station.site
    site = Site(
        project.name,
        base.latitude if s.latitude is None else s.latitude,
        base.longitude if s.longitude is None else s.longitude,
        base.altitude_m if s.altitude_m is None else s.altitude_m,
        base.utc_offset_h,
        s.province or base.province,
        base.wmo,
    )
    km = table.distance_km(site.latitude, site.longitude, base.latitude, base.longitude)
    note = StationNote(
        key="site.station",
        value=message("{name} ({wmo})", name=translated(base.name, station.name_zh), wmo=base.wmo),
        unit="climate station",
        source=station.source,
        status="confirmed",
        note=message("{km:.0f} km away, site {rise:+.0f} m above it", km=km, rise=site.altitude_m - base.altitude_m),
        distance_km=km,
    )
    return station, site, (note,)


def weather_of(project: Project, folder: Path) -> tuple[WeatherYear, str, tuple[Assumption, ...]]:
    """The weather year, the climate zone, and what was assumed on the way."""
    station, site, notes = site_of(project)
    year, note = weather_year(project, station, site, folder)
    notes += (note,)
    zone: str | None = project.site.climate_zone
    if zone is None:
        zone = table.station_zone(station)
        notes += (
            Assumption(
                "site.climate_zone", zone, "-", "GB 50176-2016 criteria on the station's typical year", "corroborated"
            ),
        )
    return year, zone, notes + calendar_notes(year)


def calendar_notes(year: WeatherYear) -> tuple[Assumption, ...]:
    """The assumption that people rest at weekends only, where the holidays of the weather's year are not known."""
    from buildings.archetypes.schedules import calendar_years

    (first, last), own = calendar_years(), int(year.index[0].year)
    if first <= own <= last:
        return ()
    note = message(
        "no statutory holidays of {year} are known ({first} to {last} are): weekends only",
        year=own,
        first=first,
        last=last,
    )
    return (Assumption("calendar", str(own), "-", "State Council notices", "unconfirmed", note),)
