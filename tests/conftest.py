import hashlib
import os
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from bildung.agreements import mailing
from bildung.formats.pdf.archived import Archived
from bildung.formats.pdf.press import Press

# A busy machine must not fail a test for drawing its examples slowly.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


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


def depends_on_database(item: pytest.Item) -> bool:
    asks = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames)
    return bool(asks) and not item.get_closest_marker("looks")


@pytest.fixture(autouse=True)
def notices_at_once(request, monkeypatch):
    """Have notices in `mail.outbox` when the answer comes, without their thread or a commit.

    Not where a test has a mail server of its own (tests/mail_server.py), and waits for them.
    """
    if "mail_server" not in request.fixturenames:
        monkeypatch.setattr(mailing, "post", lambda message: message.send())


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
