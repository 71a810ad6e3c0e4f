from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

_ASKED = Q(outcome="", taken_out=False, reviewed_on__lt=F("by_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0031_goals_have_owners"),
        ("organisations", "0003_agreement_hand_over"),
        ("patients", "0031_crisis_pages_closed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="plangoal",
            index=models.Index(
                condition=_ASKED, fields=["organisation", "by_on"], name="careplans_goals_asked"
            ),
        ),
        migrations.AddIndex(
            model_name="plangoal",
            index=models.Index(
                condition=_ASKED, fields=["owner_organisation", "by_on"], name="careplans_goals_held"
            ),
        ),
    ]
