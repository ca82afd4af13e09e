"""What the preview of an import shows: computed here, for a big one in a process that ends.

A plan of thousands of rows takes seconds to compare and hundreds of megabytes, which a process that
goes on serving would keep. What comes of it is small: one page of the changes, and lists cut short.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import models
from django.http import QueryDict
from django.utils.safestring import SafeString

from bildung.agreements.models import Agreement, User
from bildung.annex.asides import Aside
from bildung.annex.entries import Kind
from bildung.annex.reading import MappedGrid
from bildung.annex.table import Column
from bildung.editions.content import without_columns
from bildung.exchange.apart import doing
from bildung.formats import html

from .annexes import ANNEXES
from .forms import MappingForm
from .proposal import CHANGED, Proposal, compare
from .upload import Upload, read_upload, sealed, unsealed

PER_PAGE = 200
MOST_NOTES = 200
LEFT_OUT = "auslassen"


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
    `columns` are those of the annex.
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
    columns: tuple[Column, ...] = ()
    refusal: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        return self.first + len(self.changes) - 1


@dataclass(frozen=True)
class Asked:
    """What a preview is made of: an agreement, one of its annexes, a file, and what was chosen.

    The file is what was `read` of it (JSON, as intake has it), or `sealed` as it travelled. With
    `columns`, what a form sent, its columns are mapped anew. It is for `person` and that agreement
    alone. To the page `number` one turns only while the annex is the one that was seen, else it
    begins anew. `refusal` says why something else is not done that was asked for.
    """

    agreement: Agreement
    annex: str
    person: User
    name: str = ""
    read: bytes = b""
    sealed: str = ""
    columns: QueryDict | None = None
    left_out: frozenset[str] = frozenset()
    number: int = 1
    is_turning: bool = False
    refusal: tuple[str, ...] = ()

    @property
    def is_big(self) -> bool:
        """Whether it takes a process of its own (1 query where the file does not tell)."""
        return (
            len(self.read) > doing.BIG_READ
            or len(self.sealed) > doing.BIG_SEALED
            or ANNEXES[self.annex].count(self.agreement) > doing.BIG_TABLE
        )

    @property
    def whose(self) -> tuple[models.Model, ...]:
        return self.person, self.agreement

    def upload(self) -> tuple[Upload, str]:
        """Return the file, and the digest of what was seen beside it. Raises Gone, NotRead."""
        if self.sealed:
            return unsealed(self.sealed, *self.whose, annex=self.annex)
        return read_upload(self.name, self.read), ""


def preview(wanted: Asked) -> Preview:
    """Return what is asked for. Raises AnnexError, NotRead, in German, where nothing can be read.

    Raises Gone for what is sealed and not valid. A big one is made in a process of its own, of
    which there are few: raises Busy for any more.
    """
    return doing.do(shown, wanted, wanted.person) if wanted.is_big else shown(wanted)


def shown(wanted: Asked) -> Preview:
    """Return what `preview` does, made here."""
    upload, seen = wanted.upload()
    annex = ANNEXES[wanted.annex]
    today, reports = annex.build(wanted.agreement), annex.reports(wanted.agreement)

    def proposal_of(upload: Upload) -> Proposal:
        return compare(annex, today, upload, reports, wanted.agreement.is_template)

    proposal = proposal_of(upload)
    if wanted.columns is not None:
        read = proposal.reading
        form = mapping_form(
            read.mappings, read.asides, upload.left_out, today.columns, wanted.columns
        )
        if form.is_valid():
            upload = upload.mapped(form.mapping, form.left_out)
            proposal = proposal_of(upload)
    if wanted.is_turning and seen != proposal.seen:
        wanted = replace(wanted, number=1, refusal=(CHANGED,))
    return _shown(wanted, upload, proposal)


def _shown(wanted: Asked, upload: Upload, proposal: Proposal) -> Preview:
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
        refusal=wanted.refusal,
        columns=proposal.today.columns,
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
    columns: tuple[Column, ...],
    *data: QueryDict,
) -> MappingForm:
    """Return the form that asks which column is which, filled with `data` where given.

    `columns` are those of the annex.
    """
    return MappingForm(*data, grids=mappings, columns=columns, asides=asides, left_out=left_out)
