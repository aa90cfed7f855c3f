"""Keys of money in the project file: a rate says what it is."""

from __future__ import annotations

import pytest

from retrofit.project import load
from retrofit.project.schema.economics import EconomicsSpec
from tests.retrofit.project.test_cures import GOOD, applied


def test_the_old_rate_is_told_and_its_cure_works(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(GOOD.replace("economics: {years: 25}", "economics: {discount_rate: 0.05}"), encoding="utf-8")
    (problem,) = load.check(path)
    assert problem.code == "unknown-key" and problem.value == 0.05 and "discount_rate_nominal" in problem.message
    path.write_text(applied(path.read_text(encoding="utf-8"), problem), encoding="utf-8")
    assert load.load(path).economics.real_rate == 0.05


def test_a_nominal_rate_is_made_real_by_fisher():
    assert EconomicsSpec(discount_rate_nominal=0.0608, inflation=0.02).real_rate == pytest.approx(0.04, abs=1e-15)
    assert EconomicsSpec().real_rate == 0.04


def test_two_rates_are_refused():
    with pytest.raises(ValueError, match="not both"):
        EconomicsSpec(discount_rate_real=0.04, discount_rate_nominal=0.05)
