"""The committee's page: every number on it is the run's, its steps and lights follow from the run, and it prints on one sheet of A4."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from retrofit import report, run
from retrofit.measured.calibration_result import BillsFit, Fit
from retrofit.money.results import Flow
from retrofit.project import load
from retrofit.report.committee.lights import break_even, lights, tips
from retrofit.report.committee.page import committee_page
from retrofit.report.committee.rows import MOST, shown, table
from retrofit.report.committee.shares import gained, paid, parties_in, shares
from retrofit.report.committee.steps import _task, steps
from retrofit.report.run.data import as_json
from tests.paths import ROOT

CHROMIUM = next((c for c in ("chromium", "chromium-browser", "google-chrome") if shutil.which(c)), None)
TODAY = date(2026, 11, 28)
NAMES = ("wanxichong", "zhongshan_school", "village_house")


@pytest.fixture(scope="module")
def results():
    out = {}
    for name in NAMES:
        path = ROOT / "examples" / f"{name}.yaml"
        out[name] = run.run(load.load(path), path.parent)
    return out


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_number_of_the_page_equals_the_json_document(results, name, language, tmp_path):
    result = results[name]
    told = {p["name"]: p for p in as_json(result)["packages"]}
    report.write(result, tmp_path, language)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    sheet = text[text.index('id="committee"') : text.index('class="top rest"')]
    rows = re.findall(r'<tr(?: class="best")?><th scope="row"><span class="nm">([^<]*)</span>.*?</tr>', sheet, re.S)
    assert rows == list(told)
    for row, (package, d) in zip(re.findall(r"<tr.*?</tr>", sheet, re.S)[1:], told.items(), strict=True):
        values = [float(v) for v in re.findall(r'data-v="([^"]*)"', row)]
        e, a = d["economics"], d["annual"]
        payback = [e["simple_payback_years"]] if e["capex_cny"] > 0 and e["simple_payback_years"] else []
        expected = [
            e["capex_cny"],
            e["annual_saving_cny"],
            *payback,
            a["emissions_kgco2e"] / 1000.0,
            a["hours_too_cold"],
        ]
        assert values == pytest.approx(expected, rel=1e-12, abs=1e-9), package
        met = sum(x["met"] for x in d["net_zero"].values())
        assert f'<td class="mt">{met}/4</td>' in row
    best = told[result.best.name]["economics"]
    money = [float(v) for v in re.findall(r'<b data-v="([^"]*)"', sheet)]
    assert money == pytest.approx([best["capex_cny"], best["annual_saving_cny"]])
    assert result.inputs_sha256[:16] in sheet and result.inputs_sha256[-4:] in sheet


@pytest.mark.parametrize("language", ["en", "zh"])
def test_texts_are_what_their_numbers_round_to(results, language):
    """The printed cell, times the unit of its head, is the number beside it to the digits shown; bars are to one scale."""
    sizes = {"万元": 1e4, "1,000 CNY": 1e3, "元": 1.0, "CNY": 1.0}
    for result in results.values():
        heads, rows = table(result, language)
        for k, head in enumerate(heads[:2]):
            for row in rows:
                cell = row.cells[k]
                shown_value = float(cell.text.replace("−", "-").replace(",", ""))
                step = 0.1 if "." in cell.text else 1.0
                assert shown_value * sizes[head.unit] == pytest.approx(cell.value, abs=0.501 * step * sizes[head.unit])
            drawn = [(r.cells[k].value, r.cells[k].long) for r in rows if r.cells[k].value and not r.cells[k].cut]
            scales = [long / abs(value) for value, long in drawn]
            assert max(scales) == pytest.approx(min(scales), rel=1e-9)


def test_a_bar_past_its_column_is_cut_and_signs_lie_on_their_side(results):
    _, rows = table(results["village_house"], "en")
    warm = next(r for r in rows if r.name == "comfort")
    saving, tonnes = warm.cells[1], warm.cells[3]
    assert saving.value < 0.0 and saving.cut and saving.start + saving.long == pytest.approx(saving.zero)
    assert tonnes.cut and tonnes.start + tonnes.long == pytest.approx(100.0)
    for row in rows:
        for cell in row.cells:
            assert cell.start >= 0.0 and cell.start + cell.long <= 100.0 + 1e-9


def test_many_packages_leave_room_for_those_that_the_advice_names(results):
    result = results["wanxichong"]
    base = result.packages[0]
    many = (base, *(replace(base, name=f"p{k}") for k in range(12)), *result.packages[1:])
    stands = result.choice.stands | {f"p{k}": "stays" for k in range(12)}
    full = replace(result, packages=many, choice=replace(result.choice, stands=stands))
    names = [p.name for p in shown(full)]
    assert len(names) == MOST and {"baseline", "solar", "net_zero"} <= set(names)
    page = committee_page(full, "en", TODAY)
    assert page.more == "8 more packages stand in the tables behind"


def test_steps_are_ordered_three_and_begin_with_what_must_be_known(results):
    village = results["village_house"]
    first, second, third = steps(replace(village, best=replace(village.best, next_steps=())), "en")
    assert first.what.startswith("solar: PV") and first.before.startswith("First: two written offers")
    assert second.what.startswith("solar_and_induction: new cooking appliances, airtightness")
    assert third.what == "A year on: check the saving"
    one, two, _ = steps(results["wanxichong"], "zh")
    assert one.what == "solar：光伏" and one.cost.endswith("万元")
    named = replace(results["wanxichong"].best, name="光伏")
    assert _task(None, named, "zh").what == "光伏"
    assert two.what == "以电磁灶替代燃料灶" and "可达：碳排放、" in two.effect and "每年省" in two.effect


def fit(ok, count=12):
    return BillsFit(
        count=count, measured_kwh=1000.0, model_kwh=1040.0, fits=(Fit("electricity", 4.0 if ok else 40.0, 9.0),)
    )


def test_lights_are_computed_from_the_run(results):
    result = results["wanxichong"]
    assert [x.status for x in lights(result, "en")] == ["unconfirmed"] * 3
    fitted = replace(result, bills={"centre": fit(True)})
    told = lights(fitted, "en")[0]
    assert told.status == "confirmed" and told.text == "12 bills; the model is 4% off them, within the limits"
    assert lights(replace(result, bills={"centre": fit(False)}), "zh")[0].status == "unconfirmed"
    two = result.project.model_copy(update={"buildings": (*result.project.buildings,) * 2})
    assert lights(replace(fitted, project=two), "en")[0].status == "corroborated"
    items = tuple(replace(i, source="the project file") for i in result.best.economics.items)
    own = replace(result.best, economics=replace(result.best.economics, items=items))
    assert lights(replace(result, best=own), "en")[1].status == "corroborated"
    economics = result.project.economics.model_copy(update={"electricity_price": 0.5, "fuel_prices": {"lpg": 0.6}})
    priced = replace(result, best=own, project=result.project.model_copy(update={"economics": economics}))
    assert lights(priced, "en")[1].status == "confirmed"
    assert "0 of 2 energy prices your own" in lights(result, "en")[1].text
    source = replace(result.year.source, kind="epw")
    measured = SimpleNamespace(synthetic=False, warnings=(), source=source)
    assert lights(replace(result, year=measured), "en")[2].status == "confirmed"
    doubted = SimpleNamespace(synthetic=False, warnings=("a finding",), source=source)
    assert lights(replace(result, year=doubted), "en")[2].status == "corroborated"


def test_what_turns_the_advice_is_where_its_net_present_value_is_zero(results):
    """Investment: one CNY more today is one CNY less of present value. Saving: all years scaled together."""
    e = results["wanxichong"].best.economics
    invest, saving = break_even(results["wanxichong"].best)
    assert invest == pytest.approx(e.capex_cny + e.npv_cny)
    worth = sum(s / (1.0 + e.discount_rate_real) ** (y + 1) for y, s in enumerate(e.savings_cny))
    said = tips(results["wanxichong"], "en")[0]
    assert said.startswith("With an investment above") and said.endswith("it costs more than it brings.")
    scaled = worth * saving / e.annual_saving_cny
    assert scaled - (worth - e.npv_cny) == pytest.approx(0.0, abs=1e-6)


def test_parties_pay_and_gain_what_the_project_does(results):
    e = results["wanxichong"].best.economics
    loan = (Flow("owner", 0.0, "loan", 50000.0), Flow("bank", 0.0, "loan", -50000.0))
    paidback = (Flow("owner", 1.0, "loan", -6000.0), Flow("bank", 1.0, "loan", 6000.0))
    financed = replace(e, party_flows=(*e.party_flows, *loan, *paidback))
    assert paid(financed)["owner"] == pytest.approx(e.capex_cny - 50000.0) and paid(financed)["bank"] == 50000.0
    assert sum(paid(financed).values()) == pytest.approx(e.capex_cny)
    assert gained(e) == pytest.approx({"owner": e.annual_saving_cny})
    assert gained(financed)["owner"] == pytest.approx(e.annual_saving_cny - 6000.0)
    assert sum(gained(financed).values()) == pytest.approx(e.annual_saving_cny)
    parties = parties_in(paid(financed), gained(financed))
    bars, back = (shares(x, parties, "zh") for x in (paid(financed), gained(financed)))
    assert [b.party for b in bars] == ["业主", "银行"] and sum(b.long for b in bars) == pytest.approx(100.0)
    assert {b.party: b.colour for b in bars} == {b.party: b.colour for b in back}


def test_a_contract_that_pays_all_is_no_project_without_financing(results):
    """The contractor invests alone: the owner's own value is told, not that the owner pays all."""
    result = results["wanxichong"]
    e = result.best.economics
    taken = tuple(replace(f, party="contractor") for f in e.party_flows)
    owner = replace(e.parties[0], npv_cny=1234.0)
    best = replace(result.best, economics=replace(e, party_flows=taken, parties=(owner,)))
    page = committee_page(replace(result, best=best, packages=(result.packages[0], best)), "en", TODAY)
    assert [x.party for x in page.pays] == ["Contractor"] and "owner is 1,230 CNY" in page.money_note


def test_date_and_revision_come_from_the_project(results):
    result = results["wanxichong"]
    spec = result.project.report.model_copy(update={"revision": "C", "date": date(2025, 1, 2)})
    told = replace(result, project=result.project.model_copy(update={"report": spec}))
    assert committee_page(told, "zh", TODAY).foot[:2] == ("2025-01-02", "修订C")
    assert committee_page(result, "en", TODAY).foot[:2] == ("2026-11-28", "Revision A")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to print with")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_prints_on_exactly_one_sheet_of_a4(results, name, language, tmp_path):
    """Page 1 ends with the foot of the sheet, page 2 begins with what is behind it; no page is empty."""
    pypdf = pytest.importorskip("pypdf")
    report.write(results[name], tmp_path, language)
    out = tmp_path / "page.pdf"
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={tmp_path}/p", "--no-pdf-header-footer", f"--print-to-pdf={out}", (tmp_path / "report.html").as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = [unicodedata.normalize("NFKC", p.extract_text()) for p in pypdf.PdfReader(out).pages]
    sha = results[name].inputs_sha256
    assert f"{sha[:16]}" in pages[0] and sha[-4:] in pages[0] and "1 / 1" in pages[0]
    assert not any("1 / 1" in p for p in pages[1:]) and sha in re.sub(r"\s", "", pages[-1])
    assert all(len(p.strip()) > 40 for p in pages)
    box = pypdf.PdfReader(out).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((595.3, 841.9), abs=1.0)
