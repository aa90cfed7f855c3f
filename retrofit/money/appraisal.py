"""What flows are worth: the project's indicators, and those of every party after instruments and taxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from foundation.messages import Verbatim, message
from retrofit.money.finance import financed, shares_by_term
from retrofit.money.indicators.discounting import present_value
from retrofit.money.indicators.levelised import escalation
from retrofit.money.indicators.life_cycle import adjusted_rate_of_return
from retrofit.money.indicators.payback import Payback, payback
from retrofit.money.indicators.rate_of_return import irr_all, mirr, sign_changes
from retrofit.money.instruments.base import CONTRACTOR, OWNER, Deal, InstrumentSpec, PvService
from retrofit.money.instruments.emc_shared import EmcShared
from retrofit.money.parties import PartyTerms, by_year, debt_cover, of_party, parties_of
from retrofit.money.results import Flow, Kind, PartyResult, PvYears

OPERATIONAL: tuple[Kind, ...] = ("energy", "export", "opex")
INVESTMENT_RELATED: tuple[Kind, ...] = ("capex", "replacement", "residual")
NOTHING = 1e-6
"""CNY below which nothing is invested."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a package is appraised with beside the project's real discount rate."""

    inflation: float = 0.0
    escalation: Mapping[str, float] = field(default_factory=dict)
    """Real rise of prices a year, by carrier or ``export``."""
    parties: Mapping[str, PartyTerms] = field(default_factory=dict)
    financing: Sequence[InstrumentSpec] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicators:
    """Of the project's flows against the baseline."""

    irr_real: tuple[float, ...]
    sign_changes: int
    mirr_real: float | None
    escalated_payback: Payback
    discounted_payback: Payback
    savings_to_investment: float | None
    adjusted_irr_real: float | None
    notes: tuple[str, ...]


def rate_notes(roots: Sequence[float], changes: int) -> list[str]:
    """What a rate of return that is not one must be told with."""
    if not roots:
        return [message("no rate of return: the present value is zero at none")]
    if len(roots) > 1:
        told = Verbatim(", ".join(f"{100.0 * r:.1f} %" for r in roots))
        return [
            message("{n} changes of sign and several rates of return ({rates}): the net present value decides", n=changes, rates=told)
        ]  # fmt: skip
    return []


def payback_notes(name: str, found: Payback) -> list[str]:
    """That it was paid back once before; ``name`` is a message."""
    if found.earlier_years is None:
        return []
    if found.years is None:
        return [message("{name}: reached after {first:.1f} years, but a later payment is never covered again", name=name, first=found.earlier_years)]  # fmt: skip
    return [
        message("{name}: {years:.1f} years for good; reached for the first time after {first:.1f} years, before a later payment", name=name, first=found.earlier_years, years=found.years)
    ]  # fmt: skip


def appraise(flows: Iterable[Flow], years: int, rate: float) -> Indicators:
    """Rates of return, payback and savings-to-investment ratio of the project's flows against the baseline.

    Notes
    -----
    SIR: present value of saved energy and operation over that of investment, replacements and residual value (NIST Handbook 135).
    """
    rows = list(flows)
    yearly = by_year(rows, years)
    roots = irr_all([f.cny for f in rows], [f.year for f in rows])
    changes = sign_changes(yearly.tolist())
    plain, discounted = payback(yearly.tolist()), payback(yearly.tolist(), rate)
    saved = present_value(by_year(rows, years, OPERATIONAL).tolist(), rate)
    invested = -present_value(by_year(rows, years, INVESTMENT_RELATED).tolist(), rate)
    sir = saved / invested if invested > NOTHING else None
    notes = []
    if np.any(np.abs(yearly) > NOTHING):
        notes = rate_notes(roots, changes)
        notes += payback_notes(message("payback with replacements"), plain)
        notes += payback_notes(message("discounted payback"), discounted)
    return Indicators(
        irr_real=roots,
        sign_changes=changes,
        mirr_real=mirr(yearly.tolist(), rate, rate),
        escalated_payback=plain,
        discounted_payback=discounted,
        savings_to_investment=sir,
        adjusted_irr_real=adjusted_rate_of_return(sir, rate, years),
        notes=tuple(notes),
    )


def pv_service(pv: PvYears | None, costs: Sequence[Flow], rates: Mapping[str, float]) -> PvService | None:
    """The PV as a developer would take it over, with escalated prices; None where it is not known what it saves."""
    if pv is None or pv.self_use_cny is None or pv.export_cny is None:
        return None
    years = len(pv.kwh)
    return PvService(
        costs=tuple(costs),
        self_use_cny=pv.self_use_cny * escalation(rates.get("electricity", 0.0), years),
        export_cny=pv.export_cny * escalation(rates.get("export", 0.0), years),
        roof_m2=pv.roof_m2,
    )


def party_result(deal: Deal, party: str, rate: float) -> PartyResult:
    """Indicators of a party's flows."""
    mine = of_party(deal.flows, party)
    yearly = by_year(mine, deal.years)
    return PartyResult(
        party=party,
        discount_rate_real=rate,
        npv_cny=present_value(yearly.tolist(), rate),
        invested_cny=0.0 - float(yearly[0]),
        irr_real=irr_all([f.cny for f in mine], [f.year for f in mine]),
        payback=payback(yearly.tolist()),
        cover=debt_cover(deal.flows, party, deal.years),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyAppraisal:
    """A package after all instruments and taxes."""

    flows: tuple[Flow, ...]
    parties: tuple[PartyResult, ...]
    equity_payback: Payback
    contract_shares: tuple[tuple[int, float | None], ...]
    notes: tuple[str, ...]


def appraise_parties(deal: Deal, rate: float, terms: Terms) -> PartyAppraisal:
    """Every party of a package; the owner first, also where it has no flow."""
    after = financed(deal, terms.financing, terms.parties)
    rates = {p: t.discount_rate_real for p, t in terms.parties.items()}
    names = dict.fromkeys([OWNER, *parties_of(after.flows)])
    parties = tuple(party_result(after, p, rates.get(p, rate)) for p in names)
    shares: tuple[tuple[int, float | None], ...] = ()
    for spec in terms.financing:
        if isinstance(spec, EmcShared) and deal.investment(OWNER) > NOTHING:
            others = [s for s in terms.financing if s is not spec]
            shares = shares_by_term(deal, spec, rates.get(CONTRACTOR, rate), terms.parties, others)
    return PartyAppraisal(
        flows=after.flows,
        parties=parties,
        equity_payback=parties[0].payback,
        contract_shares=shares,
        notes=tuple(cover_notes(parties)),
    )


def cover_notes(parties: Iterable[PartyResult]) -> list[str]:
    """Who cannot serve its debt from what comes in, and in which year it is worst."""
    return [
        message(
            "{party}: debt service is covered {least:.2f} times in year {year}, the worst",
            party=message(p.party),
            least=p.cover.least,
            year=p.cover.least_year,
        )
        for p in parties
        if p.cover is not None and p.cover.least is not None and p.cover.least < 1.0
    ]
