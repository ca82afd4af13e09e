import gc
import hashlib
import os
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from bildung.agreements import mailing
from bildung.formats.pdf.archived import Archived
from bildung.formats.pdf.press import Press
from tests import database
from tests.budget import DEEP, examples
from tests.scene import Scene, make_scene
from tests.undone import undone
from tests.unguarded import unguarded

# A busy machine must not fail a test for drawing its examples slowly.
settings.register_profile(
    "house",
    deadline=None,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


def pytest_collection_finish():
    """Look seldom for what can go: in all that stays for the run, it took an eighth of its time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


# Who asks for one of these, or is marked django_db, asks a database; pytest-django refuses it to
# others.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config, items):
    """Leave out on PostgreSQL what is the same on any database: `make test` judges it."""
    if connection.vendor == "sqlite":
        return
    kept = [item for item in items if depends_on_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not depends_on_database(item)])
    items[:] = kept


def depends_on_database(item: pytest.Item, deep: bool = DEEP) -> bool:
    """Whether a test asks a database, and, in a sample, one in whose own words."""
    asks = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames)
    return (
        bool(asks)
        and not item.get_closest_marker("looks")
        and (deep or item.get_closest_marker("dialect") is not None)
    )


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Let Django take the file that lies there, if one does; its folder goes with the run."""
    return database.is_copied()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_modify_db_settings, django_db_blocker):
    """Make the test database, and empty it between tests by copying it as it was made."""
    if not database.is_copied():
        request.getfixturevalue("django_db_setup")
        yield
        return
    database.migrated(Path(connection.settings_dict["TEST"]["NAME"]))
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        database.keep(database.EMPTY)
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: database.restore(database.EMPTY)
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(scope="module")
def scene_of_module(django_db_setup, django_db_blocker):
    """One scene for all tests of a module, made once; in the end it is undone.

    None of them may be marked `transaction=True`.
    """
    with django_db_blocker.unblock(), undone():
        yield make_scene(slug="eisenach")


@pytest.fixture
def one_scene(db, scene_of_module) -> Scene:
    """Return the module's scene as it was made; whatever a test does to it is undone."""
    return deepcopy(scene_of_module)


@pytest.fixture
def migrated_database(tmp_path) -> str:
    """Return the DATABASE_URL of an empty SQLite database for processes that the test starts."""
    database.migrated(tmp_path / "db.sqlite3")
    return f"sqlite:///{tmp_path / 'db.sqlite3'}"


@pytest.fixture(autouse=True)
def notices_at_once(request, monkeypatch):
    """Have notices in `mail.outbox` when the answer comes, without their thread or a commit.

    Not where a test has a mail server of its own (tests/mail_server.py), and waits for them.
    """
    if "mail_server" not in request.fixturenames:
        monkeypatch.setattr(mailing, "post", lambda message: message.send())


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_triggers():
    """Let tests that commit empty the database: by itself it keeps what is signed."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_unguarded(operations, statements):
        with unguarded():
            flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_unguarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def prints_for_the_audit():
    """Collect every PDF that the tests print in the folder BILDUNG_AUDIT_DIR, if that is set.

    Those for the archive, which claim PDF/A besides, stand in a folder of their own in it.
    """
    folder = os.environ.get("BILDUNG_AUDIT_DIR")
    if not folder:
        yield
        return
    print_page = Press.print

    def print_and_collect(press: Press, page: str, archived: Archived | None = None) -> bytes:
        content = print_page(press, page, archived)
        name = hashlib.sha256(content).hexdigest()[:16]
        place = Path(folder) / ("archive" if archived else "")
        place.mkdir(exist_ok=True)
        (place / f"{name}.pdf").write_bytes(content)
        return content

    Press.print = print_and_collect
    yield
    Press.print = print_page
