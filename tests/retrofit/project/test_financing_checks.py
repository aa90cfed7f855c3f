"""Financing that cannot be meant is told at its place, and its cure works."""

from __future__ import annotations

import pytest

from retrofit.project import load
from tests.retrofit.project.test_cures import GOOD

LOAN = "{instrument: loan, share: 0.5, rate_nominal: 0.04, years: 10}"


def found(tmp_path, financing: str, more: str = "years: 20"):
    path = tmp_path / "p.yaml"
    text = GOOD.replace("economics: {years: 25}", f"economics:\n  {more}\n  financing:\n{financing}")
    path.write_text(text, encoding="utf-8")
    return [p for p in load.check(path) if "economics" in p.place], path


def lines(*items: str) -> str:
    return "".join(f"    - {i}\n" for i in items)


@pytest.mark.parametrize(
    ("items", "code", "value", "cure"),
    [
        ([LOAN.replace("10", "30")], "financing-term", 30, "write 20"),
        ([LOAN, LOAN.replace("0.5", "0.6")], "financing-sum", 0.6, "write 0.5"),
        (["{instrument: green_bond, share: 0.5, coupon_nominal: 0.03, years: 7, refinanced: 2}"], "financing-term", 7, None),
        (["{instrument: emc_shared, share: 0.5, years: 7}", "{instrument: ppp, years: 10, user_fee_share: 0.5}"], "financing-conflict", "ppp", None),
        ([LOAN.replace("loan", "lone")], "unknown-instrument", "lone", "did you mean loan?"),
        (["{share: 0.4}"], "missing-key", None, None),
        ([LOAN.replace("years", "yaers")], "unknown-key", 10, "did you mean years?"),
        ([LOAN.replace("0.5", "1.5")], "value-range", 1.5, None),
        ([LOAN.replace("share: 0.5, ", "")], "value-error", None, None),
        (["{instrument: ppp, years: 50, user_fee_share: 0.5}"], "value-range", 50, "write 40"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(tmp_path, items, code, value, cure):
    errors = [p for p in found(tmp_path, lines(*items))[0] if p.severity == "error"]
    assert code in {p.code for p in errors}, errors
    problem = next(p for p in errors if p.code == code)
    assert "financing[" in problem.place and f":{GOOD.count(chr(10)) + len(items) + 2} " in problem.place
    assert problem.value == value
    if cure is not None:
        assert problem.cure == cure


def test_the_cures_work(tmp_path):
    (problem,), path = found(tmp_path, lines(LOAN.replace("10", "30")))
    path.write_text(path.read_text(encoding="utf-8").replace("years: 30", "years: 20"), encoding="utf-8")
    assert not [p for p in load.check(path) if "economics" in p.place]
    (problem,), path = found(tmp_path, lines(LOAN, LOAN.replace("0.5", "0.6")))
    path.write_text(path.read_text(encoding="utf-8").replace("share: 0.6", "share: 0.5"), encoding="utf-8")
    assert not [p for p in load.check(path) if "economics" in p.place] and problem.code == "financing-sum"


@pytest.mark.parametrize(
    ("items", "more", "code"),
    [
        (["{instrument: ppp, years: 10, user_fee_share: 0.5, support: availability_payment}"], "years: 20", "ppp-availability"),
        ([LOAN.replace("loan,", "loan, borrower: contractor,")], "years: 20", "key-unused"),
        ([LOAN], "parties: {lessor: {income_tax: 0.25}}", "key-unused"),
        ([LOAN], "parties: {owner: {tax_holiday: true}}", "key-unused"),
        ([LOAN], "parties: {owner: {surtax: city}}", "key-unused"),
        ([LOAN, "{instrument: emc_shared, share: 0.8, years: 8}"], "years: 20", "key-unused"),
    ],
)  # fmt: skip
def test_what_has_no_effect_or_is_not_open_is_warned_of(tmp_path, items, more, code):
    warned = [p for p in found(tmp_path, lines(*items), more)[0] if p.severity == "warning"]
    assert [p.code for p in warned] == [code]


def test_a_roof_for_a_developer_needs_pv(tmp_path):
    text = lines("{instrument: third_party_pv, rent_cny_m2: 5}")
    problems, path = found(tmp_path, text)
    assert not problems
    without = path.read_text(encoding="utf-8").replace("    - {measure: pv, roof: top, capacity_kwp: 20}\n", "")
    path.write_text(without, encoding="utf-8")
    assert "key-unused" in {p.code for p in load.check(path)}


def test_all_mistakes_in_one_pass(tmp_path):
    text = lines(LOAN.replace("0.5", "1.5"), LOAN.replace("loan", "lone"), LOAN.replace("years", "yaers"))
    assert {p.code for p in found(tmp_path, text)[0]} >= {"value-range", "unknown-instrument", "unknown-key"}
