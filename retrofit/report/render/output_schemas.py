"""JSON Schemas of the documents that ``--json`` prints."""

from __future__ import annotations

from typing import Any

SCHEMA_VERSION = 1
"""Of all documents; raised when a field changes its name or meaning or goes. A new field raises nothing."""


def versioned(document: dict[str, Any]) -> dict[str, Any]:
    """A document with the version of its schema."""
    return {"schema_version": SCHEMA_VERSION, **document}
