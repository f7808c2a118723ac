"""A published statement keeps to what precision its source gives the two days."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("figures", "0002_claim_reasons")]
    operations: ClassVar = [
        migrations.AddField("claim", "said_precision", models.CharField(default="day", max_length=5)),
        migrations.AddField("claim", "valid_precision", models.CharField(default="day", max_length=5)),
    ]
