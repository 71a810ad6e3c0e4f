from django.db import migrations


class Migration(migrations.Migration):
    """A denial is found by the address that was asked for: it names no person."""

    dependencies = [("audit", "0004_in_months")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX audit_denials ON audit_auditevent (subject COLLATE \"C\") WHERE kind = 'DENIAL'",
            "DROP INDEX audit_denials",
        )
    ]
