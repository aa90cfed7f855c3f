"""Drawings as SVG text, written directly: letters stay letters, so the reader's browser shows Chinese whatever fonts made the file.

Lengths are CSS pixels; a drawing is made for the width at which it is shown, so that its text keeps its size.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from retrofit.report.render.colours import INK, INK2, rgb

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans SC")
FONT_STACK = ", ".join(f"'{f}'" for f in FONTS) + ", system-ui, sans-serif"
"""What the browser of the reader may choose from."""
LABEL, TICK = 13.0, 11.5
"""Sizes of labels and ticks."""


def _n(value: float) -> str:
    """A length with a tenth of a pixel."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def text_width(text: str, size: float = LABEL) -> float:
    """About how wide a text is: a Chinese sign is as wide as high, a Latin letter a good half of that.

    >>> text_width("光伏", 10.0), round(text_width("12.5", 10.0), 1)
    (20.0, 22.4)
    """
    return size * sum(1.0 if ord(c) > 0x2E7F else 0.56 for c in text)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values from ``low`` to ``high``, at most ``most`` steps.

    >>> ticks(-3.0, 9.0), ticks(0.0, 0.0)
    ([0.0, 5.0], [0.0])
    """
    span = high - low
    if not span > 0.0:
        return [low]
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= rough * (1.0 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step + 0.0 for k in range(first, last + 1)]


def apart(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions of labels, pushed apart to at least ``gap`` and kept between ``low`` and ``high`` as far as they fit; the order stays.

    >>> apart([10.0, 12.0, 50.0], 13.0, 0.0, 100.0)
    [4.5, 17.5, 50.0]
    """
    order = sorted(range(len(positions)), key=lambda k: positions[k])
    groups: list[tuple[list[int], float]] = []  # labels that touch move together around their mean
    for k in order:
        members, centre = [k], positions[k]
        while groups and centre - gap * (len(members) - 1) / 2.0 < groups[-1][1] + gap * (len(groups[-1][0]) + 1) / 2.0:
            members = groups.pop()[0] + members
            centre = sum(positions[m] for m in members) / len(members)
            half = gap * (len(members) - 1) / 2.0
            centre = min(max(centre, low + half), high - half)
        groups.append((members, centre))
    out = [0.0] * len(positions)
    for members, centre in groups:
        for n, k in enumerate(members):
            out[k] = centre + gap * (n - (len(members) - 1) / 2.0)
    return out


def number(value: float, digits: int | None = None) -> str:
    """A number on a drawing: three significant digits, a true minus.

    >>> number(0.0), number(12.345), number(-1234.5), number(0.1234, 1)
    ('0', '12.3', '−1,234', '0.1')
    """
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 99.95 or value == 0.0 else 1 if size >= 9.995 else 2
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) != 0.0 else text.replace("-", "")


class Drawing:
    """What is drawn, in order; ``svg()`` gives the text. ``label`` says to a screen reader what is shown."""

    def __init__(self, width: float, height: float, label: str) -> None:
        self.width, self.height, self.label = width, height, label
        self.body: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, outline: bool = False) -> None:
        """A bar; a pale one may have an outline of ink."""
        edge = f' stroke="{INK}" stroke-width=".8"' if outline else ""
        self.body.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"{edge}/>'
        )

    def line(self, x: float, y: float, x2: float, y2: float, stroke: str = INK, width: float = 1.0, dash: str = "") -> None:  # fmt: skip
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.body.append(
            f'<path d="M{_n(x)} {_n(y)}L{_n(x2)} {_n(y2)}" stroke="{stroke}" stroke-width="{_n(width)}"{dashed}/>'
        )

    def curve(
        self, x: Iterable[float], y: Iterable[float], stroke: str, width: float = 1.4, dash: str = "", fill: str = ""
    ) -> None:
        """A line through points, or (``fill``) the area that it closes."""
        points = "L".join(f"{_n(a)} {_n(b)}" for a, b in zip(x, y, strict=True))
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        drawn = f' stroke="{stroke}" stroke-width="{_n(width)}"' if stroke else ""
        self.body.append(f'<path d="M{points}" fill="{fill or "none"}"{drawn}{dashed} stroke-linejoin="round"/>')

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        self.body.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"/>')

    def text(self, x: float, y: float, text: str, size: float = LABEL, anchor: str = "start", fill: str = INK2, bold: bool = False) -> None:  # fmt: skip
        """A line of text; ``y`` is its middle."""
        told = "" if anchor == "start" else f' text-anchor="{anchor}"'
        weight = ' font-weight="700"' if bold else ""
        self.body.append(
            f'<text x="{_n(x)}" y="{_n(y + 0.35 * size)}" font-size="{_n(size)}" fill="{fill}"{told}{weight}>{escape(text)}</text>'
        )

    def cells(self, x: float, y: float, width: float, height: float, pixels: np.ndarray) -> None:
        """A field of coloured cells, shape (rows, columns, 3), 0 to 255; sharp at every size."""
        data = base64.b64encode(png(pixels)).decode()
        self.body.append(
            f'<image x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
        )

    def svg(self) -> str:
        w, h = _n(self.width), _n(self.height)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{escape(self.label)}"'
        style = f'font-family="{escape(FONT_STACK)}" style="font-variant-numeric:tabular-nums lining-nums"'
        return f"{head} {style}>" + "\n".join(self.body) + "</svg>"


def png(pixels: np.ndarray) -> bytes:
    """A picture of eight-bit colours, shape (rows, columns, 3), as PNG (ISO/IEC 15948)."""
    rows, columns, _ = pixels.shape
    lines = np.zeros((rows, 1 + 3 * columns), dtype=np.uint8)  # each row begins with its filter: none
    lines[:, 1:] = pixels.reshape(rows, -1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">II", columns, rows) + bytes((8, 2, 0, 0, 0))  # 8 bits of red, green, blue; no interlacing
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines.tobytes(), 6)) + chunk(b"IEND", b"")
    )  # fmt: skip


def coloured(values: np.ndarray, stops: Sequence[str], low: float, high: float) -> np.ndarray:
    """Values between ``low`` and ``high`` as colours between the stops, shape (..., 3)."""
    place = np.clip((values - low) / (high - low if high > low else 1.0), 0.0, 1.0)
    at = np.linspace(0.0, 1.0, len(stops))
    parts = [np.interp(place, at, [float(rgb(s)[k]) for s in stops]) for k in range(3)]
    return np.asarray(np.round(np.stack(parts, axis=-1)), dtype=np.uint8)
