"""Project-file keys of money: prices, discounting, escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from foundation.carriers import PRICED
from foundation.schema import Strict
from retrofit.money.indicators.discounting import real_rate
from retrofit.money.tariffs.fuel_units import price_kwh
from retrofit.project.schema.price import Price

if TYPE_CHECKING:
    PricedCarrier: TypeAlias = str
else:
    PricedCarrier = Literal[PRICED]

REAL_RATE = 0.04
"""Social discount rate of public projects, row ``discount_rate_social`` of ``finance_parameters.csv``."""
INFLATION = 0.01
"""Row ``inflation`` of ``finance_parameters.csv``."""


class EconomicsSpec(Strict):
    """Prices and discounting."""

    customer: Literal["residential", "community", "school", "general_commercial"] = Field(
        "community", description="Tariff class; community and school pay the residential price in most provinces."
    )
    discount_rate_real: Annotated[float, Field(ge=0, le=0.3)] | None = Field(
        None,
        description="Discount rate of a year at constant prices; default 0.04 (public projects; 0.08 is commercial).",
    )
    discount_rate_nominal: Annotated[float, Field(ge=0, le=0.5)] | None = Field(
        None,
        description="Discount rate of a year at current prices, in place of the real one: (1 + nominal) = (1 + real)(1 + inflation).",
    )
    inflation: float = Field(
        INFLATION,
        ge=-0.05,
        le=0.2,
        description="Rise of the general price level in a year: ties loans and nominal rates to constant prices.",
    )
    years: int = Field(25, ge=1, le=60, description="Period of evaluation, years.")
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

    @model_validator(mode="after")
    def _one_rate(self) -> EconomicsSpec:
        if self.discount_rate_real is not None and self.discount_rate_nominal is not None:
            raise ValueError("give discount_rate_real or discount_rate_nominal, not both")
        return self

    @property
    def fuel_cny_kwh(self) -> dict[str, float]:
        """Own prices of fuels and heat per kWh."""
        return {str(k): price_kwh(v, str(k)) for k, v in self.fuel_prices.items()}

    @property
    def real_rate(self) -> float:
        """The discount rate at constant prices, from whichever was given."""
        if self.discount_rate_nominal is not None:
            return real_rate(self.discount_rate_nominal, self.inflation)
        return REAL_RATE if self.discount_rate_real is None else self.discount_rate_real
