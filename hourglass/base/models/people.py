"""People of the vendor who log in, and the roles they hold."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base.permissions import Reach


class Role(models.Model):
    """A set of permissions with a name; an administrator edits it."""

    key = models.SlugField(_("Key"), unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    permissions = models.JSONField(_("Permissions"), default=list)
    reach = models.CharField(_("Reach"), max_length=8, choices=Reach, default=Reach.OWN)

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class Team(models.Model):
    """People who work together under one lead."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    lead = models.ForeignKey(
        "base.User", models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name=_("Lead")
    )

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people; an e-mail address is theirs alone, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """This function will add one person; without a password nobody can log in as them by password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person of the vendor."""

    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=80)
    language = models.CharField(
        _("Language"), max_length=10, default="zh-hans", choices=[("zh-hans", "简体中文"), ("en", "English")]
    )
    roles = models.ManyToManyField(Role, related_name="people", blank=True, verbose_name=_("Roles"))
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("Team")
    )
    is_active = models.BooleanField(_("Active"), default=True)
    joined_at = models.DateTimeField(_("Joined"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Every permission code that one of the person's roles allows; read once a request."""
        return frozenset(code for role in self.roles.all() for code in role.permissions)

    def can(self, *codes: str) -> bool:
        """This function will tell whether the person is active and holds every one of `codes`."""
        return self.is_active and self.permissions.issuperset(codes)
