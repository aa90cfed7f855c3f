"""Which inverter of the built-in table fits modules best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache

from foundation.tables import read_table
from retrofit.solar.products.equipment import find_inverter
from retrofit.solar.products.model import Inverter
from retrofit.solar.strings.model import PlaneModules
from retrofit.solar.strings.sizing import design_strings

CANDIDATES = "pv_inverters.csv"
MANY_MORE = 0.8
"""Share of the modules at least that an inverter must take to be chosen for its number of machines."""


@cache
def candidates() -> tuple[Inverter, ...]:
    """The inverters of the built-in table, in its order."""
    return tuple(find_inverter(r["name"]) for r in read_table("retrofit", CANDIDATES))


def choose_inverter(
    planes: Sequence[PlaneModules],
    dc_ac: float,
    place: str,
    inverters: int | None = None,
    string_length: int | None = None,
) -> Inverter:
    """The inverter of the built-in table that fits best: no error, a sound DC/AC ratio, the fewest machines, all modules used.

    ``inverters`` and ``string_length`` where the project chooses them: one module a string asks for micro inverters.
    """
    return _chosen(tuple(planes), dc_ac, place, inverters, string_length)


@lru_cache(maxsize=1024)
def _chosen(
    planes: tuple[PlaneModules, ...], dc_ac: float, place: str, inverters: int | None, string_length: int | None
) -> Inverter:
    """The choice, once for equal modules; the largest are tried first, and those that would need many more machines not at all."""
    power = sum(p.modules * p.module.pdc_stc_w for p in planes)
    best: tuple[tuple[float, ...], int, Inverter] | None = None
    order = sorted(enumerate(candidates()), key=lambda pair: -pair[1].pac_max_w)
    for at, inverter in order:
        least = MANY_MORE * power / (dc_ac * inverter.pac_max_w)
        if best is not None and best[0][:2] == (0, 0) and least > best[0][2] + 1:
            continue
        d = design_strings(planes, inverter, place, inverters, string_length, dc_ac)
        errors = sum(f.severity == "error" for f in d.findings)
        ratio = sum(f.code == "dc-ac-ratio" for f in d.findings)
        away = abs(math.log(max(d.dc_ac, 1e-6) / dc_ac)) if d.strings else math.inf
        found = ((errors, ratio, d.inverters, sum(d.left.values()), away), at, inverter)
        if best is None or found[:2] < best[:2]:
            best = found
    assert best is not None  # the table is not empty
    return best[2]
