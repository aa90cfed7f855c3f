"""Life-cycle cost: replacements and residual values, net savings, savings-to-investment ratio, adjusted rate of return."""

from __future__ import annotations

from dataclasses import dataclass

from retrofit.money.indicators.discounting import annuity_factor, present_worth_factor


def replacement_years(life_years: float, years: float) -> tuple[float, ...]:
    """Ends of every life strictly inside the period: ``k life < T``; none at T.

    >>> replacement_years(10, 20), replacement_years(20, 20), replacement_years(6, 20)
    ((10,), (), (6, 12, 18))
    """
    out = []
    k = 1
    while k * life_years < years:
        out.append(k * life_years)
        k += 1
    return tuple(out)


def residual_value(cost: float, life_years: float, years: float) -> float:
    """Worth of a component at the end of the period, linear in the unused part of its last life.

    >>> residual_value(1000.0, 40, 20), residual_value(1000.0, 20, 20), round(residual_value(105000, 12, 20), 6)
    (500.0, 0.0, 35000.0)

    References
    ----------
    EN 15459-1:2017, final value of components.
    """
    last = max((0.0, *replacement_years(life_years, years)))
    return cost * (1.0 - (years - last) / life_years)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentCost:
    """Present values of one component; ``total = investment + replacements + running - residual``."""

    investment: float
    replacement_years: tuple[float, ...]
    replacements: float
    running: float
    residual: float
    """Present value of the residual value."""
    residual_undiscounted: float

    @property
    def total(self) -> float:
        return self.investment + self.replacements + self.running - self.residual


def component_cost(cost: float, life_years: float, running_year: float, rate: float, years: int) -> ComponentCost:
    """Global cost of one component at constant prices.

    References
    ----------
    EN 15459-1:2017, global cost: investment, replacement, running costs and final value.
    """
    times = replacement_years(life_years, years)
    left = residual_value(cost, life_years, years)
    return ComponentCost(
        investment=cost,
        replacement_years=times,
        replacements=cost * sum(present_worth_factor(rate, t) for t in times),
        running=running_year * annuity_factor(rate, years),
        residual=left * present_worth_factor(rate, years),
        residual_undiscounted=left,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCycleCost:
    """Present values of an alternative, CNY, by what they are for."""

    investment: float
    """At the start, and at its time where it comes later."""
    replacement: float
    residual: float
    """Counted against the others."""
    energy: float
    operation: float
    """Recurring and non-recurring operation, maintenance and repair; contract payments."""

    @property
    def total(self) -> float:
        return self.investment + self.replacement - self.residual + self.energy + self.operation

    @property
    def investment_related(self) -> float:
        """What the savings-to-investment ratio divides by."""
        return self.investment + self.replacement - self.residual


def net_savings(base: LifeCycleCost, alternative: LifeCycleCost) -> float:
    """Life-cycle cost of the base case less that of the alternative."""
    return base.total - alternative.total


def savings_to_investment(base: LifeCycleCost, alternative: LifeCycleCost) -> float | None:
    """SIR: operational savings over the additional investment-related cost; None without additional investment.

    References
    ----------
    NIST Handbook 135, section 6.3: every investment-related difference (initial, replacement, residual) stands in the denominator.
    """
    saved = base.energy + base.operation - alternative.energy - alternative.operation
    invested = alternative.investment_related - base.investment_related
    return saved / invested if invested > 0.0 else None


def adjusted_rate_of_return(sir: float | None, rate: float, years: int) -> float | None:
    """AIRR ``(1 + d) SIR^(1/n) - 1`` over the whole study period, planning years included; None without a positive SIR.

    References
    ----------
    NIST Handbook 135, section 6.4.
    """
    return (1.0 + rate) * sir ** (1.0 / years) - 1.0 if sir is not None and sir > 0.0 else None
