"""Starts what is measured: whole processes under a stopwatch, and servers that stay warm."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TIMEOUT = 600  # seconds for one print, whoever makes it


class PrintFailed(Exception):
    """A print that was not made; the message says why in one line."""


@dataclass(frozen=True)
class Sample:
    """One measured print."""

    seconds: float
    peak_mib: float | None = None


def whole_process(command: list[str | Path]) -> Sample:
    """Run `command` from start to end. Raises PrintFailed."""
    stopwatch = [sys.executable, "-I", HERE / "stopwatch.py", *command]
    try:
        done = subprocess.run(stopwatch, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise PrintFailed(f"not done after {TIMEOUT} s") from error
    if done.returncode:
        raise PrintFailed(_last_line(done.stderr) or f"exit code {done.returncode}")
    return Sample(**json.loads(done.stdout))


class Server:
    """A process that has loaded what it needs and prints one page after the other.

    It says „ready“, then for each line „SOURCE<tab>TARGET“ on its input writes the PDF and says
    „done“. Its messages go to a log.
    """

    def __init__(self, module: str, log: Path):
        self.log = log
        with log.open("w") as messages:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                text=True,
            )
        self._expect("ready")

    def print(self, source: Path, target: Path) -> Sample:
        """Have one page printed. Raises PrintFailed."""
        began = time.perf_counter()
        try:
            self.process.stdin.write(f"{source}\t{target}\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise PrintFailed(_last_line(self.log.read_text()) or "the server died") from error
        self._expect("done")
        return Sample(time.perf_counter() - began)

    def close(self) -> None:
        """End the server, gently."""
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def _expect(self, word: str) -> None:
        if self.process.stdout.readline().strip() != word:
            raise PrintFailed(_last_line(self.log.read_text()) or "the server died")


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip()[:160] if lines else ""
