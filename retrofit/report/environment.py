"""Pages from templates: what the program wrote is said in the page's language, and a Chinese page is set as Chinese."""

from __future__ import annotations

from functools import partial
from typing import Any

from retrofit.report import say
from retrofit.report.typeset import typeset_html


def render(template: str, language: str, **values: Any) -> str:
    """A page of a template; ``say``, ``label`` and ``shown`` speak its language."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("retrofit.report", "templates"), autoescape=True)
    environment.globals.update({name: partial(getattr(say, name), language=language) for name in ("say", "label", "shown")})  # fmt: skip
    page = environment.get_template(template).render(language=language, **values)
    return typeset_html(page) if language == "zh" else page
