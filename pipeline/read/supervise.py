"""Run a program that may hang, eat the memory or call home: its own process group, limits, no network.

A script, run by ``confined.py``; it knows nothing of the package, so that it starts at once:

    python -P supervise.py LIMITS PROGRAM [ARGUMENT ...]

LIMITS is JSON: ``seconds``, ``memory`` (bytes it may write to), ``file`` (bytes of a file), ``offline``. The program's
standard input and output are this process's; how it ended is one line of JSON on standard error.

The whole group ends with the program, with the time, and with the parent: a worker that is killed leaves nothing.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time

NEW_USER, NEW_NET = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of Linux
STEP = 0.02  # seconds between two looks


def main() -> None:
    parent = os.getppid()
    limits = json.loads(sys.argv[1])
    offline = cut_network() if limits["offline"] else False
    limit(limits)
    end = time.monotonic() + limits["seconds"]
    program = subprocess.Popen(sys.argv[2:], start_new_session=True, stderr=subprocess.DEVNULL)
    how = "done"
    while program.poll() is None:
        if time.monotonic() > end:
            how = "timeout"
            break
        if os.getppid() != parent:
            how = "orphaned"
            break
        time.sleep(STEP)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    code = program.wait()
    sys.stderr.write(json.dumps({"how": how, "code": code, "offline": offline}) + "\n")


def cut_network() -> bool:
    """Leave the machine's network for an empty one; False where the system does not allow it."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):  # no Linux
        return False
    if unshare(NEW_NET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if unshare(NEW_USER | NEW_NET) != 0:
        return False
    with contextlib.suppress(OSError):  # else every file would seem to belong to nobody
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(line)
    return True


def limit(limits: dict[str, int]) -> None:
    """Memory, file size and processor time; a system without such limits has only the clock above."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_DATA, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_CPU, int(2 * limits["seconds"]) + 5),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (wanted, wanted))


if __name__ == "__main__":
    main()
