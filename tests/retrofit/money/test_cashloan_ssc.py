"""Loan, income tax and depreciation against SSC's cash loan (NREL-PySAM) on own cases."""

from __future__ import annotations

import pytest

from benchmarks.economics_sam import CASES, ours, theirs

pytest.importorskip("PySAM.PySSC")


@pytest.mark.parametrize("name", CASES)
def test_two_engines_agree(name):
    mine, other = ours(CASES[name]), theirs(CASES[name])
    assert mine["npv"] == pytest.approx(other["npv"], rel=1e-6)
    assert mine["flow"] == pytest.approx(other["flow"], rel=1e-6, abs=1e-6)
    for key in ("payback", "discounted_payback"):
        if mine[key] is None or other[key] is None:
            assert mine[key] is other[key], key
        else:
            assert mine[key] == pytest.approx(other[key], rel=1e-6), key


def test_the_published_number_of_the_base_case():
    """Finance vector sam-cashloan-simple."""
    assert theirs(CASES["base"])["npv"] == pytest.approx(180616.39053706, rel=1e-10)
