"""Parts of a project of which nothing can be said, because something in them is wrong and was told already."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """``roofs`` by number, ``buildings`` and ``products`` (modules, inverters; None: any) by name; ``feed``: the feedstocks; ``place``:
    the site or its weather; ``tariff``: keys of the own tariff."""

    roofs: frozenset[int] = frozenset()
    buildings: frozenset[str] = frozenset()
    products: frozenset[str] | None = frozenset()
    feed: bool = False
    place: bool = False
    tariff: frozenset[str] = frozenset()

    def product(self, name: str) -> bool:
        """Whether a module or an inverter of this name may be one of the file that is wrong."""
        return self.products is None or name in self.products


SOUND = Unsound()
