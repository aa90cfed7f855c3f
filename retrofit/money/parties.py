"""Parties: what each of them counts with, their taxes, and the rule that their flows add up to the project's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from retrofit.money.indicators.debt import Cover, cover
from retrofit.money.instruments.base import GOVERNMENT, Deal, transfer
from retrofit.money.results import Flow, Kind
from retrofit.money.tax import income_tax, straight_line, tax_rate, vat_paid, vat_within

VatPayer = Literal["consumer", "general", "small_scale"]
"""``consumer``: pays VAT in every price and deducts none (household, school, village committee); ``general``: deducts input tax and pays
output tax less the credit; ``small_scale``: pays a share of its receipts."""
VAT_KEYS: dict[Kind, str] = {
    "energy": "vat_electricity",
    "export": "vat_electricity",
    "power": "vat_electricity",
    "capex": "vat_equipment",
    "replacement": "vat_equipment",
    "opex": "vat_services",
    "share": "vat_services",
    "fee": "vat_services",
    "rent": "vat_rent",
}
"""Row of ``tax_rates.csv`` inside the amounts of a kind. Saved fuels count as electricity."""
RECEIPTS: tuple[Kind, ...] = ("export", "power", "share", "fee", "rent")
EARNED: tuple[Kind, ...] = (
    "energy",
    "export",
    "opex",
    "subsidy",
    "share",
    "power",
    "rent",
    "fee",
    "interest",
    "surtax",
)
"""What makes the taxable profit of a year, beside depreciation and what is left at the end."""
BEFORE_DEBT: tuple[Kind, ...] = (
    "energy", "export", "opex", "subsidy", "share", "power", "rent", "fee", "vat", "surtax", "tax"
)  # fmt: skip
"""Cash that serves debt: after operation and taxes, before replacements."""
SERVICE: tuple[Kind, ...] = ("loan", "interest", "reserve")


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyTerms:
    """What a party counts with. Rates of tax are shares; no tax where nothing is said."""

    discount_rate_real: float
    vat: VatPayer = "consumer"
    surtax: float = 0.0
    """Share of the VAT paid."""
    income_tax: float = 0.0
    tax_holiday: bool = False
    """Three years free and three at half (public infrastructure such as grid-connected PV)."""
    set_off_elsewhere: bool = False
    """Other profits take up this project's losses in their year."""
    depreciation_years: int = int(tax_rate("depreciation_years"))
    salvage_share: float = tax_rate("salvage_share")


def by_year(flows: Iterable[Flow], years: int, kinds: Sequence[Kind] | None = None) -> np.ndarray:
    """Sums of the years 0 to n; what flows within a year stands at its end."""
    out = np.zeros(years + 1)
    for f in flows:
        if kinds is None or f.kind in kinds:
            out[int(np.ceil(f.year - 1e-9))] += f.cny
    return out


def of_party(flows: Iterable[Flow], party: str) -> list[Flow]:
    """Rows of a party."""
    return [f for f in flows if f.party == party]


def parties_of(flows: Iterable[Flow]) -> tuple[str, ...]:
    """Everybody who has a row, in the order in which they come."""
    return tuple(dict.fromkeys(f.party for f in flows))


def largest_gap(parties: Iterable[Flow], project: Iterable[Flow], years: int) -> float:
    """By how much the sum of the parties' flows misses the project's flow, CNY: the largest of all years.

    Every instrument and tax is a transfer, so that it is zero but for rounding.
    """
    return float(np.abs(by_year(parties, years) - by_year(project, years)).max())


def _nominal(deal: Deal, party: str, kind: Kind) -> np.ndarray:
    values: np.ndarray = by_year(deal.of(party, (kind,)), deal.years)
    return values * (1.0 + deal.inflation) ** np.arange(deal.years + 1.0)


def _vat(deal: Deal, party: str, terms: PartyTerms) -> np.ndarray:
    """VAT paid in the years 0 to n at current prices."""
    if terms.vat == "consumer":
        return np.zeros(deal.years + 1)
    if terms.vat == "small_scale":
        rate = tax_rate("vat_small_scale")
        received = [np.maximum(0.0, _nominal(deal, party, k)) for k in RECEIPTS]
        small: np.ndarray = sum(received, np.zeros(deal.years + 1)) * rate / (1.0 + rate)
        return small
    net = np.zeros(deal.years + 1)
    for kind, key in VAT_KEYS.items():
        net += vat_within(1.0, tax_rate(key)) * _nominal(deal, party, kind)
    return vat_paid(np.maximum(net, 0.0).tolist(), np.maximum(-net, 0.0).tolist())


def _without_vat(deal: Deal, party: str, kind: Kind, terms: PartyTerms) -> np.ndarray:
    """Amounts of a kind as they stand in the books, at current prices."""
    gross = _nominal(deal, party, kind)
    general = terms.vat == "general" and kind in VAT_KEYS
    return gross / (1.0 + tax_rate(VAT_KEYS[kind])) if general else gross


def _depreciation(deal: Deal, party: str, terms: PartyTerms) -> tuple[np.ndarray, float]:
    """Depreciation of the years 1 to n, and the book value at the end, at current prices; grants at the start lower the base."""
    spent = -_without_vat(deal, party, "capex", terms) - _without_vat(deal, party, "replacement", terms)
    spent[0] = max(0.0, spent[0] - float(_nominal(deal, party, "subsidy")[0]))
    out = np.zeros(deal.years)
    for year, base in enumerate(spent):
        if base > 0.0:
            out += straight_line(base, terms.depreciation_years, deal.years, terms.salvage_share, year + 1)
    return out, float(spent.sum() - out.sum())


def profit_of(deal: Deal, party: str, terms: PartyTerms) -> np.ndarray:
    """Taxable profit of the years 1 to n at current prices; fees of year 0 count in year 1, the residual value less the book value in
    the last year.
    """
    earned = np.zeros(deal.years + 1)
    for kind in EARNED:
        amounts = _without_vat(deal, party, kind, terms)
        if kind == "subsidy":
            amounts[0] = 0.0
        earned += amounts
    profit: np.ndarray = earned[1:].copy()
    profit[0] += earned[0]
    written_off, book = _depreciation(deal, party, terms)
    profit -= written_off
    profit[-1] += float(_nominal(deal, party, "residual")[-1]) - book
    return profit


def taxed(deal: Deal, party: str, terms: PartyTerms) -> Deal:
    """The deal with a party's VAT, surtaxes and income tax, paid to the government at the ends of the years."""
    due = _vat(deal, party, terms)
    rows = []
    for year, cny in enumerate(due):
        rows += transfer(party, GOVERNMENT, float(year), "vat", deal.real(float(cny), year))
        rows += transfer(party, GOVERNMENT, float(year), "surtax", deal.real(terms.surtax * float(cny), year))
    deal = deal.with_flows(rows)
    if terms.income_tax <= 0.0:
        return deal
    free, half = ("holiday_free_years", "holiday_half_years") if terms.tax_holiday else (None, None)
    tax = income_tax(
        profit_of(deal, party, terms).tolist(),
        terms.income_tax,
        free_years=int(tax_rate(free)) if free else 0,
        half_years=int(tax_rate(half)) if half else 0,
        carry_years=int(tax_rate("loss_carry_years")),
        set_off_elsewhere=terms.set_off_elsewhere,
    )
    return deal.with_flows(
        f
        for k, cny in enumerate(tax)
        for f in transfer(party, GOVERNMENT, k + 1.0, "tax", deal.real(float(cny), k + 1))
    )


def debt_cover(flows: Sequence[Flow], party: str, years: int) -> Cover | None:
    """How a party's cash before debt covers its debt service from year 1 on; None where it has no debt.

    Cash: savings, sales, shares and fees less operation and taxes; replacements are not in it. Service: interest, principal and deposits;
    a new bond and a fund that is released pay back what is due.
    """
    mine = of_party(flows, party)
    service = -by_year(mine, years, SERVICE)[1:]
    if not any(f.kind == "interest" and f.cny < 0.0 for f in mine):
        return None
    return cover(by_year(mine, years, BEFORE_DEBT)[1:].tolist(), service.tolist())
