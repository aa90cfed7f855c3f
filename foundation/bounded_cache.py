"""What is computed from a weather year and kept beside it, within bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

LIMIT_BYTES = 128 * 2**20
"""Some 350 planes of a year; a village has a few dozen."""


def size_of(value: Any) -> int:
    """Bytes of the arrays in a value."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, tuple | list):
        return sum(size_of(v) for v in value)
    if is_dataclass(value):
        return sum(size_of(getattr(value, f.name)) for f in fields(value))
    return 0


class BoundedCache(OrderedDict[Any, Any]):
    """A dictionary that forgets what was asked for longest ago, once its arrays take too much or its entries are too many.

    Asking with ``in`` counts as use: what was found is not forgotten before it is read.

    Parameters
    ----------
    limit_bytes : float, optional
        Most that the arrays may take; default ``LIMIT_BYTES``. One entry stays whatever it takes.
    most : int, optional
        Most entries.
    """

    def __init__(self, *entries: Any, limit_bytes: float | None = None, most: int | None = None) -> None:
        self.taken = 0
        self.limit_bytes = limit_bytes
        self.most = most
        super().__init__(*entries)

    def __contains__(self, key: object) -> bool:
        try:
            self.move_to_end(key)
        except KeyError:
            return False
        return True

    def __setitem__(self, key: Any, value: Any) -> None:
        if key in self:
            self.taken -= size_of(self[key])
        super().__setitem__(key, value)
        self.taken += size_of(value)
        limit = LIMIT_BYTES if self.limit_bytes is None else self.limit_bytes
        while (self.taken > limit or (self.most is not None and len(self) > self.most)) and len(self) > 1:
            self.taken -= size_of(self.popitem(last=False)[1])
