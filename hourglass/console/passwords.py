"""How long a password has to be, said in both languages; the framework's sentence is not in its Chinese catalogue."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class Length(MinimumLengthValidator):
    """Refuses short passwords."""

    def get_error_message(self) -> str:
        return _("Too short: use at least %(n)s characters.") % {"n": self.min_length}
