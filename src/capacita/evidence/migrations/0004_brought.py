"""Who brought the bytes of a snapshot, and who else brought the same."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_kept_files")]

    operations = [
        migrations.AddField(
            "snapshot", "brought_by", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.AddField("snapshot", "confirmed_by", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "snapshot",
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("brought_by")),
                name="evidence_snapshot_four_eyes",
            ),
        ),
    ]
