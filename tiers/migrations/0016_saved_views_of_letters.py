from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_agreement_hand_over"),
        ("tiers", "0015_one_default_a_team"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="savedview",
            name="tiers_one_saved_view_of_a_name",
        ),
        migrations.AlterField(
            model_name="savedview",
            name="list",
            field=models.CharField(
                choices=[
                    ("REGISTER", "Register"),
                    ("WORKLIST", "Tiers to look at"),
                    ("DUE", "Sessions due"),
                    ("CASELOAD", "Caseload"),
                    ("OWN_CASELOAD", "My caseload"),
                    ("MY_DAY", "My day"),
                    ("CAPACITY", "Capacity"),
                    ("LETTERS", "Invitations by letter"),
                    ("MONTHS", "The last twelve months"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)),
                fields=("user", "list", "organisation", "team", "name"),
                name="tiers_one_saved_view_of_a_name",
                nulls_distinct=False,
            ),
        ),
    ]
