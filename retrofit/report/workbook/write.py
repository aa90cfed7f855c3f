"""The workbook of a run: summary, packages, investments, cash flows by year and party, the year's numbers, assumptions, checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from retrofit.report.committee.shares import party_word
from retrofit.report.render.tables import annual_table
from retrofit.report.run.headline import headline, tradeoff
from retrofit.report.run.rows import assumptions_of, title
from retrofit.report.words.column_text import column_text
from retrofit.report.words.language import choose, file_suffix
from retrofit.report.words.translate import label, shown, translate
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import vocabulary
from retrofit.report.workbook.book import Book, Sheet
from retrofit.report.workbook.money import FIRST, Ledger, add_sheets, fill_all, ledger_of

if TYPE_CHECKING:
    from foundation.provenance import Assumption
    from retrofit.results import ProjectResult

word = vocabulary("workbook")
CLOSE = 0.01
"""CNY by which sums of rounded halves may differ."""


def _summary(s: Sheet, ledger: Ledger, verdict: str, day: date) -> None:
    """The advice, and the packages by reference to their sheet."""
    result, language = ledger.result, ledger.language
    lines = [
        choose(language, " ", "").join(headline(result, result.best, language)),
        *tradeoff(result, result.best, language),
    ]
    s.text(0, 0, title(result, language), "title", fits=False)
    for k, line in enumerate(lines, 1):
        s.text(k, 0, line, "strong" if k == 1 else "text", fits=False)
    if result.year.synthetic:
        lines.append("")
        s.text(len(lines), 0, word("synthetic", language), "note", fits=False)
    row = len(lines) + 2
    heads = ("package", "investment", "saving", "payback", "npv", "lcc", "emissions", "cold", "definitions")
    s.head(row, [word(h, language) for h in heads])
    forms = {"payback": "one", "emissions": "two"}
    for k, p in enumerate(ledger.packages, 1):
        e = p.economics
        pays = e.capex_cny > 0.0 and e.annual_saving_cny > 0.0
        values = {
            "investment": e.capex_cny, "saving": e.annual_saving_cny, "payback": e.capex_cny / e.annual_saving_cny if pays else "", "npv": e.npv_cny, "lcc": e.lcc_cny,
            "emissions": p.annual["emissions_kgco2e"] / 1000.0, "cold": p.annual["hours_too_cold"], "definitions": float(sum(d.met for d in p.net_zero.values())),
        }  # fmt: skip
        s.text(row + k, 0, p.name, "best" if p is result.best else "text")
        for n, head in enumerate(heads[1:], 1):
            s.formula(row + k, n, f"={ledger.cells[f'{head} {k}']}", values[head], forms.get(head, "int"))
    row += len(ledger.packages) + 2
    s.text(row, 0, word("all checks", language), "strong")
    s.formula(row, 1, f"={verdict}", word("passed", language), "strong")
    foot = (day.isoformat(), word("revision", language, revision=result.project.report.revision), f"SHA-256 {result.inputs_sha256}", f"netzero-retrofit {result.version}", word("how it counts", language))  # fmt: skip
    for k, line in enumerate(foot, row + 2):
        s.text(k, 0, line, "note", fits=False)
    s.done()


def _annual(s: Sheet, ledger: Ledger) -> None:
    """Every number of the year, unrounded."""
    table, language = annual_table(ledger.result), ledger.language
    s.head(0, [word("key", language), word("what", language), word("unit", language), *(str(c) for c in table.columns)])
    for k, key in enumerate(table.index, FIRST):
        name, unit = column_text(str(key), language)
        s.text(k, 0, key)
        s.text(k, 1, name)
        s.text(k, 2, unit)
        for n, value in enumerate(table.loc[key].to_numpy(dtype=float), 3):
            s.number(k, n, float(value), "two")
    s.done(frozen=(1, 3), repeat=0)


def _buildings(s: Sheet, ledger: Ledger) -> None:
    """One of each of the equal buildings, in every package."""
    language = ledger.language
    carriers = list(dict.fromkeys(c for p in ledger.packages for b in p.buildings for c in b.energy_kwh))
    heads = [word(h, language) for h in ("package", "building", "count", "households", "floor area")]
    heads += [f"{word(c, language)} kWh" for c in carriers] + [word(h, language) for h in ("comfortable", "cold")]
    s.head(0, heads)
    row = FIRST
    for p in ledger.packages:
        for b in p.buildings:
            s.text(row, 0, p.name)
            s.text(row, 1, b.name)
            numbers = [(float(b.count), "int"), (float(b.households), "int"), (b.floor_area_m2, "one")]
            numbers += [(b.energy_kwh.get(c, 0.0), "one") for c in carriers]
            numbers += [(b.comfort_share, "share"), (b.hours_too_cold, "int")]
            for n, (value, form) in enumerate(numbers, 2):
                s.number(row, n, value, form)
            row += 1
    s.done(frozen=(1, 2), repeat=0)


def _assumptions(s: Sheet, ledger: Ledger, assumptions: list[Assumption]) -> None:
    language = ledger.language
    s.head(0, [word(h, language) for h in ("key", "what", "number", "unit", "source", "status", "note")])
    for k, a in enumerate(assumptions, FIRST):
        s.text(k, 0, a.key)
        s.text(k, 1, label(a.key, language))
        if isinstance(a.value, int | float) and not isinstance(a.value, bool):
            s.number(k, 2, float(a.value), "many")
        else:
            s.text(k, 2, shown(a.value, language))
        for n, text in enumerate((a.unit, a.source), 3):
            s.text(k, n, setter(language)(translate(text, language)), "wrap")
        s.text(k, 5, word(a.status, language))
        s.text(k, 6, setter(language)(translate(a.note, language)), "wrap")
    s.done(frozen=(1, 2), repeat=0, filtered=0)


def _checks(s: Sheet, ledger: Ledger, others: list[Sheet]) -> str:
    """What must come out alike, package by package; returns where the verdict stands."""
    language = ledger.language
    s.head(0, [word(h, language) for h in ("check", "package", "difference", "limit", "good?")])
    row = FIRST

    def line(what: str, name: str, formula: str, value: float, limit: float) -> None:
        nonlocal row
        s.text(row, 0, what)
        s.text(row, 1, name)
        s.formula(row, 2, formula, value, "tiny")
        s.number(row, 3, limit, "two")
        s.formula(row, 4, f"=IF(ABS(C{row + 1})<=D{row + 1},1,0)", 1.0 if abs(value) <= limit else 0.0)
        row += 1

    flows, items = ledger.sheets["flows"], ledger.sheets["items"]
    last, count = len(ledger.flows), max(sum(len(p.economics.items) for p in ledger.packages), 1)
    for k, p in enumerate(ledger.packages, 1):
        parts = [ledger.cells[f"party {x} all {k}"] for x in ledger.parties]
        both = f"{ledger.cells[f'project all {k}']}-({'+'.join(parts) if parts else 0})"
        line(word("check parties", language), p.name, f"=SUMPRODUCT(ABS({both}))", 0.0, CLOSE)
        line(word("check npv", language), p.name, f"={ledger.cells[f'npv {k}']}-{p.economics.npv_cny!r}", 0.0, CLOSE)
        worth, package, item = (flows.range(FIRST, c, last) for c in (10, 0, 7))
        scope = f'{flows.range(FIRST, 2, last)},"{word("scope own", language)}"'
        bills = f'SUMIFS({worth},{package},{k},{scope},{item},"")'
        mine = f"SUMIFS({items.range(FIRST, 12, count)},{items.range(FIRST, 1, count)},{k})"
        line(word("check lcc", language), p.name, f"={ledger.cells[f'lcc {k}']}+{mine}+{bills}", 0.0, CLOSE)
        _loans(ledger, k, p.name, line)
    for sheet in others:
        told = f"=SUMPRODUCT(--ISERROR({sheet.range(0, 0, max(sheet.rows - 1, 0), max(sheet.columns - 1, 0))}))"
        line(word("check errors", language), sheet.name, told, 0.0, 0.0)
    s.text(row + 1, 0, word("all checks", language), "strong")
    passed, failed = word("passed", language), word("failed", language)
    s.formula(row + 1, 4, f'=IF(SUM(E2:E{row})={row - FIRST},"{passed}","{failed}")', passed, "strong")
    s.done(frozen=(1, 0), repeat=0)
    return s.cell(row + 1, 4)


def _loans(ledger: Ledger, k: int, name: str, line: object) -> None:
    """Principal drawn and paid back, at current prices, of everybody who has some."""
    assert callable(line)
    s, last, language = ledger.sheets["party flows"], len(ledger.shared), ledger.language
    package, party, year, kind, cny = (s.range(FIRST, c, last) for c in (0, 2, 3, 5, 6))
    grown = f"(1+{ledger.cells['inflation']})^{year}"
    for who in dict.fromkeys(r.party for r in ledger.shared if r.package == k and r.kind == "loan"):
        told = party_word(who, language)
        picked = f'({package}={k})*({party}="{told}")*({kind}="{ledger.kind("loan")}")*{cny}*{grown}'
        line(word("check loan", language, party=told), name, f"=SUMPRODUCT({picked})", 0.0, CLOSE)


def write_workbook(result: ProjectResult, out_dir: Path, language: str, alone: bool = True) -> Path:
    """``results.xlsx`` (or ``results.zh.xlsx``) in a folder; returns the file. The same bytes for the same result and day."""
    day = result.project.report.date or date.today()
    path = out_dir / f"results{file_suffix(language, language if alone else 'both')}.xlsx"
    book = Book(path, title(result, language), day)
    ledger = ledger_of(result, language)
    summary = book.sheet(word("summary", language))
    add_sheets(book, ledger)
    annual, buildings, noted, checks = (book.sheet(word(k, language)) for k in ("annual", "buildings", "assumptions", "checks"))  # fmt: skip
    fill_all(ledger)
    _annual(annual, ledger)
    _buildings(buildings, ledger)
    _assumptions(noted, ledger, assumptions_of(result))
    verdict = _checks(checks, ledger, [*ledger.sheets.values(), annual])
    _summary(summary, ledger, verdict, day)
    book.close()
    return path
