"""Forms about the people of a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.console.forms.calendar import DayField
from hourglass.console.forms.customers import Versioned
from hourglass.customers.models import Account, Contact, PersonRole, ResearchTopic, Store
from hourglass.customers.models.contacts import Influence, Level, Trust
from hourglass.customers.models.key_persons import Solvable, Stance, Will

NONE = [("", "—")]
WORDS = forms.Textarea(attrs={"rows": 3})


class ContactForm(Versioned):
    """Who somebody is."""

    name = forms.CharField(label=_("Name"), max_length=120)
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    level = forms.TypedChoiceField(
        label=_("Level"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("From the roles")), *Level.choices],
    )
    influence = forms.ChoiceField(label=_("Influence"), required=False, choices=[*NONE, *Influence.choices])
    chain_place = forms.IntegerField(
        label=_("Place in the decision chain"), required=False, min_value=1, max_value=99,
        help_text=_("1 decides first. Empty: not part of it."),
    )  # fmt: skip
    concern = forms.CharField(label=_("What they look at when deciding"), max_length=300, required=False)
    store = forms.ModelChoiceField(Store.objects.none(), label=_("Store"), required=False, empty_label="—")
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    im = forms.CharField(label=_("Messenger"), max_length=120, required=False)
    product_user = forms.CharField(
        label=_("User in the product"), max_length=200, required=False, help_text=_("As the product calls them.")
    )
    is_buyer = forms.BooleanField(label=_("Buys the product"), required=False)
    is_user = forms.BooleanField(label=_("Uses the product"), required=False)
    trust = forms.ChoiceField(label=_("Trust"), required=False, choices=[*NONE, *Trust.choices])

    def __init__(self, *args: Any, account: Account, by: User, contact: Contact | None = None, **words: Any) -> None:
        super().__init__(*args, **words)
        held = contact.roles if contact else []
        roles = [
            (role.key, str(role)) for role in PersonRole.objects.all() if role.retired_at is None or role.key in held
        ]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
        if not roles:
            del self.fields["roles"]
        stores = Store.objects.visible_to(by).of(account).filter(closed_on=None)
        self.fields["store"].queryset = stores.order_by("name", "pk")  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """This function will give what was typed; a level that follows the roles is left to them."""
        data = super().changes()
        if data.get("level") is None and "roles" in data:
            del data["level"]
        return data


class LeavingForm(Versioned):
    """When somebody left."""

    on = DayField(label=_("Left"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class FollowingForm(Versioned):
    """Whom somebody follows."""

    gone = forms.ModelChoiceField(Contact.objects.none(), label=_("Follows"))

    def __init__(self, *args: Any, account: Account, by: User, **words: Any) -> None:
        super().__init__(*args, **words)
        gone = Contact.objects.visible_to(by).of(account).exclude(left_on=None).filter(successor=None)
        self.fields["gone"].queryset = gone.order_by("-left_on", "pk")  # type: ignore[attr-defined]


class ProfileForm(Versioned):
    """What is known of somebody's work."""

    duties = forms.CharField(label=_("Duties"), max_length=4000, required=False, widget=WORDS)
    goals = forms.CharField(label=_("Goals"), max_length=4000, required=False, widget=WORDS)
    scenes = forms.CharField(label=_("Scenes of work"), max_length=4000, required=False, widget=WORDS)
    pains = forms.CharField(label=_("Pains"), max_length=4000, required=False, widget=WORDS)
    measure = forms.CharField(label=_("What success is measured by"), max_length=4000, required=False, widget=WORDS)
    focus = forms.CharField(label=_("What they look at"), max_length=4000, required=False, widget=WORDS)
    preferences = forms.CharField(
        label=_("How they like to be dealt with"), max_length=4000, required=False, widget=WORDS
    )


class WorkForm(Versioned):
    """A duty or pain, and whether the product solves it."""

    description = forms.CharField(label=_("Duty or pain"), max_length=300)
    solvable = forms.TypedChoiceField(label=_("Does the product solve it"), choices=Solvable.choices, coerce=str)
    feature = forms.CharField(label=_("Feature"), max_length=120, required=False)


class AttitudeForm(forms.Form):
    """How somebody stands, and what shows it."""

    stance = forms.TypedChoiceField(label=_("Attitude"), choices=Stance.choices, coerce=int)
    on = DayField(label=_("Judged"))
    evidence = forms.CharField(label=_("Evidence"), max_length=2000, widget=WORDS)


class WillForm(forms.Form):
    """Whether somebody wants the renewal."""

    will = forms.ChoiceField(label=_("Wants the renewal"), choices=Will.choices)
    on = DayField(label=_("Said"))


class WorkloadForm(forms.Form):
    """How long somebody's work takes."""

    minutes = forms.IntegerField(label=_("Minutes a day"), min_value=0, max_value=1440)
    on = DayField(label=_("Said"))


class QuestionForm(forms.Form):
    """A question that somebody raised."""

    topic = forms.CharField(label=_("Topic"), max_length=120, required=False)
    question = forms.CharField(label=_("Question raised"), max_length=4000, widget=WORDS)
    on = DayField(label=_("Asked"))


class AnswerForm(Versioned):
    """Its answer."""

    text = forms.CharField(label=_("Answer"), max_length=4000, widget=WORDS)


class FindingForm(forms.Form):
    """What was learnt of a customer."""

    topic = forms.ModelChoiceField(ResearchTopic.objects.none(), label=_("Topic"))
    text = forms.CharField(label=_("Finding"), max_length=4000, widget=WORDS)
    on = DayField(label=_("Found"))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["topic"].queryset = ResearchTopic.objects.filter(retired_at=None)  # type: ignore[attr-defined]


class RoleForm(Versioned):
    """A role of people, and the description a profile begins with."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    level = forms.TypedChoiceField(
        label=_("Level"), required=False, coerce=int, empty_value=None, choices=[*NONE, *Level.choices]
    )
    duties = forms.CharField(label=_("Duties"), max_length=4000, required=False, widget=WORDS)
    measure = forms.CharField(label=_("What success is measured by"), max_length=4000, required=False, widget=WORDS)
    pains = forms.CharField(label=_("Pains"), max_length=4000, required=False, widget=WORDS)


class NewRoleForm(RoleForm):
    """The same for a new one, with the key that names it."""

    key = forms.SlugField(label=_("Key"), max_length=40)
    field_order = ("key", "name_zh", "name_en", "level")


class TopicForm(forms.Form):
    """A research topic."""

    key = forms.SlugField(label=_("Key"), max_length=40)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)


class AsOfForm(forms.Form):
    """The day as of which something is shown; empty: today."""

    on = DayField(label=_("As of"), required=False)
