from django.db import migrations

from wsic.review.sets.retracted import DefineRetracted


class Migration(migrations.Migration):
    """A privacy officer reads what was entered in error."""

    dependencies = [
        ("review", "0004_told"),
        ("careplans", "0029_crisis_pages_mended"),
    ]
    operations = [DefineRetracted()]
