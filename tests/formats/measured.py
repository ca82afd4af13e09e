"""Reads a file as read_file does, and says what it took of time and memory."""

import json
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bildung.formats import intake
from bildung.formats.intake.job import read
from bildung.formats.intake.kinds import check_name, kind_of
from bildung.formats.intake.refusal import NotRead
from bildung.formats.pdf.press import PrintError


@dataclass(frozen=True)
class Took:
    """Seconds on the clock; MiB the child process held at most, with what it shared."""

    seconds: float
    mib: float
    reason: str


def job(name: str, content: bytes) -> bytes:
    """What the child does: `read`, and look at how much memory it held at most."""
    answer = json.loads(read(name, content))
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return json.dumps({"peak": peak, "reason": answer.get("refused", "")}).encode()


def measure(name: str, content: bytes) -> Took:
    """Return what reading a file takes; one that the application itself refuses takes no memory."""
    begun = monotonic()
    try:
        intake.read_file(name, content)
        reason = ""
    except NotRead as error:
        reason = error.message
    seconds = monotonic() - begun
    try:
        if kind := kind_of(content):
            check_name(name, kind)
        found = json.loads(intake.reads.do(job, name, content))
    except (NotRead, PrintError):
        return Took(seconds, 0, reason)
    return Took(seconds, found["peak"], reason)
