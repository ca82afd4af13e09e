"""Reads mutated files, and says which of them were neither read nor refused within the limits."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

from bildung.annex import grid
from bildung.formats import intake
from bildung.formats.intake import NotRead
from bildung.formats.pdf.places import PRINTS_AT_ONCE

from .mutations import mutated

# On top of what a reading may take: starting the press, and waiting for a busy machine.
GRACE = 10


@dataclass(frozen=True)
class Outcome:
    """What became of one file: `fault` says what is wrong with that, if anything is."""

    seed: int
    name: str
    seconds: float
    result: str
    fault: str = ""


@dataclass
class Log(logging.Handler):
    """Keeps what the application logs of readings that fell over something unexpected."""

    lines: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    __hash__ = logging.Handler.__hash__


def check(seed: int) -> Outcome:
    """Read the mutated file of this seed."""
    name, content = mutated(seed)
    begun = monotonic()
    fault = ""
    try:
        contents = intake.read_file(name, content)
        result = "read"
        if grid.from_dict(grid.to_dict(contents)) != contents:
            fault = "what was read cannot be handed on"
    except NotRead as error:
        result = error.message
        fault = "" if result.endswith(".") else f"the reason is no sentence: {result}"
    except Exception as error:
        result = fault = repr(error)
    seconds = monotonic() - begun
    if seconds > intake.SECONDS + GRACE:
        fault = fault or f"took {seconds:.1f} s"
    return Outcome(seed, name, seconds, result, fault)


def check_all(seeds: Iterable[int]) -> Iterator[Outcome]:
    """Read the files of these seeds, as many at once as the press takes."""
    with ThreadPoolExecutor(PRINTS_AT_ONCE) as threads:
        yield from threads.map(check, seeds)


def tally(outcomes: Iterable[Outcome]) -> Counter[tuple[str, str]]:
    """Count outcomes by the kind of file and what was said."""
    return Counter((outcome.name, outcome.result) for outcome in outcomes)
