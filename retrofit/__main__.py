"""``python -m retrofit``: the command ``retrofit``."""

from __future__ import annotations

from cli import main

if __name__ == "__main__":
    main(prog_name="python -m retrofit")
