from django.db import migrations, models

from careplans.sets.plan_guards import GuardPlanWriting


class Migration(migrations.Migration):
    dependencies = [("careplans", "0029_crisis_pages_mended")]

    operations = [
        migrations.AddField(
            model_name="plangoal",
            name="taken_out",
            field=models.BooleanField(db_default=False, default=False),
        ),
        GuardPlanWriting(),
    ]
