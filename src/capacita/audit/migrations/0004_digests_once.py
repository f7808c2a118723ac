from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# PostgreSQL is given a second index of every text that stands once, for beginnings of texts. Nobody asks for digests
# by their beginning, and of twenty million entries it takes 2.4 GB, time with each entry, and a minute of each restore.
_FOUND = (
    "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'audit_entry' "
    "AND indexname LIKE 'audit\\_entry\\_digest\\_%%\\_like'"
)


def drop_second_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(_FOUND, [])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_found_quickly")]
    operations = [migrations.RunPython(drop_second_index, migrations.RunPython.noop)]
