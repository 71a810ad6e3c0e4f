from django.db import migrations

from careplans.sets.guards import PLANS, Guard


class Migration(migrations.Migration):
    dependencies = [("careplans", "0021_asked_again_by_one_task")]

    operations = [Guard(PLANS)]
