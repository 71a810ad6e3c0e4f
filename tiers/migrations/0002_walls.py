from django.db import migrations

from wsic.walls import Protect


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_initial"), ("patients", "0002_walls")]

    operations = [Protect("tiers.FrailtyScore", "tiers.TierStanding")]
