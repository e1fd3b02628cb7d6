"""How static files are kept for serving: each under a name that changes with its content, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library ships no types
    """Also rewrites the imports between our script modules, so that all of them can be cached for ever."""

    support_js_module_import_aggregation = True
