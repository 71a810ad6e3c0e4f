from django.db import migrations

from patients.feeds.sets.staging import Stage, StageBad


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_import_corrects")]

    operations = [Stage("organisations", "people"), StageBad()]
