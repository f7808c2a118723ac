from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_places_struck_out"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notsame",
            name="people_not_same_once",
        ),
        migrations.AddField(
            model_name="notsame",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notsame",
            name="undone_by",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name="notsame",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("first", "second"),
                name="people_not_same_once",
            ),
        ),
    ]
