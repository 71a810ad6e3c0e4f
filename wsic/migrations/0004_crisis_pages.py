from django.db import migrations

from wsic.declared import Wall
from wsic.walls import ProtectAgain


class Migration(migrations.Migration):
    """Tables that a crisis page asks know whose page somebody opened; no other table does."""

    dependencies = [("wsic", "0003_reached")]

    operations = [ProtectAgain(Wall.PERSON, Wall.REACH, Wall.TAKEN)]
