"""Results of one building and of one household, today and with the leading package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrofit.report.render.document import Table
from retrofit.report.run.data import per_household
from retrofit.report.run.headline import money
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.packages.results import BuildingYear
    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("committee")


def _change(now: float, then: float, digits: int = 0) -> str:
    """A number today and with the package."""
    return (
        f"{now:,.{digits}f} → {then:,.{digits}f}"
        if f"{now:,.{digits}f}" != f"{then:,.{digits}f}"
        else f"{now:,.{digits}f}"
    )


def buildings_table(result: ProjectResult, best: PackageResult, language: str) -> Table:
    """A building a row; energy of all carriers before the site's own supplies, in one building and in one of its households."""
    before = {b.name: b for b in result.packages[0].buildings}

    def row(b: BuildingYear) -> tuple[str, ...]:
        old = before[b.name]
        now, then = (sum(x.energy_kwh.values()) for x in (old, b))
        home = _change(now / b.households, then / b.households) if b.households else "-"
        return (
            b.name,
            f"{b.count:,}",
            f"{b.households:,}" if b.households else "-",
            f"{b.floor_area_m2:,.0f}",
            _change(now, then),
            home,
            _change(100.0 * old.comfort_share, 100.0 * b.comfort_share),
            _change(old.hours_too_cold, b.hours_too_cold),
        )

    put = setter(language)
    head = (
        word("building", language),
        word("count", language),
        f"{word('households', language)} ({word('in one', language)})",
        f"{word('floor area', language)} (m2, {word('in one', language)})",
        f"{word('energy', language)} (kWh, {word('in one', language)})",
        f"{word('energy', language)} (kWh, {word('a household', language)})",
        f"{word('comfortable', language)} (%)",
        f"{word('too cold', language)} (h)",
    )
    return Table(tuple(put(h) for h in head), tuple(row(b) for b in best.buildings), tuple(range(1, 8)))


def household_text(best: PackageResult, language: str) -> str:
    """The project's money over all its households; empty where there are none."""
    told = per_household(best)
    if told is None:
        return ""
    values = {k: money(told[f"{k}_cny"], language) for k in ("capex", "annual_bill", "annual_saving")}
    text = word("household money", language, count=told["households"], capex=values["capex"], bill=values["annual_bill"], saving=values["annual_saving"])  # fmt: skip
    return setter(language)(text).replace("-", "−")
