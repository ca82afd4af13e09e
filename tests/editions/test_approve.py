"""Each party speaks for itself; with the word of both an edition is in force."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.agreements.models import Agreement, Party, Phase
from bildung.editions import carry_on, reasons
from bildung.editions.approve import approve, refuse
from bildung.editions.holding import Refused
from bildung.editions.models import Approval, Decision, Edition, Reason, State
from goals.models import Measure
from tests.factories import MembershipFactory, UserFactory

from .scene import frozen, in_force, sign

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

CITY, AGENCY = Party.MUNICIPALITY, Party.AGENCY
WORDS = ("Kim Muster", "Oberbürgermeisterin")


def states():
    return [edition.state for edition in Edition.objects.with_state().order_by("number")]


def carry_on_with(parties, text, label):
    carry_on.begin(parties.agreement, parties.city)
    measure = Measure.objects.get(pk=parties.measure.pk)
    measure.text = text
    measure.save()
    return frozen(parties, label)


def test_edition_is_in_force_when_both_have_approved(parties):
    edition = frozen(parties)
    approve(edition, CITY, parties.city, " Kim Muster ", "Oberbürgermeisterin")
    assert (parties.fresh().phase, edition.state) == (Phase.SIGNING, State.SIGNING)
    assert edition.in_force_since is None
    approve(edition, AGENCY, parties.agency, "Kim Muster", "Projektleitung")
    assert (parties.fresh().phase, edition.state) == (Phase.IN_FORCE, State.IN_FORCE)
    assert list(Approval.objects.values_list("side", "decision", "name", "function", "user")) == [
        (CITY, Decision.APPROVED, "Kim Muster", "Oberbürgermeisterin", parties.city.pk),
        (AGENCY, Decision.APPROVED, "Kim Muster", "Projektleitung", parties.agency.pk),
    ]
    assert edition.in_force_since == Approval.objects.get(side=AGENCY).at
    assert Edition.objects.in_force_of(parties.agreement) == edition
    assert [row.phase for row in parties.agreement.history.all()] == [
        Phase.IN_FORCE,
        Phase.SIGNING,
        Phase.DRAFT,
    ]


@pytest.mark.parametrize("decide", [approve, refuse])
def test_nobody_speaks_for_the_other_side(parties, decide):
    edition = frozen(parties)
    words = (*WORDS, "Nein.")[: 2 if decide is approve else 3]
    superuser = UserFactory(superuser=True)
    for side, persons in {
        CITY: (parties.agency, parties.city_editor, superuser),
        AGENCY: (parties.city, parties.agency_editor, superuser),
    }.items():
        for person in persons:
            with pytest.raises(PermissionDenied):
                decide(edition, side, person, *words)
    assert not Approval.objects.exists()
    # Nor does a superuser who leads the other side.
    MembershipFactory(organisation=parties.agreement.agency, user=superuser, role="leading")
    with pytest.raises(PermissionDenied):
        decide(edition, CITY, superuser, *words)


def test_side_speaks_once(parties):
    edition = frozen(parties)
    approve(edition, CITY, parties.city, *WORDS)
    for decide in (
        lambda: approve(edition, CITY, parties.city, *WORDS),
        lambda: refuse(edition, CITY, parties.city, *WORDS, "Doch nicht."),
    ):
        with pytest.raises(Refused) as caught:
            decide()
        assert caught.value.reasons == ("Die Kommune hat sich zu dieser Fassung schon geäußert.",)
    assert Approval.objects.count() == 1


def test_name_function_and_reason_are_needed(parties):
    edition = frozen(parties)
    with pytest.raises(Refused) as caught:
        refuse(edition, CITY, parties.city, " ", "", " ")
    assert caught.value.reasons == (
        "Bitte geben Sie Ihren Namen an.",
        "Bitte geben Sie Ihre Funktion an.",
        "Bitte nennen Sie den Grund, warum Sie die Fassung ablehnen.",
    )
    with pytest.raises(Refused):
        approve(edition, CITY, parties.city, "Kim Muster", "")
    assert not Approval.objects.exists()


def test_refusal_opens_the_wording_again(parties):
    edition = frozen(parties)
    approve(edition, CITY, parties.city, *WORDS)
    refuse(edition, AGENCY, parties.agency, *WORDS, " Ziel 3 fehlt. ")
    assert (parties.fresh().phase, edition.state) == (Phase.DRAFT, State.REFUSED)
    assert Approval.objects.get(side=AGENCY).reason == "Ziel 3 fehlt."
    assert Edition.objects.in_force_of(parties.agreement) is None
    # The same label and wording may be tried again, as another edition.
    again = sign(parties, frozen(parties))
    assert (again.number, again.state) == (2, State.IN_FORCE)
    assert states() == [State.REFUSED, State.IN_FORCE]


def test_refusal_of_a_later_edition_leaves_the_former_in_force(parties):
    first = in_force(parties)
    second = carry_on_with(parties, "Neuer Wortlaut", "Zweite Fassung")
    assert states() == [State.IN_FORCE, State.SIGNING]
    assert Edition.objects.being_signed_of(parties.agreement) == second
    refuse(second, CITY, parties.city, *WORDS, "Noch nicht.")
    assert parties.fresh().phase == Phase.CONTINUING
    assert states() == [State.IN_FORCE, State.REFUSED]
    assert Edition.objects.in_force_of(parties.agreement) == first
    assert Edition.objects.being_signed_of(parties.agreement) is None


def test_next_edition_supersedes_the_former(parties):
    first = in_force(parties)
    second = sign(parties, carry_on_with(parties, "Neuer Wortlaut", "Zweite Fassung"))
    assert states() == [State.SUPERSEDED, State.IN_FORCE]
    assert Edition.objects.in_force_of(parties.agreement) == second
    assert Edition.objects.get(pk=first.pk).sha256 == first.sha256


def test_edition_that_is_not_being_signed_is_not_approved(parties):
    edition = in_force(parties)
    with pytest.raises(Refused):
        approve(edition, CITY, parties.city, *WORDS)
    refused = carry_on_with(parties, "Neuer Wortlaut", "Zweite")
    refuse(refused, AGENCY, parties.agency, *WORDS, "Nein.")
    frozen(parties, "Dritte")
    with pytest.raises(Refused) as caught:
        approve(refused, CITY, parties.city, *WORDS)
    assert caught.value.reasons == ("Diese Fassung liegt nicht zur Unterzeichnung vor.",)


def test_person_on_both_sides_approves_for_each_in_turn(parties):
    MembershipFactory(organisation=parties.agreement.agency, user=parties.city, role="leading")
    edition = frozen(parties)
    approve(edition, CITY, parties.city, *WORDS)
    assert edition.state == State.SIGNING
    approve(edition, AGENCY, parties.city, *WORDS)
    assert edition.state == State.IN_FORCE


def test_reasons_stay_until_the_edition_is_in_force(parties):
    in_force(parties)
    carry_on.begin(parties.agreement, parties.city)
    key = f"measure-{parties.measure.pk}"
    reasons.give(parties.agreement, key, "Weil es besser ist.", parties.agency)
    Measure.objects.filter(pk=parties.measure.pk).update(text="Neu")
    edition = frozen(parties, "Zweite")
    refuse(edition, CITY, parties.city, *WORDS, "Nein.")
    assert Reason.objects.get().key == key
    edition = sign(parties, frozen(parties, "Zweite"))
    assert not Reason.objects.exists()
    assert [(each.key, each.text) for each in edition.parsed.reasons] == [
        (key, "Weil es besser ist.")
    ]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_editions_are_listed_with_their_state_in_two_queries(parties, count):
    first = frozen(parties)
    row = Edition.objects.values().get()
    for number in range(2, count + 1):
        Edition(**(row | {"id": None, "number": number})).save()
    Approval.objects.create(
        edition=first, side=CITY, decision=Decision.REFUSED, name="x", function="x", reason="x"
    )
    editions = Edition.objects.with_state().light().filter(agreement=parties.agreement)
    with CaptureQueriesContext(connection) as queries:
        listed = [
            (each.label, each.state, each.in_force_since, list(each.approvals.all()))
            for each in editions.prefetch_related("approvals")
        ]
    assert (len(listed), len(queries)) == (count, 2)


def test_ended_agreement_ends_its_edition(parties):
    edition = in_force(parties)
    Agreement.objects.update(phase=Phase.ENDED)
    assert edition.state == State.ENDED
    assert Edition.objects.in_force_of(parties.agreement) == edition
