from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

from wsic.walls import FUNCTIONS, REACHED, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
    ]

    # Exclusion constraints need btree_gist, and the walls need the functions.
    run_before = [("patients", "0001_initial"), ("tiers", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION wsic_user(); DROP FUNCTION wsic_today();"),
        # Later than the rest, and here because every table's policy needs them; 0003 brings them to older
        # systems.
        migrations.RunSQL(list(REACHED), "DROP FUNCTION wsic_places(text[]); DROP FUNCTION wsic_reached();"),
        Protect("contenttypes.ContentType", "auth.Permission", "auth.Group", "sessions.Session"),
    ]
