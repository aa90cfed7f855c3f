"""Colours of the design system: one colour, one meaning, on pages and in drawings.

Carriers and end uses have a hue; what has no carrier (money, efficiency) is grey. A verdict is told by shape, word and number, never by colour.
The ten hues lie at least 15 apart (CIE 1976) for normal, protan and deutan sight; close pairs are parted by white and labelled at the mark.
"""

from __future__ import annotations

from foundation.carriers import BIOGAS, ELECTRICITY, HEAT, TABLE

INK, INK2, INK3 = "#17212B", "#4A5763", "#6F7B86"
LINE, HAIR, WASH, PAPER = "#CBD2D9", "#E4E8EC", "#F3F5F7", "#FFFFFF"
GREYS = ("#22303D", "#5D6C7A", "#9AA6B1", "#D5DBE1")
"""From dark to light, for what has no carrier."""

_CARRIER = {key: c.colour for key, c in TABLE.items()}
COLOURS = _CARRIER | {
    "pv": "#E8A200", "chp": _CARRIER[BIOGAS], "import": _CARRIER[ELECTRICITY], "export": "#174A7E", "battery": "#7A57DC", "load": INK,
    "space_heating": _CARRIER[HEAT], "space_cooling": "#7CC4E8", "hot_water": "#F2D3DE", "digester": _CARRIER[BIOGAS],
    "ventilation": GREYS[1], "pumps": GREYS[2], "lighting": GREYS[3], "equipment": GREYS[2], "refrigeration": GREYS[1], "cooking": GREYS[0],
}  # fmt: skip
"""By carrier (``carriers.csv``), supply or end use."""
LABEL_COLOURS = {"pv": "#8A6000", "import": "#B03F27", "electricity": "#B03F27"}
"""Where a word stands in a hue that is too pale for text."""
MEASURES = {"pv": "pv", "battery": "battery", "digester": "biogas", "heat_pump": "heat", "hot_water": "heat"}
"""Measure to carrier, for the bar of a package; the others are grey."""
SEQUENCES = {"pv": ("#FBEFCF", "#F3CC70", "#E8A200", "#B98100", "#8A5F00")}
"""One hue by lightness in five steps."""
DIVERGING = (COLOURS["import"], PAPER, COLOURS["export"])


def rgb(colour: str) -> tuple[int, int, int]:
    """
    >>> rgb("#E8A200")
    (232, 162, 0)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def lightness(colour: str) -> float:
    """CIE 1976 L*, 0 to 100.

    >>> round(lightness("#E8A200")), round(lightness("#174A7E"))
    (72, 31)
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255.0 for v in rgb(colour))]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116.0 * y ** (1.0 / 3.0) - 16.0 if y > 0.008856 else 903.3 * y


def on(colour: str) -> str:
    """The text colour that is read on a fill."""
    return INK if lightness(colour) > 58.0 else PAPER


def css_variables() -> str:
    """The colours as custom properties of a page."""
    named = {"ink": INK, "ink2": INK2, "ink3": INK3, "line": LINE, "hair": HAIR, "wash": WASH, "paper": PAPER}
    named |= {f"p{k + 1}": g for k, g in enumerate(GREYS)}
    named |= {k.replace("_", "-"): v for k, v in COLOURS.items() if k != "load"}
    return ":root{" + ";".join(f"--{k}:{v}" for k, v in named.items()) + "}"
