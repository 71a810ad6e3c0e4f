from django.db import migrations

from patients.feeds.sets.staging import Stage


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_import_overseer")]

    operations = [Stage("coded_entries", "medication_issues")]
