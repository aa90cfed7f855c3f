"""No number of the golden outputs moves unnoticed (``tests/golden``)."""

from __future__ import annotations

import math

import pytest

from tests.golden.cases import CASES, kept

RELATIVE = 2e-4
"""Processors differ by less (vector instructions and their order of sums: 1e-8); searches by halving end within 1e-3 of their size."""
SEARCHED = ("closing", "next_steps", "payback", "best_tilt", "optimum")


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_number_moved(name):
    now, then = CASES[name](), kept(name)
    assert set(now) == set(then)
    moved = []
    for key, value in then.items():
        relative = 5e-3 if any(w in key for w in SEARCHED) else RELATIVE
        if not math.isclose(now[key], value, rel_tol=relative, abs_tol=1e-6):
            moved.append(f"{key}: {value:g} -> {now[key]:g}")
    assert not moved, "\n".join(moved[:30])
