"""Load matching and grid interaction indices (Sartori, Napolitano and Voss 2012)."""

from __future__ import annotations

import numpy as np

from retrofit.energy.results import LoadMatch


def load_match(generation_kw: np.ndarray, load_kw: np.ndarray, stored_kw: np.ndarray | None = None) -> LoadMatch:
    """Load match and grid interaction of electricity.

    With ``s = g - S`` the supply that is left when storage has taken or given its part: ``f_load = mean(min(1, s / l))``,
    ``gamma_load = sum min(s, l) / sum l``, ``gamma_supply = sum min(s, l) / sum g``, ``f_grid = std(ne / max|ne|)`` (population) with
    ``ne = s - l``, ``LOLP`` = share of hours with s < l, ``GM = max g / max l``. An hour without load counts as matched; a year without
    generation gives nan for the supply factor.

    Parameters
    ----------
    generation_kw, load_kw : ndarray, shape (hours,)
    stored_kw : ndarray, shape (hours,), optional
        What a battery takes (positive) or gives (negative) on the side of the load.

    References
    ----------
    Sartori, Napolitano and Voss, Energy and Buildings 48 (2012) 220-232; Salom et al., IEA SHC Task 40 / EBC Annex 52 (2014): storage
    balance in the load match index.

    >>> m = load_match(np.array([0.0, 2.0, 4.0, 1.0]), np.array([1.0, 2.0, 1.0, 2.0]))
    >>> m.f_load, round(m.gamma_load, 4), round(m.gamma_supply, 4), round(m.f_grid, 6), m.loss_of_load, m.generation_multiple
    (0.625, 0.6667, 0.5714, 0.546453, 0.5, 2.0)
    """
    g, load = np.asarray(generation_kw, dtype=float), np.asarray(load_kw, dtype=float)
    supply = g if stored_kw is None else g - stored_kw
    within = supply >= load - 1e-9 * np.maximum(
        load, 1.0
    )  # a battery that covers an hour covers it but for the last digit
    covered = np.where(within, load, supply)
    ratio = np.divide(covered, load, out=np.ones_like(g), where=load > 0.0)
    net = supply - load
    peak = float(np.max(np.abs(net))) if len(net) else 0.0
    return LoadMatch(
        f_load=float(np.mean(ratio)),
        gamma_load=float(covered.sum() / load.sum()) if load.sum() > 0.0 else float("nan"),
        gamma_supply=float(covered.sum() / g.sum()) if g.sum() > 0.0 else float("nan"),
        f_grid=float(np.std(net / peak)) if peak > 0.0 else 0.0,
        loss_of_load=float(np.mean(~within)),
        generation_multiple=float(g.max() / load.max()) if load.max() > 0.0 else float("nan"),
    )
