from django.db import migrations

from wsic.review.sets.trail import DefineReview


class Migration(migrations.Migration):
    """Who was told of a dissent and opened nothing is in the day's list."""

    dependencies = [("review", "0003_whereabouts")]
    operations = [DefineReview()]
