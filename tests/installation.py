"""The settings of an installation, as an environment makes them, and not as the tests do."""

import os
import runpy
from unittest import mock

from django.conf import settings

FILE = settings.BASE_DIR / "bildung" / "settings.py"


def settings_under(**environment: str) -> dict[str, object]:
    """Return what bildung/settings.py says where these variables are set beside the tests' own."""
    with mock.patch.dict(os.environ, environment):
        return {name: value for name, value in runpy.run_path(str(FILE)).items() if name.isupper()}
