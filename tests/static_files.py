"""The files of static/ without collectstatic, as the tests are served them."""

from functools import cache

from django.contrib.staticfiles import storage


class StaticFilesStorage(storage.StaticFilesStorage):
    """Names a file once, as the product's does: a page names two dozen."""

    @cache  # noqa: B019  there is one, as long as the process
    def url(self, name):
        return super().url(name)
