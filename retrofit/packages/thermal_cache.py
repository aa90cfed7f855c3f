"""Thermal years of many buildings: kept within a bounded memory, simulated in parallel."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Sequence

from buildings.model import Building
from buildings.results import FLOWS, Loads, without
from buildings.thermal import loads
from foundation.bounded_cache import BoundedCache
from foundation.messages import message
from weather.year import WeatherYear

CACHE_BYTES = 384e6
FULL_DETAIL_BUILDINGS = 40
"""Up to so many buildings of a project every flow of every zone is kept; beyond, only what systems, comfort and tables read."""
MODE: loads.Mode = "standard"


class LoadsCache:
    """Thermal years by the key of the building's thermal state; beyond ``limit`` bytes the one longest unused is dropped."""

    def __init__(self, limit: float = CACHE_BYTES, detail: bool = True) -> None:
        self.detail = detail
        self._held = BoundedCache(limit_bytes=limit)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._held

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable) -> Loads | None:
        """The year of a key, or None."""
        if key not in self._held:  # counts as use
            return None
        found: Loads = self._held[key]
        return found

    def put(self, key: Hashable, result: Loads) -> Loads:
        """Keep a year; returns it as kept (without zone detail in a large project)."""
        kept = result if self.detail else without(result, *FLOWS)
        if key not in self._held:
            self._held[key] = kept
        return kept


def thermal_years(
    cache: LoadsCache,
    changed: Sequence[tuple[Hashable, Building]],
    year: WeatherYear,
    say: Callable[[str], None] | None = None,
) -> Iterator[Loads]:
    """The thermal year of every building in order: from the cache, or simulated, the missing ones in parallel, each state once.

    Parameters
    ----------
    cache : LoadsCache
        What is simulated is put into it.
    changed : sequence of (key, building)
        Equal keys mean the same thermal state.
    say : callable, optional
        Told how far the work is.
    """
    here = {key: held for key, _ in changed if (held := cache.get(key)) is not None}
    missing = {key: b for key, b in changed if key not in here}
    last = {key: i for i, (key, _) in enumerate(changed)}
    new = loads.simulate_many(missing.values(), year, MODE)
    done = 0
    for i, (key, _) in enumerate(changed):
        if key not in here:
            if say is not None and len(missing) > 2 * (os.cpu_count() or 1):
                say(message("building {number} of {count}", number=done + 1, count=len(missing)))
            here[key] = cache.put(key, next(new))
            done += 1
        yield here[key] if i < last[key] else here.pop(key)


def prefetch(
    cache: LoadsCache,
    packages: Iterator[Sequence[tuple[Hashable, Building]]],
    year: WeatherYear,
    most: int | None = None,
) -> int:
    """Simulate the distinct thermal states of several packages in one parallel call; returns how many were missing.

    ``packages`` is read only until ``most`` states are missing (default: 8 a core), so a village's buildings never wait in memory together;
    what is left over is simulated, in parallel too, when its package's turn comes.
    """
    room = most or 8 * (os.cpu_count() or 1)
    missing: dict[Hashable, Building] = {}
    for changed in packages:
        missing.update((key, b) for key, b in changed if key not in cache and key not in missing)
        if len(missing) >= room:
            break
    chosen = dict(list(missing.items())[:room])
    for key, result in zip(chosen, loads.simulate_many(chosen.values(), year, MODE), strict=True):
        cache.put(key, result)
    return len(chosen)
