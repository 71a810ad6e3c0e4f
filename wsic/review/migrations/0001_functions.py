from django.db import migrations

from wsic.review.sets.trail import DefineReview


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0005_denials"),
        ("patients", "0013_reach_grants"),
        ("accounts", "0002_walls"),
    ]

    operations = [DefineReview()]
