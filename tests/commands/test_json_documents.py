"""Every JSON document carries the version of its schema, and is as its schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from cli import main
from commands.project import OUTPUTS
from retrofit.report.render.output_schemas import SCHEMA_VERSION, output_schema
from tests.paths import ROOT

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("documents")
    (path / "bad.yaml").write_text("name: x\nsite: {station: Nowhere}\n", encoding="utf-8")
    return path


CALLS: dict[str, list[str]] = {
    "init": ["init", "{folder}/new"],
    "check": ["check", "{examples}/wanxichong.yaml"],
    "check bad": ["check", "{folder}/bad.yaml"],
    "error": ["run", "{folder}/bad.yaml", "--no-report"],
    "errors": ["errors"],
    "run": ["run", "{examples}/wanxichong.yaml", "--no-report"],
    "run village": ["run", "{examples}/village_house.yaml", "--out", "{folder}/village"],
    "compare": ["compare", "{examples}/zhongshan_school.yaml", "--out", "{folder}/compared"],
    "combine": ["combine", "{examples}/wanxichong.yaml", "--out", "{folder}/combined"],
    "solar": ["solar", "{examples}/zhongshan_school.yaml", "--out", "{folder}/solar"],
    "biogas": ["biogas", "{examples}/wanxichong.yaml", "--out", "{folder}/biogas"],
    "weather-show": ["weather", "show", "Kunming"],
    "weather-stations": ["weather", "stations", "浏阳"],
    "weather-make": ["weather", "make", "Kunming", "--out", "{folder}/k.epw"],
    "weather-check": ["weather", "check", "{folder}/k.epw"],
    "weather-repair": ["weather", "repair", "{folder}/k.epw", "--out", "{folder}/k2.epw", "--align", "auto"],
    "idf-export": ["idf", "export", "{examples}/wanxichong.yaml", "--out", "{folder}/centre.idf"],
}


def undeclared(document: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """Fields of a document that its schema does not know: schemas are open to readers, not to us."""
    out: list[str] = []
    if isinstance(document, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        for k, v in document.items():
            if k in known:
                out += undeclared(v, known[k], f"{path}.{k}")
            elif isinstance(others, dict):
                out += undeclared(v, others, f"{path}.{k}")
            else:
                out.append(f"{path}.{k}")
    elif isinstance(document, list):
        for v in document:
            out += undeclared(v, schema.get("items", {}), f"{path}[]")
    return sorted(set(out))


def call(name: str, folder: Path) -> dict[str, Any]:
    arguments = [a.format(folder=folder, examples=EXAMPLES) for a in CALLS[name]]
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.stdout.startswith("{"), result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


@pytest.fixture(scope="module")
def documents(folder):
    """All of them in order: some read what others wrote."""
    return {name: call(name, folder) for name in CALLS}


@pytest.mark.parametrize("name", CALLS)
def test_the_document_is_as_its_schema_says(documents, name):
    document, schema = documents[name], output_schema(name.split(" ")[0])
    jsonschema.validate(document, schema)
    assert document["schema_version"] == SCHEMA_VERSION
    assert next(iter(document)) == "schema_version"
    assert not undeclared(document, schema)


def test_every_schema_is_printed_and_valid():
    files = {p.stem for p in (ROOT / "retrofit" / "report" / "output_schemas").glob("*.json")}
    assert files == set(OUTPUTS) == {name.split(" ")[0] for name in CALLS}
    for name in OUTPUTS:
        result = CliRunner().invoke(main, ["schema", "--output", name])
        assert result.exit_code == 0
        schema = json.loads(result.stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_a_wrong_document_is_refused(documents):
    wrong = json.loads(json.dumps(documents["run"]))
    wrong["packages"][0]["annual"]["pv_ac_kwh"] = "much"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, output_schema("run"))
    wrong = json.loads(json.dumps(documents["run"]))
    del wrong["packages"][0]["net_zero"]["site"]["met"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, output_schema("run"))
    assert undeclared({"schema_version": 1, "surprise": 2}, output_schema("run")) == [".surprise"]


def test_compare_writes_what_it_prints(documents, folder):
    files = {Path(f).name for f in documents["compare"]["files"]}
    assert {"comparison.csv", "annual.csv", "report.html", "cash_flows.csv", "cost_items.csv", "economics.csv"} <= files
    lines = (folder / "compared" / "comparison.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(documents["compare"]["table"]) + 1
    assert "baseline" in lines[0]


def test_codes_are_told_in_both_languages():
    english = CliRunner().invoke(main, ["errors", "epw-rows"]).output
    chinese = CliRunner().invoke(main, ["errors", "epw-rows", "--language", "zh"]).output
    assert english.startswith("epw-rows: ") and "cure: " in english
    assert "改正方法：" in chinese and english != chinese
    wrong = CliRunner().invoke(main, ["errors", "epw-row5"])
    assert wrong.exit_code == 2 and "did you mean epw-row" in wrong.output
