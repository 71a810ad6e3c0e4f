import django.db.models.deletion
from django.db import migrations, models

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_records"), ("organisations", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="overseer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="file_removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        Protect("patients.Import"),
    ]
