"""Energy carriers of the hourly balance."""

from __future__ import annotations

from typing import Literal, TypeAlias

Carrier: TypeAlias = Literal["electricity", "biogas", "lpg", "gas", "coal", "wood", "heat"]


CARRIERS: tuple[Carrier, ...] = ("electricity", "biogas", "lpg", "gas", "coal", "wood", "heat")
"""Carriers of the hourly balance; ``heat`` is district heat."""


FUELS: tuple[Carrier, ...] = ("lpg", "gas", "coal", "wood")
"""Carriers that are bought and burnt on site, and that biogas can displace."""
