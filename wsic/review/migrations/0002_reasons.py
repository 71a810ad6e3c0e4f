from django.db import migrations

from wsic.review.sets.trail import DefineReview


class Migration(migrations.Migration):
    """Why a person was reached: by every standing of that London day, until the instant it ended."""

    dependencies = [
        ("review", "0001_functions"),
        ("patients", "0014_reach_acting_for"),
    ]

    operations = [DefineReview()]
