"""The models of pythermalcomfort that we use, without its other forty.

``pythermalcomfort.models`` imports every model, several of which are compiled while they are imported: half a second of each run.
The modules of single models are public as well and import what they need; to reach one, Python imports the package around it
first, so an empty package with the same path takes its place meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

PACKAGE = "pythermalcomfort.models"


@cache
def model(name: str) -> Callable[..., Any]:
    """A model by its name in ``pythermalcomfort.models``.

    >>> round(float(model("clo_tout")(20.0).clo_tout), 2)
    0.51
    """
    spec = find_spec(PACKAGE)
    stand_in = None
    if PACKAGE not in sys.modules and spec is not None:
        stand_in = ModuleType(PACKAGE)
        stand_in.__path__ = list(spec.submodule_search_locations or ())
        sys.modules[PACKAGE] = stand_in
    try:
        found: Callable[..., Any] = getattr(import_module(f"{PACKAGE}.{name}"), name)
    finally:
        if stand_in is not None and sys.modules.get(PACKAGE) is stand_in:
            del sys.modules[PACKAGE]
    return found
