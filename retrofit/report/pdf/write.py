"""PDFs by typst (extra ``pdf``) with Noto Sans SC embedded: ``committee.pdf`` is one sheet of A4, ``tables.pdf`` what stands behind it.

The same bytes for the same result and day: the fonts are the project's own, the time in the file is that of the page. Only a sign that the
fonts lack (a rare character in a name) is looked for in the fonts of the machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foundation.errors import InputError, Problem
from foundation.tables import ROOMS
from retrofit.report.committee.page import committee_page
from retrofit.report.render.colours import COLOURS, GREYS, HAIR, INK, INK2, WASH
from retrofit.report.render.document import Table
from retrofit.report.run.buildings import buildings_table, household_text
from retrofit.report.run.document import comparison_table
from retrofit.report.run.rows import assumptions_of, number, title
from retrofit.report.words.language import file_suffix
from retrofit.report.words.translate import label, shown, translate
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from retrofit.results import ProjectResult

DRAWN = "₂₃₄✗"
"""Signs that the templates draw."""
LONG_WORD = re.compile(r"[!-~]{17,}")
PARTS = re.compile(r"[^_/]{1,12}[_/]*|[_/]+")
"""Pieces of a long word."""
LONGEST = 36
"""Letters of a package's name in the table of the sheet."""
BESIDE = 6
"""Packages that stand beside each other in a table."""


def check_extra() -> None:
    """Say what is missing, before any work.

    Raises
    ------
    InputError
        ``typst-missing``.
    """
    try:
        import typst  # noqa: F401
    except ImportError:
        cure = "pip install netzero-retrofit[pdf]"
        raise InputError(Problem("typst-missing", "--pdf", "typst is not installed", None, "", cure)) from None


def _fonts() -> Path:
    return ROOMS / "retrofit" / "data" / "fonts"


@cache
def _known() -> frozenset[int]:
    """Signs of the project's own font."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(_fonts() / "NotoSansSC-Regular.gb2312.ttf")).get_charmap())


def foreign_signs(text: str) -> set[str]:
    """Signs that neither the project's fonts nor the templates have."""
    return {c for c in text if ord(c) not in _known() and c not in DRAWN and c.isprintable()}


def short(name: str) -> str:
    """A name that takes two lines of its column."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def breakable(value: Any) -> Any:
    """Data whose long words may part at a line end: after an underscore, and in the middle where there is none."""
    if isinstance(value, dict):
        return {k: breakable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [breakable(v) for v in value]
    return LONG_WORD.sub(lambda m: "\u200b".join(PARTS.findall(m[0])), value) if isinstance(value, str) else value


def _compile(template: str, data: dict[str, Any], path: Path, day: date) -> Path:
    import typst

    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    folder = Path(__file__).parent.parent / "templates"
    moment = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    typst.compile(
        str(folder / template),
        output=str(path),
        root=str(folder),
        font_paths=[str(_fonts())],
        ignore_system_fonts=not foreign_signs(text),
        sys_inputs={"data": text},
        timestamp=moment,
    )
    return path


def _colours() -> dict[str, str]:
    named = {"ink": INK, "ink2": INK2, "hair": HAIR, "wash": WASH} | {f"p{k + 1}": g for k, g in enumerate(GREYS)}
    return named | {k.replace("_", "-"): v for k, v in COLOURS.items()}


def _columns(table: Table, packages: int) -> list[Table]:
    """A table of many packages as several of few."""
    chosen = [range(k, min(k + BESIDE, packages + 1)) for k in range(1, packages + 1, BESIDE)]
    return [table.only((0, *c)) for c in chosen]


def _investments(result: ProjectResult, language: str) -> Table:
    w = word
    head = (w("package", language), w("key", language), w("quantity", language), w("CNY", language), f"{w('life', language)} ({w('years', language)})", w("source", language), w("status", language))  # fmt: skip
    rows = tuple(
        (p.name, translate(i.name, language), f"{number(i.quantity, 1)} {translate(i.unit, language)}", number(i.capex_cny), number(i.life_years), translate(i.source, language), w(i.status, language))
        for p in result.packages
        for i in p.economics.items
    )  # fmt: skip
    return Table(head, rows, (2, 3, 4))


def _assumptions(result: ProjectResult, language: str) -> Table:
    head = tuple(word(k, language) for k in ("key", "value", "unit", "source", "status"))
    head = (*head, word("note", language, "workbook"))
    rows = tuple(
        (label(a.key, language), shown(a.value, language), translate(a.unit, language), translate(a.source, language), word(a.status, language), translate(a.note, language))
        for a in assumptions_of(result)
    )  # fmt: skip
    return Table(head, rows)


def _section(
    table: Table, name: str, widths: Sequence[float], language: str, notes: Sequence[str] = ()
) -> dict[str, Any]:
    put = setter(language)
    rows = [[put(x) for x in row] for row in table.rows]
    return {"title": name, "head": [put(x) for x in table.head], "rows": rows, "numeric": list(table.numeric), "widths": list(widths), "notes": [n for n in notes if n]}  # fmt: skip


def _sections(result: ProjectResult, language: str) -> list[dict[str, Any]]:
    out = []
    for part in _columns(comparison_table(result, language), len(result.packages)):
        widths = [2.2, *[1.0] * (len(part.head) - 1)]
        out.append(_section(part, word("to packages", language, "screen"), widths, language))
    told = word("per household", language, "committee")
    buildings = buildings_table(result, result.best, language)
    out.append(_section(buildings, told, [1.6, 0.6, 0.8, 0.8, 1.4, 1.4, 1.0, 1.2], language, [household_text(result.best, language)]))  # fmt: skip
    out.append(_section(_investments(result, language), word("cost items", language), [1, 1.8, 1, 0.9, 0.7, 2.6, 0.8], language))  # fmt: skip
    out.append(_section(_assumptions(result, language), word("assumptions", language), [1.8, 1, 0.8, 2.6, 0.7, 1.8], language))  # fmt: skip
    return out


def write_pdf(result: ProjectResult, out_dir: Path, language: str, alone: bool = True) -> tuple[Path, ...]:
    """``committee.pdf`` and ``tables.pdf`` (or ``committee.zh.pdf`` ...) in a folder; returns the files."""
    day = result.project.report.date or date.today()
    suffix = file_suffix(language, language if alone else "both")
    page = committee_page(result, language, day)
    page = replace(page, rows=tuple(replace(r, name=short(r.name)) for r in page.rows))
    shared = {"title": title(result, language), "language": language, "colours": _colours(), "day": [day.year, day.month, day.day]}  # fmt: skip
    names = {"steps": "steps", "pays": "who pays", "sure": "how sure", "turns": "what turns"}
    words = {k: word(v, language, "committee") for k, v in names.items()}
    foot = "   ".join(page.foot)
    return (
        _compile("committee.typ", shared | {"page": breakable(asdict(page)), "words": words}, out_dir / f"committee{suffix}.pdf", day),
        _compile("tables.typ", shared | {"tables": breakable(_sections(result, language)), "foot": foot}, out_dir / f"tables{suffix}.pdf", day),
    )  # fmt: skip
