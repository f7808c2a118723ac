from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0012_addresses_asked_for"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unlisted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=32)),
                ("kind", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=254)),
                ("typed_at", models.DateTimeField()),
            ],
        ),
    ]
