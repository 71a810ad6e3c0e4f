from django.db import migrations

from patients.sets.access_reviews import DefineReviewSteps


class Migration(migrations.Migration):
    """Who closes a crisis page closes all that they have running about the person."""

    dependencies = [("patients", "0030_tries_by_kind")]

    operations = [DefineReviewSteps()]
