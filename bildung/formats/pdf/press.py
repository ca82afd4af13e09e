"""The press: prints pages in child processes, each fresh, limited, and warm from its start.

A server process (multiprocessing's forkserver) loads WeasyPrint, the German patterns and the fonts
once; each print is a fork of it. The application never imports WeasyPrint. A print that takes too
long or too much memory, or crashes, ends alone. So does a look into a file from outside, which is
done here too: a fork takes some 10 ms, a new process with all it needs a second. Who comes while
all places are taken does not wait (places.py).
"""

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path
from threading import Lock
from time import monotonic
from types import ModuleType

from . import fonts
from .archived import Archived
from .job import do, print_page
from .places import place

logger = logging.getLogger(__name__)

# The last one freezes what is loaded, so that all forks share it. `Press.start` may add others.
PRELOADED = ["bildung.formats.intake.libraries", "bildung.formats.pdf.child"]
FAILED = "Beim Druck ist ein Fehler aufgetreten. Er wurde abgebrochen."
# More than any print has; what is read of a file has a limit of its own.
LARGEST_ANSWER = 512 * 2**20
STYLE_VARIABLE = "BILDUNG_PRESS_STYLE_SHEETS"
# One for all presses: they share the server, and the environment and main module of this process,
# which are others for a moment while a child is started.
STARTING = Lock()


class PrintError(Exception):
    """A print that could not be made; `message` says why, in German, for the person who waits.

    `reason` says it in a word: „time“, „memory“, „died“ or „failed“.
    """

    def __init__(self, message: str, reason: str = "failed"):
        super().__init__(message)
        self.message = message
        self.reason = reason


class Press:
    """Prints pages under a limit of `seconds` (on the clock and of computing) and of memory.

    What it does may write files only with `writes`: into the database, for whose lock others wait,
    so that it goes behind nobody.
    """

    def __init__(
        self,
        style_sheets: Sequence[Path],
        folder: Path,
        seconds: int,
        memory_mib: int,
        writes: bool = False,
    ):
        self.style_sheets = style_sheets
        self.folder = folder
        self.seconds = seconds
        self.memory_mib = memory_mib
        self.writes = writes
        self._context = multiprocessing.get_context("forkserver")

    def start(self, *modules: str) -> None:
        """Start the server unless it runs. Returns at once, while the server is loading.

        It loads `modules` as well, which then need not be loaded by each fork.
        """
        with STARTING, self._environment():
            PRELOADED[:0] = [each for each in modules if each not in PRELOADED]
            self._context.set_forkserver_preload(PRELOADED)
            forkserver.ensure_running()

    def print(self, page: str, archived: Archived | None = None) -> bytes:
        """Return `page` (XML text, see html.render_paper) as PDF/UA-1. Raises PrintError, Busy.

        What is `archived` is PDF/A-3a besides, with what is attached to it.
        """
        return self.do(print_page, page, archived)

    def do(self, job: Callable, *arguments) -> bytes:
        """Return what `job`, a function of a module, returns in a child: bytes.

        Raises PrintError, and Busy at once where all places are taken.
        """
        with place(self.folder):
            return self._do(job, arguments, monotonic() + self.seconds)

    def _do(self, job: Callable, arguments: tuple, deadline: float) -> bytes:
        self.start()
        receiver, sender = self._context.Pipe(duplex=False)
        limits = {
            "seconds": self.seconds,
            "memory_mib": self.memory_mib,
            "writes": self.writes,
        }
        process = self._context.Process(
            target=do, args=(job, arguments, sender, limits), daemon=True
        )
        try:
            with STARTING, _without_main_module():
                process.start()
        except (EOFError, OSError) as error:
            logger.exception("The press does not start")
            raise PrintError(FAILED) from error
        try:
            sender.close()
            return self._result(receiver, deadline)
        finally:
            receiver.close()
            process.kill()
            process.join()

    def _result(self, receiver, deadline: float) -> bytes:
        if not receiver.poll(max(deadline - monotonic(), 0)):
            raise PrintError(
                f"Der Druck hat länger als {self.seconds} Sekunden gedauert und wurde abgebrochen.",
                "time",
            )
        try:
            outcome, _, content = receiver.recv_bytes(LARGEST_ANSWER).partition(b"\n")
        except (EOFError, OSError):
            outcome, content = b"died", b""
        if outcome == b"done":
            return content
        reason = outcome.decode("ascii", "replace")
        logger.error("A print failed (%s): %s", reason, content.decode("utf-8", "replace"))
        memory = f"{self.memory_mib} MiB Arbeitsspeicher"
        messages = {
            "memory": f"Der Druck braucht mehr als {memory} und wurde abgebrochen.",
            "died": f"Der Druck ist abgestürzt; vermutlich reichen {memory} dafür nicht aus.",
        }
        raise PrintError(messages.get(reason, FAILED), reason)

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """Show the server, which inherits the environment, its fonts and style sheets."""
        self.folder.mkdir(parents=True, exist_ok=True)
        configuration = self.folder / "fonts.conf"
        wanted = fonts.configuration(self.folder / "fontconfig")
        if not configuration.exists() or configuration.read_text() != wanted:
            draft = configuration.with_suffix(f".{os.getpid()}")
            draft.write_text(wanted)
            draft.replace(configuration)
        names = {
            "FONTCONFIG_FILE": str(configuration),
            STYLE_VARIABLE: os.pathsep.join(map(str, self.style_sheets)),
        }
        kept = {name: os.environ.get(name) for name in names}
        os.environ.update(names)
        try:
            yield
        finally:
            for name, value in kept.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


@contextmanager
def _without_main_module() -> Iterator[None]:
    """Keep multiprocessing from running this program's main module again in each child."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
