"""All instruments: every module of this folder with an ``INSTRUMENT`` is one more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from foundation.registered import registered
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
    return registered(folder, "INSTRUMENT", MACHINERY, lambda i: (i.rank, i.key))


def kind(spec: InstrumentSpec) -> Instrument:
    """The kind of an instrument of a project."""
    return instruments()[spec.instrument]


def apply(deal: Deal, specs: Iterable[InstrumentSpec]) -> Deal:
    """The deal after all instruments: first who invests, then grants, then debt; within these as they are written."""
    for spec in sorted(specs, key=lambda s: kind(s).rank):
        deal = kind(spec).apply(deal, spec)
    return deal
