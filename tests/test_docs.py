"""Pages that come from the program's tables are current, every key of the project file is told, terms are in the glossary."""

from __future__ import annotations

import importlib.util
import re

import pytest

from foundation.quantities import quantities
from retrofit.project.load import json_schema
from tests.paths import ROOT

SPEC = importlib.util.spec_from_file_location("make_docs", ROOT / "docs" / "make.py")
assert SPEC and SPEC.loader
make = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_pages_are_current():
    """``python docs/make.py`` writes them."""
    for path, text in make.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"run python docs/make.py: {path.name}"


def test_every_key_of_the_project_file_is_told():
    schema = json_schema()
    models = {"Project": schema, **schema["$defs"]}
    keys = [(n, k, p) for n, d in models.items() for k, p in d.get("properties", {}).items()]
    assert len(keys) > 250
    assert not [(n, k) for n, k, p in keys if not p.get("description", "").strip()]


def test_links_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    wrong = [
        (p.name, target)
        for p in pages
        for target in LINK.findall(p.read_text(encoding="utf-8"))
        if not (p.parent / target).exists()
    ]
    assert not wrong


def glossary() -> dict[str, tuple[str, ...]]:
    """Suffix or symbol -> the other cells of its row."""
    out = {}
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = tuple(c.strip() for c in line.strip("|").split("|"))
        if line.startswith("| `"):
            for name in re.findall(r"`([^`]+)`", cells[0]):
                assert name not in out, name
                out[name] = cells[1:]
    return out


def unit_endings() -> list[str]:
    return sorted((k for k in glossary() if k.startswith("_")), key=len, reverse=True)


def test_glossary_is_whole():
    for name, cells in glossary().items():
        assert len(cells) == 3 and all(cells), name
        assert any("\u4e00" <= c <= "\u9fff" for c in cells[2]), name


UNITS = {
    "kW": "_kw", "kWh": "_kwh", "kWp": "_kwp", "degC": "_c", "m2": "_m2", "m3": "_m3", "kg": "_kg", "CNY": "_cny", "Nm3": "_nm3", "m": "_m",
    "kgCO2e": "_kgco2e", "K h": "_kh",
}  # fmt: skip


@pytest.mark.parametrize("q", [q for q in quantities() if q.unit in UNITS], ids=lambda q: q.key)
def test_units_of_quantities_end_as_the_glossary_says(q):
    """A number in kWh is named ``*_kwh``; the glossary has the ending."""
    ending = UNITS[q.unit]
    assert ending in glossary()
    assert q.key.endswith(ending) or f"{ending}_" in q.key, q.key


def numeric_fields() -> set[tuple[str, str]]:
    """Names of all numeric keys of the project file."""
    schema = json_schema()
    out = set()
    for name, d in {"Project": schema, **schema["$defs"]}.items():
        for key, p in d.get("properties", {}).items():
            kinds = {o.get("type") for o in [p, *p.get("anyOf", [])]}
            if "number" in kinds:
                out.add((name, key))
    return out


def test_numbers_of_the_project_file_are_in_the_glossary():
    """Every numeric key ends in a unit of the glossary or is a term of it."""
    endings, terms = tuple(unit_endings()), glossary()
    unknown = {k for _, k in numeric_fields() if not k.endswith(endings) and k not in terms}
    assert not sorted(unknown)
