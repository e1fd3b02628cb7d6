from django.db import migrations

from hourglass.base import append_only


def install(_apps, editor):
    append_only.guard(editor.connection, append_only.ENTRY, append_only.TEXT, append_only.SEAL)


def remove(_apps, editor):
    append_only.unguard(editor.connection, append_only.ENTRY, append_only.TEXT, append_only.SEAL)


class Migration(migrations.Migration):
    dependencies = [("base", "0004_record")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
