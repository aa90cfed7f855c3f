"""Pages from templates in one look: what the program wrote is said in the page's language, and a Chinese page is set as Chinese."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrofit.report.render.colours import css_variables
from retrofit.report.words import translate
from retrofit.report.words.language import is_chinese
from retrofit.report.words.typeset import svg_file, typeset_html

if TYPE_CHECKING:
    from jinja2 import Environment

Figures = dict[str, tuple[str, str]]
"""By name: SVG for a desktop or paper, SVG for a phone (empty: the same)."""


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("retrofit.report", "templates"), autoescape=True)


def render(template: str, language: str, **values: Any) -> str:
    """A page of a template; ``translate``, ``label`` and ``shown`` speak its language."""
    spoken = {name: partial(getattr(translate, name), language=language) for name in ("translate", "label", "shown")}
    page = _environment().get_template(template).render(language=language, colours=css_variables(), **spoken, **values)
    return typeset_html(page) if is_chinese(language) else page


def write_figures(figures: Figures, folder: Path, prefix: str, suffix: str, language: str) -> list[Path]:
    """The figures as files of their own, in the wide form."""
    files = []
    for name, (wide, _) in figures.items():
        path = folder / f"{prefix}{name}{suffix}.svg"
        path.write_text(svg_file(wide, language), encoding="utf-8")
        files.append(path)
    return files
