"""Signed webhooks for other systems, by the open standard called Standard Webhooks."""

import base64
import secrets as random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook as Signer

from hourglass.base.models.channels import Kind
from hourglass.base.outbox import Outcome, Result
from hourglass.gateway.channels.adapter import JSON, ChannelForm, HookField, HTTPAdapter, Parcel, by_status, encode
from hourglass.gateway.http import Answer

OVERLAP = timedelta(days=1)


class WebhookForm(ChannelForm):
    secret_fields = ("url",)

    url = HookField(label=_("Address of the receiver"), help_text=_("A public address that begins with https://."))


class Webhook(HTTPAdapter):
    kind = Kind.WEBHOOK
    form = WebhookForm

    def request(self, parcel: Parcel, secrets: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        said = {"title": parcel.title, "text": parcel.text, "link": parcel.link}
        body = encode(
            {
                "type": parcel.topic,
                "timestamp": parcel.queued_at.astimezone(UTC).isoformat(),
                "data": {name: value for name, value in said.items() if value} | dict(parcel.data or {}),
            }
        )
        headers = {
            **JSON,
            "webhook-id": parcel.number,
            "webhook-timestamp": str(int(parcel.at.timestamp())),
            "webhook-signature": signatures(parcel, body.decode(), secrets),
            "hourglass-depth": str(parcel.depth),
        }
        return secrets["url"], body, headers

    def judge(self, answer: Answer) -> Outcome:
        # The standard: 410 ends the subscription. Other refusals may be a fault of the day, so they are repeated.
        outcome = by_status(answer, gone=(410,))
        return replace(outcome, result=Result.RETRY) if outcome.result is Result.REFUSED else outcome


def signatures(parcel: Parcel, body: str, secrets: Mapping[str, Any]) -> str:
    """This function will sign with the secret, and with the one before it as long as receivers may still hold that."""
    keys = [secrets["secret"]]
    if secrets.get("previous") and parcel.at < datetime.fromisoformat(secrets["previous_until"]):
        keys.append(secrets["previous"])
    # The signer reads the clock's digits and ignores the zone, so it is handed UTC.
    at = parcel.at.astimezone(UTC)
    return " ".join(Signer(key).sign(parcel.number, at, body) for key in keys)


def fresh() -> str:
    """This function will make a new signing secret."""
    return "whsec_" + base64.b64encode(random.token_bytes(32)).decode()


def rotated(secrets: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """This function will put a new secret beside the present one, which stays valid for a day."""
    return {
        **secrets,
        "secret": fresh(),
        "previous": secrets["secret"],
        "previous_until": (at + OVERLAP).isoformat(),
    }
