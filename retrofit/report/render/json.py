"""Data as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from retrofit.report.render.document import Table


def clean(value: Any) -> Any:
    """Plain JSON data: nan and infinity become null, numpy and tuples become numbers and lists."""
    if isinstance(value, dict):
        return {str(k): clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean(v) for v in value]
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float) or hasattr(value, "item"):
        number_ = float(value)
        return number_ if math.isfinite(number_) else None
    return str(value)


def by_row(table: Table) -> dict[str, dict[str, str]]:
    """A table as it is read: by the first cell of a row, then by the head of a column."""
    return {row[0]: dict(zip(table.head[1:], row[1:], strict=True)) for row in table.rows}


def text_of(document: Any) -> str:
    """The text of a JSON document."""
    return json.dumps(clean(document), ensure_ascii=False, indent=1)
