"""What the packages room returns: the verdict on comfort. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from retrofit.money.results import Bills, CostItem
from retrofit.netzero.results import Definition


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


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Outcome:
    """What a package is by itself, before it is weighed against another: what the journal keeps."""

    net_zero: dict[str, Definition]
    bills: Bills
    items: tuple[CostItem, ...]
    comfort: dict[str, float]
    """Occupied, cold and warm hours over all buildings, by floor area."""
    load_kwh: float
    """All energy that the buildings and the plant take, every carrier, those made on site too."""
