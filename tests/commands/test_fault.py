"""What the program does when it fails itself: a number, a report and an exit code; never a traceback on the screen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import cli
from commands.common import guarded
from foundation.errors import ProgramError


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", default="en")
@guarded
def broken(as_json: bool, language: str) -> None:
    raise IndexError("pop from an empty list")


@pytest.mark.parametrize(("language", "words"), [("en", "the program has a fault"), ("zh", "程序有缺陷")])
def test_a_fault_has_a_number_and_its_traceback_is_kept(tmp_path, monkeypatch, language, words):
    monkeypatch.setenv("NETZERO_RETROFIT_CACHE", str(tmp_path / "万溪冲"))
    got = CliRunner().invoke(broken, ["--language", language])
    assert got.exit_code == ProgramError.exit_code == 70
    assert words in got.output and "IndexError" in got.output and "Traceback" not in got.output
    number = re.search(r"[0-9a-f]{10}", got.output)
    (kept,) = (tmp_path / "万溪冲" / "reports").iterdir()
    assert number and kept.stem == number.group()
    assert 'raise IndexError("pop from an empty list")' in kept.read_text(encoding="utf-8")


def test_the_fault_is_data_too(tmp_path, monkeypatch):
    monkeypatch.setenv("NETZERO_RETROFIT_CACHE", str(tmp_path))
    got = CliRunner().invoke(broken, ["--json"])
    (problem,) = json.loads(got.stdout)["error"]["problems"]
    assert problem["code"] == "program-fault" and Path(problem["place"]).is_file()


def test_a_wrong_use_is_no_fault(tmp_path):
    got = CliRunner().invoke(cli.main, ["run", "examples/wanxichong.yaml", "--no-report", "--out", str(tmp_path)])
    assert got.exit_code == 2 and "--no-report writes nothing" in got.output
