from django.db import migrations

from patients.sets.break_glass import DefineBreakGlass


class Migration(migrations.Migration):
    """Without a reason of the list and words nothing opens; over a dissent only with a plain yes."""

    dependencies = [("patients", "0021_reach_in_turn")]
    operations = [DefineBreakGlass()]
