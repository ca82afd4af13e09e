import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bildung.formats.pdf.archived import Archived
from bildung.formats.pdf.press import Press

# A busy machine must not fail a test for drawing its examples slowly.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


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
