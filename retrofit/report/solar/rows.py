"""Tables of the design sheet as rows of text, for the page, the console and CSV alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrofit.report.render.document import Table
from retrofit.report.run.rows import number
from retrofit.report.weather.place import place_text, province_text
from retrofit.report.words.language import choose, is_chinese, named
from retrofit.report.words.translate import label, problem_text, shown, translate
from retrofit.report.words.typeset import column
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from foundation.errors import Problem
    from retrofit.design.solar.dc_ac import Clipping
    from retrofit.design.solar.model import SolarDesign
    from retrofit.design.solar.optimum import Optimum, Option
    from retrofit.design.solar.sheet import SolarSheet
    from retrofit.project.objects.pv_design import GroupDesign

word = vocabulary("solar")


def site_table(sheet: SolarSheet, language: str) -> Table:
    """Site, extremes, weather."""
    d = sheet.design
    site, e, project = d.year.site, d.extremes, d.project
    place = named(language, site.name, project.name_zh)
    rows = [
        (word("site", language), f"{place}, {province_text(site.province, language)}"),
        (word("latitude", language), place_text(site, language, ", ")),
        (word("altitude", language), f"{site.altitude_m:.0f} m"),
        (
            word("coldest", language),
            f"{e.coldest_c:.1f} °C ({word(e.status, language)}: {translate(e.source, language)}; {translate(e.note, language)})",
        ),
        (word("hottest", language), f"{e.hottest_c:.1f} °C"),
    ]
    return Table(("", ""), tuple(rows))


def layout_table(d: SolarDesign, language: str) -> Table:
    """One line a roof."""
    names = ("roof", "mounting", "tilt", "azimuth", "gross area", "usable area", "module", "modules", "rows", "row pitch", "gcr", "capacity", "specific", "per roof area", "pr")  # fmt: skip
    rows = []
    for r in d.roofs:
        layout, a = r.layout, d.array(r)
        kwh = float(a.ac_kw.sum()) if a is not None else 0.0
        gross = layout.gross_m2 * r.count if layout is not None else r.plane.area_m2
        equal = f" ({r.count} {word('equal roofs', language)})" if r.count > 1 else ""
        pitch = f"{layout.pitch_m:.2f} m" if layout is not None and r.plane.mounting == "open_rack" else "-"
        rows.append(
            (
                r.place + equal,
                word(r.plane.mounting, language),
                f"{r.plane.tilt_deg:g}°",
                f"{r.plane.azimuth_deg:g}°",
                f"{number(gross, 1)} m²",
                f"{number(r.plane.area_m2, 1)} m²",
                r.module.name + (f", {word(layout.orientation, language)}" if layout is not None else ""),
                str(r.all_modules),
                str(layout.rows) if layout is not None else word("area rule", language),
                pitch,
                f"{layout.ground_cover_ratio:.2f}" if pitch != "-" and layout is not None else "-",
                f"{r.capacity_kwp:.2f} kWp",
                number(kwh / r.capacity_kwp) if r.capacity_kwp else "-",
                number(kwh / gross, 1) if gross else "-",
                f"{kwh / (r.capacity_kwp * a.poa_kwh_m2):.3f}" if a is not None and r.capacity_kwp else "-",
            )
        )
    return Table(tuple(word(n, language) for n in names), tuple(rows), tuple(range(2, 15)))


def bill_table(d: SolarDesign, language: str) -> Table:
    """Bill of quantities with investment."""
    units = {"rows": "rows unit"}
    rows = [
        (
            word(q.what, language),
            q.name,
            number(q.amount, 0 if q.unit != "m" else 1),
            word(units.get(q.unit, q.unit if q.unit != "pieces" else f"pieces {q.what}"), language),
        )
        for q in d.quantities
    ]
    rows += [(word("cost", language), f"{translate(c.name, language)} ({word(c.status, language)}: {translate(c.source, language)})", number(c.capex_cny), word("CNY", language)) for c in d.cost]  # fmt: skip
    return Table(tuple(word(n, language) for n in ("item", "name", "count", "unit")), tuple(rows), (2,))


def limits_table(g: GroupDesign, language: str) -> Table:
    """By plane: how many in series by the rule and by the hourly method, how many in parallel."""
    rows = []
    for p in g.planes:
        limit, q = g.strings.limits[p.plane], g.strings.parallel[p.plane]
        v, h = p.voltages, p.hourly
        one = f"Voc {v.voc_cold:.2f} V @ {v.coldest_c:.1f} °C; Vmp {v.vmp_hot:.2f} V @ {v.hot_cell_c:.0f} °C"
        rows.append(
            (
                p.plane,
                word("rule", language),
                one,
                str(limit.by_voltage),
                str(limit.by_window),
                str(limit.low),
                " / ".join("-" if n is None else str(n) for n in (q.by_current, q.by_short_circuit)),
            )
        )
        if h is not None and limit.hourly_by_voltage is not None:
            one = f"P99.5 Voc {h.voc_p995:.2f} V ({word('largest', language)} {h.voc_max:.2f} V); P1 Vmp {h.vmp_p01:.2f} V; {word('hot cell', language)} {h.cell_max_c:.0f} °C"
            rows.append(
                ("", word("hourly", language), one, str(limit.hourly_by_voltage), "-", str(limit.hourly_low), "")
            )
    head = ("roof", "limits", "module", "series most", "series window", "series least", "parallel")
    return Table(tuple(word(n, language) for n in head), tuple(rows), (3, 4, 5, 6))


def string_table(g: GroupDesign, language: str) -> Table:
    """Every string with its voltages and currents at the extremes against the limits."""
    i = g.strings.inverter
    head = (
        word("string", language),
        word("roof", language),
        f"{word('inverter', language)} / {word('tracker', language)}",
        word("in series", language),
        "kWp",
        f"{word('voc cold', language)} V (≤ {i.vdc_max:g})",
        f"{word('vmp cold', language)} V (≤ {i.mppt_high_v:g})",
        f"{word('vmp hot', language)} V (≥ {i.mppt_low_v:g})",
        f"{word('imp', language)} A, {word('of a tracker', language)} (≤ {'-' if i.idc_max_a is None else format(i.idc_max_a, 'g')})",
        f"{word('isc design', language)} A, {word('of a tracker', language)} (≤ {'-' if i.isc_max_a is None else format(i.isc_max_a, 'g')})",
    )
    beside: dict[tuple[int, int], int] = {}
    for s in g.strings.strings:
        beside[s.inverter, s.tracker] = beside.get((s.inverter, s.tracker), 0) + 1
    rows, bad = [], []
    for n, s in enumerate(g.strings.strings):
        k = beside[s.inverter, s.tracker]
        short = k * s.design_isc_a
        if (
            s.voc_cold_v > i.vdc_max
            or s.vmp_cold_v > i.mppt_high_v
            or s.vmp_hot_v < i.mppt_low_v
            or (i.isc_max_a is not None and short > i.isc_max_a)
        ):
            bad.append(n)
        rows.append(
            (
                f"S{s.number}", s.plane, f"{s.inverter} / {s.tracker}", str(s.modules), f"{s.power_w / 1000:.2f}", f"{s.voc_cold_v:.0f}",
                f"{s.vmp_cold_v:.0f}", f"{s.vmp_hot_v:.0f}", f"{k * s.imp_a:.1f}", f"{short:.1f}",
            )
        )  # fmt: skip
    return Table(head, tuple(rows), tuple(range(2, 10)), tuple(bad))


def monthly_kwh(sheet: SolarSheet) -> np.ndarray:
    """AC energy by month."""
    d = sheet.design
    return np.asarray(np.bincount(np.asarray(d.year.index.month), d.solar.ac_kw, 13)[1:])


def _option(o: Option, goal: str, area_m2: float) -> tuple[str, ...]:
    rule = " (GB)" if o.by_rule else ""
    return (
        goal,
        f"{o.tilt_deg:g}°",
        f"{o.pitch_m:.2f} m{rule}",
        f"{o.ground_cover_ratio:.2f}",
        str(o.modules),
        f"{o.capacity_kwp:.1f}",
        number(o.ac_kwh),
        number(o.kwh_per_kwp),
        number(o.ac_kwh / area_m2, 1),
        f"{o.lcoe_cny_kwh:.3f}",
    )


def optimum_table(o: Optimum, language: str, every: bool = False) -> Table:
    """The best by goal and the design itself; ``every``: all options."""
    head = ("best for", "tilt", "row pitch", "gcr", "modules", "kWp", "kWh", "specific", "per roof area", "lcoe", "npv")
    words = [word(n, language) for n in head]
    shown = [(o.present, word("this design", language))]
    names = {"kwh": "best kwh", "kwp": "best kwp", "yuan": "best yuan", "npv": "best npv"}
    if every:
        goals = {
            id(v): " + ".join(word(names[k], language) for k, x in o.best.items() if x is v) for v in o.best.values()
        }
        shown += [(x, goals.get(id(x), "")) for x in o.options]
    else:
        shown += [(o.best[k], word(n, language)) for k, n in names.items()]
    unit, money = column([x.npv_cny for x, _ in shown], "CNY", language)
    words[-1] += f" ({unit})"
    rows = [(*_option(x, goal, o.area_m2), npv) for (x, goal), npv in zip(shown, money, strict=True)]
    return Table(tuple(words), tuple(rows), tuple(range(1, 11)), (0,))


def sweep_table(sweep: Sequence[Clipping], dc_ac: float, language: str) -> Table:
    """DC/AC ratios; the one nearest to the design stands out."""
    rows = tuple(
        (f"{c.dc_ac:.1f}", number(c.ac_kwh), number(c.clipped_kwh), f"{100 * c.clipped_kwh / max(c.ac_kwh + c.clipped_kwh, 1e-9):.2f} %", str(c.hours))
        for c in sweep
    )  # fmt: skip
    nearest = min(range(len(sweep)), key=lambda k: abs(sweep[k].dc_ac - dc_ac), default=0)
    head = (
        word("dc ac", language),
        word("kwh ac", language),
        word("clipped", language) + " kWh",
        "%",
        word("hours at limit", language),
    )
    return Table(head, rows, (0, 1, 2, 3, 4), (nearest,))


def findings_table(findings: Sequence[Problem], language: str) -> Table:
    """Findings with value, range and cure."""
    rows = []
    for p in findings:
        message, cure = problem_text(p, language)
        value = "" if p.value is None else translate(p.value, language)
        rows.append((word(p.severity, language), message, value, translate(p.allowed, language), cure))
    head = ("severity", "finding", "value", "allowed", "cure")
    bad = tuple(k for k, p in enumerate(findings) if p.severity == "error")
    return Table(tuple(word(n, language) for n in head), tuple(rows), (), bad)


def assumption_table(d: SolarDesign, language: str) -> Table:
    """Every assumption with its source, for CSV: by its key, in Chinese by its label with the key at the end."""
    rows = []
    for a in d.assumptions:
        told = [shown(a.value, language), *(translate(t, language) for t in (a.unit, a.source))]
        row = (*told, word(a.status, language), translate(a.note, language))
        rows.append((label(a.key, language), *row, a.key) if is_chinese(language) else (a.key, *row))
    head = [word(n, language) for n in ("item", "value", "unit", "source", "status")]
    return Table((*head, *choose(language, ("",), (word("note", language), word("key name", language)))), tuple(rows))
