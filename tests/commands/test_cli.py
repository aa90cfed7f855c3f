"""The door, as a user meets it: exit codes, JSON, nothing half-written, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from tests.paths import ROOT

EXAMPLE = ROOT / "examples" / "wanxichong.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("万溪冲")


@pytest.fixture(scope="module")
def ran(folder):
    return CliRunner().invoke(cli.main, ["run", str(EXAMPLE), "--out", str(folder / "结果")])


def call(*arguments):
    return CliRunner().invoke(cli.main, [str(a) for a in arguments])


def test_run_prints_the_verdict_and_writes_everything(ran, folder):
    assert ran.exit_code == 0, ran.output
    for words in (
        "SYNTHETIC",
        "Verdict",
        "short by",
        "kWp of PV",
        "m2 of roof",
        "Next-best step",
        "Comfort",
        "Assumptions",
    ):
        assert words in ran.output
    names = {p.name for p in (folder / "结果").iterdir()}
    assert {
        "report.html",
        "annual.csv",
        "hourly_net_zero.csv",
        "monthly_baseline.csv",
        "figure_carpet.svg",
        "figure_weeks.svg",
    } <= names
    assert not [n for n in folder.iterdir() if n.name.startswith(".")]
    rows = (folder / "结果" / "hourly_net_zero.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 8761
    assert rows[1].startswith("2023-01-01T00:00+08:00,")


def test_run_json_is_one_document(folder):
    out = subprocess.run(
        [
            sys.executable,
            "-m",
            "cli",
            "run",
            str(EXAMPLE),
            "--out",
            str(folder / "j"),
            "--json",
            "--package",
            "net_zero",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        encoding="utf-8",
    )
    assert out.returncode == 0
    document = json.loads(out.stdout)
    assert document["weather"]["synthetic"] is True
    assert document["weather"]["source"] == "synthetic"
    (package,) = document["packages"]
    assert package["name"] == "net_zero"
    assert set(package["net_zero"]) == {"site", "primary", "emissions", "cost"}
    for d in package["net_zero"].values():
        assert {"met", "balance", "unit", "gap"} <= set(d)
    assert package["annual"]["pv_ac_kwh"] > 0
    assert all(a["source"] and a["status"] for a in document["assumptions"] + package["assumptions"])


def test_no_report_prints_the_verdict_and_writes_nothing(folder, monkeypatch):
    empty = folder / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    result = call("run", EXAMPLE, "--package", "solar", "--no-report")
    assert result.exit_code == 0
    assert "Verdict (solar)" in result.output and "Files" not in result.output
    document = json.loads(call("run", EXAMPLE, "--package", "solar", "--no-report", "--json").stdout)
    assert document["files"] == [] and document["packages"][0]["annual"]["pv_ac_kwh"] > 0
    assert call("run", EXAMPLE, "--no-report", "--out", empty / "x").exit_code == 2
    assert not list(empty.iterdir())


def test_a_disk_that_fails_after_the_verdict_is_an_error(folder, monkeypatch):
    """The verdict is out already; the exit code and the message still tell that the files are not there."""
    from retrofit import report

    def full(*_):
        raise OSError(28, "No space left on device", "hourly.csv")

    monkeypatch.setattr(report, "write", full)
    target = folder / "full"
    result = call("run", EXAMPLE, "--package", "solar", "--out", target)
    assert result.exit_code == 2
    assert "Verdict (solar)" in result.output and "file-unwritable" in result.output
    assert not target.exists() and not [n for n in folder.iterdir() if n.name.startswith(".")]


def test_a_reader_that_leaves_does_not_cost_the_files(folder):
    target = folder / "head"
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "run", str(EXAMPLE), "--package", "solar", "--out", str(target)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    with process.stderr:
        assert b"Traceback" not in process.stderr.read()
    assert process.wait() == 0
    assert (target / "report.html").exists()


def test_results_of_others_are_not_overwritten(folder):
    other = folder / "other"
    other.mkdir()
    (other / "thesis.docx").write_text("years of work", encoding="utf-8")
    result = call("run", EXAMPLE, "--out", other)
    assert result.exit_code == 2
    assert "out-folder" in result.output
    assert (other / "thesis.docx").read_text(encoding="utf-8") == "years of work"
    assert call("run", EXAMPLE, "--out", other / "thesis.docx").exit_code == 2


def test_results_of_another_project_are_not_overwritten(folder, ran):
    other = folder / "second.yaml"
    other.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    result = call("run", other, "--out", folder / "结果", "--package", "solar")
    assert result.exit_code == 2
    assert "another project" in result.output
    assert (folder / "结果" / "report.html").exists()


def test_a_project_yaml_names_its_results_after_its_folder():
    from commands.common import results_folder

    assert results_folder(Path("万溪冲") / "project.yaml", None).name == "万溪冲_results"
    assert results_folder(EXAMPLE, None).name == "wanxichong_results"
    assert results_folder(EXAMPLE, Path("x")).name == "x"


@pytest.mark.parametrize("command", ["check", "run", "compare"])
def test_a_bad_project_exits_with_2_and_lists_all(folder, command):
    bad = folder / "bad.yaml"
    bad.write_text(
        EXAMPLE.read_text(encoding="utf-8")
        .replace("Kunming", "Kunmin", 1)
        .replace("floor_area_m2", "floor_aera_m2")
        .replace("station: Kunming", "station: Kunmin"),
        encoding="utf-8",
    )
    result = call(command, bad)
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "unknown-key" in result.output
    assert "did you mean floor_area_m2?" in result.output
    assert "Traceback" not in result.output
    assert not (Path.cwd() / "bad_results").exists()
    as_json = call(command, bad, "--json")
    assert as_json.exit_code == 2
    problems = json.loads(as_json.stdout)
    problems = problems["problems"] if command == "check" else problems["error"]["problems"]
    assert {"unknown-key"} <= {p["code"] for p in problems}


def test_missing_file_and_unknown_package(folder):
    assert call("run", folder / "none.yaml").exit_code == 2
    result = call("run", EXAMPLE, "--package", "nett_zero", "--out", folder / "x")
    assert result.exit_code == 2
    assert "unknown-package" in result.output
    assert not (folder / "x").exists()


def test_check_of_a_good_project():
    result = call("check", EXAMPLE)
    assert result.exit_code == 0
    assert "0 errors" in result.output


@pytest.mark.parametrize("template", ["community-centre", "school", "village"])
def test_init_writes_a_project_that_is_right(folder, template):
    target = folder / template
    assert call("init", target, "--template", template).exit_code == 0
    assert call("check", target / "project.yaml").exit_code == 0
    again = call("init", target, "--template", template)
    assert again.exit_code == 2
    assert "not overwritten" in again.output


def _same_but_for_names(one, other) -> bool:
    if isinstance(one, dict):
        return len(one) == len(other) and all(map(_same_but_for_names, one.values(), other.values()))
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same_but_for_names, one, other))
    named = isinstance(other, str) and any("\u4e00" <= sign <= "\u9fff" for sign in other)
    return one == other or (isinstance(one, str) and named)


@pytest.mark.parametrize("template", ["community-centre", "school", "village"])
def test_init_in_chinese_is_the_same_project(folder, template):
    from ruamel.yaml import YAML

    english, chinese = folder / f"{template} en", folder / f"{template} 项目"
    assert call("init", english, "--template", template).exit_code == 0
    assert call("init", chinese, "--template", template, "--language", "zh").exit_code == 0
    one, other = (YAML(typ="safe").load((d / "project.yaml").read_text("utf-8")) for d in (english, chinese))
    assert other.pop("report") == {"language": "zh"}
    del one["name_zh"]
    assert _same_but_for_names(one, other)
    checked = call("check", chinese / "project.yaml")
    assert checked.exit_code == 0 and "0处错误" in checked.output


def test_chinese_console(folder):
    result = call("compare", EXAMPLE, "--package", "solar", "--language", "zh")
    assert result.exit_code == 0
    assert "万溪冲社区活动中心" in result.output
    assert "用电强度" in result.output


def test_weather_commands(folder):
    shown = call("weather", "show", "昆明")
    assert shown.exit_code == 0
    assert "SYNTHETIC" in shown.output
    assert json.loads(call("weather", "show", "56778", "--json").stdout)["site"]["name"] == "Kunming"
    path = folder / "昆明.epw"
    assert call("weather", "make", "昆明", "--out", path).exit_code == 0
    assert call("weather", "make", "昆明", "--out", path).exit_code == 2
    checked = call("weather", "check", path)
    assert checked.exit_code == 0
    assert "8760 hours" in checked.output
    assert json.loads(call("weather", "check", path, "--json").stdout)["findings"] == []
    assert call("weather", "check", folder / "none.epw").exit_code == 2
    assert call("weather", "show", "Kunmin").exit_code == 2


def test_schema_is_json():
    assert json.loads(call("schema").stdout)["title"] == "Project"


def test_epw_project_shows_its_findings(shared_dir, folder):
    text = EXAMPLE.read_text(encoding="utf-8").replace(
        "{source: synthetic}",
        f"{{source: epw, path: '{shared_dir}/weather/CHN_Yunnan.Kunming.567780_CSWD.epw', align_minutes: auto, components: ghi+dhi}}",
    )
    path = folder / "epw.yaml"
    path.write_text(text, encoding="utf-8")
    document = json.loads(call("run", path, "--out", folder / "epw", "--package", "solar", "--json").stdout)
    assert document["weather"]["synthetic"] is False
    assert any("rebuilt" in n for n in document["weather"]["notes"])
    assert any("moved" in n for n in document["weather"]["notes"])


def test_a_files_name_is_told_as_it_was_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m2.yaml").write_text("schema_version: 1\nname: x\n", encoding="utf-8")
    out = CliRunner().invoke(cli.main, ["check", "m2.yaml", "--language", "zh"])
    assert "m2.yaml：" in out.output and "m²" not in out.output
