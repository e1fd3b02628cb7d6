"""Logs of everything, one line each, with secrets taken out as the last step before a line is written."""

import logging
import re
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

from hourglass.base import correlation

HIDDEN = "[redacted]"
# What a field of a log line is called when it holds a secret.
SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?|secret|token|cookie|csrf|session_?(id|key)|authorization|api_?key|(write|private|salt)_key"
    r"|otp|totp|recovery|signature|credential",
    re.IGNORECASE,
)
# What a secret looks like inside a text, and which part of it stays.
SECRET_SHAPES = [
    (re.compile(r"(\w+://)[^/\s@\"']+:[^/\s@\"']*@"), rf"\1{HIDDEN}@"),  # an address with a user and a password
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"\bwhsec_[\w+/=-]+"), HIDDEN),
    (re.compile(r"(?i)([?&](?:key|code|sig|sign|state|ticket)=)[^&\s\"']+"), rf"\1{HIDDEN}"),
    (
        re.compile(
            rf"(?i)(\w*(?:{SECRET_NAME.pattern})\w*\\?[\"']?\s*[=:]\s*\\?[\"']?)(?!\[redacted\]|<)[^\s\"'&,;}})\\]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)(/hook/|/services/|/reset/key/|/confirm-email/)[^\s\"'?]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\b[A-Z2-7]{26,}\b"), HIDDEN),  # the seed of an authenticator
    # Long and of letters and digits: a key of some kind. Names of the code have no digits, or are shorter.
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{28,}(?![\w-])"), HIDDEN),
]

# Django puts its whole request object beside a line, and other formatters the finished text.
NOT_OURS = {"request", "message"}

Event = MutableMapping[str, Any]


def redact(text: str, known: Iterable[str] = ()) -> str:
    """This function will replace what is a secret by its value (`known`) or by its shape."""
    for value in known:
        text = text.replace(value, HIDDEN)
    for shape, kept in SECRET_SHAPES:
        text = shape.sub(kept, text)
    return text


def hide_fields(_logger: Any, _method: str, event: Event) -> Event:
    """This function will hide the fields whose name says they hold a secret, and drop what others put beside a line."""
    return {name: hidden(name, value) for name, value in event.items() if name not in NOT_OURS}


def hidden(name: str, value: Any) -> Any:
    """This function will give a field as it may be logged."""
    if SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, dict):
        return {key: hidden(str(key), inner) for key, inner in value.items()}
    return value


def add_request_id(_logger: Any, _method: str, event: Event) -> Event:
    """This function will add the id of the request or job run the line belongs to."""
    if correlation.get():
        event["request"] = correlation.get()
    return event


class Lines(structlog.stdlib.ProcessorFormatter):
    """Writes a log record as one redacted line, as JSON for machines or as text for a person."""

    def __init__(self, *, as_json: bool, known: Iterable[str] = ()) -> None:
        self.known = sorted((value for value in known if len(value) >= 6), key=len, reverse=True)
        shared: list[Any] = [
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ExtraAdder(),
        ]
        endings: list[Any] = (
            [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
            if as_json
            else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
        )
        super().__init__(
            foreign_pre_chain=shared,
            processors=[self.remove_processors_meta, hide_fields, add_request_id, *endings],
        )

    def format(self, record: logging.LogRecord) -> str:
        """This function will write the line; whatever a library put into it, the secrets are out."""
        return redact(super().format(record), self.known)


def configuration(*, as_json: bool, level: str, known: Iterable[str]) -> dict[str, Any]:
    """This function will describe the logs to Django; `known` are secrets that are hidden wherever they occur."""
    passes_on = {"handlers": [], "level": "NOTSET", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": Lines, "as_json": as_json, "known": [*known]}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": passes_on,
            "django.server": passes_on,
            "uvicorn": passes_on,
            "uvicorn.error": passes_on,
            # Statements carry what people typed, and templates log every absent variable.
            "django.db.backends": passes_on | {"level": "INFO"},
            "django.template": passes_on | {"level": "INFO"},
        },
    }
