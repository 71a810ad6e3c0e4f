from django.db import migrations

from patients.sets.reach import DefineRefresh


class Migration(migrations.Migration):
    dependencies = [("patients", "0019_break_glass_dissent")]

    operations = [DefineRefresh()]
