"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(path: str | Path, data: str | bytes, mode: int = 0o666) -> Path:
    """Write a file under a name that nobody can guess beside it, then give it its own; returns the path as it was given.

    A name that leads elsewhere by a symbolic link is followed, as it would be by opening it; the temporary name is not. What is no
    ordinary file (``/dev/stdout``, a pipe) is written to. ``mode`` are the rights of the new file, less the user's mask.

    Raises
    ------
    OSError
        The folder cannot be written; what stood there stands.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(raw)
        return Path(path)
    temporary = target.with_name(f".{target.name[:60]}-{secrets.token_hex(8)}.tmp")
    try:
        # fails where the name exists, whatever it is; the rights are those of any file that this user makes
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
            stream.write(raw)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return Path(path)
