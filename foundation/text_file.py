"""Reading a user's text file: one place for what can be wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

from foundation.errors import InputError, Problem

LARGEST_BYTES = 200_000_000


def read_bytes(path: str | Path, place: str | None = None) -> bytes:
    """The file's bytes.

    Raises
    ------
    InputError
        ``file-not-found`` or ``file-unreadable``.
    """
    path = Path(path)
    place = place or str(path)
    try:
        if path.is_dir():
            raise IsADirectoryError
        if path.exists() and not path.is_file():
            raise OSError(0, "not a regular file")
        if path.stat().st_size > LARGEST_BYTES:
            raise OSError(0, f"larger than {LARGEST_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        problem = Problem("file-not-found", place, "no such file", str(path), "", "check the path: one in a project file starts at its folder, one on the command line where you are")  # fmt: skip
    except IsADirectoryError:
        problem = Problem("file-not-found", place, "a folder, not a file", str(path), "", "give the file inside it")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem("file-unreadable", place, reason, str(path), "", "check the file and its permissions")
    raise InputError(problem)


def _is_western(raw: bytes) -> bool:
    """Whether bytes that are no UTF-8 are letters with accents (Latin-1) rather than Chinese signs (GBK).

    A Chinese sign is two bytes, the second one mostly high as well; a letter with an accent is a single high byte beside plain letters.
    """
    western = chinese = 0
    for run in re.finditer(rb"[\x80-\xff]+", raw):
        before, after = raw[run.start() - 1 : run.start()], raw[run.end() : run.end() + 1]
        length = run.end() - run.start()
        if length == 1 or (length == 2 and before.isalpha() and after.isalpha()):
            western += 1
        else:
            chinese += length // 2
    return western > chinese


def decode(raw: bytes, encoding: str = "auto") -> str:
    """Text of the bytes: UTF-16 with its mark, UTF-8 (with or without mark), else GB 18030 (which holds GBK), else Latin-1; or as told.

    >>> decode("São Luís".encode("latin-1")), decode("昆明".encode("gbk"))
    ('São Luís', '昆明')
    """
    if encoding != "auto":
        return raw.decode(encoding)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    for name in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        if name == "gb18030" and _is_western(raw):
            break
        return text
    return raw.decode("latin-1")


def read_text(path: str | Path, place: str | None = None) -> str:
    """Text of a file in UTF-8 or GBK."""
    return decode(read_bytes(path, place))


def weather_path(text: str, project_path: Path) -> Path:
    """A weather file's path, relative to the project file's folder."""
    path = Path(text).expanduser()
    return path if path.is_absolute() else project_path.parent / path
