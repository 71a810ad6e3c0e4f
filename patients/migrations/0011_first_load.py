from django.db import migrations

from patients.feeds.sets.first_load import PutOffIndexes


class Migration(migrations.Migration):
    dependencies = [("patients", "0010_registration_stated")]

    operations = [PutOffIndexes()]
