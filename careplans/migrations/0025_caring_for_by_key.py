from django.db import migrations

from careplans.sets.first_contacts import DefineCaringForAgain


class Migration(migrations.Migration):
    dependencies = [("careplans", "0024_plan_writing_guards")]

    operations = [DefineCaringForAgain()]
