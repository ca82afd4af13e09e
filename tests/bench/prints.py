"""Times all ways to print on one document, in turns, so that a noisy machine disturbs all alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pikepdf

from bildung.annex.document import AnnexDocument

from .processes import PrintFailed, Sample
from .ways import Plain, Task, Way


@dataclass
class Timing:
    """The seconds of one way, warm or cold, one for each round; or why there are none."""

    seconds: list[float] = field(default_factory=list)
    failure: str = ""

    @property
    def median(self) -> float:
        return median(self.seconds)

    def ratio_to(self, other: "Timing") -> float | None:
        """Return the median of the ratios round by round; None where one of the two is missing."""
        rounds = list(zip(self.seconds, other.seconds, strict=False))
        return median(ours / theirs for ours, theirs in rounds) if rounds else None


@dataclass
class Result:
    """All that was measured of one way."""

    name: str
    warm: Timing | None = None
    cold: Timing | None = None
    peak_mib: float | None = None
    pages: int | None = None
    missing: str = ""


def compare(
    document: AnnexDocument,
    ways: Sequence[Way],
    rounds: int,
    folder: Path,
    say: Callable[[str], None],
) -> list[Result]:
    """Return the results of all ways, in their order."""
    results, runs = [], []
    for number, way in enumerate(ways):
        results.append(result := Result(way.name, missing=way.missing))
        if way.missing:
            continue
        (place := folder / str(number)).mkdir()
        task = Task(document, place)
        for mode in ("warm", "cold"):
            if run := getattr(way, mode)(task):
                setattr(result, mode, timing := Timing())
                runs.append((result, mode, timing, run, task))
    for turn in range(rounds):
        for result, mode, timing, run, task in runs:
            if not timing.failure:
                say(f"round {turn + 1} of {rounds}: {result.name}, {mode}")
                _time(result, timing, run, task.target)
    return results


def plain_of(results: Sequence[Result]) -> Result:
    """Return the result that is 1."""
    return next(result for result in results if result.name == Plain.name)


def _time(result: Result, timing: Timing, run: Callable[[], Sample], target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        sample = run()
        with pikepdf.open(target) as pdf:
            result.pages = len(pdf.pages)
    except (PrintFailed, OSError, pikepdf.PdfError) as error:
        timing.failure = str(error)
        return
    timing.seconds.append(sample.seconds)
    if sample.peak_mib:
        result.peak_mib = max(result.peak_mib or 0, sample.peak_mib)
