"""Slack incoming webhooks: the address is the secret; about one message a second, 3000 characters a block."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base.models.channels import Kind
from hourglass.base.outbox import Outcome
from hourglass.gateway.channels.adapter import JSON, ChannelForm, HookField, HTTPAdapter, Parcel, by_status, encode
from hourglass.gateway.http import Answer

MOST_CHARACTERS = 2900


class SlackForm(ChannelForm):
    secret_fields = ("url",)

    url = HookField(label=_("Webhook address"), hosts=("hooks.slack.com", "hooks.slack-gov.com"), path="/services/")


class Slack(HTTPAdapter):
    kind = Kind.SLACK
    form = SlackForm

    def request(self, parcel: Parcel, secrets: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        said = [f"*{escape(parcel.title)}*", escape(parcel.text)[:MOST_CHARACTERS]]
        if parcel.link:
            said.append(f"<{escape(parcel.link)}>")
        body = {
            "text": escape(parcel.title),  # what a notification shows
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": line}} for line in said if line],
            "unfurl_links": False,
        }
        return secrets["url"], encode(body), JSON

    def judge(self, answer: Answer) -> Outcome:
        return by_status(answer)


def escape(text: str) -> str:
    """This function will take the meaning from the three characters by which Slack knows links and mentions."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
