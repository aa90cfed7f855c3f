"""Random mutants of physics and money: which broken lines do the tests let live?

``python -m benchmarks.mutants --count 60 --seed 1`` breaks one operator, comparison or constant at a time in a copy of the tree and
runs the tests that execute that line (by a coverage run with contexts, once; of compiled lines, which coverage cannot see, the tests
that execute a module which imports theirs). A mutant is killed when a test fails or runs out of time. Some mutants are without
effect by their nature (an iteration limit, a bound that nothing reaches): they count as alive.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("weather", "buildings/thermal", "buildings/systems", "buildings/comfort", "buildings/archetypes", "retrofit/solar",
          "retrofit/biogas", "retrofit/energy", "retrofit/netzero", "retrofit/money", "retrofit/measures", "retrofit/packages",
          "retrofit/optimise", "retrofit/design", "retrofit/run.py")  # fmt: skip
LEFT_OUT = ("schema", "__init__", "readers")
BINARY = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*"}
COMPARE = {ast.Lt: ">", ast.Gt: "<", ast.LtE: ">=", ast.GtE: "<="}
MOST_TESTS = 25
TIMEOUT_S = 300.0


@dataclass(frozen=True)
class Mutant:
    """One change: file, line, columns (in bytes), new text."""

    file: str
    line: int
    begin: int
    end: int
    new: str

    def applied(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        raw = lines[self.line - 1].encode()
        lines[self.line - 1] = (raw[: self.begin] + self.new.encode() + raw[self.end :]).decode()
        return "".join(lines)


def _operator(line: bytes, left: ast.expr, right: ast.expr, signs: tuple[bytes, ...]) -> tuple[int, int] | None:
    """Columns of an operator between two operands of one line."""
    if left.end_lineno != right.lineno or left.end_col_offset is None:
        return None
    between = line[left.end_col_offset : right.col_offset]
    for sign in signs:
        at = between.find(sign)
        if at >= 0:
            return left.end_col_offset + at, left.end_col_offset + at + len(sign)
    return None


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Every mutant of a file; default ranges of keys and annotations are left out."""
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = [x.encode() for x in text.splitlines()]
    name = file.relative_to(ROOT).as_posix()
    skipped = {
        id(n)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("Field", "range", "message")
        for n in ast.walk(call)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
            at = _operator(lines[node.left.end_lineno - 1], node.left, node.right, (b"+", b"-", b"*", b"/"))
            if at is not None and lines[node.left.end_lineno - 1][at[0] : at[0] + 2] not in (b"**", b"//"):
                yield Mutant(name, node.left.end_lineno or 0, *at, BINARY[type(node.op)])
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARE:
            at = _operator(lines[node.left.end_lineno - 1], node.left, node.comparators[0], (b"<=", b">=", b"<", b">"))
            if at is not None:
                yield Mutant(name, node.left.end_lineno or 0, *at, COMPARE[type(node.ops[0])])
        elif isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value not in (0.0, 1.0):
            yield Mutant(name, node.lineno, node.col_offset, node.end_col_offset or 0, repr(node.value * 1.25))


def all_mutants() -> list[Mutant]:
    files = []
    for place in PLACES:
        path = ROOT / place
        files += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [m for f in files if not any(w in f.as_posix() for w in LEFT_OUT) for m in mutants_of(f)]


def coverage_run(tree: Path) -> Path:
    """One run of the suite with a context for every test; the data file."""
    options = [f"--cov={room}" for room in ("weather", "buildings", "retrofit")] + [
        "--cov-context=test",
        "--cov-report=",
    ]
    data = tree / ".coverage"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options],
        cwd=tree, stdout=subprocess.DEVNULL, check=False, env={**os.environ, "COVERAGE_FILE": str(data)},
    )  # fmt: skip
    return data


class Choice:
    """Which tests to run for a mutant."""

    def __init__(self, data: Path, tree: Path) -> None:
        from coverage import CoverageData

        self.data = CoverageData(str(data))
        self.data.read()
        self.by_file = {
            Path(f).relative_to(tree).as_posix(): f for f in self.data.measured_files() if f.endswith(".py")
        }
        self.importers: dict[str, set[str]] = {}
        for file in self.by_file:
            for node in ast.walk(ast.parse((tree / file).read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    for a in node.names:
                        for module in (node.module, f"{node.module}.{a.name}"):
                            self.importers.setdefault(module.replace(".", "/") + ".py", set()).add(file)
        self.size: dict[str, int] = {}
        for file in self.by_file.values():
            for contexts in self.data.contexts_by_lineno(file).values():
                for c in contexts:
                    self.size[c] = self.size.get(c, 0) + 1

    def tests(self, mutant: Mutant) -> list[str]:
        """Tests that execute the line, the most special ones first: those that execute the fewest lines of all."""
        path = self.by_file.get(mutant.file)
        lines = self.data.contexts_by_lineno(path) if path else {}
        found = {c for c in lines.get(mutant.line, []) if c}
        if not found:  # a constant of the module, or compiled code
            files = {mutant.file, *self.importers.get(mutant.file, ())}
            files |= {g for f in tuple(files) for g in self.importers.get(f, ())} if len(files) < 3 else set()
            for f in files & set(self.by_file):
                for contexts in self.data.contexts_by_lineno(self.by_file[f]).values():
                    found |= {c for c in contexts if c}
        order = sorted(found, key=lambda c: self.size.get(c, 0))
        # the special ones, and the widest: a walk through everything sees what a small test does not
        chosen = order if len(order) <= MOST_TESTS else [*order[: MOST_TESTS - 5], *order[-5:]]
        chosen += [c for c in order if "test_golden" in c or "test_annual_recomputed" in c]
        return list(dict.fromkeys(c.split("|")[0] for c in chosen))


def _run(tests: list[str], tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=TIMEOUT_S)


def survives(mutant: Mutant, tests: list[str], tree: Path) -> bool:
    """Whether the tests of a mutant all pass; what fails must pass on the tree as it is.

    Raises
    ------
    RuntimeError
        A test could not be run, or fails without the mutant too.
    """
    file = tree / mutant.file
    before = file.read_text(encoding="utf-8")
    file.write_text(mutant.applied(before), encoding="utf-8")
    try:
        done = _run(tests, tree)
    except subprocess.TimeoutExpired:
        return False
    finally:
        file.write_text(before, encoding="utf-8")
    if done.returncode == 0:
        return True
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    if done.returncode not in (1, 2) or not failed:
        raise RuntimeError(f"the tests of {mutant} do not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    if _run(failed[:1], tree).returncode != 0:
        raise RuntimeError(f"{failed[0]} fails without a mutant")
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description="Random mutants: which does the suite let live?")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contexts", type=Path, help="data of an earlier coverage run of this very tree")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", "build", "*.egg-info", "__pycache__"))
        if (ROOT.parent / "shared").is_dir():
            (Path(folder) / "shared").symlink_to(ROOT.parent / "shared")
        data = options.contexts or coverage_run(tree)
        base = ROOT if options.contexts else tree
        choice = Choice(data, base)
        rows = []
        for mutant in random.Random(options.seed).sample(all_mutants(), options.count):
            tests = choice.tests(mutant)
            alive = survives(mutant, tests, tree) if tests else True
            old = (ROOT / mutant.file).read_text(encoding="utf-8").splitlines()[mutant.line - 1].strip()
            rows.append({**asdict(mutant), "source": old, "tests": len(tests), "alive": alive})
            if not options.json:
                print(f"{'ALIVE ' if alive else 'killed'} {mutant.file}:{mutant.line} {mutant.new!r:8} in {old[:90]}  ({len(tests)} tests)", flush=True)  # fmt: skip
        killed = sum(not r["alive"] for r in rows)
        if options.json:
            print(json.dumps({"killed": killed, "of": len(rows), "mutants": rows}, indent=1))
        else:
            print(f"{killed} of {len(rows)} killed ({killed / len(rows):.0%})")


if __name__ == "__main__":
    main()
