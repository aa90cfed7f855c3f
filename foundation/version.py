"""The version of the program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Installed version."""
    try:
        return version("netzero-retrofit")
    except PackageNotFoundError:
        return "0.0.0+source"
