"""String sizing: how many modules in series, how many strings in parallel, on which tracker of which inverter."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrofit.solar.products.model import Inverter, Module
from retrofit.solar.roof.shape import layout_defaults
from retrofit.solar.strings.model import (
    ParallelLimits,
    PlaneModules,
    PVString,
    SeriesLimits,
    StringDesign,
)
from retrofit.solar.strings.voltages import HourlyVoltages, Voltages

MOST_LEFT = 0.05
"""Share of the modules that may stay out of strings where that saves an inverter."""


def _floor(value: float) -> int:
    return math.floor(value + 1e-9)


def series_limits(
    module: Module, inverter: Inverter, voltages: Voltages, hourly: HourlyVoltages | None = None
) -> SeriesLimits:
    """Fewest and most modules in series.

    ``N <= Vdc,max / Voc(Tmin)``, ``Vmppt,min / Vmp(Thot) <= N <= Vmppt,max / Vmp(Tmin)`` (GB 50797-2012 6.4, IEC 62548-1);
    hourly: the same with the 99.5th percentile of the year's Voc and the 1st of its Vmp.
    """
    largest = min(inverter.vdc_max, module.max_system_voltage or math.inf)
    return SeriesLimits(
        _floor(largest / voltages.voc_cold),
        _floor(inverter.mppt_high_v / voltages.vmp_cold),
        max(math.ceil(inverter.mppt_low_v / voltages.vmp_hot - 1e-9), 1),
        None if hourly is None or hourly.voc_p995 <= 0 else _floor(largest / hourly.voc_p995),
        None if hourly is None or hourly.vmp_p01 <= 0 else math.ceil(inverter.mppt_low_v / hourly.vmp_p01 - 1e-9),
    )


def parallel_limits(module: Module, inverter: Inverter) -> ParallelLimits:
    """Most strings on one tracker."""
    design = layout_defaults()["isc_factor"] * module.i_sc
    short = None if inverter.isc_max_a is None else _floor(inverter.isc_max_a / design)
    operating = None if inverter.idc_max_a is None else _floor(inverter.idc_max_a / module.i_mp)
    return ParallelLimits(operating, short, design)


def split(modules: int, low: int, high: int) -> tuple[int, ...]:
    """Lengths of the fewest strings that take most modules, as equal as may be, the longest first.

    >>> split(44, 5, 21), split(22, 15, 21), split(4, 5, 21)
    ((15, 15, 14), (21,), ())
    """
    if low > high or modules < low:
        return ()
    few = max(modules // high, 1)
    counts = [k for k in (few, few + 1) if k * low <= modules]
    best = max(counts, key=lambda k: (min(modules, k * high), -k))
    used = min(modules, best * high)
    short, longer = divmod(used, best)
    return (short + 1,) * longer + (short,) * (best - longer)


def _lengths(p: PlaneModules, limits: SeriesLimits, forced: int | None, equal: bool) -> tuple[int, ...]:
    if forced is not None:
        return (forced,) * (p.modules // forced)
    lengths = split(p.modules, limits.low, limits.high)
    return (lengths[-1],) * len(lengths) if equal and lengths else lengths


@dataclass(frozen=True, slots=True)
class _Block:
    """Equal strings of one plane that share a tracker."""

    plane: int
    length: int
    strings: int
    power_w: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Equal strings of one plane, and the fewest trackers that their currents allow."""

    plane: int
    length: int
    strings: int
    trackers: int


def _groups(lengths: Sequence[tuple[int, ...]], per_tracker: Sequence[int]) -> list[_Group]:
    return [
        _Group(k, length, one.count(length), math.ceil(one.count(length) / max(per_tracker[k], 1)))
        for k, one in enumerate(lengths)
        for length in sorted(set(one), reverse=True)
    ]


def _blocks(groups: list[_Group], trackers: int, planes: Sequence[PlaneModules]) -> list[_Block]:
    """Groups over all trackers, the fullest first: unequal lengths and unequal planes never share one."""
    number = [g.trackers for g in groups]
    while groups and sum(number) < trackers:
        k = max(range(len(groups)), key=lambda i: groups[i].strings / number[i])
        if number[k] >= groups[k].strings:
            break
        number[k] += 1
    out = []
    for g, n in zip(groups, number, strict=True):
        few, more = divmod(g.strings, n)
        watts = g.length * planes[g.plane].module.pdc_stc_w
        out += [_Block(g.plane, g.length, s, s * watts) for s in [few + 1] * more + [few] * (n - more)]
    return sorted(out, key=lambda b: (-b.power_w, b.plane))


def assign(blocks: list[_Block], inverters: int, mppts: int) -> list[tuple[_Block, int, int]]:
    """Each block on the inverter with least power that has a tracker free: (block, inverter, tracker), from 1."""
    waiting = [(0.0, i) for i in range(inverters)]  # a heap: sorted as it stands
    used = [0] * inverters
    out = []
    for b in blocks:
        if not waiting or mppts < 1:
            break
        power, i = heapq.heappop(waiting)
        used[i] += 1
        out.append((b, i + 1, used[i]))
        if used[i] < mppts:
            heapq.heappush(waiting, (power + b.power_w, i))
    return out


def _best_lengths(
    planes: Sequence[PlaneModules],
    limits: Sequence[SeriesLimits],
    parallel: Sequence[ParallelLimits],
    mppts: int,
    forced: int | None,
) -> tuple[list[tuple[int, ...]], list[_Group]]:
    """Lengths that use every module; or equal ones where that saves an inverter and leaves few modules out."""
    tried = []
    for equal in (False, True):
        lengths = [_lengths(p, s, forced, equal) for p, s in zip(planes, limits, strict=True)]
        groups = _groups(lengths, [q.high for q in parallel])
        tried.append((lengths, groups, math.ceil(sum(g.trackers for g in groups) / mppts)))
    (all_used, groups, needed), (even, even_groups, even_needed) = tried
    used, kept = (sum(sum(one) for one in lengths) for lengths in (all_used, even))
    if even_needed < needed and kept >= (1.0 - MOST_LEFT) * used:
        return even, even_groups
    return all_used, groups


def design_strings(
    planes: Sequence[PlaneModules],
    inverter: Inverter,
    place: str,
    inverters: int | None = None,
    string_length: int | None = None,
    dc_ac: float = 1.1,
) -> StringDesign:
    """Strings of the modules on one or more planes that share inverters.

    Parameters
    ----------
    planes : sequence of PlaneModules
    inverter : Inverter
    place : str
        Where the measure stands, for the findings.
    inverters : int or None
        How many; None: as trackers need and ``dc_ac`` asks, at least one.
    string_length : int or None
        Modules in series; None: by the limits.
    dc_ac : float
        Wished DC over AC power.
    """
    from retrofit.solar.strings.findings import findings_of

    limits = [series_limits(p.module, inverter, p.voltages, p.hourly) for p in planes]
    parallel = [parallel_limits(p.module, inverter) for p in planes]
    lengths, groups = _best_lengths(planes, limits, parallel, inverter.mppts, string_length)
    power = sum(sum(one) * p.module.pdc_stc_w for one, p in zip(lengths, planes, strict=True))
    needed = max(math.ceil(sum(g.trackers for g in groups) / inverter.mppts), 1)
    number = inverters or max(needed, round(power / (dc_ac * inverter.pac_max_w)), 1)
    placed = assign(_blocks(groups, number * inverter.mppts, planes), number, inverter.mppts)
    strings: list[PVString] = []
    for block, i, tracker in sorted(placed, key=lambda t: (t[1], t[2])):
        p, q, n = planes[block.plane], parallel[block.plane], block.length
        v = p.voltages
        for _ in range(block.strings):
            strings.append(
                PVString(
                    number=len(strings) + 1, plane=p.plane, modules=n, inverter=i, tracker=tracker, voc_cold_v=n * v.voc_cold, vmp_cold_v=n * v.vmp_cold, vmp_hot_v=n * v.vmp_hot,
                    imp_a=p.module.i_mp, design_isc_a=q.design_isc_a, power_w=n * p.module.pdc_stc_w,
                )
            )  # fmt: skip
    left = {p.plane: p.modules - sum(s.modules for s in strings if s.plane == p.plane) for p in planes}
    names = [p.plane for p in planes]
    design = StringDesign(
        inverter, number, tuple(strings), dict(zip(names, limits, strict=True)), dict(zip(names, parallel, strict=True)), left
    )  # fmt: skip
    return replace(design, findings=findings_of(design, planes, place, needed, string_length))
