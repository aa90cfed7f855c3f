"""Where a value comes from: a default with its unit, source and status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that nobody gave and that may decide the result; printed in the report.

    ``status``: confirmed, corroborated, unconfirmed, illustrative (as in the data tables).
    """

    key: str
    value: Any
    unit: str
    source: str
    status: str
    note: str = ""
