"""The settings of an installation that does not compress its files, which takes longest."""

from bildung.settings import *  # noqa: F403
from bildung.settings import STORAGES

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
