"""Pages from templates: what the program wrote is said in the page's language, and a Chinese page is set as Chinese."""

from __future__ import annotations

from functools import partial
from typing import Any

from retrofit.report.words import translate
from retrofit.report.words.language import is_chinese
from retrofit.report.words.typeset import typeset_html


def render(template: str, language: str, **values: Any) -> str:
    """A page of a template; ``translate``, ``label`` and ``shown`` speak its language."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("retrofit.report", "templates"), autoescape=True)
    environment.globals.update({name: partial(getattr(translate, name), language=language) for name in ("translate", "label", "shown")})  # fmt: skip
    page = environment.get_template(template).render(language=language, **values)
    return typeset_html(page) if is_chinese(language) else page
