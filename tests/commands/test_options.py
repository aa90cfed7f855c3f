"""Options that are numbers stay within bounds, and one engine of verify speaks where the other fails."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from cli import main
from foundation.errors import InputError, Problem
from tests.paths import ROOT

PROJECT = str(ROOT / "examples" / "wanxichong.yaml")


def numeric_options(group: click.Group, path: tuple[str, ...] = ()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from numeric_options(command, (*path, name))
            continue
        for option in command.params:
            if isinstance(option, click.Option) and isinstance(
                option.type, click.types.FloatParamType | click.types.IntParamType
            ):
                yield (*path, name), option


def test_every_number_has_bounds():
    found = list(numeric_options(main))
    assert len(found) >= 6
    for path, option in found:
        bounds = option.type
        assert isinstance(bounds, click.FloatRange | click.IntRange), (path, option.name)
        assert bounds.min is not None and bounds.max is not None, (path, option.name)
        for bad in ("nan", "inf", "-inf", "1e308", "-1e308", "abc", ""):
            with pytest.raises(click.BadParameter):
                bounds.convert(bad, option, None)


@pytest.mark.parametrize("option", [("--retention", "1e308"), ("--gas", "nan"), ("--volume", "-inf"), ("--gas", "0")])
def test_the_digester_sheet_refuses_what_is_no_size(tmp_path, option):
    done = CliRunner().invoke(main, ["biogas", PROJECT, *option, "--out", str(tmp_path / "o")])
    assert done.exit_code == 2 and option[0] in done.output and not (tmp_path / "o").exists()


class Row:
    def as_dict(self) -> dict[str, str]:
        return {"roof": "south"}


@pytest.mark.parametrize("error", [InputError(Problem("energyplus-failed", "b", "x")), ZeroDivisionError("x")])
def test_an_engine_that_fails_does_not_lose_the_other(monkeypatch, tmp_path, error):
    def broken(*args: object) -> None:
        raise error

    monkeypatch.setenv("NETZERO_RETROFIT_CACHE", str(tmp_path))
    monkeypatch.setattr("retrofit.verify.beside_energyplus.verify", broken)
    monkeypatch.setattr("retrofit.verify.beside_sam.verify_roofs", lambda *args: (Row(),))
    monkeypatch.setattr("retrofit.verify.sam.available", lambda: True)
    done = CliRunner().invoke(main, ["verify", PROJECT, "--json"])
    document = json.loads(done.stdout)
    assert document["roofs"] == [{"roof": "south"}] and document["buildings"] == []
    assert done.exit_code == (2 if isinstance(error, InputError) else 70)
    assert document["error"]["problems"][0]["code"] in ("energyplus-failed", "program-fault")
