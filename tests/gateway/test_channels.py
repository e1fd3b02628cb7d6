"""What each kind of channel puts on the wire, and what it makes of the answers: the vendors' contracts."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from standardwebhooks import Webhook as Verifier

from hourglass.base.channels import AUDIENCES
from hourglass.base.models.channels import Kind, Purpose
from hourglass.base.outbox import Outcome, Result
from hourglass.gateway.channels import ADAPTERS, webhook
from hourglass.gateway.channels.adapter import ChannelForm, Parcel, clip
from tests.gateway.servers import Heard, Receiver, receiver

pytestmark = pytest.mark.once

SENT_AT = datetime(2026, 11, 23, 4, 0, 1, 500_000, tzinfo=UTC)
PARCEL = Parcel(
    number="msg_0123456789abcdef",
    topic="account.at_risk",
    title="青藤科技 <at risk> & *late*",
    text="No log-in for 14 days.\n最近一次：11 月 9 日",
    link="https://cs.example.com/accounts/7?a=1&b=2",
    recipient="",
    queued_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    at=SENT_AT,
    depth=2,
    data={"account": "7"},
)
SECRETS: dict[Kind, dict[str, str]] = {
    Kind.WECOM: {"path": "/cgi-bin/webhook/send?key=k-1"},
    Kind.DINGTALK: {"path": "/robot/send?access_token=t-1", "secret": "SEC" + "0a" * 20},
    Kind.FEISHU: {"path": "/open-apis/bot/v2/hook/h-1", "secret": "feishu-secret"},
    Kind.SLACK: {"path": "/services/T0/B0/x"},
    Kind.WEBHOOK: {"path": "/in?a=1", "secret": "whsec_" + base64.b64encode(b"k" * 24).decode()},
}


@pytest.fixture
def server(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_LOOPBACK = True
    with receiver() as server:
        yield server


def send(server: Receiver, kind: Kind, parcel: Parcel = PARCEL, **secrets: str) -> Outcome:
    kept = SECRETS[kind] | secrets
    return ADAPTERS[kind].send(parcel, options={}, secrets=kept | {"url": server.url + kept["path"]})


def heard(server: Receiver, kind: Kind, parcel: Parcel = PARCEL, **secrets: str) -> Heard:
    send(server, kind, parcel, **secrets)
    (request,) = server.heard
    return request


def test_every_kind_has_an_adapter_a_form_and_an_audience() -> None:
    assert set(ADAPTERS) == set(Kind) == set(AUDIENCES)
    assert all(adapter.kind == kind and issubclass(adapter.form, ChannelForm) for kind, adapter in ADAPTERS.items())


def test_wecom_says_it_in_markdown(server: Receiver) -> None:
    request = heard(server, Kind.WECOM)
    assert request.path == "/cgi-bin/webhook/send?key=k-1"
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"
    assert request.json == {
        "msgtype": "markdown",
        "markdown": {
            "content": "**青藤科技 <at risk> & *late***\nNo log-in for 14 days.\n最近一次：11 月 9 日\n"
            "[https://cs.example.com/accounts/7?a=1&b=2](https://cs.example.com/accounts/7?a=1&b=2)"
        },
    }


def test_dingtalk_signs_milliseconds_and_secret_in_the_query(server: Receiver) -> None:
    request = heard(server, Kind.DINGTALK)
    secret = SECRETS[Kind.DINGTALK]["secret"]
    sign = base64.b64encode(hmac.new(secret.encode(), f"1795406401500\n{secret}".encode(), hashlib.sha256).digest())
    query = parse_qs(urlsplit(request.path).query)
    assert urlsplit(request.path).path == "/robot/send"
    assert query == {"access_token": ["t-1"], "timestamp": ["1795406401500"], "sign": [sign.decode()]}
    assert request.json["msgtype"] == "markdown"
    assert request.json["markdown"]["title"] == PARCEL.title
    assert request.json["markdown"]["text"] == (
        f"#### {PARCEL.title}\n\nNo log-in for 14 days.\n\n最近一次：11 月 9 日\n\n[{PARCEL.link}]({PARCEL.link})"
    )


def test_feishu_signs_nothing_with_seconds_and_secret_as_the_key(server: Receiver) -> None:
    request = heard(server, Kind.FEISHU)
    sign = base64.b64encode(hmac.new(b"1795406401\nfeishu-secret", b"", hashlib.sha256).digest()).decode()
    assert request.path == "/open-apis/bot/v2/hook/h-1"
    assert request.json == {
        "timestamp": "1795406401",
        "sign": sign,
        "msg_type": "post",
        "content": {
            "post": {
                "zh_cn": {
                    "title": PARCEL.title,
                    "content": [
                        [{"tag": "text", "text": PARCEL.text}],
                        [{"tag": "a", "text": PARCEL.link, "href": PARCEL.link}],
                    ],
                }
            }
        },
    }


def test_slack_gets_blocks_in_which_nothing_is_a_mention(server: Receiver) -> None:
    request = heard(
        server, Kind.SLACK, Parcel(**{**PARCEL.__dict__, "text": "<!channel> see <https://evil.example|us>"})
    )
    assert request.path == "/services/T0/B0/x"
    assert request.json == {
        "text": "青藤科技 &lt;at risk&gt; &amp; *late*",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "*青藤科技 &lt;at risk&gt; &amp; *late**"}},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "&lt;!channel&gt; see &lt;https://evil.example|us&gt;"},
            },
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "<https://cs.example.com/accounts/7?a=1&amp;b=2>"},
            },
        ],
        "unfurl_links": False,
    }


def fresh_parcel() -> Parcel:
    return Parcel(**{**PARCEL.__dict__, "at": datetime.now(UTC)})


def test_a_webhook_is_signed_by_the_open_standard(server: Receiver) -> None:
    request = heard(server, Kind.WEBHOOK, fresh_parcel())
    payload = Verifier(SECRETS[Kind.WEBHOOK]["secret"]).verify(request.body, dict(request.headers.items()))
    assert payload == {
        "type": "account.at_risk",
        "timestamp": "2026-11-23T12:00:00+00:00",
        "data": {"title": PARCEL.title, "text": PARCEL.text, "link": PARCEL.link, "account": "7"},
    }
    assert request.headers["webhook-id"] == PARCEL.number
    assert request.headers["hourglass-depth"] == "2"


def test_a_rotated_webhook_is_signed_with_both_secrets_for_a_day(server: Receiver) -> None:
    old = SECRETS[Kind.WEBHOOK]["secret"]
    rotated = webhook.rotated({"secret": old}, at=datetime.now(UTC))
    assert rotated["previous"] == old != rotated["secret"]
    request = heard(server, Kind.WEBHOOK, fresh_parcel(), **rotated)
    for secret in (old, rotated["secret"]):
        assert Verifier(secret).verify(request.body, dict(request.headers.items()))
    server.heard.clear()
    late = {**rotated, "previous_until": (datetime.now(UTC) - timedelta(seconds=1)).isoformat()}
    assert len(heard(server, Kind.WEBHOOK, fresh_parcel(), **late).headers["webhook-signature"].split()) == 1


def test_the_signature_does_not_depend_on_the_zone_of_the_clock(server: Receiver) -> None:
    shanghai = PARCEL.at.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Shanghai"))
    for at in (PARCEL.at, shanghai):
        send(server, Kind.WEBHOOK, Parcel(**{**PARCEL.__dict__, "at": at}))
    first, second = (request.headers["webhook-signature"] for request in server.heard)
    assert first == second


ANSWERS: list[tuple[Kind, int, Any, Result]] = [
    (Kind.WECOM, 200, {"errcode": 0, "errmsg": "ok"}, Result.SENT),
    (Kind.WECOM, 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, Result.RETRY),
    (Kind.WECOM, 200, {"errcode": -1, "errmsg": "system busy"}, Result.RETRY),
    (Kind.WECOM, 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, Result.BROKEN),
    (Kind.WECOM, 200, {"errcode": 44004, "errmsg": "empty content"}, Result.REFUSED),
    (Kind.WECOM, 200, {"errcode": 31415926, "errmsg": "never documented"}, Result.RETRY),
    (Kind.DINGTALK, 200, {"errcode": 0, "errmsg": "ok"}, Result.SENT),
    (Kind.DINGTALK, 200, {"errcode": 130101, "errmsg": "send too fast"}, Result.RETRY),
    (Kind.DINGTALK, 200, {"errcode": 310000, "errmsg": "sign not match"}, Result.BROKEN),
    (Kind.DINGTALK, 200, {"errcode": 300001, "errmsg": "token is not exist"}, Result.BROKEN),
    (Kind.DINGTALK, 200, {"errcode": 43004, "errmsg": "no content"}, Result.REFUSED),
    (
        Kind.FEISHU,
        200,
        {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"},
        Result.SENT,
    ),
    (Kind.FEISHU, 200, {"StatusCode": 0, "StatusMessage": "success"}, Result.SENT),
    (Kind.FEISHU, 200, {"code": 11232, "msg": "frequency limited"}, Result.RETRY),
    (Kind.FEISHU, 200, {"code": 19021, "msg": "sign match fail"}, Result.BROKEN),
    (Kind.FEISHU, 200, {"code": 19024, "msg": "Key Words Not Found"}, Result.BROKEN),
    (Kind.FEISHU, 400, {"code": 9499, "msg": "Bad Request"}, Result.REFUSED),
    (Kind.SLACK, 200, b"ok", Result.SENT),
    (Kind.SLACK, 400, b"invalid_payload", Result.REFUSED),
    (Kind.SLACK, 403, b"action_prohibited", Result.BROKEN),
    (Kind.SLACK, 404, b"no_service", Result.BROKEN),
    (Kind.SLACK, 410, b"channel_is_archived", Result.BROKEN),
    (Kind.SLACK, 429, b"rate_limited", Result.RETRY),
    (Kind.SLACK, 500, b"rollup_error", Result.UNCERTAIN),
    (Kind.WEBHOOK, 204, b"", Result.SENT),
    (Kind.WEBHOOK, 410, b"", Result.BROKEN),
    (Kind.WEBHOOK, 404, b"", Result.RETRY),
    (Kind.WEBHOOK, 400, b"", Result.RETRY),
    (Kind.WEBHOOK, 302, b"", Result.BROKEN),
    (Kind.WEBHOOK, 503, b"", Result.RETRY),
    (Kind.WEBHOOK, 502, b"", Result.UNCERTAIN),
    *(
        (kind, 200, noise, Result.UNCERTAIN)
        for kind in (Kind.WECOM, Kind.DINGTALK, Kind.FEISHU)
        for noise in (
            b"",
            b"<html>proxy</html>",
            b"[]",
            b"null",
            b'{"errcode": "0", "code": "0"}',
            b'{"errcode": true, "code": false}',
            b'{"errcode": null, "code": 0.0}',
            b"\xff\xfe",
            b"[" * 60_000,
            b'{"errcode": ' + b"9" * 5000 + b"}",
            b'{"errcode": NaN, "code": Infinity}',
        )
    ),
    (Kind.WECOM, 502, b"<html>", Result.UNCERTAIN),
    (Kind.WECOM, 404, b"<html>", Result.BROKEN),
]


@pytest.mark.parametrize(("kind", "status", "answer", "result"), ANSWERS)
def test_an_answer_is_understood(server: Receiver, kind: Kind, status: int, answer: Any, result: Result) -> None:
    server.status = status
    server.answer = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    outcome = send(server, kind)
    assert outcome.result is result
    assert outcome.code or result is Result.SENT


def test_what_the_vendor_says_is_never_repeated_to_people(server: Receiver) -> None:
    server.answer = b'{"errcode": 93000, "errmsg": "INTERNAL <script>"}'
    assert send(server, Kind.WECOM) == Outcome(Result.BROKEN, "vendor", "93000")


def test_the_wait_a_receiver_asks_for_is_kept(server: Receiver) -> None:
    server.status, server.headers = 429, {"Retry-After": "120"}
    assert send(server, Kind.WEBHOOK).wait == timedelta(minutes=2)


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.EMAIL])
def test_an_address_that_became_private_breaks_the_channel(server: Receiver, kind: Kind, settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = False
    assert send(server, kind).result is Result.BROKEN
    assert server.heard == []


@pytest.mark.parametrize("kind", [Kind.WECOM, Kind.DINGTALK, Kind.FEISHU])
def test_a_long_text_fits_the_vendor_and_keeps_its_link(server: Receiver, kind: Kind) -> None:
    request = heard(server, kind, Parcel(**{**PARCEL.__dict__, "text": "长" * 50_000, "title": "题" * 500}))
    most = 4096 + 200 if kind is Kind.WECOM else 20_000
    assert len(request.body) <= most
    assert PARCEL.link in request.body.decode()


def test_clipping_cuts_no_character() -> None:
    assert clip("续航续航", 12) == "续航续航"
    assert clip("续航续航", 11) == "续航…"
    assert len(clip("续" * 100, 50).encode()) <= 50


FORMS: list[tuple[Kind, dict[str, str], str]] = [
    (Kind.WECOM, {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}, ""),
    (Kind.WECOM, {"url": "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=1"}, "url"),
    (Kind.WECOM, {"url": "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}, "url"),
    (Kind.WECOM, {"url": "https://evil.example/@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}, "url"),
    (Kind.WECOM, {"url": ""}, "url"),
    (Kind.DINGTALK, {"url": "https://oapi.dingtalk.com/robot/send?access_token=1", "secret": "SEC" + "a" * 60}, ""),
    (Kind.DINGTALK, {"url": "https://oapi.dingtalk.com/robot/send?access_token=1", "secret": "abc"}, "secret"),
    (Kind.FEISHU, {"url": "https://open.feishu.cn/open-apis/bot/v2/hook/1", "secret": "12345678"}, ""),
    (Kind.FEISHU, {"url": "https://open.larksuite.com/open-apis/bot/v2/hook/1", "secret": "12345678"}, ""),
    (Kind.FEISHU, {"url": "https://open.feishu.cn/open-apis/bot/v1/hook/1", "secret": "12345678"}, "url"),
    (Kind.SLACK, {"url": "https://hooks.slack.com/services/T/B/x"}, ""),
    (Kind.SLACK, {"url": "https://slack.com/services/T/B/x"}, "url"),
    (Kind.WEBHOOK, {"url": "https://example.com/in"}, ""),
    (Kind.WEBHOOK, {"url": "https://10.0.0.1/in"}, "url"),
    (Kind.WEBHOOK, {"url": "https://127.0.0.1/in"}, "url"),
    (Kind.WEBHOOK, {"url": "ftp://example.com/in"}, "url"),
    (Kind.WEBHOOK, {"url": "https://example.com/\x00in"}, "url"),
    (Kind.WEBHOOK, {"url": "https://example.com/\ud800in"}, "url"),
    (Kind.EMAIL, {"sender": "cs@example.com", "reply_to": ""}, ""),
    (Kind.EMAIL, {"sender": "cs@example.com\nBcc: x@example.com"}, "sender"),
]


@pytest.mark.parametrize(("kind", "typed", "wrong"), FORMS)
def test_a_form_takes_what_the_vendor_gives_and_nothing_else(kind: Kind, typed: dict[str, str], wrong: str) -> None:
    audiences = AUDIENCES[kind]
    form = ADAPTERS[kind].form({"name": "Alerts", "purpose": audiences[0], **typed}, audiences=audiences)
    form.is_valid()
    assert list(form.errors) == ([wrong] if wrong else [])


def test_a_secret_left_empty_is_kept_and_never_shown() -> None:
    known = {"url": "https://hooks.slack.com/services/T/B/secret-canary"}
    audiences = (Purpose.STAFF,)
    form = ADAPTERS[Kind.SLACK].form({"name": "A", "purpose": "staff", "url": ""}, audiences=audiences, known=known)
    assert form.is_valid()
    assert form.secrets() == known
    assert "secret-canary" not in form.as_p()
