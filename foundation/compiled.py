"""Compiled functions, kept on disk in the user's cache folder.

numba's own cache lies beside the sources. There it outlives the package when that is uninstalled, and Python takes the folder
that is left for the package itself. It knows a change of a function's own file only, not of the functions and constants that
are compiled into it from others, and it numbers the signatures of a function in an index, so that two first runs at once can
take each other's number. Here a file's name says all that its code follows from, and it is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba import njit, types
from numba.core import compiler, config
from numba.core.registry import cpu_target
from numba.core.serialize import dumps

from foundation.user_folder import NAME, cache_folder, own_bytes, own_folder, temporary_folder
from foundation.whole_file import write_whole

PART = "compiled"
KEPT_S = 30 * 86400.0  # another version that is in use compiles once more after this time
CONSTANTS = (bool, int, float, complex, str, bytes, tuple, np.generic)


def _places(make: bool = False) -> Iterator[Path]:
    """Folders to look in, or (``make``) to write to, the best first."""
    own = config.CACHE_DIR  # type: ignore[attr-defined]  # NUMBA_CACHE_DIR, or numba's settings file
    if own:
        yield Path(own) / NAME
    else:
        with suppress(RuntimeError):  # a user without a home
            yield cache_folder(PART)
    last = temporary_folder(PART, make)
    if last is not None:
        yield last


def _ingredients(function: Any, seen: set[Any]) -> Iterator[bytes]:
    """What the machine code of a function is made of: its file, and what it names there that comes from other files."""
    file = function.__code__.co_filename
    if file not in seen:
        seen.add(file)
        yield function.__globals__["__loader__"].get_data(file)
    for name in sorted(set(function.__code__.co_names)):
        value = function.__globals__.get(name)
        inner = getattr(value, "py_func", None)
        if inner is not None and inner not in seen:
            seen.add(inner)
            yield from _ingredients(inner, seen)
        elif isinstance(value, CONSTANTS):
            yield f"{name}={value!r}".encode()
        elif isinstance(value, np.ndarray):
            yield f"{name}={value.dtype}{value.shape}".encode() + value.tobytes()


class DiskCache:
    """The cache of one function, as numba's dispatcher calls it. What fails here costs a compilation, never the run."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function: Any = function
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.enabled = True

    @cached_property
    def stem(self) -> str:
        """Name of the function and a hash of what it is made of, by which numba and Python, for which processor.

        Raises
        ------
        Exception
            The source cannot be read, as that of a function typed in at a prompt.
        """
        made = hashlib.sha256(
            repr((numba.__version__, sys.version, cpu_target.target_context.codegen().magic_tuple())).encode()
        )
        for part in _ingredients(self.function, {self.function}):
            made.update(hashlib.sha256(part).digest())
        return f"{self.name}-{made.hexdigest()[:20]}"

    def file_name(self, signature: Any) -> str:
        # the name of a named tuple's type tells no fields: two that change places would find the code of the old order
        fields = [t.fields for t in signature if isinstance(t, types.NamedTuple | types.NamedUniTuple)]
        return f"{self.stem}-{hashlib.sha256(f'{signature} {fields}'.encode()).hexdigest()[:20]}.nbc"

    @property
    def cold(self) -> bool:
        """True when no signature of the function is kept."""
        return not any(any(place.glob(f"{self.stem}-*.nbc")) for place in _places())

    @property
    def cache_path(self) -> str | None:
        return next((str(place) for place in _places()), None)

    def load_overload(self, signature: Any, target: Any) -> Any:
        if self.enabled:
            target.refresh()
            for place in _places():
                # not there, not readable, damaged: compiled again and written over
                with suppress(Exception):
                    payload = pickle.loads(own_bytes(place / self.file_name(signature)))
                    return compiler.CompileResult._rebuild(target, *payload)
        return None

    def save_overload(self, signature: Any, result: Any) -> None:
        if self.enabled and not result.lifted and not result.library.has_dynamic_globals:
            with suppress(Exception):
                name, data = self.file_name(signature), dumps(result._reduce())
                for place in _places(make=True):
                    with suppress(OSError):
                        _write(place / name, data)
                        self._drop_old(place)
                        return

    def _drop_old(self, place: Path) -> None:
        """Remove what earlier versions of the function left, so that the folder does not grow with every version."""
        for file in place.glob(f"{self.name}-*.nbc"):
            if not file.name.startswith(self.stem) and time.time() - file.stat().st_mtime > KEPT_S:
                file.unlink()

    def enable(self) -> None:
        self.enabled = True

    def disable(self) -> None:
        self.enabled = False

    def flush(self) -> None:
        for place in _places():
            for file in place.glob(f"{self.stem}-*.nbc"):
                file.unlink(missing_ok=True)


def _write(file: Path, data: bytes) -> None:
    """A file whole or not at all, however many write it at once, in a folder of this user alone.

    Raises
    ------
    OSError
        The folder cannot be written, or others may.
    """
    own_folder(file.parent, make=True)
    write_whole(file, data, 0o600)


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """``numba.njit``, kept on disk from run to run; in memory only where nothing can be written."""

    def wrap(function: Callable[..., Any]) -> Any:
        dispatcher = njit(**options)(function)
        # numba chooses the place of a cache for the whole process; a dispatcher's own leaves other packages alone
        if hasattr(dispatcher, "_cache"):  # not with NUMBA_DISABLE_JIT
            dispatcher._cache = DiskCache(function)
        return dispatcher

    return wrap


def is_cold(dispatcher: Any) -> bool:
    """True when a compiled function is not on disk yet, so that its first call compiles."""
    cache = getattr(dispatcher, "_cache", None)
    return isinstance(cache, DiskCache) and cache.cold
