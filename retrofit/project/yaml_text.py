"""YAML as it is typed: keys and names keep their letters, numbers have one reading, and what a project never needs is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message

DEEPEST = 40
MOST_NODES = 100_000
"""With every alias written out. A village of 500 buildings has some 5,000."""
LARGE_TEXT = 150_000
SCALAR, TEXT = "tag:yaml.org,2002:", "tag:yaml.org,2002:str"
PLAIN_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|[-+]?\.[0-9]+")
POWER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?[eE][-+]?[0-9]+")


def _problem(place: str, mark: Any, code: str, told: str, value: Any, allowed: str, cure: str, *, severity: Any = "error") -> Problem:  # fmt: skip
    return Problem(code, f"{place}:{mark.line + 1}:{mark.column + 1}", told, value, allowed, cure, severity)


def document_of(text: str, place: str) -> tuple[Any, list[Problem]]:
    """The document with its lines (ruamel's types), and what is wrong with how it is typed.

    Raises
    ------
    InputError
        ``yaml-size``, ``yaml-tag``: what would not be a document of ours whatever stands in it.
    Exception
        Of ruamel, where the syntax breaks.
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.allow_duplicate_keys = True  # they are told with the other problems
    _bounded(yaml, text, place)
    tags = list(_tags(yaml, text, place)) if "!" in text or re.search(r"(?m)^%", text) else []
    if tags:
        raise InputError(tags)
    constructor, parser = yaml.get_constructor_parser(text)
    try:
        node = constructor.composer.get_single_node()
        if node is None:
            return None, []
        _expanded(node, place)
        problems: list[Problem] = []
        _as_typed(node, place, problems, set())
        return constructor.construct_document(node), problems
    finally:
        parser.dispose()


def _too_deep(place: str, line: int) -> InputError:
    cure = "the file may be damaged: start again with retrofit init DIR"
    return InputError(Problem("yaml-syntax", f"{place}:{line}", "YAML syntax: brackets or lists nested far too deep", None, "a project needs five levels", cure))  # fmt: skip


def _too_large(place: str, what: str, most: int) -> InputError:
    cure = "the file may be damaged: start again with retrofit init DIR"
    return InputError(Problem("yaml-size", place, what, None, message("<= {most}", most=most), cure))


def _bounded(yaml: Any, text: str, place: str) -> None:
    """Refuse a text whose depth or number of nodes is far beyond a project's, before anything is built of it."""
    depth = most = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth += 1 if sign in "[{" else -1
        most = max(most, depth)
    if len(text) < LARGE_TEXT and most <= DEEPEST and not re.search(rf"(?m)^[ \t]*(?:[-?][ \t]+){{{DEEPEST}}}", text):
        return
    depth = 0
    for count, event in enumerate(yaml.parse(text)):
        name = type(event).__name__
        depth += name.endswith("StartEvent") - name.endswith("EndEvent")
        if depth > DEEPEST:
            raise _too_deep(place, event.start_mark.line + 1)
        if count > MOST_NODES:
            raise _too_large(f"{place}:{event.start_mark.line + 1}", "far too many entries for a project", MOST_NODES)


def _tags(yaml: Any, text: str, place: str) -> Iterator[Problem]:
    """Tags and directives, which change what a text is read as."""
    for token in yaml.scan(text):
        name = type(token).__name__
        if name == "TagToken":
            yield _problem(place, token.start_mark, "yaml-tag", "a tag of YAML changes what is read", Verbatim("!" + str(token.value[1])), "no tags", "delete the tag (the word with !)")  # fmt: skip
        elif name == "DirectiveToken":
            yield _problem(place, token.start_mark, "yaml-tag", "a directive of YAML changes what is read", Verbatim("%" + str(token.name)), "no directives", "delete the line with %")  # fmt: skip


def _expanded(root: Any, place: str) -> None:
    """Refuse a document that would be far too large or too deep when its aliases are written out, or that holds itself."""
    sizes: dict[int, tuple[int, int]] = {}
    open_nodes: set[int] = set()

    def size(node: Any) -> tuple[int, int]:
        if id(node) in sizes:
            return sizes[id(node)]
        if id(node) in open_nodes:
            raise _too_large(f"{place}:{node.start_mark.line + 1}", "an alias holds itself", DEEPEST)
        open_nodes.add(id(node))
        value = node.value if isinstance(node.value, list) else []
        inner = [size(part) for item in value for part in (item if isinstance(item, tuple) else (item,))]
        total, deep = 1 + sum(n for n, _ in inner), 1 + max((d for _, d in inner), default=0)
        if total > MOST_NODES:
            raise _too_large(f"{place}:{node.start_mark.line + 1}", "far too many entries for a project", MOST_NODES)
        if deep > DEEPEST:
            raise _too_deep(place, node.start_mark.line + 1)
        sizes[id(node)] = total, deep
        return total, deep

    size(root)


def _as_typed(node: Any, place: str, problems: list[Problem], seen: set[int]) -> None:
    """Make keys and dates the texts that they are, and tell numbers of more than one reading."""
    from ruamel.yaml.nodes import ScalarNode

    if id(node) in seen:
        return
    seen.add(id(node))
    if not isinstance(node.value, list):
        _scalar(node, place, problems)
        return
    known: dict[str, int] = {}
    for k, item in enumerate(node.value):
        if not isinstance(item, tuple):
            _as_typed(item, place, problems, seen)
            continue
        key, value = item
        if isinstance(key.value, list):
            problems.append(_problem(place, key.start_mark, "yaml-key", "a list or a mapping as a key", None, "a name", "write a name as the key"))  # fmt: skip
            key = ScalarNode(TEXT, f"?{k}", key.start_mark, key.end_mark)
            node.value[k] = (key, value)
        elif key.value == "<<" and key.style is None:
            problems.append(_problem(place, key.start_mark, "yaml-key", "a merge of YAML is not read", Verbatim("<<"), "a name", "write the keys out"))  # fmt: skip
        _tag(key, TEXT)
        if key.value in known:
            told = message("the same key as in line {line}", line=known[key.value])
            problems.append(_problem(place, key.start_mark, "yaml-duplicate", told, Verbatim(key.value), "every key once", "delete or rename one of the two"))  # fmt: skip
        known.setdefault(key.value, key.start_mark.line + 1)
        _as_typed(value, place, problems, seen)


def _tag(node: Any, tag: str) -> None:
    from ruamel.yaml.tag import Tag

    node.ctag = Tag(suffix=tag)


def _scalar(node: Any, place: str, problems: list[Problem]) -> None:
    kind = str(node.tag).removeprefix(SCALAR)
    if kind == "timestamp":
        _tag(node, TEXT)
    elif kind in ("int", "float") and node.style in (None, ""):
        text = str(node.value)
        if PLAIN_NUMBER.fullmatch(text) or text.casefold().lstrip("+-").startswith((".inf", ".nan")):
            return
        if POWER.fullmatch(text):
            told, value = "a power of ten is read as a number", float(text)
            problems.append(_problem(place, node.start_mark, "yaml-number", told, Verbatim(text), "", message("write {number}", number=Verbatim(f"{value:.12g}")), severity="warning"))  # fmt: skip
            return
        ways = list(dict.fromkeys(_readings(text)))
        allowed = (
            message("either {a} or {b}", a=ways[0], b=ways[1]) if len(ways) > 1 else "" if not ways else str(ways[0])
        )
        cure = message("write {number}", number=Verbatim(ways[0])) if ways else "write the number with digits alone"
        told = "a number that is not written as a decimal number"
        problems.append(_problem(place, node.start_mark, "yaml-number", told, Verbatim(text), allowed, cure))


def _readings(text: str) -> Iterator[str]:
    """Decimal numbers that a text may stand for."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    bare = digits.replace("_", "")
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if bare.casefold().startswith(prefix) and len(bare) < 300:
            with suppress(ValueError):
                yield f"{sign}{int(bare[2:], base)}"
            return
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", bare):
        yield sign + (bare.lstrip("0") or "0" if bare.isdigit() else bare)
    if re.fullmatch(r"0[0-7]+", bare):
        yield f"{sign}{int(bare, 8)}"
