"""DC to AC: PVWatts' curve or the Sandia model (pvlib), the limit, and what an inverter uses at night."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foundation.light_import import submodule
from retrofit.solar.chain.settings import PVSettings


@dataclass(frozen=True, eq=False, slots=True)
class ACYear:
    """Output of an inverter, W, shape (hours,), not negative; ``unlimited_w`` is the same without its limit."""

    ac_w: np.ndarray
    unlimited_w: np.ndarray
    night_w: np.ndarray
    """What it takes from the grid while it does not feed."""


def convert(dc_w: np.ndarray, string_v: np.ndarray | None, nominal_w: float, settings: PVSettings) -> ACYear:
    """AC output of the inverters of ``nominal_w`` of modules.

    Parameters
    ----------
    dc_w : ndarray (hours,)
        Of all modules together.
    string_v : ndarray (hours,) or None
        Voltage of the strings for the Sandia model; None: its nominal voltage.
    nominal_w : float
        DC nameplate; over the DC/AC ratio it gives the limit of PVWatts' inverter. The Sandia model has its own.

    References
    ----------
    Dobos 2014, PVWatts Version 5 Manual, NREL/TP-6A20-62641; King et al. 2007, SAND2007-5036 (Sandia inverter model).
    """
    inverter = submodule("pvlib", "inverter")

    if settings.models.inverter == "sandia":
        if settings.inverter is None or settings.inverter.sandia is None:
            raise ValueError("models.inverter = 'sandia' needs an inverter with Sandia parameters")
        parameters = dict(settings.inverter.sandia)
        count = settings.inverters
        volt = np.full(dc_w.shape, parameters["Vdco"]) if string_v is None else string_v
        raw = np.asarray(inverter.sandia(volt, dc_w / count, parameters), dtype=float) * count
        limit, pdc0 = parameters["Paco"] * count, parameters["Pdco"] * count
        ac = np.maximum(raw, 0.0)
        night = np.where(raw < 0.0, -raw, 0.0)
    else:
        limit = nominal_w / settings.dc_ac_ratio
        pdc0 = limit / settings.inverter_efficiency
        ac = np.maximum(np.asarray(inverter.pvwatts(dc_w, pdc0, settings.inverter_efficiency), dtype=float), 0.0)
        night = np.zeros(dc_w.shape)
    unlimited = np.where((ac >= limit * (1.0 - 1e-12)) & (dc_w > pdc0), limit * dc_w / pdc0, ac)
    return ACYear(ac, np.maximum(unlimited, ac), night)
