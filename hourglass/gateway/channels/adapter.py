"""What every kind of channel knows: its form, how it says a message, and what an answer means."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.channels import Kind, Purpose
from hourglass.base.outbox import Outcome, Result
from hourglass.gateway import http
from hourglass.ui.forms import VersionField

JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Parcel:
    """One message, ready to leave: its number stays the same however often it is sent."""

    number: str
    topic: str
    title: str
    text: str
    link: str
    recipient: str
    queued_at: datetime
    at: datetime
    depth: int = 0
    html: str = ""
    sender: str = ""
    data: Mapping[str, Any] | None = None


class ChannelForm(forms.Form):
    """The fields of one kind of channel. A secret is asked for once; left empty later, the known one stays."""

    secret_fields: ClassVar[tuple[str, ...]] = ()

    name = forms.CharField(label=_("Name"), max_length=80)
    purpose = forms.ChoiceField(label=_("Audience"), choices=())
    version = VersionField()

    def __init__(self, *args: Any, audiences: tuple[Purpose, ...], known: Mapping[str, Any] | None = None, **kw: Any):
        super().__init__(*args, **kw)
        self.known = dict(known or {})
        self.fields["purpose"].choices = [(p.value, p.label) for p in audiences]  # type: ignore[attr-defined]
        for name in self.secret_fields:
            if self.known.get(name):
                self.fields[name].required = False
                self.fields[name].help_text = _("Saved. Leave empty to keep it.")

    def secrets(self) -> dict[str, Any]:
        """The secrets to keep: what was typed, and what is known where nothing was typed."""
        typed = {name: self.cleaned_data[name] for name in self.secret_fields if self.cleaned_data.get(name)}
        return self.known | typed

    def options(self) -> dict[str, Any]:
        """The other fields of this kind."""
        kept = {"name", "purpose", "version", *self.secret_fields}
        return {name: value for name, value in self.cleaned_data.items() if name not in kept}


class HookField(forms.CharField):
    """The address a vendor gives for its bot; nothing but an address of that vendor is taken."""

    def __init__(self, *, hosts: tuple[str, ...] = (), path: str = "/", **options: Any) -> None:
        super().__init__(
            max_length=http.LONGEST_URL,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
            **options,
        )
        self.hosts, self.path = hosts, path

    def clean(self, value: Any) -> str:
        address = super().clean(value)
        if not address:
            return ""
        try:
            plain = http.checked(address)
        except http.AddressRefused:
            raise forms.ValidationError(
                _("This is not a public address that begins with https://. Copy the whole address again.")
            ) from None
        if self.hosts and not http.on_loopback(plain) and not self._of_vendor(plain):
            raise forms.ValidationError(
                _("The address must begin with https://%(start)s. Copy it from the settings of the bot."),
                params={"start": self.hosts[0] + self.path},
            )
        return plain

    def _of_vendor(self, address: str) -> bool:
        return any(address.startswith(f"https://{host}{self.path}") for host in self.hosts)


class Adapter:
    """One kind of channel."""

    kind: ClassVar[Kind]
    form: ClassVar[type[ChannelForm]]

    def send(self, parcel: Parcel, *, options: Mapping[str, Any], secrets: Mapping[str, Any]) -> Outcome:
        """This function will send one message and say how that ended; it raises nothing."""
        raise NotImplementedError


class HTTPAdapter(Adapter):
    """A kind that is reached by one POST of JSON."""

    def request(self, parcel: Parcel, secrets: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        """This function will give the address, the body and the headers that say the parcel in the vendor's format."""
        raise NotImplementedError

    def judge(self, answer: http.Answer) -> Outcome:
        """This function will tell what the vendor's answer means."""
        raise NotImplementedError

    def send(self, parcel: Parcel, *, options: Mapping[str, Any], secrets: Mapping[str, Any]) -> Outcome:
        url, body, headers = self.request(parcel, secrets)
        try:
            answer = http.post(url, body=body, headers=headers)
        except http.AddressRefused as fact:
            return Outcome(Result.BROKEN, fact.code)
        except http.Unsent as fact:
            return Outcome(Result.RETRY, fact.code)
        except http.Unanswered as fact:
            return Outcome(Result.UNCERTAIN, fact.code)
        return self.judge(answer)


def encode(payload: Any) -> bytes:
    """This function will write JSON as it travels."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def by_status(answer: http.Answer, *, gone: tuple[int, ...] = (401, 403, 404, 405, 410)) -> Outcome:
    """This function will judge an answer by its HTTP status alone.

    Only 429 and 503 promise that nothing was done; after another 5xx the message may have been taken.
    """
    status, detail = answer.status, f"HTTP {answer.status}"
    if 200 <= status < 300:
        return Outcome(Result.SENT, detail=detail)
    if status in (408, 425, 429, 503):
        return Outcome(Result.RETRY, "busy", detail, timedelta(seconds=answer.retry_after or 0))
    if status >= 500:
        return Outcome(Result.UNCERTAIN, "server-error", detail)
    if 300 <= status < 400:
        return Outcome(Result.BROKEN, "redirect", detail)
    if status in gone:
        return Outcome(Result.BROKEN, "gone", detail)
    return Outcome(Result.REFUSED, "refused", detail)


def by_errcode(answer: http.Answer, *, names: tuple[str, ...], broken: frozenset[int], own: frozenset[int]) -> Outcome:
    """This function will judge an answer that says 200 and puts the truth into a number of its body.

    `broken` numbers blame the set-up of the bot, `own` numbers blame this one message, and every other (too many
    messages, a system that is busy, a number nobody documented) asks us to come back later.
    """
    number = _number(answer.body, names)
    if number is None:
        # No number at all: a page of a proxy, or a fault of the vendor.
        outcome = by_status(answer)
        return Outcome(Result.UNCERTAIN, "unreadable", outcome.detail) if outcome.result is Result.SENT else outcome
    if number == 0:
        return Outcome(Result.SENT, detail="0")
    if number in broken or number in own:
        return Outcome(Result.BROKEN if number in broken else Result.REFUSED, "vendor", str(number))
    return Outcome(Result.RETRY, "busy", str(number), timedelta(minutes=1))


def _number(body: bytes, names: tuple[str, ...]) -> int | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict):
        return None
    numbers = [answer[name] for name in names if type(answer.get(name)) is int and abs(answer[name]) < 10**12]
    return numbers[0] if numbers else None


def clip(text: str, most_bytes: int) -> str:
    """This function will shorten a text to so many bytes without cutting a character in two."""
    data = text.encode()
    return text if len(data) <= most_bytes else data[: most_bytes - 3].decode(errors="ignore") + "…"
