"""Every kind of channel, one module each. To add one: copy a module, add it here and to Kind, write its contract."""

from hourglass.gateway.channels.adapter import Adapter
from hourglass.gateway.channels.dingtalk import Dingtalk
from hourglass.gateway.channels.email import Email
from hourglass.gateway.channels.feishu import Feishu
from hourglass.gateway.channels.slack import Slack
from hourglass.gateway.channels.webhook import Webhook
from hourglass.gateway.channels.wecom import Wecom

ADAPTERS: dict[str, Adapter] = {
    adapter.kind: adapter for adapter in (Email(), Wecom(), Dingtalk(), Feishu(), Slack(), Webhook())
}
