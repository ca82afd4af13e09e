"""A whole agreement as one file: what went in comes out, and nothing else is taken in."""

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Organisation, Phase, Unit, User
from bildung.editions import carry_on
from bildung.editions.freeze import preview
from bildung.editions.synopsis import DRAFT, compared, offered
from bildung.editions.working_state import document_on
from bildung.exchange.archive import package
from bildung.exchange.archive.belonging import live_rows_of, past_rows_of
from bildung.exchange.archive.package import ArchiveError
from bildung.exchange.archive.packing import pack
from bildung.exchange.archive.unpacking import unpack
from bildung.formats import csv, xlsx
from bildung.history.kinds import rows_of_agreement
from goals.models import Measure
from tests.access.stored import state
from tests.editions.scene import DAY
from tests.factories import UserFactory

from .archives import measures_of, rows_without_keys

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


def test_same_agreement_gives_the_same_bytes(full, packed):
    written = package.write(packed)
    assert written == package.write(pack(full.agreement))
    assert package.read(written) == packed


def everybody() -> dict[str, User]:
    """Return all accounts as an operator names them who says that they are the same people."""
    return {user.email: user for user in User.objects.all()}


def test_agreement_comes_back_with_other_keys_and_nothing_else_changed(packed):
    before = state()
    moved = unpack(packed, "umgezogen", everybody())
    after = state()
    assert {key: after.get(key) for key in before} == before
    assert rows_without_keys(pack(moved)) == rows_without_keys(packed)


def test_archive_of_what_was_moved_comes_back_as_well(packed):
    once = unpack(packed, "einmal", everybody())
    twice = unpack(pack(once), "zweimal", everybody())
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
        reasons = [bool(found.reasons.get(measure.row_key)) for measure in measures_of(agreement)]
        return changes, reasons, [table.words for table in shown.tables]

    assert told(moved) == told(full.agreement)
    keys = {row.key for table in moved.editions.get().here.document.tables for row in table.rows}
    assert {measure.row_key for measure in measures_of(moved)} <= keys


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
    assert list(measures_of(given_up).values_list("text", flat=True)) == [
        row["text"] for row in moved.editions.get().wording["records"]["measure"]
    ]
    assert bystander == (
        goals.annex.build(full.agreement),
        milestones.annex.build(full.agreement),
    )


def test_history_comes_along_with_the_people_that_the_operator_names(full, packed):
    moved = unpack(packed, "umgezogen", everybody())
    for kind, rows in rows_of_agreement(moved).items():
        old = rows_of_agreement(full.agreement)[kind]
        told = ("history_date", "history_type", "history_change_reason", "history_user")
        assert list(rows.order_by("history_id").values_list(*told)) == list(
            old.order_by("history_id").values_list(*told)
        )


def test_nobody_is_credited_whom_the_operator_does_not_name(full, packed):
    moved = unpack(packed, "umgezogen")
    (report,) = measures_of(moved).get(reports__isnull=False).reports.all()
    assert (report.author, report.author_name) == (None, str(full.city_editor))
    credited = [
        (table._meta.label, field.name)
        for table, rows in (*live_rows_of(moved), *past_rows_of(moved))
        for field in table._meta.concrete_fields
        if field.is_relation and field.related_model is User
        if rows.exclude(**{field.name: None}).exists()
    ]
    assert credited == []
    (signed,) = moved.editions.all()
    assert {each.name for each in signed.approvals.all()} == {"Kim Muster"}


def test_person_is_credited_under_another_address_where_the_operator_says_so(full, packed):
    other = UserFactory()
    moved = unpack(packed, "umgezogen", {full.city_editor.email: other})
    (report,) = measures_of(moved).get(reports__isnull=False).reports.all()
    assert report.author == other


def test_parties_and_units_that_are_missing_are_made(full, packed):
    Organisation.objects.filter(pk=full.agreement.municipality_id).update(name="Anders genannt")
    name = next(
        each["name"] for each in packed.read("organisations.json") if each["kind"] == "municipality"
    )
    moved = unpack(packed, "umgezogen")
    assert moved.municipality.name == name
    assert moved.municipality_id != full.agreement.municipality_id
    assert moved.agency == full.agreement.agency
    led = measures_of(moved).exclude(lead_unit=None).get()
    assert led.lead_unit.organisation == moved.municipality
    assert led.lead_unit.history.count() == 1


def test_units_that_are_here_are_used(full, packed):
    units = Unit.objects.count()
    moved = unpack(packed, "umgezogen")
    assert Unit.objects.count() == units
    assert measures_of(moved).exclude(lead_unit=None).get().lead_unit == full.measure.lead_unit


def test_records_made_afterwards_get_keys_of_their_own(packed):
    moved = unpack(packed, "umgezogen")
    objective = measures_of(moved).first().objective
    made = Measure.objects.create(objective=objective, text="Neu")
    assert made.history.count() == 1


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
    for nothing in (tmp_path / "fehlt.zip", tmp_path, Path("/dev/zero")):
        with pytest.raises(CommandError, match="No such file"):
            call_command("import_agreement", nothing)


def test_command_credits_whom_the_operator_names(full, tmp_path):
    file = tmp_path / "eisenach.zip"
    call_command("export_agreement", "eisenach", file)
    with pytest.raises(CommandError, match="niemand@example"):
        call_command("import_agreement", file, slug="umgezogen", person=["niemand@example.org"])
    assert not Agreement.objects.filter(slug="umgezogen").exists()
    other = UserFactory()
    people = [f"{full.city_editor.email}={other.email.upper()}", full.agency_editor.email]
    call_command("import_agreement", file, slug="umgezogen", person=people)
    moved = Agreement.objects.get(slug="umgezogen")
    (report,) = measures_of(moved).get(reports__isnull=False).reports.all()
    assert report.author == other
