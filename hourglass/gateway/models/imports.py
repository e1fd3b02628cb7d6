"""Files that people bring: how far each has come, and what became of each of its rows."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.visibility import ScopedQuerySet


class Stage(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("Columns to be named")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    RETURNING = "returning", _("Being taken back")
    RETURNED = "returned", _("Taken back")


class Policy(models.TextChoices):
    """What is taken in where some rows have faults."""

    ALL = "all", _("All rows or none")
    GOOD = "good", _("The rows without faults")


class ImportQuerySet(ScopedQuerySet["Import"]):
    """Imports: everybody sees their own, and who reads the audit record sees all."""

    def within_reach(self, user: User) -> Self:
        """This function will keep the imports that `user` sees."""
        return self.all() if user.can(Permission.AUDIT_VIEW) else self.filter(made_by=user)


class Import(models.Model):
    """One file: what it holds, how its columns are read, and what came of it."""

    noun = models.CharField(_("What it holds"), max_length=20)
    filename = models.CharField(_("File"), max_length=200)
    stage = models.CharField(_("Stage"), max_length=10, choices=Stage, default=Stage.UPLOADED)
    head = models.JSONField(_("Columns"))
    # The key of the field that each column is read as; empty where it is left out.
    columns = models.JSONField(default=list)
    source = models.CharField(_("Name of the source"), max_length=60, default="import")
    policy = models.CharField(_("What is taken in"), max_length=4, choices=Policy, default=Policy.ALL)
    total = models.PositiveIntegerField(_("Rows"))
    looked_at = models.PositiveIntegerField(_("Rows so far"), default=0)
    faulty = models.PositiveIntegerField(_("Rows with faults"), default=0)
    created = models.PositiveIntegerField(_("Added"), default=0)
    updated = models.PositiveIntegerField(_("Changed"), default=0)
    same = models.PositiveIntegerField(_("Unchanged"), default=0)
    returned = models.PositiveIntegerField(_("Taken back"), default=0)
    kept = models.PositiveIntegerField(_("Not taken back"), default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="imports", verbose_name=_("Brought by"))
    made_at = models.DateTimeField(_("Brought"))
    ended_at = models.DateTimeField(_("Ended"), null=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["made_by", "-made_at"], name="import_made")]

    def __str__(self) -> str:
        return self.filename


class ImportRow(models.Model):
    """One row of a file: its cells, what is wrong with it, and what became of it."""

    import_of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    # What is wrong: pairs of the column and the sentence, in the language of who brought the file.
    faults = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [models.UniqueConstraint(fields=["import_of", "number"], name="row_of_an_import_once")]
        indexes = [
            models.Index(fields=["import_of", "number"], name="import_faults", condition=~Q(faults=[])),
        ]


class Fate(models.TextChoices):
    """What became of a record when its import was taken back."""

    OPEN = "open", _("As it was brought")
    BACK = "back", _("Taken back")
    KEPT = "kept", _("Not taken back")


class ImportTrace(models.Model):
    """One record that an import made or changed, and what it was like before: by this the import is taken back."""

    import_of = models.ForeignKey(Import, models.CASCADE, related_name="traces")
    number = models.PositiveIntegerField()  # the first row of the file that it comes from
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    name = models.CharField(max_length=200)
    # The versions of the record before and after; none before where the import made it.
    before = models.PositiveIntegerField(null=True)
    after = models.PositiveIntegerField()
    # The fields that were changed, with what they held; of what was made, what was made with it.
    was = models.JSONField(default=dict)
    fate = models.CharField(max_length=4, choices=Fate, default=Fate.OPEN)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("trace of an import")
        verbose_name_plural = _("traces of imports")
        constraints = [models.UniqueConstraint(fields=["import_of", "kind", "key"], name="trace_of_a_record_once")]
        indexes = [models.Index(fields=["import_of", "fate", "number"], name="import_traces")]


class Mapping(models.Model):
    """How the columns of a kind of file are read, kept for the next one."""

    noun = models.CharField(_("What it holds"), max_length=20)
    name = models.CharField(_("Name"), max_length=80)
    # The key of the field by the name of the column.
    fields = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Made by"))
    made_at = models.DateTimeField(_("Made"))

    class Meta:
        verbose_name = _("kept reading of columns")
        verbose_name_plural = _("kept readings of columns")
        constraints = [models.UniqueConstraint(fields=["noun", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name
