"""A day that stays, and what stands in the timeline on it."""

import pytest
from django.core.management import call_command

from bildung.agreements.models import Agreement

from .pages import DAY


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("bildung.agreements.filters.localdate", lambda: DAY)


@pytest.fixture
def scene(one_scene):
    return one_scene


@pytest.fixture
def eisenach():
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get(slug="eisenach")
