"""A fault of the program itself: what is needed to find it is kept in the user's folder, and the user is told where."""

from __future__ import annotations

import hashlib
import sys
import traceback
from contextlib import suppress

from foundation.errors import Problem, ProgramError
from foundation.messages import message
from foundation.user_folder import cache_folder, temporary_folder
from foundation.version import program_version
from foundation.whole_file import write_whole

LONGEST = 300


def reported(error: Exception) -> ProgramError:
    """The error as a problem with a report number, after its traceback is written to ``reports/NUMBER.txt``.

    The number is the beginning of the report's SHA-256, so that the same fault met twice has one number. Where nothing can be
    written the traceback is told on standard error instead.
    """
    trace = traceback.format_exc()
    text = f"netzero-retrofit {program_version()}, Python {sys.version}\n{' '.join(sys.argv)}\n\n{trace}"
    number = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
    kept = _kept(f"{number}.txt", text)
    if not kept:
        print(trace, file=sys.stderr)
    what = f"{type(error).__name__}: {error}"[:LONGEST]
    told = message("the program has a fault: {what} (report {number})", what=what, number=number)
    cure = "please send the report; your own files are as they were"
    return ProgramError(Problem("program-fault", kept, told, None, "", cure))


def _kept(name: str, text: str) -> str:
    """Path of the report in the user's cache folder, or among this user's temporary files; empty where neither takes it."""
    with suppress(OSError, RuntimeError):
        path = cache_folder("reports") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8", "replace"))
        return str(path)
    with suppress(OSError):
        folder = temporary_folder("reports", make=True)
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(folder / name, text.encode("utf-8", "replace"))
            return str(folder / name)
    return ""
