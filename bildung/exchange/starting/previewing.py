"""What the third step shows and does: here, or for much in a process that ends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.utils.safestring import SafeString

from bildung.agreements.models import Agreement, Organisation, Party, User
from bildung.agreements.sent_forms import Answer, done_once
from bildung.annex.asides import Aside
from bildung.annex.table import AnnexError, AnnexTable
from bildung.exchange.apart import doing
from bildung.exchange.importing.showing import Notes
from bildung.exchange.importing.upload import read_upload
from bildung.formats import html

from .draft import Draft, begin
from .forms import NOBODYS
from .sources import FileSource, Source, file_source

# Of an annex so many rows are shown, and the rest of the group in which the last of them stands.
MOST_ROWS = 500


@dataclass(frozen=True)
class AnnexShown:
    """An annex as it will be, of so many `rows`; those with `keys` are in its table, in HTML."""

    key: str
    title: str
    table: SafeString
    keys: frozenset[str]
    rows: int

    @property
    def shown(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Shown:
    """What will be stored, as the page shows it. All of it is plain: it may come from elsewhere.

    `faults` are Notes of keys of rows and sentences, `slips` of Slip, `unplaced` of Unplaced.
    """

    agreement: Agreement
    source: Source
    annexes: tuple[AnnexShown, ...]
    faults: Notes
    slips: Notes
    notices: tuple[str, ...]
    unplaced: Notes
    digest: str
    is_stale: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the rows that are shown, in either annex."""
        return frozenset().union(*(annex.keys for annex in self.annexes))


@dataclass(frozen=True)
class Asked:
    """What `person` wants: an agreement, which is not stored, and with what it begins.

    To begin it, `seen` is the digest of what was shown, and `form` that of the form sent.
    """

    person: User
    source: Source
    agreement: Agreement
    begin: date | None = None
    left_out: frozenset[Aside] = frozenset()
    seen: str = ""
    form: str = ""

    def draft(self) -> Draft:
        wording = self.source.wording(self.agreement, self.begin, self.left_out)
        return Draft(self.agreement, wording, self.source)


@dataclass(frozen=True)
class Received:
    """A file that `person` sent, as it was `read` (JSON, as intake has it), for an `agency`."""

    person: User
    agency: Organisation
    name: str
    read: bytes


def receive(received: Received) -> FileSource:
    """Return the file as what an agreement begins with.

    Raises NotRead, AnnexError, in German, where it cannot; Busy as doing.do does.
    """
    if len(received.read) > doing.BIG_READ:
        return doing.do(taken, received, received.person)
    return taken(received)


def taken(received: Received) -> FileSource:
    """Return what `receive` does, made here."""
    upload = read_upload(received.name, received.read)
    source = file_source(received.person, upload)
    nobody = Organisation(name=NOBODYS, kind=Party.MUNICIPALITY)
    if source.wording(Agreement(municipality=nobody, agency=received.agency)).is_empty:
        raise AnnexError("In der Datei wurde keine der beiden Anlagen gefunden.")
    return source


def show(asked: Asked) -> Shown:
    """Return what will be stored. Raises AnnexError, in German; Busy as doing.do does."""
    return doing.do(shown, asked, asked.person) if asked.source.is_big else shown(asked)


def shown(asked: Asked) -> Shown:
    """Return what `show` does, made here."""
    return _shown(asked.draft())


def start(asked: Asked) -> Answer | Shown:
    """Begin the agreement and return the answer; or what is to be seen before.

    Raises what `show` does; BegunAlready, OfferedTooOften; PermissionDenied where the person may
    not begin it (any more).
    """
    if asked.source.is_big:
        return doing.do(started, asked, asked.person, writes=True)
    return started(asked)


def started(asked: Asked) -> Answer | Shown:
    """Do what `start` does, here."""
    draft = asked.draft()
    if draft.faults or asked.seen != draft.digest:
        return _shown(draft, is_stale=True)
    asked.agreement.get_absolute_url()  # loads all addresses, before anybody waits for the database
    return done_once(asked.form, asked.person, lambda: _begun(draft, asked.person))


def _begun(draft: Draft, person: User) -> Answer:
    agreement = begin(draft, person)
    told = "Die Vereinbarung ist angelegt."
    if not agreement.is_accepted:
        told += (
            f" Sie ist {agreement.municipality} angeboten, deren Leitung sie annimmt oder ablehnt."
        )
    return Answer(agreement.get_absolute_url(), [[messages.SUCCESS, told, ""]])


def _shown(draft: Draft, is_stale: bool = False) -> Shown:
    return Shown(
        draft.agreement,
        draft.source,
        tuple(map(_annex_shown, draft.annexes)),
        Notes.of(draft.faults),
        Notes.of(draft.slips),
        draft.wording.notices,
        Notes.of(draft.wording.unplaced),
        draft.digest,
        is_stale,
    )


def _annex_shown(table: AnnexTable) -> AnnexShown:
    rows = tuple(_first(table.groups()))
    part = AnnexTable(table.key, table.title, table.columns, rows)
    keys = frozenset(row.key for row in rows)
    return AnnexShown(table.key, table.title, html.table(part), keys, len(table.rows))


def _first(groups: Iterable[tuple]) -> Iterator:
    """Yield the rows of the first groups."""
    count = 0
    for group in groups:
        if count >= MOST_ROWS:
            return
        count += len(group)
        yield from group
