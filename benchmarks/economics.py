"""Money beside worked answers: ``python -m benchmarks.economics [--json]``.

Every vector of ``data/finance_vectors.json`` (published by others, or computed twice) with our value, compared to the digits given; those
that are not reached are listed with the reason. The exit code is 1 where one is missed that is not listed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import economics_bills, economics_contracts, economics_sam  # noqa: F401  register their cases
from benchmarks.economics_cases import CASES

VECTORS = Path(__file__).parent / "data" / "finance_vectors.json"
ROUNDING = 1e-9
"""Relative: what double precision may cost where all digits are given."""
KNOWN = {
    ("blcc-financed", "published"): "the report discounts at an unrounded rate: 3.102 % is implied where 3.1 % is printed; within 0.018 %",
    ("nbt11894-qionghai", "published"): "the source's own code gives 780.16, 41,080.16 and 11.38 % as we do, against 780.18, 41,080.18 and 11.35 % of the commercial program it names",
    ("sam-discounted-payback", "published"): "its input needs the weather file of Phoenix of SAM's repository",
}  # fmt: skip
"""Answers that are not reached to the digits given, and why."""
ZERO = {"sum_check", "last_balance"}
"""Names of answers that are zero but for rounding: below 1e-6 of a CNY."""


class Given(float):
    """A number with the digits in which it is written."""

    text: str

    @classmethod
    def read(cls, text: str) -> Given:
        out = cls(text)
        out.text = text
        return out

    @property
    def half_digit(self) -> float:
        """Half a unit of the last digit."""
        return 0.5 * 10.0 ** float(Decimal(self.text).as_tuple().exponent)


def vectors() -> list[dict[str, Any]]:
    """All vectors; numbers with a fraction know their digits."""
    document = json.loads(VECTORS.read_text(encoding="utf-8"), parse_float=Given.read)
    found: list[dict[str, Any]] = document["vectors"]
    return found


def leaves(given: Any, ours: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every given answer with ours; None where we have none."""
    if isinstance(given, dict):
        for key, value in given.items():
            yield from leaves(value, ours.get(key) if isinstance(ours, dict) else None, f"{path}/{key}")
    elif isinstance(given, list):
        mine = list(ours) if isinstance(ours, list | tuple) else []
        if not given or len(mine) != len(given):
            yield f"{path}/length", len(given), len(mine) if isinstance(ours, list | tuple) else None
        for k, value in enumerate(given):
            yield from leaves(value, mine[k] if k < len(mine) else None, f"{path}/{k}")
    else:
        yield path, given, ours


def agrees(path: str, given: Any, ours: Any) -> bool:
    """To the digits given."""
    if isinstance(given, str) or isinstance(ours, str):
        return bool(given == ours)
    if ours is None:
        return False
    if path.rpartition("/")[2] in ZERO:
        return abs(float(ours)) < 1e-6
    half = given.half_digit if isinstance(given, Given) else 0.5 if abs(given) >= 2 else 0.0
    return abs(float(ours) - float(given)) <= half * (1.0 + 1e-6) + ROUNDING * abs(float(given))


def plain(x: dict[str, Any]) -> Any:
    """Inputs as plain numbers."""
    return json.loads(json.dumps(x))


def compared(vector: dict[str, Any]) -> list[dict[str, Any]]:
    """Every answer of a vector beside ours."""
    ours = CASES[vector["id"]](plain(vector["inputs"])) if vector["id"] in CASES else {}
    rows = []
    for part in ("published", "recomputed"):
        for path, given, mine in leaves(vector[part] or {}, ours.get(part, {})):
            value = float(mine) if mine is not None and not isinstance(mine, str) else mine
            rows.append({
                "vector": vector["id"], "part": part, "answer": path.strip("/"), "given": given, "ours": value,
                "agrees": agrees(path, given, mine), "why": KNOWN.get((vector["id"], part), ""),
            })  # fmt: skip
    return rows


def document() -> dict[str, Any]:
    """All vectors, and how many are reproduced in full, in what was recomputed, or not."""
    out = []
    for v in vectors():
        rows = compared(v)
        missed = [r for r in rows if not r["agrees"]]
        out.append({
            "id": v["id"], "topic": v["topic"], "source": v["source"], "status": v["status"], "answers": len(rows),
            "reproduced": not missed and bool(rows), "why": next((r["why"] for r in missed), ""), "rows": rows,
        })  # fmt: skip
    return {"vectors": out, "reproduced": sum(v["reproduced"] for v in out), "count": len(out)}


def cash_loans() -> list[dict[str, Any]] | None:
    """Own cases beside SSC's cash loan; None without the extra ``solar-check``."""
    try:
        return economics_sam.rows()
    except ImportError:
        return None


def told(found: dict[str, Any]) -> list[str]:
    """The document as lines."""
    out = []
    for v in found["vectors"]:
        right = sum(r["agrees"] for r in v["rows"])
        out.append(f"{'ok ' if v['reproduced'] else '-  '} {v['id']:26} {right:3}/{v['answers']:3}  {v['topic']}")
        out += [
            f"      {r['part']}: {r['answer']} given {r['given']}, ours {r['ours']}"
            for r in v["rows"]
            if not r["agrees"]
        ]
        out += [f"      why: {v['why']}"] if v["why"] else []
    out.append(f"{found['reproduced']} of {found['count']} reproduced in every answer")
    if found["cash_loans"] is None:
        return [*out, "SSC's cash loan: not compared (pip install 'netzero-retrofit[solar-check]')"]
    return out + [
        f"SSC's cash loan: {c['case']:30} NPV {c['npv_ours']:.6f}, SSC {c['npv_ssc']:.6f}, largest difference {c['largest_difference']:.0e}"
        for c in found["cash_loans"]
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.economics", description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    found = {**document(), "cash_loans": cash_loans()}
    print(json.dumps(found, indent=1, ensure_ascii=False) if args.json else "\n".join(told(found)))
    unknown = [v for v in found["vectors"] if not v["reproduced"] and not v["why"]]
    apart = [c for c in found["cash_loans"] or () if c["largest_difference"] > 1e-6]
    return 1 if unknown or apart else 0


if __name__ == "__main__":
    raise SystemExit(main())
