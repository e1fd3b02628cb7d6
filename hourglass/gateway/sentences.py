"""What the codes of the outbox mean, in a sentence a person can act on."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "": _("It arrived."),
    "address-malformed": _("The address is not a plain web address. Copy it again."),
    "address-not-https": _("The address does not begin with https://."),
    "address-private": _("The address is inside a private network. Messages leave for public addresses only."),
    "address-userinfo": _("The address holds a user name. Remove everything before the @."),
    "broken": _("Something unexpected happened while sending. The server log has the details."),
    "busy": _("The receiver asked us to come back later."),
    "failures": _("Too many attempts in a row failed."),
    "gone": _("The receiver does not know this address any more. Make the bot or the address anew."),
    "loop": _("Our own messages led to this one too many times over, so it was stopped as a loop."),
    "mail-cut-off": _("The mail server hung up before it confirmed the message."),
    "mail-later": _("The mail server asked us to come back later."),
    "mail-login": _("The mail server refused our log-in. Correct HOURGLASS_MAIL_URL."),
    "mail-refused": _("The mail server refused the message or its recipient."),
    "mail-unreachable": _("The mail server cannot be reached."),
    "no-mail-server": _("No mail server is set up. Set HOURGLASS_MAIL_URL, then retry."),
    "redirect": _("The receiver sent us to another address. Redirects are not followed; enter the final address."),
    "refused": _("The receiver refused this message."),
    "sender-died": _("The process that sent it stopped before the answer came."),
    "server-error": _("The receiver reported a fault of its own."),
    "timeout": _("The receiver did not answer in time."),
    "tls": _("No secure connection could be made: the receiver's certificate is not valid."),
    "too-many": _("Too many messages about the same thing left within a day, so this one was stopped."),
    "unreachable": _("The receiver cannot be reached."),
    "unreadable": _("The receiver's answer could not be understood."),
    "unreadable-secrets": _("The saved secrets cannot be read: the secret key of the installation has changed."),
    "unresolved": _("The name in the address does not exist."),
    "vendor": _("The chat service refused the message; its error number is shown beside it."),
}


def sentence(code: str) -> Promise:
    """This function will put a code into words."""
    return SENTENCES.get(code, SENTENCES["broken"])
