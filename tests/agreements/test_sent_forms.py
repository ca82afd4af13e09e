"""A form sent twice, by two clicks or a slow network, does once what it asks for."""

import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage import default_storage
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bildung.agreements import sent_forms
from bildung.agreements.models import Agreement, FocusTopic, Role, SentForm, Unit
from bildung.agreements.sent_forms import IN_WORK, answered_long, form_sent
from goals.models import Goal, Measure, MeasureReport, Objective
from milestones.models import Milestone, Stage, StageReport
from tests.access.pages import forms_of
from tests.exchange.beginning import NEW, PREVIEW
from tests.factories import MembershipFactory
from tests.scene import make_scene

TOPIC = {"name": "Übergänge gestalten"}
MEASURE = {"text": "Bildungsleitbild erarbeiten", "timeframe_wording": "3/2016"}
REPORT = {"text": "Der Entwurf liegt vor."}

# By what is made: who makes it, on which page, and what is typed there.
CREATING = {
    Goal: ("city", lambda s: f"{s.page}ziele/neu/", {"title": "Teilhabe", "priority": "high"}),
    Objective: (
        "city",
        lambda s: reverse("goals:objective_add", args=[s.measure.objective.goal_id]),
        {"text": "Worum es geht"},
    ),
    Measure: (
        "city",
        lambda s: reverse("goals:measure_add", args=[s.measure.objective_id]),
        MEASURE,
    ),
    MeasureReport: ("city", lambda s: reverse("goals:reports", args=[s.measure.pk]), REPORT),
    Milestone: ("agency", lambda s: f"{s.page}meilensteine/neu/", {"title": "Auftakt"}),
    Stage: (
        "agency",
        lambda s: reverse("milestones:stage_add", args=[s.stage.milestone_id]),
        {"purpose": "Einstieg"},
    ),
    StageReport: ("agency", lambda s: reverse("milestones:reports", args=[s.stage.pk]), REPORT),
    FocusTopic: ("city", lambda s: f"{s.page}schwerpunkte/neu/", TOPIC),
    Unit: (
        "city",
        lambda s: reverse("members:units", args=[s.agreement.municipality_id]),
        {"name": "Stabsstelle Bildung"},
    ),
}


@pytest.fixture
def scene(db):
    scene = make_scene()
    scene.city.memberships.update(role=Role.LEADING)
    return scene


def person(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled(client: Client, address: str, typed: dict) -> tuple[str, dict]:
    """Return where the form with a key and the fields `typed` is sent, and what it sends."""
    page = client.get(address)
    assert page.status_code == 200
    names = {"once", *typed}
    (form,) = [each for each in forms_of(page.content.decode()) if names <= each.names]
    return form.action or address, form.values | {name: [text] for name, text in typed.items()}


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("model", CREATING, ids=lambda model: model.__name__)
def test_the_same_form_sent_twice_makes_one_and_is_answered_alike(scene, model):
    side, address, typed = CREATING[model]
    client = person(getattr(scene, side))
    before = model.objects.count()
    action, data = filled(client, address(scene), typed)
    first, second = client.post(action, data), client.post(action, data)
    assert first.status_code == second.status_code == 302
    assert (second.url, told(second)) == (first.url, told(first))
    assert len(told(first)) == 1
    assert model.objects.count() == before + 1


def test_a_confirmation_sent_twice_is_one(scene):
    client, address = person(scene.city), reverse("goals:reports", args=[scene.measure.pk])
    (form,) = [f for f in forms_of(client.get(address).content.decode()) if "confirm" in f.names]
    data = form.values | {"confirm": ["1"]}
    first, second = client.post(address, data), client.post(address, data)
    assert (second.status_code, second.url) == (302, first.url)
    assert MeasureReport.objects.count() == 1


def test_an_edit_sent_twice_is_no_conflict_with_oneself(scene):
    client, address = person(scene.city), reverse("goals:measure", args=[scene.measure.pk])
    action, data = filled(client, address, {"text": "Neuer Wortlaut"})
    first, second = client.post(action, data), client.post(action, data)
    assert (second.status_code, second.url, told(second)) == (302, first.url, told(first))
    scene.measure.refresh_from_db()
    assert (scene.measure.text, scene.measure.history.count()) == ("Neuer Wortlaut", 2)


def test_a_deletion_sent_twice_still_offers_to_bring_it_back(scene):
    client, address = person(scene.city), reverse("goals:measure_delete", args=[scene.measure.pk])
    action, data = filled(client, address, {})
    client.post(action, data)
    second = client.post(action, data)
    (message,) = get_messages(second.wsgi_request)
    assert client.post(message.extra_tags, {"undo": "1"}).status_code == 302
    assert Measure.objects.filter(pk=scene.measure.pk).exists()


def test_an_agreement_begun_twice_is_one(scene):
    scene.agency.memberships.update(role=Role.LEADING)
    client = person(scene.agency)
    preview = client.post(PREVIEW, {"aus": "leer", **NEW})
    (form,) = [f for f in forms_of(preview.content.decode()) if "create" in f.names]
    data = form.values | {"create": ["1"]}
    before = Agreement.objects.count()
    first, second = client.post(PREVIEW, data), client.post(PREVIEW, data)
    assert (second.status_code, second.url) == (302, first.url)
    assert Agreement.objects.count() == before + 1


def test_other_words_from_the_same_page_are_another_form(scene):
    """Somebody goes back in the browser, and adds a second goal with the page of the first."""
    client = person(scene.city)
    action, data = filled(client, f"{scene.page}ziele/neu/", {"title": "Teilhabe"})
    client.post(action, data)
    client.post(action, data | {"title": ["Übergänge"]})
    assert set(Goal.objects.values_list("title", flat=True)) >= {"Teilhabe", "Übergänge"}


def test_the_same_words_from_a_page_shown_anew_are_another_form(scene):
    client, address = person(scene.city), reverse("goals:reports", args=[scene.measure.pk])
    for _ in range(2):
        client.post(*filled(client, address, REPORT))
    assert MeasureReport.objects.count() == 2


def test_a_refused_form_is_checked_again_when_it_is_sent_again(scene):
    client = person(scene.city)
    action, data = filled(client, f"{scene.page}ziele/neu/", {"title": ""})
    assert [client.post(action, data).status_code for _ in range(2)] == [200, 200]
    assert client.post(action, data | {"title": ["Teilhabe"]}).status_code == 302
    assert SentForm.objects.count() == 1


def test_what_others_sent_is_not_answered_for_them(scene):
    colleague = MembershipFactory(organisation=scene.agreement.municipality, role=Role.EDITING).user
    action, data = filled(person(scene.city), f"{scene.page}ziele/neu/", {"title": "Teilhabe"})
    before = Goal.objects.count()
    for user in (scene.city, colleague):
        assert person(user).post(action, data).status_code == 302
    assert Goal.objects.count() == before + 2


def test_without_a_key_a_form_is_answered_as_often_as_it_comes(scene):
    client = person(scene.city)
    action, data = filled(client, f"{scene.page}ziele/neu/", {"title": "Teilhabe"})
    del data["once"]
    before = Goal.objects.count()
    assert [client.post(action, data).status_code for _ in range(2)] == [302, 302]
    assert Goal.objects.count() == before + 2
    assert not SentForm.objects.exists()


def test_what_was_sent_is_forgotten_after_a_day(scene):
    client = person(scene.city)
    for title in ("Teilhabe", "Übergänge"):
        client.post(*filled(client, f"{scene.page}ziele/neu/", {"title": title}))
    SentForm.objects.update(at=timezone.now() - timedelta(hours=25))
    client.post(*filled(client, f"{scene.page}ziele/neu/", {"title": "Vielfalt"}))
    assert SentForm.objects.count() == 1


def request_of(rf, user):
    request = rf.post("/", {"once": "key"})
    request.user, request.session = user, {}
    request._messages = default_storage(request)
    return request


def test_what_takes_long_is_answered_at_once_when_it_is_sent_again_meanwhile(scene, rf):
    answers = []

    def answer():
        again = request_of(rf, scene.city)
        answers.append(answered_long(again, pytest.fail, "/meanwhile/"))
        assert [each.message for each in again._messages] == [IN_WORK]
        return HttpResponseRedirect("/done/")

    first = answered_long(request_of(rf, scene.city), answer, "/meanwhile/")
    later = answered_long(request_of(rf, scene.city), pytest.fail, "/meanwhile/")
    assert [each.url for each in (first, *answers, later)] == ["/done/", "/meanwhile/", "/done/"]


@pytest.mark.parametrize("ends", [ZeroDivisionError, HttpResponse])
def test_what_takes_long_and_is_not_done_may_be_sent_again(scene, rf, ends):
    def answer():
        return HttpResponse() if ends is HttpResponse else 1 / 0

    for _ in range(2):
        with nullcontext() if ends is HttpResponse else pytest.raises(ends):
            answered_long(request_of(rf, scene.city), answer, "/meanwhile/")
    assert not SentForm.objects.exists()


def test_same_form_that_comes_as_the_first_is_refused_is_done(rf, scene, monkeypatch):
    first = SentForm.objects.create(digest=form_sent(request_of(rf, scene.city)), user=scene.city)
    look = sent_forms.earlier_answer

    def look_too_late(request):
        first.delete()  # between the database's refusal and the look for the first one
        return look(request)

    monkeypatch.setattr(sent_forms, "earlier_answer", look_too_late)
    done = answered_long(
        request_of(rf, scene.city), lambda: HttpResponseRedirect("/done/"), "/meanwhile/"
    )
    assert done.url == "/done/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.dialect
@pytest.mark.parametrize("model", [Goal, MeasureReport])
def test_the_same_form_sent_twice_at_once_makes_one(model):
    scene = make_scene()
    side, address, typed = CREATING[model]
    action, data = filled(person(getattr(scene, side)), address(scene), typed)
    before = model.objects.count()
    start, answers = threading.Barrier(4), []

    def send():
        client = person(getattr(scene, side))
        start.wait()
        try:
            answers.append(client.post(action, data))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer.url for answer in answers}) == 1
    assert model.objects.count() == before + 1
