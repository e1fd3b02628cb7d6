"""WeCom (企业微信) group bots: the address is the secret; at most 20 messages a minute and 4096 bytes each."""

from collections.abc import Mapping
from typing import Any

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

MOST_BYTES = 4096
BROKEN = frozenset({40001, 93000, 93004, 93008})
OWN = frozenset({40008, 40058, 44004, 45002})


class WecomForm(ChannelForm):
    secret_fields = ("url",)

    url = HookField(label=_("Webhook address"), hosts=("qyapi.weixin.qq.com",), path="/cgi-bin/webhook/send?key=")


class Wecom(HTTPAdapter):
    kind = Kind.WECOM
    form = WecomForm

    def request(self, parcel: Parcel, secrets: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        link = f"\n[{parcel.link}]({parcel.link})" if parcel.link else ""
        # A long text gives way to the link, which leads to the whole of it.
        said = clip(f"**{parcel.title}**\n{parcel.text}", MOST_BYTES - len(link.encode()))
        return secrets["url"], encode({"msgtype": "markdown", "markdown": {"content": said + link}}), JSON

    def judge(self, answer: Answer) -> Outcome:
        return by_errcode(answer, names=("errcode",), broken=BROKEN, own=OWN)
