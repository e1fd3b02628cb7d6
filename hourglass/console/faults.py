"""What the pages of the log-in library say when something is wrong, in our words; the names are the library's."""

from django.utils.translation import gettext_lazy as _

ACCOUNTS = {
    "account_inactive": _("This account is deactivated; ask an administrator."),
    "email_password_mismatch": _("E-mail address or password is wrong. Try again, or set a new password."),
    "invalid_login": _("E-mail address or password is wrong. Try again, or set a new password."),
    "enter_current_password": _("This is not the present password."),
    "incorrect_password": _("The password is wrong."),
    "incorrect_code": _("The code is wrong or too old. Enter the newest one."),
    "invalid_or_expired_key": _("This link works no more; ask for a new one."),
    "invalid_password_reset": _("This link works no more; ask for a new one."),
    "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
    "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
    "unknown_email": _("Nobody here has this e-mail address; ask an administrator for an invitation."),
}
SECOND_FACTORS = {
    "incorrect_code": _("The code is wrong or too old. Enter the newest one."),
    "cannot_delete_authenticator": _("The second step cannot be switched off. Set up another one first."),
    "cannot_generate_recovery_codes": _(
        "Recovery codes go with a second step. Set up a code generator or a passkey first."
    ),
    "unverified_email": _("The e-mail address is not verified; ask an administrator."),
}
SINGLE_SIGN_ON = {
    "email_taken": _("This e-mail address belongs to somebody else here; ask an administrator."),
    "invalid_token": _("The identity provider did not answer as it should. Try again, or ask an administrator."),
    "no_password": _("This account has no password yet. Set one first; nothing else logs in then."),
    "no_verified_email": _("The e-mail address is not verified; ask an administrator."),
    "disconnect_last": _("Nothing else logs in to this account. Set a password first."),
    "connected_other": _("This identity is connected to another account; ask an administrator."),
}
