"""Migrations that move what people entered."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import database

pytestmark = pytest.mark.dialect


@pytest.mark.django_db(transaction=True)
def test_addresses_become_unique_and_nobody_is_lost():
    before, after = [
        [("agreements", name)] for name in ("0002_roles", "0003_email_and_second_factor")
    ]
    if database.is_copied():
        database.clear()  # much quicker than to take the later migrations back
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(before)
    people = executor.loader.project_state(before).apps.get_model("agreements", "User").objects
    for name, email, active in (
        ("former", "Kim@example.org", False),
        ("kim", "KIM@example.org", True),
        ("ohne", "", True),
    ):
        people.create(username=name, email=email, is_active=active)
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(after)
        people = executor.loader.project_state(after).apps.get_model("agreements", "User").objects
        assert dict(people.values_list("username", "email")) == {
            "former": "",
            "kim": "kim@example.org",
            "ohne": "",
        }
    finally:
        if not database.is_copied():  # else the database is copied as it was
            MigrationExecutor(connection).migrate(newest)
