"""Find customers by a piece of their name among a million, on PostgreSQL.

Trigrams come with PostgreSQL as an extension that the owner of a database may enable.
Where that is refused the search works all the same, and reads every name.
"""

from django.db import ProgrammingError, migrations, transaction
from django.db.utils import NotSupportedError, OperationalError

LAID = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX customer_name_search ON customers_customer "
    "USING gin (UPPER(name) gin_trgm_ops)",
    "CREATE INDEX customer_code_search ON customers_customer "
    "USING gin (UPPER(code) gin_trgm_ops)",
)
LIFTED = (
    "DROP INDEX IF EXISTS customer_name_search",
    "DROP INDEX IF EXISTS customer_code_search",
)


def lay(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            for statement in LAID:
                editor.execute(statement)
    except (ProgrammingError, NotSupportedError, OperationalError):
        return


def lift(apps, editor):
    if editor.connection.vendor == "postgresql":
        for statement in LIFTED:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_standing_by_segment_and_state")]

    operations = [migrations.RunPython(lay, lift)]
