"""What a net-zero definition returns: weights by carrier, balance and gap. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierWeight:
    """One carrier's line of a net-zero definition: weight per kWh and the year's weighted import and export."""

    carrier: str
    import_kwh: float
    export_kwh: float
    weight_import: float
    weight_export: float
    source: str
    factor_year: str
    status: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """One net-zero definition and its verdict.

    ``balance`` = weighted export - weighted import (positive is good) in ``unit``; ``met`` = balance >= 0;
    ``gap`` = max(0, -balance). ``closing`` says the gap in units a person can act on: ``pv_kwp``, ``roof_m2``,
    ``digester_m3``, ``saving_kwh_electricity`` (None where that alone cannot close it).
    """

    key: str
    """One of ``retrofit.netzero.definitions.KEYS``."""
    met: bool
    balance: float
    unit: str
    gap: float
    weighted_import: float
    weighted_export: float
    boundary: str
    factor_year: str
    carriers: tuple[CarrierWeight, ...]
    closing: dict[str, float | None] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)
    """Terms outside the carriers, e.g. methane leakage (kgCO2e) or fixed charges (CNY), with sign of the import side."""
