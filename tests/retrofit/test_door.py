"""The door for Python: what it offers, what it returns, ``python -m retrofit``, and the notebook of the examples."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest

import retrofit
from foundation import quantities
from tests.paths import ROOT

EXAMPLE = ROOT / "examples" / "wanxichong.yaml"

SURFACE = {
    "load": "(path: 'str | Path') -> 'Study'",
    "check": "(path: 'str | Path') -> 'tuple[Problem, ...]'",
    "Study.run": "(self, packages: 'Sequence[str] | None' = None, progress: 'Callable[[str], None] | None' = None) -> 'Run'",
    "Study.name": "property",
    "Study.packages": "property",
    "Run.packages": "property",
    "Run.best": "property",
    "Run.package": "(self, name: 'str | None' = None) -> 'PackageResult'",
    "Run.annual": "property",
    "Run.monthly": "property",
    "Run.hourly": "property",
    "Run.verdict": "property",
    "Run.plot": "property",
    "Run.to_dict": "(self) -> 'dict[str, Any]'",
    "Run.write": "(self, folder: 'str | Path', language: 'str' = 'en') -> 'tuple[Path, ...]'",
    "Plots.overview": "(self, language: 'str' = 'en') -> 'Drawing'",
    **{
        f"Plots.{name}": "(self, package: 'str | None' = None, language: 'str' = 'en') -> 'Drawing'"
        for name in ("carpet", "monthly", "weeks", "flows", "loss_tree", "digester")
    },
    "Drawing.save": "(self, path: 'str | Path') -> 'Path'",
}
"""Whoever changes a line here breaks somebody's script: say so in CHANGELOG.md."""


def surface() -> dict[str, str]:
    """Public names of the door and their signatures."""
    out: dict[str, str] = {}
    for name in retrofit.__all__:
        thing = getattr(retrofit, name)
        if inspect.isfunction(thing):
            out[name] = str(inspect.signature(thing))
        elif inspect.isclass(thing) and thing.__module__ == "retrofit":
            for member, value in vars(thing).items():
                if not member.startswith("_"):
                    function = inspect.isfunction(value)
                    out[f"{name}.{member}"] = str(inspect.signature(value)) if function else "property"
    return out


@pytest.fixture(scope="module")
def run():
    return retrofit.load(EXAMPLE).run(["baseline", "net_zero"])


def test_the_public_surface_is_as_promised():
    assert surface() == SURFACE
    assert set(retrofit.__all__) == {"Drawing", "InfeasibleError", "InputError", "Plots", "Problem", "Run", "Study", "check", "load"}  # fmt: skip


def test_everything_public_is_told():
    for name in (*SURFACE, "Study", "Run", "Plots", "Drawing"):
        thing: object = retrofit
        for part in name.split("."):
            thing = vars(thing)[part] if inspect.isclass(thing) else getattr(thing, part)
        if name not in ("Study.name", "Run.packages"):
            assert inspect.getdoc(thing), name


def test_tables_agree_with_each_other(run):
    assert run.packages == ("baseline", "net_zero") and run.best == "net_zero"
    assert list(run.annual.columns) == list(run.packages)
    hours, months = run.hourly["net_zero"], run.monthly["net_zero"]
    assert len(hours) == 8760 and list(months.index) == list(range(1, 13))
    for key in ("pv_ac", "load_electricity", "load_lpg", "biogas_produced"):
        year = run.annual.loc[f"{key}_kwh", "net_zero"]
        assert hours[f"{key}_kw"].sum() == pytest.approx(year) == months[f"{key}_kwh"].sum()
    assert run.annual.loc["net_zero_site_balance", "net_zero"] == run.verdict.loc[("net_zero", "site"), "balance"]
    assert all(quantities.find(c) for c in hours.columns)


def test_verdict_is_a_table(run):
    verdict = run.verdict
    assert isinstance(verdict, pd.DataFrame) and list(verdict.columns) == ["met", "balance", "gap", "unit"]
    assert verdict.loc["net_zero"]["met"].all() and not verdict.loc["baseline"]["met"].any()
    assert (verdict["gap"] == (-verdict["balance"]).clip(lower=0)).all()


@pytest.mark.parametrize("name", ["overview", "carpet", "monthly", "weeks", "flows", "loss_tree", "digester"])
def test_figures_are_drawn_and_saved(run, name, tmp_path):
    drawing = getattr(run.plot, name)()
    assert drawing._repr_svg_().startswith("<svg")
    root = ElementTree.parse(drawing.save(tmp_path / "figure.svg")).getroot()
    assert root.tag.endswith("svg")
    if name != "overview":
        assert getattr(run.plot, name)("net_zero", "zh").svg != drawing.svg


def test_what_is_not_there_is_named(run):
    with pytest.raises(KeyError, match="no package 'solar'; there are baseline, net_zero"):
        run.package("solar")
    with pytest.raises(KeyError, match="nothing to draw as 'digester'"):
        run.plot.digester("baseline")
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        retrofit.simulate  # noqa: B018
    with pytest.raises(retrofit.InputError) as error:
        retrofit.load(ROOT / "examples" / "nothing.yaml")
    assert error.value.problems[0].code == "file-not-found"


def test_check_tells_instead_of_raising(tmp_path):
    assert not [p for p in retrofit.check(EXAMPLE) if p.severity == "error"]
    wrong = tmp_path / "project.yaml"
    wrong.write_text(re.sub(r"floor_area_m2: \d+", "floor_area_m2: -1", EXAMPLE.read_text("utf-8")), "utf-8")
    assert [p.code for p in retrofit.check(wrong) if p.severity == "error"] == ["value-range"]


def test_a_notebook_shows_the_verdict(run):
    html = run._repr_html_()
    ElementTree.fromstring(f"<div>{html}</div>")
    assert "<b>net_zero</b>" in html and "✓" in html and "✗" in html
    assert "net zero by site, primary, emissions, cost" in repr(run)


def test_the_door_writes_what_the_command_writes(run, tmp_path):
    files = run.write(tmp_path / "out")
    assert {"annual.csv", "hourly_net_zero.csv", "report.html"} <= {f.name for f in files}
    assert all(f.stat().st_size for f in files)


def test_python_m_retrofit_is_the_command():
    call = [sys.executable, "-m", "retrofit", "check", str(EXAMPLE), "--json"]
    out = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=True, encoding="utf-8").stdout
    assert json.loads(out)["ok"] is True


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_run(path, monkeypatch):
    """Cell by cell as Jupyter would; what a cell ends with must have a form that a notebook shows."""
    monkeypatch.chdir(path.parent)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4 and not any(c.get("outputs") for c in notebook["cells"])
    names: dict[str, object] = {}
    shown = 0
    for cell in (c for c in notebook["cells"] if c["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            assert repr(value), cell["id"]
            shown += 1
    assert shown >= 5
    assert os.getcwd() == str(path.parent)
