"""The forms of the log-in library in our words: what they check is the library's, how they read is ours."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("One-time code"),
    "name": _("Name"),
    "passwordless": _("Log in without a password"),
}
HINTS = {
    "password1": _("Twelve characters or more; a sentence is easiest to keep in mind."),
    "passwordless": _(
        "The device then asks for its fingerprint, face or PIN. Otherwise the passkey is the second step."
    ),
}
NO_ADDRESS = _("This is not an e-mail address; write it like name@example.com.")
# Said by the library itself; here only so that our catalogue holds its Chinese.
SAID = gettext_noop("You must type the same password each time.")


class Worded:
    """A form whose fields are labelled in our words; what a placeholder would say again goes."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)
            if name in ("login", "email"):
                field.error_messages["invalid"] = NO_ADDRESS


class LogInForm(Worded, account.LoginForm):  # type: ignore[misc]
    """Who logs in."""


class PasswordAgainForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that concerns security."""


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""


class SetPasswordForm(Worded, account.SetPasswordForm):  # type: ignore[misc]
    """A first password of somebody who came by single sign-on."""


class AskForLinkForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Where the link to a new password goes."""


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, after the link in an e-mail."""


class ActivateForm(Worded, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a code generator."""


class SecondStepForm(Worded, second_step.AuthenticateForm):  # type: ignore[misc]
    """The second step of a log-in."""


class SecondStepAgainForm(Worded, second_step.ReauthenticateForm):  # type: ignore[misc]
    """The second step once more, before something that concerns security."""


class Device:
    """A form whose passkey comes from a device: what does not fit is refused in words, never by a failure."""

    def clean(self) -> Any:
        """This function will check a new passkey."""
        return fitting(super().clean)  # type: ignore[misc]

    def clean_credential(self) -> Any:
        """This function will check what a device says of a passkey."""
        checked = getattr(super(), "clean_credential", None)
        return fitting(checked) if checked else self.cleaned_data["credential"]  # type: ignore[attr-defined]


def fitting(check: Callable[[], Any]) -> Any:
    """This function will run a check of the library, which takes every answer of a device for well-formed."""
    try:
        return check()
    except ValidationError as fault:
        if fault.code != "incorrect_code":
            raise
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    raise ValidationError(_("This passkey does not fit. Try again, or take another way."), code="passkey")


class AddPasskeyForm(Worded, Device, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, and whether it logs in by itself."""


class RenamePasskeyForm(Worded, passkeys.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""


class PasskeyForm(Device, passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    """A log-in by passkey alone."""


class PasskeyStepForm(Device, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step of a log-in."""


class PasskeyAgainForm(Device, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey once more, before something that concerns security."""
