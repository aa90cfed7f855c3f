"""Tables and page of a real run: numbers agree with the result, no request leaves the page, user text is escaped."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace

import pandas as pd
import pytest

from retrofit import report, run
from retrofit.project import load
from tests.paths import ROOT


@pytest.fixture(scope="module")
def result():
    path = ROOT / "examples" / "wanxichong.yaml"
    return run.run(load.load(path), path.parent)


@pytest.fixture(scope="module")
def written(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("报告")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        files = report.write(result, folder, "both")
    return folder, files


def test_tables_agree_with_the_result(result, written):
    folder, _ = written
    for p in result.packages:
        hourly = pd.read_csv(folder / f"hourly_{p.name}.csv", encoding="utf-8-sig")
        monthly = pd.read_csv(folder / f"monthly_{p.name}.csv", encoding="utf-8-sig")
        assert len(hourly) == 8760
        assert len(monthly) == 12
        assert hourly["electricity_import_kw"].sum() == pytest.approx(p.annual["electricity_import_kwh"], rel=1e-4)
        assert monthly["electricity_import_kwh"].sum() == pytest.approx(p.annual["electricity_import_kwh"], rel=1e-6)
        closure = (
            hourly["load_electricity_kw"]
            + hourly["electricity_export_kw"]
            - hourly["pv_ac_kw"]
            - hourly["electricity_import_kw"]
        )
        assert closure.abs().max() < 5e-4
    annual = pd.read_csv(folder / "annual.csv", encoding="utf-8-sig", index_col=0)
    assert list(annual.columns) == [p.name for p in result.packages]
    assert annual.loc["net_zero_site_balance", "solar"] == pytest.approx(
        result.packages[2].net_zero["site"].balance, abs=1e-3
    )


@pytest.mark.parametrize(("name", "status"), [("report.html", "illustrative"), ("report.zh.html", "示例")])
def test_page_is_self_contained(written, name, status):
    folder, files = written
    assert folder / name in files
    text = (folder / name).read_text(encoding="utf-8")
    addresses = set(re.findall(r"""(?:src|href)=["'](?!#)([^"']+)""", text))
    assert all(a.startswith(("data:", "#")) for a in addresses)
    assert "@import" not in text
    assert text.count("<svg") == 2 * 6  # each figure for a desktop and for a phone
    assert "@media screen and (max-width" in text and "@media (max-width" not in text
    assert status in text


def test_chinese_page_is_chinese(written):
    folder, _ = written
    text = (folder / "report.zh.html").read_text(encoding="utf-8")
    for words in ("万溪冲社区活动中心", "合成气象", "达到", "下一步建议", "假设", "屋面"):
        assert words in text
    svg = (folder / "figure_monthly.zh.svg").read_text(encoding="utf-8")
    assert "光伏" in svg
    assert "Noto Sans CJK SC" in svg


def test_user_text_is_escaped(result, tmp_path):
    named = replace(result, project=result.project.model_copy(update={"name": "<script>alert(1)</script>"}))
    report.write(named, tmp_path, "en")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_awkward_package_names_and_counts(tmp_path):
    """Commas, look-alike file names and the letters nan survive; monthly demand counts every building."""
    path = ROOT / "examples" / "village_house.yaml"
    loaded = load.load(path)
    first = loaded.packages["baseline"]
    names = {"tenant, nan": first, "net zero": first, "net_zero": first}
    result = run.run(loaded.model_copy(update={"packages": names}), path.parent)
    report.write(result, tmp_path, "en")
    annual = pd.read_csv(tmp_path / "annual.csv", encoding="utf-8-sig", index_col=0)
    assert list(annual.columns) == list(names)
    assert (tmp_path / "hourly_net_zero.csv").exists()
    assert (tmp_path / "hourly_net_zero_2.csv").exists()
    monthly = pd.read_csv(tmp_path / "monthly_net_zero.csv", encoding="utf-8-sig")
    assert monthly["heating_demand_kwh"].sum() == pytest.approx(annual.loc["heating_demand_kwh", "net zero"], rel=1e-4)


def test_the_place_in_chinese(result):
    """No English is left in the line that says where the weather comes from."""
    from retrofit.report.weather.place import province_text, year_text

    line = year_text(result.year, result.assumptions, "zh")
    assert "昆明" in line and "场址距站点" in line
    assert not re.search(r"[A-Za-z]{3,}", line)
    assert province_text("Yunnan", "zh") == "云南"
    assert province_text("Atlantis", "zh") == "Atlantis"
    assert "km away" in year_text(result.year, result.assumptions, "en")
