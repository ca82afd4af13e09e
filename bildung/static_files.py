"""How the files of static/ are named for the browser."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names files by what is in them, also where one of our scripts imports another.

    Django's own way for scripts (`support_js_module_import_aggregation`) misses `import "./a.js";`
    and stumbles over an example in a comment of htmx.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "bildung/*.js",
            (
                (r"""(?P<matched>from "(?P<url>\./[^"]+)";)""", 'from "%(url)s";'),
                (r"""(?P<matched>import "(?P<url>\./[^"]+)";)""", 'import "%(url)s";'),
            ),
        ),
    )
