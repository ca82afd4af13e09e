"""What a new agreement may begin with."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

import goals.annex
import milestones.annex
from bildung.agreements.access import agencies_to_begin_for, agreements_of, templates_of
from bildung.agreements.folding import Dictionary
from bildung.agreements.models import Agreement, Organisation, User
from bildung.annex import grid, reading
from bildung.annex.asides import Aside, asides_in
from bildung.annex.reading import Reading, Unplaced
from bildung.annex.table import AnnexTable
from bildung.exchange.apart import doing
from bildung.exchange.importing.annexes import ANNEXES
from bildung.exchange.importing.upload import Upload
from bildung.exchange.travelling import Gone, packed, seal, unpacked, unseal

from .filling import AGENCY_PLACEHOLDER, CITY_PLACEHOLDER, Filling, filled

EMPTY = "leer"
TEMPLATE = "vorlage"
AGREEMENT = "vereinbarung"
FILE = "datei"
GUESSED = (
    "Die Überschrift „{}“ sagt nicht sicher, was in der Spalte steht. "
    "Bitte prüfen Sie, ob es an der richtigen Stelle steht."
)
# What a file that travels from step to step is for, and what stands before what it holds.
BEGINNING = "beginning"
BEFORE_BODY = "~"

Annexes = tuple[AnnexTable, AnnexTable]


@dataclass(frozen=True)
class Wording:
    """Both annexes as they will be. `notices` say in German what was decided on the way.

    `unplaced` is what stands in a file and in neither annex.
    """

    annexes: Annexes
    notices: tuple[str, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(table.rows for table in self.annexes)


@dataclass(frozen=True)
class Source:
    """Where the wording comes from. `ref` names it in an address, `name` on the page.

    `reason` is what the history says of all that is made from it.
    """

    ref: str
    name: str
    reason: str

    def agencies(self, user: User) -> QuerySet[Organisation]:
        """Return the agencies for which `user` may begin an agreement with this."""
        return agencies_to_begin_for(user)

    @property
    def counts_months(self) -> bool:
        """Whether its time frames count from a first month, which has to be known."""
        return False

    @property
    def title(self) -> str:
        """What the new agreement is called unless somebody says otherwise."""
        return Agreement._meta.get_field("title").default

    @property
    def asides(self) -> tuple[Aside, ...]:
        """What is set aside in it, which a person may leave out."""
        return ()

    @property
    def is_big(self) -> bool:
        """Whether what is made of it takes a process of its own."""
        return False

    def wording(
        self,
        agreement: Agreement,
        begin: date | None = None,
        left_out: Collection[Aside] = (),
    ) -> Wording:
        """Return what `agreement`, which need not be stored, begins with."""
        return Wording(blank(agreement))


@dataclass(frozen=True)
class StoredSource(Source):
    """A template, or another agreement of the same agency: its wording, and nothing else of it."""

    agreement: Agreement

    def agencies(self, user):
        return super().agencies(user).filter(pk=self.agreement.agency_id)

    @property
    def counts_months(self):
        return self.agreement.is_template

    @property
    def title(self):
        return super().title if self.agreement.is_template else self.agreement.title

    def wording(self, agreement, begin=None, left_out=()):
        filling = Filling(self._words(agreement), begin)
        like_first, like_second = blank(agreement)
        first = filled(goals.annex.build(self.agreement), like_first, filling)
        # A page shows both, and has no key twice.
        number = len(first.rows) + 1
        second = filled(milestones.annex.build(self.agreement), like_second, filling, number)
        return Wording((first, second), tuple(self._notices(agreement)))

    @property
    def is_big(self):
        """2 queries."""
        rows = sum(annex.count(self.agreement) for annex in ANNEXES.values())
        return rows > doing.BIG_TABLE

    def _notices(self, agreement: Agreement) -> Iterator[str]:
        former, name = self.agreement.municipality.name, agreement.municipality.name
        if not self.counts_months and former != name:
            yield (
                f"Der Name „{former}“ ist durch „{name}“ ersetzt. "
                "Bitte prüfen Sie, ob die Sätze noch stimmen."
            )

    def _words(self, agreement: Agreement) -> dict[str, str]:
        """Return what stands for the names of the parties, with the names of the new ones."""
        city = CITY_PLACEHOLDER if self.counts_months else self.agreement.municipality.name
        agency = AGENCY_PLACEHOLDER if self.counts_months else self.agreement.agency.name
        return {city: agreement.municipality.name, agency: agreement.agency.name}


@dataclass(frozen=True)
class FileSource(Source):
    """A file that was read. It travels from step to step in the page, signed, for one person.

    What it holds is `packed`, and unpacked only where that is looked into.
    """

    packed: str
    held: tuple[Aside, ...]

    @property
    def asides(self):
        return self.held

    @property
    def is_big(self):
        return len(self.packed) > doing.BIG_SEALED

    def wording(self, agreement, begin=None, left_out=()):
        """Raises AnnexError, in German, where nothing can be read."""
        contents = grid.from_dict(unpacked(self.packed))
        first, second = (
            reading.read(contents, like, left_out=left_out) for like in blank(agreement)
        )
        tables = goals.annex.shaped(first.table), milestones.annex.shaped(second.table)
        number = len(tables[0].rows) + 1
        annexes = (
            filled(tables[0], tables[0], Filling()),
            filled(tables[1], tables[1], Filling(), number),
        )
        return Wording(annexes, _told(first, second), _in_neither(first, second))


def _told(first: Reading, second: Reading) -> tuple[str, ...]:
    """Return the notices of both. That a table belongs to the other annex is none."""
    asked = (GUESSED.format(heading) for each in (first, second) for heading in each.asked)
    return tuple(dict.fromkeys((*first.notices, *second.notices, *asked)))


def _in_neither(first: Reading, second: Reading) -> tuple[Unplaced, ...]:
    return tuple(each for each in first.unplaced if each in second.unplaced)


def blank(agreement: Agreement) -> Annexes:
    """Return both annexes of `agreement` with nothing in them; no query."""
    return goals.annex.table_of([]), milestones.annex.table_of(agreement, [])


def templates_for(user: User, agencies: Iterable[Organisation]) -> list[Agreement]:
    """Return the templates that `agencies` keep, by title."""
    return list(templates_of(user).filter(agency__in=agencies).order_by(Dictionary("title"), "pk"))


def agreements_for(user: User, agencies: Iterable[Organisation]) -> list[Agreement]:
    return list(agreements_of(user).filter(agency__in=agencies))


def source_of(user: User, ref: str) -> Source | None:
    """Return what `ref` names („vorlage:standardplan“) for `user`; None for all that is none.

    Raises Gone for a file that is none (any more).
    """
    kind, _, slug = ref.partition(":")
    if kind == FILE:
        return _file_source(user, slug, ref)
    if ref == EMPTY:
        return Source(EMPTY, "Ohne Vorlage", "Neu begonnen")
    if kind not in (TEMPLATE, AGREEMENT):
        return None
    stored = templates_of(user) if kind == TEMPLATE else agreements_of(user)
    agreement = stored.filter(slug=slug, agency__in=agencies_to_begin_for(user)).first()
    return stored_source(agreement) if agreement else None


def stored_source(agreement: Agreement) -> StoredSource:
    if agreement.is_template:
        name = f"Vorlage „{agreement.title}“"
    else:
        name = f"Vereinbarung „{agreement}“"
    kind = TEMPLATE if agreement.is_template else AGREEMENT
    return StoredSource(f"{kind}:{agreement.slug}", name, reason_from(name), agreement)


def file_source(user: User, upload: Upload) -> FileSource:
    """Return a file, as it was read, as what `user` begins with. Raises NotRead for a huge one."""
    body = packed(upload.plain or grid.to_dict(upload.contents))
    asides = tuple(asides_in(upload.contents))
    data = {"name": upload.name, "asides": asides, "body": _digest(body)}
    signed = f"{seal(data, BEGINNING, user)}{BEFORE_BODY}{body}"
    return _named_file(f"{FILE}:{signed}", upload.name, body, asides)


def _file_source(user: User, signed: str, ref: str) -> FileSource:
    """Raises Gone for what is not as it was signed."""
    head, _, body = signed.partition(BEFORE_BODY)
    data = unseal(head, BEGINNING, user)
    if data["body"] != _digest(body):
        raise Gone
    return _named_file(ref, data["name"], body, tuple(map(Aside, data["asides"])))


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _named_file(ref: str, name: str, body: str, asides: tuple[Aside, ...]) -> FileSource:
    name = f"Datei „{name}“"
    return FileSource(ref, name, reason_from(name), body, asides)


def reason_from(name: str) -> str:
    """Return the history's reason, which has room for 100 characters."""
    reason = f"Aus {name}"
    return reason if len(reason) <= 100 else f"{reason[:98]}…“"
