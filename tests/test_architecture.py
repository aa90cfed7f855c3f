"""The arrows between the rooms, and what starting the program may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "weather": {"weather"},
    "buildings": {"weather", "buildings"},
    "retrofit": {"weather", "buildings", "retrofit"},
    "commands": {"weather", "buildings", "retrofit", "commands"},
    "cli": {"commands", "cli"},
}
ROOMS = set(ALLOWED)
HEAVY = {
    "numpy",
    "pandas",
    "numba",
    "scipy",
    "pvlib",
    "matplotlib",
    "jinja2",
    "pydantic",
    "eppy",
    "PySAM",
    "pythermalcomfort",
    "ruamel",
    "rich",
    "weather",
    "buildings",
    "retrofit",
}


def imported(path: Path) -> set[str]:
    """Top-level names of every import in a file, lazy ones included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_go_one_way(room):
    files = [ROOT / "cli.py"] if room == "cli" else sorted((ROOT / room).rglob("*.py"))
    assert files
    for path in files:
        crossed = (imported(path) & ROOMS) - ALLOWED[room]
        assert not crossed, f"{path.relative_to(ROOT)} imports {crossed}"


def test_figures_and_templates_stay_in_the_report():
    for room in ("weather", "buildings", "retrofit"):
        for path in (ROOT / room).rglob("*.py"):
            if "report" not in path.parts:
                assert not imported(path) & {"matplotlib", "jinja2", "rich", "click"}, path


def test_starting_the_program_loads_nothing_heavy():
    code = "import sys, cli; print(' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert not set(out.split()) & HEAVY


def test_no_path_of_a_machine_in_the_tree():
    for path in ROOT.rglob("*.py"):
        if any(part.startswith(".") for part in path.relative_to(ROOT).parts):
            continue
        text = path.read_text(encoding="utf-8")
        for word in ("/ro" + "ot/", "/wo" + "rk/", "/ho" + "me/"):
            assert word not in text, f"{path}: {word}"
