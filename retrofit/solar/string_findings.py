"""What is wrong with strings, with the cure: limits of inverter, module and fuse."""

from __future__ import annotations

import math
from collections.abc import Sequence

from retrofit.solar.shape import layout_defaults
from retrofit.solar.strings import TARGET_DC_AC, PlaneModules, StringDesign
from weather.errors import Problem


def _series(design: StringDesign, p: PlaneModules, place: str, forced: int | None) -> list[Problem]:
    limits, inverter = design.limits[p.plane], design.inverter
    largest = min(inverter.vdc_max, p.module.max_system_voltage or math.inf)
    if limits.low > limits.high:
        message = f"no number of {p.module.name} in series fits {inverter.name} on {p.plane!r}"
        allowed = f"at least {limits.low} for the window, at most {limits.high}"
        return [
            Problem("string-window", place, message, None, allowed, "choose an inverter with a wider voltage window")
        ]
    out = []
    fewest = f"{limits.low} to {limits.high} modules"
    n = forced or max((s.modules for s in design.strings if s.plane == p.plane), default=0)
    cold = f"at {p.voltages.coldest_c:.1f} degC"
    if n > limits.by_voltage:
        message = f"a string on {p.plane!r} reaches {n * p.voltages.voc_cold:.0f} V {cold}, above {largest:.0f} V"
        out.append(
            Problem("string-voltage", place, message, n, fewest, f"at most {limits.by_voltage} modules in series")
        )
    elif n > limits.by_window:
        message = f"a string on {p.plane!r} leaves the tracker's window {cold}: {n * p.voltages.vmp_cold:.0f} V, above {inverter.mppt_high_v:.0f} V"
        cure = f"at most {limits.by_window} modules in series"
        out.append(Problem("string-window", place, message, n, fewest, cure, "warning"))
    if 0 < n < limits.low:
        message = f"a string on {p.plane!r} falls to {n * p.voltages.vmp_hot:.0f} V in the heat, below the tracker's {inverter.mppt_low_v:.0f} V"
        out.append(Problem("string-window", place, message, n, fewest, f"at least {limits.low} modules in series"))
    if p.modules < (forced or limits.low):
        message = f"{p.modules} modules on {p.plane!r} are too few for one string"
        cure = "an inverter with a lower window, module inverters, or leave this roof out"
        out.append(Problem("string-short", place, message, p.modules, fewest, cure))
    elif design.left[p.plane] and design.strings:
        message = f"{design.left[p.plane]} of {p.modules} modules on {p.plane!r} are in no string"
        cure = "lay fewer modules, or choose another string_length"
        out.append(Problem("string-left", place, message, design.left[p.plane], "0", cure, "warning"))
    return out


def _currents(design: StringDesign, p: PlaneModules, place: str) -> list[Problem]:
    q, inverter, own = design.parallel[p.plane], design.inverter, layout_defaults()
    out = []
    if q.by_short_circuit == 0:
        message = f"one string of {p.module.name} may give {q.design_isc_a:.1f} A, more than a tracker of {inverter.name} bears"
        cure = "choose an inverter for larger modules"
        out.append(
            Problem("string-current", place, message, round(q.design_isc_a, 1), f"<= {inverter.isc_max_a:g} A", cure)
        )
    elif q.by_current == 0:
        message = f"a tracker of {inverter.name} takes less than one string's {p.module.i_mp:.1f} A and clips it"
        cure = "choose an inverter for larger modules"
        out.append(
            Problem("string-current", place, message, p.module.i_mp, f"<= {inverter.idc_max_a:g} A", cure, "warning")
        )
    together: dict[tuple[int, int], int] = {}
    for s in design.strings:
        if s.plane == p.plane:
            together[s.inverter, s.tracker] = together.get((s.inverter, s.tracker), 0) + 1
    most = max(together.values(), default=0)
    if most >= 3:
        fuse = f"{own['fuse_low'] * p.module.i_sc:.0f} to {min(own['fuse_high'] * p.module.i_sc, p.module.max_fuse_a or math.inf):.0f} A"
        message = f"{most} strings of {p.plane!r} in parallel: each needs fuses in both poles"
        out.append(Problem("string-fuse", place, message, most, fuse, f"string fuses of {fuse}", "warning"))
    return out


def findings_of(
    design: StringDesign, planes: Sequence[PlaneModules], place: str, needed: int, forced: int | None
) -> tuple[Problem, ...]:
    """Every finding of a design; errors mean that it must not be built."""
    out: list[Problem] = []
    for p in planes:
        out += _series(design, p, place, forced)
        out += _currents(design, p, place)
    if design.inverters < needed:
        message = f"{design.inverters} x {design.inverter.name} have {design.inverters * design.inverter.mppts} trackers: not enough for all strings"
        out.append(
            Problem("inverter-trackers", place, message, design.inverters, f">= {needed}", f"inverters: {needed}")
        )
    low, high = TARGET_DC_AC
    if design.strings and not low <= design.dc_ac <= high:
        cure = "a smaller inverter or fewer" if design.dc_ac < low else "a larger inverter or more of them"
        message = f"{design.dc_w / 1000:.1f} kWp on {design.inverters} x {design.inverter.pac_max_w / 1000:.0f} kW"
        out.append(
            Problem(
                "dc-ac-ratio",
                place,
                message,
                round(design.dc_ac, 2),
                f"{low:g} to {high:g}",
                f"choose {cure}",
                "warning",
            )
        )
    return tuple(out)
