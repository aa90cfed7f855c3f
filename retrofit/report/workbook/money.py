"""The sheets of money: investments, cash flows, the project and every party by year, packages, checks. Each formula has the program's own
number as its value, so that recalculating compares the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrofit.money.parties import parties_of
from retrofit.report.committee.shares import party_word
from retrofit.report.run.first_screen import joined_measures
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import measure_word, vocabulary
from retrofit.report.workbook.book import Book, Sheet
from retrofit.report.workbook.flows import Row, kinds_of, party_rows, project_rows, table_of

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("workbook")
FIRST = 1
"""Row of the first line under a head."""


@dataclass(eq=False)
class Ledger:
    """What the sheets of money share: who, which rows, and where things stand."""

    result: ProjectResult
    language: str
    flows: list[Row]
    shared: list[Row]
    parties: tuple[str, ...]
    years: int
    rate: float
    cells: dict[str, str] = field(default_factory=dict)
    """Addresses by what stands there."""
    sheets: dict[str, Sheet] = field(default_factory=dict)
    problems: list[tuple[int, str, str, float, float]] = field(default_factory=list)

    @property
    def packages(self) -> tuple[PackageResult, ...]:
        return self.result.packages

    def kind(self, key: str) -> str:
        return word(f"kind {key}", self.language)

    def say(self, text: str) -> str:
        return setter(self.language)(translate(text, self.language))

    def party_rate(self, party: str) -> float:
        """Real discount rate of a party."""
        for p in self.packages:
            for told in p.economics.parties:
                if told.party == party:
                    return told.discount_rate_real
        return self.rate


def ledger_of(result: ProjectResult, language: str) -> Ledger:
    """Everything that the sheets of money are made from."""
    first = result.packages[0].economics
    shared = party_rows(result.packages)
    parties = tuple(dict.fromkeys(x for p in result.packages for x in parties_of(p.economics.party_flows)))
    return Ledger(
        result, language, project_rows(result.packages), shared, parties, first.years, first.discount_rate_real
    )


def add_sheets(book: Book, ledger: Ledger) -> None:
    """The sheets in the order of their tabs, still empty."""
    for key in ("packages", "items", "project"):
        ledger.sheets[key] = book.sheet(word(key, ledger.language))
    for party in ledger.parties:
        ledger.sheets[f"party {party}"] = book.sheet(party_word(party, ledger.language))
    for key in ("flows", "party flows", "rates"):
        ledger.sheets[key] = book.sheet(word(key, ledger.language))


def fill_rates(ledger: Ledger) -> None:
    """Rates, years and inflation."""
    s, language = ledger.sheets["rates"], ledger.language
    inflation = ledger.packages[0].economics.inflation
    rows = [("rate", ledger.rate, "share"), ("years", float(ledger.years), "int"), ("inflation", inflation, "share")]
    s.head(0, [word(k, language) for k in ("what", "number", "where from")])
    for k, (key, value, form) in enumerate(rows, FIRST):
        s.text(k, 0, word(key, language))
        s.number(k, 1, value, form)
        s.text(k, 2, word("of the project file", language))
        ledger.cells[key] = s.cell(k, 1)
    for k, party in enumerate(ledger.parties, FIRST + len(rows)):
        s.text(k, 0, word("rate of", language, party=party_word(party, language)))
        s.number(k, 1, ledger.party_rate(party), "share")
        ledger.cells[f"rate {party}"] = s.cell(k, 1)
    s.done(frozen=(1, 0), repeat=0)


def fill_items(ledger: Ledger) -> None:
    """Investments with quantity and price; the price times the quantity is the investment everywhere else."""
    s, language = ledger.sheets["items"], ledger.language
    heads = ("no", "package no", "package", "measure", "item", "quantity", "unit", "unit price", "investment", "operation", "life", "basis", "present value", "source", "status")  # fmt: skip
    s.head(0, [word(h, language) for h in heads])
    flows = ledger.sheets["flows"]
    last = len(ledger.flows)
    row = FIRST
    for k, p in enumerate(ledger.packages, 1):
        for item in p.economics.items:
            s.number(row, 0, float(row))
            s.number(row, 1, float(k))
            texts = {
                2: p.name,
                3: measure_word(item.kind, language),
                4: ledger.say(item.name),
                6: ledger.say(item.unit),
            }
            texts |= {11: word(f"basis {item.basis}", language), 13: ledger.say(item.source), 14: word(item.status, language)}  # fmt: skip
            for column, text in texts.items():
                s.text(row, column, text, "wrap")
            s.number(row, 5, item.quantity, "two")
            if item.quantity:
                s.number(row, 7, item.capex_cny / item.quantity, "two")
                s.formula(row, 8, f"=F{row + 1}*H{row + 1}", item.capex_cny)
            else:
                s.number(row, 8, item.capex_cny)
            s.number(row, 9, item.opex_cny_year)
            s.number(row, 10, item.life_years, "one")
            worth = sum(r.cny * (1.0 + ledger.rate) ** -r.year for r in ledger.flows if r.item == row)
            items, values = flows.range(FIRST, 7, last), flows.range(FIRST, 10, last)
            s.formula(row, 12, f"=SUMIFS({values},{items},A{row + 1})", worth)
            ledger.cells[f"item {row}"], ledger.cells[f"opex {row}"] = s.cell(row, 8), s.cell(row, 9)
            row += 1
    s.done(frozen=(1, 3), repeat=0, filtered=0)


def fill_flows(ledger: Ledger) -> None:
    """Rows of the project's cash flows; those of an investment are shares of its price."""
    s, language = ledger.sheets["flows"], ledger.language
    heads = ("package no", "package", "scope", "party", "year", "year end", "kind", "item no", "share", "cny", "present value")  # fmt: skip
    s.head(0, [word(h, language) for h in heads])
    for k, r in enumerate(ledger.flows, FIRST):
        s.number(k, 0, float(r.package))
        s.text(k, 1, ledger.packages[r.package - 1].name)
        s.text(k, 2, word(f"scope {r.scope}", language))
        s.text(k, 3, party_word(r.party, language))
        s.number(k, 4, r.year, "one")
        s.number(k, 5, float(r.at))
        s.text(k, 6, ledger.kind(r.kind))
        if r.item:
            s.number(k, 7, float(r.item))
            s.number(k, 8, r.share, "factor")
            price = ledger.cells[f"opex {r.item}" if r.kind == "opex" else f"item {r.item}"]
            s.formula(k, 9, f"={price}*I{k + 1}", r.cny, "two")
        else:
            s.number(k, 9, r.cny, "two")
        worth = r.cny * (1.0 + ledger.rate) ** -r.year
        s.formula(k, 10, f"=J{k + 1}*(1+{ledger.cells['rate']})^-E{k + 1}", worth, "two")
    s.done(frozen=(1, 2), repeat=0, filtered=0)
    s, shared = ledger.sheets["party flows"], ledger.shared
    s.head(0, [word(h, language) for h in ("package no", "package", "party", "year", "year end", "kind", "cny")])
    for k, r in enumerate(shared, FIRST):
        s.number(k, 0, float(r.package))
        s.text(k, 1, ledger.packages[r.package - 1].name)
        s.text(k, 2, party_word(r.party, language))
        s.number(k, 3, r.year, "one")
        s.number(k, 4, float(r.at))
        s.text(k, 5, ledger.kind(r.kind))
        s.number(k, 6, r.cny, "two")
    s.done(frozen=(1, 2), repeat=0, filtered=0)


def fill_years(ledger: Ledger, key: str, rows: Sequence[Row], rate: float) -> None:
    """A sheet by package and year: kinds, net, discount factor, present value, cumulated."""
    s, language = ledger.sheets[key], ledger.language
    party = key.removeprefix("party ") if key.startswith("party ") else ""
    source, last = (ledger.sheets["party flows"], len(ledger.shared)) if party else (ledger.sheets["flows"], len(ledger.flows))  # fmt: skip
    at = {"package": 0, "year": 4 if party else 5, "kind": 5 if party else 6, "cny": 6 if party else 9}
    cny, package, year, kind = (source.range(FIRST, at[x], max(last, 1)) for x in ("cny", "package", "year", "kind"))
    kinds = kinds_of(rows)
    sums = table_of(rows)
    heads = [word(h, language) for h in ("package no", "package", "year")] + [ledger.kind(k) for k in kinds]
    s.head(0, heads + [word(h, language) for h in ("net", "factor", "present value", "cumulated")])
    net = 3 + len(kinds)
    only = f',{source.range(FIRST, 2, max(last, 1))},"{party_word(party, language)}"' if party else ""
    rate_cell = ledger.cells.get(f"rate {party}", ledger.cells["rate"])
    row = FIRST
    for k, p in enumerate(ledger.packages, 1):
        total = 0.0
        for y in range(ledger.years + 1):
            s.number(row, 0, float(k))
            s.text(row, 1, p.name)
            s.number(row, 2, float(y))
            values = [sums.get((k, y, x), 0.0) for x in kinds]
            for n, value in enumerate(values, 3):
                told = f"SUMIFS({cny},{package},$A{row + 1},{year},$C{row + 1},{kind},{_letter(n)}$1{only})"
                s.formula(row, n, f"={told}", value, "flow")
            first, end = _letter(3), _letter(net - 1)
            s.formula(row, net, f"=SUM({first}{row + 1}:{end}{row + 1})" if kinds else "=0", sum(values))
            factor = (1.0 + rate) ** -y
            s.formula(row, net + 1, f"=(1+{rate_cell})^-C{row + 1}", factor, "factor")
            s.formula(row, net + 2, f"={_letter(net)}{row + 1}*{_letter(net + 1)}{row + 1}", sum(values) * factor)
            before = f"+{_letter(net + 3)}{row}" if y else ""
            total += sum(values)
            s.formula(row, net + 3, f"={_letter(net)}{row + 1}{before}", total)
            row += 1
        begin = row - ledger.years - 1
        ledger.cells[f"{key} start {k}"] = s.cell(begin, net)
        ledger.cells[f"{key} rest {k}"] = s.range(begin + 1, net, row - 1)
        ledger.cells[f"{key} all {k}"] = s.range(begin, net, row - 1)
    s.done(frozen=(1, 3), repeat=0, filtered=0)


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _npv(ledger: Ledger, k: int) -> str:
    """Net present value as spreadsheets say it; flows within a year are moved from its end to their day."""
    rate = ledger.cells["rate"]
    told = f"={ledger.cells[f'project start {k}']}+NPV({rate},{ledger.cells[f'project rest {k}']})"
    if all(r.year == r.at for r in ledger.flows if r.package == k):
        return told
    flows, last = ledger.sheets["flows"], len(ledger.flows)
    package, year, end, cny = (flows.range(FIRST, c, last) for c in (0, 4, 5, 9))
    return f"{told}+SUMPRODUCT(({package}={k})*{cny}*((1+{rate})^-{year}-(1+{rate})^-{end}))"


def fill_packages(ledger: Ledger) -> None:
    """A package a row: investment, saving, payback, net present value of the project and of every party, life-cycle cost."""
    s, language = ledger.sheets["packages"], ledger.language
    heads = ["no", "package", "measures", "standing", "investment", "operation", "saving", "payback", "npv", "lcc", "emissions", "cold", "comfortable", "definitions"]  # fmt: skip
    parties = [word("npv of", language, party=party_word(x, language)) for x in ledger.parties]
    s.head(0, [word(h, language) for h in heads] + parties)
    items, flows = ledger.sheets["items"], ledger.sheets["flows"]
    count, last = sum(len(p.economics.items) for p in ledger.packages), len(ledger.flows)
    for k, p in enumerate(ledger.packages, 1):
        e, line = p.economics, k + 1
        s.number(k, 0, float(k))
        s.text(k, 1, p.name)
        s.text(k, 2, joined_measures(p.measures, language) or word("none", language), "wrap")
        s.text(k, 3, word(f"standing {ledger.result.choice.stands[p.name]}", language))
        for column, value, at in ((4, e.capex_cny, 8), (5, e.annual_opex_cny, 9)):
            where = f"{items.range(FIRST, at, max(count, 1))},{items.range(FIRST, 1, max(count, 1))}"
            values, numbers = where.split(",")
            s.formula(k, column, f"=SUMIFS({values},{numbers},A{line})", value)
        s.number(k, 6, e.annual_saving_cny)
        back = e.simple_payback_years if e.capex_cny > 0.0 and e.annual_saving_cny > 0.0 else None
        told = "" if back is None else e.capex_cny / e.annual_saving_cny
        s.formula(k, 7, f'=IF(AND(E{line}>0,G{line}>0),E{line}/G{line},"")', told, "one")
        s.formula(k, 8, _npv(ledger, k), e.npv_cny)
        cny, package, scope = (flows.range(FIRST, c, last) for c in (10, 0, 2))
        s.formula(k, 9, f'=-SUMIFS({cny},{package},A{line},{scope},"{word("scope own", language)}")', e.lcc_cny)
        s.number(k, 10, p.annual["emissions_kgco2e"] / 1000.0, "two")
        s.number(k, 11, p.annual["hours_too_cold"])
        s.number(k, 12, p.annual["comfort_share"], "share")
        s.number(k, 13, float(sum(d.met for d in p.net_zero.values())))
        for n, party in enumerate(ledger.parties, len(heads)):
            npv = next((x.npv_cny for x in e.parties if x.party == party), 0.0)
            key = f"party {party}"
            rest = f"NPV({ledger.cells[f'rate {party}']},{ledger.cells[f'{key} rest {k}']})"
            s.formula(k, n, f"={ledger.cells[f'{key} start {k}']}+{rest}", npv)
        for column, name in ((4, "investment"), (6, "saving"), (7, "payback"), (8, "npv"), (9, "lcc"), (10, "emissions"), (11, "cold"), (13, "definitions")):  # fmt: skip
            ledger.cells[f"{name} {k}"] = s.cell(k, column)
    s.done(frozen=(1, 2), repeat=0)


def fill_all(ledger: Ledger) -> None:
    """All sheets of money."""
    fill_rates(ledger)
    fill_items(ledger)
    fill_flows(ledger)
    fill_years(ledger, "project", ledger.flows, ledger.rate)
    for party in ledger.parties:
        mine = [r for r in ledger.shared if r.party == party]
        fill_years(ledger, f"party {party}", mine, ledger.party_rate(party))
    fill_packages(ledger)
