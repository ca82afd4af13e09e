"""The browser of the tests, the bench and the pictures: Debian's Chromium, without a window.

chromium-headless-shell is the same browser without the parts that draw windows, which chromium
starts though none is shown: with it a test takes half the time. Where only chromium is there, that
is taken.
"""

import shutil

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Return the path of the browser, or None where there is none."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")
