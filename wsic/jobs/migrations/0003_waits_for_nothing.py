from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_walls")]

    operations = [migrations.RemoveField("job", "waits_for")]
