from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_waits_for_nothing")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
