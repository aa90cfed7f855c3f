"""Prices as price lists write them: ``8.5 CNY/kg``, ``120 CNY/bottle(15 kg)``, ``3.45 CNY/m3``, in Chinese units too; what is per what is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foundation.cells.numbers import Flaw, Number, read_numbers
from foundation.cells.text import plain
from foundation.cells.units import unit_of
from foundation.messages import Verbatim, message

BOTTLE_KG = 15.0
"""Fill of the usual household bottle of LPG, kg (YSP35.5 of GB 5842; 5 kg and 50 kg are the others)."""
_MONEY = {
    1.0: ("cny", "rmb", "yuan", "元", "人民币", "块", "块钱", "¥", "￥", "圆"),
    0.01: ("fen", "分", "分钱"),
    0.1: ("jiao", "角", "毛"),
    1e3: ("千元", "kcny"),
    1e4: ("万元", "万cny", "万rmb", "万", "10^4cny"),
}
MONEY = {name: factor for factor, names in _MONEY.items() for name in names}
"""CNY of one of each."""
_AREA = ("m2", "m^2", "m²", "㎡", "平方米", "平米", "平", "sqm")
_TIMES = {
    "season": ("season", "heatingseason", "采暖季", "供暖季", "采暖期", "供暖期", "季"),
    "month": ("month", "mo", "月", "个月"),
    "year": ("year", "a", "yr", "年"),
}
_BOTTLE = ("bottle", "cylinder", "瓶", "钢瓶", "气瓶", "罐", "瓶装")
_AMOUNT = r"([0-9]+(?:\.[0-9]+)?)"
ALLOWED = "8.5 CNY/kg, 120 CNY/bottle(15 kg), 3.45 CNY/m3, 0.6 CNY/kWh, 900 CNY/t, 90 CNY/GJ, 27 CNY/m2 season"
_DOLLARS = re.compile(r"[$€£]|usd|eur|hkd", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Price:
    """A price in CNY per one base unit of what is sold.

    ``per``: ``energy`` (kWh), ``mass`` (kg), ``volume`` (m3), ``area`` (m2), ``power`` (kW), ``apparent power`` (kVA), ``bottle`` (unit of
    no stated mass), or empty for an amount alone; ``time``: ``month``, ``season``, ``year`` or empty.
    """

    cny: float
    per: str
    time: str = ""


def _time(text: str) -> tuple[str, str]:
    """What a text is per, without its time, and the time."""
    for name, spellings in _TIMES.items():
        for s in sorted(spellings, key=len, reverse=True):
            if text == s:
                return "", name
            found = re.fullmatch(rf"(.*?)(?:[ ·.*/每-]|per)+{re.escape(s)}", text)
            if found is None and not s.isascii():
                found = re.fullmatch(rf"(.*?){re.escape(s)}", text)
            if found is not None:
                return found[1].strip(" ·.*/"), name
    return text, ""


def _bottle(text: str) -> tuple[str, float] | None:
    """A bottle, and the kilograms in it where they are stated."""
    names = "|".join(sorted(_BOTTLE, key=len, reverse=True))
    before = re.fullmatch(rf"(?:{names}) ?(?:of)? ?\(?(?:of)? ?{_AMOUNT} ?([^0-9() ]+) ?\)?", text)
    after = re.fullmatch(rf"{_AMOUNT} ?-?([^0-9() -]+?) ?-?(?:装|的)?(?:{names})", text)
    found = before or after
    if found is not None:
        unit = unit_of(found[2])
        return ("mass", float(found[1]) * unit.factor) if unit is not None and unit.dimension == "mass" else None
    return ("bottle", 1.0) if re.fullmatch(names, text) else None


def _sold(text: str) -> tuple[str, float, str] | None:
    """Dimension, base units in one of what is sold, and time."""
    inner = re.fullmatch(r"\(([^()]*)\)", text)
    text, time = _time(inner[1].strip() if inner else text)
    if not text:
        return ("", 1.0, time) if time else None
    bottle = _bottle(text)
    if bottle is not None:
        return (*bottle, time)
    amount = re.fullmatch(rf"{_AMOUNT} ?(.+)", text)
    number, name = (float(amount[1]), amount[2]) if amount else (1.0, text)
    if name.replace(" ", "") in _AREA:
        return "area", number, time
    unit = unit_of(name)
    if unit is None or number <= 0.0:
        return None
    return unit.dimension, number * unit.factor, time


def _money(text: str) -> float | None:
    return MONEY.get(text.replace(" ", "")) if text else None


def read_price(text: str) -> Price | Flaw:
    """A price with its unit.

    >>> read_price("8.5 CNY/kg"), read_price("120元/瓶(15公斤)")
    (Price(cny=8.5, per='mass', time=''), Price(cny=8.0, per='mass', time=''))
    >>> read_price("3.45元/方").per, read_price("58.9 分/度").cny, read_price("0.09万元/吨").cny, read_price("27 元/平方米·季").time
    ('volume', 0.589, 0.9, 'season')
    >>> read_price("38 元/千瓦·月").time, read_price("6.3 万元"), read_price("8.5 marmalade").told
    ('month', Price(cny=63000.0, per='', time=''), 'no unit of a price')
    """
    cell = plain(text).strip()
    write = "write the price with its unit, as in a price list"
    if _DOLLARS.search(cell):
        return Flaw("prices are in CNY", Verbatim(ALLOWED), write)
    prefix = re.match(r"(?:cny|rmb|人民币|¥|￥) ?(?=[0-9.])", cell, re.IGNORECASE)
    number = read_numbers([cell[prefix.end() :] if prefix else cell])[0]
    if not isinstance(number, Number):
        return Flaw("not a price", Verbatim(ALLOWED), write)
    unit = re.sub(r"\s+", " ", number.unit.casefold().replace("（", "(").replace("）", ")")).strip()
    if prefix and not re.match("[千万]", unit):
        unit = f"cny{unit}"
    if not unit:
        return Flaw("a price without its unit", Verbatim(ALLOWED), write)
    parts = re.split(r" ?/ ?|每| ?per ", unit, maxsplit=1)
    factor = _money(parts[0].strip()) if parts[0].strip() else 1.0
    if factor is None:
        return Flaw("no unit of a price", Verbatim(ALLOWED), write)
    if len(parts) == 1:
        return Price(number.value * factor, "")
    sold = _sold(parts[1].strip())
    if sold is None:
        return Flaw(message("unknown unit {unit}", unit=Verbatim(parts[1])), Verbatim(ALLOWED), write)
    return Price(number.value * factor / sold[1], sold[0], sold[2])
