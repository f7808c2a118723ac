from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_groups_of_contacts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=["-invited_at", "-id"],
                name="people_invitation_open",
            ),
        ),
    ]
