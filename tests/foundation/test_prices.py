"""Prices in the units of price lists, Chinese and English."""

from __future__ import annotations

import pytest

from foundation.cells.numbers import Flaw
from foundation.cells.prices import Price, read_price


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("8.5 CNY/kg", Price(8.5, "mass")),
        ("8.5元/公斤", Price(8.5, "mass")),
        ("８.５ 元／公斤", Price(8.5, "mass")),
        ("8.5 元每公斤", Price(8.5, "mass")),
        ("CNY 8.5/kg", Price(8.5, "mass")),
        ("¥8.5/kg", Price(8.5, "mass")),
        ("4.25 元/斤", Price(8.5, "mass")),
        ("900 元/吨", Price(0.9, "mass")),
        ("0.09 万元/吨", Price(0.9, "mass")),
        ("1,200 CNY/t", Price(1.2, "mass")),
        ("120 CNY/bottle of 15 kg", Price(8.0, "mass")),
        ("120 CNY/bottle(15 kg)", Price(8.0, "mass")),
        ("120 CNY/15 kg bottle", Price(8.0, "mass")),
        ("120元/15公斤瓶", Price(8.0, "mass")),
        ("40元/瓶（5公斤）", Price(8.0, "mass")),
        ("400 CNY/bottle(50 kg)", Price(8.0, "mass")),
        ("120 元/瓶", Price(120.0, "bottle")),
        ("3.45 元/方", Price(3.45, "volume")),
        ("3.45 元/立方米", Price(3.45, "volume")),
        ("3.45 CNY/m3", Price(3.45, "volume")),
        ("0.58 元/度", Price(0.58, "energy")),
        ("58 分/度", Price(0.58, "energy")),
        ("5.8 角/度", Price(0.58, "energy")),
        ("580 CNY/MWh", Price(0.58, "energy")),
        ("0.6 CNY per 度", Price(0.6, "energy")),
        ("90 元/吉焦", Price(0.324, "energy")),
        ("27 元/平方米·采暖季", Price(27.0, "area", "season")),
        ("27 CNY/m2 season", Price(27.0, "area", "season")),
        ("38 元/千瓦·月", Price(38.0, "power", "month")),
        ("38 CNY/(kW month)", Price(38.0, "power", "month")),
        ("24 元/千伏安·月", Price(24.0, "apparent power", "month")),
        ("5 元/月", Price(5.0, "", "month")),
        ("6.3 万元", Price(63000.0, "")),
    ],
)
def test_a_price_is_read(text, price):
    found = read_price(text)
    assert isinstance(found, Price)
    assert (found.per, found.time) == (price.per, price.time) and found.cny == pytest.approx(price.cny)


@pytest.mark.parametrize(
    "text", ["8.5", "$8/kg", "8.5 CNY/kgg", "cheap", "8.5 marmalade", "CNY/kg", "120 CNY/bottle(15 m3)", "8.5 CNY/0 kg"]
)
def test_what_is_no_price_is_told(text):
    found = read_price(text)
    assert isinstance(found, Flaw) and found.allowed and found.cure
