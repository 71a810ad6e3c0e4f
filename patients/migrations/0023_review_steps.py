from django.db import migrations

from patients.sets.access_reviews import DefineReviewSteps
from patients.sets.break_glass import DefineBreakGlass
from wsic.walls import Protect


class Migration(migrations.Migration):
    """What was taken by saying why changes by functions alone; being told of a dissent is counted as a try."""

    dependencies = [("patients", "0022_break_glass_reason"), ("audit", "0005_denials")]
    operations = [
        DefineReviewSteps(),
        DefineBreakGlass(),
        Protect("patients.ReachGrant", "patients.AccessReview", "patients.AccessReviewStep"),
    ]
