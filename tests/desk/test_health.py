"""What supervisors ask: /lebenszeichen/ and /bereit/."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from bildung.desk import maintenance


def said(response) -> tuple[int, str]:
    return response.status_code, response.content.decode().strip()


@pytest.mark.parametrize("host", ["10.1.2.3:8000", "fremd.example", "localhost"])
@pytest.mark.parametrize(("address", "word"), [("/lebenszeichen/", "lebt"), ("/bereit/", "bereit")])
def test_answers_by_any_name_and_without_https(client, db, settings, host, address, word):
    settings.SECURE_SSL_REDIRECT = True
    assert said(client.get(address, headers={"host": host})) == (200, word)


def test_goes_on_in_maintenance(client, db):
    maintenance.turn_on(None)
    try:
        answers = [said(client.get(address)) for address in ("/lebenszeichen/", "/bereit/", "/")]
    finally:
        maintenance.turn_off()
    assert [code for code, _ in answers] == [200, 200, 503]


def gone(*args, **kwargs):
    raise OperationalError("connection refused")


def test_without_database_the_process_lives_and_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", gone)
    assert said(client.get("/lebenszeichen/")) == (200, "lebt")
    assert said(client.get("/bereit/")) == (503, "nicht bereit: Datenbank, Migrationen")


def test_with_a_migration_that_is_not_applied_it_is_not_ready(client, db):
    MigrationRecorder(connection).record_unapplied("goals", "0001_initial")
    assert said(client.get("/bereit/")) == (503, "nicht bereit: Migrationen")


def test_without_collected_static_files_it_is_not_ready(client, db, monkeypatch):
    def missing(name):
        raise ValueError(f"Missing staticfiles manifest entry for {name!r}")

    monkeypatch.setattr(staticfiles_storage, "url", missing)
    assert said(client.get("/bereit/")) == (503, "nicht bereit: statische Dateien")


def test_is_not_kept_by_any_cache(client, db):
    assert client.get("/bereit/")["Cache-Control"] == "no-store"
