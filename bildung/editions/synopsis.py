"""Synopse: two editions of an agreement side by side, or one and today's draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement
from bildung.agreements.names import parties_of
from bildung.annex.document import AnnexDocument
from bildung.annex.synopsis import Synopsis, compare
from bildung.annex.table import AnnexTable

from .content import WORKING_COLUMNS
from .models import Edition, State

DRAFT = "entwurf"
ROW_NAMES = {goals.annex.KEY: "Maßnahme", milestones.annex.KEY: "Abschnitt"}


@dataclass(frozen=True)
class Choice:
    """What can be compared: `value` is the number of an edition, or DRAFT."""

    value: str
    label: str


@dataclass(frozen=True)
class Offered:
    """All that can be compared, oldest first, and what is unless somebody chooses.

    `in_force` is the edition that holds, empty where none does; `refused` are those that never did.
    """

    choices: tuple[Choice, ...]
    old: str
    new: str
    in_force: str
    refused: frozenset[str]

    def known(self, value: str) -> bool:
        return any(choice.value == value for choice in self.choices)

    def takes_reasons(self, old: str, new: str) -> bool:
        """Whether it is between these two that a change is given its Begründung."""
        return bool(self.in_force) and (old, new) == (self.in_force, DRAFT)


@dataclass(frozen=True)
class Compared:
    """Both annexes compared, and the reasons given, by the key of the row."""

    old: Choice
    new: Choice
    synopses: tuple[Synopsis, ...]
    reasons: Mapping[str, str]

    @property
    def changes(self) -> int:
        return sum(len(synopsis.changes) for synopsis in self.synopses)

    def document(self, agreement: Agreement, on: date, only_changes: bool) -> AnnexDocument:
        """Return the Synopse as a document, as every format prints it."""
        return AnnexDocument(
            agreement=str(agreement),
            title=agreement.title,
            parties=parties_of(agreement),
            state=f"Synopse: {self.old.label} und {self.new.label}",
            as_of=on,
            tables=tuple(
                synopsis.table(self.reasons, only_changes=only_changes)
                for synopsis in self.synopses
            ),
        )


def offered(agreement: Agreement) -> Offered | None:
    """Return what can be compared; None where there are not two (1 query)."""
    editions = list(agreement.editions.with_state().light().order_by("number"))
    choices = [Choice(str(each.number), each.label) for each in editions]
    if agreement.wording_is_open:
        choices.append(Choice(DRAFT, "Entwurf von heute"))
    if len(choices) < 2:
        return None
    refused = frozenset(str(each.number) for each in editions if each.state == State.REFUSED)
    in_force = next((str(each.number) for each in editions if each.state == State.IN_FORCE), "")
    standing = [choice.value for choice in choices if choice.value not in refused]
    new = standing[-1] if standing else choices[-1].value
    # What holds, else the one before, else whatever there is.
    others = (in_force, *reversed(standing), *(choice.value for choice in reversed(choices)))
    old = next(value for value in others if value and value != new)
    return Offered(tuple(choices), old, new, in_force, refused)


def compared(agreement: Agreement, offered: Offered, old: str, new: str) -> Compared:
    """Compare what `old` and `new` name, both of them offered (2 queries, 9 with the draft)."""
    choices = {choice.value: choice for choice in offered.choices}
    places = {value: place for place, value in enumerate(choices)}
    # Between the two, each edition gave its own reasons; those of a refused one hold no more.
    passed = [
        value
        for value in list(choices)[places[old] + 1 : places[new] + 1]
        if value == new or value not in offered.refused
    ]
    numbers = {int(value) for value in (old, new, *passed) if value != DRAFT}
    editions = {
        str(edition.number): edition
        for edition in agreement.editions.filter(number__in=numbers).defer("wording")
    }
    before, after = (_tables(agreement, editions.get(value)) for value in (old, new))
    reasons: dict[str, str] = {}
    for value in passed:
        reasons |= _reasons(agreement, editions.get(value))
    synopses = tuple(
        compare(before[key], table, ignoring=WORKING_COLUMNS, row_name=ROW_NAMES[key])
        for key, table in after.items()
    )
    return Compared(choices[old], choices[new], synopses, reasons)


def _tables(agreement: Agreement, edition: Edition | None) -> dict[str, AnnexTable]:
    """Return both annexes by key: of `edition`, or as they stand today."""
    if edition is not None:
        tables = edition.here.document.tables
    else:
        tables = (goals.annex.build(agreement), milestones.annex.build(agreement))
    return {table.key: table for table in tables}


def _reasons(agreement: Agreement, edition: Edition | None) -> dict[str, str]:
    if edition is not None:
        return {reason.key: reason.text for reason in edition.here.reasons}
    return dict(agreement.reasons.values_list("key", "text"))
