"""The picture of a weather year's quality: radiation by day and hour under the sun's lines, clear hours against the sun, closure, yields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrofit.report.render.colours import COLOURS, GREYS, SEQUENCES
from retrofit.report.render.plot import colour_map, render
from retrofit.report.weather.quality import label
from retrofit.report.words.words import vocabulary, word
from weather.quality.clock import clearsky_profile, envelope
from weather.quality.closure import closing_sum
from weather.sun import solar_position
from weather.year import WeatherYear

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_word = vocabulary("weather figure")


def _carpet(axes: Any, year: WeatherYear, language: str) -> None:
    grid = year.column("ghi").reshape(-1, 24).T
    days = grid.shape[1]
    image = axes.imshow(grid, aspect="auto", origin="lower", cmap=colour_map(SEQUENCES["pv"]), vmin=0.0, extent=(0, days, 0, 24), rasterized=True)  # fmt: skip
    axes.figure.colorbar(image, ax=axes, pad=0.01, label="W/m2")
    high = solar_position(year).cos_zenith.reshape(-1, 24)
    hour = np.arange(24) + 0.5
    for side in (np.argmax(high > 0.0, axis=1), 24 - np.argmax(high[:, ::-1] > 0.0, axis=1)):
        # between the last dark and the first light hour (or the other way round) the height is taken as straight
        k = np.clip(side, 1, 23)
        a, b = high[np.arange(days), k - 1], high[np.arange(days), k]
        line = hour[k - 1] + np.divide(a, a - b, out=np.full(days, 0.5), where=np.abs(a - b) > 1e-9)
        axes.plot(np.arange(days) + 0.5, line, color=GREYS[0], linewidth=1.2, label=_word("rise", language))
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[:1], labels[:1], loc="upper right", fontsize=7, frameon=True)
    axes.set_yticks([0, 6, 12, 18, 24])
    axes.set_xlabel(_word("day", language))
    axes.set_ylabel(word("hour", language))
    axes.set_title(_word("carpet", language), fontsize=9)


def _envelope(axes: Any, year: WeatherYear, language: str) -> None:
    month = np.asarray(year.index.month)
    seen = envelope(year.column("ghi"), month).mean(axis=0)
    clear = envelope(clearsky_profile(year), month).mean(axis=0)
    scale = seen.sum() / clear.sum() if clear.sum() > 0.0 else 1.0
    hour = np.arange(24) + 0.5
    axes.plot(hour, seen, color=COLOURS["pv"], marker="o", markersize=3, label=_word("file", language))
    axes.plot(hour, clear * scale, color=GREYS[0], linestyle="--", label=_word("sun", language))
    axes.set_xticks([0, 6, 12, 18, 24])
    axes.set_ylim(0.0, 1.3 * float(max(seen.max(), clear.max() * scale, 1.0)))
    axes.set_xlabel(word("hour", language))
    axes.set_ylabel("W/m2")
    axes.legend(fontsize=7, frameon=False, loc="upper left")
    axes.set_title(_word("envelope", language), fontsize=9)


def _closure(axes: Any, year: WeatherYear, language: str) -> None:
    ghi, total = year.column("ghi"), closing_sum(year)
    lit = (ghi > 0.0) | (total > 0.0)
    top = 50.0 * np.ceil(max(float(ghi.max()), float(total.max()), 1.0) / 50.0)
    counts, _, _ = np.histogram2d(total[lit], ghi[lit], bins=60, range=((0.0, top), (0.0, top)))
    shown = np.where(counts > 0.0, np.log10(np.maximum(counts, 1.0)), np.nan)
    axes.imshow(
        shown, origin="lower", extent=(0, top, 0, top), cmap=colour_map(GREYS[::-1]), aspect="auto", rasterized=True
    )
    axes.plot([0, top], [0, top], color=GREYS[0], linewidth=0.8)
    axes.set_xlabel(_word("x", language))
    axes.set_ylabel(_word("y", language))
    axes.set_title(_word("closure", language), fontsize=9)


def _yields(axes: Any, before: dict[str, float], after: dict[str, float] | None, language: str) -> None:
    x = np.arange(len(before))
    sets = [(before, "before", GREYS[2])] if after is None else [(before, "before", GREYS[2]), (after, "after", COLOURS["pv"])]  # fmt: skip
    width = 0.8 / len(sets)
    for n, (values, name, colour) in enumerate(sets):
        at = x - 0.4 + width * (n + 0.5)
        axes.bar(at, list(values.values()), width * 0.94, color=colour, label=_word(name, language))
        for xi, v in zip(at, values.values(), strict=True):
            axes.annotate(f"{v:,.0f}", (xi, v), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=6.5)
    axes.set_xticks(x, [label(f"{k} roof", language) for k in before], fontsize=8)
    axes.margins(y=0.25)
    axes.legend(fontsize=7, frameon=False, loc="upper center", ncols=2)
    axes.set_title(_word("yield", language), fontsize=9)


def quality_figure(
    year: WeatherYear, before: dict[str, float], after: dict[str, float] | None, language: str
) -> Figure:
    """Four panels; ``before`` and ``after`` are the yields of ``weather_effects.pv_yields`` (``after`` None: nothing to cure)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.6, 5.6), layout="constrained")
    axes = figure.subplots(2, 2)
    _carpet(axes[0, 0], year, language)
    _envelope(axes[0, 1], year, language)
    _closure(axes[1, 0], year, language)
    _yields(axes[1, 1], before, after, language)
    for a in (axes[0, 1], axes[1, 0], axes[1, 1]):
        a.spines[["top", "right"]].set_visible(False)
    return figure


def quality_svg(year: WeatherYear, before: dict[str, float], after: dict[str, float] | None, language: str) -> str:
    """The figure as SVG text."""
    return render({"quality": lambda: quality_figure(year, before, after, language)})["quality"]
