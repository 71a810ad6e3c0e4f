from django.db import migrations

from careplans.sets.first_contacts import DefineCaringForAgain


class Migration(migrations.Migration):
    dependencies = [("careplans", "0023_forms_of_unsaved_words")]

    operations = [DefineCaringForAgain()]
