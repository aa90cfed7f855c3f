"""The user's folder for files that can be made or fetched again, and may be deleted at any time."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

NAME = "netzero-retrofit"


def cache_folder(part: str) -> Path:
    """``part`` of the cache folder: ``NETZERO_RETROFIT_CACHE``, or the place that the operating system has for it.

    Raises
    ------
    RuntimeError
        No variable is set and the user has no home.
    """
    own = os.environ.get("NETZERO_RETROFIT_CACHE")
    if own:
        return Path(own) / part
    named = os.environ.get("XDG_CACHE_HOME", "")
    base = named if os.path.isabs(named) else None  # the standard has a relative one ignored
    base = base or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    home = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return (Path(base) if base else Path.home() / home) / NAME / part


def _others_may(state: os.stat_result) -> bool:
    """Whether somebody else made it, or may write to it."""
    return hasattr(os, "getuid") and (state.st_uid != os.getuid() or bool(state.st_mode & 0o022))


def own_folder(folder: Path, make: bool = False) -> None:
    """See that a folder is this user's alone, as one must be that code is read from; what we made with wider rights is narrowed.

    Raises
    ------
    OSError
        It is not there, another user's, or others may write to it.
    """
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.stat()
    if hasattr(os, "getuid") and state.st_uid == os.getuid() and state.st_mode & 0o022:
        folder.chmod(stat.S_IMODE(state.st_mode) & ~0o022)  # what others have put there stays theirs, and is not read
        state = folder.stat()
    if not stat.S_ISDIR(state.st_mode) or _others_may(state):
        raise PermissionError(f"{folder} is not this user's alone")


def own_bytes(file: Path) -> bytes:
    """Content of an ordinary file of this user in a folder of this user.

    Raises
    ------
    OSError
        Not there, a link, or others may write to it or to its folder.
    """
    own_folder(file.parent)
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or _others_may(state):
            raise PermissionError(f"{file} is not this user's alone")
        return stream.read()


def temporary_folder(part: str, make: bool) -> Path | None:
    """A folder of this user alone among the temporary files; None where there is none, and none is to be made.

    The name can be guessed, so a folder that somebody else made or may write to is refused: what is read from it is run.
    """
    try:
        owner = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
        folder = Path(tempfile.gettempdir()) / f"{NAME}{owner}"
        if make:
            folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
    except OSError:
        return None
    if owner and not (stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022):
        return None
    return folder / part
