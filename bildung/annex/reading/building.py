"""Makes the table of an annex of rows that are settled: its cells, spans and keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, pairwise

from bildung.annex.table import AnnexTable, Cell, Paragraph, Row, text_runs

from .entries import Entry, Frame, Part
from .heads import Notes, heads_of
from .shapes import DIVIDED, Role, shape_of
from .statuses import read_status
from .wording import Blocks

STATUS, FRAME = "status", "timeframe"
# Of the row before the first.
NOBODY = Part()
Begun = tuple[bool, Blocks]


def build(
    entries: Sequence[Entry], frame: Frame, numbered: Mapping[str, bool], notes: Notes
) -> AnnexTable:
    """Return the table of `entries`, with the key, title and columns of the annex of today."""
    like = frame.known.table
    if not entries:
        return replace(like, rows=())
    starts = _group_starts(entries, frame)
    columns = dict.fromkeys(frame.columns, ())
    columns |= _lead_columns(entries, starts, frame, notes)
    for key in frame.columns:
        if key not in frame.leads:
            cells = _cells(key, entries, starts, frame, numbered, notes)
            columns[key] = list(cells)
    if DIVIDED in columns and FRAME in columns:
        columns[FRAME] = _shared(columns[FRAME], _lifted(columns, starts, frame))
    spanned = [_spanned(column) for column in columns.values()]
    keys = _keys(entries, frame)
    rows = zip(keys, zip(*spanned, strict=True), strict=True)
    return replace(like, rows=tuple(Row(key, cells) for key, cells in rows))


def _group_starts(entries: Sequence[Entry], frame: Frame) -> list[bool]:
    header = frame.header or frame.columns[0]
    starts = [True]
    for before, here in pairwise(entries):
        keys = frame.leads if frame.leads and header not in here.parts else [header]
        starts.append(not all(frame.keeps(before, here, key) for key in keys))
    return starts


def _lead_columns(
    entries: Sequence[Entry], starts: Sequence[bool], frame: Frame, notes: Notes
) -> dict[str, list[Begun]]:
    if not frame.leads:
        return {}
    groups = [entry for entry, begins in zip(entries, starts, strict=True) if begins]
    titles = {column.key: column.title for column in frame.known.table.columns}
    heads = iter(heads_of(groups, frame, titles, notes))
    shown = [next(heads) if begins else {} for begins in starts]
    return {
        lead: [(begins, head.get(lead, ())) for begins, head in zip(starts, shown, strict=True)]
        for lead in frame.leads
    }


def _cells(
    key: str,
    entries: Sequence[Entry],
    starts: Sequence[bool],
    frame: Frame,
    numbered: Mapping[str, bool],
    notes: Notes,
) -> Iterator[Begun]:
    """Yield for each row whether a cell of this column begins in it, and what that says."""
    shape = shape_of(key)
    before: Part | None = NOBODY
    made: Blocks = ()
    for entry, starts_group in zip(entries, starts, strict=True):
        part = entry.parts.get(key)
        is_same = part is before
        if not is_same:
            made = _made(key, part, entry, frame, numbered, notes)
        if shape.role is Role.OWN:
            yield True, () if is_same else made
        else:
            yield starts_group or not is_same or shape.role is Role.SHARED, made
        before = part


def _made(
    key: str,
    part: Part | None,
    entry: Entry,
    frame: Frame,
    numbered: Mapping[str, bool],
    notes: Notes,
) -> Blocks:
    if part is None:
        return ()
    if part.made is not None:
        return part.made
    made = shape_of(key).make(part.blocks, frame.wording, numbered[key])
    return _status(made, entry, frame, notes) if key == STATUS and made else made


def _status(made: Blocks, entry: Entry, frame: Frame, notes: Notes) -> Blocks:
    text = made[0].text
    title = next(column.title for column in frame.known.table.columns if column.key == STATUS)
    if (status := read_status(text)) is None:
        notes.unclear.append((f"{entry.place}, {title}", text))
        return ()
    # A „?“ is our sign, lost where a file was saved in Windows-1252.
    word = text.replace("\u00a0", " ").strip(f"{status.symbol}? ")
    notes.take(title, word or text, status.label)
    return (Paragraph(text_runs(status.sign)),)


def _lifted(columns: Mapping[str, list[Begun]], starts: Sequence[bool], frame: Frame) -> list[bool]:
    """Return in which rows a time frame may begin only: a goal or an Erläuterung begins there."""
    begins = list(starts)
    for parent in frame.parents:
        begins = [one or cell[0] for one, cell in zip(begins, columns[parent], strict=True)]
    return begins


def _shared(column: Sequence[Begun], limits: Sequence[bool]) -> list[Begun]:
    """Let neighbours with the same time frame share it, up to each limit."""
    shared: list[Begun] = []
    before: Blocks | None = None
    for (_, blocks), is_limit in zip(column, limits, strict=True):
        shared.append((is_limit or blocks != before, blocks))
        before = blocks
    return shared


def _spanned(column: Sequence[Begun]) -> list[Cell | None]:
    cells: list[Cell | None] = []
    span = 0
    for begins, blocks in reversed(column):
        span += 1
        cells.append(Cell(blocks, span) if begins else None)
        span = 0 if begins else span
    return cells[::-1]


def _keys(entries: Sequence[Entry], frame: Frame) -> list[str]:
    new = (key for number in count(1) if (key := f"neu-{number}") not in frame.known.places)
    return [entry.key or next(new) for entry in entries]
