from django.db import migrations

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("wsic", "0001_walls")]

    operations = [
        Protect("organisations.Organisation", "organisations.OrganisationLink", "organisations.Agreement")
    ]
