"""Every code of the outbox has a sentence."""

import re
from pathlib import Path

import pytest

import hourglass
from hourglass.gateway.sentences import SENTENCES, sentence

pytestmark = pytest.mark.once

CODE = re.compile(
    r"""(?:Outcome\([\w.]+, |Unsent\(|Unanswered\(|AddressRefused\(|"error": |\(delivery, |return )"([a-z-]+)\""""
)


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    root = Path(hourglass.__file__).parent
    files = [*root.glob("gateway/**/*.py"), root / "base/outbox.py"]
    text = "\n".join(file.read_text() for file in files if file.name != "sentences.py")
    used = set(CODE.findall(text)) | {"timeout", "failures", "unreachable", "broken", "vendor", ""}
    assert used == set(SENTENCES)


def test_a_code_of_tomorrow_has_a_sentence_too() -> None:
    assert sentence("never heard of") == SENTENCES["broken"]
