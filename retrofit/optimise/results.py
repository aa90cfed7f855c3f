"""What the search for next steps and the choice of a package return. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Standing = Literal["gains", "costs", "stays", "worse", "cold"]
"""How a package stands against today (``retrofit.optimise.choice``)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A next-best step: what to do, what it closes, what it costs."""

    text: str
    """What to do; a message, said in the reader's language when it is printed."""
    closes: tuple[str, ...]
    """Keys of the definitions that it closes."""
    capex_cny: float | None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which package leads, by name, and what it is weighed against."""

    best: str
    standing: Standing
    """Of the leading package: why it leads."""
    cheapest: str | None
    """The smallest investment that gains; may be the leading package itself."""
    furthest: str | None
    """What meets more definitions than the leading package, the cheapest of those; None where none does."""
    stands: dict[str, Standing]
    """Of every package."""
