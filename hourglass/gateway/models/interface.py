"""What the interface for other machines keeps for a while: answers that may be asked for again, and what was spent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import ServiceToken


class KeptAnswer(models.Model):
    """The answer to a request with a key: whoever repeats it gets the same answer, and nothing is done twice."""

    token = models.ForeignKey(ServiceToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    # Of method, address and body: a key belongs to one request.
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField(_("Begun"))
    # Null while the request is under way.
    status = models.PositiveSmallIntegerField(null=True)
    media_type = models.CharField(max_length=80, blank=True)
    content = models.TextField(blank=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_key_once")]
        indexes = [models.Index(fields=["begun_at"], name="answer_begun")]

    def __str__(self) -> str:
        return self.key


class Spending(models.Model):
    """How many requests a token was given for the minute that runs."""

    token = models.OneToOneField(ServiceToken, models.CASCADE, related_name="+", primary_key=True)
    minute = models.DateTimeField()
    given = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("spending of a token")
        verbose_name_plural = _("spendings of tokens")
