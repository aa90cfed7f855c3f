"""PDFs: one sheet of A4 with the numbers of the page, the project's own fonts inside, the same bytes for the same input, text never markup."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from cli import main
from retrofit import run
from retrofit.project import load
from retrofit.report.committee.page import committee_page
from retrofit.report.pdf.write import breakable, foreign_signs, write_pdf
from tests.paths import ROOT

DAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def dated():
    path = ROOT / "examples" / "wanxichong.yaml"
    result = run.run(load.load(path), path.parent)
    spec = result.project.report.model_copy(update={"date": DAY})
    return replace(result, project=result.project.model_copy(update={"report": spec}))


def text_of(page):
    return re.sub(r"[\s\u200b]", "", unicodedata.normalize("NFKC", page.extract_text()))


def plain(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sheet_is_one_page_and_says_what_the_page_says(dated, language, tmp_path):
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    sheet, tables = write_pdf(dated, tmp_path, language)
    (page,) = pypdf.PdfReader(sheet).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595.28, 841.89), abs=0.1)
    told, said = committee_page(dated, language, DAY), text_of(page)
    for text in (*told.headline, *(x.text for r in told.rows for x in r.cells), *(s.cost for s in told.steps), *(x.text for x in told.lights), *told.foot):  # fmt: skip
        assert plain(text) in said, text
    fonts = {str(f["/BaseFont"]) for p in pypdf.PdfReader(sheet).pages for f in (x.get_object() for x in p["/Resources"]["/Font"].values())}  # fmt: skip
    assert fonts and all("NotoSansSC" in f for f in fonts)
    behind = [text_of(p) for p in pypdf.PdfReader(tables).pages]
    assert len(behind) > 1 and all(len(p) > 60 for p in behind)
    assert all(f"{i.capex_cny:,.0f}" in "".join(behind) for p in dated.packages for i in p.economics.items)


def test_the_same_input_gives_the_same_bytes(dated, tmp_path):
    pytest.importorskip("typst")
    first = [p.read_bytes() for p in write_pdf(dated, tmp_path, "zh")]
    assert [p.read_bytes() for p in write_pdf(dated, tmp_path, "zh")] == first


def test_names_are_text_and_never_markup(dated, tmp_path):
    """Signs that a template language reads, and a character that the project's font lacks."""
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    name = '#panic("x") $a_b$ *c* [d] \\ @e <f>'
    best = replace(dated.best, name=name)
    packages = tuple(best if p is dated.best else p for p in dated.packages)
    choice = replace(dated.choice, best=name, cheapest=None, stands=dated.choice.stands | {name: "gains"})
    sheet, _ = write_pdf(replace(dated, best=best, packages=packages, choice=choice), tmp_path, "en")
    assert plain(name) in text_of(pypdf.PdfReader(sheet).pages[0])
    assert foreign_signs("万溪冲 CO₂ ✗ − →") == set() and foreign_signs("𠮷") == {"𠮷"}


def test_what_would_be_longer_than_a_sheet_still_prints_on_one(dated, tmp_path):
    """Eight packages with the longest names that a project may have, and a long headline."""
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    long = "村委会大楼与小学教学楼的屋面光伏加热泵加保温一并改造的方案" * 3 + "_{}"
    base = dated.packages[0]
    many = tuple(replace(p, name=long.format(k)) for k, p in enumerate((*dated.packages, *(base,) * 6)))
    best = many[2]
    choice = replace(dated.choice, best=best.name, cheapest=many[1].name, furthest=many[3].name, stands={p.name: "gains" for p in many})  # fmt: skip
    for language in ("en", "zh"):
        sheet, _ = write_pdf(replace(dated, packages=many, best=best, choice=choice), tmp_path, language)
        (page,) = pypdf.PdfReader(sheet).pages
        assert dated.inputs_sha256[:16] in text_of(page)


def test_long_words_may_part_and_stay_what_they_are():
    name = "the_0_package_with_a_very_long_name"
    (told,) = breakable([name])
    assert told.replace("\u200b", "") == name and max(map(len, told.split("\u200b"))) <= 13
    assert breakable({"a": ("short one", 1.5, None)}) == {"a": ["short one", 1.5, None]}
    assert breakable("x" * 40).replace("\u200b", "") == "x" * 40


def test_without_typst_the_cure_is_said_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    path = ROOT / "examples" / "wanxichong.yaml"
    result = CliRunner().invoke(main, ["run", str(path), "--pdf", "--out", str(tmp_path / "out")])
    assert result.exit_code == 2 and "typst-missing" in result.output and "netzero-retrofit[pdf]" in result.output
    assert not (tmp_path / "out").exists()
    alone = CliRunner().invoke(main, ["compare", str(path), "--pdf"])
    assert alone.exit_code == 2 and "--out" in alone.output
