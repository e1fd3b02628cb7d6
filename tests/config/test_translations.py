"""The catalogue holds exactly what Django looks up at run time."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import trans_real

from hourglass.config import translations

pytestmark = pytest.mark.once

MessageId = tuple[str | None, str | tuple[str, ...]]

TEMPLATE = """<!doctype html>
<section class="a">
    <h1>{% trans "Plain" %}</h1> it's  "quoted" text, 100 % of it
  <p title="{% translate 'In an attribute' %}">{{ _("In a variable")|upper }}</p>
      {% trans "100% sure" as sure %}{{ sure }}
  {% trans "May" context "month" %}
  {% blocktrans trimmed %}
    Two lines
      become one.
  {% endblocktrans %}
  {% blocktrans %}
    Two lines
    stay two.
  {% endblocktrans %}
  {% blocktrans trimmed with name=person.name %}
    Hello {{ name }}, 50% done
  {% endblocktrans %}
  {% blocktrans trimmed count n=rows|length %}
    {{ n }} row
  {% plural %}
    {{ n }} rows
  {% endblocktrans %}
  {% blocktrans trimmed count n=rows|length context "ships" %}{{ n }} row{% plural %}{{ n }} rows{% endblocktrans %}
  {{ nothing|default:_("A default") }}
  {# {% trans "In a comment" %} #}
  {% comment %}{% trans "In a long comment" %}{% endcomment %}
</section>
"""


def ids_in(tree: Path) -> set[MessageId]:
    """This function will give context and id of each message below `tree`."""
    found = translations.entries(translations.messages_in(tree))
    return {(message.context, message.id if isinstance(message.id, str) else tuple(message.id)) for message in found}


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> set[MessageId]:
    """Every message Django asks its catalogues for."""
    found: set[MessageId] = set()
    real = trans_real.DjangoTranslation

    class Recording(real):  # type: ignore[misc, valid-type]
        def gettext(self, message: str) -> str:
            context, _, text = message.rpartition(trans_real.CONTEXT_SEPARATOR)
            found.add((context or None, text))
            return message

        def ngettext(self, singular: str, plural: str, n: int) -> str:
            context, _, text = singular.rpartition(trans_real.CONTEXT_SEPARATOR)
            found.add((context or None, (text, plural.rpartition(trans_real.CONTEXT_SEPARATOR)[2])))
            return singular

    monkeypatch.setattr(trans_real, "_translations", {})
    monkeypatch.setattr(trans_real, "DjangoTranslation", Recording)
    return found


@pytest.mark.parametrize("rows", [1, 3])
def test_it_extracts_what_a_template_looks_up(tmp_path: Path, looked_up: set[MessageId], rows: int) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    with translation.override("zh-hans"):
        Template(TEMPLATE).render(Context({"rows": list(range(rows)), "person": {"name": "An"}}))
    assert ids_in(tmp_path) == looked_up
    assert (None, "Two lines become one.") in looked_up
    assert (None, ("%(n)s row", "%(n)s rows")) in looked_up


def test_it_extracts_dynamic_attributes_of_components(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    component = """<c-field :label="_('Name')" :hint='_("Say it")' title="_('as it stands')" />"""
    (tmp_path / "templates" / "page.html").write_text(component)
    assert ids_in(tmp_path) == {(None, "Name"), (None, "Say it")}


def test_it_extracts_every_form_of_python_call(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '_("one"); gettext_lazy("two")\n'
        'ngettext("%(n)s day", "%(n)s days", n)\n'
        'pgettext("month", "May")\n'
        '_("long "\n  "text")\n'
    )
    assert ids_in(tmp_path) == {
        (None, "one"),
        (None, "two"),
        (None, ("%(n)s day", "%(n)s days")),
        ("month", "May"),
        (None, "long text"),
    }


def test_it_keeps_translations_and_drops_what_is_unused(tmp_path: Path) -> None:
    old, found = translations.Catalog(locale="zh_Hans"), translations.Catalog(locale="zh_Hans")
    old.add("Name", "名称")
    old.add("Gone", "没了")
    found.add("Name")
    found.add("New")
    text = translations.written(translations.renewed(old, found))
    assert text == translations.HEADER + 'msgid "Name"\nmsgstr "名称"\n\nmsgid "New"\nmsgstr ""\n'


def test_it_names_missing_chinese_and_wrong_placeholders() -> None:
    catalogue = translations.Catalog(locale="zh_Hans")
    catalogue.add("Empty")
    catalogue.add("Hello %(name)s", "你好 %(nmae)s")
    catalogue.add(("%(n)s day", "%(n)s days"), ("%(n)s 天",))
    assert translations.faults(catalogue) == [
        "no Chinese: Empty",
        "other placeholders in Chinese: Hello %(name)s",
    ]


def test_it_reads_what_git_merged_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(
        translations.HEADER + 'msgid "A"\nmsgid "B"\nmsgstr "名称"\n\nmsgid "C"\nmsgstr "丙"\nmsgid "D"\nmsgstr "丁"\n'
    )
    read = translations.read(path)
    assert [(m.id, m.string) for m in translations.entries(read)] == [
        ("A", "名称"),
        ("B", "名称"),
        ("C", "丙"),
        ("D", "丁"),
    ]


def test_it_compiles_only_what_is_stale(tmp_path: Path) -> None:
    path = translations.catalogue_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(translations.HEADER + 'msgid "A"\nmsgstr "甲"\n')
    translations.compile_stale(tmp_path)
    compiled = path.with_suffix(".mo")
    first = compiled.stat()
    translations.compile_stale(tmp_path)
    assert compiled.stat().st_ino == first.st_ino
    path.write_text(translations.HEADER + 'msgid "A"\nmsgstr "乙"\n')
    translations.compile_stale(tmp_path)
    assert "乙".encode() in compiled.read_bytes()
    assert [file.name for file in path.parent.iterdir() if file.suffix == ".mo"] == ["django.mo"]


def test_the_catalogue_is_complete() -> None:
    call_command("translate", "--check")


def test_check_fails_on_a_message_without_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hourglass").mkdir()
    (tmp_path / "hourglass" / "a.py").write_text('_("New")')
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    with pytest.raises(CommandError, match="2 faults"):
        call_command("translate", "--check")


def test_both_languages_are_served() -> None:
    with translation.override("zh-hans"):
        assert translation.gettext("Simplified Chinese") == "简体中文"
    with translation.override("en"):
        assert translation.gettext("Simplified Chinese") == "Simplified Chinese"
