"""All combinations as a page: what is said on the console, with every package as a dot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from foundation.version import program_version
from retrofit.report.combine.document import document, say
from retrofit.report.combine.figure import scatter
from retrofit.report.render.html import render, write_figures
from retrofit.report.weather.place import description
from retrofit.report.words.language import file_suffix, languages
from retrofit.report.words.words import word

if TYPE_CHECKING:
    from retrofit.optimise.combine import Combined

WIDE, NARROW = (900.0, 420.0), (358.0, 340.0)
"""Width and height of the figure on a desktop and on a phone."""


def write_pages(r: Combined, out_dir: Path, language: str) -> tuple[Path, ...]:
    """``combinations.html`` (and ``combinations.zh.html`` where both languages are asked for) and its figure; ``language``: en, zh or both."""
    files: list[Path] = []
    for code in languages(language):
        suffix = file_suffix(code, language)
        svg = {"combinations": (scatter(r, code, *WIDE), scatter(r, code, *NARROW))}
        figures = write_figures(svg, out_dir, "figure_", suffix, code)
        text = render(
            "document.html.j2", code, d=document(r, code), subject=say("title", code), figures=[(say("figure", code), svg["combinations"])],
            marked=word("synthetic", code) if r.year.synthetic else "", version=program_version(), weather=description(r.year, code),
        )  # fmt: skip
        page = out_dir / f"combinations{suffix}.html"
        page.write_text(text, encoding="utf-8")
        files += [page, *figures]
    return tuple(files)
