"""Which records are an agreement's, and which history rows. What stands above comes first."""

from collections.abc import Iterator

from django.db.models import Field, Model, Q, QuerySet

from bildung.agreements.models import Agreement, Unit
from bildung.editions.models import (
    Approval,
    Edition,
    EditionPrint,
    Ending,
    EntryIntoForce,
    PaperRecord,
    Reason,
    Scan,
)
from bildung.history.kinds import ALL, rows_of_agreement

Table = type[Model]

# Each kind of record with the lookup from it to its agreement. Units belong to the parties, which
# are found by their names.
RECORDS: dict[Table, str] = {
    **{kind.model: kind.path or "pk" for kind in ALL},
    Edition: "agreement",
    EditionPrint: "edition__agreement",
    Approval: "edition__agreement",
    EntryIntoForce: "edition__agreement",
    PaperRecord: "edition__agreement",
    Scan: "edition__agreement",
    Reason: "agreement",
    Ending: "agreement",
}


def _history_of(model: Table) -> Table | None:
    manager = getattr(model._meta, "simple_history_manager_attribute", None)
    return getattr(model, manager).model if manager else None


def _tags_of(model: Table) -> Iterator[Table]:
    for field in model._meta.many_to_many:
        yield field.remote_field.through


def _tag_histories_of(history: Table) -> Iterator[Table]:
    """Yield the tables that keep what a history row was tagged with."""
    for relation in history._meta.related_objects:
        if relation.field.name == "history":
            yield relation.related_model


TAGS = tuple(tags for model in RECORDS for tags in _tags_of(model))
LIVE: tuple[Table, ...] = (Unit, *RECORDS, *TAGS)
# Each table of the history with that whose rows it tells of.
HISTORIES: dict[Table, Table] = {
    history: model for model in (Unit, *RECORDS) if (history := _history_of(model))
}
TAG_HISTORIES: dict[Table, Table] = {
    tag_history: tags
    for history, model in HISTORIES.items()
    for tag_history, tags in zip(_tag_histories_of(history), _tags_of(model), strict=True)
}
PAST: dict[Table, Table] = HISTORIES | TAG_HISTORIES


def key_in(table: Table, field: Field) -> Table | None:
    """Return the table whose key `field` of `table` holds; None where it holds something else."""
    if field.primary_key:
        return table
    if field.is_relation:
        return field.related_model
    return PAST[table] if table in PAST and field.name == "id" else None


def live_rows_of(agreement: Agreement) -> Iterator[tuple[Table, QuerySet]]:
    """Yield each table with the rows of `agreement`, in the order of their keys."""
    yield Unit, Unit._base_manager.filter(organisation__in=agreement.party_ids).order_by("pk")
    for model, path in RECORDS.items():
        yield model, model._base_manager.filter(**{path: agreement.pk}).order_by("pk")
    for model, path in RECORDS.items():
        for field in model._meta.many_to_many:
            tags = field.remote_field.through
            lookup = f"{field.m2m_field_name()}__{path}"
            yield tags, tags._base_manager.filter(**{lookup: agreement.pk}).order_by("pk")


def past_rows_of(agreement: Agreement) -> Iterator[tuple[Table, QuerySet]]:
    """Yield each table of the history with its rows, also of what was deleted."""
    editions = Edition.objects.filter(agreement=agreement.pk).values("pk")
    rows = {kind.model: rows for kind, rows in _rows_by_kind(agreement)}
    own = {
        Unit: Q(organisation_id__in=agreement.party_ids),
        PaperRecord: Q(edition_id__in=editions),
        Reason: Q(agreement_id=agreement.pk),
    }
    for history, model in HISTORIES.items():
        found = rows[model] if model in rows else history.objects.filter(own[model])
        yield history, found.order_by("history_id")
        for tag_history in _tag_histories_of(history):
            tagged = tag_history.objects.filter(history__in=found.order_by().values("pk"))
            yield tag_history, tagged.order_by("pk")


def _rows_by_kind(agreement: Agreement):
    found = rows_of_agreement(agreement)
    return ((kind, found[kind.key]) for kind in ALL)
