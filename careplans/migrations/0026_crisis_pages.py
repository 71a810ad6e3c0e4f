from django.db import migrations

from careplans.sets.crisis import DefineOpenCrisis
from careplans.sets.first_contacts import DefineCaringForAgain


class Migration(migrations.Migration):
    """A crisis page opened by number; who cares for a person is told of whom it was opened to, too."""

    dependencies = [
        ("careplans", "0025_caring_for_by_key"),
        ("patients", "0029_crisis_pages"),
        ("wsic", "0004_crisis_pages"),
    ]

    operations = [DefineOpenCrisis(), DefineCaringForAgain()]
