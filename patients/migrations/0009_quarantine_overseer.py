import django.db.models.deletion
from django.db import migrations, models

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("patients", "0008_staging_records"), ("organisations", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="quarantinedrow",
            name="overseer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        Protect("patients.QuarantinedRow"),
    ]
