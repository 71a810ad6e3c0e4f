from django.db import migrations

from patients.feeds.sets.staging import Stage


class Migration(migrations.Migration):
    dependencies = [("tiers", "0002_walls"), ("patients", "0005_staging")]

    operations = [Stage("frailty_scores")]
