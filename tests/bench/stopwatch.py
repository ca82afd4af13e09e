"""Runs a command and prints, as JSON, how long it took and how much memory it used.

    python -I stopwatch.py COMMAND [ARGUMENT…]   → {"seconds": 1.2, "peak_mib": 90.5}

The peak is that of the largest process among the command and all below it: the kernel's own record
(VmHWM), looked up every 20 ms, as a grandchild's is not handed up. A process of its own and a small
one: a child's record begins with the size of the process that started it. Standard library only.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

INTERVAL = 0.02


def main(command: list[str]) -> int:
    began = time.perf_counter()
    pid = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)],  # our standard output is for the result
    )
    ended = Event()
    peaks = [0]
    watcher = Thread(target=_watch, args=(pid, ended, peaks))
    watcher.start()
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - began
    ended.set()
    watcher.join()
    peak_mib = max(usage.ru_maxrss, *peaks) / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak_mib}))
    return os.waitstatus_to_exitcode(status)


def _watch(pid: int, ended: Event, peaks: list[int]) -> None:
    while not ended.wait(INTERVAL):
        peaks[0] = max(peaks[0], *map(_peak_kib, _tree(pid)))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:  # ended meanwhile, as below
        return
    for thread in threads:
        try:
            children = Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _peak_kib(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    peaks = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(next(peaks, 0))


if __name__ == "__main__":
    sys.exit(abs(main(sys.argv[1:])))
