"""What all packages of a run share: site, weather, climate zone, factors, tariff, feed, roofs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from foundation.bounded_cache import BoundedCache
from foundation.carriers import ELECTRICITY
from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.biogas.feed.feedstocks import Feed, feed_from
from retrofit.energy import factors as carbon
from retrofit.measures.base import SupplyInputs
from retrofit.money.tariffs import customer
from retrofit.money.tariffs.fuel_units import price_kwh
from retrofit.money.tariffs.structure import EXPORT, Tariff
from retrofit.packages.hvac_cache import PlantCache
from retrofit.packages.thermal_cache import FULL_DETAIL_BUILDINGS, LoadsCache
from retrofit.project.objects.arrays import horizon_of
from retrofit.project.objects.pv_design import arrays_of
from retrofit.project.objects.roofs import plane_of
from retrofit.project.objects.site import weather_of
from retrofit.project.objects.tariff import meters_of_project, own_tariff
from retrofit.project.schema.project import Project
from retrofit.solar.roof.plane import RoofPlane
from weather.horizon import Horizon
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, kw_only=True)
class Caches:
    """What packages have computed and others need again; passed beside a ``Context``, and of one context only."""

    loads: LoadsCache = field(default_factory=LoadsCache)
    hvac: PlantCache = field(default_factory=PlantCache)
    buildings: BoundedCache = field(default_factory=BoundedCache)
    """Buildings before their measures."""
    supplies: BoundedCache = field(default_factory=BoundedCache)
    """Years of supplies that packages share."""


def caches_of(project: Project) -> Caches:
    """Empty caches for a project; a large one keeps no detail of its zones."""
    return Caches(loads=LoadsCache(detail=len(project.buildings) <= FULL_DETAIL_BUILDINGS))


@dataclass(frozen=True, eq=False, kw_only=True)
class Context:
    """What all packages of a run share."""

    project: Project
    year: WeatherYear
    zone: str
    province: str
    factors: carbon.FactorSet
    tariff: Tariff
    feed: Feed | None
    planes: tuple[RoofPlane, ...]
    horizon: Horizon | None

    @property
    def supply_inputs(self) -> SupplyInputs:
        """What the supplies of a package are made from, with nothing kept for others."""
        return self.supply_inputs_of(BoundedCache())

    def supply_inputs_of(self, memo: BoundedCache) -> SupplyInputs:
        """What the supplies of a package are made from, beside what other packages of the run have made."""
        return SupplyInputs(
            year=self.year, feed=self.feed, planes=self.planes, arrays_of=partial(arrays_of, self), memo=memo
        )


def context_of(project: Project, folder: Path) -> tuple[Context, tuple[Assumption, ...]]:
    """Everything the packages share."""
    year, zone, notes = weather_of(project, folder)
    province = year.site.province
    f, e = project.factors, project.economics
    tariff = customer.tariff(
        province,
        e.customer,
        year.index,
        None if e.export_price is None else price_kwh(e.export_price, EXPORT),
        None if e.electricity_price is None else price_kwh(e.electricity_price, ELECTRICITY),
        e.fuel_cny_kwh,
        typed={str(k): v for k, v in e.fuel_prices.items() if isinstance(v, str)},
        own=own_tariff(project, province),
        meters=meters_of_project(project),
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
            message("year {year}, location-based average", year=grid.year),
        ),
    )
    primary = carbon.primary_factors(f.primary)["electricity"]
    notes += (
        Assumption("factors.primary", primary.value, primary.unit, primary.source, primary.status, "electricity"),
    )
    context = Context(
        project=project,
        year=year,
        zone=zone,
        province=province,
        factors=carbon.factors(province, f.grid_year, f.gwp, f.primary),
        tariff=tariff,
        feed=feed,
        planes=planes,
        horizon=horizon_of(project, folder),
    )
    return context, notes + tariff.assumptions
