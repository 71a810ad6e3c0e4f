from django.db import migrations

from careplans.sets.crisis import DefineOpenCrisis
from careplans.sets.first_contacts import DefineCaringForAgain


class Migration(migrations.Migration):
    """Records of one human being are opened together, a press after two minutes is an hour more, and who opened
    a crisis page alone is told of nobody but who is named to be rung."""

    dependencies = [("careplans", "0028_crisis_tries"), ("patients", "0031_crisis_pages_closed")]

    operations = [DefineOpenCrisis(), DefineCaringForAgain()]
