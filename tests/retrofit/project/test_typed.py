"""A project file is what was typed: names keep their letters, numbers have one reading, nothing of YAML changes either in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrofit.project.load import check, load
from retrofit.report.render.console import problem_lines
from retrofit.report.render.csv import text_cell
from retrofit.report.render.tables import safe_name

GOOD = """schema_version: 1
name: {name}
site: {{station: Kunming}}
buildings: [{{name: {building}, archetype: village_house_brick, floor_area_m2: {area}}}]
packages: {packages}
"""


def written(tmp_path: Path, name="x", building="a", area="240", packages="{base: []}", before="") -> Path:
    path = tmp_path / "p.yaml"
    text = before + GOOD.format(name=name, building=building, area=area, packages=packages)
    path.write_text(text, encoding="utf-8")
    return path


def errors(path: Path) -> list[str]:
    return [p.code for p in check(path) if p.severity == "error"]


@pytest.mark.parametrize("key", ["007", "1.10", "1e3", "0o17", "1_000", "2024-1-1", "true", "No", "null", "~", "12:30", "0x1F", ".5"])  # fmt: skip
def test_a_key_is_the_letters_that_were_typed(tmp_path, key):
    project = load(written(tmp_path, packages=f"{{base: [], {key}: []}}"))
    assert list(project.packages) == ["base", key]


@pytest.mark.parametrize("name", ["2024-1-1", "2024-01-01T00:00:00Z", "9999-12-31 23:59:59.999999999"])
def test_a_date_as_a_name_stays_as_typed(tmp_path, name):
    assert load(written(tmp_path, name=name)).name == name


@pytest.mark.parametrize("pair", ["1: [], \"1\": []", "a: [], a: []", "2024-1-1: [], '2024-1-1': []", "null: [], \"null\": []"])  # fmt: skip
def test_two_equal_keys_are_told(tmp_path, pair):
    assert "yaml-duplicate" in errors(written(tmp_path, packages=f"{{{pair}}}"))


@pytest.mark.parametrize("pair", [("a", "A"), ("é", "e\u0301"), ("a b", "a  b"), ("true", "True"), ("ａ", "a"), ("a", "a ")])  # fmt: skip
def test_names_that_look_the_same_are_told(tmp_path, pair):
    first, second = pair
    assert "duplicate-name" in errors(written(tmp_path, packages=f'{{"{first}": [], "{second}": []}}'))
    two = f'"{first}", archetype: village_house_brick}}, {{name: "{second}"'
    assert "duplicate-name" in errors(written(tmp_path, building=two))


@pytest.mark.parametrize(
    ("typed", "told"),
    [("010", "either 10 or 8"), ("0400", "either 400 or 256"), ("0o400", "256"), ("0xF0", "240"), ("1_000", "1000"), ("089", "89"), ("-010", "either -10 or -8")],
)  # fmt: skip
def test_numbers_of_other_forms_are_refused_with_their_readings(tmp_path, typed, told):
    path = written(tmp_path, area=typed)
    problem = next(p for p in check(path) if p.code == "yaml-number")
    assert problem.allowed == told and problem.value == typed and ":4:" in problem.place
    path.write_text(
        path.read_text("utf-8").replace(typed, problem.cure.removeprefix("write ").removeprefix("-")), "utf-8"
    )
    assert "yaml-number" not in errors(path)


@pytest.mark.parametrize(("typed", "value"), [("1e2", 100.0), ("1.0E2", 100.0), ("2.4e+2", 240.0)])
def test_powers_of_ten_are_read_with_a_word(tmp_path, typed, value):
    path = written(tmp_path, area=typed)
    assert [(p.code, p.severity) for p in check(path)] == [("yaml-number", "warning")]
    assert load(path).buildings[0].floor_area_m2 == value


@pytest.mark.parametrize("typed", ["!!int 240", "!foo 240", "!!float 240", "!!str 240", "!!binary aGVsbG8=", "!!bool abc"])  # fmt: skip
def test_tags_are_refused(tmp_path, typed):
    assert errors(written(tmp_path, area=typed)) == ["yaml-tag"]


@pytest.mark.parametrize("packages", ["!!omap [base: [], b: []]", "!!set {a, b}", "!foo {base: []}", "!!map {base: []}"])  # fmt: skip
def test_tagged_collections_are_refused(tmp_path, packages):
    assert errors(written(tmp_path, packages=packages)) == ["yaml-tag"]


def test_directives_merges_and_complex_keys_are_refused(tmp_path):
    assert errors(written(tmp_path, before="%YAML 1.1\n---\n", area="4:00")) == ["yaml-tag"]
    assert "yaml-key" in errors(written(tmp_path, packages="{base: [], <<: {c: []}}"))
    assert "yaml-key" in errors(written(tmp_path, packages="{base: [], [a]: []}"))
    assert errors(written(tmp_path, packages='{base: [], "!": []}')) == []


@pytest.mark.parametrize("name", ['"\\u202Eevil"', '"a\\0b"', '"a\\u200b"', '"a\\x1b[2J"', '"   "', '" a"', '"a\\nb"', '"\\uFEFFa"', '"\\uE000"', '"\\u2028"'])  # fmt: skip
def test_letters_that_nobody_sees_are_refused(tmp_path, name):
    for where in ("name", "building"):
        found = check(written(tmp_path, **{where: name}))
        assert "text-hidden" in {p.code for p in found}
        assert all(line.isprintable() for line in problem_lines(found, "zh"))
    assert "text-hidden" in errors(written(tmp_path, packages=f"{{base: [], {name}: []}}"))


def laughs(levels: int) -> str:
    rows = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    return "\n".join(rows + [f"a{k}: &a{k} [{','.join([f'*a{k - 1}'] * 10)}]" for k in range(1, levels)]) + "\n"


@pytest.mark.parametrize(
    "text",
    [laughs(7), laughs(12), "a: &a [*a]\n", "[" * 3000, "{" * 3000, "- " * 3000, "? " * 3000, "a: [" + "[]," * 600_000 + "]", "a: &x [" + "[" * 60 + "]" * 60 + "]"],
)  # fmt: skip
def test_floods_are_stopped_at_once(tmp_path, text):
    """Without their bound some of these would take hours and all memory."""
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    assert set(errors(path)) & {"yaml-size", "yaml-syntax"}


def test_anchors_of_an_ordinary_size_are_read(tmp_path):
    path = written(tmp_path, packages="{base: &b [{measure: led}], again: *b}")
    assert [m.measure for m in load(path).packages["again"]] == ["led"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_special_files_are_refused(tmp_path):
    os.mkfifo(tmp_path / "p.yaml")
    assert errors(tmp_path / "p.yaml") == ["file-unreadable"]
    assert errors(Path("/dev/zero")) == ["file-unreadable"]


def test_what_the_user_typed_is_quoted_as_typed(tmp_path):
    path = written(tmp_path, building="'a,b: 屋面 (甲)'")
    text = path.read_text("utf-8").replace(
        "packages:", "roofs: [{building: '没有, 的: x', area_m2: 10, mounting: roof}]\npackages:"
    )
    path.write_text(text, encoding="utf-8")
    lines = "\n".join(problem_lines(check(path), "zh"))
    assert "实际：roof；" in lines
    path.write_text(text.replace("mounting: roof", "mounting: close_mount"), encoding="utf-8")
    lines = "\n".join(problem_lines(check(path), "zh"))
    assert "没有, 的: x" in lines and "a,b: 屋面 (甲)" in lines


def test_names_in_files_and_tables():
    long = "中" * 120
    assert len(safe_name(long).encode()) <= 120 and safe_name(long) != safe_name("中" * 119 + "文")
    assert safe_name("../../etc/passwd") == "______etc_passwd"
    for bad in ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1"):
        assert text_cell(bad) == "'" + bad
    for good in ("-3.5", "+2", "-1,234.5", "12 %", "a=b", "-", "2024-01"):
        assert text_cell(good) == good
