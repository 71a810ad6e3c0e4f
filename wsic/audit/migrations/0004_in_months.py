from django.db import migrations, models

from wsic.audit.sets.appending import AppendByFunction
from wsic.audit.sets.months import InMonths
from wsic.audit.sets.sealing import Sealed
from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_append_only")]

    operations = [
        migrations.CreateModel(
            name="AuditBatch",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("sealed_at", models.DateTimeField()),
                ("previous", models.BinaryField(null=True)),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[InMonths()],
            state_operations=[
                migrations.AddField(
                    model_name="auditevent",
                    name="login",
                    field=models.CharField(blank=True, default="", max_length=63),
                ),
                migrations.AddField(
                    model_name="auditevent",
                    name="number",
                    field=models.BigIntegerField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="auditevent",
                    name="hash",
                    field=models.BinaryField(blank=True, null=True),
                ),
            ],
        ),
        AppendByFunction(),
        Sealed(),
        Protect("audit.AuditEvent", "audit.AuditBatch"),
    ]
