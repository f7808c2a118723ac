"""Names and memberships get keys that hold no date, so that a date can be corrected by a row that supersedes.

The old key ended in the start of the period (or “always”); the new one ends in its place among the periods of its kind.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import migrations


def rekey(apps: Any, schema_editor: Any) -> None:
    for name in ("CountryName", "Membership"):
        model = apps.get_model("countries", name)
        starts: dict[str, dict[str, str]] = defaultdict(dict)
        for key, start in model.objects.order_by("superseded_at").values_list("key", "valid_from"):
            starts[key.rpartition("/")[0]].setdefault(key, start)
        for kind, found in starts.items():
            ordered = sorted(found, key=lambda key: (found[key] or "", key))
            for place, key in enumerate(ordered, start=1):
                model.objects.filter(key=key).update(key=f"{kind}/{place}")


class Migration(migrations.Migration):
    dependencies = [("countries", "0001_initial")]

    operations = [migrations.RunPython(rekey, migrations.RunPython.noop)]
