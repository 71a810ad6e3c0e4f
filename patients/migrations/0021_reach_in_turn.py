from django.db import migrations

from patients.sets.reach import DefineRefresh


class Migration(migrations.Migration):
    dependencies = [("patients", "0020_reach_by_grants")]

    operations = [DefineRefresh()]
