"""The project file as typed models: one place for keys, defaults, allowed values and their documentation."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field, PrivateAttr, model_validator

from foundation.carriers import STOVES
from foundation.schema import Name, NoBoolean, NotNegative, Strict
from retrofit.measures.base import Priced
from retrofit.measures.pricing import Price
from retrofit.measures.registry import measures
from retrofit.measures.union import AnyMeasure
from retrofit.project.schema.economics import EconomicsSpec
from retrofit.project.schema.products import InverterSpec, ModuleSpec
from retrofit.project.schema.solar import RoofSpec
from retrofit.project.schema.solar_yield import YieldSpec
from retrofit.project.schema.weather import WeatherSpec

if TYPE_CHECKING:
    PricedName: TypeAlias = str
    StoveCarrier: TypeAlias = str
else:
    PricedName = Literal[tuple(k for k, m in measures().items() if m.cost_rows)]
    StoveCarrier = Literal[("none", *STOVES)]


class SiteSpec(Strict):
    """Where the project is. A station, a place by name, or a coordinate is needed."""

    station: str | int | None = Field(
        None,
        description="Climate station (English or Chinese name, or WMO id), or a county, city or town of China by its name (retrofit weather stations NAME): its position, altitude and province, weather between the stations around it. Left out: the same of the coordinate.",
    )
    latitude: float | None = Field(None, ge=-66.5, le=66.5, description="Degrees north; default: the station's.")
    longitude: float | None = Field(None, ge=-180, le=180, description="Degrees east; default: the station's.")
    altitude_m: float | None = Field(
        None,
        ge=-430,
        le=6000,
        description="Metres; default: the station's. Decides air density, pressure and temperature.",
    )
    province: str | None = Field(
        None,
        description="Province (English, as in the climate table) for grid factor and tariff; default: the station's.",
    )
    climate_zone: Literal["1A", "1B", "1C", "2A", "2B", "3A", "3B", "4A", "4B", "5A", "5B"] | None = Field(
        None, description="Chinese building climate zone; default: from the weather."
    )
    coldest_c: Annotated[float, Field(ge=-70, le=30)] | None = Field(
        None,
        description="Coldest air ever expected (the station's record), for the voltage of PV strings; default: estimated.",
    )
    hottest_c: Annotated[float, Field(ge=0, le=60)] | None = Field(
        None, description="Hottest air ever expected, for the voltage of PV strings; default: estimated."
    )

    @model_validator(mode="after")
    def _somewhere(self) -> SiteSpec:
        if self.station is None and (self.latitude is None or self.longitude is None):
            raise ValueError("a site needs a station, or latitude and longitude")
        return self


class BuildingSpec(Strict):
    """A building, or ``count`` equal ones, from an archetype."""

    name: Name = Field(description="Unique name.")
    archetype: str = Field(description="One of the archetypes (see docs/archetypes.md).")
    floor_area_m2: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Gross floor area of one building, m2."
    )
    storeys: Annotated[int, Field(ge=1, le=60)] | None = Field(None, description="Storeys above ground.")
    built: Annotated[int, Field(ge=1800, le=2035)] | None = Field(
        None, description="Year of construction: decides envelope, windows, tightness."
    )
    orientation_deg: float = Field(
        180.0, ge=0, le=360, description="Azimuth that the long front faces, degrees from north (180 = south)."
    )
    window_wall_ratio: Annotated[float, Field(ge=0, le=0.9)] | None = Field(
        None, description="Window area over wall area of the long facades."
    )
    aspect: Annotated[float, Field(ge=1, le=20)] | None = Field(None, description="Length over depth.")
    occupants: Annotated[float, Field(ge=0, le=1e5)] | None = Field(None, description="People when fully occupied.")
    meals_per_day: Annotated[float, Field(ge=0, le=1e5)] | None = Field(
        None, description="Meals cooked a day (centre, school, canteen)."
    )
    count: int = Field(1, ge=1, le=100000, description="Number of equal buildings.")
    households: Annotated[int, Field(ge=0, le=100000)] | None = Field(
        None,
        description="Households in one such building, for results per household; default: 1 in a house, else none.",
    )
    bills: str | None = Field(
        None,
        description="File of the utility bills of one such building (as of retrofit calibrate), relative to the project file: every run says how far the model is from them.",
    )
    comfort: Literal["habit", "setpoints", "code"] = Field(
        "habit",
        description="habit: part-time, part-space as people live; setpoints: GB 55015 set points everywhere, loads by habit; code: GB 55015 set points and loads.",
    )
    heating: (
        Literal[
            "none",
            "split_heat_pump",
            "vrf",
            "electric_heater",
            "gas_boiler",
            "lpg_boiler",
            "coal_boiler",
            "coal_stove",
            "wood_stove",
            "district_heat",
        ]
        | None
    ) = Field(
        None,
        description="Heating system; default by climate and class. A system that is named also switches the heating on.",
    )
    cooling: Literal["none", "split", "vrf"] | None = Field(
        None,
        description="Cooling system; default by climate and class. A system that is named also switches the cooling on.",
    )
    heating_setpoint_c: Annotated[float, Field(ge=5, le=30)] | None = Field(
        None, description="Set point of the heated space, degC, in place of the habit's (comfort: habit)."
    )
    cooling_setpoint_c: Annotated[float, Field(ge=16, le=36)] | None = Field(
        None, description="Set point of the cooled space, degC, in place of the habit's (comfort: habit)."
    )
    served_share: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None, description="Share of the floor that is heated and cooled, in place of the habit's (comfort: habit)."
    )
    calendar: Literal["every_day", "workdays", "school_days"] | None = Field(
        None,
        description="Days on which the building is used; default by archetype. A school's canteen: school_days (no vacations).",
    )
    heating_capacity_kw: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Heat that the system can give to one building, kW; default: as much as is needed."
    )
    cooling_capacity_kw: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None,
        description="Sensible cooling that the system can give to one building, kW; default: as much as is needed.",
    )
    hot_water: Literal["none", "electric", "heat_pump", "solar_electric", "gas", "lpg"] | None = Field(
        None, description="Hot water."
    )
    cooking: StoveCarrier | None = Field(None, description="Cooking fuel.")
    lighting_w_m2: Annotated[float, Field(ge=0, le=100)] | None = Field(None, description="Installed lighting, W/m2.")
    equipment_w_m2: Annotated[float, Field(ge=0, le=500)] | None = Field(None, description="Plug loads, W/m2.")
    infiltration_ach: Annotated[float, Field(ge=0, le=20)] | None = Field(
        None, description="Natural air changes per hour."
    )
    n50_ach: Annotated[float, Field(ge=0.05, le=60)] | None = Field(
        None, description="Air changes per hour at 50 Pa by a blower door: wind and stack then drive the leakage."
    )
    shelter_class: Annotated[int, Field(ge=1, le=5)] = Field(
        4, description="With n50_ach: 1 = open country, 3 = buildings across the street, 5 = enclosed by neighbours."
    )

    @property
    def homes(self) -> int:
        """Households in one such building; 0 where none are known."""
        if self.households is not None:
            return self.households
        return int(self.archetype.startswith("village_house"))

    def archetype_values(self) -> dict[str, Any]:
        """What an archetype is asked with."""
        return self.model_dump(exclude={"households", "bills"})

    @model_validator(mode="after")
    def _one_tightness(self) -> BuildingSpec:
        if self.n50_ach is not None and self.infiltration_ach is not None:
            raise ValueError("give infiltration_ach or n50_ach, not both")
        return self

    @model_validator(mode="after")
    def _habit_only(self) -> BuildingSpec:
        given = [
            k for k in ("heating_setpoint_c", "cooling_setpoint_c", "served_share") if getattr(self, k) is not None
        ]
        if given and self.comfort != "habit":
            raise ValueError(
                "the code has its own set points and serves everything: leave the set points and served_share out, or write comfort: habit"
            )
        if None not in (self.heating_setpoint_c, self.cooling_setpoint_c) and not (
            float(self.heating_setpoint_c or 0.0) < float(self.cooling_setpoint_c or 0.0)
        ):
            raise ValueError("heating_setpoint_c must be below cooling_setpoint_c")
        return self


class FactorsSpec(Strict):
    """Weights of the definitions."""

    grid_year: Annotated[Literal[2021, 2022, 2023], NoBoolean] = Field(
        2023, description="Year of the provincial grid factor."
    )
    gwp: Literal["AR4", "AR5", "AR6"] = Field(
        "AR6", description="Assessment report whose 100-year warming potentials weigh methane and N2O."
    )
    primary: Literal["gbt51350", "en52000", "doe2015"] = Field(
        "gbt51350", description="Primary energy factors: GB/T 51350-2019, EN ISO 52000-1:2017 Annex B, or US DOE 2015."
    )
    grid_change: float = Field(
        0.0,
        ge=-0.2,
        le=0.05,
        description="Change of the grid's emission factor a year, in what is told of all years: -0.03 is 3 % less each year; 0: as it is now.",
    )


class FeedSpec(Strict):
    """An amount of one feedstock in the unit of its table, and when it comes."""

    heads: NotNegative | None = Field(None, description="Animals whose manure is fed; heads.")
    persons: NotNegative | None = Field(None, description="Persons whose excreta are fed.")
    meals_per_day: NotNegative | None = Field(None, description="Meals whose kitchen waste is fed, a day.")
    tonnes_per_year: NotNegative | None = Field(None, description="Fresh matter, t a year.")
    season: str | None = Field(
        None, description="A season of feed_seasons.csv, e.g. school_terms, rice_harvest; default: the same all year."
    )
    months: Annotated[tuple[NotNegative, ...], Field(min_length=12, max_length=12)] | None = Field(
        None, description="Twelve factors, January first; multiply the amount (tonnes keep their sum)."
    )


class ReportSpec(Strict):
    language: Literal["en", "zh", "both"] = Field(
        "en", description="Of the report: English, Chinese, or both as two pages."
    )
    revision: Annotated[str, Field(min_length=1, max_length=20)] = Field(
        "A", description="Revision that stands on the committee's page."
    )
    date: datetime.date | None = Field(
        None, description="Date that stands on the pages, YYYY-MM-DD; default: the day of the run."
    )


def in_lists(document: dict[str, Any]) -> dict[str, Any]:
    """A document whose measures of ``combine`` are lists of their own, as the schema reads them."""
    value = document.get("combine")
    if not isinstance(value, list):
        return document
    return document | {"combine": [[each] if isinstance(each, dict) else each for each in value]}


def _one_or_a_list(schema: dict[str, Any]) -> None:
    """Tell an editor that a measure may stand without a list."""
    schema["items"] = {"anyOf": [schema["items"]["items"], schema["items"]]}


class Project(Strict):
    """A project: a place, its buildings and roofs, and packages of measures to compare."""

    schema_version: Annotated[Literal[1], NoBoolean] = Field(description="Always 1.")
    name: Name = Field(description="Shown in the report.")
    name_zh: str = Field("", description="Chinese name; default: the name.")
    site: SiteSpec = Field(
        description="Where it stands: a station of the climate table, a place of China by name, or coordinates."
    )
    weather: WeatherSpec = Field(
        WeatherSpec(), description="The weather year; default: a typical year made from monthly statistics."
    )
    buildings: tuple[BuildingSpec, ...] = Field(min_length=1, description="Buildings, at least one.")
    roofs: tuple[RoofSpec, ...] = Field((), description="Roofs for PV.")
    modules: dict[Name, ModuleSpec] = Field(default_factory=dict, description="PV modules from their data sheets.")
    inverters: dict[Name, InverterSpec] = Field(default_factory=dict, description="Inverters from their data sheets.")
    solar: YieldSpec = Field(YieldSpec(), description="How PV yields are computed.")
    feedstocks: dict[str, FeedSpec] = Field(default_factory=dict, description="What the digester is fed with.")
    packages: dict[Name, tuple[AnyMeasure, ...]] = Field(
        min_length=1, description="Ordered lists of measures; the first package is the baseline of costs."
    )
    combine: tuple[tuple[AnyMeasure, ...], ...] = Field(
        (),
        json_schema_extra=_one_or_a_list,
        max_length=16,
        description="Measures of which retrofit combine tries all combinations; of those in an inner list a package takes at most one. Default: the measures of all packages beyond the first.",
    )
    prices: dict[PricedName, Price] = Field(
        default_factory=dict,
        description="Your own prices by measure, for all packages: {wall_insulation: {per_unit_cny: 150, unit: CNY/m2}}.",
    )
    economics: EconomicsSpec = Field(
        EconomicsSpec(), description="Rates and own prices; default: those of the province."
    )
    factors: FactorsSpec = Field(FactorsSpec(), description="Factors of the definitions.")
    report: ReportSpec = Field(ReportSpec(), description="How results are reported.")

    _folder: Path = PrivateAttr(default=Path())
    """Where the project file lies: files that it names count from there."""

    @model_validator(mode="after")
    def _own_prices(self) -> Project:
        for name, package in self.packages.items():
            self.packages[name] = tuple(self._priced(m) for m in package)
        priced = tuple(tuple(self._priced(m) for m in each) for each in self.combine)
        object.__setattr__(self, "combine", priced)
        return self

    def _priced(self, m: Any) -> Any:
        own = self.prices.get(m.measure)
        if own is None or not isinstance(m, Priced) or m.price is not None or m.cost_cny is not None:
            return m
        return m.model_copy(update={"price": own})

    def located(self, folder: Path) -> Project:
        """The project of a file in a folder."""
        out = self.model_copy()
        out._folder = folder
        return out

    def beside(self, name: str) -> Path:
        """A file that the project names."""
        path = Path(name).expanduser()
        return path if path.is_absolute() else self._folder / path

    def recipe(self) -> dict[str, dict[str, object]]:
        """Feedstocks as ``retrofit.biogas.feed.feed_from`` takes them."""
        return {k: v.model_dump(exclude_none=True) for k, v in self.feedstocks.items()}

    def roof_name(self, index: int) -> str:
        """Name of a roof (its own, or by number)."""
        return self.roofs[index].name or f"roof {index + 1}"

    def roof_index(self, key: str | int) -> int | None:
        """Position of a roof by name or number, or None."""
        names = [self.roof_name(i) for i in range(len(self.roofs))]
        if isinstance(key, str) and key in names:
            return names.index(key)
        number = int(key) if isinstance(key, int) or key.isdigit() else 0
        return number - 1 if 1 <= number <= len(self.roofs) else None
