"""DingTalk (钉钉) group bots with a signature: at most 20 messages a minute and 20,000 bytes each."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.channels import Kind
from hourglass.base.outbox import Outcome
from hourglass.gateway.channels.adapter import (
    JSON,
    ChannelForm,
    HookField,
    HTTPAdapter,
    Parcel,
    by_errcode,
    clip,
    encode,
)
from hourglass.gateway.http import Answer

MOST_BYTES = 18_000
BROKEN = frozenset({300001, 300005, 310000, 400013, 400101, 400102, 400106})
OWN = frozenset({40035, 43004, 400105, 460101})


class DingtalkForm(ChannelForm):
    secret_fields = ("url", "secret")

    url = HookField(label=_("Webhook address"), hosts=("oapi.dingtalk.com",), path="/robot/send?access_token=")
    secret = forms.RegexField(
        r"^SEC[0-9a-zA-Z]{20,120}$",
        label=_("Signing secret"),
        help_text=_("It begins with SEC and stands in the bot's security settings."),
        error_messages={"invalid": _("The signing secret begins with SEC. Copy it from the bot's security settings.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class Dingtalk(HTTPAdapter):
    kind = Kind.DINGTALK
    form = DingtalkForm

    def request(self, parcel: Parcel, secrets: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        millis = int(parcel.at.timestamp() * 1000)
        signed = urlencode({"timestamp": millis, "sign": sign(millis, secrets["secret"])})
        link = f"\n\n[{parcel.link}]({parcel.link})" if parcel.link else ""
        text = parcel.text.replace("\n", "\n\n")
        said = clip(f"#### {parcel.title}\n\n{text}", MOST_BYTES - len(link.encode())) + link
        body = {"msgtype": "markdown", "markdown": {"title": clip(parcel.title, 200), "text": said}}
        return f"{secrets['url']}&{signed}", encode(body), JSON

    def judge(self, answer: Answer) -> Outcome:
        return by_errcode(answer, names=("errcode",), broken=BROKEN, own=OWN)


def sign(millis: int, secret: str) -> str:
    """This function will sign the time of sending with the bot's secret."""
    digest = hmac.digest(secret.encode(), f"{millis}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()
