"""Programs that misbehave beside this process: what they cost is told, and nothing of them is left."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.read.confined import Bounds, run_confined

BOUNDS = Bounds(seconds=5, memory=300_000_000)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits and namespaces of Linux")


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_input_goes_in_and_output_comes_out() -> None:
    ended = run_confined(
        python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"), BOUNDS, b"ab" * 9_000
    )
    assert (ended.how, ended.code, ended.output) == ("done", 0, b"ba" * 9_000)


def test_an_exit_code_is_told() -> None:
    ended = run_confined(python("raise SystemExit(3)"), BOUNDS)
    assert (ended.how, ended.code, ended.why) == ("done", 3, "it ended of itself")


def test_what_hangs_is_stopped_with_everything_that_it_started(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    started = time.monotonic()
    ended = run_confined(python(code), Bounds(seconds=1.5, memory=300_000_000))
    assert (ended.how, ended.why) == ("timeout", "it took too long and was stopped")
    assert time.monotonic() - started < 10
    assert _ends(int((tmp_path / "pid").read_text()))


def test_an_abort_is_told() -> None:
    ended = run_confined(python("import os; os.abort()"), BOUNDS)
    assert (ended.how, ended.code) == ("killed", -6)
    assert ended.why == "it was killed (code -6)"


@LINUX
def test_memory_is_limited() -> None:
    ended = run_confined(python("print(len(bytearray(10**9)))"), BOUNDS)
    assert ended.code == 1
    assert ended.output == b""


@LINUX
def test_what_it_writes_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "big"
    code = f"open({str(path)!r}, 'wb').write(b'x' * 10**7)"
    ended = run_confined(python(code), Bounds(seconds=5, memory=300_000_000, file=1_000_000))
    assert ended.code != 0
    assert path.stat().st_size <= 1_000_000


@LINUX
def test_the_network_is_gone_or_its_being_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 2); print('in')"
        with_network = run_confined(python(code), BOUNDS)
        without = run_confined(python(code), Bounds(seconds=5, memory=300_000_000, offline=True))
    assert with_network.output.strip() == b"in"
    assert (without.output == b"") is without.offline
    assert os.geteuid() != 0 or without.offline  # root may always take it away


def test_nothing_stays_behind_a_parent_that_is_killed(tmp_path: Path) -> None:
    sleeper = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    code = (
        "import sys; from pipeline.read.confined import Bounds, run_confined; "
        f"run_confined([sys.executable, '-c', {sleeper!r}], Bounds(seconds=60, memory=10**9))"
    )
    root = str(Path(__file__).parent.parent)
    parent = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": root})
    try:
        end = time.monotonic() + 20
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        parent.kill()
        parent.wait()
    assert _ends(int((tmp_path / "pid").read_text()))


def _ends(pid: int) -> bool:
    """Whether a process is gone within some seconds; one that is dead and not yet fetched counts as gone."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
