"""What the preview of an import shows: computed here, for a big one in a process that ends.

A plan of thousands of rows takes seconds to compare and hundreds of megabytes, which a process that
goes on serving would keep. What comes of it is small: one page of the changes, and lists cut short.
"""

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import models
from django.http import QueryDict
from django.utils.safestring import SafeString

from bildung.agreements.models import Agreement
from bildung.annex.asides import Aside
from bildung.annex.entries import Kind
from bildung.annex.reading import MappedGrid
from bildung.annex.table import AnnexError, AnnexTable
from bildung.editions.content import without_columns
from bildung.exchange.travelling import Gone
from bildung.formats import html, intake
from bildung.formats.pdf import FOLDER, STYLE_SHEETS, PrintError, places
from bildung.formats.pdf.press import Press

from . import apart
from .annexes import ANNEXES
from .forms import MappingForm
from .proposal import Proposal, compare
from .upload import Upload, read_upload, sealed, unsealed

PER_PAGE = 200
MOST_NOTES = 200
LEFT_OUT = "auslassen"
# From here on it is worth a process: bytes of what was read as JSON, of what travels (packed), and
# rows of the annex.
BIG_READ, BIG_SEALED, BIG_TABLE = 300_000, 30_000, 1_000
previews = Press(STYLE_SHEETS, FOLDER, seconds=40, memory_mib=400)


@dataclass(frozen=True)
class Notes:
    """The first of the notes of one kind, and how many more there are."""

    shown: tuple = ()
    more: int = 0

    @classmethod
    def of(cls, notes: Iterable) -> "Notes":
        notes = tuple(notes)
        return cls(notes[:MOST_NOTES], max(len(notes) - MOST_NOTES, 0))

    @property
    def total(self) -> int:
        return len(self.shown) + self.more

    def __bool__(self) -> bool:
        return bool(self.shown)


@dataclass(frozen=True)
class Preview:
    """What the page shows of a proposal. All of it is plain, for it may come from another process.

    `changes` are the keys of those on this page (`number` of `pages`, which begins with change
    `first`), `kept` the keys left out on others. `faults`, `slips`, `reported` and `unplaced` are
    Notes: of key and sentence, of Slip, of key, place and number of Sachstände, of Unplaced.
    """

    name: str
    sealed: str
    title: str
    table: SafeString
    changes: tuple[str, ...]
    kept: tuple[str, ...]
    number: int
    pages: int
    first: int
    total: int
    counts: tuple[tuple[int, str], ...]
    is_empty: bool
    asks_columns: bool
    asked: tuple[str, ...]
    faults: Notes
    slips: Notes
    reported: Notes
    unplaced: Notes
    missing: tuple[str, ...]
    others: tuple[str, ...]
    notices: tuple[str, ...]
    mappings: tuple[MappedGrid, ...]
    asides: tuple[Aside, ...]
    left_out: frozenset[Aside]
    is_stale: bool = False

    @property
    def last(self) -> int:
        return self.first + len(self.changes) - 1


@dataclass(frozen=True)
class Asked:
    """What a preview is made of: the annex of `today`, a file, and what was chosen.

    The file is what was `read` of it (JSON, as intake has it), or `sealed` as it travelled. With
    `columns`, what a form sent, its columns are mapped anew. `whose` the preview is. To the page
    `number` one turns only while the annex is the one that was seen, else it begins anew.
    """

    annex: str
    today: AnnexTable
    reports: Mapping[str, int]
    counts_months: bool
    whose: tuple[models.Model, ...]
    name: str = ""
    read: bytes = b""
    sealed: str = ""
    columns: QueryDict | None = None
    left_out: frozenset[str] = frozenset()
    number: int = 1
    is_turning: bool = False

    @property
    def is_big(self) -> bool:
        return (
            len(self.read) > BIG_READ
            or len(self.sealed) > BIG_SEALED
            or len(self.today.rows) > BIG_TABLE
        )


def asked(agreement: Agreement, annex: str, *whose: models.Model, **more) -> Asked:
    """Return what is to be shown of `agreement` (1 query more than building the annex takes)."""
    its = ANNEXES[annex]
    return Asked(
        annex, its.build(agreement), its.reports(agreement), agreement.is_template, whose, **more
    )


def preview(wanted: Asked) -> Preview:
    """Return what is asked for. Raises AnnexError, in German, where nothing can be read; Gone.

    A big one is made in a process of its own: two at a time on the server, one of a person. Raises
    Busy for any more.
    """
    if not wanted.is_big:
        return _preview(wanted)
    with places.place(FOLDER), places.big(FOLDER):
        try:
            answer = previews.do(apart.preview, pickle.dumps(wanted))
        except PrintError as error:
            raise AnnexError(intake.TOO_MUCH) from error
    outcome, result = pickle.loads(answer)  # noqa: S301 (of our own code, which parsed no file)
    if outcome == "gone":
        raise Gone
    if outcome == "refused":
        raise AnnexError(result)
    return result


def previewed(wanted: bytes) -> bytes:
    """Do in the child what `_preview` does; what it raises is told."""
    try:
        return pickle.dumps(("done", _preview(pickle.loads(wanted))))  # noqa: S301 (from ourselves)
    except Gone:
        return pickle.dumps(("gone", ""))
    except (AnnexError, intake.NotRead) as error:
        return pickle.dumps(("refused", str(error)))


def _preview(wanted: Asked) -> Preview:
    upload, seen = _upload(wanted)
    proposal = _proposal(wanted, upload)
    if wanted.columns is not None:
        read = proposal.reading
        form = mapping_form(
            read.mappings, read.asides, upload.left_out, wanted.today, wanted.columns
        )
        if form.is_valid():
            upload = upload.mapped(form.mapping, form.left_out)
            proposal = _proposal(wanted, upload)
    is_stale = wanted.is_turning and seen != proposal.seen
    return _shown(replace(wanted, number=1) if is_stale else wanted, upload, proposal, is_stale)


def _upload(wanted: Asked) -> tuple[Upload, str]:
    if wanted.sealed:
        return unsealed(wanted.sealed, *wanted.whose, annex=wanted.annex)
    return read_upload(wanted.name, wanted.read), ""


def _proposal(wanted: Asked, upload: Upload) -> Proposal:
    return compare(
        ANNEXES[wanted.annex], wanted.today, upload, wanted.reports, wanted.counts_months
    )


def _shown(wanted: Asked, upload: Upload, proposal: Proposal, is_stale: bool) -> Preview:
    changes = () if proposal.is_empty else proposal.changes
    pages = max(-(-len(changes) // PER_PAGE), 1)
    number = min(max(wanted.number, 1), pages)
    first = (number - 1) * PER_PAGE
    here = changes[first : first + PER_PAGE]
    names = {entry.key: entry.place for entry in here}
    choices = html.Choices("Auslassen", LEFT_OUT, LEFT_OUT, names, wanted.left_out)
    part = replace(proposal.synopsis, entries=here) if changes else proposal.synopsis
    read = proposal.reading
    lacking = {*read.missing} - {*proposal.annex.ignored}
    return Preview(
        name=upload.name,
        sealed=sealed(upload, proposal.seen, *wanted.whose, annex=wanted.annex),
        title=proposal.synopsis.title,
        table=html.table(without_columns(part.table(), ("reason",)), choices),
        changes=tuple(names),
        kept=tuple(sorted(wanted.left_out & {entry.key for entry in changes} - {*names})),
        number=number,
        pages=pages,
        first=first + 1,
        total=len(changes),
        counts=_counts(proposal),
        is_empty=proposal.is_empty,
        asks_columns=bool(
            not proposal.today.rows
            or read.missing
            or proposal.is_empty
            or proposal.asked
            or read.asides
        ),
        asked=tuple(proposal.asked),
        faults=Notes.of(proposal.faults(wanted.left_out)),
        slips=Notes.of(proposal.slips()),
        reported=Notes.of(
            (entry.key, entry.place, proposal.reports[entry.key])
            for entry in proposal.changes
            if entry.key in proposal.reports
        ),
        unplaced=Notes.of(read.unplaced),
        missing=tuple(each.title for each in proposal.today.columns if each.key in lacking),
        others=tuple(read.others),
        notices=tuple(read.notices),
        mappings=read.mappings,
        asides=tuple(read.asides),
        left_out=upload.left_out,
        is_stale=is_stale,
    )


def _counts(proposal: Proposal) -> tuple[tuple[int, str], ...]:
    """Return how many changes there are of each kind, with the word for it; none if empty."""
    if proposal.is_empty:
        return ()
    found = ((proposal.count(kind), kind.value) for kind in Kind)
    return tuple((count, word) for count, word in found if count)


def mapping_form(
    mappings: tuple[MappedGrid, ...],
    asides: Iterable[Aside],
    left_out: frozenset[Aside],
    today: AnnexTable,
    *data: QueryDict,
) -> MappingForm:
    """Return the form that asks which column is which, filled with `data` where given."""
    return MappingForm(*data, grids=mappings, annex=today, asides=asides, left_out=left_out)
