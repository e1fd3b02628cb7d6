"""Feishu (飞书, Lark) group bots with a signature: at most 100 messages a minute and 20 KB each."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

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
BROKEN = frozenset({19001, 19021, 19022, 19024})
OWN = frozenset({9499, 19002})


class FeishuForm(ChannelForm):
    secret_fields = ("url", "secret")

    url = HookField(
        label=_("Webhook address"), hosts=("open.feishu.cn", "open.larksuite.com"), path="/open-apis/bot/v2/hook/"
    )
    secret = forms.CharField(
        label=_("Signing secret"),
        min_length=8,
        max_length=120,
        help_text=_("Switch on signature verification in the bot's security settings and copy the secret."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class Feishu(HTTPAdapter):
    kind = Kind.FEISHU
    form = FeishuForm

    def request(self, parcel: Parcel, secrets: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        seconds = int(parcel.at.timestamp())
        lines: list[list[dict[str, str]]] = [[{"tag": "text", "text": clip(parcel.text, MOST_BYTES)}]]
        if parcel.link:
            lines.append([{"tag": "a", "text": parcel.link, "href": parcel.link}])
        post = {"title": clip(parcel.title, 400), "content": lines}
        body = {
            "timestamp": str(seconds),
            "sign": sign(seconds, secrets["secret"]),
            "msg_type": "post",
            "content": {"post": {"zh_cn": post}},
        }
        return secrets["url"], encode(body), JSON

    def judge(self, answer: Answer) -> Outcome:
        return by_errcode(answer, names=("code", "StatusCode"), broken=BROKEN, own=OWN)


def sign(seconds: int, secret: str) -> str:
    """This function will sign the time of sending: Feishu takes time and secret as the key, and signs nothing."""
    digest = hmac.digest(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256)
    return base64.b64encode(digest).decode()
