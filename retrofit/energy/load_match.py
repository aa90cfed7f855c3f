"""Load matching and grid interaction indices (Sartori, Napolitano and Voss 2012)."""

from __future__ import annotations

import numpy as np

from retrofit.energy.results import LoadMatch


def load_match(generation_kw: np.ndarray, load_kw: np.ndarray) -> LoadMatch:
    """Load match and grid interaction of electricity.

    Sartori et al. 2012: ``f_load = mean(min(1, g / l))``, ``gamma_load = sum min(g, l) / sum l``, ``gamma_supply = sum min(g, l) / sum g``,
    ``f_grid = std(ne / max|ne|)`` (population), ``LOLP`` = share of hours with g < l, ``GM = max g / max l``. An hour without load
    counts as matched; a year without generation gives nan for the supply factor.

    >>> m = load_match(np.array([0.0, 2.0, 4.0, 1.0]), np.array([1.0, 2.0, 1.0, 2.0]))
    >>> m.f_load, round(m.gamma_load, 4), round(m.gamma_supply, 4), round(m.f_grid, 6), m.loss_of_load, m.generation_multiple
    (0.625, 0.6667, 0.5714, 0.546453, 0.5, 2.0)
    """
    g, load = np.asarray(generation_kw, dtype=float), np.asarray(load_kw, dtype=float)
    covered = np.minimum(g, load)
    ratio = np.divide(g, load, out=np.ones_like(g), where=load > 0.0)
    net = g - load
    peak = float(np.max(np.abs(net))) if len(net) else 0.0
    return LoadMatch(
        f_load=float(np.mean(np.minimum(1.0, ratio))),
        gamma_load=float(covered.sum() / load.sum()) if load.sum() > 0.0 else float("nan"),
        gamma_supply=float(covered.sum() / g.sum()) if g.sum() > 0.0 else float("nan"),
        f_grid=float(np.std(net / peak)) if peak > 0.0 else 0.0,
        loss_of_load=float(np.mean(g < load)),
        generation_multiple=float(g.max() / load.max()) if load.max() > 0.0 else float("nan"),
    )
