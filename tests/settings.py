"""The settings of an installation, in a folder of their own and without what only costs time."""

import atexit
import os
import shutil
import tempfile

# Set before bildung.settings reads it: no test may touch a person's data. Each pytest worker has
# its own folder; processes that a test starts find the variable set and share it.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
if os.environ.get("BILDUNG_TEST_WORKER") != _worker:
    _folder, _owner = tempfile.mkdtemp(prefix=f"bildung-test-{_worker}-"), os.getpid()
    os.environ.update(BILDUNG_TEST_WORKER=_worker, BILDUNG_VAR=_folder)

    @atexit.register
    def _remove_folder():
        if os.getpid() == _owner:  # a forked child leaves it to us
            shutil.rmtree(_folder, ignore_errors=True)


from bildung.settings import *  # noqa: E402, F403
from bildung.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file as in an installation: threads of the live server then have connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

PUBLIC_URL = "http://testserver"  # as Django's client calls it, so that it finds what mails link

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Without collectstatic: files come straight from static/ and the apps.
STORAGES["staticfiles"]["BACKEND"] = "tests.static_files.StaticFilesStorage"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
(VAR_DIR / "static").mkdir(exist_ok=True)
