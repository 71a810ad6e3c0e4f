from django.db import migrations

from careplans.sets.guards import PLAN_OFFERS, Guard


class Migration(migrations.Migration):
    dependencies = [("careplans", "0020_plan_signatures")]

    operations = [Guard(PLAN_OFFERS)]
