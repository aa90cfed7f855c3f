"""What a folder of modules registers: each module is one more entry, none is named anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def registered(
    folder: ModuleType, attribute: str, machinery: Collection[str], order: Callable[[Any], Any]
) -> dict[str, Any]:
    """Entries of all modules of a package by their ``key``.

    Parameters
    ----------
    folder : module
        The package.
    attribute : str
        Name in each module of its entry, or of a tuple of entries.
    machinery : collection of str
        Modules that register nothing.
    order : callable
        ``entry -> sort key``.

    Raises
    ------
    ValueError
        Where two entries have the same key.
    """
    found: list[Any] = []
    for name in sorted(m.name for m in iter_modules(folder.__path__) if m.name not in machinery):
        entry = getattr(import_module(f"{folder.__name__}.{name}"), attribute)
        found += entry if isinstance(entry, tuple) else (entry,)
    found.sort(key=order)
    out = {each.key: each for each in found}
    if len(out) < len(found):
        raise ValueError(f"two of one name among {[each.key for each in found]}")
    return out
