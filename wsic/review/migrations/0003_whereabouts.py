from django.db import migrations

from wsic.review.sets.trail import DefineReview


class Migration(migrations.Migration):
    """Where somebody marked sensitive is registered is not told the privacy officer either."""

    dependencies = [("review", "0002_reasons"), ("patients", "0017_preferences")]
    operations = [DefineReview()]
