"""What the link of an invitation opens, to whom, and what it never does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth import get_user
from django.core import signing
from django.db import connection
from django.test import Client
from django.utils import timezone

from bildung.agreements.models import Membership, Role, User
from bildung.members import joining
from bildung.members.models import Invitation
from tests.factories import PASSWORD, MembershipFactory, MunicipalityFactory, UserFactory
from tests.members.links import invited, link_to

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

GOOD = "Kastanie-Fenster-7"
ACCOUNT = {"first_name": "Kim", "last_name": "Muster", "password1": GOOD, "password2": GOOD}
COUNTED = (User, Membership, Invitation, Invitation.history.model, Membership.history.model)


@pytest.fixture
def organisation():
    return MunicipalityFactory(name="Stadt Musterstadt")


def errors(response):
    return {name: list(found) for name, found in response.context["page"].form.errors.items()}


def roles(organisation):
    return list(organisation.memberships.values_list("user__email", "role"))


def test_person_without_account_makes_one_and_is_logged_in(client, organisation):
    invitation, address = invited(organisation, role=Role.READING)
    assert client.get(address).context["page"].visitor == "new"
    response = client.post(address, ACCOUNT)
    assert (response.status_code, response.url) == (302, "/")
    person = get_user(client)
    assert (person.email, person.username, str(person)) == (
        "neu@example.org",
        "neu@example.org",
        "Kim Muster",
    )
    assert person.check_password(GOOD)
    assert (person.is_staff, person.is_superuser) == (False, False)
    assert roles(organisation) == [("neu@example.org", Role.READING)]
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    for record in (invitation, person.memberships.get()):
        latest = record.history.first()
        assert (latest.history_user, latest.history_change_reason) == (person, "Browser")


def test_password_is_stored_with_argon2(client, organisation, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    _, address = invited(organisation)
    client.post(address, ACCOUNT)
    assert User.objects.get().password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"first_name": ""}, "first_name"),
        ({"last_name": " "}, "last_name"),
        ({"last_name": "x" * 151}, "last_name"),
        ({"last_name": "Mus\x1bter"}, "last_name"),
        ({"last_name": "Mus‮ter"}, "last_name"),
        ({"password1": "", "password2": ""}, "password1"),
        ({"password2": "anders"}, "password2"),
        ({"password1": "kurz", "password2": "kurz"}, "password1"),
        ({"password1": "password123", "password2": "password123"}, "password1"),
        ({"password1": "neu@example.org", "password2": "neu@example.org"}, "password1"),
    ],
)
def test_account_that_cannot_be_is_refused(client, organisation, changed, field):
    _, address = invited(organisation)
    response = client.post(address, ACCOUNT | changed)
    assert response.status_code == 200
    assert field in errors(response)
    assert (User.objects.count(), roles(organisation)) == (0, [])


def test_name_has_one_line(client, organisation):
    _, address = invited(organisation)
    client.post(address, ACCOUNT | {"last_name": "Muster\r\nBcc:  alle@example.org"})
    assert User.objects.get().last_name == "Muster Bcc: alle@example.org"


def test_post_makes_nothing_but_a_member(client, organisation):
    _, address = invited(organisation, role=Role.READING)
    more = {
        "is_superuser": "on",
        "is_staff": "on",
        "email": "x@example.org",
        "username": "x",
        "role": "leading",
    }
    client.post(address, ACCOUNT | more)
    person = User.objects.get()
    assert (person.email, person.username) == ("neu@example.org", "neu@example.org")
    assert (person.is_superuser, person.is_staff) == (False, False)
    assert roles(organisation) == [("neu@example.org", Role.READING)]


def test_long_address_makes_a_name_that_fits(client, organisation):
    email = f"{'n' * 64}@{'b' * 60}.{'c' * 60}.example.org"
    _, address = invited(organisation, email)
    client.post(address, ACCOUNT)
    assert (User.objects.get().email, User.objects.get().username) == (email, email[:130])


def test_name_that_somebody_else_has_gets_letters_behind_it(client, organisation):
    UserFactory(username="neu@example.org", email="frueher@example.org")
    _, address = invited(organisation)
    client.post(address, ACCOUNT)
    assert get_user(client).username.startswith("neu@example.org-")


@pytest.mark.parametrize("email", ["neu@example.org", "Neu@Example.org"])
def test_person_with_account_logs_in_and_joins_with_one_post(client, organisation, email):
    person = UserFactory(email=email)
    _, address = invited(organisation, role=Role.LEADING)
    page = client.get(address)
    assert page.context["page"].visitor == "to log in"
    assert unquote(page.context["page"].login_url) == f"/anmelden/?next={address}"
    client.force_login(person)
    assert client.get(address).context["page"].visitor == "invited"
    assert roles(organisation) == []
    assert client.post(address).url == "/"
    assert roles(organisation) == [(person.email, Role.LEADING)]
    assert person.memberships.get().history.get().history_user == person
    assert [str(message) for message in client.get("/").context["messages"]] == [
        "Sie gehören jetzt zu Stadt Musterstadt."
    ]


def test_login_leads_back_to_the_invitation(client, organisation):
    person = UserFactory(email="neu@example.org")
    _, address = invited(organisation)
    page = client.get(client.get(address).context["page"].login_url)
    data = {
        "login": person.email,
        "password": PASSWORD,
        "next": page.context["redirect_field_value"],
    }
    assert client.post("/anmelden/", data).url == address
    assert client.post(address).url == "/"
    assert roles(organisation) == [("neu@example.org", Role.EDITING)]


def test_new_member_sets_up_the_second_factor_that_is_demanded(client, organisation):
    organisation.second_factor_required = True
    organisation.save()
    _, address = invited(organisation)
    client.post(address, ACCOUNT)
    assert client.get("/").url == "/konto/zweiter-faktor/"


@pytest.mark.parametrize("active", [True, False])
def test_person_with_account_makes_no_second_one(client, organisation, active):
    UserFactory(email="neu@example.org", is_active=active)
    _, address = invited(organisation)
    response = client.post(address, ACCOUNT)
    assert (response.status_code, response.context["page"].visitor) == (403, "to log in")
    assert (User.objects.count(), roles(organisation)) == (1, [])


def test_somebody_else_is_told_so_and_may_log_out(client, organisation):
    client.force_login(UserFactory(email="jemand@example.org"))
    _, address = invited(organisation)
    page = client.get(address)
    assert page.context["page"].visitor == "somebody else"
    html = page.content.decode()
    assert "jemand@example.org" in html
    assert f'<input type="hidden" name="next" value="{address}">' in html
    assert client.post(address, ACCOUNT).status_code == 403
    assert roles(organisation) == []
    assert client.post("/abmelden/", {"next": address}).url == address


def test_person_without_address_is_somebody_else(client, organisation):
    client.force_login(UserFactory(email=""))
    _, address = invited(organisation)
    assert client.get(address).context["page"].visitor == "somebody else"


@pytest.mark.parametrize("who", ["nobody", "with account", "invited", "somebody else"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(client, organisation, who, method):
    """Mail scanners follow links."""
    if who in ("with account", "invited"):
        person = UserFactory(email="neu@example.org")
    if who in ("invited", "somebody else"):
        client.force_login(person if who == "invited" else UserFactory())
    _, address = invited(organisation)
    before = [list(model.objects.values()) for model in COUNTED]
    for _ in range(3):
        assert getattr(client, method)(address).status_code == 200
    assert [list(model.objects.values()) for model in COUNTED] == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_not_allowed(client, organisation, method):
    _, address = invited(organisation)
    assert getattr(client, method)(address).status_code == 405


def ended(reason, organisation):
    """Return the address of an invitation that holds no more."""
    invitation, address = invited(organisation)
    match reason:
        case "expired":
            invitation.created_at = timezone.now() - timedelta(days=7)
            invitation.save()
        case "withdrawn":
            invitation.withdraw()
        case "used":
            invitation.accepted_at = timezone.now() - timedelta(hours=1)
            invitation.save()
        case "member by another way":
            person = User.objects.filter(email="neu@example.org").first()
            person = person or UserFactory(email="Neu@example.org")
            MembershipFactory(organisation=organisation, user=person)
        case "address changed to a member's":
            User.objects.update(email="")
            member = MembershipFactory(organisation=organisation).user
            User.objects.filter(pk=member.pk).update(email="neu@example.org")
        case "organisation gone":
            organisation.delete()
        case "older link":
            address = link_to(invitation, "anderes")
    return address


REASONS = (
    "expired",
    "withdrawn",
    "used",
    "member by another way",
    "address changed to a member's",
    "organisation gone",
    "older link",
)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("account", [False, True], ids=["no account", "account"])
def test_link_that_holds_no_more_is_answered_by_one_page(client, organisation, reason, account):
    if account:
        UserFactory(email="neu@example.org")
    address = ended(reason, organisation)
    people = User.objects.count()
    plain = client.get(ended("expired", MunicipalityFactory()))
    for response in (client.get(address), client.post(address, ACCOUNT)):
        assert (response.status_code, response.content) == (410, plain.content)
    assert User.objects.count() == people
    assert "Diese Einladung gilt nicht mehr" in plain.content.decode()


def test_link_holds_until_the_seventh_day_ends(client, organisation):
    invitation, address = invited(organisation)
    invitation.created_at = timezone.now() - timedelta(days=7) + timedelta(minutes=1)
    invitation.save()
    assert client.get(address).status_code == 200


def test_person_who_joined_otherwise_and_was_removed_is_not_let_in_by_the_old_link(
    client, organisation
):
    invitation, address = invited(organisation)
    membership = MembershipFactory(organisation=organisation, user__email="neu@example.org")
    membership.delete()
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    client.force_login(User.objects.get(pk=membership.user_id))
    assert client.post(address).status_code == 410


def forged(organisation):
    invitation, address = invited(organisation)
    link = address.split("/")[2]
    other = signing.Signer(sep=".", salt="another").sign_object([invitation.pk, "x"])
    keyed = signing.Signer(key="guessed", sep=".", salt="bildung.members.invitation")
    return [
        "x",
        ".",
        link[:-1],
        f"{link}x",
        link.replace(".", "", 1),
        f"x{link}",
        other,
        keyed.sign_object([invitation.pk, "x"]),
        "ü.ü",
        "%00.x",
    ]


def test_forged_link_is_as_any_page_that_does_not_exist(client, organisation):
    nowhere = client.get("/gibt-es-nicht/").content
    for link in forged(organisation):
        for response in (
            client.get(f"/einladung/{link}/"),
            client.post(f"/einladung/{link}/", ACCOUNT),
        ):
            assert (link, response.status_code, response.content) == (link, 404, nowhere)
    assert User.objects.count() == 0


def test_button_pressed_twice_joins_once(client, organisation):
    person = UserFactory(email="neu@example.org")
    _, address = invited(organisation)
    client.force_login(person)
    assert [client.post(address).url for _ in range(2)] == ["/", "/"]
    assert client.get(address).status_code == 410
    assert person.memberships.count() == 1


def test_button_that_makes_an_account_pressed_twice_makes_one(organisation):
    invitation, address = invited(organisation)
    assert [Client().post(address, ACCOUNT).url for _ in range(2)] == ["/", "/"]
    Invitation.objects.update(accepted_at=timezone.now() - timedelta(minutes=1))
    assert Client().post(address, ACCOUNT).status_code == 410
    assert roles(organisation) == [(invitation.email, Role.EDITING)]


def test_page_of_an_invitation_is_kept_by_no_cache_and_tells_nobody_its_address(
    client, organisation
):
    _, address = invited(organisation)
    headers = client.get(address).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "same-origin"


def test_account_made_meanwhile_leads_to_the_login(client, organisation, monkeypatch):
    _, address = invited(organisation)
    UserFactory(email="neu@example.org")
    monkeypatch.setattr("bildung.members.invitation_views.account_exists", lambda email: False)
    response = client.post(address, ACCOUNT)
    assert (response.status_code, response.context["page"].visitor) == (409, "to log in")
    assert User.objects.count() == 1


@pytest.mark.parametrize("who", ["nobody", "invited"])
def test_opening_takes_few_queries(client, organisation, who, django_assert_num_queries):
    if who == "invited":
        client.force_login(UserFactory(email="neu@example.org"))
    _, address = invited(organisation)
    # invitation, no member yet; then session, person and roles, or whether there is an account
    with django_assert_num_queries({"nobody": 3, "invited": 5}[who]):
        client.get(address)


@pytest.mark.django_db(transaction=True)
def test_link_used_twice_at_once_makes_one_account(organisation, monkeypatch):
    _, address = invited(organisation)
    both_found_it_open = threading.Barrier(2)
    exists = joining.account_exists

    def wait_and_ask(email):
        with suppress(threading.BrokenBarrierError):  # the other one waits for us
            both_found_it_open.wait(1)
        return exists(email)

    monkeypatch.setattr(joining, "account_exists", wait_and_ask)

    def accept(_):
        try:
            return Client().post(address, ACCOUNT).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        codes = sorted(threads.map(accept, range(2)))
    assert codes == [302, 302]
    assert roles(organisation) == [("neu@example.org", Role.EDITING)]
