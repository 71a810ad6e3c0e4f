import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from careplans.sets.guards import DUTY, Guard
from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0008_assessments"),
        ("organisations", "0003_agreement_hand_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("SAFE_AND_WELL", "Safe-and-well check"),
                    ("NEXT_STEP", "Next step"),
                    ("TASK", "Task"),
                    ("REQUEST", "Request of another team"),
                ],
                max_length=15,
            ),
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("organisation", "on"),
                        name="careplans_one_on_duty_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaced_at", None), ("replaced_by", None)),
                            models.Q(("replaced_at__isnull", False), ("replaced_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="careplans_replaced_duty_says_by_whom",
                    ),
                ],
            },
        ),
        Protect("careplans.Duty"),
        Guard(DUTY),
    ]
