"""The project's site, its climate station, and the weather year with its climate zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message, translated
from foundation.provenance import Assumption
from retrofit.project.objects.weather import weather_year
from retrofit.project.objects.weather_effects import zone_of
from retrofit.project.schema.project import Project
from weather.quality.zone import standard_offset_h
from weather.site import Site
from weather.stations import reach, table
from weather.stations.gazetteer import CREDIT
from weather.stations.lookup import Spot, find_spot
from weather.year import WeatherYear


@dataclass(frozen=True, slots=True)
class StationNote(Assumption):
    """The climate station that stands for a site."""

    distance_km: float = 0.0


def site_of(project: Project) -> tuple[table.Station, Site, tuple[Assumption, ...]]:
    """Station and site; how far they are apart is an assumption worth telling."""
    s = project.site
    spot = find_spot(str(s.station), "site.station") if s.station is not None else None
    named = spot.site if spot is not None else None
    latitude, longitude = (getattr(named, k) if getattr(s, k) is None else float(getattr(s, k)) for k in ("latitude", "longitude"))  # fmt: skip
    if spot is None or (spot.place is not None and (latitude, longitude) != (spot.site.latitude, spot.site.longitude)):
        station = table.nearest_station(latitude, longitude, s.altitude_m).station
    else:
        station = spot.station
    base = station.site
    here = named or base
    km = table.distance_km(latitude, longitude, base.latitude, base.longitude)
    offset = base.utc_offset_h if km <= reach.FAR_KM else standard_offset_h(latitude, longitude)
    site = Site(
        project.name,
        latitude,
        longitude,
        here.altitude_m if s.altitude_m is None else s.altitude_m,
        offset,
        s.province or here.province,
        base.wmo,
    )
    note = StationNote(
        key="site.station",
        value=message("{name} ({wmo})", name=translated(base.name, station.name_zh), wmo=base.wmo),
        unit="climate station",
        source=station.source,
        status="confirmed",
        note=message("{km:.0f} km away, site {rise:+.0f} m above it", km=km, rise=site.altitude_m - base.altitude_m),
        distance_km=km,
    )
    return station, site, (*place_notes(spot), note)


def place_notes(spot: Spot | None) -> tuple[Assumption, ...]:
    """The place that a name was taken for, with its credit; nothing of a station."""
    if spot is None or spot.place is None:
        return ()
    place = spot.place
    note = message("{latitude:.3f}, {longitude:.3f}, {altitude:.0f} m", latitude=spot.site.latitude, longitude=spot.site.longitude, altitude=spot.site.altitude_m)  # fmt: skip
    return (Assumption("site.place", Verbatim(place.path), "-", CREDIT, "corroborated", note),)


def reach_of(project: Project) -> list[Problem]:
    """What is to be told of a project that has its climate from a far station: error or warning of a synthetic year; of a file's year only that defaults come from there."""
    station, site, _ = site_of(project)
    found = reach.reach_problems(site, station, "site")
    if project.weather.source == "synthetic" or not found:
        return found
    if project.site.province is not None or not any(p.severity == "error" for p in found):
        return []
    own = station.site
    told = message("grid factors and tariffs are those of {province}, whose station {name} is the nearest of the table", province=own.province, name=translated(own.name, station.name_zh))  # fmt: skip
    return [Problem("station-far", "site.province", told, None, "", "set site.province and prices of the place", severity="warning")]  # fmt: skip


def weather_of(project: Project, folder: Path) -> tuple[WeatherYear, str, tuple[Assumption, ...]]:
    """The weather year, the climate zone, and what was assumed on the way."""
    station, site, notes = site_of(project)
    told = reach_of(project)
    if any(p.severity == "error" for p in told):
        raise InputError(told)
    year, note = weather_year(project, station, site, folder)
    year = replace(year, warnings=(*told, *year.warnings)) if told else year
    notes += (note,)
    zone: str | None = project.site.climate_zone
    if zone is None:
        near = not reach.reach_problems(site, station) and (
            year.synthetic or not reach.reach_problems(year.site, station)
        )
        zone = table.station_zone(station) if near else zone_of(year)
        source = "GB 50176-2016 criteria on the station's typical year" if near else "GB 50176-2016 criteria on the weather year itself"  # fmt: skip
        notes += (Assumption("site.climate_zone", zone, "-", source, "corroborated"),)
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
