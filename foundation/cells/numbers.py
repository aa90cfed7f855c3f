"""Numbers of a column, read together: what one cell proves about the decimal mark holds for the others.

A comma, blank, point or apostrophe parts thousands only in groups of three from the right. ``12,5`` proves a decimal comma, ``12.5`` a decimal
point; ``1,234`` proves neither. Without proof a point is the decimal mark and a comma parts thousands, as in Chinese and English, except where
the column speaks against it: then both readings are told and none is taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foundation.cells.text import Exact, is_missing, plain
from foundation.messages import Verbatim, message

LONGEST = 40
"""Characters of a number."""
_CELL = re.compile(
    r"(?P<sign>[+-]?) ?(?P<money>[¥$€]?) ?(?P<body>[0-9.,](?:[0-9.,]|[ '](?=[0-9]))*)(?P<exp>[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z]))? ?(?P<unit>\D.*)?"
)
_POINT = re.compile(
    r"(?:[0-9]+|[1-9][0-9]{0,2}(?:(?P<mark>[,' ])[0-9]{3})(?:(?P=mark)[0-9]{3})*)(?:\.[0-9]+)?|\.[0-9]+"
)
_COMMA = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?:(?P<mark>[.' ])[0-9]{3})(?:(?P=mark)[0-9]{3})*)(?:,[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A cell's value and the unit that stands behind it in the cell, empty where there is none."""

    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a cell is not taken for a number: told, with what is allowed and a cure."""

    told: str
    allowed: str
    cure: str


@dataclass(frozen=True, slots=True)
class _Parts:
    sign: float
    body: str
    exponent: str
    unit: str

    def value(self, decimal: str) -> float:
        digits = re.sub(r"[ ']", "", self.body).replace("," if decimal == "." else ".", "").replace(decimal, ".")
        return self.sign * float(digits + self.exponent)


NO_NUMBER = Flaw("not a number", "a number as 1234.5", "write the number with digits and a decimal point, as 1234.5")


def _parts(text: str) -> _Parts | None:
    cell = plain(text)
    bracketed = re.fullmatch(r"\((.*)\)", cell)
    found = _CELL.fullmatch(bracketed[1].strip() if bracketed else cell)
    if found is None or len(found["body"]) > LONGEST or (bracketed and found["sign"]):
        return None
    unit = (found["unit"] or "").strip()
    if unit.startswith((".", ",", "'", "_")) or not re.search("[0-9]", found["body"]):
        return None
    sign = -1.0 if bracketed or found["sign"] == "-" else 1.0
    part = _Parts(sign, found["body"].strip(), found["exp"] or "", unit or ("CNY" if found["money"] else ""))
    decimal = "." if _POINT.fullmatch(part.body) else "," if _COMMA.fullmatch(part.body) else ""
    return None if decimal and not math.isfinite(part.value(decimal)) else part


def _shown(value: float) -> str:
    return f"{value:.12g}"


def _open(part: _Parts, told: str) -> Flaw:
    a, b = _shown(part.value(".")), _shown(part.value(","))
    readings = message("either {a} or {b}", a=a, b=b)
    large = max(a, b, key=lambda x: abs(float(x)))
    small = b if large == a else a
    fixed = f"{float(small):.4f}" if abs(float(small)) < 1e12 else small
    return Flaw(told, readings, message("write {large}, or {small}", large=Verbatim(large), small=Verbatim(fixed)))


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the cells of a column say together about their decimal mark."""

    points: bool
    commas: bool
    doubtful: bool

    def read(self, part: _Parts) -> Number | Flaw:
        as_point, as_comma = bool(_POINT.fullmatch(part.body)), bool(_COMMA.fullmatch(part.body))
        if as_point and as_comma and part.value(".") == part.value(","):
            return Number(part.value("."), part.unit)
        if self.points and self.commas and as_point != as_comma:
            told = "the column has both decimal commas and decimal points"
            value = _shown(part.value("." if as_point else ","))
            return Flaw(told, "one decimal mark in a column", message("write {number}", number=Verbatim(value)))
        if as_point and as_comma:
            if self.doubtful or (self.points and self.commas):
                return _open(part, "the mark may part thousands or be the decimal mark")
            return Number(part.value("," if self.commas else "."), part.unit)
        if as_point or as_comma:
            return Number(part.value("." if as_point else ","), part.unit)
        return Flaw("the marks in the number fit no way of writing it", "1234.5 or 1,234.5", "write the number with digits and a decimal point, as 1234.5")  # fmt: skip


def _proof(parts: Sequence[_Parts], separator: str) -> _Proof:
    both = [(p, bool(_POINT.fullmatch(p.body)), bool(_COMMA.fullmatch(p.body))) for p in parts]
    points = any(a and not b for _, a, b in both)
    commas = any(b and not a for _, a, b in both)
    either = [p for p, a, b in both if a and b and p.value(".") != p.value(",")]
    marks = {m for p in either for m in ".," if m in p.body}
    whole = any(p.body.isdigit() and len(p.body) > 2 and not p.body.startswith("0") for p in parts)
    # no proof, and: the file parts cells as people with a decimal comma do; both marks; 987 beside 1.012
    doubtful = not points and not commas and (separator == ";" or len(marks) > 1 or (whole and "." in marks))
    return _Proof(points, commas, doubtful)


def read_numbers(cells: Sequence[str], separator: str = ",") -> list[Number | Flaw | None]:
    """Numbers of the cells of one column; None where a cell says that there is none.

    Parameters
    ----------
    cells : sequence of str
        As they stand in the file.
    separator : str
        What parts the file's cells; in a file with semicolons a comma may well be a decimal mark.

    >>> [n.value for n in read_numbers(["1.201,50", "980,00"], ";")]
    [1201.5, 980.0]
    >>> [n.value for n in read_numbers(["1,234", "12.5", "(3)", "４度", "1.2万"])], read_numbers(["1.2万"])[0].unit
    ([1234.0, 12.5, -3.0, 4.0, 1.2], '万')
    >>> read_numbers(["1.234"], ";")[0].allowed, read_numbers(["1_000"])[0].told
    ('either 1.234 or 1234', 'not a number')
    """
    parsed = [None if isinstance(c, Exact) or is_missing(c) else _parts(c) for c in cells]
    proof = _proof([p for p in parsed if p is not None], separator)
    out: list[Number | Flaw | None] = []
    for cell, part in zip(cells, parsed, strict=True):
        if isinstance(cell, Exact):
            out.append(_exact(cell))
        elif is_missing(cell):
            out.append(None)
        else:
            out.append(NO_NUMBER if part is None else proof.read(part))
    return out


def _exact(cell: str) -> Number | Flaw:
    try:
        value = float(cell)
    except ValueError:
        return NO_NUMBER
    return Number(value) if math.isfinite(value) else NO_NUMBER


def plain_float(text: str) -> float:
    """A number with a decimal point as programs write it; not Python's ``1_0``, nor digits of other scripts.

    Raises
    ------
    ValueError
        It is none.
    """
    if "_" in text or not text.isascii():
        raise ValueError(f"not a plain number: {text!r}")
    return float(text)


def plain_floats(cells: Sequence[str]) -> np.ndarray:
    """A column of numbers that are all written as programs write them.

    Raises
    ------
    ValueError
        One is not.
    """
    text = "".join(cells)
    if "_" in text or not text.isascii():
        raise ValueError("not plain numbers alone")
    return np.array(cells, dtype=float)
