"""The arrows between the rooms, the circles of files, and what starting the program may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

TOP = ("foundation", "weather", "buildings", "retrofit", "commands", "benchmarks", "cli")

ROOMS: dict[str, set[str]] = {
    "foundation": set(),
    "weather": {"foundation"},
    "buildings": {"foundation", "weather"},
    "retrofit.energy": {"foundation", "weather", "buildings"},
    "retrofit.solar": {"foundation", "weather", "buildings", "retrofit.energy"},
    "retrofit.biogas": {"foundation", "weather", "buildings", "retrofit.energy"},
    "retrofit.money": {"foundation", "weather", "buildings", "retrofit.energy"},
    "retrofit.netzero": {"foundation", "retrofit.energy", "retrofit.money"},
    "retrofit.measures": {"foundation", "weather", "buildings", "retrofit.solar", "retrofit.biogas", "retrofit.money", "retrofit.energy"},
    "retrofit.project": {"foundation", "weather", "buildings", "retrofit.solar", "retrofit.biogas", "retrofit.energy", "retrofit.money", "retrofit.measures"},
    "retrofit.packages": {"foundation", "weather", "buildings", "retrofit.solar", "retrofit.biogas", "retrofit.energy", "retrofit.money", "retrofit.netzero", "retrofit.measures", "retrofit.project"},
}  # fmt: skip
"""Room and what it may import besides itself. A file belongs to the room with the longest matching name."""


READERS = ("retrofit.optimise", "retrofit.design", "retrofit.measured", "retrofit.verify")
"""Four readers of a simulated package; they do not import each other."""

PHYSICS = set(ROOMS)
for reader in READERS:
    ROOMS[reader] = set(PHYSICS)
ROOMS["retrofit.results"] = PHYSICS - {"retrofit.project"} | {"retrofit.optimise", "retrofit.measured"}
ROOMS["retrofit.run"] = PHYSICS | {"retrofit.optimise", "retrofit.measured", "retrofit.results"}
ROOMS["retrofit.report"] = PHYSICS | set(READERS) | {"retrofit.results"}
ROOMS["retrofit"] = ROOMS["retrofit.report"] | {"retrofit.run", "retrofit.report"}
ROOMS["retrofit.__main__"] = {"cli"}
ROOMS["commands"] = ROOMS["retrofit"] | {"retrofit"}
ROOMS["cli"] = {"commands"}
ROOMS["benchmarks"] = ROOMS["commands"] | {"commands", "cli"}

FLAT_FILES_IN_RETROFIT = 4
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


@cache
def modules() -> dict[str, Path]:
    """Every module of ours and its file; packages by their name."""
    out = {}
    for top in TOP:
        for path in sorted((ROOT / top).rglob("*.py")) if (ROOT / top).is_dir() else [ROOT / f"{top}.py"]:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            out[name.removesuffix(".__init__")] = path
    return out


def imports(path: Path) -> set[str]:
    """Modules of ours that a file imports anywhere: at the top, in functions, for types only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            found |= {f"{base}.{a.name}" if f"{base}.{a.name}" in modules() else base for a in node.names}
    return found & set(modules())


@cache
def arrows() -> dict[str, set[str]]:
    return {name: imports(path) - {name} for name, path in modules().items()}


def room(module: str) -> str:
    return max((r for r in ROOMS if module == r or module.startswith(r + ".")), key=len)


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_no_arrow_runs_up(name):
    mine = [m for m in modules() if room(m) == name]
    assert mine, f"no file is in {name}"
    wrong = {(m, t) for m in mine for t in arrows()[m] if room(t) not in ROOMS[name] | {name}}
    assert not wrong


def test_rooms_have_an_order():
    """The table itself has no circle: rooms can be listed so that each stands above all that it imports."""
    open_rooms = {r: set(below) for r, below in ROOMS.items()}
    while open_rooms:
        ground = [r for r, below in open_rooms.items() if not below & set(open_rooms)]
        assert ground, f"circle of rooms among {sorted(open_rooms)}"
        for r in ground:
            del open_rooms[r]


def test_readers_of_a_package_do_not_import_each_other():
    for reader in READERS:
        assert not ROOMS[reader] & set(READERS)


def test_no_circle_of_files():
    """Files stripped of those that import nothing that is left: what remains is a circle."""
    left = {m: set(t) for m, t in arrows().items()}
    while True:
        free = [m for m, t in left.items() if not t & set(left)]
        if not free:
            break
        for m in free:
            del left[m]
    above = {m for m in left if not any(m in t for t in left.values())}
    assert not left, f"circle among {sorted(set(left) - above)}"


def test_few_files_lie_flat_in_retrofit():
    assert len(list((ROOT / "retrofit").glob("*.py"))) <= FLAT_FILES_IN_RETROFIT


def test_figures_and_templates_stay_in_the_report():
    for name, path in modules().items():
        if not name.startswith(("retrofit.report", "commands", "benchmarks", "cli")):
            text = path.read_text(encoding="utf-8")
            found = {n.split(".")[0] for node in ast.walk(ast.parse(text)) for n in _names(node)}
            assert not found & {"matplotlib", "jinja2", "rich", "click"}, path


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [a.name for a in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


COMPILED_DECORATORS = {"compiled", "njit"}
FOREIGN_CALLS = {"calcparams_cec", "fit_desoto", "solar_position", "get_irradiance_poa"}
"""Functions of pvlib that we call by keyword where their signature lets us."""


def _compiled_lines(tree: ast.Module) -> set[int]:
    """Lines of functions that numba compiles: it takes keywords too, but their order is part of the kernel's layout."""
    out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = {n.id for d in node.decorator_list for n in ast.walk(d) if isinstance(n, ast.Name)}
            if names & COMPILED_DECORATORS:
                out |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return out


def test_no_call_with_eight_positional_arguments():
    wrong = []
    for name, path in modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = _compiled_lines(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and len(node.args) >= 8 and node.lineno not in inner:
                wrong.append(f"{name}:{node.lineno} {ast.unparse(node.func)} ({len(node.args)})")
    assert not wrong


def test_starting_the_program_loads_nothing_heavy():
    code = "import sys, cli; print(' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert not set(out.split()) & HEAVY


def test_the_door_for_python_loads_nothing_heavy():
    code = "import sys, retrofit; print(' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert not set(out.split()) & (HEAVY - {"retrofit"})


def test_no_path_of_a_machine_in_the_tree():
    for path in ROOT.rglob("*.py"):
        if any(part.startswith(".") for part in path.relative_to(ROOT).parts):
            continue
        text = path.read_text(encoding="utf-8")
        for word in ("/ro" + "ot/", "/wo" + "rk/", "/ho" + "me/"):
            assert word not in text, f"{path}: {word}"


def test_a_result_holds_no_context():
    """A dataclass is data: none but the context itself has a field of its type, or of its caches."""
    found = []
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(d) for d in node.decorator_list):
                for item in node.body:
                    if isinstance(item, ast.AnnAssign):
                        parts = {n.id for n in ast.walk(item.annotation) if isinstance(n, ast.Name)}
                        found += [f"{name}.{node.name}"] if parts & {"Context", "Caches"} else []
    assert not found


def test_a_fact_is_a_field_and_not_looked_up_among_assumptions():
    """No code finds an assumption by its key, or makes a dictionary of assumptions by key."""
    wrong = []
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.GeneratorExp | ast.DictComp | ast.ListComp):
                continue
            source = " ".join(ast.unparse(g.iter) for g in node.generators).lower()
            if not ("assumption" in source or "note" in source):
                continue
            tests = [t for g in node.generators for t in g.ifs if isinstance(t, ast.Compare)]
            by_key = any(".key" in ast.unparse(t.left) and isinstance(t.ops[0], ast.Eq) for t in tests)
            if by_key or (isinstance(node, ast.DictComp) and ".key" in ast.unparse(node.key)):
                wrong.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    assert not wrong


def test_wide_dataclasses_of_the_balance_and_its_readers_are_made_by_keyword():
    rooms = ("retrofit.measures", "retrofit.netzero", "retrofit.money", "retrofit.packages", "retrofit.optimise", "retrofit.energy", "retrofit.results")  # fmt: skip
    wrong = []
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if name.startswith(rooms) else ():
            if isinstance(node, ast.ClassDef):
                marks = [ast.unparse(d) for d in node.decorator_list if "dataclass" in ast.unparse(d)]
                fields = sum(isinstance(item, ast.AnnAssign) for item in node.body)
                if marks and fields > 5 and "kw_only=True" not in marks[0]:
                    wrong.append(f"{name}.{node.name} ({fields})")
    assert not wrong
