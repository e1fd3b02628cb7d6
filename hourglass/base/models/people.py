"""People of the vendor who log in, the roles they hold and the teams they work in."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base.permissions import Permission, Reach
from hourglass.base.visibility import ScopedQuerySet

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
THEMES = [("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
DENSITIES = [("comfortable", _("Comfortable")), ("compact", _("Compact"))]


class Role(models.Model):
    """A set of permissions with a name; an administrator edits it."""

    ADMINISTRATOR = "administrator"

    key = models.SlugField(_("Key"))
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    permissions = models.JSONField(_("Permissions"), default=list)
    reach = models.CharField(_("Reach"), max_length=8, choices=Reach, default=Reach.OWN)
    requires_mfa = models.BooleanField(_("Requires a second factor"), default=False)
    built_in = models.BooleanField(_("Comes with the product"), default=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="base_role_one_key"),
            models.UniqueConstraint(Lower("name_zh"), name="base_role_one_name_zh"),
            models.UniqueConstraint(Lower("name_en"), name="base_role_one_name_en"),
        ]
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def is_administrator(self) -> bool:
        """The one role that allows everything there is, also what a later release adds."""
        return self.key == self.ADMINISTRATOR

    @property
    def codes(self) -> frozenset[str]:
        """The permission codes that the role allows, without codes that no longer exist."""
        known = frozenset(Permission.values)
        return known if self.is_administrator else known.intersection(self.permissions)

    @property
    def covers(self) -> Reach:
        """How far the role reaches."""
        return Reach.ALL if self.is_administrator else Reach(self.reach)


class Team(models.Model):
    """People who work together under one lead."""

    name = models.CharField(_("Name"), max_length=80)
    lead = models.ForeignKey(
        "base.User", models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name=_("Lead")
    )
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="base_team_one_name")]
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class PeopleQuerySet(ScopedQuerySet["User"]):
    """People, narrowed in the words of the product."""

    def within_reach(self, user: "User") -> Self:
        """This function will keep the people whom `user`'s reach covers: everyone, the own teams, or just `user`."""
        if user.reach is Reach.ALL:
            return self.all()
        own = models.Q(pk=user.pk)
        return self.filter(own | models.Q(team__in=user.team_ids) if user.reach is Reach.TEAM else own)

    def active(self) -> Self:
        """This function will keep the people who may log in."""
        return self.filter(is_active=True)

    def administrators(self) -> Self:
        """This function will keep the active people who hold the administrator role."""
        return self.active().filter(roles__key=Role.ADMINISTRATOR)


class UserManager(BaseUserManager.from_queryset(PeopleQuerySet)):  # type: ignore[misc]
    """Makes people; an e-mail address is theirs alone, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """This function will add one person; without a password nobody can log in as them by password."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db, force_insert=True)
        return user


def new_stamp() -> str:
    """This function will make the value that sessions and reset links are bound to."""
    return get_random_string(22)


class User(AbstractBaseUser):
    """A person of the vendor."""

    email = models.EmailField(_("E-mail address"))
    name = models.CharField(_("Full name"), max_length=80)
    language = models.CharField(_("Language"), max_length=10, default="zh-hans", choices=LANGUAGES)
    theme = models.CharField(_("Theme"), max_length=5, default="auto", choices=THEMES)
    density = models.CharField(_("Density"), max_length=11, default="comfortable", choices=DENSITIES)
    shortcuts = models.BooleanField(_("Single-key shortcuts"), default=True)
    roles = models.ManyToManyField(Role, related_name="people", blank=True, verbose_name=_("Roles"))
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("Team")
    )
    is_active = models.BooleanField(_("Active"), default=True)
    joined_at = models.DateTimeField(_("Joined"), auto_now_add=True)
    stamp = models.CharField(max_length=22, default=new_stamp, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    # While a machine acts for the person: the most that it may do, and its name as the record keeps it.
    ceiling: frozenset[str] | None = None
    machine = ""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        # Whoever keeps an address gives it its one form first: `people.address`.
        constraints = [models.UniqueConstraint(fields=["email"], name="base_user_one_address")]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    @cached_property
    def held_roles(self) -> list[Role]:
        """The person's roles; read once a request, so that losing a role counts from the next request on."""
        return list(self.roles.all())

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Every permission code that one of the person's roles allows, and the machine that acts for them may use."""
        held = frozenset[str]().union(*(role.codes for role in self.held_roles))
        return held if self.ceiling is None else held & self.ceiling

    @cached_property
    def reach(self) -> Reach:
        """The farthest reach of the person's roles."""
        return max((role.covers for role in self.held_roles), key=list(Reach).index, default=Reach.OWN)

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """The team the person works in and the teams the person leads."""
        led = Team.objects.filter(lead=self).values_list("pk", flat=True)
        return frozenset([*led, *([self.team_id] if self.team_id else [])])

    def can(self, *codes: str) -> bool:
        """This function will tell whether the person is active and holds every one of `codes`."""
        return self.is_active and self.permissions.issuperset(codes)

    def forget_grants(self) -> None:
        """This function will have the next question about roles, reach and teams read the database again."""
        for name in ("held_roles", "permissions", "reach", "team_ids"):
            self.__dict__.pop(name, None)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Sessions are bound to password and stamp: a new stamp ends every session there is.
        bound = f"{self.password}:{self.stamp}"
        return salted_hmac("hourglass.session", bound, secret=secret, algorithm="sha256").hexdigest()
