"""The first year's bill of every package, line by line: ``bill_PACKAGE.csv``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from retrofit.report.render.csv import text_cell
from retrofit.report.render.tables import file_names

if TYPE_CHECKING:
    from retrofit.results import ProjectResult

HEAD = ("month", "item", "name", "quantity", "unit", "price", "amount_cny")


def write_bills(result: ProjectResult, out_dir: Path) -> list[Path]:
    """Quantity, unit, price and amount of every line of each month; the amounts add up to the bill of the year."""
    out = []
    for package, name in zip(result.packages, file_names(result.packages), strict=True):
        path = out_dir / f"bill_{name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(HEAD)
            for x in package.bill:
                writer.writerow((x.month, x.item, text_cell(x.name), f"{x.quantity:.10g}", x.unit, f"{x.price:.10g}", f"{x.cny:.10g}"))  # fmt: skip
        out.append(path)
    return out
