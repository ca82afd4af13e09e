"""The settings of the server that `make bench` asks: those of an installation, and bare pages."""

from bildung.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare"
