"""Our engines beside those of others."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import (
    Progress,
    check_out,
    guarded,
    json_option,
    language_option,
    print_json,
    project_argument,
    write_folder,
)


@click.command()
@project_argument
@click.option(
    "--package", "package", metavar="NAME", help="The package whose buildings are compared; default: the first."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for a figure, months and hours of every building.")
@language_option
@json_option
@guarded
def verify(project: Path, package: str | None, out: Path | None, language: str | None, as_json: bool) -> None:
    """The project's buildings in EnergyPlus, beside our load model (needs the extra energyplus)."""
    from retrofit.context import context_of
    from retrofit.project import load
    from retrofit.report.verify_report import verify_lines, write_verify
    from retrofit.simulation import chosen_packages
    from retrofit.verify import verify as compare_engines

    loaded = load(project)
    if out is not None:
        check_out(out, project)
    name = chosen_packages(loaded, (package,) if package else None)[0]
    context = context_of(loaded, project.parent)[0]
    rows = compare_engines(context, loaded.packages[name], Progress())
    chosen = "zh" if (language or loaded.report.language) == "zh" else "en"
    files: tuple[Path, ...] = ()
    if out is not None:
        outdoor = context.year.column("temp_air")
        files = write_folder(lambda folder: write_verify(rows, outdoor, folder, chosen), out, project)
    if as_json:
        print_json({"package": name, "buildings": [r.as_dict() for r in rows], "files": [str(f) for f in files]})
        return
    for line in [*verify_lines(rows, name, chosen), *(str(f) for f in files)]:
        click.echo(line)
