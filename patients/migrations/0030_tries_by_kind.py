from django.db import migrations, models

from patients.sets.break_glass import DefineBreakGlass
from wsic.relationships import Why


class Migration(migrations.Migration):
    """Looking for crisis pages does not use up the tries of an emergency; those of the last hour are its."""

    dependencies = [("patients", "0029_crisis_pages")]
    operations = [
        migrations.AddField(
            model_name="accesstry",
            name="kind",
            field=models.CharField(choices=Why.choices, default=Why.BREAK_GLASS, max_length=20),
            preserve_default=False,
        ),
        DefineBreakGlass(),
    ]
