"""The models of pythermalcomfort that we use, without its other forty."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from foundation.light_import import submodule


@cache
def model(name: str) -> Callable[..., Any]:
    """A model by its name in ``pythermalcomfort.models``.

    >>> round(float(model("clo_tout")(20.0).clo_tout), 2)
    0.51
    """
    found: Callable[..., Any] = getattr(submodule("pythermalcomfort.models", name), name)
    return found
