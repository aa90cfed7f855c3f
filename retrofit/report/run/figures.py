"""The figures of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from retrofit.report.render.svg import COLOURS, new, plain, render
from retrofit.report.render.tables import indoor_temperature
from retrofit.report.run.console import KEYS
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from retrofit.results import PackageResult, ProjectResult

DARK = ("#0072B2", "#8C510A", "#4D4D4D", "#333333", "#A6761D")
PACKAGE_COLOURS = ("#999999", "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#0072B2", "#D55E00", "#F0E442")
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


def _use_word(use: str, language: str) -> str:
    return word("digester_use" if use == "digester" else use, language)


def overview(result: ProjectResult, language: str) -> Figure:
    """Balance of the four definitions for every package, over the first package's weighted import."""
    figure, axes = new(7.6, 3.2)
    width = 0.8 / len(result.packages)
    base = [max(result.packages[0].net_zero[k].weighted_import, 1e-9) for k in KEYS]
    for n, p in enumerate(result.packages):
        values = [100.0 * p.net_zero[k].balance / b for k, b in zip(KEYS, base, strict=True)]
        x = np.arange(4) - 0.4 + width * (n + 0.5)
        axes.bar(x, values, width * 0.92, color=PACKAGE_COLOURS[n % len(PACKAGE_COLOURS)], label=p.name)
        for xi, v in zip(x, values, strict=True):
            axes.annotate(
                f"{v:+.0f}",
                (xi, v),
                xytext=(0, 2 if v >= 0 else -2),
                textcoords="offset points",
                ha="center",
                va="bottom" if v >= 0 else "top",
                fontsize=7,
            )
    axes.axhline(0.0, color="#333333", linewidth=1.0)
    axes.set_xticks(np.arange(4), [word(k, language) for k in KEYS])
    axes.set_ylabel("%")
    axes.margins(y=0.12)
    plain(axes)
    axes.legend(
        frameon=False, ncols=min(len(result.packages), 4), loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=8
    )
    return figure


def carpet(package: PackageResult, language: str) -> Figure:
    """Net export by day and hour."""
    figure, axes = new(7.6, 2.9)
    h = package.balance.hourly
    net = (h["electricity_export_kw"] - h["electricity_import_kw"]).to_numpy()
    grid = net.reshape(-1, 24).T
    limit = float(max(np.percentile(np.abs(net), 99.5), 1e-6))
    image = axes.imshow(
        grid,
        aspect="auto",
        origin="lower",
        cmap="RdBu",
        vmin=-limit,
        vmax=limit,
        extent=(0, grid.shape[1], 0, 24),
        interpolation="nearest",
    )
    axes.set_yticks([0, 6, 12, 18, 24])
    starts = np.flatnonzero(np.diff(np.asarray(package.demand.index.month)[::24], prepend=0))
    axes.set_xticks(starts, [str(m) for m in range(1, len(starts) + 1)])
    axes.set_xlabel(word("month", language))
    axes.set_ylabel(word("hour", language))
    figure.colorbar(image, ax=axes, label=f"{word('net export', language)} (kW)", pad=0.01)
    return figure


def _monthly(package: PackageResult, values: np.ndarray) -> np.ndarray:
    return np.bincount(np.asarray(package.demand.index.month), values, 13)[1:]


def monthly(package: PackageResult, language: str) -> Figure:
    """Supply upwards (all carriers, kWh), uses and export downwards."""
    figure, axes = new(7.6, 3.9)
    h, months = package.balance.hourly, np.arange(1, 13)
    supplies: list[tuple[str, str, np.ndarray]] = [
        ("pv", "pv", h["pv_ac_kw"].to_numpy()),
        ("chp", "chp", h["chp_electricity_kw"].to_numpy()),
        ("biogas", "biogas", h["load_biogas_kw"].to_numpy()),
        ("import", "import", h["electricity_import_kw"].to_numpy()),
    ]
    supplies += [(c, c, h[f"{c}_import_kw"].to_numpy()) for c in ("lpg", "gas", "coal", "wood", "heat")]
    top = np.zeros(12)
    for name, colour, values in supplies:
        v = _monthly(package, values) / 1000.0
        if v.any():
            axes.bar(months, v, 0.8, bottom=top, color=COLOURS[colour], label=word(name, language))
            top += v
    bottom = np.zeros(12)
    for use in USES:
        total = np.zeros(len(h))
        for item in package.demand.items:
            if item.end_use == use:
                total += item.input_kw
        v = _monthly(package, total) / 1000.0
        if v.any():
            axes.bar(
                months,
                -v,
                0.8,
                bottom=-bottom,
                color=COLOURS[use],
                label=_use_word(use, language),
                hatch="//",
                edgecolor="white",
                linewidth=0.0,
            )
            bottom += v
    v = _monthly(package, h["electricity_export_kw"].to_numpy()) / 1000.0
    if v.any():
        axes.bar(
            months,
            -v,
            0.8,
            bottom=-bottom,
            color=COLOURS["export"],
            alpha=0.55,
            label=word("export", language),
            hatch="//",
            edgecolor="white",
            linewidth=0.0,
        )
    axes.axhline(0.0, color="#333333", linewidth=1.0)
    axes.set_xticks(months)
    axes.set_xlabel(word("month", language))
    axes.set_ylabel(f"MWh  ({word('supply', language)} ↑   {word('use', language)} ↓)")
    plain(axes)
    axes.legend(frameon=False, fontsize=7.5, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def weeks(result: ProjectResult, package: PackageResult, language: str) -> Figure:
    """The coldest and the warmest week: electricity and temperatures."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.6, 5.2), layout="constrained")
    axes = figure.subplots(2, 2, sharex=False, height_ratios=(2, 1))
    temp = result.year.column("temp_air")
    daily = temp[: len(temp) // 24 * 24].reshape(-1, 24).mean(axis=1)
    rolling = np.convolve(daily, np.ones(7) / 7.0, mode="valid")
    h, indoor = package.balance.hourly, indoor_temperature(package)
    for k, (start, name) in enumerate(((int(rolling.argmin()), "week winter"), (int(rolling.argmax()), "week summer"))):
        s = slice(24 * start, 24 * (start + 7))
        x = np.arange(168) / 24.0
        power, heat = axes[0][k], axes[1][k]
        power.fill_between(
            x,
            h["pv_ac_kw"].to_numpy()[s] + h["chp_electricity_kw"].to_numpy()[s],
            color=COLOURS["pv"],
            alpha=0.6,
            linewidth=0,
            label=word("pv", language),
        )
        power.plot(
            x,
            h["load_electricity_kw"].to_numpy()[s],
            color=COLOURS["load"],
            linewidth=1.2,
            label=word("load", language),
        )
        power.plot(
            x,
            h["electricity_import_kw"].to_numpy()[s],
            color=COLOURS["import"],
            linewidth=0.9,
            label=word("import", language),
        )
        power.plot(
            x,
            -h["electricity_export_kw"].to_numpy()[s],
            color=COLOURS["export"],
            linewidth=0.9,
            label=word("export", language),
        )
        net = (h["battery_discharge_kw"] - h["battery_charge_kw"]).to_numpy()[s]
        if net.any():
            power.plot(x, net, color=COLOURS["battery"], linewidth=0.9, label=word("battery", language))
        first = package.demand.index[24 * start]
        power.set_title(f"{word(name, language)} ({first.month}/{first.day})", fontsize=9)
        heat.plot(x, temp[s], color="#009E73", linewidth=1.0, label=word("outdoor", language))
        heat.plot(x, indoor[s], color="#D55E00", linewidth=1.0, label=word("indoor", language))
        heat.set_xlabel(word("days", language))
        for a in (power, heat):
            plain(a)
            a.set_xlim(0, 7)
    axes[0][0].set_ylabel("kW")
    axes[1][0].set_ylabel("°C")
    handles, labels = axes[0][0].get_legend_handles_labels()
    more, names = axes[1][0].get_legend_handles_labels()
    figure.legend(handles + more, labels + names, loc="outside upper center", ncols=7, frameon=False, fontsize=7.5)
    return figure


def flows(package: PackageResult, language: str) -> Figure:
    """Annual supply and use as two stacked bars."""
    figure, axes = new(7.6, 2.6)
    a = package.annual
    supply = [
        (word("pv", language), a.get("pv_ac_kwh", 0.0), COLOURS["pv"]),
        (word("chp", language), a.get("chp_electricity_kwh", 0.0), COLOURS["chp"]),
        (word("biogas", language), a.get("biogas_generation_kwh", 0.0), COLOURS["biogas"]),
        (word("import", language), a.get("electricity_import_kwh", 0.0), COLOURS["import"]),
    ]
    supply += [
        (word(c, language), a.get(f"{c}_import_kwh", 0.0), COLOURS[c]) for c in ("lpg", "gas", "coal", "wood", "heat")
    ]
    uses: dict[str, float] = {}
    for item in package.demand.items:
        uses[item.end_use] = uses.get(item.end_use, 0.0) + float(item.input_kw.sum())
    use = [(_use_word(u, language), uses[u], COLOURS[u]) for u in USES if uses.get(u)]
    use.append((word("export", language), a.get("electricity_export_kwh", 0.0), COLOURS["export"]))
    use.append((word("battery", language), package.balance.battery_loss_kwh, COLOURS["battery"]))
    whole = max(sum(v for _, v, _ in supply), 1e-9)
    for y, parts in ((1, supply), (0, use)):
        left = 0.0
        for label, value, colour in parts:
            if value <= 0.0:
                continue
            axes.barh(y, value / 1000.0, left=left / 1000.0, color=colour, edgecolor="white")
            if value > 0.075 * whole:
                axes.text(
                    (left + value / 2.0) / 1000.0,
                    y,
                    f"{label}\n{value / 1000.0:.1f}",
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color="white" if colour in DARK else "black",
                )
            else:
                place = 0.46 if (parts.index((label, value, colour)) % 2) else -0.46
                if value > 0.012 * whole:
                    axes.text(
                        (left + value / 2.0) / 1000.0,
                        y + place,
                        f"{label} {value / 1000.0:.1f}",
                        ha="center",
                        va="center",
                        fontsize=6.5,
                    )
            left += value
    axes.set_yticks([1, 0], [word("supply", language), word("use", language)])
    axes.set_ylim(-0.65, 1.65)
    axes.set_xlabel("MWh")
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


def waterfall(tree: dict[str, float], label: Callable[[str], str], width: float = 7.6) -> Figure:
    """Waterfall of a loss tree (step -> kWh left), MWh; ``label`` names a step; whole bars at both ends and at the AC side."""
    figure, axes = new(width, 3.0)
    steps = list(tree.items())
    whole = steps[0][1]
    for k, (name, kwh) in enumerate(steps):
        before = steps[k - 1][1] if k else 0.0
        if k in (0, len(steps) - 1) or name == "ac":
            axes.bar(k, kwh / 1000.0, color=COLOURS["export" if name == "export" else "pv"])
            axes.text(k, kwh / 1000.0, f"{kwh / 1000.0:.1f}", ha="center", va="bottom", fontsize=7.5)
        else:
            colour = COLOURS["load"] if name == "self_use" else "#D55E00" if kwh <= before else "#009E73"
            axes.bar(k, (kwh - before) / 1000.0, bottom=before / 1000.0, color=colour)
            axes.text(
                k,
                max(before, kwh) / 1000.0,
                f"{round(100.0 * (kwh / before - 1.0), 1) + 0.0:+.1f}%" if before else "",
                ha="center",
                va="bottom",
                fontsize=7,
            )
    axes.set_xticks(range(len(steps)), [label(n) for n, _ in steps], rotation=35, ha="right", fontsize=7.5)
    floor = 0.0 if "export" in tree else 0.6 * steps[-1][1]
    axes.set_ylim(floor / 1000.0, 1.06 * whole / 1000.0)
    axes.set_ylabel("MWh")
    plain(axes)
    return figure


def loss_tree(package: PackageResult, language: str) -> Figure:
    """Waterfall from plane-of-array energy to export."""
    from retrofit.solar.chain.year import tree_to_export

    names = {"temperature": "cell"}
    tree = tree_to_export(package.solar, package.balance)
    return waterfall(tree, lambda n: word(names.get(n, n), language))


def digester(package: PackageResult, language: str) -> Figure:
    """Gas made, used and lost by month, and the digester's temperature."""
    figure, axes = new(7.6, 3.0)
    b = package.biogas
    assert b is not None
    months = np.arange(1, 13)
    used = _monthly(package, b.stove_kw + b.boiler_kw + b.chp_kw) / 1000.0
    lost = _monthly(package, b.leaked_kw + b.flared_kw + b.vented_kw) / 1000.0
    axes.bar(months, used, 0.8, color=COLOURS["biogas"], label=word("gas used", language))
    axes.bar(months, lost, 0.8, bottom=used, color="#D55E00", label=word("gas lost", language))
    axes.set_ylabel("MWh")
    axes.set_xticks(months)
    axes.set_xlabel(word("month", language))
    plain(axes)
    second = axes.twinx()
    hours = np.bincount(np.asarray(package.demand.index.month), minlength=13)[1:]
    second.plot(
        months,
        _monthly(package, b.digester_temp_c) / hours,
        color="#333333",
        marker="o",
        markersize=3,
        label=f"{word('digester temp', language)} (°C)",
    )
    second.set_ylabel("°C")
    second.spines[["top"]].set_visible(False)
    second.set_ylim(bottom=0.0)
    handles, labels = axes.get_legend_handles_labels()
    more, names = second.get_legend_handles_labels()
    figure.legend(handles + more, labels + names, loc="outside upper center", ncols=3, frameon=False, fontsize=8)
    return figure


def draw(result: ProjectResult, package: PackageResult, language: str) -> dict[str, str]:
    """All figures of a report: name -> SVG text. ``package`` is the one drawn in detail."""
    makers: dict[str, Callable[[], Figure]] = {
        "overview": lambda: overview(result, language),
        "carpet": lambda: carpet(package, language),
        "monthly": lambda: monthly(package, language),
        "weeks": lambda: weeks(result, package, language),
        "flows": lambda: flows(package, language),
    }
    if package.solar.loss_tree:
        makers["loss_tree"] = lambda: loss_tree(package, language)
    if package.biogas is not None:
        makers["digester"] = lambda: digester(package, language)
    return render(makers)
