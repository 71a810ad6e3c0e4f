from django.db import migrations

from patients.sets.break_glass import DefineBreakGlass


class Migration(migrations.Migration):
    """A dissent from sharing for direct care is asked for: three reasons hold over it, confirmed twice."""

    dependencies = [("patients", "0018_care_teams")]
    operations = [DefineBreakGlass()]
