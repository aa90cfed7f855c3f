"""The compiled cache: in the user's folder, never in the installation, and never a reason to fail."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foundation import compiled as module
from foundation.compiled import DiskCache, compiled, is_cold
from foundation.user_folder import cache_folder, temporary_folder
from tests.paths import ROOT

HELPER = """from foundation.compiled import compiled
K = 2.0
@compiled()
def helper(x):
    return x * 2.0
"""
USER = """import sys
from foundation.compiled import compiled, is_cold
from part import helper, K
@compiled()
def twice(x):
    return helper(x) + K
cold = is_cold(twice)
print(cold, twice(3.0), twice(3), is_cold(twice), sum(twice.stats.cache_hits.values()))
"""


@pytest.fixture
def program(tmp_path):
    folder = tmp_path / "万溪冲"
    folder.mkdir()
    (folder / "part.py").write_text(HELPER, encoding="utf-8")
    (folder / "user.py").write_text(USER, encoding="utf-8")
    return folder


def run(program, **variables):
    """What the little program prints, in an environment without our own and the user's folders."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "NETZERO_", "XDG_", "HOME", "LOCALAPPDATA"))
    }
    environment |= {k: str(v) for k, v in variables.items()} | {"PYTHONPATH": f"{program}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", "import user"], capture_output=True, text=True, env=environment, cwd=program
    )
    assert done.returncode == 0, done.stderr
    assert not list(program.rglob("*.nb[ic]")), "beside the sources"
    return done.stdout.split()


COLD = ["True", "8.0", "8.0", "False", "0"]
WARM = ["False", "8.0", "8.0", "False", "2"]


def test_kept_in_the_folder_that_the_user_names(program, tmp_path):
    store = tmp_path / "存"
    assert run(program, NETZERO_RETROFIT_CACHE=store) == COLD
    assert run(program, NETZERO_RETROFIT_CACHE=store) == WARM
    assert len(list((store / "compiled").glob("user.twice-*.nbc"))) == 2
    assert not list(store.rglob("*.tmp"))


@pytest.mark.skipif(sys.platform != "linux", reason="XDG")
def test_kept_in_the_cache_folder_of_the_home(program, tmp_path):
    assert run(program, HOME=tmp_path) == COLD
    assert run(program, HOME=tmp_path) == WARM
    assert list((tmp_path / ".cache" / "netzero-retrofit" / "compiled").glob("user.twice-*.nbc"))


def test_the_variable_of_numba_wins(program, tmp_path):
    numba, own = tmp_path / "numba", tmp_path / "own"
    assert run(program, NUMBA_CACHE_DIR=numba, NETZERO_RETROFIT_CACHE=own) == COLD
    assert list(numba.rglob("user.twice-*.nbc"))
    assert not own.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="TMPDIR")
def test_a_home_that_cannot_be_written_falls_back_to_temporary_files(program, tmp_path):
    home, temporary = tmp_path / "file", tmp_path / "tmp"
    home.write_text("no folder", encoding="utf-8")
    temporary.mkdir()
    assert run(program, HOME=home, TMPDIR=temporary) == COLD
    assert run(program, HOME=home, TMPDIR=temporary) == WARM
    (folder,) = temporary.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o777)  # somebody else could have put code there
    assert run(program, HOME=home, TMPDIR=temporary)[0] == "True"


def test_nothing_can_be_written(monkeypatch, tmp_path):
    file = tmp_path / "file"
    file.write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(module, "_places", lambda make=False: iter([file / "compiled"]))
    double = compiled()(_double)
    assert double(2.0) == 4.0
    assert is_cold(double)


@pytest.mark.parametrize(
    "change",
    [("part.py", "x * 2.0", "x * 3.0"), ("part.py", "K = 2.0", "K = 5.0")],
    ids=["function of another file", "constant of another file"],
)
def test_a_change_of_what_is_compiled_in_is_noticed(program, tmp_path, change):
    file, old, new = change
    assert run(program, NETZERO_RETROFIT_CACHE=tmp_path / "c") == COLD
    text = (program / file).read_text(encoding="utf-8").replace(old, new)
    (program / file).write_text(text, encoding="utf-8")
    shutil.rmtree(program / "__pycache__", ignore_errors=True)
    assert run(program, NETZERO_RETROFIT_CACHE=tmp_path / "c") == ["True", "11.0", "11.0", "False", "0"]


FIELDS = """from typing import NamedTuple
import numpy as np
STEP = np.uint64(2)
class Pair(NamedTuple):
    low: float
    high: float
"""
ASKS = """from foundation.compiled import compiled
from fields import Pair, STEP
@compiled()
def width(pair):
    return (pair.high - pair.low) * STEP
print(width(Pair(low=1.0, high=4.0)), sum(width.stats.cache_hits.values()))
"""


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("    low: float\n    high: float", "    high: float\n    low: float", "6.0"),
        ("np.uint64(2)", "np.uint64(5)", "15.0"),
    ],
    ids=["order of a named tuple", "numpy number"],
)
def test_a_change_of_an_argument_or_a_number_is_noticed(program, tmp_path, old, new, value):
    """Both stand in another file, and neither shows in the name of a type."""
    (program / "fields.py").write_text(FIELDS, encoding="utf-8")
    (program / "user.py").write_text(ASKS, encoding="utf-8")
    store = tmp_path / "c"
    assert run(program, NETZERO_RETROFIT_CACHE=store) == ["6.0", "0"]
    assert run(program, NETZERO_RETROFIT_CACHE=store) == ["6.0", "1"]
    (program / "fields.py").write_text(FIELDS.replace(old, new), encoding="utf-8")
    shutil.rmtree(program / "__pycache__", ignore_errors=True)
    assert run(program, NETZERO_RETROFIT_CACHE=store) == [value, "0"]


def test_a_damaged_file_is_compiled_again(program, tmp_path):
    store = tmp_path / "c"
    run(program, NETZERO_RETROFIT_CACHE=store)
    for file in (store / "compiled").iterdir():
        file.write_bytes(file.read_bytes()[:-100])
    assert run(program, NETZERO_RETROFIT_CACHE=store)[4] == "0"
    assert run(program, NETZERO_RETROFIT_CACHE=store) == WARM


def test_first_runs_at_once(program, tmp_path):
    """Two processes compile the same function, each its signatures in another order: no one takes the other's code."""
    variables = {
        **os.environ,
        "NETZERO_RETROFIT_CACHE": str(tmp_path / "c"),
        "PYTHONPATH": f"{program}{os.pathsep}{ROOT}",
    }
    orders = ("u.twice(3.0), u.twice(3)", "u.twice(3), u.twice(3.0)")
    (program / "user.py").write_text(USER.split("cold =")[0], encoding="utf-8")
    both = [
        subprocess.Popen([sys.executable, "-c", f"import user as u; print({o})"], env=variables, stdout=subprocess.PIPE)
        for o in orders
    ]
    assert [p.communicate()[0].split() for p in both] == [[b"8.0", b"8.0"]] * 2
    assert not list((tmp_path / "c").rglob("*.tmp"))


def test_old_versions_go(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_places", lambda make=False: iter([tmp_path]))
    old, young = (tmp_path / f"{_double.__module__}._double-{x}-1.nbc" for x in ("old", "young"))
    for file in (old, young):
        file.write_bytes(b"")
    os.utime(old, (time.time() - 2 * module.KEPT_S,) * 2)
    assert compiled()(_double)(2.0) == 4.0
    assert young.exists()
    assert not old.exists()


def test_a_function_without_a_source_is_compiled_all_the_same():
    names: dict = {}
    exec("def f(x):\n    return x + 1.0", names)
    assert compiled()(names["f"])(1.0) == 2.0


def test_the_packages_functions_have_it():
    from buildings.thermal import heat_balance

    assert isinstance(heat_balance.year._cache, DiskCache)


def test_folders(monkeypatch, tmp_path):
    monkeypatch.delenv("NETZERO_RETROFIT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder("weather") == tmp_path / "netzero-retrofit" / "weather"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder("x") == Path.home() / "Library" / "Caches" / "netzero-retrofit" / "x"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert cache_folder("x") == tmp_path / "Local" / "netzero-retrofit" / "x"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    assert temporary_folder("x", make=True) is None


def test_a_room_without_a_name_does_not_hide_its_files(tmp_path):
    """A folder that an uninstalled package left makes ``buildings`` a namespace: its tables are read all the same."""
    (tmp_path / "buildings" / "__pycache__").mkdir(parents=True)
    code = (
        "import types, sys; room = types.ModuleType('buildings'); "
        f"room.__path__ = [{str(tmp_path / 'buildings')!r}, {str(ROOT / 'buildings')!r}]; sys.modules['buildings'] = room; "
        "from foundation.tables import read_table; print(len(read_table('buildings', 'materials.csv')) > 5)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "True", done.stderr


def _double(x):
    return 2.0 * x


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners of POSIX")
def test_code_of_others_is_not_run(program, tmp_path):
    """A file or folder that another may write to is compiled again, not unpickled."""
    store = tmp_path / "c"
    assert run(program, NETZERO_RETROFIT_CACHE=store, TMPDIR=tmp_path) == COLD
    files = list((store / "compiled").glob("user.twice-*.nbc"))
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
    mark = tmp_path / "mark"
    planted = b"cos\nsystem\n(S'touch " + str(mark).encode() + b"'\ntR."
    for file in files:
        file.write_bytes(planted)
        file.chmod(0o666)
    run(program, NETZERO_RETROFIT_CACHE=store, TMPDIR=tmp_path)
    assert not mark.exists()
    for file in files:
        file.unlink()
        (tmp_path / file.name).write_bytes(planted)
        file.symlink_to(tmp_path / file.name)
    run(program, NETZERO_RETROFIT_CACHE=store, TMPDIR=tmp_path)
    assert not mark.exists()
    if os.getuid() == 0:  # a whole folder of another user
        for file in (store / "compiled").iterdir():
            file.unlink()
            file.write_bytes(planted)
            os.chown(file, 12345, 12345)
        os.chown(store / "compiled", 12345, 12345)
        run(program, NETZERO_RETROFIT_CACHE=store, TMPDIR=tmp_path)
        assert not mark.exists()
