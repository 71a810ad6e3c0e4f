from django.db import migrations

from careplans.sets.crisis import DefineOpenCrisis


class Migration(migrations.Migration):
    """Tries to open a crisis page are counted by themselves; what is not shared writes nothing to take back."""

    dependencies = [("careplans", "0027_gp_record"), ("patients", "0030_tries_by_kind")]
    operations = [DefineOpenCrisis()]
