"""Addresses put together from a pattern are those that Django finds."""

import pytest
from django.urls import reverse, set_script_prefix

from bildung.agreements.addresses import address_of

pytestmark = pytest.mark.dialect


@pytest.fixture
def below_a_path():
    set_script_prefix("/bildung/")
    yield
    set_script_prefix("/")


CASES = pytest.mark.parametrize(
    ("name", "key"),
    [
        ("desk:agreement", "eisenach"),
        ("desk:history", "a-0-b"),
        ("desk:measure_history", 10),
        ("goals:measure", 200),
        ("goals:reports", 1),
        ("milestones:reports", 1),
    ],
)


@CASES
def test_address_is_that_of_django(name, key):
    assert address_of(name, key) == reverse(name, args=[key])


@CASES
def test_address_is_that_of_django_where_the_server_stands_below_a_path(below_a_path, name, key):
    assert address_of(name, key) == reverse(name, args=[key])
    assert address_of(name, key).startswith("/bildung/")
