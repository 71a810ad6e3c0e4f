from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0011_first_load")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="details_digest",
            field=models.BinaryField(default=b""),
        ),
    ]
