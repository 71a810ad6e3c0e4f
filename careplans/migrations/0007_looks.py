import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0006_staff_hours"),
        ("patients", "0027_residence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("before", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.person"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "user"), name="careplans_one_look_of_a_user"),
                    models.CheckConstraint(
                        condition=models.Q(("before", None), ("before__lt", models.F("at")), _connector="OR"),
                        name="careplans_looked_before_that",
                    ),
                ],
            },
        ),
        Protect("careplans.Look"),
    ]
