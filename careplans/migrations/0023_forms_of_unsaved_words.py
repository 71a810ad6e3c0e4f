from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0022_plan_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="unsavedwords",
            name="forms",
            field=models.JSONField(default=dict),
        ),
    ]
