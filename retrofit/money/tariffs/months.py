"""Calendar months as tables and project files write them: ``5-10``, ``11-4``, ``3-5, 9-11``."""

from __future__ import annotations

import re

_PART = re.compile(r"([0-9]{1,2})(?: ?[-~–—] ?([0-9]{1,2}))?")


def months_of(text: str) -> tuple[int, ...]:
    """Months 1 to 12 in the order of the text; a range may run over the new year.

    Raises
    ------
    ValueError
        The text names no months.

    >>> months_of("5-8"), months_of("11-2, 7")
    ((5, 6, 7, 8), (11, 12, 1, 2, 7))
    """
    out: list[int] = []
    for part in re.split(r"[,;，、；]", text):
        found = _PART.fullmatch(part.strip().removesuffix("月"))
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise ValueError(text)
        out += [(first - 1 + k) % 12 + 1 for k in range((last - first) % 12 + 1)]
    return tuple(out)
