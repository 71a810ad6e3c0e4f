from django.db import migrations

from patients.sets.agreements import DefineRestingOn


class Migration(migrations.Migration):
    dependencies = [("patients", "0014_reach_acting_for")]

    operations = [DefineRestingOn()]
