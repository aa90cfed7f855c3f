"""Which inverter of the built-in table fits modules best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from foundation.tables import read_table
from retrofit.solar.products.equipment import find_inverter
from retrofit.solar.products.model import Inverter
from retrofit.solar.strings.model import PlaneModules
from retrofit.solar.strings.sizing import design_strings

CANDIDATES = "pv_inverters.csv"


@cache
def candidates() -> tuple[Inverter, ...]:
    """The inverters of the built-in table, in its order."""
    return tuple(find_inverter(r["name"]) for r in read_table("retrofit", CANDIDATES))


def choose_inverter(planes: Sequence[PlaneModules], dc_ac: float, place: str) -> Inverter:
    """The inverter of the built-in table that fits best: no error, a sound DC/AC ratio, the fewest machines, all modules used."""

    def badness(inverter: Inverter) -> tuple[float, ...]:
        d = design_strings(planes, inverter, place, dc_ac=dc_ac)
        errors = sum(f.severity == "error" for f in d.findings)
        ratio = any(f.code == "dc-ac-ratio" for f in d.findings)
        away = abs(math.log(max(d.dc_ac, 1e-6) / dc_ac)) if d.strings else math.inf
        return (errors, ratio, d.inverters, sum(d.left.values()), away)

    return min(candidates(), key=badness)
