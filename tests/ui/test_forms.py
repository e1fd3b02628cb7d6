"""Forms come out in the design language without a word from the page."""

from django import forms

from hourglass.ui.spelling import spellings


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the <contract>", widget=forms.TextInput({"class": "mine"}))
    note = forms.CharField(required=False, widget=forms.Textarea)
    stage = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    kind = forms.ChoiceField(choices=[("x", "X<"), ("y", "Y")], widget=forms.RadioSelect)
    sure = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_control_has_our_class_and_its_own() -> None:
    html = str(Sample()["name"])
    assert 'class="in mine"' in html
    assert html.count("class=") == 1


def test_each_kind_of_control_has_its_class() -> None:
    form = Sample()
    assert 'class="in"' in str(form["note"])
    assert 'class="in"' in str(form["stage"])
    assert 'class="ck"' in str(form["sure"])
    assert str(form["kind"]).count('class="ck rd"') == 2
    assert "class" not in str(form["secret"])


def test_hint_and_error_are_tied_to_the_control() -> None:
    field = Sample({"name": ""})["name"].as_field_group()
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'id="id_name_error"' in field
    assert 'id="id_name_helptext"' in field


def test_optional_fields_say_so_and_required_ones_carry_a_star() -> None:
    form = Sample()
    assert 'class="opt"' in form["note"].as_field_group()
    assert 'class="req"' not in form["note"].as_field_group()
    assert 'class="req"' in form["name"].as_field_group()


def test_choices_are_escaped_in_a_fieldset_with_a_legend() -> None:
    field = Sample()["kind"].as_field_group()
    assert "<fieldset" in field
    assert "<legend>" in field
    assert "X&lt;" in field


def test_what_is_wrong_with_the_whole_form_stands_above_it() -> None:
    form = Sample({})
    form.is_valid()
    form.add_error(None, "Both <days> are the same.")
    html = str(form)
    assert html.index('role="alert"') < html.index('class="field"')
    assert "Both &lt;days&gt; are the same." in html


def test_chinese_is_spelled_in_full_and_by_initials() -> None:
    assert spellings("今日 A1") == ("jinri A1", "jr A1")
    assert spellings("  重庆 ABC（成都）〇") == ("  chongqing ABC（chengdu）ling", "  cq ABC（cd）l")
