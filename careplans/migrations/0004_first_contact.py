import uuid

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from careplans.sets.first_contacts import DefineCaringFor
from careplans.sets.guards import FIRST_CONTACTS, Guard
from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0003_planning_sessions"),
        ("organisations", "0003_agreement_hand_over"),
        ("patients", "0027_residence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FirstContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("GP", "GP"),
                            ("PRACTICE_NURSE", "Practice nurse"),
                            ("PRACTICE_ADMIN", "Practice administrator"),
                            ("CASE_MANAGER", "Case Manager"),
                            ("HSCA", "Health and Social Care Assistant"),
                            ("HUB_COORDINATOR", "Hub co-ordinator"),
                            ("COMMUNITY_NURSE", "Community nurse"),
                            ("SOCIAL_CARE_WORKER", "Social-care worker"),
                            ("MENTAL_HEALTH_PRACTITIONER", "Mental-health practitioner"),
                            ("VOLUNTARY_PROVIDER", "Voluntary-sector provider"),
                            ("OUT_OF_HOURS", "Out-of-hours reader"),
                            ("ANALYST", "Analyst"),
                            ("PRIVACY_OFFICER", "Privacy officer"),
                            ("ADMINISTRATOR", "Administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("FIRST", "Nobody was named before"),
                            ("LEFT", "Who had them leaves or has left"),
                            ("CASELOAD", "Caseloads are shared out anew"),
                            ("MOVED", "They moved, or their practice changed"),
                            ("WISH", "They or their carer asked for it"),
                            ("BACK", "Given back"),
                            ("OTHER", "Another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("once", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("in_error_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "in_error_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="first_contacts",
                        to="patients.person",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.firstcontact",
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
                    "told_by",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("in_error_at", None), ("to_on", None)),
                        fields=["user", "organisation"],
                        name="careplans_first_contacts_of",
                    )
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("in_error_at", None)),
                        expressions=[
                            ("person", "="),
                            (models.Func(models.F("from_on"), models.F("to_on"), function="daterange"), "&&"),
                        ],
                        name="careplans_one_first_contact_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="careplans_first_contact_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("recorded_by", "once", "person"), name="careplans_one_first_contact_of_a_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None), ("to_on", None)),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("to_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="careplans_ended_first_contact_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("told_at", None), ("told_by", None)),
                            models.Q(("told_at__isnull", False), ("told_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="careplans_told_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_error_at", None), ("in_error_by", None)),
                            models.Q(("in_error_at__isnull", False), ("in_error_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="careplans_first_contact_in_error_says_by_whom",
                    ),
                ],
            },
        ),
        Protect("careplans.FirstContact"),
        Guard(FIRST_CONTACTS),
        DefineCaringFor(),
    ]
