"""Parts of a large package without the rest of it.

``import pvlib`` loads sixty modules of its own, among them readers of web services, and four rooms of scipy; ``pythermalcomfort.models``
loads forty models, several of which are compiled while they are imported. Together that is a good second of each run, for ten functions.
The modules of single subjects are public as well and import what they need; to reach one, Python imports the package around it first,
so an empty package with the same path takes its place meanwhile. Where a module only names functions of another package (``scipy.optimize``
in ``pvlib.irradiance``), these are loaded when they are called.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import RLock
from types import ModuleType
from typing import Any

LATE = {"pvlib": ("scipy.integrate", "scipy.interpolate", "scipy.optimize")}
"""Modules of which a package names functions that few of its own functions call."""
_LOCK = RLock()


@cache
def _stand_in(package: str) -> ModuleType:
    """An empty package with the path of the real one; what is asked of it later it imports then."""
    spec = find_spec(package)
    module = ModuleType(package)
    module.__path__ = list((spec.submodule_search_locations if spec is not None else None) or ())
    module.__spec__ = spec

    def found(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return submodule(package, name)

    module.__dict__["__getattr__"] = found
    return module


def _late(name: str) -> ModuleType:
    """A module whose functions import it when they are called."""

    def function(attribute: str) -> Callable[..., Any]:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return lambda *args, **kwargs: getattr(import_module(name), attribute)(*args, **kwargs)

    module = ModuleType(name)
    module.__dict__["__getattr__"] = function
    return module


@contextmanager
def _instead(modules: Sequence[ModuleType]) -> Iterator[None]:
    """These modules where Python looks for their names, unless the real ones are loaded already."""
    put = {m.__name__: m for m in modules if m.__name__ not in sys.modules}
    sys.modules.update(put)
    try:
        yield
    finally:
        for name, module in put.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


@cache
def submodule(package: str, name: str) -> Any:
    """A module of a package.

    Parameters
    ----------
    package, name : str
        ``submodule("pvlib", "irradiance")`` is ``pvlib.irradiance``.

    >>> round(float(submodule("pvlib", "irradiance").get_extra_radiation(1, method="spencer")), 1)
    1414.0
    """
    with _LOCK:
        if package in sys.modules:
            return import_module(f"{package}.{name}")
        with _instead([_stand_in(package), *map(_late, LATE.get(package, ()))]):
            if (package, name) == ("pvlib", "pvsystem"):
                import_module("pvlib.ivtools")  # the two import each other, and only this order works
            return import_module(f"{package}.{name}")
