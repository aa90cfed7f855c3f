"""Tables, workbook, figures and the HTML page of a run; Chinese and English. Heavy imports stay inside the functions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrofit.results import ProjectResult


def write(result: ProjectResult, out_dir: Path, language: str = "en", pdf: bool = False) -> tuple[Path, ...]:
    """Write tables, ``results.xlsx``, figures and ``report.html`` (``report.zh.html``) into an existing folder; returns the files.

    ``language`` is ``en``, ``zh`` or ``both``; ``pdf`` adds ``committee.pdf`` and ``tables.pdf`` (extra ``pdf``).
    """
    from retrofit.report.pdf.write import write_pdf
    from retrofit.report.render.tables import write_tables
    from retrofit.report.run.bill_lines import write_bills
    from retrofit.report.run.money import write_money
    from retrofit.report.run.page import write_page
    from retrofit.report.words.column_text import names_in, write_columns
    from retrofit.report.words.language import languages, speaks_chinese
    from retrofit.report.workbook.write import write_workbook

    spoken = languages(language)
    files = list(write_tables(result, out_dir))
    if speaks_chinese(language):
        files.append(write_columns(names_in(files), out_dir / "columns.csv"))
    files += write_money(result, out_dir)
    files += write_bills(result, out_dir)
    for code in spoken:
        files += write_page(result, out_dir, code, alone=len(spoken) == 1)
        files.append(write_workbook(result, out_dir, code, alone=len(spoken) == 1))
        if pdf:
            files += write_pdf(result, out_dir, code, alone=len(spoken) == 1)
    return tuple(files)
