"""The part of the page about money: its numbers are the run's, in both languages, with and without financing."""

from __future__ import annotations

import re

import pytest

from retrofit import report, run
from retrofit.project import load
from retrofit.report.run.money_page import NUMBERS, money_part, rates
from tests.paths import ROOT

FINANCED = """
economics:
  parties: {contractor: {vat: general, income_tax: 0.25}}
  financing:
    - {instrument: emc_shared, share: 0.8, years: 12}
    - {instrument: loan, borrower: contractor, share: 0.6, rate_nominal: 0.04, years: 10}
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    text = (ROOT / "examples" / "wanxichong.yaml").read_text(encoding="utf-8")
    out = {}
    for name, more in (("plain", ""), ("financed", FINANCED)):
        path = tmp_path_factory.mktemp(name) / "p.yaml"
        path.write_text(text + more, encoding="utf-8")
        out[name] = run.run(load.load(path), path.parent)
    return out


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["plain", "financed"])
def test_the_page_shows_the_runs_numbers(results, name, language, tmp_path):
    result = results[name]
    part = money_part(result, language)
    rows = dict(zip(NUMBERS, part.indicators.rows, strict=True))
    for k, p in enumerate(result.packages, 1):
        e = p.economics
        if p.comfort_verdict.lost:
            assert {row[k] for row in rows.values()} == {"-"}
            continue
        assert rows["irr_real"][k] == rates(e.irr_real, language)
        sir = e.savings_to_investment
        assert rows["savings_to_investment"][k] == ("-" if sir is None else f"{sir:.2f}")
        back = e.discounted_payback.years
        assert rows["discounted_payback_years"][k] == ("-" if back is None else f"{back:.1f}")
    report.write(result, tmp_path, language)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for row in part.indicators.rows:
        assert all(cell in page for cell in row), row
    assert (part.parties is None) == (name == "plain")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_parties_and_the_share_solved_backwards_are_told(results, language):
    result = results["financed"]
    part, e = money_part(result, language), result.best.economics
    assert part.parties is not None and len(part.parties.rows) == len(e.parties) > 2
    covered = next(p for p in e.parties if p.cover is not None)
    row = part.parties.rows[[p.party for p in e.parties].index(covered.party)]
    assert row[-2:] == (f"{covered.cover.least:.2f}", str(covered.cover.least_year))
    known = [f"{100.0 * s:.0f} %".replace(" ", "") for _, s in e.contract_shares if s is not None]
    assert known == re.findall(r"\d+%", part.shares.replace(" %", "%"))[1:]


def test_no_rate_and_several_rates_are_words(results):
    assert rates((), "zh") == "无" and rates((0.25, 4.0), "en") == "25.0 %, 400.0 %"
