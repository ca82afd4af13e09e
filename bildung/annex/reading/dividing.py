"""Parts a cell with several measures into a row each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bildung.annex.table import Paragraph, text_runs, texts_of
from bildung.vocabulary import timeframe

from .bullets import numbered_share
from .entries import Entry, Frame, Part
from .shapes import DIVIDED, shape_of
from .wording import Blocks, lines_of

FRAME = "timeframe"


def numbered_columns(entries: Iterable[Entry], columns: Iterable[str]) -> dict[str, bool]:
    """Return of each column whether its cells are numbered throughout: „1.1 …“, „1.2 …“."""
    entries = list(entries)
    return {column: numbered_share(_cells(entries, column)) for column in columns}


def _cells(entries: Sequence[Entry], column: str) -> Iterator[Blocks]:
    before = None
    for entry in entries:
        part = entry.parts.get(column)
        if part is not None and part is not before:
            yield part.blocks
        before = part


def divided(
    entries: Iterable[Entry], frame: Frame, numbered: Mapping[str, bool]
) -> Iterator[Entry]:
    """Yield a row for each measure; the key stays with the one likest to what it names."""
    for entry in entries:
        part = entry.parts.get(DIVIDED)
        if part is None:
            yield entry
            continue
        measures = shape_of(DIVIDED).make(part.blocks, frame.wording, numbered[DIVIDED])
        yield from _divide(entry, measures, frame)


def _divide(entry: Entry, measures: Blocks, frame: Frame) -> Iterator[Entry]:
    if len(measures) < 2:
        entry.parts[DIVIDED].made = measures
        yield entry
        return
    texts = [" ".join(texts_of([measure])) for measure in measures]
    keeps = frame.known.likest(entry.key, DIVIDED, texts) if entry.key else 0
    frames = _frames(entry.parts.get(FRAME), len(measures))
    for place, (measure, own) in enumerate(zip(measures, frames, strict=True)):
        parts = entry.parts | {DIVIDED: Part(made=(measure,))}
        if own is not None:
            parts[FRAME] = own
        yield replace(entry, key=entry.key if place == keeps else "", parts=parts)


def _frames(part: Part | None, count: int) -> Sequence[Part | None]:
    """Return a time frame for each measure: a line each where there are as many, else all."""
    lines = list(lines_of(part.blocks)) if part else []
    if len(lines) != count or _is_one(" ".join(lines)):
        return [part] * count
    return [Part(((Paragraph(text_runs(line)),),)) for line in lines]


def _is_one(wording: str) -> bool:
    """Whether several lines are one time frame: „1/2016 bis“, „10/2016“."""
    try:
        return timeframe.parse(wording) is not None
    except timeframe.TimeframeError:
        return False
