from django.db import migrations, models

from careplans.sets.guards import OFFERS, Guard


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0017_unsaved_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessionoffer",
            name="awaits_print",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="sessionoffer",
            index=models.Index(
                condition=models.Q(("awaits_print", True)),
                fields=["organisation"],
                name="careplans_letters_to_print",
            ),
        ),
        Guard(OFFERS),
    ]
