"""How every figure looks, and how it becomes SVG text: letters stay letters, so the reader's browser shows Chinese whatever fonts made the file."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONT_RULE = re.compile(r"(?<=font-family: )[^;\"]*")
"""The family list that matplotlib writes into the style of a text."""
FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "DejaVu Sans",
    "sans-serif",
)
FONT_STACK = "'Segoe UI', 'Helvetica Neue', Arial, " + ", ".join(f"'{f}'" for f in FONTS[:-1]) + ", sans-serif"
"""What the browser of the reader may choose from."""
# Okabe and Ito's colours: told apart with any kind of colour vision
COLOURS = {
    "pv": "#E69F00", "chp": "#009E73", "biogas": "#009E73", "import": "#56B4E9", "export": "#0072B2", "load": "#333333", "battery": "#CC79A7",
    "space_heating": "#D55E00", "space_cooling": "#56B4E9", "lighting": "#F0E442", "equipment": "#999999", "refrigeration": "#0072B2",
    "hot_water": "#CC79A7", "cooking": "#8C510A", "ventilation": "#B2DF8A", "pumps": "#33A02C", "digester": "#009E73", "lpg": "#8C510A", "gas": "#BF812D",
    "coal": "#4D4D4D", "wood": "#A6761D", "heat": "#D55E00", "electricity": "#56B4E9",
}  # fmt: skip


def new(width: float = 7.6, height: float = 3.4) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def plain(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#e5e5e5", linewidth=0.6)
    axes.set_axisbelow(True)


def installed_fonts() -> list[str]:
    """Fonts of this machine for measuring text: Latin first, then one Chinese font if there is one."""
    from matplotlib import font_manager

    known = {f.name for f in font_manager.fontManager.ttflist}
    chinese = [f for f in FONTS[:-2] if f in known]
    return ["DejaVu Sans", *chinese[:1]]


def render(makers: dict[str, Callable[[], Figure]]) -> dict[str, str]:
    """Each figure as SVG text, letters kept as letters.

    The canvas draws once; ``savefig`` draws everything a first time only to lay it out.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    style: Any = {
        "svg.fonttype": "none",
        "font.family": installed_fonts(),
        "font.size": 9,
        "axes.unicode_minus": False,
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
