"""A whole agreement into a package.

    organisations.json  [{"name": "…", "kind": "…", "long_name": "…"}]   all that are named
    records.json        {"goals.measure": [row, …], …}                   all that is stored
    history.json        {"goals.historicalmeasure": [row, …], …}         all that was
    acts.json           by which acts it was written, see acts.py
    files/…             prints and scans, as stored

Rows are as in rows.py. Nobody's account goes along.
"""

from importlib.metadata import PackageNotFoundError, version

from django.db import transaction

from bildung.agreements.models import Agreement, Organisation, User

from . import acts
from .belonging import Table, live_rows_of, past_rows_of
from .package import ArchiveError, Package, as_json
from .rows import Row, Writer


def pack(agreement: Agreement) -> Package:
    """Return all of `agreement`, as it is at one moment.

    Raises ArchiveError where an edition is not what its digest was taken of.
    """
    with transaction.atomic():
        # Nobody writes meanwhile (see bildung/agreements/locking.py).
        agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
        for edition in agreement.editions.all():
            if not edition.is_unaltered:
                raise ArchiveError(f"{edition.label} ist verändert: Der Prüfwert stimmt nicht.")
            if not edition.approvals_fit:
                raise ArchiveError(
                    f"Die Zustimmungen zu {edition.label} sind nicht mehr die, mit denen sie in "
                    "Kraft trat."
                )
        organisations = {each.pk: each for each in Organisation.objects.all()}
        writer = Writer(
            dict(User.objects.values_list("pk", "email")),
            {pk: each.name for pk, each in organisations.items()},
        )
        records = _rows(writer, live_rows_of(agreement))
        history = _rows(writer, past_rows_of(agreement))
        written_by = acts.acts_of(agreement, history)
    named = _organisations_in(records, history)
    told = [
        {"name": each.name, "kind": each.kind, "long_name": each.long_name}
        for each in organisations.values()
        if each.name in named
    ]
    members = {
        "organisations.json": as_json(sorted(told, key=lambda each: each["name"])),
        "records.json": as_json(_labelled(records)),
        "history.json": as_json(_labelled(history)),
        acts.MEMBER: as_json(written_by),
        **writer.files,
    }
    return Package(agreement.slug, _software(), members)


def _rows(writer: Writer, found) -> dict[Table, list[Row]]:
    return {table: [writer.row(record) for record in records] for table, records in found}


def _organisations_in(*tables: dict[Table, list[Row]]) -> set[str]:
    return {
        row[field.attname]
        for rows_by_table in tables
        for table, rows in rows_by_table.items()
        for field in table._meta.concrete_fields
        if field.is_relation and field.related_model is Organisation
        for row in rows
    }


def _labelled(rows: dict[Table, list[Row]]) -> dict[str, list[Row]]:
    return {table._meta.label_lower: each for table, each in rows.items()}


def _software() -> str:
    try:
        return version("bildung")
    except PackageNotFoundError:  # run from its folder, without having been installed
        return ""
