"""The figures of a run, each for a desktop or paper and for a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from foundation.carriers import PRICED
from retrofit.netzero.definitions import KEYS
from retrofit.report.render import charts
from retrofit.report.render.charts import NARROW, WIDE, Line, Part
from retrofit.report.render.colours import DIVERGING, GREYS
from retrofit.report.render.svg import Drawing, number
from retrofit.report.render.tables import counts_of, indoor_temperature
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult

USES = (
    "space_heating",
    "space_cooling",
    "ventilation",
    "pumps",
    "lighting",
    "equipment",
    "refrigeration",
    "hot_water",
    "cooking",
    "digester",
)
MONTHS = [str(m) for m in range(1, 13)]


def _use_word(use: str, language: str) -> str:
    return word("digester_use" if use == "digester" else use, language)


def overview(result: ProjectResult, best: PackageResult, language: str, width: float) -> str:
    """Balance of the four definitions for every package, over the first package's weighted import."""
    groups = []
    for key in KEYS:
        base = max(result.packages[0].net_zero[key].weighted_import, 1e-9)
        rows = [(p.name, 100.0 * p.net_zero[key].balance / base, p is best) for p in result.packages]
        groups.append((word(key, language), rows))
    return charts.about_zero(groups, "%", label=word("overview", language), width=width)


def carpet(package: PackageResult, language: str, width: float) -> str:
    """Net export by day and hour."""
    h = package.balance.hourly
    net = (h["electricity_export_kw"] - h["electricity_import_kw"]).to_numpy()
    limit = float(max(np.percentile(np.abs(net), 99.5), 1e-6))
    told = number(limit)
    return charts.hours_of_year(
        net,
        np.asarray(package.demand.index.month),
        DIVERGING,
        (-limit, limit),
        label=word("carpet", language),
        key=[(DIVERGING[0], f"{word('import', language)} {told} kW"), (DIVERGING[1], "0"), (DIVERGING[2], f"{word('export', language)} {told} kW")],
        width=width,
    )  # fmt: skip


def by_month(package: PackageResult, values: np.ndarray) -> np.ndarray:
    """Sum of hourly values in each month, shape (12,)."""
    return np.asarray(np.bincount(np.asarray(package.demand.index.month), values, 13)[1:])


def _by_use(package: PackageResult) -> dict[str, np.ndarray]:
    """Hourly input of every end use, kW."""
    out: dict[str, np.ndarray] = {}
    for item in package.demand.items:
        out[item.end_use] = out.get(item.end_use, 0.0) + item.input_kw
    return out


def monthly(package: PackageResult, language: str, width: float) -> str:
    """Supply upwards (all carriers), uses and export downwards, MWh."""
    h = package.balance.hourly
    supplies = [("pv", "pv_ac_kw"), ("chp", "chp_electricity_kw"), ("biogas", "load_biogas_kw"), ("import", "electricity_import_kw")]  # fmt: skip
    supplies += [(c, f"{c}_import_kw") for c in PRICED]
    up = [Part(word(k, language), k, by_month(package, h[c].to_numpy()) / 1000.0) for k, c in supplies]
    uses = _by_use(package)
    down = [Part(_use_word(u, language), u, by_month(package, uses[u]) / 1000.0) for u in USES if u in uses]
    down.append(
        Part(word("export", language), "export", by_month(package, h["electricity_export_kw"].to_numpy()) / 1000.0)
    )
    return charts.stacked(
        up,
        down,
        MONTHS,
        "MWh",
        label=word("monthly", language),
        width=width,
        height=340.0,
        ends=(word("supply", language), word("use", language)),
    )


def _week(
    d: Drawing, result: ProjectResult, package: PackageResult, start: int, told: tuple[str, float, float, float], language: str
) -> None:  # fmt: skip
    """Electricity above temperatures, seven days from day ``start`` of the year; ``told`` is title, left, top and width."""
    title, left, top, wide = told
    h, s = package.balance.hourly, slice(24 * start, 24 * (start + 7))
    x = np.arange(168) / 24.0
    made = h["pv_ac_kw"].to_numpy()[s] + h["chp_electricity_kw"].to_numpy()[s]
    curves = [
        Line(word("pv", language), "pv", made, "area"),
        Line(word("load", language), "load", h["load_electricity_kw"].to_numpy()[s]),
        Line(word("import", language), "import", h["electricity_import_kw"].to_numpy()[s]),
        Line(word("export", language), "export", -h["electricity_export_kw"].to_numpy()[s]),
    ]
    net = (h["battery_discharge_kw"] - h["battery_charge_kw"]).to_numpy()[s]
    if net.any():
        curves.append(Line(word("battery", language), "battery", net))
    curves = [c for c in curves if c.values.any()]
    marks = [(float(k), str(k)) for k in range(8)]
    first = package.demand.index[24 * start]
    charts.panel(d, curves, x, "kW", (left, top, wide, 230.0), marks, title=f"{title} ({first.month}/{first.day})")
    temps = [
        Line(word("outdoor", language), "space_cooling", result.year.column("temp_air")[s]),
        Line(word("indoor", language), "space_heating", indoor_temperature(package, counts_of(result))[s]),
    ]
    low = min(0.0, *(float(c.values.min()) for c in temps))
    high = max(float(c.values.max()) for c in temps)
    box = (left, top + 235.0, wide, 150.0)
    charts.panel(d, temps, x, "°C", box, marks, limits=(low, high), x_word=word("days", language))


def weeks(result: ProjectResult, package: PackageResult, language: str, width: float) -> str:
    """The coldest and the warmest week: electricity and temperatures."""
    temp = result.year.column("temp_air")
    daily = temp[: len(temp) // 24 * 24].reshape(-1, 24).mean(axis=1)
    rolling = np.convolve(daily, np.ones(7) / 7.0, mode="valid")
    beside = width > 600.0
    wide = width / 2.0 - 8.0 if beside else width
    names = f"{word('week winter', language)}, {word('week summer', language)}"
    d = Drawing(width, 390.0 if beside else 790.0, names)
    for k, (start, name) in enumerate(((int(rolling.argmin()), "week winter"), (int(rolling.argmax()), "week summer"))):
        left, top = ((wide + 16.0) * k, 0.0) if beside else (0.0, 400.0 * k)
        _week(d, result, package, start, (word(name, language), left, top, wide), language)
    return d.svg()


def flows(package: PackageResult, language: str, width: float) -> str:
    """Annual supply and use as two stacked bars."""
    a = package.annual

    def part(name: str, colour: str, kwh: float) -> Part:
        return Part(name, colour, np.array([max(kwh, 0.0) / 1000.0]))

    supply = [("pv", "pv_ac_kwh"), ("chp", "chp_electricity_kwh"), ("biogas", "biogas_generation_kwh"), ("import", "electricity_import_kwh")]  # fmt: skip
    supply += [(c, f"{c}_import_kwh") for c in PRICED]
    uses = _by_use(package)
    use = [part(_use_word(u, language), u, float(uses[u].sum())) for u in USES if u in uses]
    use.append(part(word("export", language), "export", a.get("electricity_export_kwh", 0.0)))
    use.append(part(word("battery", language), "battery", package.balance.battery_loss_kwh))
    rows = [
        (word("supply", language), [part(word(k, language), k, a.get(key, 0.0)) for k, key in supply]),
        (word("use", language), use),
    ]
    return charts.band(rows, "MWh", label=word("flows", language), width=width)


def losses(tree: dict[str, float], told: Callable[[str], str], label: str, width: float) -> str:
    """Loss tree (step -> kWh left), MWh; ``told`` names a step."""
    colours = {"self_use": "load", "export": "export"}
    steps = [(told(name), kwh / 1000.0, colours.get(name, "pv")) for name, kwh in tree.items()]
    return charts.taper(steps, "MWh", label=label, width=width)


def loss_tree(package: PackageResult, language: str, width: float) -> str:
    """From plane-of-array energy to export."""
    from retrofit.solar.chain.year import tree_to_export

    names = {"temperature": "cell"}
    tree = tree_to_export(package.solar, package.balance)
    return losses(tree, lambda n: word(names.get(n, n), language), word("loss tree", language), width)


def digester(package: PackageResult, language: str, width: float) -> str:
    """Gas made, used and lost by month, and the digester's temperature below."""
    b = package.biogas
    assert b is not None
    used = by_month(package, b.stove_kw + b.boiler_kw + b.chp_kw) / 1000.0
    lost = by_month(package, b.leaked_kw + b.flared_kw + b.vented_kw) / 1000.0
    hours = np.bincount(np.asarray(package.demand.index.month), minlength=13)[1:]
    temp = Part(f"{word('digester temp', language)}, °C", "heat", by_month(package, b.digester_temp_c) / hours)
    gas = [Part(word("gas used", language), "biogas", used), Part(word("gas lost", language), GREYS[1], lost)]
    return charts.stacked(
        gas, [], MONTHS, "MWh", label=word("biogas", language), width=width, height=220.0, below=[temp]
    )


def draw(
    result: ProjectResult, package: PackageResult, language: str, only: str | None = None
) -> dict[str, tuple[str, str]]:
    """All figures of a report, or only one: name -> SVG texts, wide and narrow. ``package`` is the one drawn in detail."""
    makers: dict[str, Callable[[float], str]] = {
        "overview": lambda w: overview(result, package, language, w),
        "carpet": lambda w: carpet(package, language, w),
        "monthly": lambda w: monthly(package, language, w),
        "weeks": lambda w: weeks(result, package, language, w),
        "flows": lambda w: flows(package, language, w),
    }
    if package.solar.loss_tree:
        makers["loss_tree"] = lambda w: loss_tree(package, language, w)
    if package.biogas is not None:
        makers["digester"] = lambda w: digester(package, language, w)
    return {name: (make(WIDE), make(NARROW)) for name, make in makers.items() if only in (None, name)}
