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
    """All that can be compared, oldest first, and what is unless somebody chooses."""

    choices: tuple[Choice, ...]
    old: str
    new: str

    def known(self, value: str) -> bool:
        return any(choice.value == value for choice in self.choices)


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
    counting = [str(each.number) for each in editions if each.state != State.REFUSED]
    in_force = [str(each.number) for each in editions if each.state == State.IN_FORCE]
    new = DRAFT if agreement.wording_is_open else counting[-1]
    before = [value for value in (*in_force, *counting[-2:-1], choices[0].value) if value != new]
    return Offered(tuple(choices), before[0], new)


def compared(agreement: Agreement, offered: Offered, old: str, new: str) -> Compared:
    """Compare what `old` and `new` name, both of them offered (2 queries, 9 with the draft)."""
    choices = {choice.value: choice for choice in offered.choices}
    places = {value: place for place, value in enumerate(choices)}
    # Between the two, each edition gave its own reasons.
    passed = list(choices)[places[old] + 1 : places[new] + 1]
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
        tables = edition.document.tables
    else:
        tables = (goals.annex.build(agreement), milestones.annex.build(agreement))
    return {table.key: table for table in tables}


def _reasons(agreement: Agreement, edition: Edition | None) -> dict[str, str]:
    if edition is not None:
        return {reason.key: reason.text for reason in edition.parsed.reasons}
    return dict(agreement.reasons.values_list("key", "text"))
