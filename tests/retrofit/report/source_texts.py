"""What the source says to a user: every constant text that a problem, a message, a note or a line of the console is made of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.paths import ROOT

ROOMS = ("foundation", "weather", "buildings", "retrofit", "commands", "cli.py")
TELLING = {
    "Problem": (2, 4, 5),
    "message": (0,),
    "echo": (0,),
    "noted": (1,),
    "meant": (1,),
    "always": (1,),
    "Flaw": (0, 1, 2),
    "_flaw": (0,),
    "progress": (0,),
    "say": (0,),
}
"""Calls whose arguments are told to a user: their places."""
KEYWORDS = {"Problem": {"message", "allowed", "cure"}}


def python_files() -> list[Path]:
    """Every Python file of the program."""
    out: list[Path] = []
    for room in ROOMS:
        path = ROOT / room
        out += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return out


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(call: ast.Call) -> str:
    """The called name; ``Finding.of`` and ``click.echo`` are told apart from others of their name."""
    f = call.func
    if isinstance(f, ast.Attribute):
        if isinstance(f.value, ast.Name) and (f.attr == "of" or f.value.id == "click"):
            return f"{f.value.id}.{f.attr}"
        return f.attr
    return f.id if isinstance(f, ast.Name) else ""


def _assigned(module: ast.Module) -> dict[str, list[ast.expr]]:
    out: dict[str, list[ast.expr]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            out.setdefault(node.targets[0].id, []).append(node.value)
    return out


def _leaves(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Texts that an argument may be: of both branches, of what was assigned to a name."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _leaves(node.body, assigned)
        yield from _leaves(node.orelse, assigned)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _leaves(value, assigned)
    elif isinstance(node, ast.BinOp):
        yield from _leaves(node.left, assigned)
        yield from _leaves(node.right, assigned)
    elif isinstance(node, ast.Name):
        for value in assigned.get(node.id, ()):
            yield from _leaves(value, {})


def _makers(module: ast.Module) -> dict[str, list[bool]]:
    """Functions that make a problem of their own arguments: which of them are told."""
    out = {}
    for node in ast.walk(module):
        if not isinstance(node, ast.FunctionDef):
            continue
        names = [a.arg for a in node.args.args if a.arg not in ("self", "cls")]
        told: set[str] = set()
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and name_of(call) == "Problem":
                told |= {a.id for a in _told(call, TELLING["Problem"], KEYWORDS["Problem"]) if isinstance(a, ast.Name)}
        if told & set(names):
            out[node.name] = [n in told for n in names]
    return out


@cache
def _makers_of(path: Path) -> dict[str, list[bool]]:
    return _makers(tree(path))


def _imported_makers(module: ast.Module) -> dict[str, list[bool]]:
    """Makers of other files of ours that a module imports by name."""
    out = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            path = ROOT / f"{node.module.replace('.', '/')}.py"
            if path.is_file():
                found = _makers_of(path)
                out |= {a.asname or a.name: found[a.name] for a in node.names if a.name in found}
    return out


def _told(call: ast.Call, places: tuple[int, ...], keywords: set[str]) -> list[ast.expr]:
    return [a for k, a in enumerate(call.args) if k in places] + [k.value for k in call.keywords if k.arg in keywords]


def told_texts() -> list[tuple[str, ast.Constant | ast.JoinedStr]]:
    """Place and text of everything that is told; a piece put together by hand (an f-string) is told as such."""
    out = []
    for path in python_files():
        module = tree(path)
        assigned, makers = _assigned(module), _imported_makers(module) | _makers(module)
        for call in ast.walk(module):
            if not isinstance(call, ast.Call):
                continue
            name = name_of(call)
            if name == "Finding.of":
                places: tuple[int, ...] = (2, 4, 5)
            elif name in ("say", "progress") and "report" in path.parts:
                continue  # the vocabulary of a topic
            elif name in makers:
                places = tuple(k for k, told in enumerate(makers[name]) if told)
            elif name in TELLING:
                places = TELLING[name]
            else:
                continue
            for argument in _told(call, places, KEYWORDS.get(name, set())):
                out += [(f"{path.relative_to(ROOT)}:{leaf.lineno}", leaf) for leaf in _leaves(argument, assigned)]
    return out


@cache
def constants() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """All texts of code and templates, and the shapes of those that are put together while the program runs."""
    texts: set[str] = set()
    shapes = set()
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values]
                if any(p != ".+" for p in parts):
                    shapes.add("".join(parts))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.left, ast.Constant):
                shapes.add(re.escape(str(node.left.value)) + ".+")
    for path in (ROOT / "retrofit" / "report" / "templates").glob("*.j2"):
        texts |= set(
            re.findall(r"'([^'{}<>]+)'", "".join(re.findall(r"\{[{%].*?[}%]\}", path.read_text(encoding="utf-8"))))
        )
    letters = {s for s in shapes if len(re.sub(r"\W|\.\+", "", s)) > 1}
    return frozenset(texts), tuple(re.compile(s) for s in sorted(letters))


@cache
def data_text() -> str:
    """The text of every file of data."""
    return "\n".join(
        path.read_text(encoding="utf-8-sig")
        for room in ROOMS[:-1]
        for path in sorted((ROOT / room).glob("data/*.*"))
        if path.suffix in (".csv", ".json", ".yaml")
    )
