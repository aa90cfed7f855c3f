"""Names of stations and places on the command line: southern and western coordinates, completion, and the list of names."""

from __future__ import annotations

import re
from typing import Any

import click

from commands.common import guarded, json_option, language_option, print_json
from commands.language import console_language

COORDINATES = re.compile(r"-\d[\d.]*[,\uff0c]")
"""Begins a coordinate south of the equator, which looks like an option."""
MOST_COMPLETED = 60


class PlaceCommand(click.Command):
    """A command whose last argument may be a coordinate that begins with a minus."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" not in args:
            south = [a for a in args if COORDINATES.match(a)]
            if south:
                args = [*(a for a in args if a not in south), "--", *south]
        return super().parse_args(ctx, args)


class PlaceName(click.ParamType):
    """A station, a place, a coordinate or a file; the shell completes the names."""

    name = "text"

    def __init__(self, files: bool = False) -> None:
        self.files = files

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=told) for name, told in beginning(incomplete)[:MOST_COMPLETED]]
        return [*found, CompletionItem(incomplete, type="file")] if self.files else found


def beginning(text: str) -> list[tuple[str, str]]:
    """Stations and counties whose name, pinyin or Chinese name begins with a text, and where they are; without any heavy import."""
    import csv
    import gzip
    import io

    from foundation.tables import read_file, read_table

    if not text:
        return [(r["station"], r["province"]) for r in read_table("weather", "stations.csv")]
    key, found = text.casefold(), {}
    for r in read_table("weather", "stations.csv"):
        for name in (r["station"], r["name_zh"], r["wmo"]):
            if name.casefold().startswith(key):
                found[name] = f"{r['name_zh']} {r['province']} {r['wmo']}"
    rows = csv.DictReader(io.StringIO(gzip.decompress(read_file("weather", "data", "places_cn.csv.gz")).decode("utf-8")))  # fmt: skip
    for r in rows:
        if r["geonameid"] and (r["adcode"] or r["feature"] in ("PPLC", "PPLA", "PPLA2")):
            title = r["county_zh"] or r["prefecture_zh"] or r["province_zh"]
            for name in (r["pinyin"].capitalize() or r["name"], title):
                if name and name.casefold().startswith(key):
                    found.setdefault(name, f"{title} {r['province_zh']}")
    return sorted(found.items())


@click.command("stations", cls=PlaceCommand)
@click.argument("name", required=False, type=PlaceName())
@language_option
@json_option
@guarded
def stations_command(name: str | None, language: str | None, as_json: bool) -> None:
    """List the climate stations; with NAME those of a name or province, and the places of the name with their nearest station."""
    from retrofit.report.weather.stations import found_names, name_lines

    found = found_names(name)
    if as_json:
        print_json(found)
        return
    click.echo("\n".join(name_lines(found, console_language(language))))
