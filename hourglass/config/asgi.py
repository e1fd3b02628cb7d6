"""What the server runs: Django's pages in a bounded thread pool, whose threads keep their database connections."""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from hourglass.config.wsgi import application as pages

application = WSGIMiddleware(cast(Any, pages), workers=8)
