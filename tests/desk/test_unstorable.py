"""Addresses, cookies and fields that ask for what no database holds are refused, never a fault."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from bildung.agreements.models import Membership, User
from goals.models import Measure
from tests.admin_pages import address
from tests.budget import DEEP
from tests.factories import UserFactory
from tests.scene import make_scene

# Each request ends its own transaction, as in an installation.
pytestmark = [pytest.mark.dialect, pytest.mark.django_db(transaction=True)]

VALUES = ("a%00b", "9" * 30)
if DEEP or connection.vendor == "postgresql":
    VALUES += ("2147483648",)  # which SQLite holds
# Without a query, what is refused in an address is no other than with one.
MARKS = ("?", "") if DEEP else ("?",)


def codes(client, addresses) -> dict[str, int]:
    """Return the addresses that are answered as a fault of the server."""
    found = {each: client.get(each).status_code for each in addresses}
    return {each: code for each, code in found.items() if code >= 500}


@pytest.fixture
def root():
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(superuser=True))
    return client


def asked_of_the_administration():
    """Yield lists of the administration and what may be asked of them, each kind of field once."""
    kinds = set()
    for model, pages in admin.site._registry.items():
        base = address(model, "changelist")
        filters = pages.get_list_filter(None)
        for each in filters:
            yield base, f"{each if isinstance(each, str) else each[0]}__exact"
        for field in model._meta.concrete_fields:
            if type(field) not in kinds:
                kinds.add(type(field))
                yield base, f"{field.name}__exact"
                yield base, f"{field.name}__year"


def test_filters_of_the_administration(root):
    make_scene()
    asked = {(base, name) for base, name in asked_of_the_administration()}
    asked |= {(address(User, "changelist"), name) for name in ("q", "p", "o")}
    addresses = [f"{base}?{name}={value}" for base, name in sorted(asked) for value in VALUES]
    addresses += [f"{address(User, 'changelist')}{value}/change/" for value in VALUES]
    assert len(addresses) > 40
    assert codes(root, addresses) == {}


def test_years_and_signs_no_database_holds_are_400(root):
    make_scene()
    reports, agreements = (
        "/admin/goals/measurereport/?reported_on__year=2147483648",
        "/admin/agreements/agreement/?phase__exact=a%00b",
    )
    assert root.get(reports).status_code == 400
    if connection.vendor == "postgresql":
        answer = root.get(agreements)
        assert (answer.status_code, "unverständlich" in answer.content.decode()) == (400, True)


def test_choices_for_fields_of_the_administration(root):
    model = "app_label=agreements&model_name=membership"
    addresses = [
        path.format(value)
        for value in VALUES
        for path in (
            f"/admin/autocomplete/?term={{0}}&{model}&field_name=user",
            f"/admin/autocomplete/?term=x&{model}&field_name={{0}}",
            f"/admin/autocomplete/?term=x&{model}&field_name=user&page={{0}}",
            "/admin/r/{0}/{0}/",
        )
    ]
    assert codes(root, addresses) == {}


def test_selections_of_the_administration(root):
    for value in ("a\x00b", "9" * 30):
        data = {"action": "delete_selected", "_selected_action": value, "select_across": value}
        for model in (User, Membership, Measure):
            answer = root.post(address(model, "changelist"), data)
            assert (model, answer.status_code < 500) == (model, True)


PARAMETERS = (
    "q", "text", "status", "overdue", "silent", "silent_days", "agreement", "goal", "topic", "unit",
    "start", "end", "page", "sort", "filter", "mine", "nummer", "next", "scale", "stichtag",
    "tag", "von", "bis", "aus", "wording", "milestone", "kind", "neu", "alt",
)  # fmt: skip


def all_addresses(slug: str, value: str):
    """Yield every address of ours, with `value` for its parts."""
    for resolver in get_resolver().url_patterns:
        if str(resolver.pattern) == "admin/":
            continue
        for each in getattr(resolver, "url_patterns", [resolver]):
            below = getattr(each, "url_patterns", [each])
            for pattern in below:
                path = str(each.pattern) * (pattern is not each) + str(pattern.pattern)
                number = value if value.isdigit() else "1"
                path = re.sub(r"<int:\w+>", number, path)
                path = re.sub(r"<slug:\w+>", slug, path)
                path = re.sub(r"<\w+:\w+>|<\w+>|\(\?P<\w+>[^)]*\)", value, path)
                yield "/" + path.strip("^$")


@pytest.mark.parametrize("value", VALUES)
def test_pages(value):
    scene = make_scene()
    client = Client(raise_request_exception=False)
    client.force_login(scene.city)
    query = "&".join(f"{name}={value}" for name in PARAMETERS)
    addresses = {
        f"{path}{mark}{mark and query}"
        for path in all_addresses(scene.agreement.slug, value)
        for mark in MARKS
        if not path.endswith((".pdf", ".docx", ".xlsx"))
    }
    assert len(addresses) > 50
    assert codes(client, sorted(addresses)) == {}


def test_cookies():
    client = Client(raise_request_exception=False)
    for name in ("sessionid", "csrftoken", "messages"):
        answer = client.get("/", headers={"cookie": f'{name}="aaaaaaaaaa\\000bbbbbbbbbb"'})
        assert (name, answer.status_code < 500) == (name, True)


def test_fields_that_anybody_may_send():
    client = Client(raise_request_exception=False)
    names = ("login", "password", "email", "next", "nummer")
    for path in ("/anmelden/", "/passwort/vergessen/", "/pruefen/"):
        answer = client.post(path, dict.fromkeys(names, "a\x00b"))
        assert (path, answer.status_code < 500) == (path, True)
