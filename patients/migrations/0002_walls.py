from django.db import migrations

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial"), ("accounts", "0002_walls")]

    operations = [
        Protect(
            "patients.Reach",
            "patients.Person",
            "patients.PersonDetail",
            "patients.PersonIdentifier",
            "patients.Registration",
            "patients.Import",
            "patients.ColumnMapping",
            "patients.QuarantinedRow",
        )
    ]
