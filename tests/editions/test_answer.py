"""An agency's offer: a draft of its own until the municipality's Leitung accepts it."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bildung.agreements.access import Right, may
from bildung.agreements.models import Agreement, Phase
from bildung.agreements.phases import Acceptance
from bildung.editions import answer
from bildung.editions.freeze import freeze
from bildung.editions.holding import Refused
from tests.access.pages import forms_of

from .scene import DAY, LABEL, frozen, make_parties

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

PAGE = "/vereinbarungen/eisenach/"
ACCEPT, DECLINE = f"{PAGE}angebot/annehmen/", f"{PAGE}angebot/ablehnen/"


@pytest.fixture
def offered():
    return make_parties(slug="eisenach", acceptance=Acceptance.OFFERED)


def status(client, person, url, method="get"):
    client.force_login(person)
    return getattr(client, method)(url).status_code


def test_offer_is_accepted_by_the_leitung_of_the_city_alone(offered):
    for person in (offered.city_editor, offered.agency, offered.agency_editor):
        for act in (answer.accept, answer.decline):
            with pytest.raises(PermissionDenied):
                act(offered.agreement, person)
    accepted = answer.accept(offered.agreement, offered.city)
    assert accepted.acceptance == Acceptance.ACCEPTED
    assert accepted.history.first().acceptance == Acceptance.ACCEPTED
    assert may(offered.city_editor, Right.EDIT_ANNEX_1, offered.fresh())


def test_answer_given_twice_is_one_and_another_is_refused(offered):
    answer.accept(offered.agreement, offered.city)
    rows, mails = offered.agreement.history.count(), len(mail.outbox)
    answer.accept(offered.agreement, offered.city)
    assert len(mail.outbox) == mails
    assert offered.agreement.history.count() == rows
    with pytest.raises(Refused) as caught:
        answer.decline(offered.agreement, offered.city)
    assert caught.value.reasons == (answer.ANSWERED,)


@pytest.mark.parametrize("acceptance", [Acceptance.OFFERED, Acceptance.DECLINED])
def test_no_edition_is_made_before_the_city_accepts(offered, acceptance):
    Agreement.objects.update(acceptance=acceptance)
    for person in (offered.agency, offered.city):
        with pytest.raises(PermissionDenied):
            freeze(offered.fresh(), LABEL, person, on=DAY)
    assert offered.fresh().phase == Phase.DRAFT
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(phase=Phase.SIGNING)


def test_accepted_offer_goes_the_way_of_every_agreement(offered):
    answer.accept(offered.agreement, offered.city)
    assert frozen(offered).number == 1


def test_leitung_finds_the_offer_on_the_start_page_and_accepts_it(client, offered):
    client.force_login(offered.city)
    page = client.get("/").content.decode()
    assert f"angeboten von {offered.agreement.agency}" in page
    assert f'<form method="post" action="{ACCEPT}">' in page
    assert f'href="{DECLINE}"' in page  # which cannot be taken back: a page asks before
    assert [client.get(url).status_code for url in (ACCEPT, DECLINE)] == [200, 200]
    assert ACCEPT in client.get(PAGE).content.decode()
    assert client.post(ACCEPT).url == PAGE
    assert client.post(ACCEPT).url == PAGE
    page = client.get("/").content.decode()
    assert "Angebote" not in page
    assert str(offered.agreement) in page
    assert status(client, offered.city_editor, PAGE) == 200


def test_declined_draft_is_the_agencys_and_invisible_to_the_city(client, offered):
    client.force_login(offered.city)
    assert client.post(DECLINE).url == "/"
    for person in (offered.city, offered.city_editor):
        for url in (PAGE, ACCEPT, DECLINE, f"{PAGE}verlauf/", f"{PAGE}fassungen/"):
            assert status(client, person, url) == 404
        assert offered.agreement.agency.name not in client.get("/").content.decode()
        assert status(client, person, DECLINE, "post") == 404
    assert status(client, offered.agency_editor, PAGE) == 200
    assert "Von der Kommune abgelehnt" in client.get("/").content.decode()
    assert "Von der Kommune abgelehnt" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("answer", "page"), [(ACCEPT, ACCEPT), (ACCEPT, "/"), (DECLINE, DECLINE)])
def test_two_clicks_on_an_answer_are_answered_alike(client, offered, answer, page):
    client.force_login(offered.city)
    forms = forms_of(client.get(page).content.decode())
    (form,) = [f for f in forms if "once" in f.names and (f.action or page) == answer]
    first, second = client.post(answer, form.values), client.post(answer, form.values)
    assert (second.status_code, second.url) == (302, first.url)
    assert offered.agreement.history.count() == 2


def test_others_of_the_city_see_nothing_of_an_offer(client, offered):
    assert status(client, offered.city_editor, PAGE) == 404
    assert offered.agreement.agency.name not in client.get("/").content.decode()
    assert status(client, offered.agency_editor, PAGE) == 200
    assert "noch nicht angenommen" in client.get("/").content.decode()
