import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0009_duty"),
        ("patients", "0028_formats_of_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("together", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TASK_GIVEN", "A task for you"),
                            ("TASK_TAKEN", "A task of yours was handed on"),
                            ("TASK_MOVED", "A task of yours is due on another day"),
                            ("TASK_CLOSED", "A task of yours was closed"),
                            ("TASK_ANSWERED", "What came of a task that you raised"),
                            ("CHECK_RAISED", "Safe-and-well check"),
                            ("SESSION_BOOKED", "A session that you lead was booked"),
                            ("SESSION_ENDED", "A session that you lead is not held"),
                            ("REVIEW_ASKED", "A review was asked for"),
                            ("REVIEW_CLOSED", "What came of a review that you asked for"),
                            ("PEOPLE_GIVEN", "You are the first contact"),
                            ("PEOPLE_TAKEN", "You are not the first contact any more"),
                        ],
                        max_length=15,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("read_together", models.UUIDField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.firstcontact",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.person"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.reviewrequest",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.planningsession",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.task",
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
                "indexes": [models.Index(fields=["user", "-at"], name="careplans_notices_to")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user", models.F("by")), _negated=True),
                        name="careplans_nobody_is_told_of_their_own_act",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_contact", None),
                                ("review", None),
                                ("session", None),
                                ("task__isnull", False),
                            ),
                            models.Q(
                                ("first_contact", None),
                                ("review", None),
                                ("session__isnull", False),
                                ("task", None),
                            ),
                            models.Q(
                                ("first_contact", None),
                                ("review__isnull", False),
                                ("session", None),
                                ("task", None),
                            ),
                            models.Q(
                                ("first_contact__isnull", False),
                                ("review", None),
                                ("session", None),
                                ("task", None),
                            ),
                            _connector="OR",
                        ),
                        name="careplans_notice_points_at_one_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("read_together", None), ("read_at__isnull", False), _connector="OR"
                        ),
                        name="careplans_marked_with_others_is_read",
                    ),
                ],
            },
        ),
        Protect("careplans.Notice"),
    ]
