"""A whole agreement as one file: what went in comes out, and nothing else is taken in."""

import io
import json
import stat
import zipfile

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Organisation, Phase, Unit, User
from bildung.editions import carry_on, printing
from bildung.editions.freeze import preview
from bildung.editions.synopsis import DRAFT, compared, offered
from bildung.editions.working_state import document_on
from bildung.exchange.archive import package
from bildung.exchange.archive.belonging import LIVE, PAST
from bildung.exchange.archive.package import ArchiveError, Package
from bildung.exchange.archive.packing import pack
from bildung.exchange.archive.unpacking import unpack
from bildung.formats import csv, xlsx
from bildung.history.kinds import rows_of_agreement
from goals.models import Measure
from tests.access.stored import state
from tests.editions.scene import DAY

from .archives import make_full, rezipped, rows_without_keys, with_changed

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture(autouse=True)
def quick_print(monkeypatch):
    made = lambda edition: f"%PDF-{edition.sha256}%%EOF".encode()  # noqa: E731
    monkeypatch.setattr(printing, "print_edition", made)


@pytest.fixture
def full():
    return make_full()


@pytest.fixture
def packed(full) -> Package:
    return pack(full.agreement)


def test_same_agreement_gives_the_same_bytes(full, packed):
    written = package.write(packed)
    assert written == package.write(pack(full.agreement))
    assert package.read(written) == packed


def test_agreement_comes_back_with_other_keys_and_nothing_else_changed(packed):
    before = state()
    moved = unpack(packed, "umgezogen")
    after = state()
    assert {key: after.get(key) for key in before} == before
    assert rows_without_keys(pack(moved)) == rows_without_keys(packed)


def test_archive_of_what_was_moved_comes_back_as_well(packed):
    once = unpack(packed, "einmal")
    twice = unpack(pack(once), "zweimal")
    assert rows_without_keys(pack(twice)) == rows_without_keys(packed)


def test_editions_say_byte_for_byte_what_they_said(full, packed):
    moved = unpack(packed, "umgezogen")
    (old,), (new,) = full.agreement.editions.all(), moved.editions.all()
    assert (new.content, new.sha256, new.is_unaltered) == (old.content, old.sha256, True)
    assert (bytes(new.print.pdf), new.print_sha256) == (bytes(old.print.pdf), old.print_sha256)
    assert bytes(new.scans.get().pdf) == bytes(old.scans.get().pdf)
    assert (new.state, new.in_force_since) == (old.state, old.in_force_since)


def test_synopsis_and_working_state_find_the_rows_under_their_new_keys(full, packed):
    moved = unpack(packed, "umgezogen")

    def told(agreement):
        choices = offered(agreement)
        found = compared(agreement, choices, choices.old, DRAFT)
        (edition,) = agreement.editions.all()
        shown = document_on(agreement, edition, DAY.replace(year=2100))
        changes = [len(synopsis.changes) for synopsis in found.synopses]
        reasons = [bool(found.reasons.get(measure.row_key)) for measure in _measures(agreement)]
        return changes, reasons, [table.words for table in shown.tables]

    assert told(moved) == told(full.agreement)
    keys = {row.key for table in moved.editions.get().here.document.tables for row in table.rows}
    assert {measure.row_key for measure in _measures(moved)} <= keys


def test_files_of_a_moved_edition_have_the_keys_of_here(client, full, packed):
    moved = unpack(packed, "umgezogen")
    client.force_login(full.city)
    excel = client.get("/vereinbarungen/umgezogen/fassungen/1/fassung.xlsx").content
    lines = client.get("/vereinbarungen/umgezogen/fassungen/1/anlage-1.csv").content
    first, second = moved.editions.get().here.document.tables

    def keys(grid):
        return [row.key for row in grid.rows if row.key]

    assert [keys(grid) for grid in xlsx.parse(excel).grids] == [
        [row.key for row in table.rows] for table in (first, second)
    ]
    assert keys(csv.parse(lines).grids[0]) == [row.key for row in first.rows]


def test_wording_goes_back_to_that_of_the_edition(full, packed):
    moved = unpack(packed, "umgezogen")
    bystander = goals.annex.build(full.agreement), milestones.annex.build(full.agreement)
    given_up = carry_on.give_up(moved, full.city)
    assert given_up.phase == Phase.IN_FORCE
    told = [each.sentence for each in preview(given_up, "Fassung 2", DAY).obstacles]
    assert [each for each in told if each.startswith("Der Wortlaut ist derselbe wie")] == told[-1:]
    assert list(_measures(given_up).values_list("text", flat=True)) == [
        row["text"] for row in moved.editions.get().wording["records"]["measure"]
    ]
    assert bystander == (
        goals.annex.build(full.agreement),
        milestones.annex.build(full.agreement),
    )


def test_history_comes_along_with_its_people(full, packed):
    moved = unpack(packed, "umgezogen")
    for kind, rows in rows_of_agreement(moved).items():
        old = rows_of_agreement(full.agreement)[kind]
        told = ("history_date", "history_type", "history_change_reason", "history_user")
        assert list(rows.order_by("history_id").values_list(*told)) == list(
            old.order_by("history_id").values_list(*told)
        )


def test_people_without_an_account_here_stay_as_names(full, packed):
    email = full.city_editor.email
    User.objects.filter(pk=full.city_editor.pk).update(email="anders@example.org")
    moved = unpack(packed, "umgezogen")
    (report,) = _measures(moved).get(reports__isnull=False).reports.all()
    assert (report.author, report.author_name) == (None, str(full.city_editor))
    assert email not in json.dumps([report.author_name])


def test_parties_and_units_that_are_missing_are_made(full, packed):
    Organisation.objects.filter(pk=full.agreement.municipality_id).update(name="Anders genannt")
    name = next(
        each["name"] for each in packed.read("organisations.json") if each["kind"] == "municipality"
    )
    moved = unpack(packed, "umgezogen")
    assert moved.municipality.name == name
    assert moved.municipality_id != full.agreement.municipality_id
    assert moved.agency == full.agreement.agency
    led = _measures(moved).exclude(lead_unit=None).get()
    assert led.lead_unit.organisation == moved.municipality
    assert led.lead_unit.history.count() == 1


def test_units_that_are_here_are_used(full, packed):
    units = Unit.objects.count()
    moved = unpack(packed, "umgezogen")
    assert Unit.objects.count() == units
    assert _measures(moved).exclude(lead_unit=None).get().lead_unit == full.measure.lead_unit


def test_records_made_afterwards_get_keys_of_their_own(packed):
    moved = unpack(packed, "umgezogen")
    objective = _measures(moved).first().objective
    made = Measure.objects.create(objective=objective, text="Neu")
    assert made.history.count() == 1


def _measures(agreement):
    return Measure.objects.filter(objective__goal__agreement=agreement).order_by("pk")


# What is refused


def refusal(content: bytes | Package, slug: str = "umgezogen") -> str:
    """Return why it is not taken in; nothing may be stored."""
    before = state()
    with pytest.raises(ArchiveError) as refused:
        unpack(content if isinstance(content, Package) else package.read(content), slug)
    assert state() == before
    return str(refused.value)


def test_slug_that_is_taken_is_refused(packed):
    assert refusal(packed, "eisenach") == "Das Kürzel „eisenach“ ist hier schon vergeben."


def test_slug_that_is_none_is_refused(packed):
    assert "gültig" in refusal(packed, "../anders")


def test_changed_member_is_refused(packed):
    written = package.write(packed)
    assert "falscher Prüfwert" in refusal(rezipped(written, history_json=b"{}"))


def test_member_that_is_not_named_is_refused(packed):
    written = package.write(packed)
    assert "anderes, als sein Verzeichnis" in refusal(rezipped(written, mehr_json=b"{}"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/abs.json", "files/x", "Records.json"])
def test_member_of_a_strange_name_is_refused(name):
    output = io.BytesIO(package.write(Package("eisenach", "", {})))
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr(name, b"")
    assert "nicht hineingehört" in refusal(output.getvalue())


def test_other_version_is_refused(packed):
    written = package.write(packed)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["version"] = 2
    changed = rezipped(written, manifest_json=json.dumps(manifest).encode())
    assert refusal(changed) == "Die Version 2 des Archivs ist nicht bekannt; gelesen wird 1."


def test_bomb_is_refused_before_it_is_expanded(packed, monkeypatch):
    monkeypatch.setattr(package, "LARGEST", 1000)
    assert refusal(package.write(packed)) == "Das Archiv ist ausgepackt zu groß."


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"\0" * 1000])
def test_what_is_no_archive_is_refused(content):
    assert "kein Archiv" in refusal(content)


def test_name_that_is_no_text_is_refused(packed):
    """It says of itself that it is UTF-8."""
    content = bytearray(package.write(packed))
    directory = content.index(b"PK\x01\x02")
    content[directory + 9] |= 0x08
    content[directory + 46] = 0xFF
    assert "kein Archiv" in refusal(bytes(content))


def test_member_before_the_beginning_is_refused(packed):
    content = bytearray(package.write(packed))
    end = content.rindex(b"PK\x05\x06")
    place = slice(end + 16, end + 20)  # where the directory begins, says the end
    content[place] = (int.from_bytes(content[place], "little") + 1).to_bytes(4, "little")
    assert "kein Archiv" in refusal(bytes(content))


def test_member_that_is_packed_otherwise_is_refused(packed):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("manifest.json", b"{}")
    content = output.getvalue().replace(b"\x05\x00]", b"\x05\x00\xff")
    assert "anders gepackt" in refusal(content)


def test_truncated_archive_is_refused(packed):
    assert "kein Archiv" in refusal(package.write(packed)[:-40])


def _edition(records) -> dict:
    return records["editions.edition"][0]


CHANGES = {
    "content": lambda data: _edition(data).update(content=_edition(data)["content"] + " "),
    "number": lambda data: _edition(data).update(number=2),
    "no content": lambda data: _edition(data).update(content="[]"),
    "wording": lambda data: _edition(data).update(wording=[]),
    "row keys": lambda data: _edition(data).update(row_keys=[1]),
    "foreign parent": lambda data: data["goals.measure"][0].update(objective_id=10**6),
    "wrong type": lambda data: data["goals.measure"][0].update(position="x"),
    "nothing where something must be": lambda data: data["goals.measure"][0].update(text=None),
    "too long": lambda data: data["goals.measure"][0].update(contact="x" * 500),
    "twice": lambda data: data["goals.goal"].append(data["goals.goal"][0]),
    "unknown table": lambda data: data.update({"auth.group": []}),
    "missing table": lambda data: data.pop("goals.step"),
    "unknown field": lambda data: data["goals.step"][0].update(is_superuser=True),
    "two agreements": lambda data: data["agreements.agreement"].append(
        data["agreements.agreement"][0]
    ),
    "no agreement": lambda data: data["agreements.agreement"].clear(),
    "unknown phase": lambda data: data["agreements.agreement"][0].update(phase="x"),
    "unknown party": lambda data: data["agreements.agreement"][0].update(agency_id="Niemand"),
    "other file": lambda data: data["editions.scan"][0].update(sha256="0" * 64),
    "no file": lambda data: data["editions.scan"][0].update(pdf="files/anders"),
    "unit without a name": lambda data: data["agreements.unit"][0].update(name={}),
    "unit of no key": lambda data: data["agreements.unit"][0].update(id=[]),
    "reason for no row": lambda data: data["editions.reason"][0].update(key=None),
    "half a character": lambda data: data["goals.measure"][0].update(text="\ud800"),
    "no rows": lambda data: data.update({"goals.step": 5}),
}


def test_past_that_cannot_be_read_is_refused(packed):
    def change(data):
        data["agreements.historicalunit"][0]["id"] = {}

    assert "andere Felder" in refusal(with_changed(packed, "history.json", change))


def test_what_does_not_fit_is_refused_whole(packed):
    before, taken = state(), []
    for name, change in CHANGES.items():
        try:
            unpack(with_changed(packed, "records.json", change), "umgezogen")
            taken.append(name)
        except ArchiveError:
            pass
    assert taken == []
    assert state() == before


@pytest.mark.parametrize(
    "told",
    [5, None, "abc", [5], [{"name": "Stadt Neu"}], [{"name": 1, "kind": 2, "long_name": 3}]],
)
def test_organisations_of_another_shape_are_refused(packed, told):
    members = {**packed.members, "organisations.json": json.dumps(told).encode()}
    assert "nicht zu lesen" in refusal(Package(packed.slug, packed.software, members))


@pytest.mark.parametrize(
    "organisation",
    [
        {"name": "x" * 121, "kind": "agency", "long_name": ""},
        {"name": "Stadt Neu", "kind": "verein", "long_name": ""},
        {"name": "", "kind": "agency", "long_name": ""},
    ],
)
def test_organisation_that_cannot_be_is_refused(packed, organisation):
    changed = with_changed(packed, "organisations.json", lambda told: told.append(organisation))
    assert refusal(changed)


def test_party_of_the_other_side_is_refused(packed):
    def swap(records):
        (row,) = records["agreements.agreement"]
        row["agency_id"], row["municipality_id"] = row["municipality_id"], row["agency_id"]

    assert "ist keine" in refusal(with_changed(packed, "records.json", swap))


def test_name_that_here_is_one_of_the_other_side_is_refused(full, packed):
    Organisation.objects.filter(pk=full.agreement.municipality_id).update(kind="agency")
    name = full.agreement.municipality.name
    assert refusal(packed) == f"„{name}“ steht hier auf der anderen Seite."


def test_all_that_belongs_to_an_agreement_is_packed():
    """Whoever adds a table that leads to what is packed says here whether it goes along."""
    packed = {*LIVE, *PAST}
    beside = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model not in packed
        and any(field.related_model in packed for field in model._meta.concrete_fields)
    }
    assert beside == set()


def test_altered_edition_is_not_written(full, monkeypatch):
    monkeypatch.setattr("bildung.editions.models.Edition.is_unaltered", False)
    with pytest.raises(ArchiveError, match="verändert"):
        pack(full.agreement)


def test_commands_write_and_read_a_file(full, tmp_path, capsys):
    file = tmp_path / "eisenach.zip"
    call_command("export_agreement", "eisenach", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="File exists"):
        call_command("export_agreement", "eisenach", file)
    call_command("import_agreement", file, slug="umgezogen")
    assert Agreement.objects.filter(slug="umgezogen").exists()
    assert "/vereinbarungen/umgezogen/" in capsys.readouterr().out
    with pytest.raises(CommandError, match="schon vergeben"):
        call_command("import_agreement", file)
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("export_agreement", "gibt-es-nicht", file)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_agreement", tmp_path / "fehlt.zip")
