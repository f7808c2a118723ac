from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# PostgreSQL is given a second index of every text that stands once, for beginnings of texts. Nobody asks for digests
# by their beginning, and of twenty million entries it takes 2.4 GB, time with each entry, and a minute of each restore.
_SECOND = (
    "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'audit_entry' "
    "AND indexname LIKE 'audit\\_entry\\_digest\\_%%\\_like'"
)
# Nor has a digest a language in whose order it would be sorted: by its bytes, its index is made in a third of the time.
# zero-downtime: no release has the table yet. The index is made anew: some seconds for each million entries, in which
# nothing is written.
_BY_ITS_BYTES = 'ALTER TABLE audit_entry ALTER COLUMN digest TYPE varchar(64) COLLATE "C"'


def lighten(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(_SECOND, [])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(_BY_ITS_BYTES)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_found_quickly")]
    operations = [migrations.RunPython(lighten, migrations.RunPython.noop)]
