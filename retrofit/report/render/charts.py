"""The charts that more than one page shows: stacked months, hours of a year, bars about zero, tapers, lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from retrofit.report.render.colours import COLOURS, GREYS, HAIR, INK, INK2, LABEL_COLOURS, PAPER, on
from retrofit.report.render.svg import LABEL, TICK, Drawing, apart, coloured, number, text_width, ticks

WIDE, NARROW = 760.0, 340.0
"""Widths for which a chart is drawn: on a desktop or on paper, and on a phone."""
GAP = 14.0
"""Least distance of labels."""


class Part(NamedTuple):
    """One colour of a stack: its word, its colour's key, its values."""

    word: str
    colour: str
    values: np.ndarray


def _fill(key: str) -> str:
    return COLOURS.get(key, key)


def _ink(key: str) -> str:
    """A colour for the word beside a mark."""
    return LABEL_COLOURS.get(key, INK2)


def _grid(d: Drawing, values: Sequence[float], y: dict[float, float], left: float, right: float) -> None:
    for v in values:
        d.line(left, y[v], right, y[v], INK if v == 0.0 else HAIR, 1.0)
        d.text(left - 6.0, y[v], number(v, 0 if float(v).is_integer() else 1), TICK, "end")


def _unit(d: Drawing, unit: str, right: float, y: float) -> None:
    """The unit over the numbers of an axis; a long one begins at the drawing's edge."""
    wide = text_width(unit, TICK)
    d.text(max(right - wide, right - 32.0), y, unit, TICK)


def _heap(
    d: Drawing, parts: Sequence[Part], sign: float, left: float, step: float, zero: float, scale: float
) -> dict[int, float]:
    """Parts on each other, away from the zero line; returns the height of the middle of each in the last column."""
    base, middle = np.zeros(len(parts[0].values) if parts else 0), {}
    for p in parts:
        for k, v in enumerate(p.values):
            if v <= 0.0:
                continue
            tall = v * scale
            y = zero - sign * base[k] * scale - (tall if sign > 0.0 else 0.0)
            outlined = p.colour == "hot_water" and tall > 2.0
            d.rect(left + step * (k + 0.1), y + 0.3, 0.8 * step, max(tall - 0.6, 0.3), _fill(p.colour), outlined)
        middle[id(p)] = zero - sign * scale * float(base[-1] + p.values[-1] / 2.0)
        base = base + p.values
    return middle


def stacked(
    up: Sequence[Part],
    down: Sequence[Part],
    columns: Sequence[str],
    unit: str,
    *,
    label: str,
    width: float = WIDE,
    height: float = 320.0,
    ends: tuple[str, str] = ("", ""),
    total: str = "sum",
    below: Sequence[Part] = (),
    digits: int = 0,
) -> str:
    """Columns above and below zero; each colour's word and its sum (or mean) over the columns stand at the right.

    ``ends`` are the words above and below the zero line; ``below`` are rows of numbers with ``digits`` decimals under the columns.
    """
    up, down = [p for p in up if p.values.any()], [p for p in down if p.values.any()]
    high = float(sum((p.values for p in up), np.zeros(len(columns))).max(initial=0.0))
    low = -float(sum((p.values for p in down), np.zeros(len(columns))).max(initial=0.0))
    d = Drawing(width, height, label)
    told = [(p, number(float(p.values.sum() if total == "sum" else p.values.mean()))) for p in (*up, *down)]
    words = [f"{p.word} {t}" for p, t in told] + [p.word for p in below]
    room = max((text_width(w, 12.0) for w in words), default=0.0) + 22.0
    left, right, top, bottom = 40.0, width - min(room, 0.42 * width), 22.0, height - 22.0
    d.height = height + 18.0 * len(below)
    span = (high - low) or 1.0
    scale = (bottom - top) / span
    zero = top + high * scale
    marks = ticks(low, high, 6)
    _grid(d, marks, {v: zero - v * scale for v in marks}, left, right)
    step = (right - left) / len(columns)
    middle = {
        k: v
        for sign, parts in ((1.0, up), (-1.0, down))
        for k, v in _heap(d, parts, sign, left, step, zero, scale).items()
    }
    d.line(left, zero, right, zero)
    for k, c in enumerate(columns):
        d.text(left + step * (k + 0.5), height - 10.0, c, TICK, "middle")
    for n, row in enumerate(below):
        y = height + 18.0 * n + 6.0
        every = 1 if step > 24.0 else 2  # numbers side by side would touch
        for k, v in list(enumerate(row.values))[::every]:
            d.text(left + step * (k + 0.5), y, number(float(v), digits), TICK, "middle", _ink(row.colour))
        d.text(right + 6.0, y, row.word, 12.0, fill=_ink(row.colour))
    _unit(d, unit, left - 6.0, 8.0)
    if ends[0]:
        d.text(left + 4.0, 8.0, f"{ends[0]} ↑", TICK)
        d.text(left + 4.0 + text_width(f"{ends[0]} ↑", TICK) + 14.0, 8.0, f"{ends[1]} ↓", TICK)
    places = apart([middle[id(p)] for p, _ in told], GAP, top, bottom)
    for (p, t), y in zip(told, places, strict=True):
        d.rect(right + 6.0, y - 4.0, 8.0, 8.0, _fill(p.colour), p.colour == "hot_water")
        d.text(right + 18.0, y, f"{p.word} {t}", 12.0, fill=_ink(p.colour))
    return d.svg()


def hours_of_year(
    hourly: np.ndarray,
    months: np.ndarray,
    stops: Sequence[str],
    limits: tuple[float, float],
    *,
    label: str,
    key: Sequence[tuple[str, str]],
    width: float = WIDE,
    height: float = 250.0,
) -> str:
    """Days from left to right, hours upwards (24 at the top).

    Parameters
    ----------
    hourly, months : ndarray (hours,)
        Value and month (1 to 12) of every hour.
    stops, limits
        Colours and the values of the first and the last.
    key : sequence of (colour, word)
        What the colours say.
    """
    days = len(hourly) // 24
    grid = hourly[: days * 24].reshape(days, 24).T[::-1]
    d = Drawing(width, height, label)
    left, right, top, bottom = 26.0, width - 2.0, 24.0, height - 20.0
    d.cells(left, top, right - left, bottom - top, coloured(grid, stops, *limits))
    for hour in (0, 6, 12, 18, 24):
        d.text(left - 5.0, bottom - (bottom - top) * hour / 24.0, str(hour), TICK, "end")
    starts = np.flatnonzero(np.diff(months[: days * 24 : 24], prepend=0))
    ends = [*starts[1:], days]
    for month, (first, last) in enumerate(zip(starts, ends, strict=True), 1):
        d.text(left + (right - left) * (first + last) / 2.0 / days, height - 8.0, str(month), TICK, "middle")
    x = left
    for colour, word in key:
        d.rect(x, 5.0, 10.0, 10.0, colour, colour == PAPER)
        d.text(x + 15.0, 10.0, word, 12.0)
        x += 15.0 + text_width(word, 12.0) + 18.0
    return d.svg()


def about_zero(
    groups: Sequence[tuple[str, Sequence[tuple[str, float, bool]]]], unit: str, *, label: str, width: float = WIDE
) -> str:
    """Bars left and right of zero, group by group; each row has a word, a value and whether it is the advised one."""
    rows = [(word, value, strong) for _, members in groups for word, value, strong in members]
    d = Drawing(width, 26.0 * len(groups) + 19.0 * len(rows) + 8.0, label)
    longest = max((text_width(w, 12.0) for w, _, _ in rows), default=0.0)
    left, right = min(longest + 12.0, 0.38 * width), width - 4.0
    low, high = min(0.0, *(v for _, v, _ in rows)), max(0.0, *(v for _, v, _ in rows))
    pad = 46.0  # the number beside the longest bar
    scale = (right - left - (pad if low < 0.0 else 0.0) - (pad if high > 0.0 else 0.0)) / ((high - low) or 1.0)
    zero = left + (pad if low < 0.0 else 0.0) - low * scale
    y = 4.0
    for name, members in groups:
        d.text(0.0, y + 11.0, name, LABEL, fill=INK, bold=True)
        y += 24.0
        begin = y
        for word, value, strong in members:
            d.text(0.0, y + 8.0, word, 12.0, fill=INK if strong else INK2, bold=strong)
            long = abs(value) * scale
            d.rect(zero if value > 0.0 else zero - long, y + 2.0, long, 12.0, GREYS[0] if strong else GREYS[2])
            sign = "+" if value > 0.0 else ""
            at, anchor = (zero + long + 4.0, "start") if value >= 0.0 else (zero - long - 4.0, "end")
            d.text(at, y + 8.0, f"{sign}{number(value, 0)}{unit}", TICK, anchor, INK if strong else INK2, strong)
            y += 19.0
        d.line(zero, begin - 1.0, zero, y - 2.0)
        y += 2.0
    return d.svg()


def taper(
    steps: Sequence[tuple[str, float, str]], unit: str, *, label: str, width: float = WIDE, delta_head: str = ""
) -> str:
    """What is left after every step (bars from zero), and at the right what each step takes, magnified.

    ``steps`` are word, value left and the key of the colour; the first is the whole.
    """
    row = 20.0
    d = Drawing(width, row * len(steps) + 22.0, label)
    words = min(max(text_width(w, 12.0) for w, _, _ in steps) + 10.0, 0.34 * width)
    whole = max(v for _, v, _ in steps) or 1.0
    split = words + 0.58 * (width - words)
    long = (split - words - 52.0) / whole
    losses = [v / b - 1.0 if b else 0.0 for (_, v, _), (_, b, _) in zip(steps[1:], steps, strict=False)]
    reach = max((abs(x) for x in losses), default=0.0) or 1.0
    numbers = 46.0
    most = (width - split - numbers - 16.0) / reach
    d.text(words, 9.0, unit, TICK)
    d.text(width, 9.0, delta_head, TICK, "end")
    for k, (word, value, colour) in enumerate(steps):
        y = 18.0 + row * k
        d.text(0.0, y + 9.0, word, 12.0)
        d.rect(words, y + 3.0, value * long, 12.0, _fill(colour))
        d.text(words + value * long + 5.0, y + 9.0, number(value), TICK)
        if k and losses[k - 1] != 0.0:
            change = losses[k - 1]
            bar = abs(change) * most
            d.rect(width - numbers - bar, y + 3.0, bar, 12.0, GREYS[1] if change < 0.0 else COLOURS["pv"])
            told = number(round(100.0 * change, 1) + 0.0, 1)
            d.text(width, y + 9.0, f"{'+' if change > 0.0 and told != '0.0' else ''}{told}%", TICK, "end")
    return d.svg()


def band(rows: Sequence[tuple[str, Sequence[Part]]], unit: str, *, label: str, width: float = WIDE) -> str:
    """Rows of one stacked bar each, all to one scale; words stand in the pieces where they fit, the others in a line below."""
    sizes = [
        [(p.word, p.colour, float(p.values.sum())) for p in parts if float(p.values.sum()) > 0.0] for _, parts in rows
    ]
    whole = max((sum(v for _, _, v in pieces) for pieces in sizes), default=0.0) or 1.0
    head = max(text_width(name, LABEL) for name, _ in rows) + 10.0
    scale = (width - head - 2.0) / whole

    def fits(word: str, v: float) -> bool:
        return v * scale >= max(text_width(word, 12.0), text_width(number(v), 12.0)) + 8.0

    wrapped = [
        _wrap([(f"{w} {number(v)}", c) for w, c, v in pieces if not fits(w, v)], width - head) for pieces in sizes
    ]
    heights = [56.0 + 16.0 * len(w) for w in wrapped]
    d = Drawing(width, sum(heights) + 14.0, label)
    d.text(width, 7.0, unit, TICK, "end")
    y = 14.0
    for (name, _), pieces, more, tall in zip(rows, sizes, wrapped, heights, strict=True):
        d.text(0.0, y + 20.0, name, LABEL, fill=INK, bold=True)
        x = head
        for word, colour, v in pieces:
            wide = v * scale
            d.rect(x + 0.5, y, max(wide - 1.0, 0.5), 40.0, _fill(colour), colour == "hot_water")
            if fits(word, v):
                d.text(x + wide / 2.0, y + 13.0, word, 12.0, "middle", on(_fill(colour)))
                d.text(x + wide / 2.0, y + 28.0, number(v), 12.0, "middle", on(_fill(colour)))
            x += wide
        for n, told in enumerate(more):
            x = head
            for text, colour in told:
                at = y + 52.0 + 16.0 * n
                d.rect(x, at - 4.0, 8.0, 8.0, _fill(colour), colour == "hot_water")
                d.text(x + 12.0, at, text, 12.0)
                x += text_width(text, 12.0) + 28.0
        y += tall
    return d.svg()


def _wrap(words: Sequence[tuple[str, str]], width: float) -> list[list[tuple[str, str]]]:
    """Words with their colours in lines."""
    lines: list[list[tuple[str, str]]] = []
    used = width + 1.0
    for text, colour in words:
        need = text_width(text, 12.0) + 28.0
        if used + need > width:
            lines.append([])
            used = 0.0
        lines[-1].append((text, colour))
        used += need
    return lines


class Line(NamedTuple):
    """One curve: its word, its colour's key, its values, and how it is drawn."""

    word: str
    colour: str
    values: np.ndarray
    style: str = "line"
    """``line`` | ``area`` | ``dash`` | ``dots``"""


def lines(
    curves: Sequence[Line],
    x: np.ndarray,
    unit: str,
    *,
    label: str,
    x_ticks: Sequence[tuple[float, str]],
    title: str = "",
    width: float = WIDE,
    height: float = 200.0,
    limits: tuple[float, float] | None = None,
    x_word: str = "",
    upright: tuple[float, str] | None = None,
) -> str:
    """Curves over a common axis, each with its word and colour above; ``upright`` is a place on the axis and its word."""
    d = Drawing(width, height, label)
    panel(d, curves, x, unit, (0.0, 0.0, width, height), x_ticks, title=title, limits=limits, x_word=x_word, upright=upright)  # fmt: skip
    return d.svg()


def _legend(d: Drawing, curves: Sequence[Line], x: float, y: float, right: float) -> float:
    """Words of the curves from (x, y) on; returns the height used."""
    at, top = x, y
    for c in curves:
        need = 20.0 + text_width(c.word, 12.0) + 14.0
        if at > x and at + need > right + 14.0:
            at, y = x, y + 16.0
        if c.style == "area":
            d.rect(at, y - 5.0, 14.0, 10.0, _fill(c.colour))
        else:
            d.line(at, y, at + 14.0, y, _fill(c.colour), 2.4, "4 3" if c.style == "dash" else "")
        d.text(at + 19.0, y, c.word, 12.0, fill=_ink(c.colour))
        at += need
    return y - top + 16.0 if curves else 0.0


def panel(
    d: Drawing,
    curves: Sequence[Line],
    x: np.ndarray,
    unit: str,
    box: tuple[float, float, float, float],
    x_ticks: Sequence[tuple[float, str]],
    *,
    title: str = "",
    limits: tuple[float, float] | None = None,
    x_word: str = "",
    upright: tuple[float, str] | None = None,
) -> None:
    """Curves drawn into a box (left, top, width, height) of a drawing."""
    x0, y0, wide, tall = box
    left, right = x0 + 38.0, x0 + wide - 6.0
    y = y0 + 8.0
    if title:
        d.text(left, y, title, 12.0, fill=INK, bold=True)
        y += 18.0
    y += _legend(d, curves, left, y, right)
    _unit(d, unit, left - 6.0, y)
    top, bottom = y + 10.0, y0 + tall - (36.0 if x_word else 20.0)
    values = np.concatenate([c.values for c in curves]) if curves else np.zeros(1)
    low, high = limits or (min(0.0, float(values.min())), max(float(values.max()), 1e-9))
    if high <= low:
        high = low + 1.0
    scale = (bottom - top) / (high - low)
    marks = ticks(low, high, 5 if bottom - top > 90.0 else 3)
    _grid(d, marks, {v: bottom - (v - low) * scale for v in marks}, left, right)
    span = float(x[-1] - x[0]) or 1.0
    px = left + (right - left) * (x - x[0]) / span
    for c in curves:
        py = bottom - (np.clip(c.values, low, high) - low) * scale
        if c.style == "area":
            base = bottom + min(low, 0.0) * scale
            d.curve([px[0], *px, px[-1]], [base, *py, base], "", fill=_fill(c.colour))
        else:
            d.curve(px, py, _fill(c.colour), 1.5, "4 3" if c.style == "dash" else "")
        if c.style == "dots":
            for a, b in zip(px, py, strict=True):
                d.dot(a, b, 2.6, _fill(c.colour))
    if upright is not None:
        at = left + (right - left) * min(max((upright[0] - float(x[0])) / span, 0.0), 1.0)
        d.line(at, top, at, bottom, INK, 1.0, "4 3")
        side = "end" if at > (left + right) / 2.0 else "start"
        d.text(at + (-5.0 if side == "end" else 5.0), bottom - 9.0, upright[1], 12.0, side)
    for at, word in x_ticks:
        d.text(left + (right - left) * (at - float(x[0])) / span, bottom + 11.0, word, TICK, "middle")
    if x_word:
        d.text((left + right) / 2.0, bottom + 27.0, x_word, TICK, "middle")
