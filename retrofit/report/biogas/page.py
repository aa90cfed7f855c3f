"""The biogas design sheet as files: tables, figures and HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrofit.report.biogas.rows import (
    avoided_rows,
    carbon_rows,
    closure_rows,
    cost_rows,
    limit_rows,
    month_rows,
    nutrient_rows,
    size_rows,
    store_rows,
    tank_facts,
    word,
)
from retrofit.report.render.html import render, write_figures
from retrofit.report.run.rows import number
from retrofit.report.weather.place import description, place_text, province_text
from retrofit.report.words.language import file_suffix, languages, named

if TYPE_CHECKING:
    from retrofit.design.biogas.sheet import DesignSheet


def write(sheet: DesignSheet, out_dir: Path, language: str = "en") -> tuple[Path, ...]:
    """Write ``biogas.html`` (``biogas.zh.html``), the figures, ``biogas_monthly.csv`` and ``biogas_hourly.csv``.

    ``language`` is ``en``, ``zh`` or ``both``.
    """
    import pandas as pd

    from retrofit.report.render.tables import write_table

    r = sheet.result
    monthly = pd.DataFrame({"month": np.arange(1, 13), **sheet.months}).set_index("month")
    hourly = pd.DataFrame(
        {
            "digester_temp_c": r.digester_temp_c,
            "biogas_produced_kw": r.produced_kw,
            "biogas_leaked_kw": r.leaked_kw,
            "biogas_own_heat_kw": r.own_gas_kw,
            "biogas_stove_kw": r.stove_kw,
            "biogas_boiler_kw": r.boiler_kw - r.own_gas_kw,
            "biogas_chp_kw": r.chp_kw,
            "biogas_surplus_kw": r.flared_kw + r.vented_kw,
            "biogas_store_kwh": r.store_kwh,
            "chp_electricity_kw": r.chp_electricity_kw,
            **{f"heat_{k}_kw": v for k, v in r.heat_kw.items()},
            "methane_to_air_kg": r.methane.hourly_kg(),
        },
        index=sheet.year.index,
    )
    hourly.index.name = "time"
    files = [write_table(monthly, out_dir / "biogas_monthly.csv"), write_table(hourly, out_dir / "biogas_hourly.csv")]
    for code in languages(language):
        files += _page(sheet, out_dir, code, file_suffix(code, language))
    return tuple(files)


def _page(sheet: DesignSheet, out_dir: Path, language: str, suffix: str) -> list[Path]:
    from foundation.version import program_version
    from retrofit.report.biogas.figures import draw

    svg = draw(sheet, language)
    files = write_figures(svg, out_dir, "biogas_", suffix, language)
    baseline = "not declared" if sheet.manure_baseline == "none" else "declared"
    text = render(
        "biogas.html.j2", language, s=sheet, name=named(language, sheet.name, sheet.name_zh), t=lambda key: word(key, language), number=number, svg=svg, facts=tank_facts(sheet, language),
        sizes=size_rows(sheet, language), limits=limit_rows(sheet, language), months=month_rows(sheet, language), store=store_rows(sheet, language),
        carbon=carbon_rows(sheet, language), avoided=avoided_rows(sheet, language), avoided_note=word(baseline, language),
        nutrients=nutrient_rows(sheet, language), cost=cost_rows(sheet, language), closure=closure_rows(sheet, language),
        assumptions=sheet.result.assumptions, place=place_text(sheet.year.site, language), province=province_text(sheet.year.site.province, language), weather=description(sheet.year, language), version=program_version(),
    )  # fmt: skip
    page = out_dir / f"biogas{suffix}.html"
    page.write_text(text, encoding="utf-8")
    return [page, *files]
