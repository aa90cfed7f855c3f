"""The EnergyPlus bridge: a project's building as IDF, an IDF of anybody's in our load model."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from commands.common import (
    Progress,
    guarded,
    json_option,
    language_option,
    print_json,
    project_argument,
)
from commands.language import console_language
from commands.results import check_out, write_folder


@click.group()
def idf() -> None:
    """Write a building as IDF for EnergyPlus, or read an IDF."""


@idf.command("export")
@project_argument
@click.option("--building", metavar="NAME", help="One building of the project; default: the first.")
@click.option("--package", metavar="NAME", help="The package whose measures it has; default: the first.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="IDF file to write.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@json_option
@guarded
def idf_export(project: Path, building: str | None, package: str | None, out: Path, force: bool, as_json: bool) -> None:
    """Write a building of a project as IDF, and its weather as EPW beside it."""
    from buildings.idf.write.building import write_idf
    from foundation.errors import InputError, Problem
    from foundation.messages import Verbatim
    from retrofit.packages.context import caches_of, context_of
    from retrofit.packages.package import changed_buildings
    from retrofit.project.load import load
    from retrofit.run import chosen_packages
    from weather.readers.epw_write import write_epw

    loaded = load(project)
    name = chosen_packages(loaded, (package,) if package else None)[0]
    context = context_of(loaded, project.parent)[0]
    changed = changed_buildings(context, caches_of(loaded), loaded.packages[name])[0]
    found = {c.building.name: c.building for c in changed}
    if building is not None and building not in found:
        raise InputError(Problem("unknown-building", str(project), "the project has no such building", building, Verbatim(", ".join(found)), "take one of these names"))  # fmt: skip
    weather = out.with_suffix(".epw")
    taken = [str(p) for p in (out, weather) if p.exists()]
    if taken and not force:
        raise InputError(Problem("file-exists", ", ".join(taken), "the file exists and is not overwritten", None, "", "choose another name, or say --force"))  # fmt: skip
    chosen = found[building] if building is not None else next(iter(found.values()))
    write_idf(chosen, context.year, out)
    write_epw(context.year, weather)
    if as_json:
        print_json(
            {"building": chosen.name, "package": name, "written": [str(out), str(weather)], "count": chosen.count}
        )
    else:
        click.echo(f"{chosen.name} ({name}): {out}, {weather}")


@idf.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--weather", metavar="EPW|STATION", help="Compute the loads with this weather.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for zones, notes and hourly loads as CSV.")
@language_option
@json_option
@guarded
def idf_import(file: Path, weather: str | None, out: Path | None, language: str | None, as_json: bool) -> None:
    """Read an IDF: its zones, its loads, and a list of everything that was not taken as written (needs the extra energyplus)."""
    from buildings.idf.read.building import read_idf
    from foundation.messages import message
    from retrofit.project.named_weather import named_year
    from retrofit.report.verify.idf_import import import_lines, note_dict, zone_rows
    from retrofit.report.words.typeset import setter

    if out is not None:
        check_out(out, file)
    progress = Progress(console_language(language))
    year = named_year(weather) if weather else None
    progress(message("reading {name}", name=file.name))
    imported = read_idf(file, year)
    progress("loads")
    loads, hourly = _loads(imported) if imported.year is not None else (None, None)
    if out is not None:
        write_folder(lambda folder: _tables(folder, imported, hourly, language or "en"), out, file)
    if as_json:
        b = imported.building
        print_json(
            {
                "file": str(file),
                "version": imported.version,
                "encoding": imported.encoding,
                "building": {
                    "name": b.name,
                    "floor_area_m2": b.floor_area_m2,
                    "footprint_m2": b.footprint_m2,
                    "storeys": b.storeys,
                },
                "site": dict(zip(("latitude", "longitude", "utc_offset_h", "altitude_m"), imported.site, strict=True))
                if imported.site
                else None,
                "zones": zone_rows(imported),
                "loads": loads,
                "notes": [note_dict(n) for n in imported.notes],
            }
        )
        return
    spoken = console_language(language)
    click.echo("\n".join(map(setter(spoken), import_lines(imported, loads, spoken))))
    if out is not None:
        click.echo(str(out))


def _loads(imported: Any) -> tuple[dict[str, Any], Any]:
    """Annual loads and peaks of the building and its zones, and our hourly result.

    Raises
    ------
    InputError
        ``idf-simulation`` where the load model finds no answer.
    """
    from buildings.thermal.loads import SimulationError, simulate
    from foundation.errors import InputError, Problem

    try:
        year = simulate(imported.building, imported.year, "standard")
    except SimulationError as error:
        raise InputError(Problem("idf-simulation", imported.building.name, error.problems[0].message, None, "", "look at the zone's gains, air and set points in the IDF")) from None  # fmt: skip
    area = imported.building.floor_area_m2
    out: dict[str, Any] = {}
    for name in ("heating", "cooling"):
        power = getattr(year, f"{name}_w") / 1000.0
        out[f"{name}_kwh"], out[f"{name}_kwh_m2"], out[f"{name}_peak_kw"] = (
            float(power.sum()),
            float(power.sum() / area),
            float(power.max()),
        )
    out["zones"] = [
        {"zone": z.name, "heating_kwh": float(z.heating_w.sum() / 1e3), "cooling_kwh": float(z.cooling_w.sum() / 1e3)}
        for z in year.zones
    ]
    return out, year


def _tables(folder: Path, imported: Any, hourly: Any, language: str) -> Iterable[Path]:
    """Zones, notes and, where there is weather, hourly loads and temperatures by zone."""
    import pandas as pd

    from retrofit.report.render.csv import text_cell
    from retrofit.report.verify.idf_import import note_text, zone_rows

    notes = [
        {"key": n.key, "class": n.kind, "count": n.count, "assumed": note_text(n, language)[0], "effect": note_text(n, language)[1], "names": "; ".join(n.names)}
        for n in imported.notes
    ]  # fmt: skip
    tables = {
        "zones.csv": pd.DataFrame(zone_rows(imported)),
        "notes.csv": pd.DataFrame(notes, columns=["key", "class", "count", "assumed", "effect", "names"]),
    }
    if hourly is not None:
        columns: dict[str, Any] = {}
        for z in hourly.zones:
            columns[f"{z.name} heating_kw"] = z.heating_w / 1000.0
            columns[f"{z.name} cooling_kw"] = z.cooling_w / 1000.0
            columns[f"{z.name} air_c"] = z.temp_air_c
        tables["hourly.csv"] = pd.DataFrame(columns, index=hourly.index).rename_axis("time").reset_index()
    for name, table in tables.items():
        table = table.rename(columns=text_cell)
        for column in [c for c in table.columns if not pd.api.types.is_numeric_dtype(table[c])]:
            table[column] = table[column].map(lambda cell: text_cell(cell) if isinstance(cell, str) else cell)
        table.to_csv(folder / name, index=False, encoding="utf-8-sig", float_format="%.4f")
    return [folder / name for name in tables]
