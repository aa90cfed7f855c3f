"""Project-file keys of an own electricity tariff: periods, components, tiers, demand, power factor, fixed charges, export."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from foundation.schema import Name, Strict
from retrofit.money.tariffs.power_factor import STANDARDS
from retrofit.project.schema.price import Price


def _text(value: Any) -> Any:
    """A list of ranges, or one number, as the text that it is short for."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list | tuple) and value and all(isinstance(v, str | int) and not isinstance(v, bool) for v in value):  # fmt: skip
        return ", ".join(str(v) for v in value)
    return value


Ranges = Annotated[str, BeforeValidator(_text)]
"""Ranges of months or hours: a text, or a list of texts."""


def _day(value: Any) -> Any:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise PydanticCustomError("date_from_datetime_parsing", "Input should be a valid date as 2025-06-01") from None


Multipliers = dict[Name, Annotated[float, Field(ge=0, le=10)]]


def _standard(value: Any) -> Any:
    if isinstance(value, bool) or value not in STANDARDS:
        raise PydanticKnownError("literal_error", {"expected": "0.9, 0.85 or 0.8"})
    return float(value)


class ComponentsSpec(Strict):
    """Parts of the flat price, CNY/kWh."""

    energy: Price = Field(description="Purchased energy: the component that multipliers act on.")
    network: Price = Field(0.0, description="Transmission and distribution.")
    losses: Price = Field(0.0, description="Line losses.")
    system: Price = Field(0.0, description="System operation.")
    funds: Price = Field(0.0, description="Government funds; the power factor clause leaves them out.")


class SeasonSpec(Strict):
    """Hours of each period in some months."""

    months: Ranges = Field("1-12", description="5-10; 11-2 over the new year; 1, 7-8.")
    hours: dict[Name, Ranges] = Field(
        min_length=1,
        description="Period -> hours: 7-9, 18:00-24:00; 22:00-06:00 over midnight; rest: all that the others leave. Boundaries in quarters of an hour.",
    )
    prices: dict[Name, Price] | None = Field(None, description="In place of the tariff's prices.")
    multipliers: Multipliers | None = Field(None, description="In place of the tariff's multipliers.")


class TierSpec(Strict):
    """A tier of a meter; the last one of its months is open: without up_to_kwh."""

    months: Ranges = Field("1-12", description="Months in which it holds; tiers of the same months belong together.")
    up_to_kwh: Annotated[float, Field(gt=0, le=1e9)] | None = Field(
        None, description="Upper limit, kWh of a month (or year: tier_period) and meter."
    )
    price: Price | None = Field(None, description="Price of a kWh in it; or add.")
    add: Price | None = Field(None, description="What a kWh in it costs above the price of its hour.")


class DemandSpec(Strict):
    """The basic charge of a two-part tariff."""

    price: Price = Field(
        description="CNY per kW of the month's highest demand and month; with capacity_kva CNY per kVA and month."
    )
    capacity_kva: Annotated[float, Field(gt=0, le=1e7)] | None = Field(
        None, description="Transformers, kVA: the charge is by capacity."
    )
    contract_kw: Annotated[float, Field(gt=0, le=1e7)] | None = Field(
        None, description="Contract demand, kW: paid at least."
    )
    tolerance: float = Field(1.05, ge=1, le=2, description="Up to this many times the contract the contract is paid.")
    excess: float = Field(2.0, ge=1, le=5, description="How many times the price is paid for what is above that.")


class PowerFactorSpec(Strict):
    """The power factor clause."""

    standard: Annotated[float, BeforeValidator(_standard)] = Field(
        0.9, description="0.90 for industry above 160 kVA, 0.85 for others from 100 kVA, 0.80 for farming."
    )
    load: float = Field(ge=0.3, le=1, description="Power factor of the loads without capacitors.")
    compensation_kvar: float = Field(0.0, ge=0, le=1e6, description="Capacitors behind the meter, kvar.")


class ExportTermsSpec(Strict):
    """What exported electricity earns."""

    price: Price | None = Field(None, description="Mechanism price; default: that of the province.")
    connected: Annotated[date | None, BeforeValidator(_day)] = Field(
        None, description="Day of connection: before 2025-06-01 the coal benchmark holds."
    )
    share: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="Part of the output at that price; the rest is sold at the market's."
    )
    term_years: Annotated[float, Field(ge=0, le=60)] | None = Field(None, description="How long it is held, years.")
    market: Price | None = Field(None, description="Price of the rest and after the term.")


class TariffSpec(Strict):
    """A tariff of electricity as on its price sheet; give price, or prices by period, or components with multipliers."""

    name: Name = Field("own tariff", description="Shown in the report.")
    price: Price | None = Field(None, description="One price at all hours, CNY/kWh.")
    prices: dict[Name, Price] = Field(default_factory=dict, description="Price of each period, all components.")
    components: ComponentsSpec | None = Field(None, description="Parts of the flat price.")
    multipliers: Multipliers = Field(default_factory=dict, description="Ratio of each period to the flat price.")
    multiplier_on: Literal["energy", "whole"] = Field(
        "energy", description="Whether the ratio acts on the energy component or on the whole price (Guangdong's text)."
    )
    seasons: tuple[SeasonSpec, ...] = Field((), description="Hours of the periods; together every month once.")
    tiers: tuple[TierSpec, ...] = Field((), description="Of each household meter.")
    tier_period: Literal["month", "year"] = Field("month", description="What up_to_kwh counts.")
    households: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="Equal meters; default: the households of the project's homes."
    )
    demand: DemandSpec | None = Field(None, description="Two-part tariff.")
    power_factor: PowerFactorSpec | None = Field(None, description="Supplement or discount by power factor.")
    fixed: Price = Field(0.0, description="Fixed charge of each meter, CNY a month.")
    export: ExportTermsSpec | None = Field(None, description="Default: the terms of the province.")

    @model_validator(mode="after")
    def _one_way(self) -> TariffSpec:
        tiered = any(t.price is not None for t in self.tiers)
        by_period = bool(self.prices) or any(s.prices is not None for s in self.seasons)
        if sum([self.price is not None, by_period, self.components is not None, tiered]) != 1:
            raise ValueError("give one of price, prices, components, or tiers with their prices")
        ratios = bool(self.multipliers) or any(s.multipliers is not None for s in self.seasons)
        if ratios and self.components is None:
            raise ValueError("multipliers act on components: give these, or prices of each period")
        return self
