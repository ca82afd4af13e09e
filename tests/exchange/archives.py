"""An agreement that has all there is, and archives whose keys do not matter."""

import hashlib
import io
import json
import zipfile
from collections import defaultdict
from datetime import date

from bildung.agreements import reporting
from bildung.agreements.models import Agreement
from bildung.editions import carry_on
from bildung.editions.models import Edition, PaperRecord, Reason
from bildung.exchange.archive.belonging import LIVE, PAST, Table
from bildung.exchange.archive.package import Package
from bildung.exchange.archive.rows import keys_in
from bildung.exchange.archive.unpacking import NAMING
from bildung.vocabulary.status import Status
from goals.models import Measure
from tests.editions.scene import Parties, in_force, make_parties
from tests.factories import (
    PDF,
    DutyFactory,
    FocusTopicFactory,
    MeasureFactory,
    ReasonFactory,
    ScanFactory,
    StageFactory,
    UnitFactory,
)

TABLES = {table._meta.label_lower: table for table in (*LIVE, *PAST)}


def printed_at_once(edition) -> bytes:
    """Stand in for the print of an edition, which takes seconds."""
    return f"%PDF-{edition.sha256}%%EOF".encode()


def make_full(slug: str = "eisenach") -> Parties:
    """Make an agreement with an edition in force, a draft of the next, and a past."""
    parties = make_parties(slug=slug)
    agreement, measure = parties.agreement, parties.measure
    topic = FocusTopicFactory(agreement=agreement)
    measure.topics.add(topic)
    measure.lead_unit = UnitFactory(organisation=agreement.municipality)
    measure.contact = "Kim Muster"
    measure.save()
    doomed = MeasureFactory(objective=measure.objective, text="Was entfällt")
    edition = in_force(parties)
    PaperRecord.objects.create(edition=edition, draft_number="0123/2015")
    ScanFactory(edition=edition, user=parties.city, sha256=hashlib.sha256(PDF).hexdigest())
    day = date(2016, 2, 1)
    reporting.report(measure, Status.IN_PROGRESS, "Läuft an.", parties.city_editor, day)
    reporting.note(parties.stage, "Termin steht.", parties.agency_editor, day)
    carry_on.begin(agreement, parties.city)
    doomed.delete()
    measure.refresh_from_db()
    measure.text = "Was anders lautet"
    measure.save()
    DutyFactory(stage=StageFactory(milestone=parties.stage.milestone))
    ReasonFactory(agreement=agreement, key=measure.row_key)
    return parties


def measures_of(agreement: Agreement):
    return Measure.objects.filter(objective__goal__agreement=agreement).order_by("pk")


def rows_without_keys(package: Package) -> dict:
    """Return the rows of `package` with the place of each key in the order of its table's keys.

    What is otherwise in another agreement is left out: its slug, and the keys that stand beside an
    edition's content. For the key of an act stands what it says.
    """
    acts = {act.pop("id"): act for act in package.read("acts.json")}
    read = {**package.read("records.json"), **package.read("history.json")}
    rows = {TABLES[label]: each for label, each in read.items()}
    for each in rows.values():
        for row in each:
            if "act_id" in row:
                row["act_id"] = acts[row["act_id"]]
    places = _places(rows)
    for table, each in rows.items():
        for row in each:
            _number(table, row, places)
    for row in rows[Agreement]:
        del row["slug"]
    for row in rows[Edition]:
        del row["row_keys"]
        for name, kept in row["wording"]["records"].items():
            for record in kept:
                _number(NAMING[name], record, places)
        for name, pairs in row["wording"]["topics"].items():
            tagged, topic = places[NAMING[name]], places[NAMING["focustopic"]]
            row["wording"]["topics"][name] = [[tagged[one], topic[two]] for one, two in pairs]
    for table, each in rows.items():
        if table is Reason or PAST.get(table) is Reason:
            for row in each:
                row["key"] = _placed(row["key"], places)
    return {table._meta.label_lower: each for table, each in rows.items()}


def _places(rows: dict[Table, list[dict]]) -> dict[Table, dict[int, int]]:
    keys = defaultdict(set)
    for table, each in rows.items():
        for keyed, key in keys_in(table, each):
            keys[keyed].add(key)
    return {table: {key: place for place, key in enumerate(sorted(keys[table]))} for table in keys}


def _number(table: Table, row: dict, places) -> None:
    for name, value in list(row.items()):
        for keyed, key in keys_in(table, [{name: value}]):
            row[name] = places[keyed][key]


def _placed(key: str, places) -> str:
    name, _, number = key.rpartition("-")
    return f"{name}-{places[NAMING[name]][int(number)]}"


def rezipped(content: bytes, **members: bytes) -> bytes:
    """Return the archive with other `members` (a dot in a name is written „_json“)."""
    others = {name.replace("_json", ".json"): data for name, data in members.items()}
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            new.writestr(name, others.pop(name, old.read(name)))
        for name, data in others.items():
            new.writestr(name, data)
    return output.getvalue()


def with_changed(package: Package, member: str, change) -> Package:
    """Return `package` with what `change` does to the data of a member; its digests are right."""
    data = package.read(member)
    change(data)
    members = {**package.members, member: json.dumps(data).encode()}
    return Package(package.slug, package.software, members, package.version)
