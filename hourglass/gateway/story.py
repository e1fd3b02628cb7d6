"""How the entries about files that people brought read."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.verbs import Kind, tell

tell(
    Kind.CUSTOMERS,
    {
        "import.brought": _("{actor} brought the file {object}"),
        "import.cancelled": _("{actor} cancelled the import of {object}"),
        "import.ended": _("{actor} ended the import of {object}"),
        "import.return_started": _("{actor} began to take the import of {object} back"),
        "import.returned": _("{actor} took the import of {object} back"),
        "import.started": _("{actor} started the import of {object}"),
    },
)
