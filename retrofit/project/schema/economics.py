"""Project-file keys of money: prices, discounting, escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from foundation.carriers import ELECTRICITY, PRICED
from foundation.schema import Strict
from retrofit.money.indicators.discounting import real_rate
from retrofit.money.instruments.base import PartyName
from retrofit.money.instruments.union import AnyInstrument
from retrofit.money.tariffs.fuel_units import price_kwh
from retrofit.project.schema.price import Price
from retrofit.project.schema.tariff import TariffSpec

if TYPE_CHECKING:
    PricedCarrier: TypeAlias = str
    Escalated: TypeAlias = str
else:
    PricedCarrier = Literal[PRICED]
    Escalated = Literal[(ELECTRICITY, *PRICED, "export")]

REAL_RATE = 0.04
"""Social discount rate of public projects, row ``discount_rate_social`` of ``finance_parameters.csv``."""
INFLATION = 0.01
"""Row ``inflation`` of ``finance_parameters.csv``."""


class RateSpec(Strict):
    """A discount rate, real or nominal."""

    discount_rate_real: Annotated[float, Field(ge=0, le=0.3)] | None = Field(
        None, description="Discount rate of a year at constant prices; default: by party (docs/money.md)."
    )
    discount_rate_nominal: Annotated[float, Field(ge=0, le=0.5)] | None = Field(
        None,
        description="Discount rate of a year at current prices, in place of the real one: (1 + nominal) = (1 + real)(1 + inflation).",
    )

    @model_validator(mode="after")
    def _one_rate(self) -> Self:
        if self.discount_rate_real is not None and self.discount_rate_nominal is not None:
            raise ValueError("give discount_rate_real or discount_rate_nominal, not both")
        return self

    def rate(self, inflation: float, default: float) -> float:
        """The real rate, from whichever was given."""
        if self.discount_rate_nominal is not None:
            return real_rate(self.discount_rate_nominal, inflation)
        return default if self.discount_rate_real is None else self.discount_rate_real


class PartySpec(RateSpec):
    """What a party counts with: its discount rate and its taxes."""

    vat: Literal["consumer", "general", "small_scale"] = Field(
        "consumer",
        description="consumer: pays VAT in every price and deducts none (household, school, village committee); general: deducts input tax and pays output tax; small_scale: pays a share of its receipts.",
    )
    surtax: Literal["none", "city", "county", "other"] = Field(
        "none", description="Surtaxes on the VAT paid, by where the party is: 12, 10 or 6 %."
    )
    income_tax: float = Field(0.0, ge=0, le=0.5, description="Rate of income tax; 0.25 for companies.")
    tax_holiday: bool = Field(False, description="Three years free of income tax and three at half, from the first.")
    set_off_elsewhere: bool = Field(
        False, description="Losses lower the tax on the party's other profits at once; default: carried five years."
    )
    depreciation_years: int = Field(20, ge=1, le=60, description="Straight line, with 5 % left in the books.")


class EconomicsSpec(RateSpec):
    """Prices and discounting."""

    customer: Literal["residential", "community", "school", "general_commercial"] = Field(
        "community", description="Tariff class; community and school pay the residential price in most provinces."
    )
    discount_rate_real: Annotated[float, Field(ge=0, le=0.3)] | None = Field(
        None,
        description="Discount rate of a year at constant prices; default 0.04 (public projects; 0.08 is commercial).",
    )
    inflation: float = Field(
        INFLATION,
        ge=-0.05,
        le=0.2,
        description="Rise of the general price level in a year: ties loans and nominal rates to constant prices.",
    )
    years: int = Field(25, ge=1, le=60, description="Period of evaluation, years.")
    tariff: TariffSpec | None = Field(
        None,
        description="Own tariff of electricity, here or the name of a YAML file beside the project that holds it; default: that of the customer's class in the province.",
    )
    electricity_price: Price | None = Field(
        None, description="One price at all hours, CNY/kWh or with its unit; default: tariff table."
    )
    export_price: Price | None = Field(
        None,
        description="CNY/kWh or with its unit, held in every year; default: mechanism price of the province, its term and the market after it.",
    )
    fuel_prices: dict[PricedCarrier, Price] = Field(
        default_factory=dict,
        description="As in a price list: 8.5 CNY/kg, 120 CNY/bottle(15 kg), 3.45 CNY/m3, 900 CNY/t, 27 CNY/m2 season; a number is CNY per kWh of lower heating value.",
    )

    escalation: dict[Escalated, Annotated[float, Field(ge=-0.1, le=0.2)]] = Field(
        default_factory=dict,
        description="Real rise of a price in a year, by carrier, or of export; from the first year on. Default: none.",
    )
    parties: dict[PartyName, PartySpec] = Field(
        default_factory=dict, description="Rates and taxes of the owner and of others who take part."
    )
    financing: tuple[AnyInstrument, ...] = Field(
        (), description="Who pays for the packages, and how; default: the owner from own funds."
    )

    @property
    def fuel_cny_kwh(self) -> dict[str, float]:
        """Own prices of fuels and heat per kWh."""
        return {str(k): price_kwh(v, str(k)) for k, v in self.fuel_prices.items()}

    @property
    def real_rate(self) -> float:
        """The project's discount rate at constant prices, from whichever was given."""
        return self.rate(self.inflation, REAL_RATE)
