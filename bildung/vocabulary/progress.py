"""How far the work has come, computed from statuses and ticked Teilschritte.

A share is a fraction from 0 to 1, or None for what does not count. That of a measure or stage is 1
where its status is „abgeschlossen“, and only there. `RULE` says the rule to those who read the
result; whoever changes one changes the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from bildung.vocabulary.status import Status

Share = Fraction | None

RULE = (
    "Abgeschlossenes zählt als 100 %, Entfallenes zählt nicht mit. Sonst zählt der Anteil der "
    "erledigten Teilschritte, höchstens aber 99 %, denn fertig ist erst, was den Status "
    "„abgeschlossen“ hat; ohne Teilschritte zählt „in Arbeit“ als 50 %, „offen“ und „verschoben“ "
    "als 0 %. Darüber steht jeweils der Durchschnitt: eines Ziels über seine Maßnahmen, eines "
    "Meilensteins über seine Abschnitte, einer Anlage über ihre Ziele oder Meilensteine, der "
    "Zielvereinbarung über ihre Anlagen. Angezeigt werden ganze Prozent, abgerundet."
)
# All steps may be ticked before anybody says that the measure is finished.
MOST_UNFINISHED = Fraction(99, 100)
WITHOUT_STEPS = {
    Status.OPEN: Fraction(0),
    Status.IN_PROGRESS: Fraction(1, 2),
    Status.POSTPONED: Fraction(0),
}


def share_of(status: Status, ticked: int = 0, steps: int = 0) -> Share:
    """Return the share of one measure or stage with `ticked` of its `steps` done.

    Raises ValueError for more ticked steps than there are.
    """
    if not 0 <= ticked <= steps:
        raise ValueError(f"{ticked} of {steps} steps cannot be ticked off.")
    if status is Status.DROPPED:
        return None
    if status is Status.DONE:
        return Fraction(1)
    return min(Fraction(ticked, steps), MOST_UNFINISHED) if steps else WITHOUT_STEPS[status]


def mean(shares: Iterable[Share]) -> Share:
    """Return the mean of the shares that count; None where none does."""
    counting = [share for share in shares if share is not None]
    if not counting:
        return None
    # Added up as whole numbers over a common denominator: adding fractions is slow.
    ratios = [share.as_integer_ratio() for share in counting]
    common = lcm(*{denominator for _, denominator in ratios})
    total = sum(numerator * (common // denominator) for numerator, denominator in ratios)
    return Fraction(total, common * len(counting))


@dataclass(frozen=True)
class Tally:
    """Shares below one line: their mean, how many of them count, and how many are finished."""

    share: Share
    finished: int
    counting: int


def tally(shares: Iterable[Share]) -> Tally:
    """Return the tally of the shares of measures or stages."""
    counting = [share for share in shares if share is not None]
    return Tally(mean(counting), counting.count(1), len(counting))


def tally_over(tallies: Iterable[Tally]) -> Tally:
    """Return the tally over those of goals, milestones or annexes, each of which counts alike."""
    tallies = list(tallies)
    return Tally(
        mean(each.share for each in tallies),
        sum(each.finished for each in tallies),
        sum(each.counting for each in tallies),
    )


def percent(share: Share) -> int | None:
    """Return whole percents, rounded down: 100 is said only of what is finished altogether."""
    return None if share is None else int(100 * share)
