"""What files are called for the browser."""

import pytest
from django.test import override_settings

from bildung.static_files import StaticFilesStorage


@pytest.fixture
def storage(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    storage.hashed_files = {"a.css": "a.1234.css"}
    return storage


def test_name_of_a_file_is_looked_up_once(storage):
    assert storage.url("a.css") == "/static/a.1234.css"
    storage.hashed_files = {}
    assert storage.url("a.css") == "/static/a.1234.css"


def test_unknown_file_is_an_error_each_time(storage):
    for _ in range(2):
        with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
            storage.url("b.css")


@override_settings(DEBUG=True)
def test_while_developing_nothing_is_kept(storage):
    assert storage.url("a.css", force=True) == "/static/a.1234.css"
    storage.hashed_files = {"a.css": "a.5678.css"}
    assert storage.url("a.css", force=True) == "/static/a.5678.css"
