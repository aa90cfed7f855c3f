"""What the search for next steps returns. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A next-best step: what to do, what it closes, what it costs."""

    text: str
    """What to do; a message, said in the reader's language when it is printed."""
    closes: tuple[str, ...]
    """Keys of the definitions that it closes."""
    capex_cny: float | None
    details: dict[str, Any] = field(default_factory=dict)
