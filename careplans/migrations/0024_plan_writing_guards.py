from django.db import migrations

from careplans.sets.plan_guards import GuardPlanWriting


class Migration(migrations.Migration):
    dependencies = [("careplans", "0023_forms_of_unsaved_words")]

    operations = [GuardPlanWriting()]
