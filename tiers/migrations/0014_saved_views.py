import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_agreement_hand_over"),
        ("tiers", "0013_standings_of_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "list",
                    models.CharField(
                        choices=[
                            ("REGISTER", "Register"),
                            ("WORKLIST", "Tiers to look at"),
                            ("DUE", "Sessions due"),
                            ("CASELOAD", "Caseload"),
                            ("OWN_CASELOAD", "My caseload"),
                            ("MY_DAY", "My day"),
                            ("CAPACITY", "Capacity"),
                        ],
                        max_length=15,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("name", models.CharField(max_length=60)),
                ("is_shared", models.BooleanField(default=False)),
                ("is_default", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("is_shared", True)),
                        fields=["team", "list"],
                        name="tiers_saved_views_shared",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("user", "list", "organisation", "name"),
                        name="tiers_one_saved_view_of_a_name",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("user", "list", "organisation"),
                        name="tiers_one_saved_view_opens_a_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_default", False), ("deleted_at", None), _connector="OR"),
                        name="tiers_deleted_view_opens_nothing",
                    ),
                ],
            },
        ),
        Protect("tiers.SavedView"),
    ]
