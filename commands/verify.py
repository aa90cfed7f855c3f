"""Our engines beside those of others."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import (
    Progress,
    guarded,
    json_option,
    language_option,
    print_json,
    project_argument,
)
from commands.language import console_language, report_language
from commands.results import check_out, write_folder

if TYPE_CHECKING:
    from foundation.errors import RetrofitError


@click.command()
@project_argument
@click.option(
    "--package",
    "package",
    metavar="NAME",
    help="The package whose buildings and roofs are compared; default: the first (without PV: every roof, full).",
)
@click.option(
    "--only",
    type=click.Choice(["buildings", "roofs"]),
    default=None,
    help="Only the buildings (EnergyPlus), or only the roofs (SAM).",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for a figure, months and hours of every building.")
@language_option
@json_option
@guarded
def verify(
    project: Path, package: str | None, only: str | None, out: Path | None, language: str | None, as_json: bool
) -> None:
    """The project's buildings in EnergyPlus (extra energyplus) and its roofs in NREL's SAM (extra solar-check), beside our models."""
    from retrofit.packages.context import context_of
    from retrofit.project.load import load
    from retrofit.report.verify import sam as roof_check
    from retrofit.report.verify.energyplus import verify_lines, write_verify
    from retrofit.report.words.language import console_of
    from retrofit.report.words.translate import problem_dict
    from retrofit.report.words.typeset import setter
    from retrofit.run import chosen_packages
    from retrofit.verify import sam
    from retrofit.verify.beside_energyplus import verify as compare_engines
    from retrofit.verify.beside_sam import verify_roofs

    loaded = load(project)
    if out is not None:
        check_out(out, project)
    name = chosen_packages(loaded, (package,) if package else None)[0]
    if only == "roofs":
        sam.require()
    context, measures = context_of(loaded, project.parent)[0], loaded.packages[name]
    failed: list[RetrofitError] = []
    rows: Any = ()
    if only != "roofs":
        progress = Progress(console_language(language, project))
        rows = _attempt(lambda: compare_engines(context, measures, progress), failed)
    wanted = only != "buildings" and bool(context.planes)
    roofs: Any = _attempt(lambda: verify_roofs(context, measures), failed) if wanted and sam.available() else ()
    if failed and not rows and not roofs:
        raise type(failed[0])([p for error in failed for p in error.problems])
    chosen = console_of(report_language(language, loaded.report))
    files: tuple[Path, ...] = ()
    if out is not None:
        outdoor = context.year.column("temp_air")
        files = write_folder(
            lambda folder: (*write_verify(rows, outdoor, folder, chosen), *roof_check.write_roofs(roofs, folder)),
            out,
            project,
        )
    if as_json:
        print_json(
            {
                "package": name,
                "buildings": [r.as_dict() for r in rows],
                "roofs": [r.as_dict() for r in roofs],
                "pysam": sam.available(),
                "files": [str(f) for f in files],
                **({"error": {"problems": [problem_dict(p) for e in failed for p in e.problems]}} if failed else {}),
            }
        )
        if failed:
            sys.exit(failed[0].exit_code)
        return
    lines = verify_lines(rows, name, chosen) if rows else []
    if wanted and (roofs or not failed):
        lines += roof_check.roof_lines(roofs, name, chosen) if sam.available() else [roof_check.word("missing", chosen)]
    for line in [*lines, *(str(f) for f in files)]:
        click.echo(setter(chosen)(line))
    if failed:
        raise type(failed[0])([p for error in failed for p in error.problems])


def _attempt(compare: Callable[[], Any], failed: list[RetrofitError]) -> Any:
    """What one engine says; where it fails, why, and the other's word is still heard."""
    from commands.fault import reported
    from foundation.errors import RetrofitError

    try:
        return compare()
    except RetrofitError as error:
        failed.append(error)
    except Exception as error:
        failed.append(reported(error))
    return ()
