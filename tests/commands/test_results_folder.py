"""The folder of results through failures and kills at every step of the swap: the old results or the new ones, whole, and the user's files always."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from commands import results
from commands.results import MARKER, check_out, write_folder
from foundation.errors import InputError
from foundation.whole_file import write_whole

PROJECT = Path("p.yaml")


def writer(text: str, names: tuple[str, ...] = ("report.html", "figures/a.svg")):
    def write(folder: Path) -> list[Path]:
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return [folder / n for n in names]

    return write


def content(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != MARKER}  # fmt: skip


OLD = {"report.html": "old", "figures/a.svg": "old", "hourly_x.csv": "old"}
NEW = {"report.html": "new", "figures/a.svg": "new"}
MINE = {"notes.txt": "mine", "figures/mine.txt": "mine", "own/deep/x": "mine"}


@pytest.fixture
def folder(tmp_path):
    out = tmp_path / "out"
    write_folder(writer("old", tuple(OLD)), out, PROJECT)
    for name, text in MINE.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text)
    return out


WAYS = ["exchange", "two steps", "within"]


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    if request.param != "exchange":
        monkeypatch.setattr(results, "_exchange", lambda one, other: False)
    if request.param == "within":
        monkeypatch.setattr(results, "_movable", lambda real: False)
    return request.param


def hidden(folder: Path) -> list[str]:
    near = [*folder.parent.iterdir(), *folder.iterdir()]
    return [p.name for p in near if p.name.startswith(".") and p.name != MARKER]


def test_the_users_files_survive_the_next_run(folder, way):
    check_out(folder, PROJECT)
    files = write_folder(writer("new"), folder, PROJECT)
    assert content(folder) == NEW | MINE
    assert [f.read_text() for f in files] == ["new", "new"] and not hidden(folder)
    write_folder(writer("newer"), folder, PROJECT)
    assert content(folder) == dict.fromkeys(NEW, "newer") | MINE


def test_a_failure_at_each_step_changes_nothing(folder, way, monkeypatch):
    calls = ("replace", "link", "mkdir")
    failed = 0
    for name in calls:
        for nth in range(12):
            real, count = getattr(os, name), iter(range(1000))

            def broken(*args, real=real, count=count, nth=nth, **named):
                if next(count) == nth:
                    raise OSError(28, "No space left on device")
                return real(*args, **named)

            with monkeypatch.context() as patch:
                patch.setattr(os, name, broken)
                try:
                    write_folder(writer("new"), folder, PROJECT)
                except OSError:
                    failed += 1
                    assert content(folder) == OLD | MINE, (name, nth)
                    assert not hidden(folder), (name, nth)
                else:
                    assert content(folder) == NEW | MINE, (name, nth)
            write_folder(writer("old", tuple(OLD)), folder, PROJECT)
    assert failed >= (1 if way == "exchange" else 2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_kill_at_each_step_leaves_old_or_new(folder, way):
    seen = set()
    for nth in range(14):
        child = os.fork()
        if child == 0:  # killed in the middle: no handler runs
            real, count = os.replace, iter(range(1000))

            def killed(*args, real=real, count=count, nth=nth, **named):
                if next(count) == nth:
                    os._exit(9)
                return real(*args, **named)

            os.replace = killed  # type: ignore[assignment]
            write_folder(writer("new"), folder, PROJECT)
            os._exit(0)
        os.waitpid(child, 0)
        check_out(folder, PROJECT)
        found = content(folder)
        assert found in (OLD | MINE, NEW | MINE), nth
        seen.add(found["report.html"])
        check_out(folder, PROJECT)
        assert not hidden(folder), nth
        write_folder(writer("old", tuple(OLD)), folder, PROJECT)
    assert "new" in seen and (way == "exchange" or "old" in seen)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_what_a_killed_run_leaves_beside_the_folder_goes_with_the_next(folder):
    child = os.fork()
    if child == 0:
        write_folder(lambda target: [writer("new")(target), os._exit(9)], folder, PROJECT)  # type: ignore[list-item]
    os.waitpid(child, 0)
    assert len(hidden(folder)) == 1 and content(folder) == OLD | MINE
    (folder.parent / ".out-new-x").mkdir()  # the user's own: it has no marker
    (folder.parent / ".out-new-x" / "mine").write_text("mine")
    check_out(folder, PROJECT)
    assert hidden(folder) == [".out-new-x"] and content(folder) == OLD | MINE


@pytest.mark.skipif(sys.platform == "win32", reason="no hold on a folder there")
def test_a_run_at_work_is_not_taken_for_a_rest(folder):
    def write(target: Path) -> list[Path]:
        check_out(folder, PROJECT)  # what another run does before its work
        return writer("new")(target)

    write_folder(write, folder, PROJECT)
    assert content(folder) == NEW | MINE


def test_when_even_the_way_back_fails_the_place_is_told(folder, monkeypatch):
    monkeypatch.setattr(results, "_exchange", lambda one, other: False)
    real, count = os.replace, iter(range(100))

    def broken(*args):
        if next(count) in (1, 2):
            raise OSError(5, "Input/output error")
        return real(*args)

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="the earlier results lie in"):
        write_folder(writer("new"), folder, PROJECT)
    monkeypatch.setattr(os, "replace", real)
    check_out(folder, PROJECT)
    assert content(folder) == OLD | MINE


def test_a_symbolic_link_as_out(tmp_path, folder):
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    check_out(link, PROJECT)
    files = write_folder(writer("new"), link, PROJECT)
    assert link.is_symlink() and content(folder) == NEW | MINE and files[0] == link / "report.html"
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "there", target_is_directory=True)
    write_folder(writer("new"), dangling, PROJECT)
    assert content(tmp_path / "there") == NEW


def test_a_file_of_the_user_with_the_name_of_a_result(folder):
    with pytest.raises(InputError) as caught:
        write_folder(writer("new", ("notes.txt",)), folder, PROJECT)
    assert caught.value.problems[0].code == "out-folder"
    assert content(folder) == OLD | MINE


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(InputError):
        check_out(tmp_path / "closed" / "out", PROJECT)


def test_results_of_an_earlier_version_keep_what_is_not_overwritten(folder):
    marker = folder / MARKER
    marker.write_text("\n".join(x for x in marker.read_text().splitlines() if not x.startswith("file: ")))
    write_folder(writer("new"), folder, PROJECT)
    assert content(folder) == {"hourly_x.csv": "old"} | NEW | MINE


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_temporary_name_is_not_followed_and_not_guessed(tmp_path, monkeypatch):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "k.yaml.tmp").symlink_to(victim)
    write_whole(tmp_path / "k.yaml", "keys")
    assert victim.read_text() == "mine" and (tmp_path / "k.yaml").read_text() == "keys"
    monkeypatch.setattr("foundation.whole_file.secrets.token_hex", lambda n: "guessed")
    (tmp_path / ".k.yaml-guessed.tmp").symlink_to(victim)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "k.yaml", "other")
    assert victim.read_text() == "mine" and (tmp_path / "k.yaml").read_text() == "keys"
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "k.yaml")
    write_whole(link, "through")
    assert link.is_symlink() and (tmp_path / "k.yaml").read_text() == "through"
