import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wsic.walls import Protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_session")]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", KEY),
                ("secret", models.TextField()),
                ("last_step", models.BigIntegerField()),
                ("set_up_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", KEY.clone()),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["user", "digest"], name="accounts_recovery_code_is_unique"
                    )
                ],
            },
        ),
        Protect("accounts.SecondFactor", "accounts.RecoveryCode"),
    ]
