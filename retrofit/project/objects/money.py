"""The parties of a project file as the room of money takes them."""

from __future__ import annotations

from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.money.appraisal import Terms
from retrofit.money.instruments.base import OWNER
from retrofit.money.instruments.registry import kind
from retrofit.money.parameters import RATE_ROWS, finance_parameter
from retrofit.money.parties import PartyTerms
from retrofit.money.tax import tax_rate, tax_source
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


def assumptions_of(spec: EconomicsSpec) -> tuple[Assumption, ...]:
    """What the money of parties rests on and the project file does not say; nothing where the owner pays all from own funds."""
    out = []
    owner = spec.parties.get(OWNER)
    if spec.customer == "general_commercial" and (owner is None or "vat" not in owner.model_fields_set):
        told = "a general VAT payer saves the price without tax: set economics.parties.owner.vat"
        out.append(Assumption("finance.owner_vat", "consumer", "-", "not given", "unconfirmed", message(told)))
    if spec.financing or spec.parties:
        given = {str(k): v for k, v in spec.parties.items()}
        rates = [p for p in taking_part(spec) if p != OWNER and not _has_rate(given.get(p))]
        rows = [*([] if "inflation" in spec.model_fields_set else ["inflation"]), *(RATE_ROWS[p] for p in rates)]
        out += [finance_parameter(name) for name in dict.fromkeys(rows)]
    if any(p.vat == "general" for p in spec.parties.values()):
        source, status = tax_source("vat_electricity")
        out.append(Assumption("finance.vat_electricity", tax_rate("vat_electricity"), "-", source, status))
    return tuple(out)


def _has_rate(spec: PartySpec | None) -> bool:
    return spec is not None and (spec.discount_rate_real is not None or spec.discount_rate_nominal is not None)


def terms_of(spec: EconomicsSpec) -> Terms:
    """What a package is appraised with."""
    given: dict[str, PartySpec] = {str(k): v for k, v in spec.parties.items()}
    return Terms(
        inflation=spec.inflation,
        escalation=dict(spec.escalation),
        parties={p: _terms_of(p, given.get(p, PartySpec()), spec) for p in taking_part(spec)},
        financing=spec.financing,
    )
