"""The records of an agreement, how they hang together, and where their history rows are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Field, Model, Q, QuerySet
from django.utils.functional import cached_property

from bildung.agreements.access import Right
from bildung.agreements.models import Agreement, FocusTopic, Party
from bildung.agreements.reports import ProgressReport
from goals.models import Goal, Measure, MeasureReport, Objective, Step
from milestones.models import Duty, Milestone, Stage, StageReport

# History rows by the key of their kind.
Rows = Mapping[str, QuerySet]


@dataclass(frozen=True)
class Kind:
    """One kind of record. `key` stands in addresses, `object` is its name as in „hat … gelöscht“.

    `within` is the field that names the record one level up, of the kind `parent`; to an agreement
    leads `path`. Where `told_with_parent`, its changes are part of what happened to that record.
    What was deleted comes back by whoever has `restored_by`, and what stood in the column of the
    municipality by whoever has `restored_in_own_column`.
    """

    key: str
    model: type[Model]
    label: str
    object: str
    named_by: str
    parent: str = ""
    within: str = ""
    path: str = ""
    told_with_parent: bool = False
    restored_by: Right | None = None
    restored_in_own_column: Right | None = None

    @cached_property
    def history(self) -> type[Model]:
        return self.model.history.model

    @property
    def parent_attname(self) -> str:
        return f"{self.within}_id"

    @property
    def tag_rows(self) -> Mapping[Field, str]:
        """Return each many-to-many field with the name of its rows beside a history row.

        What the package puts under the field's own name cannot be fetched in advance.
        """
        fields = self.model._meta.many_to_many
        return {field: f"{self.history._meta.model_name}_{field.name}_set" for field in fields}

    @property
    def is_report(self) -> bool:
        """Whether its records are Sachstände, which come back with what they are about."""
        return issubclass(self.model, ProgressReport)

    @property
    def has_page(self) -> bool:
        """Whether each of its records has a page „Verlauf“ of its own."""
        return bool(self.parent) and not self.told_with_parent

    def owner_of(self, row: Model) -> "tuple[Kind, int]":
        """Return kind and key of the record with which the history row is told."""
        if self.told_with_parent:
            return KINDS[self.parent], getattr(row, self.parent_attname)
        return self, row.id

    def right_to_restore(self, row: Model) -> Right | None:
        """Return the right it takes to bring back what `row` is the end of; None: nobody does."""
        if self.restored_in_own_column and row.party == Party.MUNICIPALITY:
            return self.restored_in_own_column
        return self.restored_by

    def tags_of(self, row: Model, field: Field) -> frozenset[int]:
        """Return the keys of what a history row was tagged with."""
        attname = f"{field.m2m_reverse_field_name()}_id"
        return frozenset(getattr(tag, attname) for tag in getattr(row, self.tag_rows[field]).all())

    def name_of(self, record: Model) -> str:
        """Return what tells the record (or its history row) from others, in one line."""
        name = getattr(record, self.named_by)
        if isinstance(name, date):
            return f"{name:%d.%m.%Y}"
        return " ".join(str(name).split())


# What stands above comes first.
ALL = (
    Kind("vereinbarung", Agreement, "Zielvereinbarung", "die Zielvereinbarung", "title"),
    Kind(
        "schwerpunkt",
        FocusTopic,
        "Schwerpunkt",
        "den Schwerpunkt",
        "name",
        "vereinbarung",
        "agreement",
        "agreement",
        restored_by=Right.EDIT_ANNEX_1,
    ),
    Kind(
        "ziel",
        Goal,
        "Ziel",
        "das Ziel",
        "title",
        "vereinbarung",
        "agreement",
        "agreement",
        restored_by=Right.EDIT_ANNEX_1,
    ),
    Kind(
        "erlaeuterung",
        Objective,
        "Erläuterung",
        "die Erläuterung",
        "text",
        "ziel",
        "goal",
        "goal__agreement",
        restored_by=Right.EDIT_ANNEX_1,
    ),
    Kind(
        "massnahme",
        Measure,
        "Maßnahme",
        "die Maßnahme",
        "text",
        "erlaeuterung",
        "objective",
        "objective__goal__agreement",
        restored_by=Right.EDIT_ANNEX_1,
    ),
    Kind(
        "teilschritt",
        Step,
        "Teilschritt",
        "den Teilschritt",
        "text",
        "massnahme",
        "measure",
        "measure__objective__goal__agreement",
        told_with_parent=True,
        restored_by=Right.EDIT_ANNEX_1,
    ),
    Kind(
        "sachstand-massnahme",
        MeasureReport,
        "Sachstand",
        "den Sachstand",
        "reported_on",
        "massnahme",
        "measure",
        "measure__objective__goal__agreement",
        told_with_parent=True,
    ),
    Kind(
        "meilenstein",
        Milestone,
        "Meilenstein",
        "den Meilenstein",
        "title",
        "vereinbarung",
        "agreement",
        "agreement",
        restored_by=Right.EDIT_ANNEX_2,
    ),
    Kind(
        "abschnitt",
        Stage,
        "Abschnitt",
        "den Abschnitt",
        "purpose",
        "meilenstein",
        "milestone",
        "milestone__agreement",
        restored_by=Right.EDIT_ANNEX_2,
    ),
    Kind(
        "verantwortung",
        Duty,
        "Verantwortung",
        "die Verantwortung",
        "text",
        "abschnitt",
        "stage",
        "stage__milestone__agreement",
        told_with_parent=True,
        restored_by=Right.EDIT_ANNEX_2,
        restored_in_own_column=Right.EDIT_DUTIES_OF_MUNICIPALITY,
    ),
    Kind(
        "sachstand-abschnitt",
        StageReport,
        "Sachstand",
        "den Sachstand",
        "reported_on",
        "abschnitt",
        "stage",
        "stage__milestone__agreement",
        told_with_parent=True,
    ),
)
KINDS = {kind.key: kind for kind in ALL}
STAGE = KINDS["abschnitt"]


def children_of(kind: Kind) -> tuple[Kind, ...]:
    return tuple(child for child in ALL if child.parent == kind.key)


def told_with(kind: Kind) -> tuple[Kind, ...]:
    """Return the kinds whose changes are part of what happened to a record of `kind`."""
    return tuple(child for child in children_of(kind) if child.told_with_parent)


def lines_of(kind: Kind) -> tuple[Kind, ...]:
    """Return the kinds of the bullets below a record, which are edited in its form."""
    return tuple(child for child in told_with(kind) if not child.is_report)


def rows_of_agreement(agreement: Agreement) -> Rows:
    """Return the history rows of the agreement and all that belongs, or once belonged, to it.

    What was deleted is found by the history of what it stood below.
    """
    rows: dict[str, QuerySet] = {}
    for kind in ALL:
        if not kind.parent:
            rows[kind.key] = kind.history.objects.filter(id=agreement.pk)
        elif kind.within == "agreement":
            rows[kind.key] = kind.history.objects.filter(agreement_id=agreement.pk)
        else:
            parent = KINDS[kind.parent]
            # Records that were loaded in bulk may have no history of their own.
            stored = parent.model._base_manager.filter(**{parent.path: agreement.pk}).values("pk")
            known = rows[parent.key].values("id")
            field = f"{kind.parent_attname}__in"
            rows[kind.key] = kind.history.objects.filter(Q(**{field: known}) | Q(**{field: stored}))
    return rows


def rows_of_record(kind: Kind, pk: int) -> Rows:
    """Return the history rows of a record and of what is told with it."""
    rows = {kind.key: kind.history.objects.filter(id=pk)}
    for child in told_with(kind):
        rows[child.key] = child.history.objects.filter(**{child.parent_attname: pk})
    return rows


def agreement_of(kind: Kind, pk: int) -> int | None:
    """Return the key of the agreement that a record, stored or deleted, belongs to, if any."""
    while kind.parent:
        record = (
            kind.model._base_manager.filter(pk=pk).first()
            or kind.history.objects.filter(id=pk).first()
        )
        if record is None:
            return None
        pk, kind = getattr(record, kind.parent_attname), KINDS[kind.parent]
    return pk
