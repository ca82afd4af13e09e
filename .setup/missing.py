"""missing.py run|test [--venv]: print the Debian packages whose content this system lacks.

Runs under any Python 3.11, before anything is installed. Each thing is found by trying, not by
asking dpkg: it may have come another way.
"""

import ctypes
import importlib.util
import shutil
import subprocess
import sys

# Libraries that no Python package brings, and where Debian and Ubuntu keep them.
FOR_WEASYPRINT = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FOR_PLAYWRIGHT = {"libatomic.so.1": "libatomic1"}


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def chromium_starts() -> bool:
    # The one without windows is quicker (tests/chromium.py), but the other does. Ubuntu's
    # /usr/bin/chromium-browser may be a script that only names a snap.
    found = filter(None, map(shutil.which, ("chromium-headless-shell", "chromium")))
    return any(
        not subprocess.run([each, "--version"], capture_output=True).returncode for each in found
    )


def missing(purpose: str, venv: bool):
    if venv and not (importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv")):
        yield "python{}.{}-venv".format(*sys.version_info)
    libraries = FOR_WEASYPRINT | (FOR_PLAYWRIGHT if purpose == "test" else {})
    yield from (package for library, package in libraries.items() if not loads(library))
    if purpose == "test" and not chromium_starts():
        yield "chromium-headless-shell"


print(*missing(sys.argv[1], venv="--venv" in sys.argv))
