"""Papers, reasons and the end: what stands beside an edition, and does not change it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bildung.agreements.access import Right, rights_of
from bildung.agreements.models import Agreement, Party, Phase
from bildung.editions import carry_on, papers, reasons
from bildung.editions.acts import WithdrawScan
from bildung.editions.end import end
from bildung.editions.holding import Refused
from bildung.editions.models import Edition, Ending, PaperRecord, Reason, Scan, State
from bildung.editions.papers import file_scan, withdraw_scan
from tests.factories import MembershipFactory, ScanFactory, UserFactory

from .scene import SCAN, frozen, in_force

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


def values(edition):
    return Edition.objects.values().get(pk=edition.pk)


def test_papers_leave_the_edition_as_it_is(parties):
    edition = in_force(parties)
    before = values(edition)
    record = PaperRecord(edition=edition, draft_number="2015/123", link="https://example.org/123")
    record.full_clean()
    record.save()
    record.resolution_number = "StR/0042/2015"
    record.save()
    assert record.history.count() == 2
    assert values(edition) == before


@pytest.mark.parametrize("link", ["http://example.org", "javascript:alert(1)", "ftp://example.org"])
def test_link_leads_to_https_alone(parties, link):
    record = PaperRecord(edition=frozen(parties), link=link)
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    assert list(caught.value.message_dict) == ["link"]


def test_scan_is_filed_and_a_better_one_beside_it(parties):
    edition = in_force(parties)
    before = values(edition)
    first = file_scan(edition, SCAN, "scan.pdf", parties.city_editor)
    second = file_scan(edition, SCAN + b"\n", "besser.pdf", parties.agency)
    assert list(edition.scans.all()) == [second, first]
    stored = Scan.objects.get(pk=first.pk)
    assert (bytes(stored.pdf), stored.size, stored.file_name, stored.user_name) == (
        SCAN,
        len(SCAN),
        "scan.pdf",
        str(parties.city_editor),
    )
    assert values(edition) == before


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (b"", "Die Datei ist leer."),
        (b"PK\x03\x04 %%EOF", "Die Datei ist keine PDF-Datei."),
        (SCAN + b" " * 20 * 2**20, "Die PDF-Datei ist größer als 20 MB."),
    ],
)
def test_what_is_no_pdf_to_keep_is_refused(parties, pdf, reason):
    edition = in_force(parties)
    with pytest.raises(Refused) as caught:
        file_scan(edition, pdf, "scan.pdf", parties.city)
    assert caught.value.reasons == (reason,)
    assert not Scan.objects.exists()


def test_same_scan_once_more_is_the_one_that_is_there(parties):
    edition = in_force(parties)
    first = file_scan(edition, SCAN, "scan.pdf", parties.city_editor)
    again = file_scan(edition, SCAN, "noch einmal.pdf", parties.agency)
    assert (again, again.file_name) == (first, "scan.pdf")
    assert Scan.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ScanFactory(edition=edition, sha256=first.sha256)


def test_sixth_scan_is_refused_until_one_is_withdrawn(parties, monkeypatch):
    monkeypatch.setattr(papers, "check_pdf", lambda content: None)
    edition = in_force(parties)
    scans = [file_scan(edition, b"%d" % number, "x.pdf", parties.city) for number in range(5)]
    with pytest.raises(Refused) as caught:
        file_scan(edition, b"6", "x.pdf", parties.city)
    assert caught.value.reasons == (papers.TOO_MANY,)
    assert file_scan(edition, b"0", "x.pdf", parties.city) == scans[0]
    withdraw_scan(scans[1], "Falsche Datei", parties.city)
    assert file_scan(edition, b"6", "x.pdf", parties.city).file_name == "x.pdf"


def test_withdrawn_scan_loses_its_bytes_and_nothing_else(parties):
    edition = in_force(parties)
    scan = file_scan(edition, SCAN, "privat.pdf", parties.city_editor)
    before = Scan.objects.values().get()
    withdraw_scan(scan, " Gehört nicht hierher ", parties.city)
    after = Scan.objects.values().get()
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed == {"pdf", "withdrawn_at", "withdrawn_by", "withdrawn_reason"}
    assert (bytes(after["pdf"]), after["withdrawn_by"], after["withdrawn_reason"]) == (
        b"",
        str(parties.city),
        "Gehört nicht hierher",
    )
    with pytest.raises(Refused) as caught:
        withdraw_scan(scan, "Noch einmal", parties.city)
    assert caught.value.reasons == (papers.TWICE,)
    with pytest.raises(Refused) as caught:
        file_scan(edition, SCAN, "privat.pdf", parties.city_editor)
    assert caught.value.reasons == (papers.WITHDRAWN,)
    assert Scan.objects.values().get() == after
    # Withdrawn by mistake: the paper is scanned anew, as both pages say.
    assert "scannen Sie das Papier bitte neu ein" in papers.WITHDRAWN
    assert any("scannt das Papier neu ein" in told for told in WithdrawScan.told)
    assert file_scan(edition, SCAN + b"\n", "privat.pdf", parties.city_editor).pk != scan.pk


def test_scan_is_withdrawn_by_the_leitung_of_the_side_that_filed_it(parties):
    edition = in_force(parties)
    scan = file_scan(edition, SCAN, "scan.pdf", parties.agency_editor)
    assert scan.side == Party.AGENCY
    for person in (parties.city, parties.city_editor, parties.agency_editor, UserFactory()):
        with pytest.raises(PermissionDenied):
            withdraw_scan(scan, "Falsche Datei", person)
    with pytest.raises(Refused):
        withdraw_scan(scan, " ", parties.agency)
    withdraw_scan(scan, "Falsche Datei", parties.agency)
    of_nobody = ScanFactory(edition=edition)
    withdraw_scan(of_nobody, "Falsche Datei", parties.city)
    assert edition.scans.filed().count() == 0


def test_scan_of_somebody_on_both_sides_is_either_sides(parties):
    MembershipFactory(organisation=parties.agreement.agency, user=parties.city)
    scan = file_scan(in_force(parties), SCAN, "scan.pdf", parties.city)
    assert scan.side == ""


def test_strangers_file_nothing(parties):
    edition = in_force(parties)
    with pytest.raises(PermissionDenied):
        file_scan(edition, SCAN, "scan.pdf", UserFactory(superuser=True))


def test_reason_is_written_changed_and_taken_away(parties):
    agreement = parties.agreement
    first = reasons.give(agreement, "goal-1", " Weil. ", parties.city_editor)
    assert (first.text, first.author_name) == ("Weil.", str(parties.city_editor))
    same = reasons.give(agreement, "goal-1", "Weil.", parties.agency_editor)
    assert (same.pk, same.author_name, Reason.history.count()) == (
        first.pk,
        str(parties.city_editor),
        1,
    )
    other = reasons.give(agreement, "goal-1", "Darum.", parties.agency_editor, 1)
    assert (other.pk, other.author_name) == (first.pk, str(parties.agency_editor))
    assert reasons.give(agreement, "goal-1", " ", parties.city_editor, other.version) is None
    assert reasons.give(agreement, "goal-2", "", parties.city_editor) is None
    assert not Reason.objects.exists()
    assert [row.history_type for row in Reason.history.all()] == ["-", "~", "+"]


@pytest.mark.parametrize("phase", [Phase.SIGNING, Phase.IN_FORCE, Phase.ENDED])
def test_reasons_are_locked_with_the_wording(parties, phase):
    Agreement.objects.update(phase=phase)
    with pytest.raises(Refused):
        reasons.give(parties.agreement, "goal-1", "Weil.", parties.city)


def test_agreement_ends_with_a_day_and_a_reason(parties):
    edition = in_force(parties)
    with pytest.raises(PermissionDenied):
        end(parties.agreement, date(2024, 12, 31), "Projektende", parties.city_editor)
    with pytest.raises(Refused) as caught:
        end(parties.agreement, date(2024, 12, 31), " ", parties.city)
    assert caught.value.reasons == ("Bitte nennen Sie den Grund, warum die Vereinbarung endet.",)
    ending = end(parties.agreement, date(2024, 12, 31), " Projektende ", parties.agency)
    assert (ending.reason, ending.user_name) == ("Projektende", str(parties.agency))
    assert parties.fresh().phase == Phase.ENDED
    assert edition.state == State.ENDED


def test_end_is_not_entered_before_it_has_come(parties):
    in_force(parties)
    with pytest.raises(Refused):
        end(parties.agreement, localdate() + timedelta(days=1), "Projektende", parties.city)
    assert parties.fresh().phase == Phase.IN_FORCE


def test_after_the_end_nothing_is_reported_any_more(parties):
    in_force(parties)
    end(parties.agreement, localdate(), "Projektende", parties.city)
    for person in (parties.city_editor, parties.agency_editor):
        assert rights_of(person, parties.fresh()) == {Right.SEE, Right.FILE_PAPERS}


def test_fortschreibung_is_given_up_before_the_end(parties):
    in_force(parties)
    carry_on.begin(parties.agreement, parties.city)
    with pytest.raises(Refused) as caught:
        end(parties.agreement, date(2024, 12, 31), "Projektende", parties.city)
    assert caught.value.reasons == (
        "Das ist in dieser Phase nicht möglich. "
        "Die Vereinbarung ist jetzt: in Kraft, Fortschreibung im Entwurf.",
    )
    assert not Ending.objects.exists()
