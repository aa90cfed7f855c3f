"""Cash flows of a package as one tidy table (party, year, kind, cny); what is asked of money is a sum over a filter of its rows.

CNY at constant prices; a row is positive where the party receives. Instruments (loans, subsidies) are functions from table to table.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from retrofit.money.results import Bills, CostItem, Economics, Flow, Kind

OWNER = "owner"
"""Who invests and pays the bills where no other party is named."""
RUNNING: tuple[Kind, ...] = ("energy", "export", "opex")
"""What comes back every year."""
INVESTED: tuple[Kind, ...] = ("capex",)
BILLED: tuple[Kind, ...] = ("energy", "export")
OPERATED: tuple[Kind, ...] = ("opex",)
HIGHEST_RATE = 1e6
"""Above it no internal rate of return is looked for."""


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


def irr(flows: Iterable[Flow]) -> float | None:
    """Internal rate of return: the rate at which the net present value is zero; None where no rate above -1 makes it so.

    By bisection, for flows that change their sign once.

    >>> round(irr([Flow("owner", 0.0, "capex", -100.0), Flow("owner", 1.0, "energy", 110.0)]), 9)
    0.1
    """
    rows = list(flows)
    low, high = -0.99, 0.0
    while npv(rows, high) > 0.0:
        low, high = high, 2.0 * high + 1.0
        if high > HIGHEST_RATE:
            return None
    if npv(rows, low) <= 0.0:
        return None
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if npv(rows, middle) > 0.0 else (low, middle)
    return 0.5 * (low + high)


def simple_payback(flows: Sequence[Flow]) -> float | None:
    """Investment over what the first year brings, years; 0 without investment, None where nothing comes back."""
    invested = -total(select(flows, INVESTED))
    if invested <= 0.0:
        return 0.0
    back = total(select(flows, RUNNING, year=1.0))
    years = invested / back if back > 0.0 else math.inf
    return years if math.isfinite(years) else None


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


def evaluate(bills: Bills, baseline: Bills, items: Sequence[CostItem], rate: float) -> Economics:
    """Cost of a package against the baseline, at constant prices.

    Parameters
    ----------
    bills, baseline : Bills
        What is bought and sold in every year with the package and with the baseline (modules fade). Bill, saving and
        payback are those of the first year.

    References
    ----------
    EN 15459-1:2017, global cost at constant prices.
    """
    years = len(bills.energy_cny)
    own = [*bill_flows(bills), *investment_flows(items, years)]
    gained = [*own, *negated(bill_flows(baseline))]
    by_year = [total(select(gained, RUNNING, year=float(y))) for y in range(1, years + 1)]
    return Economics(
        capex_cny=-total(select(own, INVESTED)),
        annual_bill_cny=-total(select(own, BILLED, year=1.0)),
        annual_opex_cny=-total(select(own, OPERATED, year=1.0)),
        annual_saving_cny=by_year[0],
        simple_payback_years=simple_payback(gained),
        npv_cny=npv(gained, rate),
        discount_rate_real=rate,
        years=years,
        items=tuple(items),
        savings_cny=tuple(by_year),
        flows=tuple(own),
    )
