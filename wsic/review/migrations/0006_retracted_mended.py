from django.db import migrations

from wsic.review.sets.retracted import DefineRetracted


class Migration(migrations.Migration):
    """Where an offer in error stood, the day a version was agreed on, and no words of a filing."""

    dependencies = [("review", "0005_retracted")]
    operations = [DefineRetracted()]
