from django.db import migrations, models

from hourglass.ui.spelling import spellings

BATCH = 1000


def fill(apps, _editor):
    """This function will spell the names of accounts that were added before lists stood by pinyin."""
    account = apps.get_model("customers", "Account")
    rows = []
    for row in account._base_manager.only("name").iterator(BATCH):
        row.order_key = spellings(row.name)[0].casefold()[:200]
        rows.append(row)
        if len(rows) == BATCH:
            account._base_manager.bulk_update(rows, ["order_key"])
            rows = []
    account._base_manager.bulk_update(rows, ["order_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_accounts_and_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="order_key",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["order_key", "id"], name="account_order"),
        ),
    ]
