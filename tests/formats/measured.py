"""Reads a file as read_file does, and says what it took of time and memory."""

import json
from dataclasses import dataclass
from pathlib import Path
from time import process_time, thread_time

from bildung.formats import intake
from bildung.formats.intake.job import read
from bildung.formats.intake.kinds import check_name, kind_of
from bildung.formats.intake.refusal import NotRead


@dataclass(frozen=True)
class Took:
    """Seconds of computing; MiB the child process held at most, with what it shared; the answer.

    Computing, as the clock also tells what else the machine does.
    """

    seconds: float
    mib: float
    reason: str


def job(name: str, content: bytes) -> bytes:
    """What the child does: `read`, and look at what it took."""
    begun = process_time()
    answer = json.loads(read(name, content))
    seconds = process_time() - begun
    status = Path("/proc/self/status").read_text()
    mib = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return json.dumps([seconds, mib, answer.get("refused", "")]).encode()


def measure(name: str, content: bytes) -> Took:
    """Return what reading a file takes; one that the application itself refuses takes no child."""
    begun = thread_time()
    try:
        if kind := kind_of(content):
            check_name(name, kind)
    except NotRead as error:
        return Took(thread_time() - begun, 0, error.message)
    seconds, mib, reason = json.loads(intake.reads.do(job, name, content))
    return Took(thread_time() - begun + seconds, mib, reason)
