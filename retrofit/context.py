"""What all packages of a run share: site, weather, climate zone, factors, tariff, feed, roofs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from buildings.model import Assumption, Building
from retrofit import carbon, economics
from retrofit.batch import FULL_DETAIL_BUILDINGS, LoadsCache
from retrofit.biogas.feed import Feed, feed_from
from retrofit.plants import PlantCache
from retrofit.schema import Project
from retrofit.solar.arrays import horizon_of
from retrofit.solar.roof import RoofPlane
from retrofit.solar.spec import plane_of
from retrofit.weather_source import weather_year
from weather import climate
from weather.horizon import Horizon
from weather.site import Site
from weather.told import named, told
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False)
class Context:
    """What all packages of a run share."""

    project: Project
    year: WeatherYear
    zone: str
    province: str
    factors: carbon.FactorSet
    tariff: economics.Tariff
    feed: Feed | None
    planes: tuple[RoofPlane, ...]
    loads_cache: LoadsCache = field(default_factory=LoadsCache)
    plant_cache: PlantCache = field(default_factory=PlantCache)
    building_cache: dict[Any, Building] = field(default_factory=dict)
    yield_cache: dict[int, np.ndarray] = field(default_factory=dict)
    horizon: Horizon | None = None


def site_of(project: Project) -> tuple[climate.Station, Site, tuple[Assumption, ...]]:
    """Station and site; how far they are apart is an assumption worth telling."""
    s = project.site
    if s.station is not None:
        station = climate.find_station(str(s.station), "site.station")
    else:
        station = climate.nearest_station(float(s.latitude or 0.0), float(s.longitude or 0.0), s.altitude_m).station
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
    km = climate.distance_km(site.latitude, site.longitude, base.latitude, base.longitude)
    note = Assumption(
        "site.station",
        told("{name} ({wmo})", name=named(base.name, station.name_zh), wmo=base.wmo),
        "climate station",
        station.source,
        "confirmed",
        told("{km:.0f} km away, site {rise:+.0f} m above it", km=km, rise=site.altitude_m - base.altitude_m),
    )
    return station, site, (note,)


def weather_of(project: Project, folder: Path) -> tuple[WeatherYear, str, tuple[Assumption, ...]]:
    """The weather year, the climate zone, and what was assumed on the way."""
    station, site, notes = site_of(project)
    year, note = weather_year(project, station, site, folder)
    notes += (note,)
    zone: str | None = project.site.climate_zone
    if zone is None:
        zone = climate.station_zone(station)
        notes += (
            Assumption(
                "site.climate_zone", zone, "-", "GB 50176-2016 criteria on the station's typical year", "corroborated"
            ),
        )
    return year, zone, notes


def context_of(project: Project, folder: Path) -> tuple[Context, tuple[Assumption, ...]]:
    """Everything the packages share."""
    year, zone, notes = weather_of(project, folder)
    province = year.site.province
    f, e = project.factors, project.economics
    tariff = economics.tariff(
        province,
        e.customer,
        year.index,
        e.export_price,
        e.electricity_price,
        {str(k): v for k, v in e.fuel_prices.items()},
    )
    feed = feed_from(project.recipe(), index=year.index) if project.feedstocks else None
    planes = tuple(plane_of(project, i, year.site.latitude) for i in range(len(project.roofs)))
    grid = carbon.grid_factor(province, f.grid_year)
    notes += (
        Assumption(
            "factors.grid",
            grid.value,
            grid.unit,
            grid.source,
            grid.status,
            told("year {year}, location-based average", year=grid.year),
        ),
    )
    primary = carbon.primary_factors(f.primary)["electricity"]
    notes += (
        Assumption("factors.primary", primary.value, primary.unit, primary.source, primary.status, "electricity"),
    )
    context = Context(
        project,
        year,
        zone,
        province,
        carbon.factors(province, f.grid_year, f.gwp, f.primary),
        tariff,
        feed,
        planes,
        LoadsCache(detail=len(project.buildings) <= FULL_DETAIL_BUILDINGS),
        horizon=horizon_of(project, folder),
    )
    return context, notes + tariff.assumptions
