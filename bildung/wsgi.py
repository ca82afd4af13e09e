"""The WSGI entry point, served by gunicorn (see the Makefile)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildung.settings")
application = get_wsgi_application()
