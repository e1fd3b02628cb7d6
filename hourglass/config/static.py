"""How static files are kept for serving: each under a name that changes with its content, compressed once."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "ui/js/*.js"
IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library ships no types
    """Also rewrites the imports between our own script modules, so that all of them can be cached for ever."""

    patterns = (*HashedFilesMixin.patterns, (OURS, IMPORTS))
