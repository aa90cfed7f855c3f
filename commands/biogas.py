"""The digester's design sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.common import (
    Bounded,
    Progress,
    guarded,
    json_option,
    language_option,
    print_json,
    project_argument,
    results_folder,
    warn_of_compiling,
)
from commands.language import console_language, report_language
from commands.results import check_out, write_folder


@click.command()
@project_argument
@click.option(
    "--package", "package", metavar="NAME", help="The package with the digester; default: the first that has one."
)
@click.option("--volume", "volume_m3", type=Bounded(0.1, 1e5), default=None, help="Another volume, m3.")
@click.option("--retention", "retention_d", type=Bounded(1.0, 1000.0), default=None, help="Size by a retention, days.")
@click.option(
    "--gas",
    "gas_nm3_day",
    type=Bounded(0.01, 1e6),
    default=None,
    help="Size by the biogas of the worst month, Nm3 a day.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the sheet (default: PROJECT_biogas here).",
)
@click.option("--adm1", "with_adm1", is_flag=True, help="Also ADM1 (acids, pH, ammonia) through the months.")
@language_option
@json_option
@guarded
def biogas(
    project: Path,
    package: str | None,
    volume_m3: float | None,
    retention_d: float | None,
    gas_nm3_day: float | None,
    out: Path | None,
    with_adm1: bool,
    language: str | None,
    as_json: bool,
) -> None:
    """Design sheet of the digester: sizes, months, gas, heat, carbon, safety and a drawing, in the folder --out."""
    from foundation.errors import InputError, Problem
    from retrofit.design.biogas.sheet import design
    from retrofit.packages.context import context_of
    from retrofit.project.load import load
    from retrofit.report.biogas import adm1, page
    from retrofit.report.biogas.data import as_json as data
    from retrofit.report.biogas.document import adm1_document, document
    from retrofit.report.render.console import show
    from retrofit.report.words.language import console_of

    if sum(x is not None for x in (volume_m3, retention_d, gas_nm3_day)) > 1:
        raise InputError(
            Problem(
                "digester-size-choice",
                "--volume, --retention, --gas",
                "more than one way of sizing",
                None,
                "one of the three",
                "leave the others out",
            )
        )
    folder = results_folder(project, out, "biogas")
    check_out(folder, project)
    loaded = load(project)
    progress = Progress(console_language(language, project))
    warn_of_compiling(progress.language)
    context, _ = context_of(loaded, project.parent)
    progress("buildings and digester")
    sheet = design(context, package, volume_m3, retention_d, gas_nm3_day)
    chosen = report_language(language, loaded.report)
    progress("tables, figures and page")
    files = write_folder(lambda target: page.write(sheet, target, chosen), folder, project)
    progress("ADM1")
    check = _adm1(sheet) if with_adm1 else None
    if as_json:
        extra = {} if check is None else {"adm1": adm1.adm1_document(check, first_order(sheet))}
        print_json({**data(sheet), **extra, "files": [str(f) for f in files]})
        return
    words = console_of(chosen)
    show(document(sheet, files, str(folder), words))
    if check is not None:
        show(adm1_document(check, first_order(sheet), words))


def first_order(sheet: Any) -> Any:
    """Methane of the hourly first-order year by month, Nm3 a day."""
    import numpy as np

    from retrofit.biogas.tank.model import METHANE_KWH_NM3

    month = np.asarray(sheet.year.index.month)
    return np.bincount(month, sheet.result.produced_kw, 13)[1:] / METHANE_KWH_NM3 / np.bincount(month)[1:] * 24.0


def _adm1(sheet: Any) -> Any:
    """ADM1 through the months of a design sheet."""
    import numpy as np

    from retrofit.biogas.digestion.adm1_feed import year_check
    from retrofit.biogas.tank.model import slurry_m3_day

    tank, year, temp = sheet.plant.digester, sheet.year, sheet.result.digester_temp_c
    month = np.asarray(year.index.month)
    means = np.bincount(month, temp, 13)[1:] / np.bincount(month, minlength=13)[1:]
    return year_check(
        sheet.plant.feed, tank.liquid_m3, slurry_m3_day(tank, sheet.plant.feed), means, year.site.pressure_pa
    )
