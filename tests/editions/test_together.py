"""Freezing and editing at once: what an edition says is what stands there when it locks."""

import threading

import pytest
from django.db import transaction

from bildung.agreements.locking import WordingIsLocked
from bildung.agreements.models import Phase
from bildung.editions import papers, printing
from bildung.editions.approve import approve
from bildung.editions.holding import Refused
from bildung.editions.models import Approval, Edition, Scan
from goals.models import Goal, Measure
from tests.beside import beside
from tests.factories import GoalFactory, MeasureFactory

from .scene import frozen, make_parties

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dialect]

SECONDS = 20


@pytest.fixture
def parties(db):
    return make_parties(slug="eisenach")


def reword(pk, text, written=None, go_on=None):
    """Write a measure in one transaction, which ends when `go_on` is set."""
    with transaction.atomic():
        measure = Measure.objects.get(pk=pk)
        measure.text = text
        measure.save()
        if written:
            written.set()
            assert go_on.wait(SECONDS)


def text_in(edition):
    [first, _] = edition.document.tables
    return "Inzwischen" in first.words


def test_freezing_waits_for_whoever_is_writing_and_then_refuses(parties):
    written, go_on = threading.Event(), threading.Event()
    pk = parties.measure.pk
    writer, failed = [], []

    def print_meanwhile(edition):
        thread, errors = beside(lambda: reword(pk, "Inzwischen anders", written, go_on))
        writer.append(thread)
        failed.append(errors)
        assert written.wait(SECONDS)
        threading.Timer(0.3, go_on.set).start()
        return b"%PDF"

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Refused):
        patch.setattr(printing, "print_edition", print_meanwhile)
        frozen(parties)
    writer[0].join(SECONDS)
    assert failed == [[]]
    assert Measure.objects.get().text == "Inzwischen anders"
    assert (Edition.objects.count(), parties.fresh().phase) == (0, Phase.DRAFT)


def test_whoever_writes_waits_for_the_freezing_and_is_refused(parties, monkeypatch):
    pk = parties.measure.pk
    threads = []
    keep = printing.keep

    def keep_slowly(edition, content):
        thread, errors = beside(lambda: reword(pk, "Inzwischen anders"))
        threads.append((thread, errors))
        thread.join(0.5)
        assert thread.is_alive()  # it waits
        return keep(edition, content)

    monkeypatch.setattr(printing, "keep", keep_slowly)
    edition = frozen(parties)
    [(thread, errors)] = threads
    thread.join(SECONDS)
    assert [type(error) for error in errors] == [WordingIsLocked]
    assert not text_in(edition)
    assert Measure.objects.get().text == parties.measure.text


def test_writers_do_not_wait_in_a_circle(parties):
    goals = [Goal.objects.get(), GoalFactory(agreement=parties.agreement)]
    MeasureFactory(objective__goal=goals[1])

    def move():
        for _ in range(10):
            Goal.objects.get(pk=goals[0].pk).move(1)
            Goal.objects.get(pk=goals[0].pk).move(-1)

    def rename():
        for number in range(20):
            with transaction.atomic():
                goal = Goal.objects.select_for_update().get(pk=goals[1].pk)
                goal.title = f"Anders {number}"
                goal.save()

    running = [beside(move), beside(rename), beside(rename)]
    for thread, _ in running:
        thread.join(60)
    assert [errors for _, errors in running] == [[], [], []]


def test_side_that_answers_twice_at_once_is_heard_once(parties):
    edition = frozen(parties)
    answer = lambda: approve(  # noqa: E731
        edition, "municipality", parties.city, "Kim Muster", "Leitung"
    )
    running = [beside(answer) for _ in range(3)]
    for thread, _ in running:
        thread.join(SECONDS)
    errors = [type(error) for _, found in running for error in found]
    assert errors == [Refused, Refused]
    assert Approval.objects.count() == 1


def test_scan_that_is_sent_twice_at_once_is_filed_once(parties, monkeypatch):
    monkeypatch.setattr(papers, "check_pdf", lambda content: None)
    edition = frozen(parties)
    filed = []
    send = lambda: filed.append(  # noqa: E731
        papers.file_scan(edition, b"%PDF", "scan.pdf", parties.city).pk
    )
    running = [beside(send) for _ in range(3)]
    for thread, _ in running:
        thread.join(SECONDS)
    assert [errors for _, errors in running] == [[], [], []]
    assert filed == [Scan.objects.get().pk] * 3
