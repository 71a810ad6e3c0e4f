from django.db import migrations, models


class Migration(migrations.Migration):
    """Something wrong at a number where something was wrong before is told too."""

    dependencies = [("audit", "0006_spool")]
    operations = [
        migrations.RemoveConstraint(model_name="spoolproblem", name="audit_spool_problem_once"),
        migrations.AddField(
            model_name="spoolproblem", name="mark", field=models.CharField(default="", max_length=64)
        ),
        migrations.AddConstraint(
            model_name="spoolproblem",
            constraint=models.UniqueConstraint(
                fields=("spool", "kind", "number", "mark"), name="audit_spool_problem_once"
            ),
        ),
    ]
