from django.db import migrations

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("wsic", "0001_walls")]

    operations = [Protect("jobs.Job")]
