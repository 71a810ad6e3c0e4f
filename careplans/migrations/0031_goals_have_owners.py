import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0030_goals_taken_out"),
        ("organisations", "0003_agreement_hand_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="plangoal",
            name="held_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("PERSON", "The person themselves"),
                    ("CARER", "A carer"),
                    ("STAFF", "A member of the team"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="plangoal",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plangoal",
            name="owner_organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="plangoal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_by", "STAFF"), ("owner_organisation__isnull", False)),
                    models.Q(
                        models.Q(("held_by", "STAFF"), _negated=True),
                        ("owner", None),
                        ("owner_organisation", None),
                    ),
                    _connector="OR",
                ),
                name="careplans_goal_of_staff_names_their_team",
            ),
        ),
    ]
