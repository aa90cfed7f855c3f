"""DC over AC power: what a smaller or larger inverter would clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrofit.solar.chain.dc import dc_year
from retrofit.solar.chain.inverter import convert
from retrofit.solar.chain.settings import PVArray
from weather.year import WeatherYear

RATIOS = (0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6)


@dataclass(frozen=True, slots=True)
class Clipping:
    """A year at one ratio: AC energy, energy above the limit, hours at the limit (hourly means: shorter peaks are not seen)."""

    dc_ac: float
    ac_kwh: float
    clipped_kwh: float
    hours: int


def dc_ac_sweep(year: WeatherYear, arrays: Sequence[PVArray], ratios: Sequence[float] = RATIOS) -> tuple[Clipping, ...]:
    """Arrays on one inverter whose size is varied; the first array's settings say of which kind it is.

    The DC side is simulated once; the Sandia inverter stands at its nominal voltage.
    """
    if not arrays:
        return ()
    dc = np.sum([dc_year(year, a).dc_w for a in arrays], axis=0)
    nominal_w = 1000.0 * sum(a.capacity_kwp for a in arrays)
    base = arrays[0].settings
    out = []
    for ratio in ratios:
        limit = nominal_w / ratio
        inverter = None if base.inverter is None else base.inverter.resized(limit)
        ac = convert(dc, None, nominal_w, replace(base, dc_ac_ratio=ratio, inverter=inverter, inverters=1))
        hours = int(np.count_nonzero(ac.ac_w >= limit * (1.0 - 1e-9)))
        clipped = float((ac.unlimited_w - ac.ac_w).sum()) / 1000.0
        out.append(Clipping(ratio, float(ac.ac_w.sum()) / 1000.0, clipped, hours))
    return tuple(out)
