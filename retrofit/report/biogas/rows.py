"""Rows of the biogas design sheet in words, for the console, the page and JSON alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrofit.report.run.rows import number
from retrofit.report.words.translate import translate
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.design.biogas.sheet import DesignSheet

word = vocabulary("biogas")

DIGITS = {
    "feed_t": 1, "water_m3": 1, "tank_c": 1, "soil_c": 1, "loading_kg_m3_d": 2, "gas_nm3_day": 1, "gas_m3_day": 1, "gas_nm3_m3_day": 2,
}  # fmt: skip
"""Decimals of the monthly quantities; 0 for the rest. ``cooking_covered`` is told in per cent."""


def _cell(key: str, value: float) -> str:
    if not np.isfinite(value):
        return "-"
    return f"{100.0 * value:.0f} %" if key == "cooking_covered" else number(value, DIGITS.get(key, 0))


def month_rows(sheet: DesignSheet, language: str) -> list[list[str]]:
    """The monthly table with its yearly column; quantities that are zero all year are left out."""
    from retrofit.design.biogas.sheet import SUMS

    rows = []
    for key, values in sheet.months.items():
        if not np.abs(values[np.isfinite(values)]).sum() > 0.0:
            continue
        year = float(values.sum()) if key in SUMS else float(values.mean())
        rows.append([word(key, language), *(_cell(key, float(v)) for v in values), _cell(key, year)])
    return rows


def _month_name(month: int, language: str) -> str:
    return word(f"month {month}", language)


def tank_facts(sheet: DesignSheet, language: str) -> list[tuple[str, str]]:
    """Label and value of what describes the tank and its year."""
    s, d, r = sheet.result.summary, sheet.plant.digester, sheet.result
    gas = sheet.months["gas_nm3_day"]
    heat = f"{word('heated', language)} {d.temperature_c:g} °C" if d.heated else word("unheated", language)
    worst = int(np.argmin(gas)) + 1
    days = sheet.year.hours / 24.0
    low, high = sheet.gas_range["low"], sheet.gas_range["high"]
    start = sheet.start_up_days
    out = [
        ("type", f"{sheet.plant.row['name_' + language]}, {heat}"),
        ("volume", f"{d.volume_m3:,.1f} m3"),
        ("liquid", f"{d.liquid_m3:,.1f} m3"),
        ("slurry", f"{s['slurry_m3_day']:,.2f} m3/d"),
        ("ts", f"{100.0 * float(sheet.plant.feed.ts_kg_day.sum()) / s['slurry_m3_day'] / 1000.0:.1f} %"),
        ("retention", f"{s['retention_days']:,.3g} d"),
        ("loading", f"{s['loading_kg_vs_m3_day']:.2f} kg VS/m3/d"),
        ("coldest", f"{s['coldest_month_temp_c']:.1f} °C"),
        ("warmest", f"{s['warmest_month_temp_c']:.1f} °C"),
        ("gas year", f"{number(r.biogas_nm3)} Nm3 ({word('range', language)}: {number(low)} … {number(high)})"),
        ("worst month", f"{gas.min():.1f} Nm3/d ({_month_name(worst, language)})"),
        ("rate", f"{s['nm3_per_m3_day']:.2f} Nm3/m3/d"),
        ("degraded", f"{100.0 * s['biodegraded_share']:.0f} %"),
        ("methane", f"{100.0 * r.methane_fraction:.1f} %"),
        (
            "heating value",
            f"{sheet.heating_value_mj_m3:.1f} MJ/m3 (20 °C, {sheet.year.site.pressure_pa / 1000.0:.1f} kPa)",
        ),
        ("c_n", f"{s['carbon_nitrogen']:.1f}"),
        ("ammonia", f"{number(s['ammonia_mg_l'])} mg/L"),
        ("cooking", f"{100.0 * s['cooking_covered']:.0f} %"),
        ("meals a day", number(sheet.total("meals") / days)),
        ("start", word("not within a year", language) if start is None else f"{start:.0f} d"),
    ]
    if sheet.adm1 is not None:
        found = [word("ammonia inhibition" if f == "ammonia" else f, language) for f in sheet.adm1.findings]
        text = f"pH {sheet.adm1.state.ph:.1f}; {sheet.adm1.adm1_nm3_day:.3g} {word('adm1 of', language)} {sheet.adm1.first_order_nm3_day:.3g}"
        out.append(("adm1", "; ".join([text, *found])))
    if d.heated:
        out.append(("heater", f"{sheet.heater_kw:.1f} kW; {word('exchanger', language)} {sheet.exchanger_m2:.2f} m2"))
    if d.greenhouse:
        out.append(("greenhouse", "✓"))
    if d.insulation_mm > 0.0:
        out.append(("insulation", f"{d.insulation_mm:g} mm"))
    return [(word(k, language), v) for k, v in out]


def size_rows(sheet: DesignSheet, language: str) -> list[tuple[str, str, bool]]:
    """Volumes by limit; the one that decides is marked."""
    z = sheet.sizing
    rows = [(word(f"by {k}", language), f"{v:,.3g} m3", k == z.binding) for k, v in z.volumes_m3.items()]
    coldest = f"{z.coldest_month_c:.1f} °C ({_month_name(z.coldest_month, language)})"
    return [*rows, (word("coldest", language), coldest, False)]


def limit_rows(sheet: DesignSheet, language: str) -> list[dict[str, str]]:
    """Limits that are passed, in words."""
    out = []
    for p in sheet.result.limits:
        out.append(
            {
                "code": p.code,
                "title": word(p.code, language),
                "found": translate(p.value, language),
                "allowed": translate(p.allowed, language),
                "cure": translate(p.cure, language),
            }
        )
    return out


def store_rows(sheet: DesignSheet, language: str) -> list[tuple[str, str]]:
    """The gas store and the gas's impurities."""
    g, u = sheet.gas_store, sheet.sulphur

    def size(value: float | None) -> str:
        return word("none can", language) if value is None else f"{number(value, 1)} Nm3"

    row = sheet.plant.row
    return [
        (word("store kind", language), f"{word('store ' + row['store'], language)} {row['pressure_max_kpa']} kPa"),
        (word("store size", language), f"{g.size_nm3:.1f} Nm3; {word('store m3', language)} {g.size_m3:.1f} m3 ({g.pressure_kpa:g} kPa)"),
        (word("no shortage", language), size(g.smallest.no_shortage)),
        (word("no flare", language), size(g.smallest.no_flare)),
        (word("daily swing", language), f"{100.0 * g.daily_swing:.0f} % {word('of a day', language)}"),
        (
            word("sulphur", language),
            f"{word('raw gas', language)} {number(u.mg_nm3)} mg/Nm3, {word('limit', language)} {u.limit_mg_m3:g}; {word('iron oxide', language)} {number(u.iron_oxide_kg_year)} kg/a",
        ),
        (word("water vapour", language), f"{sheet.water_percent:.1f} %"),
    ]  # fmt: skip


def carbon_rows(sheet: DesignSheet, language: str) -> list[tuple[str, str, str]]:
    """Methane by way, and what the gas saves; kg and kgCO2e a year."""
    gwp = sheet.gwp[1]
    rows = [
        (word(k, language), f"{number(kg, 1)} kg CH4", f"{number(kg * gwp)} kgCO2e")
        for k, kg in sheet.result.methane.by_way().items()
        if kg > 0.0
    ]
    total = sheet.result.methane.total_kg
    saved, n = sheet.total("saved_kgco2e"), sheet.nutrients
    rows.append((word("to the air", language), f"{number(total, 1)} kg CH4", f"{number(total * gwp)} kgCO2e"))
    rows.append((word("n2o", language), "", f"{number(n.n2o_kgco2e)} kgCO2e"))
    rows.append((word("saved", language), "", f"-{number(saved)} kgCO2e"))
    rows.append((word("fertiliser", language), "", f"-{number(n.fertiliser_kgco2e)} kgCO2e"))
    net = total * gwp + n.n2o_kgco2e - saved - n.fertiliser_kgco2e
    rows.append((word("net", language), "", f"{number(net)} kgCO2e"))
    rows.append((word("gwp", language), sheet.gwp[0], f"{gwp:g} kgCO2e/kg"))
    return rows


def avoided_rows(sheet: DesignSheet, language: str) -> list[tuple[str, str, str]]:
    """What the manure would have emitted, by baseline; the declared one is marked."""
    from foundation.tables import read_table

    names = {r["system"]: r[f"name_{language}"] for r in read_table("retrofit", "manure_mcf.csv")}
    return [
        (
            names[k] + (f" ← {word('declared', language)}" if k == sheet.manure_baseline else ""),
            f"{number(kg)} kg CH4",
            f"-{number(kg * sheet.gwp[1])} kgCO2e",
        )
        for k, kg in sheet.avoided_kg.items()
        if k != "none"
    ]


def nutrient_rows(sheet: DesignSheet, language: str) -> list[tuple[str, str]]:
    """Nitrogen, phosphate, potash of a year and their worth."""
    n = sheet.nutrients
    return [
        (f"N, {word('fed', language)}", f"{number(n.nitrogen_fed)} kg"),
        (f"N, {word('lost', language)}", f"{number(n.nitrogen_lost)} kg"),
        (f"N, {word('left', language)}", f"{number(n.nitrogen_left)} kg ({100.0 * n.ammonium_share:.0f} % {word('ammonium', language)})"),
        ("P2O5", f"{number(n.p2o5)} kg"),
        ("K2O", f"{number(n.k2o)} kg"),
        (f"N, {word('worth', language)}", f"{number(n.fertiliser_cny)} {word('CNY', language)}"),
    ]  # fmt: skip


def cost_rows(sheet: DesignSheet, language: str) -> list[tuple[str, str]]:
    """Investment, operation and what the gas saves."""
    unit = word("CNY", language)
    return [
        (word("investment", language), f"{number(sum(c.capex_cny for c in sheet.costs))} {unit}"),
        (word("operation", language), f"{number(sum(c.opex_cny_year for c in sheet.costs))} {unit}"),
        (word("saved money", language), f"{number(sheet.total('saved_cny'))} {unit}"),
    ]


def closure_rows(sheet: DesignSheet, language: str) -> list[tuple[str, Any]]:
    names = {"mass": "mass", "vs": "vs balance", "cod": "cod", "nitrogen": "nitrogen balance"}
    return [(word(w, language), sheet.result.tank.closure[k]) for k, w in names.items()]
