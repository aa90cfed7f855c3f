"""Figures that need more than bars and lines, drawn by matplotlib in the look of the others; letters stay letters in their SVG text."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from retrofit.report.render.colours import HAIR, INK, INK2
from retrofit.report.render.svg import FONT_STACK, FONTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONT_RULE = re.compile(r"(?<=font-family: )[^;\"]*")
"""The family list that matplotlib writes into the style of a text."""
MEASURED = (*FONTS, "SimHei", "WenQuanYi Micro Hei")
"""Chinese fonts by which a text may be measured."""


def new(width: float = 7.6, height: float = 3.4) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def plain(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=HAIR, linewidth=0.6)
    axes.set_axisbelow(True)


def colour_map(stops: Sequence[str]) -> Any:
    """A scale of colours through the stops."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("scale", list(stops))


def installed_fonts() -> list[str]:
    """Fonts of this machine for measuring text: Latin first, then one Chinese font if there is one."""
    from matplotlib import font_manager

    known = {f.name for f in font_manager.fontManager.ttflist}
    chinese = [f for f in MEASURED if f in known]
    return ["DejaVu Sans", *chinese[:1]]


def render(makers: dict[str, Callable[[], Figure]]) -> dict[str, str]:
    """Each figure as SVG text, letters kept as letters.

    The canvas draws once; ``savefig`` draws everything a first time only to lay it out.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    style: Any = {
        "svg.fonttype": "none",
        "text.parse_math": False,  # a name with two dollar signs is a name
        "font.family": installed_fonts(),
        "font.size": 9,
        "axes.unicode_minus": False,
        "text.color": INK,
        "axes.labelcolor": INK2,
        "axes.edgecolor": INK,
        "xtick.color": INK2,
        "ytick.color": INK2,
        "svg.hashsalt": "netzero-retrofit",
    }
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    out = {}
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        for name, make in makers.items():
            buffer = io.StringIO()
            FigureCanvasSVG(make()).print_svg(buffer, metadata={"Date": None})
            text = buffer.getvalue()
            out[name] = FONT_RULE.sub(FONT_STACK, text[text.index("<svg") :])
    return out
