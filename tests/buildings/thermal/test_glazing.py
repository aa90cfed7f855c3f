"""Glazing by angle against the table computed for ASHRAE 140-2020 glass, and U and SHGC against published values."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.archetypes import envelope
from buildings.model import Gap, Glazing, Pane
from buildings.thermal import glazing
from buildings.thermal.simple_glazing import equivalent_pane, film_factor, films, rated_u

CLEAR = Pane(0.003048, 1.0, 0.834, 0.075, 0.075)
DOUBLE = Glazing("double", (CLEAR, CLEAR), (Gap(0.012),))
SINGLE = Glazing("single", (CLEAR,))
LOWE = Glazing("lowe", (Pane(0.00318, 1.0, 0.452, 0.359, 0.397, 0.84, 0.047, True), CLEAR), (Gap(0.012, "argon"),))
ANGLES = [0, 20, 40, 50, 60, 70, 80]


@pytest.mark.parametrize(
    ("which", "t", "a"),
    [
        (DOUBLE, [0.699, 0.695, 0.673, 0.641, 0.572, 0.432, 0.201], [[0.097, 0.099, 0.107, 0.113, 0.121, 0.131, 0.137], [0.076, 0.078, 0.082, 0.084, 0.083, 0.076, 0.056]]),
        (SINGLE, [0.834, 0.832, 0.818, 0.796, 0.748, 0.636, 0.387], [[0.091, 0.093, 0.100, 0.104, 0.109, 0.112, 0.109]]),
        (LOWE, [0.389, 0.385, 0.367, 0.348, 0.306, 0.227, 0.108], [[0.193, 0.197, 0.210, 0.215, 0.229, 0.245, 0.210], [0.042, 0.043, 0.045, 0.045, 0.045, 0.040, 0.030]]),
    ],
    ids=["double", "single", "lowe"],
)  # fmt: skip
def test_angular_table(which, t, a):
    o = glazing.optics(which)
    assert o.transmittance[ANGLES] == pytest.approx(t, abs=0.0015)
    assert o.absorbed[:, ANGLES] == pytest.approx(np.array(a), abs=0.0025)


@pytest.mark.parametrize(("which", "t"), [(DOUBLE, 0.600), (SINGLE, 0.757), (LOWE, 0.326)])
def test_hemispherical(which, t):
    assert glazing.optics(which).transmittance_diffuse == pytest.approx(t, abs=0.001)


def test_u_value_and_shgc_between_the_programs():
    """600: CSE 2.10 and EnergyPlus (NFRC films) 2.74 W/(m2 K), SHGC 0.760 to 0.769; 670: 5.16 to 5.90, 0.859 to 0.864."""
    assert glazing.u_value(DOUBLE, 8.29, 30.0) == pytest.approx(2.74, abs=0.15)
    assert glazing.shgc(DOUBLE) == pytest.approx(0.765, abs=0.01)
    assert 5.1 < glazing.u_value(SINGLE) < 6.0
    assert glazing.shgc(SINGLE) == pytest.approx(0.861, abs=0.006)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 0.9), st.floats(0.05, 0.4), st.booleans()), min_size=1, max_size=4))
def test_light_is_neither_made_nor_lost(panes):
    stack = tuple(Pane(0.005, 1.0, t * (1.0 - r), r, r, coated=c) for t, r, c in panes)
    o = glazing.optics(Glazing("x", stack, tuple(Gap(0.012) for _ in stack[1:])))
    assert o.transmittance + o.reflectance + o.absorbed.sum(axis=0) == pytest.approx(np.ones(91), abs=1e-9)
    assert o.absorbed.min() > -1e-9
    assert o.transmittance_back + o.reflectance_back + o.absorbed_back.sum() == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("key", sorted(envelope.windows()))
def test_window_types_meet_their_table(key):
    """U within 10 % (bare aluminium cannot reach 6.4 with films of 8 and 23) or better, SHGC of the glass within 0.03."""
    row = envelope.windows()[key]
    layered = envelope.window_glazing(key)
    limit = 0.10 if key.startswith(("single_al", "tint")) else 0.15 if key == "double_al" else 0.01
    assert glazing.u_value(layered) == pytest.approx(float(row["u_w_m2k"]), rel=limit)
    bare = Glazing(key, layered.panes, layered.gaps)
    assert glazing.shgc(bare) == pytest.approx(float(row["shgc_glass"]), abs=0.03)


@pytest.mark.parametrize("u", [0.8, 1.6, 2.5, 3.24, 4.0, 5.5, 5.9])
@pytest.mark.parametrize("shgc", [0.1, 0.25, 0.39, 0.52, 0.7, 0.85])
def test_a_window_known_by_two_numbers_has_them(u, shgc):
    """The fictitious pane between the report's winter films has the U-factor; sun passed and absorbed are what is left of one."""
    pane = equivalent_pane(u, shgc)
    inner, outer = films(u)
    glass = Glazing("w", (pane,))
    assert glazing.centre_u_value(glass, 1.0 / inner, 1.0 / outer) == pytest.approx(u, rel=1e-9)
    optics = glazing.optics(glass)
    total = optics.transmittance + optics.reflectance + optics.absorbed.sum(axis=0)
    assert total == pytest.approx(np.ones(91), abs=1e-9)
    assert optics.absorbed.min() > -1e-9
    assert optics.transmittance[0] == pytest.approx(pane.solar_transmittance)
    assert optics.transmittance[-1] < 1e-3
    assert pane.solar_transmittance < shgc


def test_a_window_without_resistance_is_refused():
    with pytest.raises(ValueError, match="resistance"):
        equivalent_pane(12.0, 0.6)


def test_above_bare_glass_the_films_grow_until_the_window_has_its_u():
    """7.0 W/(m2 K): EnergyPlus 25.2 reports 1.19 times the convection outside (4.26 for 3.59 in the same hours of a U of 5.8)."""
    pane = equivalent_pane(7.0, 0.8)
    factor = film_factor(pane)
    assert factor == pytest.approx(4.26 / 3.59, abs=0.01)
    assert rated_u(pane) < 5.9
    assert rated_u(pane, factor, factor / (2.0 - factor)) == pytest.approx(7.0, abs=0.01)
    assert film_factor(equivalent_pane(3.0, 0.6)) == film_factor(CLEAR) == 1.0
    # bare clear glass by the rating's films: 5.9 W/(m2 K) (NFRC 100; WINDOW's 3 mm clear glass has 5.91)
    assert rated_u(CLEAR) == pytest.approx(5.9, abs=0.05)


ENERGYPLUS = list(
    csv.DictReader((Path(__file__).parent / "simple_glazing_energyplus.csv").read_text("utf-8").splitlines())
)
"""What EnergyPlus 25.2 reports (eplusout.eio) of simple windows: their pane, their U before the films grow, and the factor."""


@pytest.mark.parametrize("row", ENERGYPLUS, ids=lambda r: f"{r['u']}-{r['shgc']}")
def test_the_pane_is_the_one_that_energyplus_makes(row):
    told = {k: float(v) for k, v in row.items()}
    pane = equivalent_pane(told["u"], told["shgc"])
    assert pane.thickness_m == pytest.approx(told["thickness"], rel=2e-5)
    assert pane.solar_transmittance == pytest.approx(told["transmittance"], rel=2e-4)
    between = 3.4 < told["u"] < 4.5  # the report does not say how its summer films go over from double to single panes
    assert pane.solar_reflectance_front == pytest.approx(told["reflectance"], rel=2e-4, abs=6e-3 if between else 1e-6)
    assert pane.conductivity_w_mk == pytest.approx(told["conductivity"], rel=5e-5)
    assert rated_u(pane) == pytest.approx(told["u_before"], abs=0.004)
    assert film_factor(pane) == pytest.approx(told["factor"], abs=0.004)
