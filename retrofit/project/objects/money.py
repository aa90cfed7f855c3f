"""The parties of a project file as the room of money takes them."""

from __future__ import annotations

from retrofit.money.appraisal import Terms
from retrofit.money.instruments.base import OWNER
from retrofit.money.instruments.registry import kind
from retrofit.money.parameters import RATE_ROWS, finance_parameter
from retrofit.money.parties import PartyTerms
from retrofit.money.tax import tax_rate
from retrofit.project.schema.economics import EconomicsSpec, PartySpec


def taking_part(spec: EconomicsSpec) -> tuple[str, ...]:
    """Who can have cash flows: the owner, those of the instruments, and the government where somebody pays taxes."""
    names = [OWNER, *(p for each in spec.financing for p in kind(each).parties)]
    taxed = any(p.vat != "consumer" or p.income_tax > 0.0 for p in spec.parties.values())
    return tuple(dict.fromkeys([*names, *(["government"] if taxed else [])]))


def _terms_of(party: str, given: PartySpec, spec: EconomicsSpec) -> PartyTerms:
    default = spec.real_rate if party == OWNER else float(finance_parameter(RATE_ROWS[party]).value)
    return PartyTerms(
        discount_rate_real=given.rate(spec.inflation, default),
        vat=given.vat,
        surtax=0.0 if given.surtax == "none" else tax_rate(f"surtax_{given.surtax}"),
        income_tax=given.income_tax,
        tax_holiday=given.tax_holiday,
        set_off_elsewhere=given.set_off_elsewhere,
        depreciation_years=given.depreciation_years,
    )


def terms_of(spec: EconomicsSpec) -> Terms:
    """What a package is appraised with."""
    given: dict[str, PartySpec] = {str(k): v for k, v in spec.parties.items()}
    return Terms(
        inflation=spec.inflation,
        escalation=dict(spec.escalation),
        parties={p: _terms_of(p, given.get(p, PartySpec()), spec) for p in taking_part(spec)},
        financing=spec.financing,
    )
