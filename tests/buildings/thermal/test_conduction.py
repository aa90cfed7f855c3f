"""Conduction against exact mathematics: steady state, periodic transfer matrices, the series of a slab."""

from __future__ import annotations

import numpy as np
import pytest

from buildings.model import Construction, Layer
from buildings.thermal.conduction import modal_wall, periodic_response

BRICK = Construction(
    "brick",
    (
        Layer("mortar", 0.02, 0.93, 1800, 1050),
        Layer("brick", 0.24, 0.81, 1800, 1050),
        Layer("mortar", 0.02, 0.93, 1800, 1050),
    ),
)
ETICS = Construction("etics", (Layer("eps", 0.08, 0.039, 20, 1380), *BRICK.layers))
LIGHT = Construction(
    "light",
    (
        Layer("siding", 0.009, 0.14, 530, 900),
        Layer("quilt", 0.066, 0.04, 12, 840),
        Layer("board", 0.012, 0.16, 950, 840),
    ),
)
FLOOR = Construction("floor", (Layer("insulation", 1.0, 0.04), Layer("slab", 0.08, 1.13, 1400, 1000)))
ALL = [BRICK, ETICS, LIGHT, FLOOR]


class Run:
    """Steps a modal wall with given face temperatures and returns the inner flux (into the wall), W/m2."""

    def __init__(self, construction, step_s, start=0.0):
        self.w = modal_wall(construction.layers, step_s)
        self.z = start * (self.w.b_out + self.w.b_in) / self.w.mu
        self.to = self.ti = start

    def step(self, to, ti):
        w = self.w
        hist_in = w.h_io * self.to + w.h_ii * self.ti + np.sum(w.b_in * w.phi * self.z)
        hist_out = w.h_oo * self.to + w.h_io * self.ti + np.sum(w.b_out * w.phi * self.z)
        q_in = w.g_ii * ti - w.g_io * to - hist_in
        q_out = w.g_oo * to - w.g_io * ti - hist_out
        self.z = (
            w.phi * self.z + w.gain0 * (w.b_out * self.to + w.b_in * self.ti) + w.gain1 * (w.b_out * to + w.b_in * ti)
        )
        self.to, self.ti = to, ti
        return q_in, q_out


@pytest.mark.parametrize("thickness_m", [1e-9, 2.54e-8, 1e-6, 1e-4])
def test_a_foil_makes_no_heat(thickness_m):
    """Between gypsum boards (as in a prototype building): with both faces at one temperature nothing flows."""
    board = Layer("board", 0.0159, 0.16, 800.0, 1090.0)
    run = Run(Construction("foil", (board, Layer("foil", thickness_m, 0.0433, 22.4, 830.0), board)), 1800.0)
    for _ in range(6000):
        q_in, q_out = run.step(20.0, 20.0)
    assert abs(q_in) < 1e-8
    assert abs(q_out) < 1e-8


@pytest.mark.parametrize("construction", ALL, ids=lambda c: c.name)
@pytest.mark.parametrize("step_s", [600.0, 1800.0, 3600.0])
def test_steady_state_is_exact(construction, step_s):
    run = Run(construction, step_s)
    for _ in range(6000):
        q_in, q_out = run.step(0.0, 10.0)
    assert q_in == pytest.approx(10.0 / construction.resistance_m2k_w, rel=1e-9)
    assert q_out == pytest.approx(-q_in, rel=1e-9)


@pytest.mark.parametrize("construction", ALL, ids=lambda c: c.name)
def test_daily_swing_against_transfer_matrices(construction):
    """ISO 13786 with a sinusoid of 24 h: amplitude within 1.5 %, phase within 2.5 degrees at 10 minutes a step."""
    period, step_s = 86400.0, 600.0
    n = int(period / step_s)
    omega = 2.0 * np.pi / period
    y_in, y_through = periodic_response(construction, period)
    for side, exact in (("in", y_in), ("out", y_through)):
        run, flux = Run(construction, step_s), []
        for k in range(1, 30 * n + 1):
            wave = np.cos(omega * k * step_s)
            flux.append(run.step(wave if side == "out" else 0.0, wave if side == "in" else 0.0)[0])
        t = np.arange(29 * n + 1, 30 * n + 1) * step_s
        got = 2.0 / n * np.sum(np.array(flux[29 * n :]) * np.exp(-1j * omega * t))
        assert abs(got) == pytest.approx(abs(exact), rel=0.015)
        assert abs(np.angle(got / exact, deg=True)) < 2.5


def test_step_response_of_a_slab_against_its_series():
    """Slab, both faces jump to 1 K: heat taken up over time is the classical exponential series (Carslaw and Jaeger 3.3)."""
    thickness, k, rho, c = 0.2, 1.5, 2200.0, 900.0
    alpha = k / (rho * c)
    run = Run(Construction("slab", (Layer("concrete", thickness, k, rho, c),)), 600.0)
    taken, last = 0.0, 0.0
    for _ in range(240):
        q_in, q_out = run.step(1.0, 1.0)
        taken += 0.5 * (q_in + q_out + last) * 600.0
        last = q_in + q_out
    t = 239.5 * 600.0  # the first step is a ramp: half a step late
    n = np.arange(0, 200)
    lost = np.sum(
        8.0 / ((2 * n + 1) ** 2 * np.pi**2) * np.exp(-((2 * n + 1) ** 2) * np.pi**2 * alpha * t / thickness**2)
    )
    assert taken == pytest.approx(rho * c * thickness * (1.0 - lost), rel=0.005)


def test_energy_is_kept_over_a_closed_cycle():
    """Random faces, then back to the start: what went in came out again."""
    rng = np.random.default_rng(1)
    run = Run(BRICK, 3600.0)
    total, last = 0.0, 0.0
    temperatures = [*rng.normal(0.0, 8.0, (200, 2)), *np.zeros((1500, 2))]
    for to, ti in temperatures:
        q = sum(run.step(to, ti))
        total += 0.5 * (q + last)
        last = q
    stored = 0.24 * 1800 * 1050 * 8.0 / 3600.0
    assert abs(total) < 1e-3 * stored


def test_no_resistance_is_refused():
    with pytest.raises(ValueError, match="resistance"):
        modal_wall((), 3600.0)
