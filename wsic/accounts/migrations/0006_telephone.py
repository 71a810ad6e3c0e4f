from django.db import migrations, models

from wsic.accounts.sets import DefineSetTelephone


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_second_factor"), ("wsic", "0001_walls")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="telephone",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("telephone__regex", "^(0[0-9 ]{9,13})?$")),
                name="accounts_telephone_can_be_rung",
            ),
        ),
        DefineSetTelephone(),
    ]
