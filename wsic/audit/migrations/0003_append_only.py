from django.db import migrations

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_walls")]

    operations = [Protect("audit.AuditEvent")]
