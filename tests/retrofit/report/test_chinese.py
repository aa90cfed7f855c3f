"""Chinese pages, consoles and tables hold no English prose, and Chinese is set as Chinese."""

import csv
import html
import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from cli import main
from foundation.messages import message
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import typeset
from tests.paths import ROOT

EXAMPLES = ROOT / "examples"
WORDS = Path(str(files("retrofit.report").joinpath("words")))
JOBS = {
    "report": ("run", "wanxichong"),
    "school report": ("run", "zhongshan_school"),
    "solar sheet": ("solar", "wanxichong"),
    "school solar sheet": ("solar", "zhongshan_school"),
    "biogas sheet": ("biogas", "wanxichong"),
}
ALLOWED = (
    r"Practical Action|bsm2-python|Metcalf & Eddy|et al\.",
    r"Bioresour\. Technol\.|Water Res\.|Luna-delRisco|Energy Sustain Soc|Energies 14:151",
    r"Tiger Neo N|Low-E|Thevenard和Pelland|Jordan和Kurtz",
    r"pip install [\w\[\]-]+|doi [\w./]+|benchmarks\.[a-z]+|[A-Za-z0-9_./-]+\.(?:csv|html|svg|yaml|md)",
    r"(?<![A-Za-z])(?:[a-z]+(?:_[a-z0-9]+)+|polygon)(?![A-Za-z])",  # keys of the project file
    r"[0-9a-f]{64}|[0-9a-f]{16}…[0-9a-f]{4}",
)
"""Citations, products, files and keys that a Chinese text may hold."""
PROSE = re.compile(r"(?<![A-Za-z])[a-z]{3,}(?![A-Za-z])|(?<![A-Za-z])[A-Z]?[a-z]{2,} [A-Za-z]?[a-z]{2,}(?![A-Za-z])")
"""A word in small letters, or two words side by side; kWh, MPPT and pH are none."""
UNITS = re.compile(r"kgce|kgCO|netzero-retrofit")


def names_of(example: str) -> list[str]:
    """Names that the project itself gives, longest first."""
    data = YAML(typ="safe").load((EXAMPLES / f"{example}.yaml").read_text(encoding="utf-8"))
    names = [*data["packages"], data["name"]]
    for entry in (*data["buildings"], *data["roofs"]):
        names += [entry["name"], *(o["name"] for o in entry.get("obstacles", ()))]
    return sorted(names, key=len, reverse=True)


def english_in(text: str, names: list[str]) -> list[str]:
    """Pieces of English prose in a Chinese text."""
    for pattern in (*ALLOWED, *map(re.escape, names)):
        text = re.sub(pattern, "", text)
    return PROSE.findall(UNITS.sub("", text))


def texts_of(page: str) -> list[str]:
    """Every text of a page; keys stand in ``code`` and may be English."""
    page = re.sub(r"<(style|script|code|metadata)\b.*?</\1>|<!--.*?-->", "", page, flags=re.DOTALL)
    return [html.unescape(t).strip() for t in re.split(r"<[^>]*>", page) if t.strip()]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """By job: the console and the folder."""
    out = {}
    for name, (command, example) in JOBS.items():
        folder = tmp_path_factory.mktemp("zh") / "out"
        call = [command, str(EXAMPLES / f"{example}.yaml"), "--language", "zh", "--out", str(folder)]
        result = CliRunner().invoke(main, call, env={"COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        out[name] = result.output.replace(str(folder), ""), folder
    return out


@pytest.mark.parametrize("job", JOBS)
def test_no_english_prose(written, job):
    console, folder = written[job]
    names = names_of(JOBS[job][1])
    texts = [*console.splitlines(), *(t for page in folder.glob("*.html") for t in texts_of(page.read_text("utf-8")))]
    assert len(texts) > 200
    found = {t: e for t in texts if (e := english_in(t, names))}
    assert not found, "\n".join(f"{e} in {t}" for t, e in found.items())


@pytest.mark.parametrize("job", ["school solar sheet"])
def test_tables_of_words_are_chinese(written, job):
    """Tables that are read by people; those of numbers keep one set of column names for programs."""
    _, folder = written[job]
    for name in ("quantities", "assumptions", "layout", "strings_1"):
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        cells = [c for r in rows for c in (r[:-1] if name == "assumptions" else r)]
        assert not [c for c in cells if english_in(c, names_of(JOBS[job][1]))], name


@pytest.mark.parametrize("job", ["report", "school report"])
def test_every_column_is_told_in_chinese(written, job):
    _, folder = written[job]
    with (folder / "columns.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 60
    assert not [r for r in rows if not re.search("[\u4e00-\u9fff]", r["含义"]) or re.search("[a-z]{3,}", r["含义"])]


def test_the_search_finds_english():
    for text in (
        "来源：general knowledge",
        "单位 units of 3.5 kW",
        "Unheated tank above the soil",
        "状态 confirmed",
        "Chinese Farmers",
    ):
        assert english_in(text, []), text
    for text in (
        "GB/T 51350-2019《近零能耗建筑技术标准》",
        "负荷 kg VS/(m³·d)",
        "pH 7.2",
        "CPIA",
        "由setback_m设定",
        "Voc 55.1 V",
    ):
        assert not english_in(text, []), text


@pytest.mark.parametrize("job", JOBS)
def test_marks_and_units_are_chinese(written, job):
    _, folder = written[job]
    for page in folder.glob("*.html"):
        for text in texts_of(page.read_text("utf-8")):
            assert not re.search(
                r"[\u4e00-\u9fff] ?[,:;](?:\s|$|[\u4e00-\u9fff])| [，。；：]|\bm[23]\b|degC|CO2", text
            ), text


@pytest.mark.parametrize("job", JOBS)
def test_no_field_is_left_unfilled(written, job):
    _, folder = written[job]
    for page in (*folder.glob("*.html"), *folder.glob("*.svg")):
        told = re.sub(r"<(style|script)\b.*?</\1>", "", page.read_text("utf-8"), flags=re.S)
        assert not re.findall(r">[^<]*\{[a-z_]+\}[^<]*<", told), page.name


@pytest.mark.parametrize("name", ["sources", "messages", "words"])
def test_the_catalogue_has_the_same_fields_on_both_sides(name):
    with (WORDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        left, right = ({f for _, f, _, _ in Formatter().parse(row[k]) if f and f.isidentifier()} for k in ("en", "zh"))
        assert {f for f in left if not f.startswith("plural")} == right, row
        assert typeset(row["zh"]) == row["zh"], row


def test_every_code_has_a_chinese_title_and_cure():
    errors = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    with (WORDS / "codes.csv").open(encoding="utf-8", newline="") as stream:
        rows = {r["code"]: r for r in csv.DictReader(stream)}
    assert set(rows) == set(re.findall(r"^### (\S+)$", errors, re.MULTILINE))
    assert all(r["title_zh"] and r["cure_zh"] for r in rows.values())


def test_a_told_sentence_is_said_by_its_template():
    sentence = message("{km:.0f} km away, site {rise:+.0f} m above it", km=21.6, rise=18.0)
    assert sentence == "22 km away, site +18 m above it"
    assert translate(sentence, "en") == sentence
    assert translate(sentence, "zh") == "场址距站点22 km，高差+18 m"
    assert translate("general knowledge; CDM Tool 06", "zh") == "工程经验；CDM方法学工具06"


def test_problems_speak_the_language_of_the_project_or_the_computer(tmp_path):
    file = tmp_path / "p.yaml"
    file.write_text(
        "schema_version: 1\nname: x\nsite: {station: 昆明}\nbuildings: []\nreport: {language: zh}\n", "utf-8"
    )
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 2 and "错误 [missing-key]" in result.output and "改正方法：补上packages" in result.output
    file.write_text("schema_version: 1\n", "utf-8")
    chinese, english = (
        CliRunner().invoke(main, ["check", str(file)], env={"LC_ALL": c}).output for c in ("zh_CN.UTF-8", "C")
    )
    assert "缺少键“name”" in chinese and "missing key 'name'" in english
    assert (
        "error [missing-key]"
        in CliRunner().invoke(main, ["check", str(file), "--language", "en"], env={"LC_ALL": "zh_CN"}).output
    )


def test_keys_and_values_of_a_file_are_said_as_they_are_written(tmp_path):
    """``buildings`` and ``synthetic`` have Chinese names in the catalogue, which no project file understands."""
    file = tmp_path / "p.yaml"
    file.write_text(
        "schema_version: 1\nname: x\nsite: {station: 昆明}\nweather: {source: synthetc}\npackages: {}\n", "utf-8"
    )
    output = CliRunner().invoke(main, ["check", str(file), "--language", "zh"]).output
    assert "缺少键“buildings”" in output and "补上buildings" in output
    assert "是否为“synthetic”" in output
