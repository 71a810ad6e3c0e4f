from django.db import migrations, models

# Of what is there already the end that it has counts as stated: a column made from another keeps its values
# when it is made from it no longer. (An UPDATE by the owner would meet no row: see wsic.walls.)
_COLUMN = """
ALTER TABLE patients_registration ADD COLUMN stated_to_on date GENERATED ALWAYS AS (to_on) STORED;
ALTER TABLE patients_registration ALTER COLUMN stated_to_on DROP EXPRESSION
"""
_COLUMN_BACK = "ALTER TABLE patients_registration DROP COLUMN stated_to_on"


class Migration(migrations.Migration):
    dependencies = [("patients", "0009_quarantine_overseer")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="stated_from_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_COLUMN, _COLUMN_BACK)],
            state_operations=[
                migrations.AddField(
                    model_name="registration",
                    name="stated_to_on",
                    field=models.DateField(blank=True, null=True),
                ),
            ],
        ),
    ]
