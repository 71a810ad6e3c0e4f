from django.db import migrations

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("wsic", "0001_walls")]

    operations = [Protect("audit.AuditEvent")]
