"""What the packages room returns: the verdict on comfort. Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComfortVerdict:
    """Comfort of a package beside that of the project's first package, as shares of the occupied hours."""

    share: float
    """Comfortable."""
    baseline_share: float
    cold_share: float
    """Too cold."""
    baseline_cold_share: float
    lost: bool
    """Clearly less comfortable, or clearly colder without more comfort: what the package saves is then no saving."""
