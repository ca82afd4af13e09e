"""What a file would change in an annex, and the act of changing it."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction

from bildung.agreements.acts import Origin, act
from bildung.agreements.models import Agreement, User
from bildung.annex import reading, schema
from bildung.annex.completing import complete
from bildung.annex.entries import Entry, Kind
from bildung.annex.matching import Matching, Side, match
from bildung.annex.merging import merge, renamed
from bildung.annex.reading import Reading
from bildung.annex.synopsis import Synopsis, tell
from bildung.annex.table import AnnexTable, texts_of
from bildung.editions.holding import Refused, hold
from bildung.vocabulary import timeframe
from bildung.vocabulary.timeframe import Remark, offsets

from .annexes import Annex
from .upload import Upload

CHANGED = (
    "Die Anlage wurde geändert, seit Ihnen die Vorschau gezeigt wurde. "
    "Hier ist die neue; bitte sehen Sie sie sich noch einmal an."
)
UNCONFIRMED = "Bitte bestätigen Sie zuerst, welche Spalte was ist."
NOTHING_FOUND = "In der Datei ist die Anlage nicht zu erkennen."


@dataclass(frozen=True)
class Slip:
    """A time frame of a new or changed row with which nothing can be computed, and why."""

    key: str
    wording: str
    remark: Remark


@dataclass(frozen=True)
class Proposal:
    """An annex of today beside what a file makes of it.

    `reports` maps the keys of rows that go to the number of Sachstände that go with them. With
    `counts_months` it is that of a template. `is_mapped` where a person said which column is which.
    """

    annex: Annex
    today: AnnexTable
    reading: Reading
    matching: Matching
    synopsis: Synopsis
    reports: Mapping[str, int]
    counts_months: bool = False
    is_mapped: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """The headings of columns that a person has to confirm before anything is written."""
        return () if self.is_mapped else self.reading.asked

    @property
    def changes(self) -> tuple[Entry, ...]:
        return self.synopsis.changes

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the annex was found, which is no reason to delete what there is."""
        return not self.reading.table.rows

    @cached_property
    def seen(self) -> str:
        """A digest of the annex of today, and of what goes along with what goes.

        Of another one, this would be another proposal.
        """
        text = schema.canonical_table(self.today) + json.dumps(self.reports, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def is_of(self, agreement: Agreement) -> bool:
        """Whether the annex of `agreement` is still the one of today (queries as `propose`)."""
        today, reports = self.annex.build(agreement), self.annex.reports(agreement)
        return (self.today, self.reports) == (today, _going(self.synopsis, reports))

    def count(self, kind: Kind) -> int:
        return sum(kind in entry.kinds for entry in self.changes)

    def without(self, left_out: Collection[str]) -> AnnexTable:
        """Return the annex as it will be, without the changes whose keys are in `left_out`."""
        if not any(entry.key in left_out for entry in self.changes):
            return renamed(self.matching)
        return self.annex.shaped(merge(self.matching, self.changes, left_out))

    def faults(self, left_out: Collection[str] = ()) -> list[tuple[str, str]]:
        """Return key and sentence of what no record can say, of the changes that are taken."""
        return list(self.annex.faults(self.without(left_out)))

    def slips(self) -> list[Slip]:
        """Return the time frames of new or changed rows that cannot be read."""
        side = self.matching.new
        numbers = {row.key: number for number, row in enumerate(side.table.rows)}
        slips = []
        for entry in self.changes:
            if (row := numbers.get(entry.new_key)) is not None:
                wording = " ".join(texts_of(side.wording["timeframe"][row]))
                if self.counts_months and offsets.parse(wording):
                    continue
                if remark := timeframe.remark(wording):
                    slips.append(Slip(entry.new_key, wording, remark))
        return slips


def propose(agreement: Agreement, annex: Annex, upload: Upload) -> Proposal:
    """Compare an annex with what a file says (1 query more than building it takes).

    Raises AnnexError, in German, where nothing can be read.
    """
    today, reports = annex.build(agreement), annex.reports(agreement)
    return compare(annex, today, upload, reports, agreement.is_template)


def compare(
    annex: Annex,
    today: AnnexTable,
    upload: Upload,
    reports: Mapping[str, int],
    counts_months: bool = False,
) -> Proposal:
    """Return what a file makes of `today`; `reports` are those of all rows. Asks no database.

    Raises AnnexError, in German, where nothing can be read.
    """
    read = reading.read(upload.contents, today, upload.mapping, upload.left_out)
    wanted = annex.shaped(complete(today, read.table, read.missing))
    matching = match(Side(today, annex.ignored), Side(wanted, annex.ignored))
    synopsis = tell(matching, annex.row_name, only_changes=True)
    return Proposal(
        annex,
        today,
        read,
        matching,
        synopsis,
        _going(synopsis, reports),
        counts_months=counts_months,
        is_mapped=upload.mapping is not None,
    )


def _going(synopsis: Synopsis, reports: Mapping[str, int]) -> dict[str, int]:
    """Return those of `reports` whose rows go."""
    gone = {entry.old_key for entry in synopsis.changes if entry.new_key is None}
    return {key: number for key, number in reports.items() if key in gone}


def apply(
    agreement: Agreement,
    annex: Annex,
    upload: Upload,
    left_out: Collection[str],
    seen: str,
    by: User,
) -> int:
    """Write what a file changes but for what is left out; return how many changes that are.

    What that is is found out before the agreement is held, so that others need not wait for it.
    Raises Refused where the annex is no more the one that was `seen`, where nobody confirmed what a
    column is, where a record cannot say what is wanted, or where the wording is locked;
    PermissionDenied where `by` may not write it.
    """
    proposal = propose(agreement, annex, upload)
    wanted = proposal.without(left_out)
    reasons = tuple(_reasons(proposal, wanted))
    taken = [entry for entry in proposal.changes if entry.key not in left_out]
    with act(Origin.IMPORT, upload.reason), transaction.atomic():
        held = hold(agreement, by, annex.right)
        if proposal.seen != seen or not proposal.is_of(held):
            raise Refused(CHANGED)
        if reasons:
            raise Refused(*reasons)
        if taken:
            annex.write(held, wanted, upload.reason)
    return len(taken)


def _reasons(proposal: Proposal, wanted: AnnexTable) -> Iterator[str]:
    """Yield why the annex cannot be as it is `wanted`; nothing if it can."""
    if proposal.is_empty:
        yield NOTHING_FOUND
    elif proposal.asked:
        yield UNCONFIRMED
    else:
        yield from (sentence for _, sentence in proposal.annex.faults(wanted))
