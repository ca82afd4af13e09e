"""What machines ask, and the headers that keep pages out of indexes and static files as safe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tests.factories import UserFactory
from tests.installation import settings_under


@pytest.mark.django_db
def test_robots_may_read_the_pages_for_everybody_alone(client):
    answer = client.get("/robots.txt")
    assert (answer["Content-Type"], answer.content.decode().splitlines()) == (
        "text/plain; charset=utf-8",
        ["User-agent: *", "Allow: /anmelden/", "Allow: /pruefen/", "Disallow: /"],
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/anmelden/", "/pruefen/", "/passwort/vergessen/", "/gibtesnicht/"]
)
def test_no_page_is_listed(client, path):
    answer = client.get(path)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    if path != "/gibtesnicht/":
        assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("sicherheit@example.org", "mailto:sicherheit@example.org"),
        ("https://example.org/melden", "https://example.org/melden"),
    ],
)
def test_weaknesses_are_told_to_whom_the_setting_names(client, settings, contact, told):
    settings.SECURITY_CONTACT, settings.PUBLIC_URL = contact, "https://plan.example.org"
    lines = dict(
        line.split(": ", 1)
        for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )
    ends = parse_datetime(lines.pop("Expires"))
    assert timedelta(days=100) < ends - timezone.now() < timedelta(days=365)
    assert lines == {
        "Contact": told,
        "Preferred-Languages": "de, en",
        "Canonical": "https://plan.example.org/.well-known/security.txt",
    }


@pytest.mark.django_db
def test_without_a_contact_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404


SAFETY = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/static/bildung/base.css", "/static/bildung/icon.svg"])
def test_static_files_are_as_safe_as_pages(client, settings, path):
    settings.SECURE_HSTS_SECONDS = 60
    page, file = client.get("/anmelden/", secure=True), client.get(path, secure=True)
    assert (file.status_code, [file.get(name) for name in SAFETY]) == (
        200,
        [page[name] for name in SAFETY],
    )


@pytest.mark.django_db
def test_superusers_set_up_a_second_factor_where_the_setting_says_so(client, settings):
    client.force_login(UserFactory(superuser=True))
    assert client.get("/admin/").status_code == 200
    settings.SUPERUSERS_NEED_SECOND_FACTOR = True
    assert client.get("/admin/").url == "/konto/zweiter-faktor/"
    page = client.get("/konto/zweiter-faktor/").content.decode()
    assert "Für die Verwaltung wird ein zweiter Faktor verlangt." in page
    client.force_login(UserFactory())
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("environment", "needed"),
    [
        ({}, False),
        ({"BILDUNG_HTTPS": "true"}, True),
        ({"BILDUNG_HTTPS": "true", "SUPERUSERS_NEED_SECOND_FACTOR": "false"}, False),
        ({"SUPERUSERS_NEED_SECOND_FACTOR": "true"}, True),
    ],
)
def test_second_factor_of_superusers_goes_with_https(environment, needed):
    assert settings_under(**environment)["SUPERUSERS_NEED_SECOND_FACTOR"] is needed
