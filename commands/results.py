"""The folder of results: checked before the work begins, swapped whole at its end, never at the cost of what the user keeps in it."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARKER = ".netzero-retrofit"
"""In a folder of results: whose they are, and which files are ours."""
OLD, NEW = ".netzero-retrofit-old-", ".netzero-retrofit-new-"
"""Beginnings of folders within a folder that cannot be moved, while its files are swapped."""
TOLD = "results of netzero-retrofit; replaced by the next run"


def _owner(project: Path) -> str:
    return f"project: {project.resolve()}"


def _lines(folder: Path, begin: str) -> list[str]:
    """Lines of the marker that begin so."""
    try:
        text = (folder / MARKER).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    return [x.removeprefix(begin) for x in text.splitlines() if x.startswith(begin)]


def _refuse(folder: Path, what: str) -> None:
    from foundation.errors import InputError, Problem

    allowed, cure = "a new folder, or earlier results of this project", "choose another folder with --out"
    raise InputError(Problem("out-folder", str(folder), what, None, allowed, cure))


def _real(folder: Path) -> Path:
    """The folder that a name leads to, over symbolic links."""
    try:
        return Path(os.path.realpath(folder, strict=False))
    except (OSError, RuntimeError):  # links in a circle
        return folder


def check_out(folder: Path, project: Path) -> None:
    """Refuse, before any work, a folder that holds something that is not ours, another project's results, or cannot be written.

    Raises
    ------
    InputError
        ``out-folder``, ``file-unwritable``.
    """
    from foundation.errors import InputError, Problem
    from foundation.messages import message

    real = _real(folder)
    if real.is_dir():
        recover(real)
    _recover_moved(real)
    _clear(real)
    if real.exists() and not real.is_dir():
        _refuse(folder, "--out is a file")
    elif real.is_dir() and any(real.iterdir()):
        if not (real / MARKER).exists():
            _refuse(folder, "the folder holds files that are not results of a run")
        owner = next(iter(_lines(real, "project: ")), None)
        if owner is not None and f"project: {owner}" != _owner(project):
            _refuse(folder, message("the folder holds results of another {owner}", owner=f"project: {owner}"))
    nearest = next((p for p in (real, *real.parents) if p.exists()), real)
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.is_dir():
        cure = "choose another place, or check the permissions and the free space"
        raise InputError(Problem("file-unwritable", str(folder), "the folder cannot be written", None, "", cure))


def write_folder(writer: Callable[[Path], Iterable[Path]], folder: Path, project: Path) -> tuple[Path, ...]:
    """Let ``writer`` fill a new folder, then swap it with the results that are there: nothing half-written, nothing of the user's lost.

    ``writer`` gets the folder and returns the files that it wrote there; their final places are returned. Files that were not written by
    an earlier run stay where they are.

    Raises
    ------
    InputError
        ``out-folder``: a file of the user has the name of one of ours.
    OSError
        Nothing is changed, or the message says where the old results lie.
    """
    real = _real(folder)
    real.parent.mkdir(parents=True, exist_ok=True)
    within = real.is_dir() and not _movable(real)
    new, lock = _made(NEW if within else _beside(real, "new"), real if within else real.parent)
    try:
        new.chmod(0o777 & ~_mask())
        (new / MARKER).write_text(f"{TOLD}\n{_owner(project)}\n", encoding="utf-8", errors="surrogateescape")
        files = tuple(writer(new))
        ours = _files_in(new)
        text = "\n".join([TOLD, _owner(project), *(f"file: {name}" for name in ours)]) + "\n"
        (new / MARKER).write_text(text, encoding="utf-8", errors="surrogateescape")
        kept = _users_files(real, set(ours))
        clash = [k for k in kept if k.as_posix() in ours]
        if clash:
            from foundation.messages import Verbatim, message

            _refuse(folder, message("your own file {name} has the name of a result", name=Verbatim(clash[0])))
        (_swap_within if within else _swap)(real, new, kept)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    finally:
        if lock is not None:
            os.close(lock)
    return tuple(folder / f.relative_to(new) for f in files)


def _beside(real: Path, what: str) -> str:
    """Beginning of the names of hidden folders beside a folder of results."""
    return f".{real.name[:60]}-{what}-"


def _made(prefix: str, parent: Path) -> tuple[Path, int | None]:
    """A new folder and the hold on it: who cannot take the hold knows that somebody is at work there (flock(2))."""
    while True:
        new = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        lock = _held(new)
        if new.is_dir():
            return new, lock
        if lock is not None:  # another run took it for a rest before it was held
            os.close(lock)


def _held(folder: Path) -> int | None:
    """The hold on a folder until it is closed or this process ends; None where another has it, or the system has none."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        opened = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened


def _clear(real: Path) -> None:
    """Remove what runs that were cut off left beside a folder: hidden folders of ours at which nobody works."""
    if not real.parent.is_dir():
        return
    stands = (real / MARKER).exists()  # what was put aside is only removed where its successor stands
    for left in list(real.parent.iterdir()):
        aside = left.name.startswith(_beside(real, "old"))
        if not left.name.startswith(_beside(real, "new")) and not (aside and stands):
            continue
        lock = _held(left)
        if lock is None:
            continue
        inner = left / real.name if aside else left
        if (inner / MARKER).exists() or not any(left.iterdir()):
            _discard(inner)
            shutil.rmtree(left, ignore_errors=True)
        os.close(lock)


def _discard(folder: Path) -> None:
    """Remove a folder of ours; its marker last, so that a rest is known as ours."""
    for each in [p for p in folder.glob("*") if p.name != MARKER]:
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        else:
            with suppress(OSError):
                each.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _mask() -> int:
    """The user's mask of rights."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _movable(real: Path) -> bool:
    """Whether a folder can be given another name: no mount point, not where somebody stands, its parent ours to write."""
    if os.path.ismount(real) or not os.access(real.parent, os.W_OK | os.X_OK):
        return False
    with suppress(OSError):
        here = Path.cwd()
        return real != here and real not in here.parents
    return True


def _users_files(real: Path, ours: set[str]) -> list[Path]:
    """Files in the folder that no run of ours wrote, relative to it. A marker without names is of an earlier version: only the new names are ours."""
    if not real.is_dir():
        return []
    known = set(_lines(real, "file: ")) or ours
    out = []
    for base, folders, names in os.walk(real):
        here = Path(base).relative_to(real)
        if base == str(real):
            folders[:] = [f for f in folders if not f.startswith((OLD, NEW))]
        out += [here / f for f in folders if (real / here / f).is_symlink()]
        if not names and not folders and here != Path():
            out.append(here)
        out += [here / n for n in names if (here / n).as_posix() not in known and (here / n) != Path(MARKER)]
    return out


def _carry(source: Path, target: Path) -> None:
    """The same file under a second name, or a copy where the file system has no second names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() and not source.is_symlink():
        target.mkdir(exist_ok=True)
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _swap(real: Path, new: Path, kept: list[Path]) -> None:
    """Give the new folder the name; the old one goes when the new one stands."""
    for each in kept:
        _carry(real / each, new / each)
    if not real.exists():
        os.replace(new, real)
        return
    if _exchange(new, real):  # in one step; what bears the new folder's name now is the old one
        _discard(new)
        return
    aside, lock = _made(_beside(real, "old"), real.parent)
    old = aside / real.name
    try:
        os.replace(real, old)
        with _way_back(old, real):
            os.replace(new, real)
        _discard(old)
    finally:
        with suppress(OSError):
            aside.rmdir()
        if lock is not None:
            os.close(lock)


@contextmanager
def _way_back(old: Path, real: Path) -> Iterator[None]:
    """Put the old folder back where the second step fails; where that fails too, say where it lies."""
    try:
        yield
    except BaseException as error:
        try:
            os.replace(old, real)
        except OSError:
            raise OSError(0, f"the earlier results lie in {old}", str(real)) from error
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step, where the system can (Linux, renameat2 with RENAME_EXCHANGE)."""
    if sys.platform != "linux":
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of <linux/fs.h>
    return bool(call(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _swap_within(real: Path, new: Path, kept: list[Path]) -> None:
    """Swap the files of a folder that cannot be moved, one after the other; an error puts them back."""
    old = Path(tempfile.mkdtemp(prefix=OLD, dir=real))
    staying = {k.as_posix() for k in kept}
    try:
        # the marker goes first and comes last: a folder without it was left in the middle, and is put back by the next run
        for name in [MARKER, *_ours_in(real, staying)]:
            if os.path.lexists(real / name):
                (old / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(real / name, old / name)
        for name in [*_files_in(new), MARKER]:
            (real / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(new / name, real / name)
    except BaseException:
        _put_back(real, old, new)
        raise
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def _files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir() and p.name != MARKER)


def _ours_in(real: Path, staying: set[str]) -> list[str]:
    return [n for n in _files_in(real) if n not in staying and not n.startswith((OLD, NEW))]


def _put_back(real: Path, old: Path, new: Path | None) -> None:
    """The files of an old folder at their places again; what had come in from the new one goes."""
    if new is not None:
        for name in _lines(new, "file: "):
            if not (new / name).exists() and not (old / name).exists():
                (real / name).unlink(missing_ok=True)
    for name in [*_files_in(old), *([MARKER] if (old / MARKER).exists() else [])]:
        (real / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(old / name, real / name)
    shutil.rmtree(old, ignore_errors=True)


def recover(real: Path) -> None:
    """Put a folder back in order whose swap was cut off: the earlier results where the marker is missing, else the new ones."""
    arriving = sorted(p for p in real.iterdir() if p.name.startswith(NEW))
    for left in sorted(p for p in real.iterdir() if p.name.startswith(OLD)):
        if (real / MARKER).exists():
            shutil.rmtree(left, ignore_errors=True)
        else:
            _put_back(real, left, next(iter(arriving), None))
    for left in arriving:
        shutil.rmtree(left, ignore_errors=True)


def _recover_moved(real: Path) -> None:
    """Give a folder its name again that lies under a hidden one because a run was cut off between two steps."""
    if real.exists() or not real.parent.is_dir():
        return
    hidden = [p / real.name for p in real.parent.iterdir() if p.name.startswith(_beside(real, "old"))]
    left = [p for p in hidden if (p / MARKER).exists()]
    if left:
        newest = max(left, key=lambda p: p.stat().st_mtime)
        os.replace(newest, real)
        newest.parent.rmdir()
