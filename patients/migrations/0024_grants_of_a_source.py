from django.db import migrations, models

from patients.sets.access_reviews import DefineReviewSteps
from patients.sets.break_glass import DefineBreakGlass


class Migration(migrations.Migration):
    """Pages under an entry are counted by its own people; who is told to confirm may do so."""

    dependencies = [("patients", "0023_review_steps")]
    operations = [
        migrations.AddIndex(
            model_name="reachgrant",
            index=models.Index(fields=["source"], name="patients_grants_of_a_source"),
        ),
        DefineReviewSteps(),
        DefineBreakGlass(),
    ]
