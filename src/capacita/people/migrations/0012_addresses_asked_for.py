import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import capacita.kernel.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_invitations_that_are_open"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=capacita.kernel.identifiers.opaque_key, editable=False, max_length=32, unique=True
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
