"""A project file as a document: its text, its YAML, the line of every key, and what can be wrong with these."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from foundation.errors import InputError, Problem, meant
from foundation.messages import message
from foundation.visible import visible
from retrofit.project.yaml_text import document_of

MAX_BYTES = 2_000_000
LARGEST_BITS = 1023
"""Of a whole number that a float can hold (IEEE 754, double)."""


SYNTAX = (
    ("mapping values are not allowed", "a colon where none belongs: two keys on one line, or a text with a colon that needs quotation marks"),
    ("could not find expected ':'", "a key without its colon"),
    ("expected <block end>", "a line that is not indented as its neighbours are"),
    ("expected ',' or", "a bracket that is not closed, or a comma that is missing"),
    ("cannot start any token", "a sign that cannot begin a value (a tab, @, %, a backquote): indent with spaces, put such a text in quotation marks"),
    ("end of stream", "the file ends within quotation marks or brackets"),
    ("undefined alias", "a * that names nothing: put the text in quotation marks"),
    ("single document", "more than one document in the file (a line ---)"),
    ("special characters", "control characters in the file"),
    ("escape", "a backslash within double quotation marks: write it twice, or take single ones"),
)  # fmt: skip
"""What the reader of YAML says, and what it means to somebody who types."""


def _plain_words(said: str) -> str:
    return next((plain_words for part, plain_words in SYNTAX if part in said), said)


def _read_text(path: Path) -> str:
    """The file's text, or why it cannot be had."""
    place = str(path)
    try:
        if path.is_dir():
            raise InputError(
                Problem(
                    "file-not-found", place, "a folder, not a project file", place, "", "give the .yaml file inside it"
                )
            )
        if path.exists() and not path.is_file():
            raise OSError(0, "not a regular file")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        near = [p.name for p in path.parent.glob("[!.]*.y*ml")] if path.parent.is_dir() else []
        close = difflib.get_close_matches(path.name, near, 1, 0.5) or near[:1]
        cure = meant([path.parent / c for c in close], "check the path, or start with: retrofit init DIR")
        raise InputError(Problem("file-not-found", place, "no such file", place, "", cure)) from None
    except OSError as error:
        raise InputError(
            Problem(
                "file-unreadable", place, str(error.strerror or error), place, "", "check the path and its permissions"
            )
        ) from None
    if len(raw) > MAX_BYTES:
        raise InputError(
            Problem(
                "file-unreadable",
                place,
                "far too large for a project file",
                path.stat().st_size,
                message("<= {most} bytes", most=MAX_BYTES),
                "give a project file (YAML)",
            )
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            Problem(
                "file-encoding",
                f"{place}:{line}",
                "not UTF-8 text",
                message("byte {byte}", byte=f"{raw[error.start]:#04x}"),
                "UTF-8",
                "save the file as UTF-8 (in Notepad: Save as, encoding UTF-8; GBK is not read)",
            )
        ) from None
    return text


def _parse(text: str, place: str) -> tuple[Any, list[Problem]]:
    """The YAML document with line numbers and what is wrong with how it is typed, or where its syntax breaks."""
    from ruamel.yaml.error import MarkedYAMLError

    try:
        return document_of(text, place)
    except InputError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{place}:{mark.line + 1}:{mark.column + 1}" if mark else place
        raise InputError(
            Problem(
                "yaml-syntax",
                where,
                message("YAML syntax: {what}", what=_plain_words(str(error.problem or error.context))),
                None,
                "valid YAML",
                "check colons, indentation, brackets and quotes on this line and the one before",
            )
        ) from None
    except RecursionError:
        raise InputError(
            Problem(
                "yaml-syntax",
                place,
                "YAML syntax: brackets or lists nested far too deep",
                None,
                "a project needs five levels",
                "the file may be damaged: start again with retrofit init DIR",
            )
        ) from None
    except Exception as error:  # a tag without value, a list as key, a year past 9999: the parser breaks as it may
        raise InputError(
            Problem(
                "yaml-syntax",
                place,
                message(
                    "YAML syntax: {what}",
                    what=_plain_words((str(error).splitlines() or [type(error).__name__])[0][:200]),
                ),
                None,
                "valid YAML",
                "the file may be binary or damaged",
            )
        ) from None


def read_yaml(path: Path) -> tuple[Any, list[Problem]]:
    """The document with line numbers (ruamel round-trip types), and what is wrong with how it is typed.

    Raises
    ------
    InputError
        ``file-not-found``, ``file-unreadable``, ``file-encoding``, ``yaml-syntax``, ``yaml-size``,
        ``yaml-tag``, ``project-empty``.
    """
    place = str(path)
    document, problems = _parse(_read_text(path), place)
    if not isinstance(document, Mapping):
        found = "nothing" if document is None else type(document).__name__
        raise InputError(
            Problem(
                "project-empty",
                place,
                "not a project: the file must be a mapping of keys",
                found,
                "schema_version, name, site, buildings, packages",
                "start with: retrofit init DIR",
            )
        )
    return document, problems


def _line(document: Any, location: tuple[Any, ...]) -> int | None:
    """Line of a key path (1-based), of its deepest part that exists."""
    node, line = document, None
    for part in location:
        marks = getattr(node, "lc", None)
        try:
            if isinstance(node, Mapping) and part in node:
                line = marks.key(part)[0] + 1 if marks is not None else line
                node = node[part]
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                line = marks.item(part)[0] + 1 if marks is not None else line
                node = node[part]
        except (KeyError, TypeError, AttributeError):
            continue
    return line


def _key_path(location: tuple[Any, ...]) -> str:
    out = ""
    for part in location:
        text = visible(str(part))
        out += f"[{part}]" if isinstance(part, int) else f".{text}" if out else text
    return out


def _as_typed(document: Any, location: tuple[Any, ...]) -> tuple[Any, ...]:
    """A location without the list that a single measure of ``combine`` is read as."""
    if location[:1] != ("combine",) or len(location) < 3 or location[2] != 0:
        return location
    listed = document.get("combine") if isinstance(document, Mapping) else None
    one = listed[location[1]] if isinstance(listed, list) and location[1] < len(listed) else None
    return location[:2] + location[3:] if isinstance(one, Mapping) else location


def place_of(path: Path, document: Any, location: tuple[Any, ...]) -> str:
    """``file:line key.path``."""
    location = _as_typed(document, location)
    line = _line(document, location)
    return f"{path}:{line} {_key_path(location)}" if line else f"{path} {_key_path(location)}"


def endless(node: Any, location: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Places of whole numbers that no computer number can hold."""
    if isinstance(node, Mapping):
        for k, v in node.items():
            yield from endless(v, (*location, k))
    elif isinstance(node, list | tuple):
        for k, v in enumerate(node):
            yield from endless(v, (*location, k))
    elif isinstance(node, int) and node.bit_length() > LARGEST_BITS:
        yield location


def plain(node: Any) -> Any:
    """ruamel types as plain Python."""
    if isinstance(node, Mapping):
        return {str(k): plain(v) for k, v in node.items()}
    if isinstance(node, list | tuple):
        return [plain(v) for v in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node) if isinstance(node, str) else node
