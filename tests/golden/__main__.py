"""``python -m tests.golden``: write the golden numbers of all cases."""

from __future__ import annotations

from tests.golden.cases import CASES, write

for name in CASES:
    print(write(name))
