"""Whoever looks around without a login leaves nothing behind."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import NoReverseMatch, get_resolver, reverse

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    """Return all addresses that name nothing, of the admin and of every room."""
    resolver = get_resolver()
    names = [name for name in resolver.reverse_dict if isinstance(name, str)]
    for room, (_, inner) in resolver.namespace_dict.items():
        names += [f"{room}:{name}" for name in inner.reverse_dict if isinstance(name, str)]
    found = set()
    for name in names:
        try:
            found.add(reverse(name))
        except NoReverseMatch:
            continue
    return sorted(found)


def test_looking_around_stores_no_session(client, provider):
    looked_at = addresses()
    assert {"/", "/anmelden/", "/pruefen/", "/admin/"} <= set(looked_at)
    for address in (*looked_at, "/passwort/neu/1-falsch/", "/konto/e-mail/falsch/"):
        client.get(address)
        client.get(address, headers={"x-requested-with": "XMLHttpRequest"})
        assert (address, Session.objects.count()) == (address, 0)
