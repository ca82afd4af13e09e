"""A package into an agreement: one transaction, and whatever does not fit refuses all of it.

Every row gets a new key, also in the history and in the records that an edition keeps. What an
edition says is not touched: which rows here its keys mean stands beside it (`Edition.row_keys`).
Nobody gets credit for what an archive says of an address: whose account did it, says the operator.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from bildung.agreements.acts import Act, Origin, act
from bildung.agreements.locking import Wording
from bildung.agreements.models import Agreement, Organisation, Unit, User
from bildung.agreements.origins import IMPORT
from bildung.annex.table import AnnexError
from bildung.editions.content import Content, read
from bildung.editions.models import Edition, EditionPrint, Reason, Scan

from . import fitting, keys
from .acts import new_keys, read_acts, stored_acts
from .belonging import HISTORIES, LIVE, PAST, RECORDS, Table
from .package import ArchiveError, Package
from .rows import Reader, Row, checked, has_fields_of, keys_in

# The kinds of records that rows of an annex are named by: „measure-17“.
NAMING: dict[str, Table] = {
    model._meta.model_name: model for model in RECORDS if issubclass(model, Wording)
}
BATCH = 500

Tables = dict[Table, list[Row]]
Keys = Mapping[Table, Mapping[int, int]]


def unpack(
    package: Package, slug: str = "", accounts: Mapping[str, User] | None = None
) -> Agreement:
    """Store what `package` holds, under `slug` or the one it had; return the agreement.

    `accounts` are those here, by the address that they have in the archive. Of all others stays the
    name where something was signed, and nobody in the history.

    Raises ArchiveError, and stores nothing, where the slug is taken, an edition or a file is not
    what its digest was taken of, or the parts do not fit together.
    """
    live, past = _tables(package, "records.json", LIVE), _tables(package, "history.json", PAST)
    if len(live[Agreement]) != 1:
        raise ArchiveError("Ein Archiv hält genau eine Vereinbarung.")
    slug = slug or package.slug
    fitting.check_characters(live)
    fitting.clean_past(past)
    acts = read_acts(package, past)
    fitting.check_units(live, past)
    users = {address: account.pk for address, account in (accounts or {}).items()}
    try:
        validate_slug(slug)
        with act(Origin.ARCHIVE), transaction.atomic():
            if Agreement.objects.filter(slug=slug).exists():
                raise ArchiveError(f"Das Kürzel „{slug}“ ist hier schon vergeben.")
            agreement = _stored(package, live, past, acts, slug, users)
            tables = [table._meta.db_table for table in (*LIVE, *PAST, Act)]
            connection.check_constraints(table_names=tables)
            agreement.clean()
            fitting.check_phase(agreement)
            fitting.check_approvals(agreement)
    except ValidationError as error:
        raise ArchiveError(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise ArchiveError(f"Die Teile des Archivs passen nicht zusammen: {error}") from error
    except (
        DataError,
        OverflowError,
        UnicodeError,
    ) as error:  # halves of characters, what is too long, a time beyond all time
        raise ArchiveError(f"Ein Wert ist nicht zu speichern: {error}") from error
    return agreement


def _stored(
    package: Package,
    live: Tables,
    past: Tables,
    acts: list[Row],
    slug: str,
    users: Mapping[str, int],
) -> Agreement:
    organisations = _organisations(package, live, past)
    units = _units_here(live[Unit], organisations)
    live[Unit] = [row for row in live[Unit] if row["id"] not in units]
    history = next(table for table, model in HISTORIES.items() if model is Unit)
    past[history] = [row for row in past[history] if row["id"] not in units]
    for row in live[Agreement]:
        row["slug"] = slug
    told = {row["act_id"] for table in HISTORIES for row in past[table]}
    acts = [act for act in acts if act["id"] in told]
    new = _new_keys(live, past, units) | {Act: new_keys(acts)}
    reader = Reader(new, users, organisations, package.members)
    records = {table: [reader.record(table, row) for row in live[table]] for table in LIVE}
    for edition in records[Edition]:
        _move_edition(edition, new)
    for reason in records[Reason]:
        reason.key = _row_key(reason.key, new)
    _check_files(records[EditionPrint] + records[Scan])
    for table in LIVE:
        _store(table, records[table])
    (agreement,) = records[Agreement]
    _store(Act, stored_acts(acts, new[Act], agreement, users))
    for table in PAST:
        rows = [reader.record(table, row) for row in past[table]]
        if PAST[table] is Reason:
            for row in rows:
                row.key = _row_key(row.key, new)
        _store(table, rows)
    return Agreement.objects.get(slug=slug)


def _tables(package: Package, member: str, known: Iterable[Table]) -> Tables:
    """Return the rows of a member by table; raises ArchiveError where it is of another shape."""
    data = package.read(member)
    labels = {table._meta.label_lower: table for table in known}
    if package.version == 1:
        _give_room_for_acts(data)
    if not isinstance(data, dict) or set(data) != set(labels):
        raise ArchiveError(f"„{member}“ hat andere Tabellen als diese Version der Software.")
    for label, rows in data.items():
        table = labels[label]
        if not isinstance(rows, list) or not all(has_fields_of(table, row) for row in rows):
            raise ArchiveError(f"Zeilen von „{label}“ haben andere Felder als hier.")
    return {labels[label]: rows for label, rows in data.items()}


def _give_room_for_acts(data: Any) -> None:
    """Let rows of a history that knew no acts have the field for it, whatever else they are."""
    for table in HISTORIES:
        rows = data.get(table._meta.label_lower) if isinstance(data, dict) else None
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.setdefault("act_id", None)


def _organisations(package: Package, live: Tables, past: Tables) -> dict[str, int]:
    """Return the keys of the organisations by name; those that are missing here are made."""
    told = list(_told_organisations(package.read("organisations.json")))
    fitting.check_named_organisations({name for name, _, _ in told}, live, past)
    found = {}
    for name, kind, long_name in told:
        stored = Organisation.objects.filter(name=name).first()
        if stored is None:
            stored = Organisation(name=name, kind=kind, long_name=long_name)
            stored.full_clean()
            stored._change_reason = IMPORT
            stored.save()
        if stored.kind != kind:
            raise ArchiveError(f"„{name}“ steht hier auf der anderen Seite.")
        found[name] = stored.pk
    return found


def _told_organisations(data: Any) -> Iterator[tuple[str, str, str]]:
    try:
        told = [(each["name"], each["kind"], each["long_name"]) for each in data]
    except (KeyError, TypeError) as error:
        raise ArchiveError("„organisations.json“ ist nicht zu lesen.") from error
    for texts in told:
        if not all(isinstance(text, str) and not fitting.is_impossible(text) for text in texts):
            raise ArchiveError("„organisations.json“ ist nicht zu lesen.")
        yield texts


def _units_here(rows: list[Row], organisations: Mapping[str, int]) -> dict[int, int]:
    """Return the keys of units that are here already, by those they had; names tell."""
    parties = organisations.values()
    stored = Unit.objects.filter(organisation__in=parties).values_list("organisation", "name", "pk")
    by_name = {(organisation, name): pk for organisation, name, pk in stored}
    return {
        row["id"]: pk
        for row in rows
        if (pk := by_name.get((organisations.get(row["organisation_id"]), row["name"])))
    }


def _new_keys(live: Tables, past: Tables, units: Mapping[int, int]) -> dict[Table, dict[int, int]]:
    """Return a new key for each that stands anywhere in the archive, in the former order."""
    former: dict[Table, set[int]] = defaultdict(set)
    for table, rows in (*live.items(), *past.items()):
        for keyed, key in keys_in(table, rows):
            former[keyed].add(key)
    for row in live[Edition]:
        for keyed, key in _keys_of_edition(row):
            former[keyed].add(key)
    for row in (*live[Reason], *(row for table in _of(Reason) for row in past[table])):
        if named := _named(str(row.get("key"))):
            former[named[0]].add(named[1])
    new = {}
    for table in (*LIVE, *PAST):
        missing = sorted(former[table] - (units.keys() if table is Unit else set()))
        new[table] = dict(zip(missing, keys.take(table, len(missing)), strict=True))
    new[Unit] |= units
    return new


def _of(model: Table) -> Iterator[Table]:
    return (table for table, told in HISTORIES.items() if told is model)


def _keys_of_edition(row: Row) -> Iterator[tuple[Table, int]]:
    content, known = _content(row["content"]), _known(row["row_keys"])
    for key in _row_keys(content):
        if named := _named(known.get(key, key)):
            yield named
    try:
        for name, rows in row["wording"]["records"].items():
            yield from keys_in(NAMING[name], rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise ArchiveError("Eine Fassung hat Datensätze, die nicht zu lesen sind.") from error


def _content(text: Any) -> Content:
    try:
        return read(text)
    except AnnexError as error:
        raise ArchiveError(f"Eine Fassung ist nicht zu lesen: {error}") from error


def _known(row_keys: Any) -> dict[str, str]:
    """Return the keys that an edition's rows had where it comes from, if they were others."""
    known = {} if row_keys is None else row_keys
    if not isinstance(known, dict) or not all(isinstance(key, str) for key in known.values()):
        raise ArchiveError("Eine Fassung hat Schlüssel, die nicht zu lesen sind.")
    return known


def _row_keys(content: Content) -> set[str]:
    rows = {row.key for table in content.document.tables for row in table.rows}
    return rows | {reason.key for reason in content.reasons}


def _named(key: str) -> tuple[Table, int] | None:
    """Return what a row's key names, „measure-17“; None for what names no record."""
    name, _, number = key.rpartition("-")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    return (NAMING[name], int(number)) if name in NAMING and is_number else None


def _row_key(key: str, new: Keys) -> str:
    named = _named(key)
    return f"{named[0]._meta.model_name}-{new[named[0]][named[1]]}" if named else key


def _move_edition(edition: Edition, new: Keys) -> None:
    """Let the records that `edition` keeps have the new keys; check what it says."""
    content = _content(edition.content)
    told = (content.number, content.document.state, content.document.as_of)
    if not edition.is_unaltered or told != (edition.number, edition.label, edition.as_of):
        raise ArchiveError(f"{edition.label} ist nicht, was ihr Prüfwert sagt.")
    known = _known(edition.row_keys)
    edition.row_keys = {key: _row_key(known.get(key, key), new) for key in _row_keys(content)}
    wording = edition.wording
    try:
        for name, rows in wording["records"].items():
            table = NAMING[name]
            for row in rows:
                row["id"] = new[table][row["id"]]
                for field in table._meta.concrete_fields:
                    if field.primary_key or field.attname not in row:
                        continue
                    if field.is_relation:
                        row[field.attname] = new[field.related_model][row[field.attname]]
                    else:
                        checked(field, row[field.attname])
        wording["topics"] = {
            name: sorted(
                [new[NAMING[name]][record], new[NAMING["focustopic"]][topic]]
                for record, topic in pairs
            )
            for name, pairs in wording["topics"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError) as error:
        raise ArchiveError(f"{edition.label} hat Datensätze, die nicht zu lesen sind.") from error


def _check_files(files: Iterable[EditionPrint | Scan]) -> None:
    for file in files:
        if isinstance(file, Scan) and file.is_withdrawn and not file.pdf:
            continue
        if hashlib.sha256(file.pdf).hexdigest() != file.sha256:
            raise ArchiveError("Eine Datei im Archiv ist nicht, was ihr Prüfwert sagt.")


def _store(table: Table, records: list[Model]) -> None:
    """Write `records` as they are: their history and what is computed of them come along.

    So neither save() nor a signal has anything to add, as with loaddata; and what is locked or
    immutable here is new.
    """
    QuerySet(table).bulk_create(records, batch_size=BATCH)
