"""The settings of an installation that lets a stale page overwrite what others saved.

For `make stress` alone: it must lose edits with these, else it would prove nothing with the real.
"""

from bildung.settings import *  # noqa: F403
from bildung.settings import INSTALLED_APPS

INSTALLED_APPS += ["tests.stress.without_check.WithoutCheck"]
