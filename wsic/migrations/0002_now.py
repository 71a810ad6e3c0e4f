from django.db import migrations

from wsic.walls import NOW


class Migration(migrations.Migration):
    dependencies = [("wsic", "0001_walls")]

    operations = [migrations.RunSQL(NOW, "DROP FUNCTION wsic_now();")]
