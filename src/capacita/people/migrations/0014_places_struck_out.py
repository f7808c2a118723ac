from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_people_who_are_not_listed"),
    ]

    operations = [
        migrations.AddField(
            model_name="tombstone",
            name="struck",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
