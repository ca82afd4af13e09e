"""Maintenance: who meets which answer, and how it is switched."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bildung.desk import maintenance
from bildung.desk.management.commands.maintenance import read_end
from tests.factories import UserFactory

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 24, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def own_switch(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.mark.django_db
def test_every_page_is_unavailable_without_a_query(client, django_assert_num_queries):
    maintenance.turn_on(None)
    with django_assert_num_queries(0):
        response = client.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "600")
    assert response["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert page.count("<h1>") == 1
    assert "in einigen Minuten" in page
    assert "abgeschickt" not in page


@pytest.mark.django_db
def test_superuser_waits_as_all_do(client):
    client.force_login(UserFactory(superuser=True))
    maintenance.turn_on(None)
    assert [client.get(url).status_code for url in ("/", "/admin/")] == [503, 503]


def test_what_was_sent_is_said_not_to_be_saved(client):
    maintenance.turn_on(None)
    page = client.post("/massnahmen/1/bearbeiten/", {"text": "Neu"}).content.decode()
    assert "ist noch nicht gespeichert" in page


def test_sign_of_life_and_static_files_go_on(client):
    maintenance.turn_on(None)
    alive = client.get("/lebenszeichen/")
    assert (alive.status_code, alive.content) == (200, b"lebt\n")
    assert client.get("/static/bildung/base.css").status_code == 200


def test_end_is_shown_and_sent(client):
    end = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    maintenance.turn_on(end)
    response = client.get("/")
    local = timezone.localtime(end)
    assert f"{local.year}, {local:%H:%M} Uhr" in response.content.decode()
    assert abs(int(response["Retry-After"]) - 2 * 86400) < 60


def test_end_that_has_passed_is_not_shown(client):
    maintenance.turn_on(timezone.now() - timedelta(hours=1))
    response = client.get("/")
    assert response["Retry-After"] == "60"
    assert "in einigen Minuten" in response.content.decode()


def test_switch_made_by_hand_counts(client, tmp_path):
    (tmp_path / "maintenance").write_text("bis später")
    assert client.get("/lebenszeichen/").status_code == 200
    assert client.get("/").status_code == 503


def test_command_turns_it_on_and_off(capsys):
    call_command("maintenance", "on", "--until", "2126-11-24T14:00")
    assert maintenance.announced_end() == datetime(2126, 11, 24, 14, tzinfo=BERLIN)
    call_command("maintenance", "off")
    call_command("maintenance", "off")  # already
    assert not maintenance.switch().exists()
    assert capsys.readouterr().out.splitlines() == [
        "Maintenance is on until 2126-11-24 14:00.",
        "Maintenance is off.",
        "Maintenance is off.",
    ]


@pytest.mark.parametrize("until", ["bald", "25:00", "2020-01-01T10:00", ""])
def test_command_refuses_an_end_it_cannot_announce(until):
    with pytest.raises(CommandError, match="14:00"):
        call_command("maintenance", "on", f"--until={until or ' '}")
    assert not maintenance.switch().exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:00", datetime(2026, 11, 24, 14, tzinfo=BERLIN)),
        ("11:30", datetime(2026, 11, 25, 11, 30, tzinfo=BERLIN)),
        ("2026-11-26T08:00", datetime(2026, 11, 26, 8, tzinfo=BERLIN)),
    ],
)
def test_end_is_the_next_such_time(text, expected):
    assert read_end(text, NOON) == expected
