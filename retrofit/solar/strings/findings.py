"""What is wrong with strings, with the cure: limits of inverter, module and fuse."""

from __future__ import annotations

import math
from collections.abc import Sequence

from foundation.errors import Problem
from foundation.messages import message
from retrofit.solar.roof.shape import layout_defaults
from retrofit.solar.strings.model import TARGET_DC_AC, PlaneModules, StringDesign


def _series(design: StringDesign, p: PlaneModules, place: str, forced: int | None) -> list[Problem]:
    limits, inverter = design.limits[p.plane], design.inverter
    largest = min(inverter.vdc_max, p.module.max_system_voltage or math.inf)
    if limits.low > limits.high:
        text = message(
            "no number of {name} in series fits {inverter} on {plane!r}",
            name=p.module.name,
            inverter=inverter.name,
            plane=p.plane,
        )
        allowed = message("at least {low} for the window, at most {high}", low=limits.low, high=limits.high)
        return [Problem("string-window", place, text, None, allowed, "choose an inverter with a wider voltage window")]
    out = []
    fewest = message("{low} to {high} modules", low=limits.low, high=limits.high)
    n = forced or max((s.modules for s in design.strings if s.plane == p.plane), default=0)
    cold = message("at {coldest_c:.1f} degC", coldest_c=p.voltages.coldest_c)
    if n > limits.by_voltage:
        text = message(
            "a string on {plane!r} reaches {voc_cold:.0f} V {cold}, above {largest:.0f} V",
            plane=p.plane,
            voc_cold=n * p.voltages.voc_cold,
            cold=cold,
            largest=largest,
        )
        out.append(
            Problem(
                "string-voltage",
                place,
                text,
                n,
                fewest,
                message("at most {most} modules in series", most=limits.by_voltage),
            )
        )
    elif n > limits.by_window:
        text = message(
            "a string on {plane!r} leaves the tracker's window {cold}: {vmp_cold:.0f} V, above {mppt_high_v:.0f} V",
            plane=p.plane,
            cold=cold,
            vmp_cold=n * p.voltages.vmp_cold,
            mppt_high_v=inverter.mppt_high_v,
        )
        cure = message("at most {most} modules in series", most=limits.by_window)
        out.append(Problem("string-window", place, text, n, fewest, cure, "warning"))
    if 0 < n < limits.low:
        text = message(
            "a string on {plane!r} falls to {vmp_hot:.0f} V in the heat, below the tracker's {mppt_low_v:.0f} V",
            plane=p.plane,
            vmp_hot=n * p.voltages.vmp_hot,
            mppt_low_v=inverter.mppt_low_v,
        )
        out.append(
            Problem(
                "string-window", place, text, n, fewest, message("at least {low} modules in series", low=limits.low)
            )
        )
    return out + _left_over(design, p, place, forced, fewest)


def _left_over(design: StringDesign, p: PlaneModules, place: str, forced: int | None, fewest: str) -> list[Problem]:
    """Modules that are too few for a string, or that stay in none."""
    if p.modules < (forced or design.limits[p.plane].low):
        text = message("{modules} modules on {plane!r} are too few for one string", modules=p.modules, plane=p.plane)
        cure = "an inverter with a lower window, module inverters, or leave this roof out"
        return [Problem("string-short", place, text, p.modules, fewest, cure)]
    elif design.left[p.plane] and design.strings:
        text = message(
            "{left} of {modules} modules on {plane!r} are in no string",
            left=design.left[p.plane],
            modules=p.modules,
            plane=p.plane,
        )
        cure = "lay fewer modules, or choose another string_length"
        return [Problem("string-left", place, text, design.left[p.plane], "0", cure, "warning")]
    return []


def _currents(design: StringDesign, p: PlaneModules, place: str) -> list[Problem]:
    q, inverter, own = design.parallel[p.plane], design.inverter, layout_defaults()
    out = []
    if q.by_short_circuit == 0:
        text = message(
            "one string of {name} may give {design_isc_a:.1f} A, more than a tracker of {inverter} bears",
            name=p.module.name,
            design_isc_a=q.design_isc_a,
            inverter=inverter.name,
        )
        cure = "choose an inverter for larger modules"
        out.append(
            Problem(
                "string-current",
                place,
                text,
                round(q.design_isc_a, 1),
                message("<= {isc_max_a:g} A", isc_max_a=inverter.isc_max_a),
                cure,
            )
        )
    elif q.by_current == 0:
        text = message(
            "a tracker of {name} takes less than one string's {i_mp:.1f} A and clips it",
            name=inverter.name,
            i_mp=p.module.i_mp,
        )
        cure = "choose an inverter for larger modules"
        out.append(
            Problem(
                "string-current",
                place,
                text,
                p.module.i_mp,
                message("<= {idc_max_a:g} A", idc_max_a=inverter.idc_max_a),
                cure,
                "warning",
            )
        )
    together: dict[tuple[int, int], int] = {}
    for s in design.strings:
        if s.plane == p.plane:
            together[s.inverter, s.tracker] = together.get((s.inverter, s.tracker), 0) + 1
    most = max(together.values(), default=0)
    if most >= 3:
        fuse = message(
            "{low:.0f} to {high:.0f} A",
            low=own["fuse_low"] * p.module.i_sc,
            high=min(own["fuse_high"] * p.module.i_sc, p.module.max_fuse_a or math.inf),
        )
        text = message(
            "{most} strings of {plane!r} in parallel: each needs fuses in both poles", most=most, plane=p.plane
        )
        out.append(
            Problem("string-fuse", place, text, most, fuse, message("string fuses of {fuse}", fuse=fuse), "warning")
        )
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
        text = message(
            "{inverters} x {name} have {trackers} trackers: not enough for all strings",
            inverters=design.inverters,
            name=design.inverter.name,
            trackers=design.inverters * design.inverter.mppts,
        )
        out.append(
            Problem(
                "inverter-trackers",
                place,
                text,
                design.inverters,
                message(">= {needed}", needed=needed),
                message("inverters: {needed}", needed=needed),
            )
        )
    idle = design.inverters - len({s.inverter for s in design.strings})
    if design.strings and idle > 0:
        text = message("{idle} of {inverters} x {name} have no string", idle=idle, inverters=design.inverters, name=design.inverter.name)  # fmt: skip
        cure = message("inverters: {n}, or an inverter of less power", n=design.inverters - idle)
        out.append(Problem("inverter-idle", place, text, design.inverters, message("<= {n}", n=design.inverters - idle), cure))  # fmt: skip
    low, high = TARGET_DC_AC
    if design.strings and not low <= design.dc_ac <= high:
        cure = (
            "choose a smaller inverter or fewer" if design.dc_ac < low else "choose a larger inverter or more of them"
        )
        text = message(
            "{kwp:.1f} kWp on {inverters} x {kw:.0f} kW",
            kwp=design.dc_w / 1000,
            inverters=design.inverters,
            kw=design.inverter.pac_max_w / 1000,
        )
        out.append(
            Problem(
                "dc-ac-ratio",
                place,
                text,
                round(design.dc_ac, 2),
                message("{low:g} to {high:g}", low=low, high=high),
                cure,
                "warning",
            )
        )
    return tuple(out)
