from django.db import migrations, models

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_digest", models.CharField(max_length=64)),
                ("address", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_digest", "at"], name="accounts_failed_by_name"),
                    models.Index(fields=["address", "at"], name="accounts_failed_by_address"),
                ],
            },
        ),
        Protect("accounts.FailedSignIn"),
    ]
