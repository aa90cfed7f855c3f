"""Look at, judge or make a weather year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.common import Bounded, Progress, check_new, guarded, json_option, language_option, print_json
from commands.language import console_language, echo
from commands.places import PlaceCommand, PlaceName, stations_command


@click.group()
def weather() -> None:
    """Look at, judge or make a weather year."""


weather.add_command(stations_command)


@weather.command("show", cls=PlaceCommand)
@click.argument("source", type=PlaceName(files=True))
@language_option
@json_option
@guarded
def weather_show(source: str, language: str | None, as_json: bool) -> None:
    """Monthly table of a station or place (name, Chinese name, WMO id), a weather file (EPW, SAM CSV, TMY3) or a project's weather."""
    from retrofit.project.named_weather import named_year
    from retrofit.report.weather.months import monthly_summary, summary_lines
    from retrofit.report.weather.place import description
    from retrofit.report.weather.quality import note_texts

    year = named_year(source)
    summary, tongue = monthly_summary(year), console_language(language)
    if as_json:
        print_json(summary)
        return
    told = {"notes": note_texts(year.source, tongue), "description": description(year, tongue)}
    click.echo("\n".join(summary_lines({**summary, **told}, tongue)))


@weather.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--figure", type=click.Path(path_type=Path), default=None, help="Also draw the quality as an SVG file.")
@click.option("--force", is_flag=True, help="Overwrite the figure.")
@language_option
@json_option
@guarded
def weather_check(file: Path, figure: Path | None, force: bool, language: str | None, as_json: bool) -> None:
    """Quality of a weather file (EPW, SAM CSV, TMY3) or of a project's weather: gaps, limits, closure, radiation clock, place.

    Exit code 2 if it cannot be used.
    """
    from retrofit.project.named_weather import named_year
    from retrofit.project.objects.weather_effects import cured_yields, pv_yields, with_effects
    from retrofit.report.weather.quality import as_dict, report_lines
    from weather.quality import judge

    check_new(figure, force)
    say = Progress(console_language(language))
    year = named_year(str(file))
    report = judge(year)
    say("effects on yield and loads")
    findings = with_effects(year, report.findings)
    tongue = console_language(language)
    before = pv_yields(year)
    after = cured_yields(year) if any(getattr(f, "repair", "") for f in findings) else None
    if figure is not None:
        from retrofit.report.weather.figures import quality_svg
        from retrofit.report.words.typeset import svg_of

        say("figure")
        from foundation.whole_file import write_whole

        write_whole(figure, svg_of(quality_svg(year, before, after, tongue), tongue))
    if as_json:
        yields = {"pv_kwh_kwp": before, "pv_kwh_kwp_repaired": after}
        print_json(
            {"file": str(file), **as_dict(report, findings), **yields, "figure": str(figure) if figure else None}
        )
        return
    click.echo("\n".join(report_lines(report, findings, None if after is None else (before, after), tongue)))


@weather.command("make", cls=PlaceCommand)
@click.argument("source", type=PlaceName(files=True))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="EPW file to write.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Another seed, another year.")
@click.option(
    "--kind",
    type=click.Choice(["typical", "possible", "warm", "cold"]),
    default="typical",
    show_default=True,
    help="Months as in the table; drawn from their climatic noise; the warmest or coldest of 20 such years.",
)
@click.option(
    "--years",
    type=click.IntRange(1, 200),
    default=1,
    show_default=True,
    help="That many possible years, one file each (OUT_01.epw, ...), with what half and nine of ten years exceed.",
)
@click.option("--future", default=None, help="Scenario and period, e.g. ssp245:2041-2060.")
@click.option(
    "--changes", type=click.Path(path_type=Path), default=None, help="Your own monthly changes (CSV) instead."
)
@click.option("--force", is_flag=True, help="Overwrite the files.")
@language_option
@json_option
@guarded
def weather_make(
    source: str,
    out: Path,
    seed: int,
    kind: str,
    years: int,
    future: str | None,
    changes: Path | None,
    force: bool,
    language: str | None,
    as_json: bool,
) -> None:
    """Write synthetic years as EPW files, or a future climate of any year.

    SOURCE is a station (name, Chinese name, WMO id), a place by its name or as LATITUDE,LONGITUDE,ALTITUDE, or an EPW file
    that is to be morphed.
    """
    from retrofit.project.objects.made_years import asked_years, spread_of
    from retrofit.report.weather.months import spread_lines
    from retrofit.report.weather.place import description
    from weather.readers.epw_write import write_epw

    files = [out] if years == 1 else [out.with_name(f"{out.stem}_{k + 1:02d}{out.suffix}") for k in range(years)]
    for file in files:
        check_new(file, force)
    say = Progress(console_language(language))
    made = asked_years(source, kind, range(seed, seed + years), future, changes, say)
    for year, file in zip(made, files, strict=True):
        write_epw(year, file)
        say(str(file))
    spread = spread_of(made)
    if as_json:
        written = [
            {"written": str(f), "description": y.source.description, "sha256": y.source.sha256}
            for f, y in zip(files, made, strict=True)
        ]
        print_json(written[0] if years == 1 else {"years": written, "spread": spread})
        return
    tongue = console_language(language)
    for year, file in zip(made, files, strict=True):
        echo("{file} written: {description}", tongue, file=file, description=description(year, tongue))
    if years > 1:
        click.echo("\n".join(spread_lines(spread, tongue)))


def _place(place: str, altitude_m: float | None, utc_offset_h: float | None) -> Any:
    """A site of ``latitude,longitude`` or of a station's name."""
    from foundation.errors import InputError, Problem
    from foundation.messages import message
    from weather.site import Site
    from weather.stations.lookup import find_spot
    from weather.stations.reach import FAR_KM
    from weather.stations.table import nearest_station

    parts = place.replace("，", ",").split(",")
    try:
        latitude, longitude = (float(p) for p in parts)
    except ValueError:
        return find_spot(place, "PLACE").site
    if not (-90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0):
        raise InputError(
            Problem("value-range", "PLACE", "no place on earth", place, "-90 to 90, -180 to 180", "latitude,longitude")
        )
    near = nearest_station(latitude, longitude, altitude_m)
    known = near.distance_km <= FAR_KM
    if not known and (altitude_m is None or utc_offset_h is None):
        raise InputError(
            Problem("missing-key", "PLACE", message("no station of the table within {km:g} km", km=FAR_KM), place, "", "give --altitude and --utc-offset")
        )  # fmt: skip
    base = near.station.site
    altitude = base.altitude_m if altitude_m is None else altitude_m
    return Site("site", latitude, longitude, altitude, base.utc_offset_h if utc_offset_h is None else utc_offset_h)


@weather.command("fetch", cls=PlaceCommand)
@click.argument("service", type=click.Choice(["pvgis", "nasa_power"]))
@click.argument("place", type=PlaceName())
@click.option(
    "--year", type=click.IntRange(1980, 2100), default=None, help="Calendar year; PVGIS without: typical year."
)
@click.option("--altitude", type=Bounded(-430.0, 6000.0), default=None, help="Metres; default: of the nearest station.")
@click.option("--utc-offset", type=Bounded(-12.0, 14.0), default=None, help="Hours; default: of the nearest station.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Also write the year as an EPW file.")
@click.option("--refresh", is_flag=True, help="Ask the service again though its answer is stored.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@language_option
@json_option
@guarded
def weather_fetch(
    service: str, place: str, year: int | None, altitude: float | None, utc_offset: float | None, out: Path | None,
    refresh: bool, force: bool, language: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Fetch a year of PVGIS or NASA POWER for PLACE ("latitude,longitude", a station or a place) and keep it on this machine."""
    from foundation.user_folder import cache_folder
    from retrofit.report.weather.months import monthly_summary, summary_lines
    from retrofit.report.weather.quality import note_texts
    from weather.readers.epw_write import write_epw
    from weather.readers.online import PART, online_year

    check_new(out, force)
    fetched = online_year(service, _place(place, altitude, utc_offset), year, refresh=refresh)
    if out is not None:
        write_epw(fetched, out)
    summary = {**monthly_summary(fetched), "stored_in": str(cache_folder(PART)), "written": str(out) if out else None}
    if as_json:
        print_json(summary)
    else:
        tongue = console_language(language)
        click.echo("\n".join(summary_lines({**summary, "notes": note_texts(fetched.source, tongue)}, tongue)))
        echo(
            "stored in {folder}; {out} written" if out else "stored in {folder}",
            tongue,
            folder=cache_folder(PART),
            out=out,
        )


@weather.command("repair")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="EPW file to write.")
@click.option(
    "--align", default="none", show_default=True, help="none, auto, or the minutes that the radiation is late."
)
@click.option("--components", type=click.Choice(["dni+dhi", "ghi+dhi", "ghi"]), default="dni+dhi", show_default=True)
@click.option(
    "--decomposition",
    type=click.Choice(["erbs", "boland", "orgill_hollands", "disc", "dirint"]),
    default="erbs",
    show_default=True,
    help="For components ghi.",
)
@click.option(
    "--swap",
    type=click.Choice(["none", "ghi-dni", "ghi-dhi", "dni-dhi"]),
    default="none",
    show_default=True,
    help="Two radiation columns that stand under each other's name.",
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
@language_option
@json_option
@guarded
def weather_repair(
    file: Path, out: Path, align: str, components: str, decomposition: str, swap: str, force: bool, language: str | None, as_json: bool
) -> None:  # fmt: skip
    """Repair a weather file (EPW, SAM CSV, TMY3) as asked and write it as EPW; what was done stands in its comments."""
    from foundation.errors import InputError, Problem
    from foundation.messages import message
    from retrofit.project.named_weather import named_year
    from retrofit.project.objects.weather import repaired
    from retrofit.project.schema.weather import WeatherSpec
    from retrofit.report.weather.place import description
    from retrofit.report.weather.quality import note_texts
    from weather.quality.clock import LARGEST_MIN
    from weather.readers.epw_write import write_repaired

    check_new(out, force)
    try:
        minutes: Any = align if align in ("none", "auto") else float(align)
    except ValueError:
        raise InputError(Problem("value-choice", "--align", "not none, auto or a number", align, "none | auto | minutes", "for example --align auto")) from None  # fmt: skip
    if not isinstance(minutes, str) and not abs(minutes) <= LARGEST_MIN:
        allowed = message("{low:g} to {high:g}", low=-LARGEST_MIN, high=LARGEST_MIN)
        raise InputError(Problem("value-range", "--align", "out of range", align, allowed, "for example --align auto"))
    spec = WeatherSpec(align_minutes=minutes, components=components, decomposition=decomposition, swap=swap)
    before = named_year(str(file))
    year = repaired(before, spec)
    write_repaired(before, year, out)
    tongue = console_language(language)
    notes = note_texts(year.source, tongue)
    if as_json:
        print_json({"written": str(out), "notes": notes})
    else:
        click.echo("\n".join([f"{out}: {description(year, tongue)}", *(f"- {n}" for n in notes)]))
