"""Cash flows of a package as one tidy table (party, year, kind, cny); what is asked of money is a sum over a filter of its rows.

CNY at constant prices; a row is positive where the party receives. Instruments (loans, subsidies) are functions from table to table.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from retrofit.money.appraisal import Terms, appraise, appraise_parties, pv_service
from retrofit.money.indicators import payback
from retrofit.money.indicators.levelised import escalation, lcoe
from retrofit.money.indicators.rate_of_return import irr_all
from retrofit.money.instruments.base import OWNER, Deal
from retrofit.money.parties import by_year
from retrofit.money.results import Bills, CostItem, Economics, Flow, Kind, PvYears

RUNNING: tuple[Kind, ...] = ("energy", "export", "opex")
"""What comes back every year."""
INVESTED: tuple[Kind, ...] = ("capex",)
BILLED: tuple[Kind, ...] = ("energy", "export")
OPERATED: tuple[Kind, ...] = ("opex",)


def mean_life_years(items: Sequence[CostItem]) -> float:
    """Mean life of several investments, years: all that is invested over what straight-line depreciation writes off in a year,
    ``sum(C) / sum(C / n)``; infinite without investments.
    """
    written_off = sum(i.capex_cny / i.life_years for i in items)
    return sum(i.capex_cny for i in items) / written_off if written_off > 0.0 else math.inf


def select(
    flows: Iterable[Flow], kinds: Collection[Kind] | None = None, party: str | None = None, year: float | None = None
) -> list[Flow]:
    """Rows of some kinds, of a party, of a year; all where nothing is named."""
    return [
        f
        for f in flows
        if (kinds is None or f.kind in kinds)
        and (party is None or f.party == party)
        and (year is None or f.year == year)
    ]


def total(flows: Iterable[Flow]) -> float:
    """Sum of the amounts of all rows, CNY."""
    return sum(f.cny for f in flows)


def npv(flows: Iterable[Flow], rate: float) -> float:
    """Net present value ``sum(C_t (1 + r)^-t)``, CNY; year 0 is the day of the investment.

    >>> round(npv([Flow("owner", 0.0, "capex", -100.0), Flow("owner", 1.0, "energy", 110.0)], 0.1), 9)
    0.0

    References
    ----------
    EN 15459-1:2017, discounting of yearly costs to the starting year.
    """
    return sum(f.cny * (1.0 + rate) ** -f.year for f in flows)


def irr(flows: Iterable[Flow]) -> tuple[float, ...]:
    """All internal rates of return above -1, ascending; none is a valid answer.

    >>> irr([Flow("owner", 0.0, "capex", -100.0), Flow("owner", 1.0, "energy", 110.0)])[0].__round__(9)
    0.1
    """
    rows = list(flows)
    return irr_all([f.cny for f in rows], [f.year for f in rows])


def simple_payback(flows: Sequence[Flow]) -> float | None:
    """Investment over what the first year brings, years; 0 without investment, None where nothing comes back."""
    back = total(select(flows, RUNNING, year=1.0))
    return payback.simple_payback(-total(select(flows, INVESTED)), back)


def times_bought(item: CostItem, years: int) -> int:
    """How often an item is bought within a period: at its start, and at the end of every life strictly inside it.

    References
    ----------
    EN 15459-1:2017, replacement costs.
    """
    return math.ceil(years / item.life_years)


def investment_flows(items: Iterable[CostItem], years: int, party: str = OWNER) -> list[Flow]:
    """Investments, their replacements at the end of each life, the unused life's share at the end, and yearly operation.

    References
    ----------
    EN 15459-1:2017, replacement costs and final value of components.
    """
    out = []
    for item in items:
        n = 0
        while n * item.life_years < years:
            out.append(Flow(party, n * item.life_years, "replacement" if n else "capex", -item.capex_cny))
            n += 1
        rest = (n * item.life_years - years) / item.life_years
        out.append(Flow(party, float(years), "residual", item.capex_cny * rest))
        out += [Flow(party, float(y), "opex", -item.opex_cny_year) for y in range(1, years + 1)]
    return [f for f in out if f.cny != 0.0]


def bill_flows(bills: Bills, party: str = OWNER) -> list[Flow]:
    """Energy bought and sold at the end of every year."""
    bought = [Flow(party, y + 1.0, "energy", -float(c)) for y, c in enumerate(bills.energy_cny)]
    sold = [Flow(party, y + 1.0, "export", float(c)) for y, c in enumerate(bills.export_cny)]
    return [f for f in (*bought, *sold) if f.cny != 0.0]


def negated(flows: Iterable[Flow]) -> list[Flow]:
    """What is saved where these flows do not come."""
    return [Flow(f.party, f.year, f.kind, -f.cny) for f in flows]


def present_cost(items: Sequence[CostItem], rate: float, years: int) -> float:
    """Present value of investments, replacements and operation, less the unused life's share at the end, CNY.

    References
    ----------
    EN 15459-1:2017, global cost: investment, replacement, running costs and final value.
    """
    return -npv(investment_flows(items, years), rate)


def escalated(bills: Bills, rates: Mapping[str, float]) -> Bills:
    """Bills whose prices rise by real rates a year, by carrier or ``export``, from the first year on: ``(1 + e)^t``."""
    if not rates:
        return bills
    years = len(bills.energy_cny)
    carriers = {c: cny * escalation(rates.get(c, 0.0), years) for c, cny in bills.carriers_cny.items()}
    risen = sum((carriers[c] - cny for c, cny in bills.carriers_cny.items()), np.zeros(years))
    sold = bills.export_cny * escalation(rates.get("export", 0.0), years)
    return Bills(energy_cny=bills.energy_cny + risen, export_cny=sold, carriers_cny=carriers)


def _pv_lcoe(pv: PvYears | None, rate: float) -> float | None:
    """Levelised cost of the PV's electricity, CNY/kWh; None without PV."""
    if pv is None or not pv.kwh.any():
        return None
    costs = -by_year(investment_flows(pv.items, len(pv.kwh)), len(pv.kwh))
    return lcoe(costs.tolist(), pv.kwh.tolist(), rate)


def evaluate(
    bills: Bills,
    baseline: Bills,
    items: Sequence[CostItem],
    rate: float,
    terms: Terms | None = None,
    pv: PvYears | None = None,
    *,
    baseline_items: Sequence[CostItem] = (),
    whole: bool = True,
) -> Economics:
    """Cost of a package against the baseline, at constant prices.

    Parameters
    ----------
    bills, baseline : Bills
        What is bought and sold in every year with the package and with the baseline, at today's prices (modules fade).
    rate : float
        Real discount rate of the project.
    terms : Terms, optional
        Inflation, escalation, parties and instruments; default: the owner pays all from own funds.
    pv : PvYears, optional
        The package's PV: for its levelised cost, and for a developer who sells its power.
    baseline_items : sequence of CostItem
        What the baseline itself buys: a package is worth what it brings beyond that.
    whole : bool
        False leaves out rates of return, dynamic payback and the parties, which take most of the time: for one of very many packages.

    References
    ----------
    EN 15459-1:2017, global cost at constant prices; NIST Handbook 135 for life-cycle cost and its ratios.
    """
    terms = terms or Terms()
    cost = replace(_cost(bills, baseline, items, rate, terms, baseline_items), pv_lcoe_cny_kwh=_pv_lcoe(pv, rate))
    return _appraised(cost, terms, pv) if whole else cost


def _gained(own: Iterable[Flow], before: Iterable[Flow], years: int) -> tuple[Flow, ...]:
    """Flows against the baseline, those of one year and kind added up."""
    return Deal(flows=(), years=years).with_flows([*own, *negated(before)]).flows


def _cost(
    bills: Bills,
    baseline: Bills,
    items: Sequence[CostItem],
    rate: float,
    terms: Terms,
    baseline_items: Sequence[CostItem],
) -> Economics:
    years = len(bills.energy_cny)
    invested, bought = investment_flows(items, years), investment_flows(baseline_items, years)
    bill, before = bill_flows(bills), [*bill_flows(baseline), *bought]
    own = [*bill, *invested]
    today = gained = _gained(own, before, years)
    if terms.escalation:
        own = [*bill_flows(escalated(bills, terms.escalation)), *invested]
        before = [*bill_flows(escalated(baseline, terms.escalation)), *bought]
        gained = _gained(own, before, years)
    return Economics(
        capex_cny=-total(select(own, INVESTED)),
        annual_bill_cny=-total(select(bill, BILLED, year=1.0)),
        annual_opex_cny=-total(select(own, OPERATED, year=1.0)),
        annual_saving_cny=total(select(today, RUNNING, year=1.0)),
        simple_payback_years=simple_payback(today),
        npv_cny=npv(gained, rate),
        discount_rate_real=rate,
        years=years,
        items=tuple(items),
        savings_cny=tuple(by_year(gained, years, RUNNING)[1:].tolist()),
        flows=tuple(own),
        baseline_flows=tuple(before),
        inflation=terms.inflation,
        lcc_cny=-npv(own, rate),
        baseline_lcc_cny=-npv(before, rate),
    )


def _appraised(cost: Economics, terms: Terms, pv: PvYears | None) -> Economics:
    """With rates of return, payback and ratios of the project, and the parties."""
    years, rate = cost.years, cost.discount_rate_real
    gained = _gained(cost.flows, cost.baseline_flows, years)
    service = pv_service(pv, investment_flows(pv.items, years), terms.escalation) if pv is not None else None
    found = appraise(gained, years, rate)
    shared = appraise_parties(Deal(flows=gained, years=years, inflation=terms.inflation, pv=service), rate, terms)
    return replace(
        cost,
        irr_real=found.irr_real,
        irr_sign_changes=found.sign_changes,
        mirr_real=found.mirr_real,
        escalated_payback=found.escalated_payback,
        discounted_payback=found.discounted_payback,
        savings_to_investment=found.savings_to_investment,
        adjusted_irr_real=found.adjusted_irr_real,
        party_flows=shared.flows,
        parties=shared.parties,
        equity_payback=shared.equity_payback,
        contract_shares=shared.contract_shares,
        notes=(*found.notes, *shared.notes),
    )
