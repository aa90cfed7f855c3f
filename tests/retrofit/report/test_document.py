"""A document is data, a renderer is code: any document on a console, as JSON, as CSV."""

from __future__ import annotations

import ast
import csv

import pytest

from retrofit.report.render import csv as csv_file
from retrofit.report.render.console import show
from retrofit.report.render.document import Document, Facts, Finding, Findings, Line, Notes, Table
from retrofit.report.render.json import by_row, text_of
from tests.retrofit.report.source_texts import ROOT, tree

TABLE = Table(("", "now", "later"), (("a", "1", "20"), ("b", "300", "4")), (1, 2), (1,), "Numbers")
EVERY = (
    Notes((Line("first"), Line("careful", "warning"))),
    Facts((("Volume", "12 m3"), ("Long name", "3")), "Tank"),
    TABLE,
    Findings((Finding("error", "too hot", "cool it", "bad"),), Line("DO NOT BUILD", "bad")),
)


def test_every_section_is_shown_in_its_order(capsys):
    show(Document("Title", EVERY, "en"))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[:3] == ["Title", "first", "careful"]
    assert lines[3:7] == ["", "Tank", "Volume     12 m3", "Long name  3"]
    assert lines[7:12] == ["", "Numbers", "   now  later", "a    1     20", "b  300      4"]
    assert lines[12:] == ["", "DO NOT BUILD", "  [error] too hot; cure: cool it"]


def test_chinese_is_set_as_chinese(capsys):
    show(Document("标题", (Notes((Line("约需 167,700 元 (2.5 W/(m2 K)), 场址: -3 °C"),)), EVERY[3]), "zh"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "约需167,700元（2.5 W/(m²·K)），场址：-3 °C"
    assert lines[-1].endswith("改正方法：cool it")


def test_a_table_as_json_and_as_csv(tmp_path):
    assert by_row(TABLE) == {"a": {"now": "1", "later": "20"}, "b": {"now": "300", "later": "4"}}
    assert text_of({"x": float("nan"), "y": (1, True)}) == '{\n "x": null,\n "y": [\n  1,\n  true\n ]\n}'
    path = csv_file.write(Table(("名称", "b"), (("x, y", "1"),)), tmp_path / "t.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [["名称", "b"], ["x, y", "1"]]


def test_a_table_with_some_of_its_columns_keeps_what_is_numeric_and_marked():
    some = TABLE.only((0, 2))
    assert (some.head, some.rows) == (("", "later"), (("a", "20"), ("b", "4")))
    assert (some.numeric, some.marked, some.title) == ((1,), (1,), "Numbers")


@pytest.mark.parametrize("name", ["document", "console", "json", "csv"])
def test_a_renderer_knows_no_topic(name):
    module = tree(ROOT / "retrofit" / "report" / "render" / f"{name}.py")
    rooms = {
        n.module for n in ast.walk(module) if isinstance(n, ast.ImportFrom) and str(n.module).startswith("retrofit")
    }
    assert all(m.startswith(("retrofit.report.render", "retrofit.report.words")) for m in rooms), rooms


def test_no_report_file_is_flat():
    assert [p.name for p in (ROOT / "retrofit" / "report").glob("*.py")] == ["__init__.py"]


def test_a_table_wider_than_the_console_breaks_heads_and_texts_and_no_number():
    from retrofit.report.render.console import _fitted
    from retrofit.report.words.width import columns_of

    cells = [
        ["Roof", "the teaching building"],
        ["Number of rows", "118,948"],
        ["全寿命度电成本 元/kWh", "0.283"],
        ["倾角", "10°"],
    ]
    assert _fitted(cells, {1, 2, 3}, 80) == cells
    narrow = _fitted(cells, {1, 2, 3}, 40)
    assert [column[1] for column in narrow[1:]] == ["118,948", "0.283", "10°"]
    assert sum(max(columns_of(line) for c in column for line in c.split("\n")) for column in narrow) + 6 <= 40
    words = {w for column in narrow for c in column for line in c.split("\n") for w in line.split()}
    assert words >= {"teaching", "building", "Number", "rows", "元/kWh", "倾角"}
