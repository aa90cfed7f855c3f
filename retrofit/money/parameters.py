"""Rates of finance that the program takes where the project gives none: ``finance_parameters.csv``."""

from __future__ import annotations

from functools import cache

from foundation.provenance import Assumption
from foundation.tables import read_table
from retrofit.money.instruments.base import (
    BANK,
    BONDHOLDERS,
    CONCESSIONAIRE,
    CONTRACTOR,
    DEVELOPER,
    GOVERNMENT,
    LESSOR,
)

RATE_ROWS = {
    CONTRACTOR: "discount_rate_commercial",
    DEVELOPER: "discount_rate_commercial",
    CONCESSIONAIRE: "discount_rate_commercial",
    BANK: "discount_rate_social",
    BONDHOLDERS: "discount_rate_social",
    LESSOR: "discount_rate_commercial",
    GOVERNMENT: "discount_rate_social",
}
"""Row of the real discount rate of everybody but the owner, who counts with the project's."""


@cache
def finance_parameter(name: str) -> Assumption:
    """A row of the table; percentages as shares.

    >>> finance_parameter("discount_rate_commercial").value, finance_parameter("inflation").value
    (0.08, 0.01)
    """
    row = next(r for r in read_table("retrofit", "finance_parameters.csv") if r["parameter"] == name)
    percent = row["unit"].startswith("%")
    value = float(row["mid"]) / 100.0 if percent else float(row["mid"])
    return Assumption(f"finance.{name}", value, "-" if percent else row["unit"], row["source"], row["status"])
