from django.db import migrations

from careplans.sets.guards import TASKS, Guard
from wsic.walls import Protect


class Migration(migrations.Migration):
    """A task is raised in nobody else's name, and moved to no other person."""

    dependencies = [("careplans", "0001_contacts_and_tasks")]
    operations = [Protect("careplans.Task"), Guard(TASKS)]
