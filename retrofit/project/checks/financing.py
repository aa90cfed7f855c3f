"""Instruments and parties of a project against its period and against each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from foundation.errors import Problem
from foundation.messages import Verbatim, message
from retrofit.measures.pv import Pv
from retrofit.money.instruments.base import OWNER, AmountSpec
from retrofit.money.instruments.emc_shared import EmcShared
from retrofit.money.instruments.green_bond import GreenBond
from retrofit.money.instruments.ppp import Ppp
from retrofit.money.instruments.registry import kind
from retrofit.money.instruments.third_party_pv import ThirdPartyPv
from retrofit.project.checks.context import idle_problem
from retrofit.project.objects.money import taking_part
from retrofit.project.schema.project import Project

Place = Callable[..., str]
DEBTORS = ("borrower", "issuer", "lessee", "receiver")
"""Keys that name whose investment an instrument pays for."""
LONGEST_CONCESSION = 40
"""Years; row ``ppp_term_max`` of ``finance_parameters.csv``."""


def debtor_of(spec: Any) -> str:
    """Whose investment an instrument pays for."""
    return next((str(getattr(spec, key)) for key in DEBTORS if hasattr(spec, key)), OWNER)


def financing_problems(project: Project, place: Place) -> list[Problem]:
    """All problems and warnings of ``economics.financing`` and ``economics.parties``."""
    return [
        *_terms(project, place),
        *_sums(project, place),
        *_investors(project, place),
        *_concessions(project, place),
        *_idle(project, place),
    ]


def _terms(project: Project, place: Place) -> list[Problem]:
    """Debts that end after the period of evaluation: what is paid later would be lost."""
    found = []
    years = project.economics.years
    for k, spec in enumerate(project.economics.financing):
        if kind(spec).rank != 3:
            continue
        term = int(getattr(spec, "years", 0))
        issues = spec.refinanced + 1 if isinstance(spec, GreenBond) else 1
        if term * issues > years:
            where = place("economics", "financing", k, "years")
            told = message("a debt of {term} years in a period of {years}: its last payments would be left out", term=term * issues, years=years)  # fmt: skip
            cure = message("write {number}", number=years) if issues == 1 else "shorten the bond, refinance it less often, or lengthen economics.years"  # fmt: skip
            found.append(Problem("financing-term", where, told, term, message("<= {n}", n=years // issues), cure))
    return found


def _sums(project: Project, place: Place) -> list[Problem]:
    """Shares of one investment that are more than the whole."""
    sums: dict[str, float] = {}
    found = []
    for k, spec in enumerate(project.economics.financing):
        if not isinstance(spec, AmountSpec) or spec.share is None:
            continue
        who = debtor_of(spec)
        left = 1.0 - sums.get(who, 0.0)
        sums[who] = sums.get(who, 0.0) + spec.share
        if spec.share > left + 1e-9:
            told = message("the shares of one investment are {total:g} together", total=sums[who])
            allowed = message("<= {left:g}", left=round(left, 6))
            cure = message("write {number}", number=f"{left:g}") if left > 1e-9 else "leave this instrument out"
            found.append(
                Problem("financing-sum", place("economics", "financing", k, "share"), told, spec.share, allowed, cure)
            )
    return found


def _investors(project: Project, place: Place) -> list[Problem]:
    """Two contracts for one package."""
    contracts = [(k, s) for k, s in enumerate(project.economics.financing) if kind(s).rank == 1]
    return [
        Problem(
            "financing-conflict",
            place("economics", "financing", k, "instrument"),
            message("a second contract beside {first}: the packages would be paid for twice", first=Verbatim(contracts[0][1].instrument)),
            spec.instrument,
            message("one of emc_shared, emc_guaranteed, third_party_pv, ppp"),
            "leave one of the two out",
        )
        for k, spec in contracts[1:]
    ]  # fmt: skip


def _concessions(project: Project, place: Place) -> list[Problem]:
    found = []
    for k, spec in enumerate(project.economics.financing):
        if not isinstance(spec, Ppp):
            continue
        if spec.years > LONGEST_CONCESSION:
            where = place("economics", "financing", k, "years")
            found.append(
                Problem(
                    "value-range",
                    where,
                    "out of range",
                    spec.years,
                    message("<= {n}", n=LONGEST_CONCESSION),
                    message("write {number}", number=LONGEST_CONCESSION),
                )
            )
        if spec.support == "availability_payment":
            found.append(
                Problem(
                    "ppp-availability",
                    place("economics", "financing", k, "support"),
                    "an availability payment for the investment is not open to new projects: letter 115 of 2023 of the State Council allows concessions that users pay for",
                    spec.support,
                    Verbatim("capital_grant, none"),
                    "take capital_grant or none, or ask the finance bureau",
                    "warning",
                )
            )
    return found


def _idle(project: Project, place: Place) -> list[Problem]:
    """Instruments and parties that can have no flow."""
    found = []
    e = project.economics
    partners = {OWNER, *(p for s in e.financing if kind(s).rank == 1 for p in kind(s).parties)}
    invested = any(isinstance(s, EmcShared | Ppp) for s in e.financing)
    with_pv = any(isinstance(m, Pv) for package in project.packages.values() for m in package)
    for k, spec in enumerate(e.financing):
        where = place("economics", "financing", k, "instrument")
        if debtor_of(spec) not in partners:
            found.append(idle_problem(where, spec.instrument, "no contract of the list makes this party invest"))
        elif invested and isinstance(spec, AmountSpec) and debtor_of(spec) == OWNER:
            found.append(idle_problem(where, spec.instrument, "the contract's partner pays the whole investment"))
        if isinstance(spec, ThirdPartyPv) and not with_pv:
            found.append(idle_problem(where, spec.instrument, "no package has PV"))
    part = taking_part(e)
    for party in e.parties:
        if party not in part:
            where = place("economics", "parties", str(party))
            found.append(idle_problem(where, str(party), "no instrument has this party"))
    return [*found, *_idle_taxes(project, place)]


def _idle_taxes(project: Project, place: Place) -> list[Problem]:
    """Keys of taxes that a party does not pay."""
    found = []
    for party, spec in project.economics.parties.items():
        idle = []
        if spec.income_tax == 0.0:
            idle += [
                (k, "the party pays no income tax") for k in ("tax_holiday", "set_off_elsewhere", "depreciation_years")
            ]
        if spec.vat == "consumer":
            idle.append(("surtax", "the party pays no VAT of its own"))
        for key, why in idle:
            if key in spec.model_fields_set:
                found.append(idle_problem(place("economics", "parties", str(party), key), key, why))
    return found
