"""JSON Schemas (draft 2020-12) of the documents that ``--json`` prints; one file a command in ``report/output_schemas``."""

from __future__ import annotations

import json
from typing import Any

from foundation.tables import read_file

SCHEMA_VERSION = 1
"""Of all documents; raised when a field changes its name or meaning or goes. A new field raises nothing."""


def versioned(document: dict[str, Any]) -> dict[str, Any]:
    """A document with the version of its schema."""
    return {"schema_version": SCHEMA_VERSION, **document}


def output_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a command's document.

    >>> output_schema("init")["title"]
    'retrofit init --json'
    """
    schema: dict[str, Any] = json.loads(read_file("retrofit", "report", "output_schemas", f"{name}.json"))
    return schema
