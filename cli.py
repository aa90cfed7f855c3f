"""The door: ``retrofit COMMAND``. The commands themselves are in ``commands``."""

from __future__ import annotations

import gc
import sys

import click

from commands import biogas, calibrate, combine, idf, project, solar, verify, weather
from commands.language import SpokenGroup


@click.group(cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="netzero-retrofit", prog_name="retrofit")
def main() -> None:
    """Does a community centre, a school or a village balance to net zero, hour by hour, and what closes the gap?

    Start with:  retrofit init my-project  and then  retrofit run my-project/project.yaml
    """
    # imports and figures make many small objects that stay: looking for garbage after every 700 of them took a tenth of a run
    gc.set_threshold(100_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


for command in (
    project.init,
    project.check,
    project.run,
    project.compare,
    combine.combine,
    solar.solar,
    biogas.biogas,
    verify.verify,
    calibrate.calibrate,
    idf.idf,
    weather.weather,
    project.schema,
    project.errors,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
