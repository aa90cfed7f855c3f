"""All instruments: every module of this folder with an ``INSTRUMENT`` is one more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from retrofit.money import instruments as folder
from retrofit.money.instruments.base import Deal, Instrument, InstrumentSpec

MACHINERY = ("base", "registry", "union", "debt_flows")
"""Modules of this folder that are no instruments."""


@cache
def instruments() -> dict[str, Instrument]:
    """Every instrument by its name, in the order in which they act.

    Raises
    ------
    ValueError
        Where two modules have the same name for an instrument.
    """
    names = sorted(m.name for m in iter_modules(folder.__path__) if m.name not in MACHINERY)
    found = [import_module(f"{folder.__name__}.{name}").INSTRUMENT for name in names]
    found.sort(key=lambda i: (i.rank, i.key))
    out = {i.key: i for i in found}
    if len(out) < len(found):
        raise ValueError(f"two instruments of one name among {[i.key for i in found]}")
    return out


def kind(spec: InstrumentSpec) -> Instrument:
    """The kind of an instrument of a project."""
    return instruments()[spec.instrument]


def apply(deal: Deal, specs: Iterable[InstrumentSpec]) -> Deal:
    """The deal after all instruments: first who invests, then grants, then debt; within these as they are written."""
    for spec in sorted(specs, key=lambda s: kind(s).rank):
        deal = kind(spec).apply(deal, spec)
    return deal
