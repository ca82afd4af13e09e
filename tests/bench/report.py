"""The tables that `make bench` prints, and what each figure should be."""

from collections.abc import Iterator, Sequence

from .editions import Freezing, Listing
from .pages import Kept, PageCost
from .prints import Result, Timing, plain_of
from .synopses import Compared
from .ways import Chromium, Ours

WIDTHS = (20, 22, 7, 22, 7, 7, 6)
HEADINGS = ("", "warm, s", "× plain", "cold, s", "× plain", "MiB", "pages")

# By the number of goals.
RATIO_TARGETS = {50: 0.35, 500: 0.30}
SECONDS_TARGETS = {5: 0.4}
MEMORY_TARGETS = {500: 1024}
KEPT_TARGET = 500
QUERIES_TARGET = 12
FREEZING_TARGET = 1  # seconds
LISTING_TARGET = 6  # queries
SYNOPSIS_TARGET = 2

EXPLANATION = """\
Seconds: median (least–most). × plain: to plain WeasyPrint of the same round, median; plain = 1.
Ours is timed from the document to the PDF, the others from a ready-made page or Word file to it.
Warm: running, has printed before. Cold: a whole process. MiB: its largest process at its peak."""


def head() -> str:
    return f"{EXPLANATION}\n\n{_line(HEADINGS)}  target"


def prints(goals: int, words: int, rounds: int, results: Sequence[Result]) -> str:
    """Return the lines on one size."""
    title = f"-- {goals} goals, {words:,} words, {rounds} round{'s' * (rounds > 1)} "
    lines = [title.ljust(sum(WIDTHS) + 2 * len(WIDTHS), "-")]
    plain = plain_of(results)
    for result in results:
        line = _line(_fields(result, plain))
        if result.name == Ours.name:
            line += "  " + "; ".join(_targets(goals, results))
        lines.append(line.rstrip())
        for mode in (result.warm, result.cold):
            if mode and mode.failure:
                lines.append(f"    failed: {mode.failure}")
    return "\n".join(lines)


def kept_prints(measured: Sequence[Kept]) -> str:
    """Return the lines on PDFs kept ready."""
    widths = (10, 10, 10, 14, 12, 8)
    headings = ("render", "lookup", "factor", "from database", "answer 200", "304")
    lines = [f"{'PDF kept ready, ms':{WIDTHS[0]}}{_row(headings, widths)}"]
    for kept in measured:
        fields = (
            _ms(kept.rendering),
            _ms(kept.lookup),
            f"{kept.factor:,.0f} ×",
            _ms(kept.building),
            _ms(kept.answer),
            _ms(kept.unchanged),
        )
        target = _judged(f"factor ≥ {KEPT_TARGET}", kept.factor >= KEPT_TARGET)
        lines.append(f"{kept.name:{WIDTHS[0]}}{_row(fields, widths)}  {target}")
    return "\n".join(lines)


def pages(costs: Sequence[PageCost]) -> str:
    """Return the lines on the agreement's page."""
    widths = (10, 10)
    lines = [f"{'Page of an agreement':30}{_row(('queries', 'ms'), widths)}"]
    for cost in costs:
        target = _judged(f"≤ {QUERIES_TARGET} queries", cost.queries <= QUERIES_TARGET)
        fields = (str(cost.queries), _ms(cost.seconds))
        lines.append(f"{cost.name:30}{_row(fields, widths)}  {target}")
    same = len({cost.queries for cost in costs}) == 1
    return "\n".join([*lines, _judged("the same number of queries for each", same)])


def editions(frozen: Freezing, listed: Listing) -> str:
    """Return the lines on editions."""
    widths = (14, 14, 10)
    heads = ("JSON + hash", "records", "KiB")
    fields = (_ms(frozen.content), _ms(frozen.records), f"{frozen.size / 1024:.0f}")
    is_quick = frozen.content <= FREEZING_TARGET
    is_short = listed.queries <= LISTING_TARGET
    return "\n".join(
        (
            f"{'Freezing, ms':30}{_row(heads, widths)}",
            f"{frozen.name:30}{_row(fields, widths)}  "
            f"{_judged(f'≤ {FREEZING_TARGET} s', is_quick)}",
            f"{f'List of {listed.editions} editions':30}{listed.queries} queries, "
            f"{_ms(listed.seconds)} ms  {_judged(f'≤ {LISTING_TARGET} queries', is_short)}",
        )
    )


def synopses(measured: Sequence[Compared]) -> str:
    """Return the lines on comparing two editions."""
    widths = (10, 10)
    lines = [f"{'Synopse, 1,000 measures':30}{_row(('changes', 'ms'), widths)}"]
    for compared in measured:
        target = _judged(f"≤ {SYNOPSIS_TARGET} s", compared.seconds <= SYNOPSIS_TARGET)
        fields = (str(compared.changes), _ms(compared.seconds))
        lines.append(f"{compared.name:30}{_row(fields, widths)}  {target}")
    return "\n".join(lines)


def _fields(result: Result, plain: Result) -> Iterator[str]:
    yield result.name
    if result.missing:
        yield f"skipped: {result.missing}"
        return
    for own, other in ((result.warm, plain.warm), (result.cold, plain.cold)):
        yield _seconds(own)
        ratio = own and other and own.ratio_to(other)
        yield f"{ratio:.2f}" if ratio else "–"
    yield f"{result.peak_mib:.0f}" if result.peak_mib else "–"
    yield str(result.pages or "–")


def _targets(goals: int, results: Sequence[Result]) -> Iterator[str]:
    """Yield what is wanted of ours, each with whether it is so."""
    by_name = {result.name: result for result in results}
    ours, plain, chromium = by_name[Ours.name], plain_of(results), by_name.get(Chromium.name)
    if not (ours.warm and ours.warm.seconds):
        yield "MISSED: no print"
        return
    if limit := SECONDS_TARGETS.get(goals):
        yield _judged(f"≤ {limit} s", ours.warm.median <= limit)
        ratio = chromium and chromium.warm and ours.warm.ratio_to(chromium.warm)
        if ratio:
            yield _judged(f"≤ 1 × warm Chromium ({ratio:.2f})", ratio <= 1)
    if limit := RATIO_TARGETS.get(goals):
        ratio = plain.warm and ours.warm.ratio_to(plain.warm)
        yield _judged(f"≤ {limit} × plain", ratio is not None and ratio <= limit)
    if (limit := MEMORY_TARGETS.get(goals)) and ours.peak_mib:
        yield _judged(f"≤ {limit} MiB", ours.peak_mib <= limit)


def _judged(target: str, is_met: bool) -> str:
    return f"{target}: {'met' if is_met else 'MISSED'}"


def _seconds(timing: Timing | None) -> str:
    if timing is None:
        return "–"
    if not timing.seconds:
        return "failed"
    text = f"{timing.median:.2f}"
    if len(timing.seconds) > 1:
        text += f" ({min(timing.seconds):.2f}–{max(timing.seconds):.2f})"
    return text


def _ms(seconds: float) -> str:
    milliseconds = 1000 * seconds
    return f"{milliseconds:.{0 if milliseconds >= 100 else 2}f}"


def _row(fields: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{text:>{width}}" for text, width in zip(fields, widths, strict=True))


def _line(fields) -> str:
    first, *others = fields
    cells = [f"{first:{WIDTHS[0]}}"]
    cells += (f"{text:>{width}}" for text, width in zip(others, WIDTHS[1:], strict=False))
    return "  ".join(cells)
