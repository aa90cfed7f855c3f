"""The workbook: recalculated elsewhere it gives what is stored, its checks pass and can fail, text stays text, it prints on A4."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from retrofit import run
from retrofit.money.results import Flow
from retrofit.project import load
from retrofit.report.words.words import word
from retrofit.report.workbook.write import write_workbook
from tests.paths import ROOT

OFFICE = next((c for c in ("soffice", "libreoffice") if shutil.which(c)), None)
SMALL = """schema_version: 1
name: small
site: {station: Kunming}
buildings: [{name: shop, archetype: village_shop, floor_area_m2: 120}]
roofs: [{name: flat, building: shop, area_m2: 60}]
economics: {years: 7}
packages: {now: [], led: [{measure: led}], "=1+1": [{measure: pv, roof: flat}]}
report: {date: 2026-11-28}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    (folder / "project.yaml").write_text(SMALL, encoding="utf-8")
    return run.run(load.load(folder / "project.yaml"), folder, verdict=lambda _: True)


@pytest.fixture(scope="module")
def large():
    path = ROOT / "examples" / "wanxichong.yaml"
    return run.run(load.load(path), path.parent, verdict=lambda _: True)


def rows_of(path, key, language="en"):
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(word(key, language, "workbook"))
    head, *rows = sheet.to_python(skip_empty_area=False)
    return [dict(zip(head, row, strict=True)) for row in rows]


def without_values(path, out):
    """The same file with formulas only: whoever opens it has to calculate."""
    count = 0
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                pattern = r'(<c [^>]*?)(?: t="str")?(>)(<f>[^<]*</f>)<v>[^<]*</v>'
                text, found = re.subn(pattern, r"\1\2\3", data.decode())
                count += found
                data = text.encode()
            new.writestr(name, data)
    return count


def differences(stored, calculated):
    """Relative where numbers are large, absolute below 1; every cell of every sheet."""
    a, b = (CalamineWorkbook.from_path(str(p)) for p in (stored, calculated))
    assert a.sheet_names == b.sheet_names
    for name in a.sheet_names:
        left, right = (x.get_sheet_by_name(name).to_python(skip_empty_area=False) for x in (a, b))
        for k, (one, other) in enumerate(zip(left, right, strict=True)):
            for u, v in zip(one, other, strict=True):
                if isinstance(u, float) and isinstance(v, float):
                    yield abs(u - v) / max(1.0, abs(u)), f"{name} {k}: {u} {v}"
                elif u != v:
                    yield float("inf"), f"{name} {k}: {u!r} {v!r}"


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice to recalculate with")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_recalculated_by_libreoffice_it_gives_what_is_stored(large, language, tmp_path):
    stored = write_workbook(large, tmp_path, language)
    bare = tmp_path / "bare.xlsx"
    assert without_values(stored, bare) > 1000
    command = [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(bare)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    worst, where = max(differences(stored, tmp_path / "out" / "bare.xlsx"))
    assert worst < 1e-9, where


@pytest.mark.filterwarnings("ignore")
def test_recalculated_by_a_formula_evaluator_it_gives_what_is_stored(small, tmp_path):
    formulas = pytest.importorskip("formulas")
    pytest.importorskip("openpyxl")
    stored = write_workbook(small, tmp_path, "en")
    bare = tmp_path / "bare.xlsx"
    count = without_values(stored, bare)
    cells = formulas.ExcelModel().loads(str(bare)).finish().calculate()
    book = CalamineWorkbook.from_path(str(stored))
    seen = 0
    for name in book.sheet_names:
        for r, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            for c, value in enumerate(row):
                cell = cells.get(f"'[bare.xlsx]{name.upper()}'!{chr(65 + c)}{r}") if c < 26 else None
                if cell is None or not isinstance(value, float):
                    continue
                assert float(cell.value[0, 0]) == pytest.approx(value, rel=1e-9, abs=1e-9), (name, r, c)
                seen += 1
    assert seen > count


def test_checks_pass_and_fail_where_parties_do_not_add_up(small, tmp_path):
    """The stored verdict is of the numbers; that a wrong flow is found is seen by recalculating, here by hand."""
    path = write_workbook(small, tmp_path, "en")
    checks = [r for r in rows_of(path, "checks") if r["Package"]]
    assert {r["Passed (1) or not (0)"] for r in checks} == {1.0}
    assert {r["Check"] for r in checks} >= {word(f"check {k}", "en", "workbook") for k in ("parties", "npv", "lcc", "errors")}  # fmt: skip
    e = small.packages[2].economics
    debt = [Flow("owner", 0.0, "loan", 900.0), Flow("bank", 0.0, "loan", -900.0), Flow("owner", 3.0, "loan", -900.0), Flow("bank", 3.0, "loan", 900.0)]  # fmt: skip
    owed = replace(small.packages[2], economics=replace(e, party_flows=(*e.party_flows, *debt)))
    path = write_workbook(replace(small, packages=(*small.packages[:2], owed)), tmp_path, "en")
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert "Bank" in names and "Owner" in names
    loans = [r["Check"] for r in rows_of(path, "checks") if "left at the end" in str(r["Check"])]
    assert loans == ["Debt of Owner left at the end, CNY", "Debt of Bank left at the end, CNY"]
    project = sum(r["Net, CNY"] for r in rows_of(path, "project"))
    sheets = [CalamineWorkbook.from_path(str(path)).get_sheet_by_name(n).to_python() for n in ("Owner", "Bank")]
    shared = sum(row[head.index("Net, CNY")] for head, *rows in sheets for row in rows)
    assert shared == pytest.approx(project, abs=1e-6)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_numbers_are_those_of_the_run(large, language, tmp_path):
    path = write_workbook(large, tmp_path, language)
    told = rows_of(path, "packages", language)
    w = {
        k: word(k, language, "workbook") for k in ("package", "investment", "saving", "npv", "lcc", "emissions", "cold")
    }
    for p, row in zip(large.packages, told, strict=True):
        e = p.economics
        expected = [e.capex_cny, e.annual_saving_cny, e.npv_cny, e.lcc_cny, p.annual["emissions_kgco2e"] / 1e3, p.annual["hours_too_cold"]]  # fmt: skip
        assert row[w["package"]] == p.name
        assert [row[w[k]] for k in list(w)[1:]] == pytest.approx(expected, rel=1e-12, abs=1e-9)
    items = rows_of(path, "items", language)
    assert len(items) == sum(len(p.economics.items) for p in large.packages)
    formulas = zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml").decode()
    assert re.search(r"<f>[^<]+!\$[A-Z]+\$2\+NPV\(", formulas), "NPV leaves the first flow out of the function"


def test_text_is_never_a_formula_and_bytes_are_the_same(small, tmp_path):
    path = write_workbook(small, tmp_path, "en")
    assert "=1+1" in [r["Package"] for r in rows_of(path, "packages")]
    with zipfile.ZipFile(path) as book:
        written = "".join(book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n)
    assert "<f>1+1" not in written and not re.search(r"<f>[^<]*(?:cmd|HYPERLINK)", written)
    assert written.count('paperSize="9"') == written.count("<pageSetup") == len(CalamineWorkbook.from_path(str(path)).sheet_names)  # fmt: skip
    first = path.read_bytes()
    assert write_workbook(small, tmp_path, "en").read_bytes() == first


def test_sheets_speak_chinese_and_no_cell_is_an_error(large, tmp_path):
    path = write_workbook(large, tmp_path, "zh", alone=False)
    book = CalamineWorkbook.from_path(str(path))
    assert path.name == "results.zh.xlsx"
    assert book.sheet_names[:5] == ["概要", "方案", "投资明细", "项目逐年", "业主"] and "核对" in book.sheet_names
    cells = [c for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for c in row]
    assert not [c for c in cells if isinstance(c, str) and c.startswith("#")]
