"""Our engines beside those of others."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import guarded, json_option, language_option, print_json, project_argument


@click.command()
@project_argument
@click.option(
    "--package", "package", metavar="NAME", help="The package whose buildings are compared; default: the first."
)
@language_option
@json_option
@guarded
def verify(project: Path, package: str | None, language: str | None, as_json: bool) -> None:
    """The project's buildings in EnergyPlus, beside our load model (needs the extra energyplus)."""
    from retrofit.context import context_of
    from retrofit.project import load
    from retrofit.report.console import verify_lines
    from retrofit.simulation import chosen_packages
    from retrofit.verify import verify as compare_engines

    loaded = load(project)
    name = chosen_packages(loaded, (package,) if package else None)[0]
    rows = compare_engines(context_of(loaded, project.parent)[0], loaded.packages[name])
    if as_json:
        print_json({"package": name, "buildings": [r.as_dict() for r in rows]})
        return
    chosen = language or loaded.report.language
    for line in verify_lines(rows, name, "zh" if chosen == "zh" else "en"):
        click.echo(line)
