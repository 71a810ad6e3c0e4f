from django.db import migrations

from wsic.declared import Wall
from wsic.walls import ProtectAgain


class Migration(migrations.Migration):
    dependencies = [("wsic", "0002_now")]

    operations = [ProtectAgain(Wall.PERSON, Wall.REACH, Wall.TAKEN)]
