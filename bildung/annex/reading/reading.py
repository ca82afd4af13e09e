"""From whatever a file holds to the table of an annex, and all that is to be said of it."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bildung.annex.asides import Aside, asides_in, without
from bildung.annex.grid import Contents
from bildung.annex.table import AnnexError, AnnexTable

from .building import build
from .ditto import without_ditto
from .dividing import divided, numbered_columns
from .entries import Frame, entries_of, settle
from .heads import Notes
from .known import Known, trusted
from .layout import told
from .mapping import Mapping, place_all
from .notemarks import without_note_marks
from .noticing import noticed
from .placement import MappedGrid, Placement
from .renewing import with_former
from .sections import heading_of, rows_of
from .spoiling import restore
from .synonyms import TIMEFRAME
from .wording import Wording, folded

WORD = re.compile(r"\w")
COUNTED = re.compile(r"[\d\s.,()/-]*")
# What every print says around its tables: „Seite 2 von 5“, „Entwurf, Stand 24.11.2026“, and the
# headings of annexes.
AROUND = re.compile(
    r"(?:Seite )?\d+(?: (?:von|/) \d+)?|.{0,80}\bStand:? \d{1,2}\.\d{1,2}\.\d{4}"
    r"|Anlage \d+(?:: .{1,80})?",
    re.IGNORECASE,
)
# First and last line of the cover of our own prints, between which the parties are named.
COVER_BEGINS, COVER_ENDS, LONGEST_COVER = "Anlagen zur", "Transferagentur", 12
# The second line of a file of ours with one annex; the first says which agreement it is.
HEAD = re.compile(r"Kommune: .{1,300} · Transferagentur: .{1,300}")
# So many texts that a program spoiled are told, each once.
MOST_RESTORED = 20
OUTSIDE = "Außerhalb der Tabellen"


@dataclass(frozen=True)
class Unplaced:
    """What stands in the file and is not in the table: where, in words, and the text."""

    place: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What was read of a file.

    `table` has the key, title and columns of the annex of today; its rows have their keys where the
    file carries them, else „neu-1“, „neu-2“ and so on. A key stays with its row whatever that says
    now: that of a goal without Erläuterungen may head a row that has one.
    `mappings` say for each table of the file which of its columns is which, `missing` which columns
    of the annex are in none of them (of a missing priority, the goals may still have numbers).
    `unplaced` is what is not in the table, `notices` say in German what was noticed in the file and
    decided on the way. `others` are the places of tables that belong to another annex, `asides`
    what is set aside in the file, which a person may leave out. `asked` are the headings that do
    not say for sure what their columns are, which a person should confirm.
    """

    table: AnnexTable
    mappings: tuple[MappedGrid, ...]
    missing: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    notices: tuple[str, ...]
    others: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    asked: tuple[str, ...] = ()


def read(
    contents: Contents,
    like: AnnexTable,
    mapping: Mapping | None = None,
    left_out: Collection[Aside] = (),
) -> Reading:
    """Return what `contents` say of an annex that today is `like`.

    `mapping` says for each table, for each of its columns, which column of `like` it is ("" for
    none); without it, headings tell. `left_out` is what is not taken of what is set aside in the
    file. Raises AnnexError with a German reason where there is nothing to read, or where `mapping`
    is made for another file.
    """
    if not contents.grids and not contents.loose:
        reason = "In der Datei steht nichts, was gelesen werden kann."
        raise AnnexError(" ".join([reason, *map(str, contents.notices)]))
    asides = asides_in(contents)
    seen = [
        *contents.notices,
        *(aside.notice(places, aside in left_out) for aside, places in asides.items()),
    ]
    frame = Frame(Known(like), Wording(like, contents))
    contents = without(contents, left_out)
    placements = place_all(contents, like, mapping)
    placements, marks = without_note_marks(placements, frame.wording)
    placements, dittos = without_ditto(placements, frame.wording)
    placements, former = with_former(placements)
    notes = Notes()
    entries = [
        entry for one in placements if one.is_taken for entry in entries_of(one, frame, like.title)
    ]
    keys, notices = trusted(
        [entry.key for entry in entries], [entry.texts() for entry in entries], frame.known
    )
    for entry, key in zip(entries, keys, strict=True):
        entry.key = key
    restore(entries, frame.known, notes)
    settled = settle(entries, frame)
    numbered = numbered_columns(settled, frame.columns)
    table = build(list(divided(settled, frame, numbered)), frame, numbered, notes)
    return Reading(
        table=table,
        mappings=tuple(placement.shown() for placement in placements),
        missing=_missing(placements, table),
        unplaced=(*_unplaced(contents, placements, frame), *(Unplaced(*o) for o in notes.unclear)),
        notices=(
            *map(str, (*seen, *marks, *dittos, *former, *noticed(placements, like))),
            *notices,
            *_notices(notes),
        ),
        others=tuple(one.grid.place for one in placements if one.is_other and not one.is_taken),
        asides=tuple(asides),
        asked=tuple(
            dict.fromkeys(one.headings[place] for one in placements for place in sorted(one.asked))
        ),
    )


def _missing(placements: Iterable[Placement], table: AnnexTable) -> tuple[str, ...]:
    found = {key for placement in placements for key in placement.keys}
    if any(placement.years for placement in placements if placement.is_taken):
        found.add(TIMEFRAME)
    # The headings of sections stand in no column of theirs.
    for at, column in enumerate(table.columns):
        if column.is_header and any(row.cells[at] and row.cells[at].blocks for row in table.rows):
            found.add(column.key)
    return tuple(column.key for column in table.columns if column.key not in found)


def _notices(notes: Notes) -> Iterator[str]:
    for title, text, ours in list(notes.restored)[:MOST_RESTORED]:
        yield (
            f"{title}: „{text}“ wurde als „{ours}“ gelesen, wie es in der Anlage steht; "
            "ein Programm hat es beim Speichern verändert."
        )
    for title, word, ours in notes.translated:
        yield f"{title}: „{word}“ wurde als „{ours}“ gelesen."


def _unplaced(
    contents: Contents, placements: Sequence[Placement], frame: Frame
) -> Iterator[Unplaced]:
    like = frame.known.table
    expected = {folded(like.title), *(folded(column.title) for column in like.columns)}
    for placement in placements:
        if placement.is_taken:
            yield from _beside(placement, frame, expected)
        elif not placement.is_other:
            said = [placement.grid.title, *told(placement.lines)]
            if text := "\n".join(filter(None, said)):
                yield Unplaced(placement.grid.place, text)
    for text in _without_cover(contents.loose):
        line = " ".join(text.split())
        is_around = AROUND.fullmatch(line.strip("-–— "))
        if WORD.search(line) and folded(line) not in expected and not is_around:
            yield Unplaced(OUTSIDE, line)


def _without_cover(loose: Sequence[str]) -> Iterator[str]:
    """Yield the texts outside of tables, but for those of the cover or head that our files have."""
    lines = [text.strip() for text in loose]
    if len(lines) > 1 and HEAD.fullmatch(lines[1]):
        yield from loose[2:]
        return
    for start, line in enumerate(lines):
        if line == COVER_BEGINS and COVER_ENDS in lines[start : start + LONGEST_COVER]:
            end = lines.index(COVER_ENDS, start)
            yield from loose[:start]
            yield from loose[end + 1 :]
            return
    yield from loose


def _beside(placement: Placement, frame: Frame, expected: set[str]) -> Iterator[Unplaced]:
    """Yield what of a table that was read is in none of the columns taken."""
    place = placement.grid.place
    like = frame.known.table
    heads = heading_of(placement, frame.header, like.title)
    above = [placement.grid.title, *told(placement.above)]
    if heads in above:
        above.remove(heads)
    if text := "\n".join(text for text in above if text and folded(text) not in expected):
        yield Unplaced(f"{place}, Überschrift", text)
    rows, sections = rows_of(placement, frame.header, like.title)
    taken = {id(line) for line in rows} | {*placement.years}
    aside = (line.texts[0] for line in placement.data if id(line) not in taken)
    if text := "\n".join(text for text in aside if text and folded(text) not in expected):
        yield Unplaced(f"{place}, Zwischenzeilen", text)
    if text := "\n".join(told(placement.extras)):
        yield Unplaced(f"{place}, Summen und Anmerkungen", text)
    data = [line for line in rows if id(line) not in sections]
    for at, key in enumerate(placement.keys):
        texts = [line.texts[at] for line in data if line.texts[at]] if not key else []
        heading = placement.headings[at]
        is_count = all(COUNTED.fullmatch(text) for text in texts)
        if texts and not (is_count and at == 0):
            name = f"„{heading}“" if heading else str(at + 1)
            yield Unplaced(f"{place}, Spalte {name}", "\n".join(texts))
