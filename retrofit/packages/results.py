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


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildingYear:
    """One of the equal buildings of a project in a package: what it demands before the site's own supplies."""

    name: str
    count: int
    households: int
    """In one such building; 0 where none are known."""
    floor_area_m2: float
    energy_kwh: dict[str, float]
    """Input of its systems by carrier."""
    comfort_share: float
    """Of its occupied hours."""
    hours_too_cold: float
