from django.db import migrations

from careplans.sets.guards import PLANS, Guard


class Migration(migrations.Migration):
    dependencies = [("careplans", "0020_plan_signatures")]

    operations = [Guard(PLANS)]
