"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of research material beside the checkout; tests that need its EPW files skip where it is absent."""
    path = ROOT.parent / "shared"
    if not (path / "weather").is_dir():
        pytest.skip("needs the third-party EPW files of ../shared/weather, which are not part of the repository")
    return path
